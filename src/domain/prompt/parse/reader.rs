//! One prompt: its keys, each checked by itself and against the others.

use serde::Deserialize;
use toml::Spanned;

use crate::domain::prompt::taxonomy::{
    Capital, Component, Format, Human, SubTheme, Support, Tag, Tone, Weight,
};
use crate::domain::prompt::{Finding, FollowTo, Origin, Prompt, line_at};

/// Longest id: it is part of a button's `custom_id`.
const ID_MAX: usize = 24;
/// Longest label of a button, in UTF-16 units, as Discord counts.
const LABEL_MAX: usize = 80;
/// Most entries of a select.
const ANSWERS_MAX: usize = 25;
/// Longest question or thank-you, in characters. A card is read on a phone, on a bad day.
const TEXT_MAX: usize = 280;

/// A key that may be absent, with the place of its value.
type Key<T> = Option<Spanned<T>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPrompt {
    id: Key<String>,
    subtheme: Key<String>,
    capital: Key<Vec<String>>,
    human: Key<Vec<String>>,
    support: Key<String>,
    format: Key<String>,
    stage: Key<String>,
    weight: Key<String>,
    tone: Key<String>,
    tags: Key<Vec<String>>,
    text: Key<String>,
    low: Key<String>,
    high: Key<String>,
    answers: Key<Vec<String>>,
    choice_fallback: Key<Vec<String>>,
    hard: Key<Vec<usize>>,
    ack: Key<String>,
    ack_hard: Key<String>,
    acks: Key<Vec<String>>,
    follow_up: Key<String>,
    follow_to: Key<String>,
    author: Key<String>,
    original: Key<bool>,
    #[serde(rename = "reviewed")]
    _reviewed: Key<Vec<String>>,
}

/// What a file says once for all its prompts.
pub(super) struct Head<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) component: Component,
    pub(super) pack: String,
    pub(super) locale: String,
    pub(super) author: Option<String>,
}

/// Reads one prompt and gathers what is wrong with it.
pub(super) struct Reader<'a> {
    pub(super) head: &'a Head<'a>,
    pub(super) line: usize,
    pub(super) keys: Vec<(&'static str, usize)>,
    pub(super) findings: Vec<Finding>,
}

