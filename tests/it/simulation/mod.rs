//! The once-only planner in a world where everything fails: a model of Discord, of the
//! disk and of the process drives the pure planner through hundreds of thousands of
//! slots, each with its own faults, and counts what members would have seen.
//!
//! The model knows what the bot does not: how long Discord remembers a nonce, whether
//! a request whose answer was lost has arrived, and which one is still on its way.

mod vanish;
mod world;

use std::fmt;

use chimebot::domain::planner::Timing;
use chimebot::domain::slot::SlotState;
use jiff::{SignedDuration, Timestamp};

use world::World;

/// Times in here are milliseconds since the card was due.
type Ms = i64;

const SECOND: Ms = 1_000;
const MINUTE: Ms = 60 * SECOND;
const HOUR: Ms = 60 * MINUTE;
const DEADLINE: Ms = 2 * HOUR;
/// When the card is due, in real time.
const DUE_MS: Ms = 1_800_000_000_000;
fn moment(at: Ms) -> Timestamp {
    Timestamp::from_millisecond(DUE_MS + at).expect("two days around a moment in 2027")
}

/// What is asked of one run.
struct Plan {
    seed: u64,
    slots: u32,
    /// The odds of a fault before, during and after each step.
    fault: f64,
    /// A stretch of the grace without a longer stop of bot or Discord that must be enough for a post.
    /// At 30 % one attempt in four gets through, and one question in fifteen.
    enough: Ms,
    /// Whether the bot may read the channel's history.
    may_read: bool,
    timing: Timing,
}

#[derive(Default)]
struct Figures {
    slots: u32,
    posted: u32,
    seen_removed: u32,
    missed: u32,
    unsure: u32,
    gone: u32,
    /// Two messages of one slot, the first still there when the second came.
    duplicates: u32,
    /// A second message after a moderator had removed the first.
    after_removal: u32,
    /// Bot and Discord were up long enough for a post.
    had_time: u32,
    /// Missed although there was time.
    lost: u32,
    /// The file says something else than the channel.
    untrue: u32,
    /// Created more than a minute past the deadline.
    stale: u32,
    requests_for_history: u32,
    lateness: Vec<Ms>,
}

impl Figures {
    fn of(plan: &Plan) -> Self {
        let mut figures = Self::default();
        for number in 0..plan.slots {
            let mut world = World::new(plan, number);
            world.live();
            figures.count(&mut world);
        }
        figures.lateness.sort_unstable();
        println!("faults {:2.0} %, history {}: {figures}", plan.fault * 100.0, plan.may_read);
        figures
    }

    fn count(&mut self, world: &mut World<'_>) {
        let end = world.now;
        world.channel.settle(Ms::MAX, &mut world.chance);
        let posts = &world.channel.posts;
        self.slots += 1;
        self.requests_for_history += world.asked;
        for pair in posts.windows(2) {
            let shown_twice = pair[0].is_there(pair[1].created);
            *(if shown_twice { &mut self.duplicates } else { &mut self.after_removal }) += 1;
        }
        self.stale += u32::from(posts.iter().any(|post| post.created > DEADLINE + MINUTE));
        self.lateness.extend(posts.first().map(|post| post.created));
        let none_there = !posts.iter().any(|post| post.is_there(end));
        let had_time = world.longest_good_time() >= world.plan.enough;
        self.had_time += u32::from(had_time);
        let true_to_channel = match world.disk.state {
            SlotState::Posted => {
                self.posted += 1;
                world.disk.message.is_some_and(|message| message.0 < posts.len() as u64)
            }
            SlotState::PostedRemoved => {
                self.seen_removed += 1;
                !posts.is_empty() && none_there
            }
            SlotState::Missed => {
                self.missed += 1;
                self.lost += u32::from(posts.is_empty() && had_time);
                none_there
            }
            SlotState::Unsure => {
                self.unsure += 1;
                !world.plan.may_read
            }
            SlotState::FailedPerm => {
                self.gone += 1;
                world.channel.gone_from.is_some()
            }
            _ => false,
        };
        self.untrue += u32::from(!true_to_channel);
    }

