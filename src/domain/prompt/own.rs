//! A prompt that a community wrote for itself, as its moderators type it, and the judge of it.
//!
//! It goes through the reader and the lint that every pack goes through, beside the pack it will
//! stand in: a question that is almost one of the others is found here as well.

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::{Capital, Component, Finding, Format, Pack, Prompt, SubTheme, lint};
use crate::domain::resource::text::thinned;

/// What a moderator types. Nothing of it needs to be good yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnPrompt {
    /// How it is answered.
    pub format: Format,
    /// What it is about; the component follows from it.
    pub subtheme: SubTheme,
    /// The question.
    pub question: String,
    /// The answers; of a scale the words at both ends.
    pub answers: Vec<String>,
    /// Which answers, counted from 1, are low or hard.
    pub hard: Vec<usize>,
    /// The thank-you.
    pub ack: String,
    /// The thank-you for a hard answer; empty where none is.
    pub ack_hard: String,
}

/// What goes into the file's place in a finding: a form has no lines.
const FORM: &str = "form";

impl OwnPrompt {
    /// What was typed into a form: one answer a line, hard ones as numbers, in any order.
    ///
    /// A word among the numbers becomes 0, which no answer has, so that the judge finds it.
    pub fn typed(
        format: Format,
        subtheme: SubTheme,
        [question, answers, hard, ack, ack_hard]: [&str; 5],
    ) -> Self {
        let line = |text: &str| thinned(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        let answers = answers.lines().map(line).filter(|answer| !answer.is_empty()).collect();
        let numbers = hard.split(|c: char| c.is_whitespace() || ",;.".contains(c));
        let numbers = numbers.filter(|number| !number.is_empty());
        let mut hard: Vec<usize> = numbers.map(|number| number.parse().unwrap_or(0)).collect();
        hard.sort_unstable();
        hard.dedup();
        Self {
            format,
            subtheme,
            question: line(question),
            answers,
            hard,
            ack: line(ack),
            ack_hard: line(ack_hard),
        }
    }

    /// The prompt, judged beside `pack`, in which it will be named `id`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn judged(&self, id: &str, pack: &Pack) -> Result<Prompt, Vec<Finding>> {
        let own = Pack::parse(&[(FORM, &self.toml(id, pack.locale()))])?;
        let prompt = own.prompts().first().cloned().expect("a pack that was read holds a prompt");
        let findings = lint::beside(&prompt, pack);
        if findings.is_empty() { Ok(prompt) } else { Err(findings) }
    }

    /// As a file of prompts.
    fn toml(&self, id: &str, locale: &str) -> String {
        let texts = |texts: &[String]| Value::Array(texts.iter().cloned().map(Value::String).collect());
        let mut prompt = Table::new();
        let mut set = |key: &str, value: Value| prompt.insert(key.to_owned(), value);
        set("id", id.into());
        set("subtheme", self.subtheme.slug().into());
        set("capital", Value::Array(vec![capital(self.subtheme).slug().into()]));
        set("format", self.format.slug().into());
        set("text", self.question.as_str().into());
        match self.format {
            Format::Scale => {
                let mut ends = self.answers.iter();
                for (key, end) in ["low", "high"].into_iter().zip(&mut ends) {
                    set(key, end.as_str().into());
                }
                if ends.next().is_some() {
                    // More than two ends: the reader says what a scale takes.
                    set("answers", texts(&self.answers));
                }
            }
            Format::Choice | Format::Action => drop(set("answers", texts(&self.answers))),
            Format::Line => drop(set("choice_fallback", texts(&self.answers))),
        }
        if !self.hard.is_empty() {
            let hard = self.hard.iter().map(|place| i64::try_from(*place).unwrap_or(0).into());
            set("hard", Value::Array(hard.collect()));
        }
        set("ack", self.ack.as_str().into());
        if !self.ack_hard.is_empty() {
            set("ack_hard", self.ack_hard.as_str().into());
        }
        set("original", true.into());
        let head = [
            ("pack", "own"),
            ("locale", locale),
            ("licence", "own"),
            ("component", self.subtheme.component().slug()),
            ("author", "the community"),
        ];
        let mut file: Table = head.map(|(key, value)| (key.to_owned(), value.into())).into_iter().collect();
        file.insert("schema".to_owned(), 1.into());
        file.insert("prompt".to_owned(), Value::Array(vec![Value::Table(prompt)]));
        file.to_string()
    }
}

