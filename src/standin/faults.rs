//! Faults on demand: what can go wrong between the bot and Discord.

use std::time::Duration;

use serde_json::Value;

use super::StandIn;
use super::gateway::Out;

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
        self.shared.world().faults.push(fault);
    }

    /// Disarms every fault. Requests that hang already go on hanging.
    pub fn clear_faults(&self) {
        self.shared.world().faults.clear();
    }

    /// Drops every gateway connection without a closing frame.
    pub fn disconnect(&self) {
        self.tell_all(|| Out::Drop);
    }

    /// Closes every gateway connection with this code, such as 4004.
    pub fn close_gateway(&self, code: u16) {
        self.tell_all(|| Out::Close(code, "closed by the stand-in"));
    }

    /// Asks every connection to reconnect (op 7).
    pub fn ask_reconnect(&self) {
        self.tell_all(|| Out::Text(r#"{"op":7,"s":null,"t":null,"d":null}"#.to_owned()));
    }

    /// Declares every session invalid (op 9); `resumable` says whether it may be resumed.
    pub fn invalidate_session(&self, resumable: bool) {
        self.tell_all(|| Out::Text(format!(r#"{{"op":9,"s":null,"t":null,"d":{resumable}}}"#)));
        if !resumable {
            self.shared.world().sessions.clear();
        }
    }

    /// Delivers the next interaction twice.
    pub fn duplicate_next_interaction(&self) {
        self.shared.world().duplicate_next = true;
    }

    /// Leaves heartbeats unanswered from now on, until `resume_acks`.
    pub fn stop_acks(&self) {
        self.shared.world().acks = false;
    }

    /// Answers heartbeats again.
    pub fn resume_acks(&self) {
        self.shared.world().acks = true;
    }

    /// Sends an event as it stands, to the shard of its `guild_id` or to shard 0.
    #[expect(clippy::needless_pass_by_value, reason = "callers write the event where they send it")]
    pub fn send_raw_event(&self, name: &str, data: Value) {
        let guild = data["guild_id"].as_str().and_then(|id| id.parse().ok());
        self.shared.world().dispatch(name, &data, guild);
    }

    fn tell_all(&self, out: impl Fn() -> Out) {
        for session in &self.shared.world().sessions {
            session.tell(out());
        }
    }
}
