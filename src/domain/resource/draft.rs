//! What a moderator has typed of an entry so far: nothing typed is lost, right or wrong.
//!
//! A draft keeps the words as they were typed. Whether they make an entry is asked anew each time, so
//! that one bad field never costs another. A draft of an entry remembers how that stood, so that two
//! who edit at once see what differs, and one can lay their own changes over the other's.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::country::is_country;
pub use super::read::Field;
use super::read::{FieldFault, RawEntry, read};
use super::{Body, Entry, EntryId, Kind, Link, Support, Topic};
use crate::domain::ids::SlotToken;
use crate::domain::prompt::Component;
use crate::domain::suggestion::Suggestion;

/// How long a draft is kept after it was last saved.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The fields of the forms, in their order. An entry's id and the day it was checked are in none.
pub const FORM: [Field; 15] = [
    Field::Title,
    Field::Sentence,
    Field::Link,
    Field::Phone,
    Field::Kind,
    Field::Topics,
    Field::Supports,
    Field::Components,
    Field::Country,
    Field::Languages,
    Field::Cost,
    Field::Hours,
    Field::Audience,
    Field::Owner,
    Field::Tags,
];

/// What a draft is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftOf {
    /// A new entry.
    New,
    /// This entry, as it is to be.
    Entry(EntryId),
    /// A new entry, from what a member suggested.
    Suggestion(SlotToken),
}

/// What a suggestion's name begins with, which no entry's name holds.
const SUGGESTED: &str = "s.";

/// The text names nothing that a draft can be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no draft is of that")]
pub struct BadDraftOf;

impl DraftOf {
    /// The entry, where it is of one.
    pub fn entry(&self) -> Option<&EntryId> {
        if let Self::Entry(entry) = self { Some(entry) } else { None }
    }

    /// The suggestion, where it is of one.
    pub fn suggestion(&self) -> Option<SlotToken> {
        if let Self::Suggestion(token) = self { Some(*token) } else { None }
    }
}

impl fmt::Display for DraftOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => Ok(()),
            Self::Entry(entry) => entry.fmt(f),
            Self::Suggestion(token) => write!(f, "{SUGGESTED}{token}"),
        }
    }
}

impl FromStr for DraftOf {
    type Err = BadDraftOf;

    fn from_str(text: &str) -> Result<Self, BadDraftOf> {
        match text.strip_prefix(SUGGESTED) {
            Some(token) => token.parse().map(Self::Suggestion).map_err(|_| BadDraftOf),
            None if text.is_empty() => Ok(Self::New),
            None => text.parse().map(Self::Entry).map_err(|_| BadDraftOf),
        }
    }
}

/// What keeps a draft from being an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Something is wrong with a field.
    Field(Field, FieldFault),
    /// The link is right, and opens this host, which can be taken for another: a person must look first.
    Confirm(String),
}

impl Wrong {
    /// The field it is about.
    pub fn field(&self) -> Field {
        match self {
            Self::Field(field, _) => *field,
            Self::Confirm(_) => Field::Link,
        }
    }
}

/// The fields as they were typed and picked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is the field of that name in Body")]
pub struct Typed {
    pub title: String,
    pub sentence: String,
    pub link: String,
    pub phone: String,
    pub kind: Option<Kind>,
    pub topics: BTreeSet<Topic>,
    pub supports: BTreeSet<Support>,
    pub components: BTreeSet<Component>,
    pub country: String,
    pub languages: String,
    pub cost: String,
    pub hours: String,
    pub audience: String,
    pub owner: String,
    pub tags: String,
}

/// Does the same with every field of [`Typed`].
macro_rules! each_field {
    ($do:ident) => {
        $do!(title Title);
        $do!(sentence Sentence);
        $do!(link Link);
        $do!(phone Phone);
        $do!(kind Kind);
        $do!(topics Topics);
        $do!(supports Supports);
        $do!(components Components);
        $do!(country Country);
        $do!(languages Languages);
        $do!(cost Cost);
        $do!(hours Hours);
        $do!(audience Audience);
        $do!(owner Owner);
        $do!(tags Tags);
    };
}

impl Typed {
    /// An entry as somebody would type it.
    pub fn of(body: &Body) -> Self {
        let row = |words: &BTreeSet<String>| words.iter().cloned().collect::<Vec<_>>().join(", ");
        Self {
            title: body.title.clone(),
            sentence: body.sentence.clone(),
            link: body.link.as_ref().map(ToString::to_string).unwrap_or_default(),
            phone: body.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
            kind: Some(body.kind),
            topics: body.topics.clone(),
            supports: body.supports.clone(),
            components: body.components.clone(),
            country: body.country.clone().unwrap_or_default(),
            languages: row(&body.languages),
            cost: body.cost.clone(),
            hours: body.hours.clone(),
            audience: body.audience.clone(),
            owner: body.owner.clone(),
            tags: row(&body.tags),
        }
    }

