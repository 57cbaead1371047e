//! In which order and how fast the bot's own requests go to Discord.
//!
//! Discord allows 50 requests in a second over all routes but interactions, and bans
//! an address for a time after 10,000 answers of 401, 403 or 429 in ten minutes. The
//! [`Pacer`] therefore lets at most 48 requests start in any sliding second and one at
//! a time per channel; its [`Breaker`] slows and then stops it long before a ban.
//!
//! It is fair: guilds take turns, and within a guild its channels do, so that a guild
//! with 500 posts cannot delay one with a single post by more than its turn. Posts go
//! before edits, DMs and checks, except that these keep two of the 48 places, so that
//! a herd of cards at nine does not stop them altogether.
//!
//! Time is passed in as the duration since any fixed start, taken from a monotonic
//! clock: a wall clock that is set back must not open the gate.

mod breaker;
mod queue;

use std::collections::VecDeque;
use std::time::Duration;

use super::ids::{ChannelId, GuildId};
use jiff::SignedDuration;
use rand::{Rng, RngExt as _};

pub use breaker::{Breaker, Pace};
use queue::Queue;

/// Requests that may start in any sliding second: Discord's 50, less two for the jitter of the way there.
pub const PER_SECOND: usize = 48;

/// Of so many places, the last is offered to edits, DMs and checks first: two of 48.
const SHARE_OF_OTHERS: u64 = 24;

/// Requests that may be under way at once. When all channels begin to refuse, so many refusals can
/// still be coming while the breaker has seen none; up to answers of four seconds it costs no speed.
const UNDER_WAY: usize = 4 * PER_SECOND;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

/// The longest that a herd is spread.
const LONGEST_SPREAD: SignedDuration = SignedDuration::from_secs(90);

/// What a request is, as far as its turn goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// A post that is due in a channel.
    Post,
    /// An edit, a DM, a check: anything that may come a little later.
    Other,
}

/// What came of a request, as far as the pace goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Anything that does not count towards a ban, a broken connection included.
    Fine,
    /// 401, 403, 404 or 429.
    Invalid,
}

/// What the pacer says when asked for the next request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<T> {
    /// Start this one now, and say [`Pacer::done`] when its answer is there.
    Go {
        /// The channel that is taken until then.
        channel: ChannelId,
        /// What was queued.
        job: T,
    },
    /// Nothing may start before then.
    Wait(Duration),
    /// Nothing may start before an answer comes or something is queued.
    Idle,
}

/// The queue in front of Discord.
#[derive(Debug)]
pub struct Pacer<T> {
    queue: Queue<T>,
    /// When the last requests started, at most [`PER_SECOND`] of them.
    started: VecDeque<Duration>,
    granted: u64,
    breaker: Breaker,
}

impl<T> Default for Pacer<T> {
    fn default() -> Self {
        Self { queue: Queue::default(), started: VecDeque::new(), granted: 0, breaker: Breaker::default() }
    }
}

impl<T> Pacer<T> {
    /// Queues `job`. A DM counts for the guild it is about.
    pub fn push(&mut self, class: Class, guild: GuildId, channel: ChannelId, job: T) {
        self.queue.push(class, guild, channel, job);
    }

    /// How many requests are queued, those under way not counted.
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// Whether nothing is queued.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How fast requests may go at present; for the alarm when that changes.
    pub fn pace(&self, at: Duration) -> Pace {
        self.breaker.pace(at)
    }

    /// The request that may start at `at`, if any.
    pub fn next(&mut self, at: Duration) -> Turn<T> {
        if self.queue.is_blocked() || self.queue.under_way() >= UNDER_WAY {
            return Turn::Idle;
        }
        let pace = self.breaker.pace(at);
        let (places, span) = match pace {
            Pace::Full => (PER_SECOND, SECOND),
            Pace::Slow => (1, SECOND),
            Pace::Stopped { .. } => (1, MINUTE),
        };
        if let Some(free) = self.started.iter().rev().nth(places - 1).map(|start| *start + span)
            && free > at
        {
            return Turn::Wait(free);
        }
        let turn = match pace {
            Pace::Stopped { until } => match self.queue.pop(Class::Other) {
                None => return Turn::Wait(until),
                found => found,
            },
            _ if self.granted % SHARE_OF_OTHERS == SHARE_OF_OTHERS - 1 => {
                self.queue.pop(Class::Other).or_else(|| self.queue.pop(Class::Post))
            }
            _ => self.queue.pop(Class::Post).or_else(|| self.queue.pop(Class::Other)),
        };
        let Some((channel, job)) = turn else { return Turn::Idle };
        self.granted += 1;
        if self.started.len() == PER_SECOND {
            self.started.pop_front();
        }
        self.started.push_back(at);
        Turn::Go { channel, job }
    }

    /// The request that was let go last was not made: nobody waits for it any more.
    ///
    /// Its place is free again, or those who gave up would hold back those who wait.
    pub fn unused(&mut self, channel: ChannelId) {
        self.queue.free(channel);
        self.started.pop_back();
        self.granted = self.granted.saturating_sub(1);
    }

    /// The request in `channel` is over.
    pub fn done(&mut self, channel: ChannelId, answered: Answered, at: Duration) {
        self.queue.free(channel);
        if answered == Answered::Invalid {
            self.breaker.invalid(at);
        }
    }
}

/// How long after its due moment a guild's card joins the queue, when `herd` cards are due at once.
///
/// The herd is spread over the time it takes at the allowed pace in any case, so that nobody's card
/// comes later for it, and a bot in one community posts at nine sharp. A guild's share of the spread
/// is its own, the same each day. Never more than 90 s, nor half of the `room` between due and deadline.
pub fn herd_delay(guild: GuildId, herd: usize, room: SignedDuration) -> SignedDuration {
    let drain = i64::try_from(herd / PER_SECOND).map_or(LONGEST_SPREAD, SignedDuration::from_secs);
    let spread = drain.min(LONGEST_SPREAD).min(room / 2).max(SignedDuration::ZERO);
    let spread_ms = u64::try_from(spread.as_millis()).unwrap_or(0);
    // Snowflakes made in one second differ in their low bits only; the multiplier (2^64 divided by
    // the golden ratio) carries any difference to the high bits, which choose the place.
    let place = guild.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    SignedDuration::from_millis(i64::try_from((place * spread_ms) >> 32).unwrap_or(0))
}

/// How long to wait after so many refusals with 429 in a row, when their `Retry-After` is not known:
/// 1, 2, 4 ... 60 s, and by chance up to half as much again, so that not all come back at once.
pub fn backoff(refusals: u32, jitter: &mut dyn Rng) -> Duration {
    let wait = Duration::from_secs(1 << refusals.saturating_sub(1).min(6)).min(MINUTE);
    wait + wait.mul_f64(jitter.random_range(0.0..0.5))
}

#[cfg(test)]
mod tests;
