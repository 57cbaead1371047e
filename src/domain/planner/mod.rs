//! The once-only planner: what to do next about one slot, so that its post appears
//! once and only once although requests fail, answers are lost and the process dies.
//!
//! [`step()`] is a pure, total function of the slot as it lies on disk, of what
//! happened, and of the moment. **The caller first commits the slot it gives back
//! (on the condition that the row is still as it was read), then carries out the
//! effect, then hands in what came of it.** Because a request is on disk before it is
//! sent, a crash between any two of these leaves one of two things: a request that
//! was certainly not sent, or one of which the outcome is unknown.
//!
//! An unknown outcome is settled in one of two ways. Within [`Timing::resend_window`]
//! of the first request the same nonce is sent again, and Discord answers with the
//! message that is already there. Later than that the nonce may be forgotten, so no
//! request goes out until the channel's history was asked, after a quiet time in which
//! a request still under way would have arrived.
//!
//! | state | event | becomes | effect |
//! |---|---|---|---|
//! | planned | tick before due | planned | wait |
//! | planned | tick, due | sending | send |
//! | planned | tick, past the deadline | missed | record |
//! | planned | rest, due | skipped | record |
//! | planned | paused, past the deadline | failed: permission | record |
//! | planned | forbidden, gone (heard from the gateway) | planned | pause the schedule |
//! | sending | tick within the lease | sending | wait |
//! | sending | tick after the lease | as retry | as retry |
//! | sending | restarted | retry, at once | wait |
//! | sending, retry, reconcile | answer | posted | record |
//! | sending, retry, reconcile | removed | posted, removed | record |
//! | sending, retry | too many | retry after what Discord says, attempt not counted | wait |
//! | sending, retry | server trouble | retry, 2 to 60 s later | wait |
//! | sending, retry | bad request | failed: bug | record |
//! | retry | tick, known not to be posted | sending, or missed past the deadline | send, record |
//! | retry | tick, unknown, within the resend window | sending, same nonce | send |
//! | retry | tick, unknown, later, not yet quiet | retry | wait |
//! | retry | tick, unknown, later, quiet | reconcile | ask the history |
//! | retry | rest, known not to be posted | skipped | record |
//! | retry | rest or paused, unknown | never sent again: reconcile when quiet | ask the history |
//! | reconcile | tick, not answered in time | reconcile | ask the history |
//! | reconcile | history: found | posted | record |
//! | reconcile | history: absent | retry, known not to be posted | wait |
//! | reconcile | history: not allowed; bad request | unsure | tell the admins |
//! | reconcile | history: trouble; too many; server trouble | reconcile, later | wait |
//! | sending, retry, reconcile | forbidden, gone | failed: permission | pause the schedule |
//! | any | unauthorized | retry if it was sending | stop the process |
//! | a final state | anything else | unchanged | nothing |
//!
//! Why the default times fit together (Discord remembers a nonce for "a few minutes",
//! taken as at least 120 s): a request may arrive up to 45 s late, the last one under a
//! nonce starts at most 60 s after the first, so all of them arrive within 105 s.

mod step;

use jiff::{SignedDuration, Timestamp};

use super::community::Trouble;
use super::ids::MessageId;
use super::slot::Slot;

pub use step::step;

/// What happened to a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The scheduler looks at it.
    Tick,
    /// The scheduler looks at it while the community rests, is turned off, or has no card then
    /// (`schedule::Fit::Rest`).
    Rest,
    /// The scheduler looks at it while its schedule is stopped by trouble. It waits for the
    /// trouble to be mended as long as it may still be posted.
    Paused,
    /// The process has started and finds it: whatever was under way has lost its listener.
    Restarted,
    /// 2xx: the message is there.
    Answer {
        /// The message.
        message: MessageId,
        /// Discord's own time of it.
        at: Timestamp,
    },
    /// 429: not accepted, come back later.
    TooMany {
        /// How long Discord asks to wait.
        retry_after: SignedDuration,
    },
    /// 5xx, a timeout, a broken connection: the outcome is unknown.
    ServerTrouble,
    /// 404 with code 10008 to a post with a nonce: it was posted, and somebody removed it.
    Removed,
    /// 403: a permission is missing (50001, 50013, or any other code: it is not tried again).
    Forbidden,
    /// 404 (10003): the channel is gone.
    Gone,
    /// 401: the token is not valid any more.
    Unauthorized,
    /// 400: Discord calls the request malformed.
    BadRequest,
    /// What the channel's history says, asked for by [`Effect::AskHistory`].
    History(History),
}

/// What the channel's history says about a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// A message of our own with the slot's token in a button is there.
    Found {
        /// The message.
        message: MessageId,
        /// Discord's own time of it.
        at: Timestamp,
    },
    /// Every message since the moment that was named was read, and none is it.
    Absent,
    /// The bot may not read the channel's history.
    NotAllowed,
    /// It could not be read now.
    Trouble,
}

/// What to do, once the slot is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// Send the post now, with the slot's token as the nonce. Commit this step only when the
    /// pacing lets the request go, for the time of the request is in the slot.
    Send,
    /// Read the channel's messages after this moment, **page by page to the end**, and look for one
    /// of our own that holds the slot's token.
    AskHistory {
        /// From when on.
        after: Timestamp,
    },
    /// Nothing before this moment.
    Wait {
        /// When to look again.
        until: Timestamp,
    },
    /// Stop the community's schedule until a person or a passing check resumes it, and say so in the
    /// notice channel once: only if it was not stopped already.
    PauseSchedule(Trouble),
    /// Tell the admins once that it is not known whether the card was posted.
    Notice,
    /// The token is refused: end the process with exit code 78.
    StopProcess,
    /// The slot has reached its final state: count it and log it.
    Record,
}

/// What [`step()`] gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The slot to commit.
    pub slot: Slot,
    /// What to do after that.
    pub effect: Effect,
}

/// The planner's times. Tests and rehearsals that run a faster clock may vary them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// How long one request may take before its outcome is unknown.
    pub request: SignedDuration,
    /// How long a request may be under way before its sender is taken for lost. Longer than the
    /// timeout of one request, queueing included.
    pub lease: SignedDuration,
    /// How long after the first request the same nonce may be sent again.
    pub resend_window: SignedDuration,
    /// How long nothing must have been sent before the history's word counts.
    pub quiet: SignedDuration,
    /// How far before the first request the history is read: what our clock and Discord's may differ.
    pub history_margin: SignedDuration,
    /// The first wait after trouble; it doubles with each attempt.
    pub backoff_min: SignedDuration,
    /// The longest wait after trouble, before up to half of it is added or taken by chance.
    pub backoff_max: SignedDuration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            request: SignedDuration::from_secs(10),
            lease: SignedDuration::from_secs(60),
            resend_window: SignedDuration::from_secs(60),
            quiet: SignedDuration::from_secs(45),
            history_margin: SignedDuration::from_secs(120),
            backoff_min: SignedDuration::from_secs(2),
            backoff_max: SignedDuration::from_secs(60),
        }
    }
}

#[cfg(test)]
mod tests;