    /// What a member suggested, as somebody would type it.
    pub fn suggested(suggestion: &Suggestion) -> Self {
        Self {
            title: suggestion.title.clone(),
            sentence: suggestion.why.clone(),
            link: suggestion.link.as_ref().map(ToString::to_string).unwrap_or_default(),
            phone: suggestion.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The words of a field; none for one that is picked.
    pub fn words(&self, field: Field) -> Option<&str> {
        Some(match field {
            Field::Title => &self.title,
            Field::Sentence => &self.sentence,
            Field::Link => &self.link,
            Field::Phone => &self.phone,
            Field::Country => &self.country,
            Field::Languages => &self.languages,
            Field::Cost => &self.cost,
            Field::Hours => &self.hours,
            Field::Audience => &self.audience,
            Field::Owner => &self.owner,
            Field::Tags => &self.tags,
            _ => return None,
        })
    }

    /// Writes the words of a field; one that is picked stays.
    pub fn write(&mut self, field: Field, words: String) {
        let place = match field {
            Field::Title => &mut self.title,
            Field::Sentence => &mut self.sentence,
            Field::Link => &mut self.link,
            Field::Phone => &mut self.phone,
            Field::Country => &mut self.country,
            Field::Languages => &mut self.languages,
            Field::Cost => &mut self.cost,
            Field::Hours => &mut self.hours,
            Field::Audience => &mut self.audience,
            Field::Owner => &mut self.owner,
            Field::Tags => &mut self.tags,
            _ => return,
        };
        *place = words;
    }

    /// Picks by slug what a field holds; an unknown slug picks nothing, and one that is typed stays.
    pub fn pick(&mut self, field: Field, slugs: &[String]) {
        fn set<T: Ord>(slugs: &[String], of: fn(&str) -> Option<T>) -> BTreeSet<T> {
            slugs.iter().filter_map(|slug| of(slug)).collect()
        }
        match field {
            Field::Kind => self.kind = slugs.first().and_then(|slug| Kind::from_slug(slug)).or(self.kind),
            Field::Topics => self.topics = set(slugs, Topic::from_slug),
            Field::Supports => self.supports = set(slugs, Support::from_slug),
            Field::Components => self.components = set(slugs, Component::from_slug),
            _ => {}
        }
    }

    /// The slugs that are picked in a field; empty for one that is typed.
    pub fn picked(&self, field: Field) -> Vec<&'static str> {
        match field {
            Field::Kind => self.kind.into_iter().map(Kind::slug).collect(),
            Field::Topics => self.topics.iter().map(|topic| topic.slug()).collect(),
            Field::Supports => self.supports.iter().map(|support| support.slug()).collect(),
            Field::Components => self.components.iter().map(|component| component.slug()).collect(),
            _ => Vec::new(),
        }
    }

    /// As the one reader of forms and files takes it.
    fn raw(&self) -> RawEntry {
        let row = |field| self.picked(field).join("; ");
        RawEntry {
            title: self.title.clone(),
            sentence: self.sentence.clone(),
            link: self.link.clone(),
            phone: self.phone.clone(),
            kind: row(Field::Kind),
            topics: row(Field::Topics),
            supports: row(Field::Supports),
            components: row(Field::Components),
            country: self.country.clone(),
            languages: self.languages.clone(),
            cost: self.cost.clone(),
            hours: self.hours.clone(),
            audience: self.audience.clone(),
            owner: self.owner.clone(),
            tags: self.tags.clone(),
            ..RawEntry::default()
        }
    }

    /// The fields in which two differ, in the order of the forms.
    pub fn differing(&self, other: &Self) -> Vec<Field> {
        let mut fields = Vec::new();
        macro_rules! compare {
            ($field:ident $name:ident) => {
                if self.$field != other.$field {
                    fields.push(Field::$name);
                }
            };
        }
        each_field!(compare);
        fields
    }

    /// `theirs`, with what went from `base` to this laid over it.
    #[must_use]
    pub fn on_top_of(&self, base: &Self, theirs: &Self) -> Self {
        let mut merged = theirs.clone();
        macro_rules! lay {
            ($field:ident $name:ident) => {
                if self.$field != base.$field {
                    merged.$field = self.$field.clone();
                }
            };
        }
        each_field!(lay);
        merged
    }
}

/// One moderator's draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is of.
    pub of: DraftOf,
    /// The version of it that was seen.
    pub seen: Option<u32>,
    /// What lies on disk as JSON.
    pub raw: Raw,
    /// Until when it is kept.
    pub keep_until: Timestamp,
}