    fn late(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place in a list of some hundred thousand"
        )]
        let place = (self.lateness.len() as f64 * share) as usize;
        #[expect(clippy::cast_precision_loss, reason = "seconds of at most two days")]
        let seconds = self.lateness[place.min(self.lateness.len() - 1)] as f64 / 1e3;
        seconds
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} slots: {} posted, {} posted and removed, {} missed, {} unsure, {} channel gone; duplicates {}, \
             lost while up {} of {}, untrue {}, stale {}, posted again after a removal {}; {} looks at the history; \
             late p50 {:.1} s, p99 {:.0} s",
            self.slots,
            self.posted,
            self.seen_removed,
            self.missed,
            self.unsure,
            self.gone,
            self.duplicates,
            self.lost,
            self.had_time,
            self.untrue,
            self.stale,
            self.after_removal,
            self.requests_for_history,
            self.late(0.5),
            self.late(0.99),
        )
    }
}

fn plan(seed: u64, fault: f64) -> Plan {
    let enough = if fault < 0.1 { 8 * MINUTE } else { 45 * MINUTE };
    Plan { seed, slots: 200_000, fault, enough, may_read: true, timing: Timing::default() }
}

fn assert_once_only(figures: &Figures) {
    assert_eq!((figures.duplicates, figures.lost, figures.untrue, figures.stale), (0, 0, 0, 0), "{figures}");
}

#[test]
fn at_5_percent_faults_each_card_appears_once() {
    let figures = Figures::of(&plan(0x5eed, 0.05));
    assert_once_only(&figures);
    assert!(figures.posted > figures.slots * 9 / 10, "{figures}");
    assert_eq!(figures.unsure, 0);
}

#[test]
fn at_30_percent_faults_each_card_appears_once() {
    let figures = Figures::of(&plan(0xfa17, 0.30));
    assert_once_only(&figures);
    assert!(figures.posted > figures.slots * 8 / 10, "{figures}");
    assert_eq!(figures.unsure, 0);
}

#[test]
fn without_the_right_to_read_history_a_doubt_is_never_posted_twice() {
    for fault in [0.05, 0.30] {
        let figures = Figures::of(&Plan { slots: 20_000, may_read: false, ..plan(0xb11d, fault) });
        assert_once_only(&figures);
        assert!(figures.unsure > 0, "the model makes doubts: {figures}");
        assert_eq!(figures.after_removal, 0, "what is not known to be absent is not sent again");
    }
}

#[test]
fn the_model_catches_a_planner_that_trusts_the_nonce_for_too_long() {
    let timing = Timing { resend_window: SignedDuration::from_hours(2), ..Timing::default() };
    let figures = Figures::of(&Plan { slots: 5_000, timing, ..plan(1, 0.30) });
    assert!(figures.duplicates > 10, "{figures}");
}

#[test]
fn the_model_catches_a_planner_that_asks_the_history_too_soon() {
    let (resend_window, quiet) = (SignedDuration::ZERO, SignedDuration::ZERO);
    let timing = Timing { resend_window, quiet, ..Timing::default() };
    let figures = Figures::of(&Plan { slots: 60_000, timing, ..plan(2, 0.30) });
    assert!(figures.duplicates + figures.untrue > 0, "{figures}");
}

#[test]
fn the_model_catches_a_planner_that_gives_up_too_soon() {
    let (backoff_min, backoff_max) = (SignedDuration::from_hours(2), SignedDuration::from_hours(2));
    let timing = Timing { backoff_min, backoff_max, ..Timing::default() };
    let figures = Figures::of(&Plan { slots: 5_000, timing, ..plan(3, 0.30) });
    assert!(figures.lost > 10, "{figures}");
}
