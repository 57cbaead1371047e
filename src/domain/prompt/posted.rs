//! The copy of a prompt that a posted card keeps, so that its buttons mean the same for ever.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::taxonomy::{Component, Format, Support, Tag, Weight};
use super::{FollowTo, Prompt};

/// A prompt as it was shown. Stored as JSON beside the slot; packs may change under it.
///
/// Fields that came later have a default, so that a copy written by an older version
/// still reads. `v` is raised only when a field changes its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedPrompt {
    /// Version of this layout.
    #[serde(default = "first_version")]
    pub v: u8,
    /// Locale of the texts.
    pub locale: String,
    /// Id of the prompt in its pack.
    pub prompt_id: String,
    /// Which part of CHIME it is about.
    pub component: Component,
    /// How it is answered.
    pub format: Format,
    /// The question.
    pub question: String,
    /// The answers as shown, the two ends of a scale with their words.
    pub answers: Vec<String>,
    /// Which answers, counted from 0, are met with `ack_hard` and the help sentence.
    #[serde(default)]
    pub hard: Vec<usize>,
    /// The thank-you.
    pub ack: String,
    /// The thank-you for a hard answer; empty where there is none.
    #[serde(default)]
    pub ack_hard: String,
    /// A thank-you for one answer alone, by its place; empty means the general one.
    #[serde(default)]
    pub acks: Vec<String>,
    /// The kind of support it leads towards.
    pub support: Support,
    /// What the bags and the directory know of it.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// How much it asks.
    pub weight: Weight,
    /// An offer that may follow the thank-you.
    #[serde(default)]
    pub follow_up: Option<String>,
    /// Where that offer leads.
    #[serde(default)]
    pub follow_to: FollowTo,
}

fn first_version() -> u8 {
    1
}

impl PostedPrompt {
    /// The answers as shown.
    pub fn answers(&self) -> &[String] {
        &self.answers
    }

    /// Whether answer `index`, counted from 0, is a low or hard one: its thank-you adds the help sentence.
    pub fn is_hard(&self, index: usize) -> bool {
        self.hard.contains(&index)
    }

    /// The thank-you for answer `index`: its own if it has one, else the hard or the general one.
    pub fn ack_for(&self, index: usize) -> &str {
        match self.acks.get(index) {
            Some(own) if !own.is_empty() => own,
            _ if self.is_hard(index) && !self.ack_hard.is_empty() => &self.ack_hard,
            _ => &self.ack,
        }
    }

    /// Eight hex digits of what a person sees of it. A button that carries them can tell
    /// whether the prompt it was made for still reads the same.
    pub fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            // The length first, so that moving a letter between two fields is a change.
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        };
        add(&self.locale);
        add(&self.prompt_id);
        add(self.format.slug());
        add(&self.question);
        for (index, answer) in self.answers.iter().enumerate() {
            add(answer);
            add(self.ack_for(index));
            add(if self.is_hard(index) { "hard" } else { "" });
        }
        hash.finalize().iter().take(4).fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
            hex
        })
    }
}

impl Prompt {
    /// The copy to post and to keep.
    pub fn posted(&self) -> PostedPrompt {
        PostedPrompt {
            v: first_version(),
            locale: self.locale.clone(),
            prompt_id: self.id.clone(),
            component: self.component,
            format: self.format,
            question: self.question.clone(),
            answers: self.answers.clone(),
            hard: self.hard.clone(),
            ack: self.ack.clone(),
            ack_hard: self.ack_hard.clone(),
            acks: self.acks.clone(),
            support: self.support,
            tags: self.tags.clone(),
            weight: self.weight,
            follow_up: self.follow_up.clone(),
            follow_to: self.follow_to.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted() -> PostedPrompt {
        PostedPrompt {
            v: 1,
            locale: "en".into(),
            prompt_id: "x".into(),
            component: Component::Hope,
            format: Format::Choice,
            question: "Why?".into(),
            answers: vec!["a".into(), "b".into(), "c".into()],
            hard: vec![1],
            ack: "general".into(),
            ack_hard: "hard".into(),
            acks: vec![String::new(), String::new(), "own".into()],
            support: Support::None,
            tags: vec![Tag::Wellbeing],
            weight: Weight::Light,
            follow_up: None,
            follow_to: FollowTo::None,
        }
    }

    #[test]
    fn each_answer_gets_the_thank_you_written_for_it() {
        let prompt = posted();
        assert_eq!([0, 1, 2].map(|index| prompt.ack_for(index)), ["general", "hard", "own"]);
        assert!(prompt.is_hard(1) && !prompt.is_hard(2));
    }

    #[test]
    fn the_hash_moves_with_what_a_person_sees_and_with_nothing_else() {
        let before = posted();
        assert_eq!(before.content_hash(), "8358c176", "a stored button relies on this very value");
        let mut tagged = posted();
        tagged.tags.clear();
        assert_eq!(tagged.content_hash(), before.content_hash());
        let mut shifted = posted();
        shifted.answers = vec!["ab".into(), String::new(), "c".into()];
        assert_ne!(shifted.content_hash(), before.content_hash());
        let mut softer = posted();
        softer.hard.clear();
        assert_ne!(softer.content_hash(), before.content_hash());
    }

    #[test]
    fn a_copy_comes_back_from_json_also_when_an_older_version_wrote_it() {
        let prompt = posted();
        let json = serde_json::to_string(&prompt).unwrap();
        assert_eq!(serde_json::from_str::<PostedPrompt>(&json).unwrap(), prompt);
        let old = r#"{"locale":"en","prompt_id":"x","component":"hope","format":"choice","question":"Why?",
            "answers":["a","b"],"ack":"general","support":"none","weight":"light"}"#;
        let read: PostedPrompt = serde_json::from_str(old).unwrap();
        assert_eq!((read.v, read.ack_for(1), read.is_hard(1)), (1, "general", false));
    }
}
