//! *Get help now*: the emergency sentence and the lines of a country, never a question first.

use jiff::civil::Date;

use super::paragraphs;
use super::screen::{Offer, Offers, Screen, Select};
use super::{LONGEST, button};
use crate::discord::custom_id::CustomId;
use crate::domain::help::{Audience, HelpBook, HelpCard, Line};
use crate::words::Texts;

/// The help card for a country, or for nobody knows where. Total: it always has a way to help.
pub fn screen(texts: &Texts, locale: &str, country: Option<&str>, today: Date) -> Screen {
    let book = texts.help();
    let card = country.and_then(|code| book.card(code, today));
    let content = match &card {
        Some(card) => here(texts, locale, card),
        None => paragraphs([
            texts.say(locale, "help-danger", &[]),
            texts.say(locale, "help-talk", &[]),
            texts.say(locale, "help-bot", &[]),
        ]),
    };
    let shown = card.as_ref().map(|card| card.country_code);
    Screen::text(content)
        .select(elsewhere(texts, locale, book, shown))
        .buttons(vec![button::help_lines(texts, locale)])
}

fn here(texts: &Texts, locale: &str, card: &HelpCard<'_>) -> String {
    let country = card.country_name;
    let emergency = card.emergency.iter().map(|number| format!("**{number}**"));
    let emergency = either(texts, locale, emergency);
    let danger = texts.say(locale, "help-danger-here", &[("emergency", emergency.into())]);
    let stale = card.stale.map(|(year, month)| {
        let when = texts.say(
            locale,
            "month-year",
            &[
                ("month", texts.say(locale, &format!("month-{month}"), &[]).into()),
                ("year", year.to_string().into()),
            ],
        );
        texts.say(locale, "help-stale", &[("when", when.into())])
    });
    let mut parts = vec![danger];
    parts.extend(stale);
    parts.push(texts.say(locale, "help-talk-here", &[("country", country.to_owned().into())]));
    let after = [texts.say(locale, "help-elsewhere", &[]), texts.say(locale, "help-bot", &[])];
    // A community may add lines; what does not fit goes from the end of the list, never the numbers above it.
    let mut room =
        LONGEST.saturating_sub(paragraphs(parts.iter().chain(&after).cloned()).chars().count() + 2);
    for line in card.lines {
        let bare = Line { note: None, ..line.clone() };
        let shown = [line, &bare].map(|line| self::line(texts, locale, line));
        // A number is worth more than what is said about it.
        let fitting = shown.into_iter().find(|text| text.chars().count() < room);
        if let Some(text) = fitting {
            room -= text.chars().count() + 1;
            parts.push(text);
        }
    }
    parts.extend(after);
    paragraphs(parts)
}

fn line(texts: &Texts, locale: &str, line: &Line) -> String {
    let say = |key, name, value: &str| texts.say(locale, key, &[(name, value.to_owned().into())]);
    let call = line.call.as_deref().map(|number| say("help-call", "number", number));
    let text = line.text.as_deref().map(|number| match &line.keyword {
        Some(word) => texts.say(
            locale,
            "help-text-word",
            &[("word", word.clone().into()), ("number", number.to_owned().into())],
        ),
        None => say("help-text", "number", number),
    });
    let ways: Vec<String> = call.into_iter().chain(text).collect();
    let how = if ways.is_empty() {
        say("help-link", "url", &line.url)
    } else {
        either(texts, locale, ways.into_iter())
    };
    let hours = line.all_hours.then(|| texts.say(locale, "help-all-hours", &[]));
    let young = (line.audience == Audience::Young).then(|| texts.say(locale, "help-young", &[]));
    let note = texts.list(locale, young.into_iter().chain(hours).chain(line.note.clone()));
    let key = if note.is_empty() { "help-line" } else { "help-line-note" };
    let args = [
        ("name", line.name.clone().into()),
        ("how", how.into()),
        ("note", note.trim_end_matches('.').to_owned().into()),
    ];
    texts.say(locale, key, &args)
}

/// "this", "this or that", "this or that or that".
fn either(texts: &Texts, locale: &str, ways: impl Iterator<Item = String>) -> String {
    let joined = ways.reduce(|first, second| {
        texts.say(locale, "and-or", &[("first", first.into()), ("second", second.into())])
    });
    joined.unwrap_or_default()
}

fn elsewhere(texts: &Texts, locale: &str, book: &HelpBook, shown: Option<&str>) -> Select {
    let countries = book.countries().into_iter().filter(|(code, _)| Some(*code) != shown);
    Select {
        id: CustomId::HelpCountry,
        placeholder: texts.say(locale, "help-pick", &[]),
        offers: Offers::Words(
            countries
                .map(|(code, name)| Offer { label: name.to_owned(), value: code.to_owned(), chosen: false })
                .take(25)
                .collect(),
        ),
        least: 1,
        most: 1,
    }
}
