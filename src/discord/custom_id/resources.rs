//! The controls of resources: looking, suggesting, and going through what was suggested.

use std::fmt;

use super::reminder::{base36, from_base36};
use super::{BadId, number};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::resource::{EntryId, Shelf};

/// A step of looking through the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindStep {
    /// The first screen.
    Start,
    /// The select of topics; the topic is its value.
    Topics,
    /// A part of the list, from this place on.
    On(Back),
    /// The select of entries on a part of the list; the entry is its value.
    Open(Back),
    /// The select of what a search found; the entry is its value.
    Pick,
    /// *Something that may help*, under a thank-you.
    Near(Shelf),
    /// *This is dead*.
    Dead(EntryId, Option<Back>),
}

/// Where somebody was in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Back {
    /// On which part.
    pub shelf: Shelf,
    /// The place of the first entry shown there.
    pub from: u16,
}

impl FindStep {
    pub(super) fn read(kind: &str, at: &str, arg: &str) -> Result<Self, BadId> {
        let back = || Ok(Back { shelf: at.parse().map_err(|_| BadId)?, from: number(arg)? });
        match (kind, at, arg) {
            ("", "", "") => Ok(Self::Start),
            ("-topic", "", "") => Ok(Self::Topics),
            ("-on", ..) => back().map(Self::On),
            ("-open", ..) => back().map(Self::Open),
            ("-pick", "", "") => Ok(Self::Pick),
            ("-near", shelf, "") => shelf.parse().map(Self::Near).map_err(|_| BadId),
            ("-dead", entry, back) => {
                let back = match back.split_once('.') {
                    None if back.is_empty() => None,
                    None => return Err(BadId),
                    Some((shelf, from)) => {
                        Some(Back { shelf: shelf.parse().map_err(|_| BadId)?, from: number(from)? })
                    }
                };
                Ok(Self::Dead(entry.parse().map_err(|_| BadId)?, back))
            }
            _ => Err(BadId),
        }
    }
}

impl fmt::Display for FindStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("1:find:::"),
            Self::Topics => f.write_str("1:find-topic:::"),
            Self::On(Back { shelf, from }) => write!(f, "1:find-on:{shelf}:{from}:"),
            Self::Open(Back { shelf, from }) => write!(f, "1:find-open:{shelf}:{from}:"),
            Self::Pick => f.write_str("1:find-pick:::"),
            Self::Near(part) => write!(f, "1:find-near:{part}::"),
            Self::Dead(entry, None) => write!(f, "1:find-dead:{entry}::"),
            Self::Dead(entry, Some(Back { shelf, from })) => write!(f, "1:find-dead:{entry}:{shelf}.{from}:"),
        }
    }
}

/// A step of suggesting something. What was typed stands in the message itself until it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestStep {
    /// The form: opens it, and is its id.
    Form,
    /// Send it, and that is all.
    Send,
    /// Send it, and tell me what becomes of it.
    SendAndTell,
}

impl SuggestStep {
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Form, "form"), (Self::Send, "send"), (Self::SendAndTell, "sendtell")];
}

/// A step of going through what was suggested and what is said to be dead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewStep {
    /// Show what stands at this place.
    Show(u16),
    /// The first one, under the notice with this token.
    Waiting(SlotToken),
    /// A suggestion is taken: a draft begins with it.
    Accept(SlotToken),
    /// The same, and the first form of that draft opens at once.
    Edit(SlotToken),
    /// A suggestion is not taken.
    Decline(SlotToken),
    /// An entry that is said to be dead is still right; the version that was seen.
    Still(EntryId, u32),
    /// It is taken off the list.
    Retire(EntryId, u32),
}

impl ReviewStep {
    pub(super) fn read(at: &str, arg: &str, bits: &str) -> Result<Self, BadId> {
        let token = || at.parse().map_err(|_| BadId);
        match (arg, bits) {
            ("show", "") => number(at).map(Self::Show),
            ("waiting", "") => token().map(Self::Waiting),
            ("accept", "") => token().map(Self::Accept),
            ("edit", "") => token().map(Self::Edit),
            ("decline", "") => token().map(Self::Decline),
            ("still", version) => Ok(Self::Still(at.parse().map_err(|_| BadId)?, number(version)?)),
            ("retire", version) => Ok(Self::Retire(at.parse().map_err(|_| BadId)?, number(version)?)),
            _ => Err(BadId),
        }
    }
}

impl fmt::Display for ReviewStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(at) => write!(f, "1:review:{at}:show:"),
            Self::Waiting(token) => write!(f, "1:review:{token}:waiting:"),
            Self::Accept(token) => write!(f, "1:review:{token}:accept:"),
            Self::Edit(token) => write!(f, "1:review:{token}:edit:"),
            Self::Decline(token) => write!(f, "1:review:{token}:decline:"),
            Self::Still(entry, version) => write!(f, "1:review:{entry}:still:{version}"),
            Self::Retire(entry, version) => write!(f, "1:review:{entry}:retire:{version}"),
        }
    }
}

/// The button under the message that tells what became of a suggestion. It stands in no community, so it
/// names one, and the token by which the message is found again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The community.
    pub guild: GuildId,
    /// The suggestion's name.
    pub token: SlotToken,
}

impl Outcome {
    pub(super) fn read(at: &str) -> Result<Self, BadId> {
        let (guild, token) = at.split_once('.').ok_or(BadId)?;
        Ok(Self { guild: GuildId(from_base36(guild)?), token: token.parse().map_err(|_| BadId)? })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1:outcome:{}.{}::", base36(self.guild.0), self.token)
    }
}
