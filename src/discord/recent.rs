//! Which interactions were taken up lately.
//!
//! A gateway that resumes may deliver an interaction a second time. The store would
//! count it once all the same; but the second answer could overtake the first, and a
//! first tap would read "you gave this answer before". Help never asks here.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use serenity::all::InteractionId;

/// How many are remembered. Older ones can no longer be answered anyhow.
const MOST: usize = 4_096;

/// The interactions taken up lately, by Discord's id of each; of no person.
#[derive(Debug, Default)]
pub struct Recent(Mutex<(HashSet<InteractionId>, VecDeque<InteractionId>)>);

impl Recent {
    /// Whether this interaction comes for the first time; from now on it does not.
    pub fn first_time(&self, id: InteractionId) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (set, order) = &mut *known;
        if !set.insert(id) {
            return false;
        }
        order.push_back(id);
        if order.len() > MOST
            && let Some(oldest) = order.pop_front()
        {
            set.remove(&oldest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_is_taken_up_once_and_old_ones_are_forgotten() {
        let recent = Recent::default();
        assert!(recent.first_time(InteractionId::new(1)));
        assert!(!recent.first_time(InteractionId::new(1)));
        for id in 2..10_000 {
            assert!(recent.first_time(InteractionId::new(id)));
        }
        let known = recent.0.lock().unwrap();
        assert_eq!((known.0.len(), known.1.len()), (MOST, MOST), "it does not grow without end");
    }
}
