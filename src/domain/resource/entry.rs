//! One entry of a community's list: what a member sees of it, and whether it is still good.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    CHECK_AFTER_DAYS, CHECK_CRISIS_AFTER_DAYS, EntryId, HIDE_NUMBER_AFTER_DAYS, Kind, Link, Phone, Support,
    Topic,
};
use crate::domain::prompt::Component;

/// What stands in an entry. Texts are plain: one line, without markup or unseen marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Its title, at most [`Body::TITLE`] characters.
    pub title: String,
    /// One plain sentence, at most [`Body::SENTENCE`] characters.
    pub sentence: String,
    /// Where it is on the web. An entry has a link, a phone number or both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
    /// Its number, as people there write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// What it is.
    pub kind: Kind,
    /// What it is about; at least one.
    pub topics: BTreeSet<Topic>,
    /// What it gives; at least one.
    pub supports: BTreeSet<Support>,
    /// The components of CHIME it goes with.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub components: BTreeSet<Component>,
    /// The country it is for, by ISO 3166 code; none for anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The languages it speaks, by ISO 639 code such as `en`; none where it does not say.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub languages: BTreeSet<String>,
    /// What it costs, in words such as "free"; empty where that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub cost: String,
    /// When it is open; empty where that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hours: String,
    /// Who it is for; empty for everybody.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub audience: String,
    /// Who runs it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Further words it is found by, such as a pathway.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<String>,
    /// When somebody last looked whether it is all still right.
    pub checked_on: Date,
}

impl Body {
    /// The longest title, in characters.
    pub const TITLE: usize = 80;
    /// The longest sentence, in characters.
    pub const SENTENCE: usize = 200;
    /// The longest of cost, hours, audience and owner, in characters.
    pub const NOTE: usize = 80;
    /// The longest tag, in characters, and the most tags.
    pub const TAG: usize = 30;
    /// The most tags of one entry.
    pub const TAGS: usize = 8;

    /// The way there in short: the host of its link, else its number.
    pub fn way(&self) -> String {
        let host = self.link.as_ref().map(|link| link.host().to_owned());
        host.or_else(|| self.phone.as_ref().map(ToString::to_string)).unwrap_or_default()
    }

    /// Whether its number was checked too long ago to be shown.
    pub fn hides_number(&self, today: Date) -> bool {
        self.days_old(today) > HIDE_NUMBER_AFTER_DAYS
    }

    /// Whether somebody should look at it again.
    pub fn is_overdue(&self, today: Date) -> bool {
        let after = if self.kind == Kind::Crisis { CHECK_CRISIS_AFTER_DAYS } else { CHECK_AFTER_DAYS };
        self.days_old(today) > after
    }

    /// Whether its link and its number are those of `other`.
    pub fn leads_as(&self, other: &Self) -> bool {
        self.link == other.link && self.phone == other.phone
    }

    fn days_old(&self, today: Date) -> i32 {
        (today - self.checked_on).get_days()
    }
}

/// An entry as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name within the community.
    pub id: EntryId,
    /// Grows with each change, so that two who edit at once notice.
    pub version: u32,
    /// Taken off the list; it can be put back.
    pub retired: bool,
    /// Somebody said that it does not work any more.
    pub dead: bool,
    /// What stands in it.
    pub body: Body,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn body(kind: Kind) -> Body {
        let json = serde_json::json!({
            "title": "Food bank", "sentence": "A bag of food each Friday.", "phone": "0113 496 0000",
            "kind": kind, "topics": ["food"], "supports": ["practical"], "checked_on": "2026-01-01",
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn an_entry_is_to_be_checked_again_after_half_a_year_and_a_crisis_line_after_a_quarter() {
        assert!(!body(Kind::Practical).is_overdue(date(2026, 6, 30)));
        assert!(body(Kind::Practical).is_overdue(date(2026, 7, 1)));
        assert!(!body(Kind::Crisis).is_overdue(date(2026, 4, 1)));
        assert!(body(Kind::Crisis).is_overdue(date(2026, 4, 2)));
    }

    #[test]
    fn a_number_nobody_checked_for_a_year_is_hidden() {
        assert!(!body(Kind::Practical).hides_number(date(2027, 1, 1)));
        assert!(body(Kind::Practical).hides_number(date(2027, 1, 2)));
    }

    #[test]
    fn what_is_not_known_is_not_written_down() {
        let json = serde_json::to_value(body(Kind::Group)).unwrap();
        let keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["checked_on", "kind", "phone", "sentence", "supports", "title", "topics"]);
    }
}