/// What a draft holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Raw {
    /// The fields as they were typed.
    pub typed: Typed,
    /// The entry as it stood when it was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Body>,
    /// Whether it was off the list then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// The link that was confirmed, as it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<String>,
    /// The suggestion it was of, until somebody else put that on the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_of: Option<SlotToken>,
}

impl Raw {
    /// What is left of a draft of a suggestion that somebody else put on the list as `entry`: it is one of that
    /// entry now, with what its moderator changed laid over it. Of the member's own words nothing stays but
    /// what the list shows. None where nothing was changed.
    pub fn listed_as(self, token: SlotToken, suggestion: &Suggestion, entry: &Entry) -> Option<Self> {
        let stands = Typed::of(&entry.body);
        let typed = self.typed.on_top_of(&Typed::suggested(suggestion), &stands);
        if typed == stands {
            return None;
        }
        let confirmed = [self.confirmed, Some(stands.link)].into_iter().flatten();
        let confirmed = confirmed.into_iter().find(|link| *link == typed.link);
        Some(Self {
            typed,
            base: Some(entry.body.clone()),
            retired: entry.retired,
            confirmed,
            was_of: Some(token),
        })
    }
}

impl Draft {
    /// A draft of `entry` as it stands, or of a new one.
    pub fn begun(entry: Option<&Entry>, now: Timestamp) -> Self {
        let raw = entry.map_or_else(Raw::default, |entry| Raw {
            typed: Typed::of(&entry.body),
            base: Some(entry.body.clone()),
            retired: entry.retired,
            // What is on the list was confirmed when it came there.
            confirmed: entry.body.link.as_ref().map(ToString::to_string),
            was_of: None,
        });
        let of = entry.map_or(DraftOf::New, |entry| DraftOf::Entry(entry.id.clone()));
        Self { of, seen: entry.map(|entry| entry.version), raw, keep_until: until(now) }
    }

    /// A draft of a new entry, from what a member suggested.
    pub fn suggested(token: SlotToken, suggestion: &Suggestion, now: Timestamp) -> Self {
        let raw = Raw { typed: Typed::suggested(suggestion), ..Raw::default() };
        Self { of: DraftOf::Suggestion(token), seen: None, raw, keep_until: until(now) }
    }

    /// Laid over the entry as it stands now; over nothing it is of a new one.
    #[must_use]
    pub fn over(self, stands: Option<&Entry>) -> Self {
        let Some(stands) = stands else {
            return Self {
                of: DraftOf::New,
                seen: None,
                raw: Raw { base: None, retired: false, ..self.raw },
                ..self
            };
        };
        let theirs = Typed::of(&stands.body);
        let base = self.raw.base.as_ref().map_or_else(Typed::default, Typed::of);
        let typed = self.raw.typed.on_top_of(&base, &theirs);
        let raw = Raw { typed, base: Some(stands.body.clone()), retired: stands.retired, ..self.raw };
        Self { seen: Some(stands.version), raw, ..self }
    }

    /// Whether the entry stands as it did when the draft was begun.
    pub fn is_over(&self, stands: &Entry) -> bool {
        self.raw.base.as_ref() == Some(&stands.body) && self.raw.retired == stands.retired
    }

    /// What tells this form of it from each other one: it moves with each save.
    pub fn stamp(&self) -> i64 {
        self.keep_until.as_millisecond()
    }

    /// The entry it makes on `today`, or what is wrong with it. A link whose name can be taken for another
    /// passes when it was confirmed as it was typed.
    pub fn read(&self, today: Date) -> Result<Body, Vec<Wrong>> {
        let typed = &self.raw.typed;
        let (body, faults) = match read(&typed.raw(), is_country, today) {
            Ok(body) => (Some(body), Vec::new()),
            Err(faults) => (None, faults),
        };
        let mut wrong: Vec<_> = faults.into_iter().map(|(field, fault)| Wrong::Field(field, fault)).collect();
        let link: Option<Link> = typed.link.parse().ok();
        let unsure = link.as_ref().and_then(Link::needs_confirm);
        if let Some(host) = unsure.filter(|_| self.raw.confirmed.as_ref() != Some(&typed.link)) {
            wrong.push(Wrong::Confirm(host.to_owned()));
        }
        let body = body.filter(|_| wrong.is_empty()).ok_or(wrong)?;
        // Whoever changes where it leads has looked; another word for the same place is no check of it.
        let unchecked = self.raw.base.as_ref();
        let unchecked = unchecked.filter(|base| base.leads_as(&body));
        Ok(match unchecked {
            Some(base) => Body { checked_on: base.checked_on, ..body },
            None => body,
        })
    }
}

/// Until when a draft that is saved at `now` is kept.
pub fn until(now: Timestamp) -> Timestamp {
    now.saturating_add(KEPT).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
