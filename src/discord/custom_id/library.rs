//! The controls by which moderators keep the list of resources: drafts, the queue, an entry's history.
//!
//! A step names the entry it is about, so that a screen that is still open never acts on another
//! draft. What changes the list names the version, the stamp or the change it was shown with.

use std::fmt;

use super::{BadId, by_name, maybe_token, name_of, number};
use crate::domain::ids::SlotToken;
use crate::domain::resource::{DraftOf, EntryId};

/// One of the three forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Title, sentence, link, phone.
    Words,
    /// Country, languages, cost, hours.
    Place,
    /// Audience, owner, tags.
    People,
}

/// A step with a draft that changes no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftStep {
    /// Begin anew; what was there is thrown away.
    Begin,
    /// Go on with what is there.
    Show,
    /// Show the selects.
    Picks,
    /// The select of kinds.
    Kind,
    /// The select of topics.
    Topics,
    /// The select of supports.
    Supports,
    /// The select of components.
    Components,
    /// Show what members will see.
    Preview,
    /// Throw it away.
    Drop,
}

/// A step that holds for a draft as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SureStep {
    /// The link is right as it stands.
    Confirm,
    /// Put it on the list.
    Save,
    /// Lay it over what somebody else changed meanwhile.
    OnTop,
}

/// A step that holds for an entry as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryStep {
    /// It is still right.
    Check,
    /// Take it off the list.
    Retire,
    /// Put it back on the list.
    Restore,
}

/// A control of `/library`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryStep {
    /// A form of the draft: opens it, and is its id. `filled` when it opened with what was there, so
    /// that an empty field empties it.
    Form {
        /// Which form.
        part: Part,
        /// What the draft is of.
        of: DraftOf,
        /// Whether it opened with what was there.
        filled: bool,
    },
    /// A step with the draft of this.
    Draft(DraftStep, DraftOf),
    /// A step with that draft as it was shown: the number is its stamp.
    Sure(SureStep, DraftOf, i64),
    /// Begin or go on to edit an entry.
    Edit(EntryId),
    /// Ask before an entry is taken off.
    AskRetire(EntryId),
    /// A step with an entry at this version.
    Entry(EntryStep, EntryId, u32),
    /// The next entry to be checked again, after this one.
    Next(Option<EntryId>),
    /// *Look at them* under the notice with this token.
    Waiting(SlotToken),
    /// A page of an entry's history.
    History(EntryId, u16),
    /// Take back this change of an entry.
    Undo(EntryId, i64),
}

impl Part {
    /// Each form with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Words, "words"), (Self::Place, "place"), (Self::People, "people")];

    /// The word for it in keys of texts.
    pub fn name(self) -> &'static str {
        name_of(&Self::ALL, &self)
    }
}

impl DraftStep {
    pub(super) const ALL: [(Self, &'static str); 9] = [
        (Self::Begin, "begin"),
        (Self::Show, "show"),
        (Self::Picks, "picks"),
        (Self::Kind, "kind"),
        (Self::Topics, "topics"),
        (Self::Supports, "supports"),
        (Self::Components, "components"),
        (Self::Preview, "preview"),
        (Self::Drop, "drop"),
    ];
}

impl SureStep {
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Confirm, "confirm"), (Self::Save, "save"), (Self::OnTop, "ontop")];
}

impl EntryStep {
    pub(super) const ALL: [(Self, &'static str); 3] =
        [(Self::Check, "check"), (Self::Retire, "retire"), (Self::Restore, "restore")];

    /// The word for it in keys of texts.
    pub fn name(self) -> &'static str {
        name_of(&Self::ALL, &self)
    }
}

impl LibraryStep {
    /// Reads what stands behind `lib-`.
    pub(super) fn read(name: &str, at: &str, arg: &str, bits: &str) -> Result<Self, BadId> {
        if let Ok(part) = by_name(&Part::ALL, name) {
            let filled = match bits {
                "0" => false,
                "1" => true,
                _ => return Err(BadId),
            };
            return if arg.is_empty() { Ok(Self::Form { part, of: of(at)?, filled }) } else { Err(BadId) };
        }
        if !bits.is_empty() {
            return Err(BadId);
        }
        if let Ok(step) = by_name(&SureStep::ALL, name) {
            return Ok(Self::Sure(step, of(at)?, number(arg)?));
        }
        if let Ok(step) = by_name(&EntryStep::ALL, name) {
            return Ok(Self::Entry(step, entry(at)?, number(arg)?));
        }
        match (name, arg) {
            ("history", page) => Ok(Self::History(entry(at)?, number(page)?)),
            ("undo", change) => Ok(Self::Undo(entry(at)?, number(change)?)),
            ("edit", "") => entry(at).map(Self::Edit),
            ("askretire", "") => entry(at).map(Self::AskRetire),
            ("next", "") => maybe(at).map(Self::Next),
            ("waiting", "") => maybe_token(at)?.map(Self::Waiting).ok_or(BadId),
            (name, "") => Ok(Self::Draft(by_name(&DraftStep::ALL, name)?, of(at)?)),
            _ => Err(BadId),
        }
    }
}

impl fmt::Display for LibraryStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |of: &Option<EntryId>| of.as_ref().map(ToString::to_string).unwrap_or_default();
        match self {
            Self::Form { part, of, filled } => {
                write!(f, "1:lib-{}:{of}::{}", part.name(), u8::from(*filled))
            }
            Self::Draft(step, of) => write!(f, "1:lib-{}:{of}::", name_of(&DraftStep::ALL, step)),
            Self::Sure(step, of, stamp) => {
                write!(f, "1:lib-{}:{of}:{stamp}:", name_of(&SureStep::ALL, step))
            }
            Self::Edit(entry) => write!(f, "1:lib-edit:{entry}::"),
            Self::AskRetire(entry) => write!(f, "1:lib-askretire:{entry}::"),
            Self::Entry(step, entry, version) => write!(f, "1:lib-{}:{entry}:{version}:", step.name()),
            Self::Next(after) => write!(f, "1:lib-next:{}::", text(after)),
            Self::Waiting(token) => write!(f, "1:lib-waiting:{token}::"),
            Self::History(entry, page) => write!(f, "1:lib-history:{entry}:{page}:"),
            Self::Undo(entry, change) => write!(f, "1:lib-undo:{entry}:{change}:"),
        }
    }
}

fn entry(text: &str) -> Result<EntryId, BadId> {
    text.parse().map_err(|_| BadId)
}

fn of(text: &str) -> Result<DraftOf, BadId> {
    text.parse().map_err(|_| BadId)
}

fn maybe(text: &str) -> Result<Option<EntryId>, BadId> {
    if text.is_empty() { Ok(None) } else { entry(text).map(Some) }
}
