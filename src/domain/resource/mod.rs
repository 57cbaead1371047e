//! Resources: where members find help with something, kept by the community's own moderators.
//!
//! An entry is one place: a link, a phone number or both, in one plain sentence. What it is about is a
//! set of topics; each topic belongs to one kind of recovery capital (White & Cloud 2008). What it
//! gives is one or more of four kinds of support. Nothing here ranks one pathway above another.

pub mod country;
pub mod draft;
pub mod entry;
pub mod export;
pub mod file;
mod find;
mod hosts;
pub mod import;
pub mod library;
pub mod link;
pub mod list;
mod near;
pub mod pages;
pub mod phone;
mod quotes;
mod raw;
pub mod read;
pub mod shelf;
pub mod text;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use draft::{Draft, DraftOf, Typed};
pub use entry::{Body, Entry};
pub use library::Library;
pub use link::Link;
pub use phone::Phone;
pub use raw::{Field, FieldFault, RawEntry};
pub use shelf::{Reader, Shelf};
pub use text::TextFault;

use super::prompt::Capital;
use super::slug::slugged;

/// Days after which moderators are asked to check an entry again (product contract, section 5).
pub const CHECK_AFTER_DAYS: i32 = 180;
/// Days after which crisis lines are to be checked again.
pub const CHECK_CRISIS_AFTER_DAYS: i32 = 90;
/// Days after which an entry's number is hidden; its link stays.
pub const HIDE_NUMBER_AFTER_DAYS: i32 = 365;

/// The name of an entry within its community: 1 to 32 of `a-z`, `0-9` and `-`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryId(String);

/// The longest name of an entry.
const LONGEST_ID: usize = 32;

/// The text names no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an entry's id has 1 to 32 of a-z, 0-9 and -")]
pub struct BadEntryId;

impl EntryId {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name for a title, unlike all that are `taken`: "Food bank, Leeds" becomes `food-bank-leeds`.
    pub fn for_title(title: &str, taken: impl Fn(&Self) -> bool) -> Self {
        let stem = stem(title);
        let mut names = (1..).map(|number| Self::numbered(&stem, number));
        names.find(|name| !taken(name)).expect("there are more numbers than entries")
    }

    /// The name that a stem has with a number; the first has none.
    fn numbered(stem: &str, number: usize) -> Self {
        if number == 1 {
            return Self(stem.to_owned());
        }
        let number = number.to_string();
        let room = stem.len().min(LONGEST_ID - 1 - number.len());
        Self(format!("{}-{number}", &stem[..room]))
    }
}

/// What a title's name begins with.
fn stem(title: &str) -> String {
    let plain = title.to_lowercase();
    let mut stem = String::new();
    for c in plain.chars().map(nucleo_matcher::chars::normalize) {
        match c {
            'a'..='z' | '0'..='9' => stem.push(c),
            _ if !stem.is_empty() && !stem.ends_with('-') => stem.push('-'),
            _ => {}
        }
    }
    stem.truncate(LONGEST_ID - 4);
    let kept = stem.trim_end_matches('-').len();
    stem.truncate(kept);
    if stem.is_empty() { "entry".to_owned() } else { stem }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EntryId {
    type Err = BadEntryId;

    fn from_str(text: &str) -> Result<Self, BadEntryId> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadEntryId)
        }
    }
}

impl TryFrom<String> for EntryId {
    type Error = BadEntryId;

    fn try_from(text: String) -> Result<Self, BadEntryId> {
        text.parse()
    }
}

impl From<EntryId> for String {
    fn from(id: EntryId) -> Self {
        id.0
    }
}

slugged! {
    /// What an entry is.
    Kind {
        /// For right now, in danger or despair.
        Crisis = "crisis",
        /// Somebody to call or write to.
        Helpline = "helpline",
        /// A list of other places.
        Directory = "directory",
        /// People who meet.
        Group = "group",
        /// A hand with something: food, a form, a lift.
        Practical = "practical",
        /// Something to read, watch or learn.
        Learning = "learning",
        /// Something to enjoy.
        Leisure = "leisure",
    }
}

impl Kind {
    /// Whether nobody must ever count who looks at it (product contract, section 6).
    pub fn is_crisis(self) -> bool {
        matches!(self, Self::Crisis | Self::Helpline)
    }
}

slugged! {
    /// What an entry is about: the topics members browse by.
    Topic {
        /// Body and mind.
        Health = "health",
        /// Money and debt.
        Money = "money",
        /// A safe place to live.
        Shelter = "shelter",
        /// Clothes.
        Clothing = "clothing",
        /// Food.
        Food = "food",
        /// Getting somewhere.
        Transport = "transport",
        /// Skills and knowing oneself.
        Skills = "skills",
        /// Family, by birth or choice, and friends.
        Family = "family",
        /// People and places around.
        Community = "community",
        /// Culture and faith.
        Culture = "culture",
        /// Enjoyment.
        Leisure = "leisure",
        /// Learning and work.
        Learning = "learning",
    }
}

impl Topic {
    /// The kind of recovery capital it belongs to.
    pub fn capital(self) -> Capital {
        match self {
            Self::Health | Self::Money | Self::Shelter | Self::Clothing | Self::Food | Self::Transport => {
                Capital::PersonalPhysical
            }
            Self::Skills | Self::Learning | Self::Leisure => Capital::PersonalHuman,
            Self::Family => Capital::Social,
            Self::Community => Capital::Community,
            Self::Culture => Capital::Cultural,
        }
    }
}

slugged! {
    /// What an entry gives.
    Support {
        /// Facts and tips.
        Information = "information",
        /// A hand with something.
        Practical = "practical",
        /// Being heard.
        Emotional = "emotional",
        /// Being part of something.
        Belonging = "belonging",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_named_after_its_title_and_unlike_every_other() {
        let free = |_: &EntryId| false;
        assert_eq!(EntryId::for_title("Food bank, Leeds", free).as_str(), "food-bank-leeds");
        assert_eq!(EntryId::for_title("Café Élan!", free).as_str(), "cafe-elan");
        assert_eq!(EntryId::for_title("مرحبا", free).as_str(), "entry");
        let taken = |id: &EntryId| ["entry", "entry-2"].contains(&id.as_str());
        assert_eq!(EntryId::for_title("…", taken).as_str(), "entry-3");
        let long = EntryId::for_title(&"wide ".repeat(20), |id| !id.as_str().ends_with("-99"));
        assert!(long.as_str().parse::<EntryId>().is_ok(), "{long}");
    }

    #[test]
    fn other_text_names_no_entry() {
        for bad in ["", "A", "a b", "a:b", "é", "123456789012345678901234567890123"] {
            assert!(bad.parse::<EntryId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_twelve_topics_cover_every_kind_of_capital() {
        assert_eq!(Topic::ALL.len(), 12);
        for capital in Capital::ALL {
            assert!(Topic::ALL.iter().any(|topic| topic.capital() == *capital), "{capital:?}");
        }
    }
}
