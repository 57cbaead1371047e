//! An entry as somebody wrote it, part by part, and what can be wrong with a part.

use serde::{Deserialize, Serialize};

use super::link::LinkFault;
use super::text::TextFault;
use super::{Body, Entry, Link, Phone};
use crate::domain::slug::slugged;

slugged! {
    /// A part of an entry, by the name it has in files.
    Field {
        /// Its name within the community.
        Id = "id",
        /// Its title.
        Title = "title",
        /// Its sentence.
        Sentence = "sentence",
        /// Where it is on the web.
        Link = "link",
        /// Its number.
        Phone = "phone",
        /// What it is.
        Kind = "kind",
        /// What it is about.
        Topics = "topics",
        /// What it gives.
        Supports = "supports",
        /// The components of CHIME it goes with.
        Components = "components",
        /// The country it is for.
        Country = "country",
        /// The languages it speaks.
        Languages = "languages",
        /// What it costs.
        Cost = "cost",
        /// When it is open.
        Hours = "hours",
        /// Who it is for.
        Audience = "audience",
        /// Who runs it.
        Owner = "owner",
        /// Further words it is found by.
        Tags = "tags",
        /// When somebody last looked at it.
        CheckedOn = "checked_on",
    }
}

/// An entry as somebody wrote it. Lists are separated by `;` or `,`. Empty means not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RawEntry {
    /// As [`Field::Id`]; empty for a new entry.
    pub id: String,
    /// As [`Field::Title`].
    pub title: String,
    /// As [`Field::Sentence`].
    pub sentence: String,
    /// As [`Field::Link`].
    pub link: String,
    /// As [`Field::Phone`].
    pub phone: String,
    /// As [`Field::Kind`], by its slug.
    pub kind: String,
    /// As [`Field::Topics`], by their slugs.
    pub topics: String,
    /// As [`Field::Supports`], by their slugs.
    pub supports: String,
    /// As [`Field::Components`], by their slugs.
    pub components: String,
    /// As [`Field::Country`].
    pub country: String,
    /// As [`Field::Languages`].
    pub languages: String,
    /// As [`Field::Cost`].
    pub cost: String,
    /// As [`Field::Hours`].
    pub hours: String,
    /// As [`Field::Audience`].
    pub audience: String,
    /// As [`Field::Owner`].
    pub owner: String,
    /// As [`Field::Tags`].
    pub tags: String,
    /// As [`Field::CheckedOn`]: `2026-01-31`; empty for today.
    pub checked_on: String,
}

/// What is wrong with one part of an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// It must be there, and is not.
    #[error("missing")]
    Missing,
    /// Neither a link nor a number is there.
    #[error("neither link nor phone")]
    Nowhere,
    /// Its words cannot stand there.
    #[error(transparent)]
    Text(TextFault),
    /// It is no link to be shown.
    #[error(transparent)]
    Link(LinkFault),
    /// It is no phone number.
    #[error("not a phone number")]
    Phone,
    /// It is no name for an entry.
    #[error("not an id")]
    Id,
    /// This is none of the words that are known there. Harmless to be told back.
    #[error("unknown")]
    Unknown(String),
    /// There are more than so many.
    #[error("more than {0}")]
    Many(usize),
    /// It is no date.
    #[error("not a date")]
    Date,
    /// It is a date still to come.
    #[error("a date to come")]
    Ahead,
}

impl FieldFault {
    /// The key of the sentence that tells a moderator.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Nowhere => "nowhere",
            Self::Text(TextFault::Long { .. }) => "text-long",
            Self::Text(TextFault::Mention) => "text-mention",
            Self::Text(TextFault::Link) => "text-link",
            Self::Link(fault) => match fault {
                LinkFault::Long => "link-long",
                LinkFault::Unreadable => "link-unreadable",
                LinkFault::Scheme => "link-scheme",
                LinkFault::Bare => "link-bare",
                LinkFault::Marks => "link-marks",
                LinkFault::User => "link-user",
                LinkFault::Port => "link-port",
                LinkFault::Address => "link-address",
                LinkFault::Host => "link-host",
                LinkFault::Shortener => "link-shortener",
                LinkFault::Invite => "link-invite",
                LinkFault::Mention => "link-mention",
            },
            Self::Phone => "phone",
            Self::Id => "id",
            Self::Unknown(_) => "unknown",
            Self::Many(_) => "many",
            Self::Date => "date",
            Self::Ahead => "ahead",
        }
    }
}

impl RawEntry {
    /// A part of it, as it was written.
    pub fn get(&self, field: Field) -> &str {
        match field {
            Field::Id => &self.id,
            Field::Title => &self.title,
            Field::Sentence => &self.sentence,
            Field::Link => &self.link,
            Field::Phone => &self.phone,
            Field::Kind => &self.kind,
            Field::Topics => &self.topics,
            Field::Supports => &self.supports,
            Field::Components => &self.components,
            Field::Country => &self.country,
            Field::Languages => &self.languages,
            Field::Cost => &self.cost,
            Field::Hours => &self.hours,
            Field::Audience => &self.audience,
            Field::Owner => &self.owner,
            Field::Tags => &self.tags,
            Field::CheckedOn => &self.checked_on,
        }
    }

    /// A part of it, to be written.
    pub fn get_mut(&mut self, field: Field) -> &mut String {
        match field {
            Field::Id => &mut self.id,
            Field::Title => &mut self.title,
            Field::Sentence => &mut self.sentence,
            Field::Link => &mut self.link,
            Field::Phone => &mut self.phone,
            Field::Kind => &mut self.kind,
            Field::Topics => &mut self.topics,
            Field::Supports => &mut self.supports,
            Field::Components => &mut self.components,
            Field::Country => &mut self.country,
            Field::Languages => &mut self.languages,
            Field::Cost => &mut self.cost,
            Field::Hours => &mut self.hours,
            Field::Audience => &mut self.audience,
            Field::Owner => &mut self.owner,
            Field::Tags => &mut self.tags,
            Field::CheckedOn => &mut self.checked_on,
        }
    }

    /// What stands in an entry, as a form or a file shows it; [`super::read::read`] makes the same of it again.
    pub fn of(body: &Body) -> Self {
        fn row<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
            words.into_iter().collect::<Vec<_>>().join("; ")
        }
        Self {
            id: String::new(),
            title: body.title.clone(),
            sentence: body.sentence.clone(),
            link: body.link.as_ref().map(Link::to_string).unwrap_or_default(),
            phone: body.phone.as_ref().map(Phone::to_string).unwrap_or_default(),
            kind: body.kind.slug().to_owned(),
            topics: row(body.topics.iter().map(|topic| topic.slug())),
            supports: row(body.supports.iter().map(|support| support.slug())),
            components: row(body.components.iter().map(|component| component.slug())),
            country: body.country.clone().unwrap_or_default(),
            languages: row(body.languages.iter().map(String::as_str)),
            cost: body.cost.clone(),
            hours: body.hours.clone(),
            audience: body.audience.clone(),
            owner: body.owner.clone(),
            tags: row(body.tags.iter().map(String::as_str)),
            checked_on: body.checked_on.to_string(),
        }
    }
}

impl From<&Entry> for RawEntry {
    fn from(entry: &Entry) -> Self {
        Self { id: entry.id.to_string(), ..Self::of(&entry.body) }
    }
}
