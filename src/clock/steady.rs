//! Whether a machine's clock can be relied on for taking away what has had its time.
//!
//! A clock that is set a year ahead for a moment must not cost anybody their answers. What
//! shows that a time is real is that it goes on in step with the machine's steady clock,
//! which nobody can set: for an hour, since the start or since the last jump. A post that
//! is an hour late is skipped anyway; what is deleted an hour late harms nobody.

use std::time::Duration;

/// How far both clocks may drift apart before it counts as a jump.
const JUMP_MS: u64 = 120_000;
/// For so long both must have gone on in step.
const LONG_ENOUGH: Duration = Duration::from_hours(1);

/// Since when a clock has gone on in step.
#[derive(Debug, Default)]
pub(super) struct Steady {
    /// What both clocks read then; none before the first look.
    since: Option<Reading>,
}

/// What two clocks read at one moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    /// The clock on the wall, in unix milliseconds.
    pub(super) wall_ms: i64,
    /// The steady clock: since some moment that does not matter.
    pub(super) steady: Duration,
}

impl Steady {
    /// Looks at both clocks. True when they have gone on in step for long enough.
    pub(super) fn look(&mut self, now: Reading) -> bool {
        match self.since {
            Some(since) if in_step(since, now) => now.steady.saturating_sub(since.steady) >= LONG_ENOUGH,
            _ => {
                self.since = Some(now);
                false
            }
        }
    }
}

fn in_step(since: Reading, now: Reading) -> bool {
    let steady = i64::try_from(now.steady.saturating_sub(since.steady).as_millis()).unwrap_or(i64::MAX);
    now.wall_ms.saturating_sub(since.wall_ms).abs_diff(steady) <= JUMP_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: i64 = 365 * 24 * 3_600_000;

    /// A look after so many minutes by the steady clock, with the other one ahead by so many milliseconds.
    fn look(clock: &mut Steady, minutes: u64, ahead: i64) -> bool {
        let steady = Duration::from_mins(minutes);
        let wall_ms = 1_795_000_000_000 + i64::try_from(steady.as_millis()).unwrap() + ahead;
        clock.look(Reading { wall_ms, steady })
    }

    #[test]
    fn a_clock_is_relied_on_after_an_hour_in_step_and_an_hour_after_each_jump() {
        let mut clock = Steady::default();
        assert!(!look(&mut clock, 0, 0) && !look(&mut clock, 59, 0));
        assert!(look(&mut clock, 60, 119_000), "a slow correction is no jump");
        for (minutes, ahead, relied_on) in [
            (61, YEAR, false),
            (90, YEAR, false),
            (91, 0, false),
            (150, 0, false),
            (151, 0, true),
            (152, -YEAR, false),
            (211, -YEAR, false),
            (212, -YEAR, true),
        ] {
            assert_eq!(look(&mut clock, minutes, ahead), relied_on, "after {minutes} minutes");
        }
    }
}
