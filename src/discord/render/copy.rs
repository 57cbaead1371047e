//! The copy that a member takes along, for people to read: all that is kept, each thing with its label.
//!
//! It is plain text, so no word of theirs is changed. The same for machines is `service::export`'s.

use super::my_data::{counted_as, kept_words, settings_of};
use super::{keep, paragraphs, reminder, spaced, when};
use crate::domain::days::{DaysBox, Pause};
use crate::domain::reminder::Reminder;
use crate::domain::suggestion::Suggestion;
use crate::service::my_data::MyData;
use crate::store::{ConsentHeld, CountedHeld, HeldAnswer, HeldSuggestion, Holdings, RawRow};
use crate::words::Texts;

/// The whole copy; `place` names the community, where the copy is asked for outside of it.
pub fn readable(texts: &Texts, locale: &str, place: &str, data: &MyData, changes: &[RawRow]) -> String {
    let title = match place {
        "" => texts.say(locale, "copy-title", &[]),
        name => texts.say(locale, "copy-title-in", &[("name", name.to_owned().into())]),
    };
    let held = data.held.as_ref().map(|held| member(texts, locale, held)).unwrap_or_default();
    let staff = paragraphs(changes.iter().map(|change| as_staff(texts, locale, change)));
    let staff =
        if staff.is_empty() { staff } else { paragraphs([texts.say(locale, "copy-staff", &[]), staff]) };
    let suggested = data.suggestions.iter().map(|held| suggestion(texts, locale, held));
    let draft = data.draft.as_ref().map(|row| draft(texts, locale, row));
    spaced([title].into_iter().chain(held).chain(suggested).chain([staff]).chain(draft)) + "\n"
}

fn member(texts: &Texts, locale: &str, held: &Holdings) -> Vec<String> {
    let consents = paragraphs(held.consents.iter().map(|consent| agreed(texts, locale, consent)));
    let seen = texts.say(locale, "copy-seen", &[("month", held.member.last_seen.clone().into())]);
    let settings = texts.list(locale, settings_of(texts, locale, &held.member));
    let settings = if settings.is_empty() {
        settings
    } else {
        texts.say(locale, "copy-settings", &[("settings", settings.into())])
    };
    let days = held.days.as_ref().map(|box_of| days(texts, locale, box_of)).unwrap_or_default();
    let reminders = held.reminder.as_ref().map(|kept| reminders(texts, locale, kept)).unwrap_or_default();
    let counted = held.counted.as_ref().map(|held| counted(texts, locale, held)).unwrap_or_default();
    let mut all = vec![consents, seen, settings, days, counted, reminders];
    all.extend(held.answers.iter().map(|held| answer(texts, locale, held)));
    all
}

fn agreed(texts: &Texts, locale: &str, consent: &ConsentHeld) -> String {
    let args = [
        ("choice", keep::choice(texts, locale, consent.choice).into()),
        ("when", consent.given_at.to_string().into()),
        ("version", consent.version.into()),
    ];
    texts.say(locale, "copy-choice", &args)
}

fn days(texts: &Texts, locale: &str, days: &DaysBox) -> String {
    let dates = texts.list(locale, days.dates().iter().map(ToString::to_string));
    let run = if days.run { "yes" } else { "no" };
    let breaks = days.pauses.iter().map(|pause| from_to(texts, locale, *pause));
    let breaks: Vec<_> = breaks.collect();
    paragraphs([
        texts.say(locale, "copy-days", &[("total", days.total().into())]),
        texts.say(locale, "data-dates", &[("dates", dates.into())]),
        texts.say(locale, "copy-came-back", &[("times", days.came_back().into())]),
        texts.say(locale, "copy-run", &[("run", run.into())]),
        if breaks.is_empty() {
            texts.say(locale, "copy-no-breaks", &[])
        } else {
            texts.say(locale, "copy-breaks", &[("breaks", texts.list(locale, breaks).into())])
        },
    ])
}

fn from_to(texts: &Texts, locale: &str, pause: Pause) -> String {
    let from = pause.from.to_string();
    match pause.until {
        Some(until) => {
            texts.say(locale, "copy-break", &[("from", from.into()), ("until", until.to_string().into())])
        }
        None => texts.say(locale, "copy-break-open", &[("from", from.into())]),
    }
}

