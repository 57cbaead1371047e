//! From TOML to a pack: everything without which a prompt cannot be used at all.
//!
//! Every fault is found in one reading, save that TOML itself stops a file at its first
//! syntax error or unknown key. There is no key for an age and `stage` takes one value,
//! `any`: a prompt must suit everybody at any time, and nobody's stage is asked or guessed.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::taxonomy::{Capital, Component, Format, Human, SubTheme, Support, Tag, Tone, Weight};
use super::{Finding, FollowTo, Origin, Pack, Prompt, from_toml, line_at};

/// Longest id: it is part of a button's `custom_id`.
const ID_MAX: usize = 24;
/// Longest label of a button, in UTF-16 units, as Discord counts.
const LABEL_MAX: usize = 80;
/// Most entries of a select.
const ANSWERS_MAX: usize = 25;
/// Longest question or thank-you, in characters. A card is read on a phone, on a bad day.
const TEXT_MAX: usize = 280;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    schema: Spanned<u32>,
    pack: Spanned<String>,
    locale: Spanned<String>,
    licence: Spanned<String>,
    component: Spanned<String>,
    author: Option<Spanned<String>>,
    #[serde(default)]
    prompt: Vec<Spanned<RawPrompt>>,
}

/// A key that may be absent, with the place of its value.
type Key<T> = Option<Spanned<T>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrompt {
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

impl Pack {
    /// Reads a pack from `(name, text)` of its files, which must share one locale.
    ///
    /// # Errors
    /// Every fault found, in the order of files and lines.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut prompts: Vec<Prompt> = Vec::new();
        for (file, text) in files {
            match toml::from_str::<RawFile>(text) {
                Ok(raw) => read_file(file, text, raw, &mut prompts, &mut findings),
                Err(fault) => findings.push(from_toml(file, text, &fault)),
            }
        }
        refuse_doubles(&prompts, &mut findings);
        refuse_dangling_follow_ups(&prompts, &mut findings);
        let locale = prompts.first().map(|prompt| prompt.locale.clone()).unwrap_or_default();
        for prompt in prompts.iter().filter(|prompt| prompt.locale != locale) {
            let said = format!("this file is `{}`, the others are `{locale}`", prompt.locale);
            findings.push(Finding::error(&prompt.origin.file, 1, "locale", said));
        }
        if prompts.is_empty() && findings.is_empty() {
            let file = files.first().map_or("prompts", |(name, _)| *name);
            findings.push(Finding::error(
                file,
                1,
                "no-prompts",
                "there is no prompt in this pack. Add at least one",
            ));
        }
        findings.sort();
        findings.dedup();
        if findings.is_empty() { Ok(Self { locale, prompts }) } else { Err(findings) }
    }
}

fn refuse_doubles(prompts: &[Prompt], findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, &Prompt> = BTreeMap::new();
    for prompt in prompts {
        if let Some(other) = first.get(prompt.id.as_str()) {
            let Origin { file, line, .. } = &other.origin;
            let said = format!("the id `{}` is taken by {file}:{line}. Choose another", prompt.id);
            let Origin { file, .. } = &prompt.origin;
            findings.push(Finding::error(file, prompt.origin.line_of("id"), "double-id", said));
        } else {
            first.insert(&prompt.id, prompt);
        }
    }
}

fn refuse_dangling_follow_ups(prompts: &[Prompt], findings: &mut Vec<Finding>) {
    for prompt in prompts {
        let FollowTo::Prompt(target) = &prompt.follow_to else { continue };
        if !prompts.iter().any(|other| other.id == *target) {
            let said = format!("`follow_to` names the prompt `{target}`, which is not in this pack");
            let line = prompt.origin.line_of("follow_to");
            findings.push(Finding::error(&prompt.origin.file, line, "follow-to", said));
        }
    }
}

fn read_file(file: &str, text: &str, raw: RawFile, prompts: &mut Vec<Prompt>, findings: &mut Vec<Finding>) {
    let mut fault = |at: usize, code, said: String| {
        findings.push(Finding::error(file, line_at(text, at), code, said));
    };
    if *raw.schema.get_ref() != 1 {
        fault(raw.schema.span().start, "schema", "`schema` must be 1: this bot knows no other".into());
    }
    for (key, value) in [("pack", &raw.pack), ("locale", &raw.locale), ("licence", &raw.licence)] {
        if value.get_ref().trim().is_empty() {
            fault(value.span().start, "empty", format!("`{key}` is empty"));
        }
    }
    let Some(component) = Component::from_slug(raw.component.get_ref()) else {
        let said = format!(
            "`{}` is no component; use {}",
            raw.component.get_ref(),
            slugs(Component::ALL, Component::slug)
        );
        fault(raw.component.span().start, "component", said);
        return;
    };
    let head = Head {
        file,
        text,
        component,
        pack: raw.pack.into_inner(),
        locale: raw.locale.into_inner(),
        author: raw.author.map(Spanned::into_inner),
    };
    for entry in raw.prompt {
        let line = line_at(text, entry.span().start);
        let mut reader = Reader { head: &head, line, keys: Vec::new(), findings: Vec::new() };
        let prompt = reader.prompt(entry.into_inner());
        findings.append(&mut reader.findings);
        prompts.extend(prompt);
    }
}

fn slugs<T: Copy>(all: &[T], slug: fn(T) -> &'static str) -> String {
    all.iter().map(|value| slug(*value)).collect::<Vec<_>>().join(", ")
}

