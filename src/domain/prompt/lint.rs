//! The judge of a pack's words: reading age, words to avoid, likeness, balance, coverage, bags.
//!
//! What is about one text is an error in every pack. What is about the pack as a whole is an
//! error where all of it is `core`, and a note as soon as a community's own prompts are in it.
//! Reading grade and words are judged for English alone.

use std::collections::BTreeSet;

use super::reading::{emoji, grade, longest_sentence};
use super::taxonomy::{Capital, Component, Format, Human, SubTheme, Support, Tag};
use super::{Finding, Pack, Prompt, Severity, words_to_avoid};
use crate::domain::bag;
use crate::domain::plain::is_marked_up;

/// Highest reading grade, about the age of eleven.
const GRADE_MAX: f64 = 6.0;
/// Most words in a sentence.
const SENTENCE_MAX: usize = 20;
/// Above this share of common 3-letter runs two questions are too alike.
const ALIKE: f64 = 0.6;
/// Fewest prompts of a component in a core pack.
const COMPONENT_MIN: usize = 5;
/// Largest difference between the largest and the smallest component of a core pack.
const COMPONENT_GAP: usize = 3;
/// Most characters of one Discord message.
const MESSAGE_MAX: usize = 2000;
/// Kept free for the words around the question: heading, hints, the help sentence.
const FRAMING: usize = 600;

impl Pack {
    /// Everything there is to say about the words, sorted by file and line.
    pub fn lint(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for prompt in &self.prompts {
            texts(prompt, &mut findings);
        }
        likeness(&self.prompts, &mut findings);
        let core = self.prompts.iter().all(|prompt| prompt.pack == "core");
        let severity = if core { Severity::Error } else { Severity::Note };
        whole(self, severity, &mut findings);
        bags(self, &mut findings);
        findings.sort();
        findings
    }
}

/// What is wrong with one prompt that is to stand in `pack`, beside all others there.
pub(super) fn beside(prompt: &Prompt, pack: &Pack) -> Vec<Finding> {
    let mut findings = Vec::new();
    texts(prompt, &mut findings);
    let grams = three_grams(&prompt.question);
    for other in pack.prompts.iter().filter(|other| other.id != prompt.id) {
        let alike = overlap(&grams, &three_grams(&other.question));
        if alike > ALIKE {
            findings.push(twin(prompt, other, alike));
        }
    }
    findings.sort();
    findings
}

/// Each text of a prompt with the key it stands under.
fn texts_of(prompt: &Prompt) -> impl Iterator<Item = (&'static str, &str)> {
    let answers = match prompt.format {
        Format::Scale => "low",
        Format::Line => "choice_fallback",
        Format::Choice | Format::Action => "answers",
    };
    let single = [("text", &prompt.question), ("ack", &prompt.ack), ("ack_hard", &prompt.ack_hard)];
    single
        .into_iter()
        .chain(prompt.acks.iter().map(|ack| ("acks", ack)))
        .chain(prompt.follow_up.iter().map(|text| ("follow_up", text)))
        .chain(prompt.answers.iter().map(move |answer| (answers, answer)))
        .map(|(key, text)| (key, text.as_str()))
        .filter(|(_, text)| !text.is_empty())
}

fn texts(prompt: &Prompt, findings: &mut Vec<Finding>) {
    let english = prompt.locale == "en" || prompt.locale.starts_with("en-");
    let mut fault = |key: &str, code, said: String| {
        findings.push(Finding::error(&prompt.origin.file, prompt.origin.line_of(key), code, said));
    };
    for (key, text) in texts_of(prompt) {
        // A label is no sentence: an answer is graded with its question, below.
        let sentence = matches!(key, "text" | "ack" | "ack_hard" | "acks" | "follow_up");
        if english && sentence && grade(text) > GRADE_MAX {
            fault(
                key,
                "reading-grade",
                format!(
                    "reads at grade {:.1}, above {GRADE_MAX:.0}. Use shorter words: {text:?}",
                    grade(text)
                ),
            );
        }
        if longest_sentence(text) > SENTENCE_MAX {
            let words = longest_sentence(text);
            fault(
                key,
                "long-sentence",
                format!("a sentence has {words} words, more than {SENTENCE_MAX}. Split it: {text:?}"),
            );
        }
        if emoji(text) > 1 {
            fault(
                key,
                "emoji",
                format!("more than one emoji: a screen reader speaks each. Keep one at most: {text:?}"),
            );
        }
        if ["@everyone", "@here", "<@", "<#", "://", "discord.gg"].iter().any(|mark| text.contains(mark)) {
            fault(key, "link-or-mention", format!("no links or mentions in a prompt: {text:?}"));
        }
        if is_marked_up(text) {
            fault(key, "markup", format!("no line breaks, marks of markdown or unseen marks: {text:?}"));
        }
        if text.matches('!').count() > 1 {
            fault(key, "loud", format!("one exclamation mark at most: calm words carry further. {text:?}"));
        }
        if has_number_to_call(text) {
            let said = "numbers to call belong with the help lines, which know the country: ";
            fault(key, "number", format!("{said}{text:?}"));
        }
        if english {
            for (rule, word, advice) in words_to_avoid::found_in(text) {
                fault(key, "word-to-avoid", format!("`{word}` ({rule}): {advice}"));
            }
        }
    }
    let card = format!("{} {}.", prompt.question, prompt.answers.join(". "));
    if english && grade(&card) > GRADE_MAX {
        fault(
            "text",
            "reading-grade",
            format!("question and answers read at grade {:.1}, above {GRADE_MAX:.0}", grade(&card)),
        );
    }
    let longest = texts_of(prompt).map(|(_, text)| text.chars().count()).max().unwrap_or(0);
    if longest > MESSAGE_MAX - FRAMING {
        fault("text", "too-long", format!("a text of {longest} characters does not fit a message"));
    }
}

