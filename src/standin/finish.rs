//! The reckoning at the end of a test: what went wrong and was not looked at.

use serde_json::Value;

use super::interaction::Response;
use super::rest::is_loading;
use super::{Act, StandIn};

/// A distinct request body: method, route template, JSON.
pub type Body = (String, String, Value);

impl StandIn {
    /// Every violation, every interaction never answered, and every bot message or reply never read.
    pub fn finish(&self) -> Result<(), Vec<String>> {
        let world = self.shared.world();
        let mut findings = world.violations.clone();
        for act in world.interactions.values().filter(|act| !act.forgiven) {
            match act.response {
                Response::None if act.late => findings.push(format!("answered too late: {}", act.what)),
                Response::None => findings.push(format!("never answered: {}", act.what)),
                Response::Modal(_) | Response::Choices(_) if !act.read => {
                    findings.push(format!("the answer was never read: {}", act.what));
                }
                Response::Deferred if !act.is_settled() => {
                    findings.push(format!("deferred and never filled in: {}", act.what));
                }
                _ => {}
            }
        }
        for message in world.messages.values().filter(|message| !message.read && !is_loading(message)) {
            let kind = if message.ephemeral_to.is_some() { "an ephemeral reply" } else { "a message" };
            findings.push(format!("{kind} was never read: {}", message.shown().text()));
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Takes the violations that contain `needle` out of the reckoning and says how many there were.
    /// For tests that make the bot's side misbehave on purpose.
    pub fn expect_violations(&self, needle: &str) -> usize {
        let mut world = self.shared.world();
        let before = world.violations.len();
        world.violations.retain(|violation| !violation.contains(needle));
        before - world.violations.len()
    }

    /// Says that this act may stay unanswered or unfinished.
    pub fn forgive(&self, act: &Act) {
        if let Some(act) = self.shared.world().interactions.get_mut(&act.id) {
            act.forgiven = true;
        }
    }

    /// Every distinct request body so far, for the judges.
    pub fn bodies(&self) -> Vec<Body> {
        self.shared.world().bodies.clone()
    }
}
