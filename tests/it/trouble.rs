//! Everything that can go wrong between the bot and Discord, and what members see of it.

pub mod answers;
pub mod gateway;
pub mod herd;
pub mod posts;
pub mod staff;

use std::time::Duration;

use chimebot::domain::planner::Timing;
use chimebot::standin::{Fault, FaultKind, Scope};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Makings, TestBot};

/// The way of a post.
const POST: (&str, &str) = ("POST", "/messages");
/// The way of a question for the history.
const HISTORY: (&str, &str) = ("GET", "/messages");
/// The way of a first answer to an interaction.
const ANSWER: (&str, &str) = ("POST", "/callback");

/// A bot that gives up waiting for one request after a third of a second.
async fn impatient() -> TestBot {
    let timing = Timing { request: SignedDuration::from_millis(350), ..Timing::default() };
    TestBot::set_up_with(Makings { timing, ..Makings::default() }).await
}

/// Arms a fault; `times` 0 is for ever.
fn arm(bot: &TestBot, (method, path): (&str, &str), times: u32, kind: FaultKind) {
    let times = (times > 0).then_some(times);
    bot.standin.fault(Fault { method: method.to_owned(), path_contains: path.to_owned(), times, kind });
}

fn refused(status: u16, code: u32) -> FaultKind {
    FaultKind::Status(status, json!({ "message": "a fault", "code": code }))
}

fn broken() -> FaultKind {
    FaultKind::Status(503, Value::Null)
}

fn limited() -> FaultKind {
    FaultKind::RateLimited { scope: Scope::User, retry_after: 0.3 }
}

fn after(kind: FaultKind) -> FaultKind {
    FaultKind::AfterApply(Box::new(kind))
}

fn slow(ms: u64) -> FaultKind {
    FaultKind::Delay(Duration::from_millis(ms))
}

/// Lets `seconds` go by, looking at what is due every `step` seconds.
async fn pass(bot: &TestBot, seconds: i64, step: i64) {
    for _ in 0..seconds / step {
        bot.clock.advance(SignedDuration::from_secs(step));
        bot.tick().await;
    }
}
