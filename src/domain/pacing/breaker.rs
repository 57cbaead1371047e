//! Slows and stops the bot's own requests while too many of them are refused.

use std::collections::VecDeque;
use std::time::Duration;

/// The span over which Discord counts refused requests.
const SPAN: Duration = Duration::from_mins(10);

/// From so many refusals in the span on, one request a second.
const SLOW_FROM: usize = 200;

/// From so many on, no posts. The aim is to stay under 500, which is 5 % of what gets an address
/// banned; the fifty below it are for requests under way when posts stop (at the slow pace one for
/// each second of the request timeout) and for the rest, which goes on once a minute.
const STOP_FROM: usize = 450;

/// How long posts stay stopped.
const STOP_FOR: Duration = Duration::from_mins(10);

/// How fast requests may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As fast as Discord allows.
    Full,
    /// One a second.
    Slow,
    /// No posts before `until`; edits, DMs and checks one a minute.
    Stopped {
        /// When posts may go again.
        until: Duration,
    },
}

/// Counts answers of 401, 403, 404 and 429 over ten minutes.
#[derive(Debug, Default)]
pub struct Breaker {
    /// The latest refusals, oldest first; no more than it takes to stop.
    refused: VecDeque<Duration>,
    stopped_until: Option<Duration>,
}

impl Breaker {
    /// Counts one refusal at `at`.
    pub fn invalid(&mut self, at: Duration) {
        if self.refused.len() == STOP_FROM {
            self.refused.pop_front();
        }
        self.refused.push_back(at);
        if self.count(at) >= STOP_FROM {
            self.stopped_until = Some(at + STOP_FOR);
        }
    }

    /// How fast requests may go at `at`.
    pub fn pace(&self, at: Duration) -> Pace {
        match self.stopped_until {
            Some(until) if at < until => Pace::Stopped { until },
            _ if self.count(at) >= SLOW_FROM => Pace::Slow,
            _ => Pace::Full,
        }
    }

    fn count(&self, at: Duration) -> usize {
        self.refused.len() - self.refused.partition_point(|refused| *refused + SPAN <= at)
    }
}
