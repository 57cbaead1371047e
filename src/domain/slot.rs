//! A slot: one due post of one community on one local date, and how far it has come.
//!
//! The states are those of the once-only state machine; `planner` moves between them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, GuildId, MessageId, SlotToken};
use super::schedule::Occurrence;

/// One due post. Unique per (guild, local date asked for).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// The slot's name, its nonce, and the proof in its buttons.
    pub token: SlotToken,
    /// Whose post it is.
    pub guild: GuildId,
    /// Where it goes: the channel at the moment it was planned.
    pub channel: ChannelId,
    /// The local date that was asked for (a gap may move the moment to the next date).
    pub local_date: Date,
    /// When it is due.
    pub due: Timestamp,
    /// The last moment at which it is still posted: two hours late at most, and never past
    /// local midnight (`schedule::deadline`). Kept, because the zone may be changed meanwhile.
    pub deadline: Timestamp,
    /// How far it has come.
    pub state: SlotState,
    /// How often a request was sent, 429 answers not counted.
    pub attempts: u32,
    /// When the present series of requests with this nonce began; none means that it is
    /// known not to have been posted yet.
    pub first_send: Option<Timestamp>,
    /// When the last request was sent.
    pub last_send: Option<Timestamp>,
    /// Not to be looked at before this moment.
    pub next_try: Option<Timestamp>,
    /// The message, once known.
    pub message: Option<MessageId>,
    /// When the message was posted, once known.
    pub posted_at: Option<Timestamp>,
}

impl Slot {
    /// A slot of which nothing is known but when it is due.
    pub fn planned(token: SlotToken, guild: GuildId, channel: ChannelId, occurrence: Occurrence) -> Self {
        Self {
            token,
            guild,
            channel,
            local_date: occurrence.local_date,
            due: occurrence.due,
            deadline: occurrence.deadline,
            state: SlotState::Planned,
            attempts: 0,
            first_send: None,
            last_send: None,
            next_try: None,
            message: None,
            posted_at: None,
        }
    }
}

/// How far a slot has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlotState {
    /// Known, not yet sent.
    Planned,
    /// A request may be under way; its outcome is unknown until the answer is recorded.
    Sending,
    /// To be sent again with the same nonce.
    Retry,
    /// The outcome is unknown for too long to rely on the nonce: ask the channel's history.
    Reconcile,
    /// Posted.
    Posted,
    /// Posted, then removed by somebody before the answer came; never posted again.
    PostedRemoved,
    /// Not posted, and too late to post.
    Missed,
    /// Perhaps posted: the history may not be read, so it is not sent again.
    Unsure,
    /// Not posted: the channel is gone or a permission is missing.
    FailedPerm,
    /// Not posted: the request itself was refused as malformed. A fault of ours.
    FailedBug,
    /// Not posted because the community rests, or posting was turned off.
    Skipped,
}

impl SlotState {
    /// Whether nothing more will happen to the slot.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Planned | Self::Sending | Self::Retry | Self::Reconcile)
    }

    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::Planned,
        Self::Sending,
        Self::Retry,
        Self::Reconcile,
        Self::Posted,
        Self::PostedRemoved,
        Self::Missed,
        Self::Unsure,
        Self::FailedPerm,
        Self::FailedBug,
        Self::Skipped,
    ];
}
