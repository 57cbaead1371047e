//! Faults on demand: what can go wrong between the bot and Discord.

use std::time::Duration;

use serde_json::Value;

use super::StandIn;

/// One fault, armed for the requests it matches.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The HTTP method it waits for; empty for any.
    pub method: String,
    /// A part of the path after `/api/v10`; empty for any.
    pub path_contains: String,
    /// How many matching requests it strikes; `None` for all of them.
    pub times: Option<u32>,
    /// What happens.
    pub kind: FaultKind,
}

/// What a fault does to a request.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// Answers with this status and body; nothing is done.
    Status(u16, Value),
    /// Answers 429 with Discord's headers and body.
    RateLimited {
        /// Whose limit was met.
        scope: Scope,
        /// Seconds until the request may be made again.
        retry_after: f64,
    },
    /// Waits this long (machine time), then goes on as usual.
    Delay(Duration),
    /// Never answers.
    Hang,
    /// Drops the connection without an answer.
    Reset,
    /// Does what was asked, and only then strikes with the inner fault.
    AfterApply(Box<FaultKind>),
}

/// Whose limit a 429 speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The bot's own limit on this route.
    User,
    /// The limit of a resource shared with others; it does not count as an invalid request.
    Shared,
    /// The bot's limit over all routes.
    Global,
}

impl StandIn {
    /// Arms a fault. Of several that match, the one armed first strikes.
    pub fn fault(&self, fault: Fault) {
        unimplemented!("{fault:?}")
    }

    /// Disarms every fault. Requests that hang already go on hanging.
    pub fn clear_faults(&self) {
        unimplemented!()
    }

    /// Drops every gateway connection without a closing frame.
    pub fn disconnect(&self) {
        unimplemented!()
    }

    /// Asks every connection to reconnect (op 7).
    pub fn ask_reconnect(&self) {
        unimplemented!()
    }

    /// Declares every session invalid (op 9); `resumable` says whether it may be resumed.
    pub fn invalidate_session(&self, resumable: bool) {
        unimplemented!("{resumable}")
    }

    /// Delivers the next interaction twice.
    pub fn duplicate_next_interaction(&self) {
        unimplemented!()
    }

    /// Leaves heartbeats unanswered from now on, until `resume_acks`.
    pub fn stop_acks(&self) {
        unimplemented!()
    }

    /// Answers heartbeats again.
    pub fn resume_acks(&self) {
        unimplemented!()
    }

    /// Sends an event as it stands, to the shard of its `guild_id` or to shard 0.
    pub fn send_raw_event(&self, name: &str, data: Value) {
        unimplemented!("{name} {data}")
    }
}