/// Whether a text holds three digits in a row or more, as a number to call does.
fn has_number_to_call(text: &str) -> bool {
    text.split(|mark: char| !mark.is_ascii_digit()).any(|digits| digits.len() >= 3)
}

fn likeness(prompts: &[Prompt], findings: &mut Vec<Finding>) {
    let grams: Vec<BTreeSet<[char; 3]>> =
        prompts.iter().map(|prompt| three_grams(&prompt.question)).collect();
    for (index, prompt) in prompts.iter().enumerate() {
        for (other, its) in prompts.iter().zip(&grams).take(index) {
            let alike = overlap(&grams[index], its);
            if alike > ALIKE {
                findings.push(twin(prompt, other, alike));
            }
        }
    }
}

/// The finding for a question that is almost another's.
fn twin(prompt: &Prompt, other: &Prompt, alike: f64) -> Finding {
    let (line, twin) = (prompt.origin.line_of("text"), &other.origin);
    let said = format!(
        "almost the question of `{}` ({}:{}): {:.0} % of their 3-letter runs are shared. Ask something else",
        other.id,
        twin.file,
        twin.line,
        alike * 100.0
    );
    Finding::error(&prompt.origin.file, line, "near-duplicate", said)
}

/// The runs of three characters of a text, lower case, all marks as one space.
fn three_grams(text: &str) -> BTreeSet<[char; 3]> {
    let plain: String = text.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), " ");
    let letters: Vec<char> = plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    letters.windows(3).map(|run| [run[0], run[1], run[2]]).collect()
}

/// Shared runs by all runs (Jaccard).
fn overlap(one: &BTreeSet<[char; 3]>, other: &BTreeSet<[char; 3]>) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let all = one.union(other).count();
    if all == 0 { 0.0 } else { count(one.intersection(other).count()) / count(all) }
}

/// Balance of the components and coverage of every set a pack must touch.
fn whole(pack: &Pack, severity: Severity, findings: &mut Vec<Finding>) {
    let file = pack.prompts.first().map_or("", |prompt| prompt.origin.file.as_str());
    let mut say = |file: &str, code, message: String| {
        findings.push(Finding { file: file.to_owned(), line: 1, severity, code, message });
    };
    let sizes = Component::FIVE.map(|component| (pack.of(component).count(), component));
    for (size, component) in sizes {
        if size < COMPONENT_MIN {
            let said = format!("{} has {size} prompts, fewer than {COMPONENT_MIN}", component.slug());
            say(pack.of(component).next().map_or(file, |prompt| &prompt.origin.file), "balance", said);
        }
    }
    if let (Some(least), Some(most)) = (sizes.iter().min(), sizes.iter().max())
        && most.0 - least.0 > COMPONENT_GAP
    {
        let said = format!(
            "{} has {} prompts and {} has {}: the five are to be even, within {COMPONENT_GAP}",
            most.1.slug(),
            most.0,
            least.1.slug(),
            least.0
        );
        say(file, "balance", said);
    }
    let mut cover = |what: &str, slug: &str, holds: &dyn Fn(&Prompt) -> bool| {
        if !pack.prompts.iter().any(holds) {
            say(file, "coverage", format!("no prompt has the {what} `{slug}`"));
        }
    };
    for value in SubTheme::ALL {
        cover("sub-theme", value.slug(), &|prompt| prompt.subtheme == *value);
    }
    for value in Capital::ALL {
        cover("capital", value.slug(), &|prompt| prompt.capital.contains(value));
    }
    for value in Human::ALL {
        cover("human capital", value.slug(), &|prompt| prompt.human.contains(value));
    }
    for value in Support::ALL.iter().filter(|value| **value != Support::None) {
        cover("support", value.slug(), &|prompt| prompt.support == *value);
    }
    for value in Format::ALL {
        cover("format", value.slug(), &|prompt| prompt.format == *value);
    }
    for value in Tag::ALL {
        cover("tag", value.slug(), &|prompt| prompt.tags.contains(value));
    }
}

