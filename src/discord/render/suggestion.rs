//! Suggesting one: the form, the confirm that says what is kept, and what became of it.
//!
//! Until it is sent a suggestion stands in the private message alone, one quoted line for each field,
//! and is read back from there: nothing is stored before the yes.

use jiff::civil::Date;

use super::screen::{Button, Field, Modal, Screen};
use super::{button, paragraphs, resources, when};
use crate::discord::custom_id::{CustomId, FindStep, Outcome, SuggestStep};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::resource::{Body, Field as Part, FieldFault};
use crate::domain::suggestion::{Suggestion, SuggestionFault, line};
use crate::service::suggestions::Sent;
use crate::words::Texts;

/// The names of the form's fields.
pub const TITLE: &str = "title";
/// The link or the number.
pub const WAY: &str = "way";
/// The sentence.
pub const WHY: &str = "why";

const WAY_LENGTH: u16 = 400;
/// The longest part of what could not be read that is said back.
const GIVEN: usize = 100;

/// The form.
pub fn form(texts: &Texts, locale: &str) -> Modal {
    let field = |name, key, most: usize| Field {
        name,
        label: texts.say(locale, key, &[]),
        value: String::new(),
        most: u16::try_from(most).unwrap_or(WAY_LENGTH),
        lines: false,
        needed: true,
    };
    Modal {
        id: CustomId::Suggest(SuggestStep::Form),
        title: texts.say(locale, "suggest-form", &[]),
        fields: vec![
            field(TITLE, "suggest-title", Body::TITLE),
            field(WAY, "suggest-way", WAY_LENGTH.into()),
            field(WHY, "suggest-why", Body::SENTENCE),
        ],
    }
}

/// What would be sent, what is kept of it, and the ways to say yes.
pub fn confirm(texts: &Texts, locale: &str, suggestion: &Suggestion, until: Date) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let until = [("until", day(texts, locale, until).into())];
    let content = paragraphs([
        say("suggest-confirm"),
        quoted(texts, locale, suggestion),
        texts.say(locale, "suggest-kept", &until),
        say("suggest-tell"),
    ]);
    let press = |key, step| Button::plain(say(key), CustomId::Suggest(step));
    Screen::text(content).buttons(vec![
        Button::main(say("button-suggest-send"), CustomId::Suggest(SuggestStep::Send)),
        press("button-suggest-tell", SuggestStep::SendAndTell),
        Button::plain(say("button-suggest-not"), CustomId::Find(FindStep::Start)),
        button::help(texts, locale),
    ])
}

/// The three lines of a suggestion, as [`read_back`] finds them again.
pub fn quoted(texts: &Texts, locale: &str, suggestion: &Suggestion) -> String {
    let way = match &suggestion.link {
        Some(link) => texts.say(locale, "help-link", &[("url", link.as_str().to_owned().into())]),
        None => suggestion.way(),
    };
    let lines = [suggestion.title.clone(), way, suggestion.why.clone()];
    paragraphs(lines.into_iter().map(|line| texts.say(locale, "suggest-quoted", &[("line", line.into())])))
}

/// The lines that a message of ours quotes.
pub fn quotes(content: &str) -> Vec<&str> {
    content.lines().filter_map(|line| line.strip_prefix('>')).map(str::trim).collect()
}

/// The suggestion that stands in a message.
pub fn read_back(content: &str) -> Option<Suggestion> {
    match quotes(content)[..] {
        [title, way, why] => Suggestion::read(title, way, why).ok(),
        _ => None,
    }
}

/// What was typed is no suggestion.
pub fn refused(texts: &Texts, locale: &str, fault: SuggestionFault, way: &str) -> Screen {
    let words = match fault {
        SuggestionFault::Way => texts.say(locale, "suggest-bad-way", &[("given", line(way, GIVEN).into())]),
        SuggestionFault::Link(fault) => {
            let why = texts.entry_fault(locale, Part::Link, &FieldFault::Link(fault));
            texts.say(locale, "suggest-bad-link", &[("given", line(way, GIVEN).into()), ("why", why.into())])
        }
        SuggestionFault::Empty => texts.say(locale, "suggest-bad-words", &[]),
    };
    again(texts, locale, words)
}

/// What stood in the message cannot be read any more.
pub fn lost(texts: &Texts, locale: &str) -> Screen {
    again(texts, locale, texts.say(locale, "suggest-lost", &[]))
}

/// After it was sent, or not.
pub fn sent(texts: &Texts, locale: &str, sent: Sent) -> Screen {
    let words = match sent {
        Sent::Kept { until } => {
            texts.say(locale, "suggest-sent", &[("until", day(texts, locale, until).into())])
        }
        Sent::EnoughOfTheirs => texts.say(locale, "suggest-enough-yours", &[]),
        Sent::EnoughHere => texts.say(locale, "suggest-enough-here", &[]),
    };
    Screen::text(words).buttons(resources::ways_on(texts, locale, Vec::new()))
}

/// The direct message that tells what became of it. It names nothing.
pub fn outcome(texts: &Texts, locale: &str, (guild, token): (GuildId, SlotToken), listed: bool) -> Screen {
    let key = if listed { "outcome-listed" } else { "outcome-declined" };
    let id = CustomId::Outcome(Outcome { guild, token });
    Screen::text(texts.say(locale, key, &[]))
        .buttons(vec![Button::plain(texts.say(locale, "button-outcome", &[]), id)])
}

fn again(texts: &Texts, locale: &str, words: String) -> Screen {
    let form = CustomId::Suggest(SuggestStep::Form);
    Screen::text(words).buttons(vec![
        Button::main(texts.say(locale, "button-suggest-again", &[]), form),
        Button::plain(texts.say(locale, "button-resources-start", &[]), CustomId::Find(FindStep::Start)),
        button::help(texts, locale),
    ])
}

/// A day with its year: 90 days may lie in the next.
pub fn day(texts: &Texts, locale: &str, date: Date) -> String {
    let day = when::date(texts, locale, date);
    texts.say(locale, "month-year", &[("month", day.into()), ("year", date.year().to_string().into())])
}
