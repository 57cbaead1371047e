//! A published list: which entries stand in which channel, and how far each of its messages has come.

use jiff::{SignedDuration, Timestamp};

use super::{EntryId, Topic};
use crate::domain::ids::{ChannelId, GuildId};
use crate::domain::slot::Slot;
use crate::domain::slug::slugged;

/// Changes of the entries are gathered for so long, from the first on, before messages are edited.
pub const GATHER: SignedDuration = SignedDuration::from_mins(10);
/// How long a look at every message holds good.
pub const LOOK_AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// The word for a list of every topic, where others have their topic's.
pub const EVERYTHING: &str = "all";

slugged! {
    /// What the bot does with a list.
    ListState {
        /// Keeps it right.
        Live = "live",
        /// Nothing, until somebody asks or the trouble is mended.
        Stopped = "stopped",
        /// Takes it down.
        Leaving = "leaving",
    }
}

slugged! {
    /// Why a list is no longer kept.
    ListTrouble {
        /// Its channel is gone.
        Gone = "gone",
        /// A right is missing there.
        Permission = "permission",
        /// Discord called a message of it malformed: a fault of ours.
        Refused = "refused",
    }
}

impl ListTrouble {
    /// The key of the notice that tells staff of it.
    pub const fn notice(self) -> &'static str {
        match self {
            Self::Gone => "notice-list-gone",
            Self::Permission => "notice-list-permission",
            Self::Refused => "notice-list-bug",
        }
    }
}

/// One list in one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub guild: GuildId,
    /// Where it stands.
    pub channel: ChannelId,
    /// Which topic; none for every one.
    pub topic: Option<Topic>,
    /// What the bot does with it.
    pub state: ListState,
    /// When it must be brought up to date; none while it is.
    pub due: Option<Timestamp>,
    /// Not to be worked on before this moment.
    pub rest: Option<Timestamp>,
    /// When its messages are to be looked at again.
    pub look: Timestamp,
    /// How often in a row Discord put it off.
    pub tries: u32,
    /// Whether it says of itself that it is being brought up to date.
    pub updating: bool,
    /// Grows with each change of the entries.
    pub changes: i64,
}

impl List {
    /// The time of a look that a moderator asked for, who wants back whatever was removed by hand.
    pub const WANTED_BACK: Timestamp = Timestamp::UNIX_EPOCH;

    /// Whether what the next look finds removed is posted again.
    pub fn is_wanted_back(&self) -> bool {
        self.look == Self::WANTED_BACK
    }
}

/// One message of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListMessage {
    /// How far it has come; its token is the nonce and stands in its buttons.
    pub slot: Slot,
    /// Its place: messages stand in the channel in this order.
    pub place: u32,
    /// The entries it is to show.
    pub entries: Vec<EntryId>,
    /// The mark of what it shows; none when that is not known.
    pub shown: Option<String>,
    /// It is one too many, and goes.
    pub surplus: bool,
}

/// The word for what a list is of.
pub fn scope(topic: Option<Topic>) -> &'static str {
    topic.map_or(EVERYTHING, Topic::slug)
}

/// The word is that of no topic, and not the one for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no list is of that")]
pub struct BadScope;

/// What a list is of, by its word.
///
/// # Errors
/// When there is no such list.
pub fn of_scope(word: &str) -> Result<Option<Topic>, BadScope> {
    if word == EVERYTHING { Ok(None) } else { Topic::from_slug(word).map(Some).ok_or(BadScope) }
}