/// The capital that a sub-theme mostly builds: moderators are not asked for it.
fn capital(subtheme: SubTheme) -> Capital {
    match (subtheme, subtheme.component()) {
        (SubTheme::Community, _) => Capital::Community,
        (_, Component::Connectedness) => Capital::Social,
        _ => Capital::PersonalHuman,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> Pack {
        let text = "schema = 1\npack = \"core\"\nlocale = \"en\"\nlicence = \"x\"\ncomponent = \"hope\"\nauthor = \"us\"\n\
                    [[prompt]]\nid = \"sky\"\nsubtheme = \"dreams\"\ncapital = [\"social\"]\nformat = \"action\"\n\
                    text = \"Did you see the sky today?\"\nanswers = [\"yes\", \"no\"]\nack = \"Thank you.\"\noriginal = true\n";
        Pack::parse(&[("hope.toml", text)]).unwrap()
    }

    fn codes(own: &OwnPrompt) -> Vec<&'static str> {
        own.judged("own-1", &pack())
            .map_or_else(|found| found.iter().map(|one| one.code).collect(), |_| vec![])
    }

    const GOOD: [&str; 5] = [
        "Did you hear a bird\n this week?",
        "yes\n\n  for a moment \nno",
        "3",
        "Thank you. Birds are good company.",
        "Thank you for telling me. Some weeks are quiet.",
    ];

    #[test]
    fn what_is_typed_becomes_a_prompt_of_the_component_it_is_about() {
        let own = OwnPrompt::typed(Format::Choice, SubTheme::QualityOfLife, GOOD);
        let prompt = own.judged("own-1", &pack()).unwrap();
        assert_eq!(
            (prompt.component, &*prompt.question),
            (Component::Meaning, "Did you hear a bird this week?")
        );
        assert_eq!(
            (prompt.answers, prompt.hard),
            (vec!["yes".into(), "for a moment".into(), "no".into()], vec![2])
        );
        assert_eq!((&*prompt.id, &*prompt.locale, &*prompt.pack), ("own-1", "en", "own"));
    }

    #[test]
    fn a_scale_takes_the_words_of_its_two_ends() {
        let with = |answers| {
            let [question, _, _, ack, ack_hard] = GOOD;
            OwnPrompt::typed(Format::Scale, SubTheme::Belief, [question, answers, "1, 2", ack, ack_hard])
        };
        let prompt = with("not at all\nvery much").judged("own-1", &pack()).unwrap();
        assert_eq!(prompt.answers, ["1 not at all", "2", "3", "4", "5 very much"]);
        assert_eq!(codes(&with("one\ntwo\nthree")), ["answers"]);
        assert_eq!(codes(&with("only one")), ["answers"]);
    }

    #[test]
    fn each_fault_is_found_and_none_is_a_fault_of_the_reader() {
        let with = |at: usize, text: &'static str| {
            let mut typed = GOOD;
            typed[at] = text;
            codes(&OwnPrompt::typed(Format::Choice, SubTheme::QualityOfLife, typed))
        };
        assert_eq!(with(0, ""), ["empty"]);
        assert_eq!(with(0, "Did you see the sky today? 🌿"), ["near-duplicate"]);
        assert_eq!(with(0, "Did you \"stay\" \\ strong?"), ["markup", "word-to-avoid"]);
        assert_eq!(with(1, "yes"), ["answers", "hard"]);
        assert_eq!(with(2, "three"), ["hard"]);
        assert_eq!(with(3, "Well done, warrior."), ["word-to-avoid"]);
        assert_eq!(with(4, ""), ["missing-key"]);
        assert_eq!(with(0, "\"]]\nid = \"sky\""), ["markup"]);
    }
}
