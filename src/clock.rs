//! Where "now" comes from. The only file that may read the machine's clock.
//!
//! A clock is a value that is handed down, so that a rehearsal can jump to the
//! next morning and a test can stand still. Its copies share one setting.

mod steady;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use steady::{Reading, Steady};

/// A source of the current moment, shared by all its clones.
///
/// It reads the machine's clock plus an offset, or, once frozen, the offset alone.
#[derive(Clone, Debug)]
pub struct Clock {
    running: Arc<AtomicBool>,
    /// Milliseconds added to the machine's clock, or the whole time while frozen.
    offset_ms: Arc<AtomicI64>,
    /// Whether it is a machine's, which may be wrong; one that a test or a rehearsal set is as it should be.
    watched: Arc<AtomicBool>,
    steady: Arc<Mutex<Steady>>,
    since: SteadyClock,
}

/// The machine's steady clock, or the one that stands in for it.
#[derive(Clone, Debug)]
enum SteadyClock {
    Machine(Instant),
    Made(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's own time.
    pub fn system() -> Self {
        let clock = Self::new(true, 0);
        clock.watched.store(true, Ordering::SeqCst);
        clock
    }

    /// A clock that stands in for a machine's: nobody knows whether `now` is the time. It stands until
    /// [`Self::pass`] lets time pass, or [`Self::jump`] sets it as a mistaken hand would.
    pub fn of_a_machine(now: Timestamp) -> Self {
        let clock = Self::new(false, now.as_millisecond());
        clock.watched.store(true, Ordering::SeqCst);
        Self { since: SteadyClock::Made(Arc::default()), ..clock }
    }

    /// A clock that stands at `now` until it is moved.
    pub fn frozen(now: Timestamp) -> Self {
        Self::new(false, now.as_millisecond())
    }

    /// A clock that reads `now` at this moment and runs on from there.
    pub fn running_from(now: Timestamp) -> Self {
        let clock = Self::new(true, 0);
        clock.set(now);
        clock
    }

    fn new(running: bool, offset_ms: i64) -> Self {
        Self {
            running: Arc::new(AtomicBool::new(running)),
            offset_ms: Arc::new(AtomicI64::new(offset_ms)),
            watched: Arc::default(),
            steady: Arc::default(),
            since: SteadyClock::Machine(Instant::now()),
        }
    }

    /// The current moment, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        let offset = self.offset_ms.load(Ordering::SeqCst);
        let base = if self.running.load(Ordering::SeqCst) { machine_ms() } else { 0 };
        Timestamp::from_millisecond(base.saturating_add(offset)).unwrap_or(Timestamp::MAX)
    }

    /// The current moment, if it can be relied on for taking things away for good: the clock has gone on in
    /// step with the machine's steady one for an hour. To be asked again and again, each time anew.
    pub fn relied_on(&self) -> Option<Timestamp> {
        let now = self.now();
        if !self.watched.load(Ordering::SeqCst) {
            return Some(now);
        }
        let steady = match &self.since {
            SteadyClock::Machine(since) => since.elapsed(),
            SteadyClock::Made(ms) => {
                Duration::from_millis(u64::try_from(ms.load(Ordering::SeqCst)).unwrap_or(0))
            }
        };
        let reading = Reading { wall_ms: now.as_millisecond(), steady };
        let in_step = self.steady.lock().unwrap_or_else(PoisonError::into_inner).look(reading);
        in_step.then_some(now)
    }

    /// How far it is ahead of the `Date` of an answer that has just come. None for what is no date.
    pub fn ahead_of(&self, date: &str) -> Option<SignedDuration> {
        let theirs = DateTimeParser::new().parse_timestamp(date).ok()?;
        Some(self.now().duration_since(theirs))
    }

    /// Whether it goes on by itself.
    pub fn is_running(&self) -> bool {
        self.running.load(Ordering::SeqCst)
    }

    /// Makes the clock read `now`; it goes on running, or stays frozen, as before.
    pub fn set(&self, now: Timestamp) {
        self.watched.store(false, Ordering::SeqCst);
        let base = if self.running.load(Ordering::SeqCst) { machine_ms() } else { 0 };
        self.offset_ms.store(now.as_millisecond() - base, Ordering::SeqCst);
    }

    /// Moves the clock by `by`, backwards when it is negative.
    pub fn advance(&self, by: SignedDuration) {
        self.watched.store(false, Ordering::SeqCst);
        self.jump(by);
    }

    /// Lets time pass on a clock that stands in for a machine's.
    pub fn pass(&self, by: SignedDuration) {
        self.jump(by);
        if let SteadyClock::Made(steady) = &self.since {
            steady.fetch_add(in_ms(by), Ordering::SeqCst);
        }
    }

    /// Moves the clock as somebody does who sets a machine's: nobody knows whether it is right then.
    pub fn jump(&self, by: SignedDuration) {
        self.offset_ms.fetch_add(in_ms(by), Ordering::SeqCst);
    }
}

fn in_ms(by: SignedDuration) -> i64 {
    i64::try_from(by.as_millis()).unwrap_or(i64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
fn machine_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_compared_with_the_date_of_an_answer() {
        let clock = Clock::frozen("2026-03-29T08:00:00Z".parse().unwrap());
        let ahead = |date| clock.ahead_of(date).map(|ahead| ahead.as_secs());
        assert_eq!(ahead("Sun, 29 Mar 2026 07:59:50 GMT"), Some(10));
        assert_eq!(ahead("Mon, 30 Mar 2026 08:00:00 GMT"), Some(-86_400));
        assert_eq!(ahead("soon"), None);
    }

    #[test]
    fn a_frozen_clock_moves_only_when_told() {
        let start: Timestamp = "2026-03-29T08:00:00Z".parse().unwrap();
        let clock = Clock::frozen(start);
        let copy = clock.clone();
        assert_eq!(clock.now(), start);
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(copy.now(), start + SignedDuration::from_hours(1));
    }

    #[test]
    fn a_clock_that_was_set_on_purpose_is_relied_on_and_a_machines_only_after_an_hour() {
        let start: Timestamp = "2026-03-29T08:00:00Z".parse().unwrap();
        assert_eq!(Clock::frozen(start).relied_on(), Some(start));
        assert_eq!(Clock::system().relied_on(), None);
        let rehearsal = Clock::system();
        rehearsal.set(start);
        assert!(rehearsal.relied_on().is_some());
        let machine = Clock::of_a_machine(start);
        let copy = machine.clone();
        assert_eq!(machine.relied_on(), None);
        machine.pass(SignedDuration::from_hours(1));
        assert_eq!(copy.relied_on(), Some(start + SignedDuration::from_hours(1)));
        machine.jump(SignedDuration::from_hours(24 * 365));
        assert_eq!(copy.relied_on(), None);
    }

    #[test]
    fn a_running_clock_can_be_set_to_another_day() {
        let clock = Clock::system();
        let day: Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
        clock.set(day);
        let gone = clock.now().duration_since(day);
        assert!(gone < SignedDuration::from_secs(5), "it runs on from the moment it was set to");
    }
}
