//! How long to wait where a 429 does not say.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;

use crate::domain::ids::SlotToken;
use crate::domain::pacing::backoff;
use crate::domain::planner::Event;
use crate::rng::Chance;

/// How often in a row the request of each slot was refused with 429.
#[derive(Debug, Default)]
pub(super) struct Patience(Mutex<HashMap<SlotToken, u32>>);

impl Patience {
    /// Over a proxy the wait that a 429 asks for is not known: it grows with each one in a row. Other events
    /// are as they were.
    pub(super) fn wait_for(&self, token: SlotToken, event: Event, chance: &Chance) -> Event {
        let mut refusals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Event::TooMany { .. } = event else {
            if !matches!(event, Event::Tick) {
                refusals.remove(&token);
            }
            return event;
        };
        let in_a_row = refusals.entry(token).or_insert(0);
        *in_a_row += 1;
        let wait = chance.with(|rng| backoff(*in_a_row, rng));
        Event::TooMany { retry_after: SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX) }
    }
}
