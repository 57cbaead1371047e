//! One interaction's life: three seconds to the first answer, fifteen minutes to the last.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::Notify;

/// Machine-independent deadlines, in milliseconds of the stand-in's clock.
pub const FIRST_ANSWER_MS: i64 = 3_000;
/// How long the token lives.
pub const TOKEN_MS: i64 = 15 * 60 * 1000;

/// What kind of act it was, by Discord's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    ModalSubmit = 5,
}

/// The first response.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    None,
    Message,
    Deferred,
    DeferredUpdate,
    Update,
    Modal(Value),
    Choices(Vec<(String, Value)>),
}

/// What the stand-in knows about one interaction.
#[derive(Clone, Debug)]
pub struct Interaction {
    pub id: u64,
    pub token: String,
    pub kind: Kind,
    pub user: u64,
    pub channel: u64,
    pub created_ms: i64,
    /// The message its control sits on.
    pub source: Option<u64>,
    /// The interaction whose answer was the form that this one sends.
    pub opened_by: Option<u64>,
    /// The command's name.
    pub command: Option<String>,
    /// What the person did, for messages of failure.
    pub what: String,
    pub response: Response,
    /// The message that `@original` stands for.
    pub original: Option<u64>,
    pub followups: Vec<u64>,
    /// How often the original was edited through the token.
    pub edits: u32,
    /// Whether the first response was looked at, where it is no message.
    pub read: bool,
    /// Whether the test said that it may stay unanswered.
    pub forgiven: bool,
    /// Whether an answer came too late.
    pub late: bool,
    /// Rings at the first response, for callers under load who must not look at every change.
    pub answered: Arc<Notify>,
}

impl Interaction {
    /// Whether the first answer may still come.
    pub fn in_time(&self, now_ms: i64) -> bool {
        now_ms - self.created_ms <= FIRST_ANSWER_MS
    }

    /// Whether the token still works.
    pub fn token_lives(&self, now_ms: i64) -> bool {
        now_ms - self.created_ms <= TOKEN_MS
    }

    /// Whether this kind of interaction may be answered with a response of type `kind`.
    pub fn allows(&self, kind: u64) -> bool {
        match self.kind {
            Kind::Command => matches!(kind, 4 | 5 | 9),
            Kind::Component => matches!(kind, 4..=7 | 9),
            Kind::Autocomplete => kind == 8,
            Kind::ModalSubmit => matches!(kind, 4 | 5) || self.source.is_some() && matches!(kind, 6 | 7),
        }
    }

    /// Whether nothing more has to happen before the person can read the outcome.
    pub fn is_settled(&self) -> bool {
        match self.response {
            Response::None | Response::Modal(_) | Response::Choices(_) => false,
            Response::Message | Response::Update => true,
            Response::Deferred | Response::DeferredUpdate => self.edits > 0 || !self.followups.is_empty(),
        }
    }
}
