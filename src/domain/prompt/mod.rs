//! Check-in prompts: what one is, the pack they come in, and the checks every pack passes.
//!
//! A pack is read from TOML by [`Pack::parse`], which refuses what cannot be used, and
//! judged by [`Pack::check`], which also weighs the words. Both work on text alone.

mod finding;
mod lint;
mod own;
mod parse;
mod posted;
mod reading;
mod taxonomy;
mod words_to_avoid;

use serde::{Deserialize, Serialize};

pub use finding::{Finding, Severity};
pub(crate) use finding::{from_toml, line_at};
pub use own::OwnPrompt;
pub use posted::PostedPrompt;
pub use reading::{grade, longest_sentence};
pub use taxonomy::{Capital, Component, Format, Human, SubTheme, Support, Tag, Tone, Weight};

/// One question with its answers and its thank-yous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Stable name, never used again for another question; at most 24 of `a-z 0-9 -`.
    pub id: String,
    /// Locale of the texts.
    pub locale: String,
    /// Which part of CHIME it is about.
    pub component: Component,
    /// Which of that part's sub-themes.
    pub subtheme: SubTheme,
    /// Kinds of recovery capital it touches.
    pub capital: Vec<Capital>,
    /// Kinds of human capital it touches.
    pub human: Vec<Human>,
    /// The kind of support it leads towards.
    pub support: Support,
    /// How it is answered.
    pub format: Format,
    /// How much it asks.
    pub weight: Weight,
    /// Whether it speaks of "you" or "we".
    pub tone: Tone,
    /// What the bags and the directory need to know.
    pub tags: Vec<Tag>,
    /// The question.
    pub question: String,
    /// The answers as shown: a scale's five, a line's choices where own words are off.
    pub answers: Vec<String>,
    /// Which answers, counted from 0, are low or hard.
    pub hard: Vec<usize>,
    /// The thank-you.
    pub ack: String,
    /// The thank-you for a hard answer; empty where no answer is hard.
    pub ack_hard: String,
    /// A thank-you for one answer alone, by its place; empty means the general one.
    pub acks: Vec<String>,
    /// An offer that may follow the thank-you.
    pub follow_up: Option<String>,
    /// Where that offer leads.
    pub follow_to: FollowTo,
    /// Which pack it is from: `core`, or a community's own name.
    pub pack: String,
    /// Who wrote it.
    pub author: String,
    /// Where it was read.
    pub origin: Origin,
}

impl Prompt {
    /// Whether it invites to give something to others.
    pub fn is_contribution_action(&self) -> bool {
        self.format == Format::Action && self.tags.contains(&Tag::Contribution)
    }
}

/// The place in the files that a prompt came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Line of the prompt's heading, the first line of the file being 1.
    pub line: usize,
    /// Lines of its keys.
    keys: Vec<(&'static str, usize)>,
}

impl Origin {
    /// The line of `key`, or of the prompt where the key was left out.
    pub fn line_of(&self, key: &str) -> usize {
        self.keys.iter().find(|(name, _)| *name == key).map_or(self.line, |(_, line)| *line)
    }
}

/// Where a follow-up offer leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowTo {
    /// Nowhere: it is a thought to take along.
    #[default]
    None,
    /// To the directory of resources.
    Resources,
    /// To sharing a line with the group.
    Share,
    /// To the notes of hope.
    HopeWall,
    /// To asking a person.
    Person,
    /// To another prompt, by its id.
    Prompt(String),
}

/// All prompts of one locale. It holds at least one, and no id twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    locale: String,
    prompts: Vec<Prompt>,
}

impl Pack {
    /// Locale of the texts.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// Every prompt, in the order of the files.
    pub fn prompts(&self) -> &[Prompt] {
        &self.prompts
    }

    /// The prompt with this id.
    pub fn get(&self, id: &str) -> Option<&Prompt> {
        self.prompts.iter().find(|prompt| prompt.id == id)
    }

    /// The prompts of one component.
    pub fn of(&self, component: Component) -> impl Iterator<Item = &Prompt> {
        self.prompts.iter().filter(move |prompt| prompt.component == component)
    }

    /// This pack with `more` prompts in it, in place of those of the same id.
    #[must_use]
    pub fn with(&self, more: impl IntoIterator<Item = Prompt>) -> Self {
        let mut pack = self.clone();
        for prompt in more {
            match pack.prompts.iter_mut().find(|known| known.id == prompt.id) {
                Some(known) => *known = prompt,
                None => pack.prompts.push(prompt),
            }
        }
        pack
    }

    /// Reads and judges a pack. On success the findings are notes; on failure at least one is an error.
    ///
    /// This is the door for every pack that is to be put to use.
    pub fn check(files: &[(&str, &str)]) -> Result<(Self, Vec<Finding>), Vec<Finding>> {
        let pack = Self::parse(files)?;
        let findings = pack.lint();
        if findings.iter().any(Finding::is_error) { Err(findings) } else { Ok((pack, findings)) }
    }
}
