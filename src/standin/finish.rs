//! The reckoning at the end of a test: what went wrong and was not looked at.

use serde_json::Value;

use super::{Act, StandIn};

/// A distinct request body: method, route template, JSON.
pub type Body = (String, String, Value);

impl StandIn {
    /// Every violation, every interaction never answered, and every bot message or reply never read.
    pub fn finish(&self) -> Result<(), Vec<String>> {
        unimplemented!()
    }

    /// Takes the violations that contain `needle` out of the reckoning and says how many there were.
    /// For tests that make the bot's side misbehave on purpose.
    pub fn expect_violations(&self, needle: &str) -> usize {
        unimplemented!("{needle}")
    }

    /// Says that this act may stay unanswered.
    pub fn forgive(&self, act: &Act) {
        unimplemented!("{act:?}")
    }

    /// Every distinct request body so far, for the judges.
    pub fn bodies(&self) -> Vec<Body> {
        unimplemented!()
    }
}