/// Whether the bags can keep their rules with this pack, by drawing from it.
fn bags(pack: &Pack, findings: &mut Vec<Finding>) {
    for (rule, dropped) in bag::rehearse(pack) {
        let file = pack.prompts.first().map_or("", |prompt| prompt.origin.file.as_str());
        let said = format!(
            "{}; the bags dropped this rule {dropped} times in {} draws",
            rule.shortage(pack),
            bag::REHEARSED
        );
        findings.push(Finding::error(file, 1, "bag", said));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(component: &str, pack: &str, prompts: &str) -> String {
        format!(
            "schema = 1\npack = \"{pack}\"\nlocale = \"en\"\nlicence = \"CC-BY-4.0\"\ncomponent = \"{component}\"\nauthor = \"us\"\n{prompts}"
        )
    }

    fn prompt(id: &str, subtheme: &str, text: &str, rest: &str) -> String {
        format!(
            "[[prompt]]\nid = \"{id}\"\nsubtheme = \"{subtheme}\"\ncapital = [\"social\"]\nformat = \"action\"\n\
             text = \"{text}\"\nanswers = [\"yes\", \"no\"]\nack = \"Thank you.\"\noriginal = true\n{rest}\n"
        )
    }

    fn codes(pack_name: &str, text: &str, rest: &str) -> Vec<(usize, Severity, &'static str)> {
        let text = file("hope", pack_name, &prompt("one", "dreams", text, rest));
        let pack = Pack::parse(&[("hope.toml", &text)]).unwrap();
        pack.lint().into_iter().map(|finding| (finding.line, finding.severity, finding.code)).collect()
    }

    #[test]
    fn hard_words_long_sentences_emoji_links_and_labels_are_errors_at_their_line() {
        let long = "Is it one or two or three or four or five or six or ten or more or less or so?";
        for (text, code) in [
            ("Which organisational responsibilities necessitate reconsideration?", "reading-grade"),
            (long, "long-sentence"),
            ("Are you okay? 🌿🌿", "emoji"),
            ("Have you seen https://example.org?", "link-or-mention"),
            ("Hello @everyone, are you in?", "link-or-mention"),
            ("Did you stay strong?", "word-to-avoid"),
            ("How does your family help?", "word-to-avoid"),
            ("How is your weight?", "word-to-avoid"),
            ("Are you okay? Say yes! Yes!", "loud"),
            ("Are you **okay**?", "markup"),
            ("Are you okay?\\n\\n# Big", "markup"),
            ("Are you \\u202Eokay?", "markup"),
            ("Did you call 999?", "number"),
        ] {
            assert!(
                codes("ours", text, "").contains(&(12, Severity::Error, code)),
                "{text}: {:?}",
                codes("ours", text, "")
            );
        }
        let kind = codes("ours", "Did you see the sky today?", "");
        assert!(
            kind.iter().all(|(_, severity, code)| *severity == Severity::Note || *code == "bag"),
            "{kind:?}"
        );
    }

    #[test]
    fn an_answer_or_a_thank_you_is_judged_as_well() {
        let found = codes("ours", "Did you see the sky?", "acks = [\"Well done, warrior.\", \"\"]");
        assert!(found.contains(&(16, Severity::Error, "word-to-avoid")), "{found:?}");
    }

    #[test]
    fn two_questions_that_are_almost_the_same_are_named() {
        let both = prompt("one", "dreams", "What is one small thing that went okay this week?", "")
            + &prompt("two", "dreams", "What is one small thing that went okay today?", "");
        let text = file("hope", "ours", &both);
        let findings = Pack::parse(&[("hope.toml", &text)]).unwrap().lint();
        let twin = findings.iter().find(|finding| finding.code == "near-duplicate").unwrap();
        assert_eq!(twin.line, 22);
        assert!(twin.message.contains("`one`"), "{}", twin.message);
    }

    #[test]
    fn a_gap_in_the_whole_is_an_error_in_the_core_and_a_note_in_a_community_s_pack() {
        let gap = |pack| {
            codes(pack, "Did you see the sky?", "")
                .into_iter()
                .filter(|(_, _, code)| *code == "coverage")
                .map(|(_, severity, _)| severity)
                .collect::<Vec<_>>()
        };
        assert!(gap("core").len() > 30 && gap("core").iter().all(|severity| *severity == Severity::Error));
        assert!(gap("ours").iter().all(|severity| *severity == Severity::Note));
    }

    #[test]
    fn a_pack_the_bags_cannot_serve_says_which_tag_is_short() {
        let text = file("hope", "ours", &prompt("one", "dreams", "Did you see the sky?", ""));
        let findings = Pack::parse(&[("hope.toml", &text)]).unwrap().lint();
        let said: Vec<_> = findings
            .iter()
            .filter(|finding| finding.code == "bag")
            .map(|finding| finding.message.as_str())
            .collect();
        assert!(said.iter().any(|message| message.contains("`wellbeing`")), "{said:?}");
        assert!(said.iter().any(|message| message.contains("`contribution`")), "{said:?}");
    }
}