impl Reader<'_> {
    fn fault(&mut self, key: &str, code: &'static str, said: impl Into<String>) {
        let line = self.keys.iter().find(|(name, _)| *name == key).map_or(self.line, |(_, line)| *line);
        self.findings.push(Finding::error(self.head.file, line, code, said));
    }

    /// Takes a key's value and remembers its line.
    fn take<T>(&mut self, name: &'static str, key: Key<T>) -> Option<T> {
        let key = key?;
        self.keys.push((name, line_at(self.head.text, key.span().start)));
        Some(key.into_inner())
    }

    /// A text that must be there.
    fn text(&mut self, name: &'static str, key: Key<String>) -> Option<String> {
        let found = self.optional_text(name, key);
        if found.is_none() && !self.keys.iter().any(|(key, _)| *key == name) {
            self.fault(name, "missing-key", format!("`{name}` is missing. Add it"));
        }
        found
    }

    /// A text that may be left out, but not left empty.
    fn optional_text(&mut self, name: &'static str, key: Key<String>) -> Option<String> {
        let text = self.take(name, key)?.trim().to_owned();
        if text.is_empty() {
            self.fault(name, "empty", format!("`{name}` is empty. Write it"));
            return None;
        }
        if text.chars().count() > TEXT_MAX {
            self.fault(
                name,
                "too-long",
                format!("`{name}` is longer than {TEXT_MAX} characters. Shorten it"),
            );
        }
        Some(text)
    }

    /// A value out of a closed set.
    fn one_of<T: Copy>(
        &mut self,
        name: &'static str,
        key: Key<String>,
        all: &[T],
        slug: fn(T) -> &'static str,
    ) -> Option<T> {
        let word = self.take(name, key)?;
        let found = all.iter().copied().find(|value| slug(*value) == word);
        if found.is_none() {
            self.fault(name, "unknown-value", format!("`{word}` is no `{name}`; use {}", slugs(all, slug)));
        }
        found
    }

    /// Values out of a closed set.
    fn some_of<T: Copy>(
        &mut self,
        name: &'static str,
        key: Key<Vec<String>>,
        all: &[T],
        slug: fn(T) -> &'static str,
    ) -> Vec<T> {
        let mut found = Vec::new();
        for word in self.take(name, key).unwrap_or_default() {
            match all.iter().copied().find(|value| slug(*value) == word) {
                Some(value) => found.push(value),
                None => self.fault(
                    name,
                    "unknown-value",
                    format!("`{word}` is no `{name}`; use {}", slugs(all, slug)),
                ),
            }
        }
        found
    }

    pub(super) fn prompt(&mut self, raw: RawPrompt) -> Option<Prompt> {
        let id = self.id(raw.id);
        let subtheme = self.subtheme(raw.subtheme);
        let capital = self.some_of("capital", raw.capital, Capital::ALL, Capital::slug);
        if capital.is_empty() {
            self.fault(
                "capital",
                "missing-key",
                "`capital` names no kind of recovery capital. Add at least one",
            );
        }
        let human = self.some_of("human", raw.human, Human::ALL, Human::slug);
        let support =
            self.one_of("support", raw.support, Support::ALL, Support::slug).unwrap_or(Support::None);
        if self.take("stage", raw.stage).is_some_and(|stage| stage != "any") {
            self.fault("stage", "stage", "`stage` may only be `any`: nobody's stage is asked or guessed");
        }
        if raw.format.is_none() {
            self.fault("format", "missing-key", "`format` is missing. Add it: scale, choice, line or action");
        }
        let format = self.one_of("format", raw.format, Format::ALL, Format::slug);
        let weight = self.one_of("weight", raw.weight, Weight::ALL, Weight::slug).unwrap_or(Weight::Light);
        let tone = self.one_of("tone", raw.tone, Tone::ALL, Tone::slug).unwrap_or(Tone::Individual);
        let tags = self.some_of("tags", raw.tags, Tag::ALL, Tag::slug);
        let question = self.text("text", raw.text);
        let ends = (self.take("low", raw.low), self.take("high", raw.high));
        let listed = self.take("answers", raw.answers);
        let fallback = self.take("choice_fallback", raw.choice_fallback);
        let answers = format.and_then(|format| self.answers(format, ends, listed, fallback));
        let count = answers.as_ref().map_or(0, Vec::len);
        let ack = self.text("ack", raw.ack);
        let ack_hard = self.optional_text("ack_hard", raw.ack_hard);
        let hard = self.hard(raw.hard, count, ack_hard.is_some());
        let acks = self.acks(raw.acks, count);
        let follow_up = self.optional_text("follow_up", raw.follow_up);
        let follow_to = self.follow_to(raw.follow_to, follow_up.is_some());
        let author = self.optional_text("author", raw.author).or_else(|| self.head.author.clone());
        if author.is_none() {
            self.fault(
                "author",
                "missing-key",
                "`author` is missing. Name who wrote this, here or at the top of the file",
            );
        }
        if self.take("original", raw.original) != Some(true) {
            self.fault(
                "original",
                "original",
                "`original = true` is missing: it says that you wrote this and took it from no questionnaire",
            );
        }
        Some(Prompt {
            id: id?,
            locale: self.head.locale.clone(),
            component: self.head.component,
            subtheme: subtheme?,
            capital,
            human,
            support,
            format: format?,
            weight,
            tone,
            tags,
            question: question?,
            answers: answers?,
            hard,
            ack: ack?,
            ack_hard: ack_hard.unwrap_or_default(),
            acks,
            follow_up,
            follow_to,
            pack: self.head.pack.clone(),
            author: author?,
            origin: Origin {
                file: self.head.file.to_owned(),
                line: self.line,
                keys: std::mem::take(&mut self.keys),
            },
        })
    }

    fn id(&mut self, key: Key<String>) -> Option<String> {
        let id = self.text("id", key)?;
        let good = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if id.len() > ID_MAX || !id.chars().all(good) {
            self.fault("id", "id", format!("an id has at most {ID_MAX} of the letters a-z, 0-9 and -"));
        }
        Some(id)
    }

    fn subtheme(&mut self, key: Key<String>) -> Option<SubTheme> {
        if key.is_none() {
            self.fault("subtheme", "missing-key", "`subtheme` is missing. Add it");
        }
        let subtheme = self.one_of("subtheme", key, SubTheme::ALL, SubTheme::slug)?;
        let component = self.head.component;
        if component != Component::Extra && subtheme.component() != component {
            let (slug, home) = (subtheme.slug(), subtheme.component().slug());
            self.fault(
                "subtheme",
                "subtheme",
                format!("`{slug}` belongs to {home}, and this file is {}", component.slug()),
            );
        }
        Some(subtheme)
    }

    fn answers(
        &mut self,
        format: Format,
        ends: (Option<String>, Option<String>),
        listed: Option<Vec<String>>,
        fallback: Option<Vec<String>>,
    ) -> Option<Vec<String>> {
        let (low, high) = ends;
        let given = [low.is_some() || high.is_some(), listed.is_some(), fallback.is_some()];
        let (key, wanted, value) = match format {
            Format::Scale => ("low", [true, false, false], low.zip(high).map(scale)),
            Format::Choice | Format::Action => ("answers", [false, true, false], listed),
            Format::Line => ("choice_fallback", [false, false, true], fallback),
        };
        if given != wanted || value.is_none() {
            let needs = match format {
                Format::Scale => "`low` and `high`",
                Format::Choice | Format::Action => "`answers`",
                Format::Line => "`choice_fallback`",
            };
            let said = format!("a {} takes {needs} and no other answers", format.slug());
            self.fault(key, "answers", said);
            return None;
        }
        let answers: Vec<String> = value?.iter().map(|answer| answer.trim().to_owned()).collect();
        if answers.len() < 2 || answers.len() > ANSWERS_MAX {
            self.fault(
                key,
                "answers",
                format!("there are {} answers; 2 to {ANSWERS_MAX} fit", answers.len()),
            );
        }
        for (index, answer) in answers.iter().enumerate() {
            let units = answer.encode_utf16().count();
            if units == 0 || units > LABEL_MAX {
                self.fault(
                    key,
                    "label",
                    format!("answer {} has {units} characters; 1 to {LABEL_MAX} fit a button", index + 1),
                );
            }
            if answers[..index].contains(answer) {
                self.fault(key, "answers", format!("the answer `{answer}` stands there twice"));
            }
        }
        Some(answers)
    }

    fn hard(&mut self, key: Key<Vec<usize>>, count: usize, has_ack: bool) -> Vec<usize> {
        let hard = self.take("hard", key).unwrap_or_default();
        if count > 0 && hard.iter().any(|place| *place == 0 || *place > count) {
            self.fault("hard", "hard", format!("`hard` counts the answers from 1; there are {count}"));
        }
        if !hard.is_empty() && !has_ack {
            self.fault(
                "hard",
                "missing-key",
                "`hard` is set, so `ack_hard` is needed: a hard answer gets words of its own",
            );
        }
        if hard.is_empty() && has_ack {
            self.fault(
                "ack_hard",
                "hard",
                "`ack_hard` is never shown: say in `hard` which answers it is for",
            );
        }
        hard.into_iter().filter_map(|place| place.checked_sub(1)).collect()
    }

    fn acks(&mut self, key: Key<Vec<String>>, count: usize) -> Vec<String> {
        let acks: Vec<String> =
            self.take("acks", key).unwrap_or_default().iter().map(|ack| ack.trim().to_owned()).collect();
        if count > 0 && !acks.is_empty() && acks.len() != count {
            let said = format!(
                "`acks` has {} entries for {count} answers; write \"\" for the general one",
                acks.len()
            );
            self.fault("acks", "acks", said);
        }
        if acks.iter().any(|ack| ack.chars().count() > TEXT_MAX) {
            self.fault(
                "acks",
                "too-long",
                format!("one of `acks` is longer than {TEXT_MAX} characters. Shorten it"),
            );
        }
        acks
    }

    fn follow_to(&mut self, key: Key<String>, has_text: bool) -> FollowTo {
        let Some(word) = self.take("follow_to", key) else { return FollowTo::None };
        if !has_text {
            self.fault("follow_to", "follow-to", "`follow_to` needs a `follow_up`: the words that offer it");
        }
        match word.as_str() {
            "none" => FollowTo::None,
            "resources" => FollowTo::Resources,
            "share" => FollowTo::Share,
            "hope_wall" => FollowTo::HopeWall,
            "person" => FollowTo::Person,
            other => {
                if let Some(id) = other.strip_prefix("prompt:") {
                    return FollowTo::Prompt(id.to_owned());
                }
                let said = "`follow_to` is none, resources, share, hope_wall, person or prompt:<id>";
                self.fault("follow_to", "follow-to", said);
                FollowTo::None
            }
        }
    }
}

/// The five answers of a scale, with words at both ends.
fn scale((low, high): (String, String)) -> Vec<String> {
    vec![format!("1 {}", low.trim()), "2".into(), "3".into(), "4".into(), format!("5 {}", high.trim())]
}

/// The slugs of a closed set, for a message.
pub(super) fn slugs<T: Copy>(all: &[T], slug: fn(T) -> &'static str) -> String {
    all.iter().map(|value| slug(*value)).collect::<Vec<_>>().join(", ")
}