fn reminders(texts: &Texts, locale: &str, kept: &Reminder) -> String {
    let line = |key: &str, value: Option<String>| {
        value.map(|value| texts.say(locale, key, &[("value", value.into())])).unwrap_or_default()
    };
    let met = kept.last_was_met().map(|met| if met { "copy-remind-met" } else { "copy-remind-unmet" });
    paragraphs([
        line("copy-remind-days", kept.days.map(|days| when::days(texts, locale, days))),
        line("copy-remind-picked", kept.picked.map(|days| when::days(texts, locale, days))),
        line("copy-remind-hour", kept.hour.map(reminder::clock)),
        kept.rest.map(|rest| texts.say(locale, reminder::short_rest_key(rest), &[])).unwrap_or_default(),
        line("copy-remind-id", kept.user.map(|user| user.to_string())),
        line("copy-remind-channel", kept.channel.map(|channel| channel.to_string())),
        line("copy-remind-last", kept.last.map(|last| last.at.to_string())),
        met.map(|key| texts.say(locale, key, &[])).unwrap_or_default(),
        line("copy-remind-unanswered", Some(kept.unanswered.to_string())),
        line("copy-remind-next", kept.next.as_ref().map(|next| next.slot.due.to_string())),
    ])
}

fn answer(texts: &Texts, locale: &str, held: &HeldAnswer) -> String {
    let (question, answer) = kept_words(texts, locale, held);
    // One that cannot be read goes along as it lies there.
    let answer = if question.is_empty() { held.answer.clone() } else { answer };
    let args = [
        ("date", held.date.to_string().into()),
        ("question", question.into()),
        ("answer", answer.into()),
        ("until", held.keep_until.to_string().into()),
    ];
    let words = held.words.as_ref().map(|words| {
        let args = [("words", words.text.clone().into()), ("until", words.keep_until.to_string().into())];
        texts.say(locale, "copy-words", &args)
    });
    paragraphs([texts.say(locale, "copy-answer", &args)].into_iter().chain(words))
}

fn counted(texts: &Texts, locale: &str, held: &CountedHeld) -> String {
    let what = texts.list(locale, held.cells.iter().map(|cell| counted_as(texts, locale, *cell)));
    let args = [
        ("from", held.start.to_string().into()),
        ("until", held.end.to_string().into()),
        ("what", what.into()),
    ];
    texts.say(locale, "copy-counted", &args)
}

fn suggestion(texts: &Texts, locale: &str, held: &HeldSuggestion) -> String {
    let line = |key: &str, value: Option<String>| {
        value.map(|value| texts.say(locale, key, &[("value", value.into())])).unwrap_or_default()
    };
    let args = [
        ("when", held.given_at.to_string().into()),
        ("id", held.id.to_string().into()),
        ("until", held.keep_until.to_string().into()),
    ];
    let text = held.suggestion.as_ref();
    paragraphs([
        texts.say(locale, "copy-suggestion", &args),
        line("copy-suggestion-title", text.map(|text| text.title.clone())),
        line("copy-suggestion-way", text.map(Suggestion::way)),
        line("copy-suggestion-why", text.map(|text| text.why.clone())),
        line("copy-suggestion-decided", held.outcome.clone()),
        line("copy-suggestion-tell", held.tell.map(|user| user.to_string())),
        line("copy-suggestion-due", held.due.map(|due| due.to_string())),
    ])
}

/// A draft of an entry, as its row lies there.
fn draft(texts: &Texts, locale: &str, row: &RawRow) -> String {
    let columns = row.columns.iter().filter_map(|(name, value)| {
        let args = [("name", name.clone().into()), ("value", value.clone()?.into())];
        Some(texts.say(locale, "copy-draft-line", &args))
    });
    paragraphs([texts.say(locale, "copy-draft", &[])].into_iter().chain(columns))
}

/// A change as staff: what, and as it lies there the state before and after.
fn as_staff(texts: &Texts, locale: &str, change: &RawRow) -> String {
    let of = |name: &str| {
        let found = change.columns.iter().find(|(column, _)| column == name);
        found.and_then(|(_, value)| value.clone()).unwrap_or_default()
    };
    let at = of("at").parse().ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    let args = [
        ("when", at.map(|at| at.to_string()).unwrap_or_default().into()),
        ("what", of("what").into()),
        ("entry", of("entry").into()),
        ("actor", of("actor").into()),
        ("before", of("before").into()),
        ("after", of("after").into()),
    ];
    let key = if of("entry").is_empty() { "copy-change" } else { "copy-change-entry" };
    texts.say(locale, key, &args)
}