/// What a file says once for all its prompts.
struct Head<'a> {
    file: &'a str,
    text: &'a str,
    component: Component,
    pack: String,
    locale: String,
    author: Option<String>,
}

/// Reads one prompt and gathers what is wrong with it.
struct Reader<'a> {
    head: &'a Head<'a>,
    line: usize,
    keys: Vec<(&'static str, usize)>,
    findings: Vec<Finding>,
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

    fn prompt(&mut self, raw: RawPrompt) -> Option<Prompt> {
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "schema = 1\npack = \"ours\"\nlocale = \"en\"\nlicence = \"CC-BY-4.0\"\ncomponent = \"hope\"\nauthor = \"us\"\n\n";
    const GOOD: &str = r#"[[prompt]]
id = "sky"
subtheme = "dreams"
capital = ["social"]
format = "choice"
text = "Did you see the sky today?"
answers = ["yes", "no"]
ack = "Thank you."
original = true
"#;

    fn codes(body: &str) -> Vec<(usize, &'static str)> {
        let text = format!("{HEAD}{body}");
        let Err(findings) = Pack::parse(&[("hope.toml", &text)]) else { return Vec::new() };
        findings.iter().map(|finding| (finding.line, finding.code)).collect()
    }

    #[test]
    fn a_good_prompt_is_read_as_written() {
        let pack = Pack::parse(&[("hope.toml", &format!("{HEAD}{GOOD}"))]).unwrap();
        let sky = pack.get("sky").unwrap();
        assert_eq!(
            (sky.component, sky.subtheme, sky.format),
            (Component::Hope, SubTheme::Dreams, Format::Choice)
        );
        assert_eq!(sky.answers, ["yes", "no"]);
        assert_eq!((sky.origin.line, sky.origin.line_of("ack")), (8, 15));
    }

    #[test]
    fn a_scale_has_five_answers_with_words_at_both_ends_and_counts_hard_from_one() {
        let body = GOOD.replace("choice", "scale").replace(
            "answers = [\"yes\", \"no\"]",
            "low = \"none\"\nhigh = \"lots\"\nhard = [1, 2]\nack_hard = \"I hear you.\"",
        );
        let pack = Pack::parse(&[("hope.toml", &format!("{HEAD}{body}"))]).unwrap();
        let prompt = &pack.prompts()[0];
        assert_eq!(prompt.answers, ["1 none", "2", "3", "4", "5 lots"]);
        let posted = prompt.posted();
        assert!(posted.is_hard(0) && posted.is_hard(1) && !posted.is_hard(2));
    }

    #[test]
    fn a_fault_is_named_at_its_own_line() {
        for (from, to, expected) in [
            ("id = \"sky\"", "id = sky", (9, "syntax")),
            ("id = \"sky\"", "idd = \"sky\"", (9, "unknown-key")),
            ("format = \"choice\"", "format = \"choice\" x", (12, "syntax")),
            ("\"dreams\"", "\"peer_support\"", (10, "subtheme")),
            ("\"dreams\"", "\"dreems\"", (10, "unknown-value")),
            ("\"social\"", "\"socail\"", (11, "unknown-value")),
            ("id = \"sky\"", "id = \"The Sky\"", (9, "id")),
            ("id = \"sky\"", "id = \"a-name-that-is-too-long-x\"", (9, "id")),
            ("ack = \"Thank you.\"\n", "", (8, "missing-key")),
            ("ack = \"Thank you.\"", "ack = \" \"", (15, "empty")),
            ("original = true", "original = false", (16, "original")),
            ("original = true", "original = true\nstage = \"late\"", (17, "stage")),
            ("original = true", "original = true\nhard = [3]\nack_hard = \"a\"", (17, "hard")),
            ("original = true", "original = true\nhard = [2]", (17, "missing-key")),
            ("original = true", "original = true\nack_hard = \"a\"", (17, "hard")),
            ("original = true", "original = true\nacks = [\"a\"]", (17, "acks")),
            ("original = true", "original = true\nfollow_to = \"person\"", (17, "follow-to")),
            ("\"yes\", \"no\"", "\"yes\", \"yes\"", (14, "answers")),
            ("\"yes\", \"no\"", "\"yes\"", (14, "answers")),
            ("format = \"choice\"", "format = \"line\"", (8, "answers")),
        ] {
            let body = GOOD.replace(from, to);
            assert_ne!(body, GOOD);
            assert!(codes(&body).contains(&expected), "{to}: {:?}", codes(&body));
        }
    }

    #[test]
    fn several_faults_are_told_in_one_reading() {
        let body = GOOD.replace("\"dreams\"", "\"dreems\"").replace("original = true", "original = false");
        assert_eq!(codes(&body), [(10, "unknown-value"), (16, "original")]);
    }

    #[test]
    fn an_id_may_not_come_twice_in_a_pack() {
        assert_eq!(codes(&format!("{GOOD}\n{GOOD}")), [(19, "double-id")]);
    }

    #[test]
    fn a_button_label_holds_80_characters_as_discord_counts_them() {
        let wide = "🌿".repeat(40);
        assert_eq!(codes(&GOOD.replace("\"no\"", &format!("\"{wide}\""))), []);
        assert_eq!(codes(&GOOD.replace("\"no\"", &format!("\"{wide}x\""))), [(14, "label")]);
    }

    #[test]
    fn an_empty_pack_is_refused() {
        assert_eq!(codes(""), [(1, "no-prompts")]);
        assert!(Pack::parse(&[]).is_err());
    }
}
