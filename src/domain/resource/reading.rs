//! From what a moderator typed to an entry, or all that is wrong with it at once.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::draft::{Field, Typed};
use super::{Body, Link, Phone};

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which field.
    pub field: Field,
    /// The key of the sentence that says so.
    pub why: &'static str,
    /// The part of it that is meant.
    pub given: String,
}

/// The key of what is wrong with a link that is right, and must be looked at by a person first.
pub const CONFIRM: &str = "confirm";

/// The entry that `typed` makes. A link that could be taken for another passes when it was `confirmed`
/// as it was typed.
pub fn read(typed: &Typed, confirmed: Option<&str>, today: Date) -> Result<Body, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let mut say = |field, why, given: &str| wrong.push(Wrong { field, why, given: given.to_owned() });
    for (field, words, most) in [
        (Field::Title, &typed.title, Body::TITLE),
        (Field::Sentence, &typed.sentence, Body::SENTENCE),
        (Field::Cost, &typed.cost, Body::NOTE),
        (Field::Hours, &typed.hours, Body::NOTE),
        (Field::Audience, &typed.audience, Body::NOTE),
        (Field::Owner, &typed.owner, Body::NOTE),
    ] {
        if words.chars().count() > most {
            say(field, "long", &most.to_string());
        }
        if words.is_empty() && matches!(field, Field::Title | Field::Sentence) {
            say(field, "missing", "");
        }
    }
    let link = match typed.link.as_str() {
        "" => None,
        text => match text.parse::<Link>() {
            Ok(link) => {
                if link.host().contains("xn--") && confirmed != Some(text) {
                    say(Field::Link, CONFIRM, link.host());
                }
                Some(link)
            }
            Err(fault) => {
                say(Field::Link, fault.key(), text);
                None
            }
        },
    };
    let phone = match typed.phone.as_str() {
        "" => None,
        text => text.parse::<Phone>().map_err(|_| say(Field::Phone, "phone", text)).ok(),
    };
    if typed.link.is_empty() && typed.phone.is_empty() {
        say(Field::Link, "no-way", "");
    }
    for (field, is_empty) in [
        (Field::Kind, typed.kind.is_none()),
        (Field::Topics, typed.topics.is_empty()),
        (Field::Supports, typed.supports.is_empty()),
    ] {
        if is_empty {
            say(field, "missing", "");
        }
    }
    let row = |text: &str| -> BTreeSet<String> {
        text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let Some(kind) = typed.kind.filter(|_| wrong.is_empty()) else { return Err(wrong) };
    Ok(Body {
        title: typed.title.clone(),
        sentence: typed.sentence.clone(),
        link,
        phone,
        kind,
        topics: typed.topics.clone(),
        supports: typed.supports.clone(),
        components: typed.components.clone(),
        country: Some(typed.country.clone()).filter(|code| !code.is_empty()),
        languages: row(&typed.languages),
        cost: typed.cost.clone(),
        hours: typed.hours.clone(),
        audience: typed.audience.clone(),
        owner: typed.owner.clone(),
        tags: row(&typed.tags),
        checked_on: today,
    })
}
