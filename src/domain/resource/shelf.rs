//! A part of the list that members look at, and the order in which they see it.
//!
//! What is for the member's country and in their language comes first. Beyond that titles alone
//! decide, so that no pathway stands above another and a list read twice is the same list.

use std::fmt;
use std::str::FromStr;

use super::{Entry, Support, Topic};
use crate::domain::prompt::{self, Component};

/// The word for a check-in that leads to no kind of support in particular.
const ANY: &str = "any";

/// A part of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// What gives this kind of support.
    Support(Support),
    /// What is about this.
    Topic(Topic),
    /// What goes with a check-in: its component, and the kind of support it leads to, if it leads to one.
    Near(Component, Option<Support>),
}

/// The text names no shelf.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a part of the list")]
pub struct BadShelf;

impl Shelf {
    /// What goes with a prompt.
    pub fn near(component: Component, support: prompt::Support) -> Self {
        Self::Near(component, Support::from_slug(support.slug()))
    }

    /// Whether an entry stands there.
    pub fn holds(self, entry: &Entry) -> bool {
        match self {
            Self::Support(support) => entry.body.supports.contains(&support),
            Self::Topic(topic) => entry.body.topics.contains(&topic),
            Self::Near(component, support) => {
                let gives = support.is_none_or(|support| entry.body.supports.contains(&support));
                gives && entry.body.components.contains(&component)
            }
        }
    }
}

impl fmt::Display for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Support(support) => write!(f, "s-{}", support.slug()),
            Self::Topic(topic) => write!(f, "t-{}", topic.slug()),
            Self::Near(component, support) => {
                write!(f, "n-{}-{}", component.slug(), support.map_or(ANY, Support::slug))
            }
        }
    }
}

impl FromStr for Shelf {
    type Err = BadShelf;

    fn from_str(text: &str) -> Result<Self, BadShelf> {
        let (kind, rest) = text.split_once('-').ok_or(BadShelf)?;
        let support = |slug| Support::from_slug(slug).ok_or(BadShelf);
        match kind {
            "s" => support(rest).map(Self::Support),
            "t" => Topic::from_slug(rest).map(Self::Topic).ok_or(BadShelf),
            "n" => {
                let (component, given) = rest.split_once('-').ok_or(BadShelf)?;
                let component = Component::from_slug(component).ok_or(BadShelf)?;
                Ok(Self::Near(component, if given == ANY { None } else { Some(support(given)?) }))
            }
            _ => Err(BadShelf),
        }
    }
}

/// Who looks, as far as it decides what comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// The country, by ISO 3166 code, if one is known.
    pub country: Option<String>,
    /// The language, by ISO 639 code.
    pub language: String,
}

impl Reader {
    /// Somebody in `country` whose client speaks `locale`, such as `en-GB`.
    pub fn new(country: Option<String>, locale: &str) -> Self {
        let language = locale.split('-').next().unwrap_or_default().to_lowercase();
        Self { country, language }
    }

    /// Whether an entry is for where they are, as far as that is known.
    pub fn is_in_reach_of(&self, entry: &Entry) -> bool {
        match (&entry.body.country, &self.country) {
            (Some(its), Some(own)) => its == own,
            _ => true,
        }
    }

    /// How far an entry is from them; 0 is their own country and language.
    pub fn distance(&self, entry: &Entry) -> u8 {
        let country = match (&entry.body.country, &self.country) {
            (Some(its), Some(own)) if its == own => 0,
            (None, _) => 2,
            (Some(_), _) => 4,
        };
        let languages = &entry.body.languages;
        let speaks = languages.is_empty() || languages.contains(&self.language);
        country + u8::from(!speaks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shelf_is_read_as_it_is_written() {
        for component in Component::ALL {
            let supports = Support::ALL.iter().copied().map(Some).chain([None]);
            for near in supports.map(|support| Shelf::Near(*component, support)) {
                assert_eq!(near.to_string().parse(), Ok(near));
            }
        }
        for support in Support::ALL {
            assert_eq!(Shelf::Support(*support).to_string().parse(), Ok(Shelf::Support(*support)));
        }
        for topic in Topic::ALL {
            assert_eq!(Shelf::Topic(*topic).to_string().parse(), Ok(Shelf::Topic(*topic)));
        }
        for bad in ["", "s", "s-", "x-food", "t-practical", "n-hope", "n-hope-food"] {
            assert!(bad.parse::<Shelf>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_kind_of_support_of_a_prompt_is_one_of_an_entry() {
        let known =
            prompt::Support::ALL.iter().filter(|support| Support::from_slug(support.slug()).is_some());
        assert_eq!(known.count(), Support::ALL.len());
    }
}
