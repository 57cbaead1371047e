//! Looking back: a week of kept answers, one of them, and deleting it.

use super::my_data::{kept_words, shortened};
use jiff::civil::Date;

use super::screen::{Button, Field, Modal, Offer, Offers, Screen, Select};
use super::{button, me, paragraphs, spaced, when};
use crate::discord::custom_id::{CustomId, PastStep};
use crate::domain::check_in::CheckInRef;
use crate::service::past::{Page, Written};
use crate::store::HeldAnswer;
use crate::words::Texts;

/// A page of kept answers.
pub fn page(texts: &Texts, locale: &str, page: &Page) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let Some(week) = page.week else {
        let mut buttons = vec![me::back(texts, locale)];
        buttons.extend(button::ways_to_help(texts, locale));
        return Screen::text(say(if page.keeps { "past-none-yet" } else { "past-none" })).buttons(buttons);
    };
    let title = texts.say(locale, "past-title", &[("date", when::full_date(texts, locale, week).into())]);
    let number =
        texts.say(locale, "past-page", &[("page", (page.number + 1).into()), ("pages", page.of.into())]);
    let lines = page.answers.iter().map(|held| line(texts, locale, "past-line", held));
    let offers = page.answers.iter().map(|held| Offer {
        label: line(texts, locale, "past-offer", held),
        value: format!("{}.{}", held.date, held.what),
        chosen: false,
    });
    let here = u16::try_from(page.number).unwrap_or(0);
    let mut turn = Vec::new();
    if page.number > 0 {
        turn.push(Button::plain(say("button-past-newer"), CustomId::Past(here - 1)));
    }
    if page.number + 1 < page.of {
        turn.push(Button::plain(say("button-past-older"), CustomId::Past(here.saturating_add(1))));
    }
    turn.extend([me::back(texts, locale), button::help(texts, locale)]);
    let number = if page.of > 1 { number } else { String::new() };
    Screen::text(spaced([title, paragraphs(lines), number]))
        .select(Select {
            id: CustomId::Past(here),
            placeholder: say("past-pick"),
            offers: Offers::Words(offers.collect()),
            least: 1,
            most: 1,
        })
        .buttons(turn)
}

/// One kept answer, or that it is gone; with the way to own words where members `may_write`.
pub fn one(texts: &Texts, locale: &str, held: Option<&HeldAnswer>, may_write: bool) -> Screen {
    let Some((held, at)) = held.and_then(|held| Some((held, held.what.parse::<CheckInRef>().ok()?))) else {
        return gone(texts, locale, "past-gone");
    };
    let mut buttons = Vec::new();
    if may_write {
        let (key, step) = match held.words {
            Some(_) => ("button-words-change", PastStep::Anew),
            None => ("button-words-add", PastStep::Words),
        };
        buttons.push(Button::plain(texts.say(locale, key, &[]), id(step, held, at.clone())));
    }
    if held.words.is_some() {
        let forget = id(PastStep::AskForget, held, at.clone());
        buttons.push(Button::plain(texts.say(locale, "button-words-delete", &[]), forget));
    }
    let delete = id(PastStep::AskDelete, held, at);
    buttons.extend([
        Button::plain(texts.say(locale, "button-past-delete", &[]), delete),
        back(texts, locale),
        button::help(texts, locale),
    ]);
    Screen::text(whole(texts, locale, held)).buttons(buttons)
}

/// Before an answer is deleted.
pub fn ask_delete(texts: &Texts, locale: &str, held: Option<&HeldAnswer>) -> Screen {
    let yes = ("past-delete-ask", "button-past-delete-yes", PastStep::Delete);
    ask(texts, locale, held, yes)
}

/// Before own words are deleted.
pub fn ask_forget(texts: &Texts, locale: &str, held: Option<&HeldAnswer>) -> Screen {
    let held = held.filter(|held| held.words.is_some());
    ask(texts, locale, held, ("words-delete-ask", "button-past-delete-yes", PastStep::Forget))
}

/// After own words were deleted, or when there were none.
pub fn forgotten(texts: &Texts, locale: &str, were_there: bool) -> Screen {
    gone(texts, locale, if were_there { "words-removed" } else { "past-gone" })
}

fn ask(
    texts: &Texts,
    locale: &str,
    held: Option<&HeldAnswer>,
    (question, yes, step): (&str, &str, PastStep),
) -> Screen {
    let Some((held, at)) = held.and_then(|held| Some((held, held.what.parse::<CheckInRef>().ok()?))) else {
        return gone(texts, locale, "past-gone");
    };
    let ask = texts.say(locale, question, &[]);
    let no = Button::plain(texts.say(locale, "button-cancel", &[]), id(PastStep::Show, held, at.clone()));
    Screen::text(spaced([whole(texts, locale, held), ask])).buttons(vec![
        Button::danger(texts.say(locale, yes, &[]), id(step, held, at)),
        no,
        button::help(texts, locale),
    ])
}

/// The form for own words beside an answer; `anew` where there are some already.
pub fn words_form(texts: &Texts, locale: &str, date: Date, at: CheckInRef, anew: bool) -> Modal {
    Modal {
        id: CustomId::PastOne(PastStep::Words, date, at),
        title: texts.say(locale, if anew { "words-form-anew" } else { "words-form" }, &[]),
        fields: vec![Field {
            name: WORDS,
            label: texts.say(locale, "words-field", &[]),
            value: String::new(),
            most: LONGEST_WORDS,
            lines: true,
            needed: false,
        }],
    }
}

/// The name of the field in the form for own words.
pub const WORDS: &str = "words";

/// The most characters of own words.
const LONGEST_WORDS: u16 = 400;

/// What became of own words.
pub fn written(texts: &Texts, locale: &str, written: Written) -> Screen {
    let said = match written {
        Written::Kept { until } => {
            let until = when::full_date(texts, locale, until);
            texts.say(locale, "words-kept", &[("date", until.into())])
        }
        Written::Nothing => texts.say(locale, "words-nothing", &[]),
        Written::NoAnswer => texts.say(locale, "words-no-answer", &[]),
        Written::Off => texts.say(locale, "words-off", &[]),
    };
    let mut buttons = vec![back(texts, locale)];
    buttons.extend(button::ways_to_help(texts, locale));
    Screen::text(said).buttons(buttons)
}

/// After an answer was deleted, or when it was not there.
pub fn deleted(texts: &Texts, locale: &str, was_there: bool) -> Screen {
    gone(texts, locale, if was_there { "past-deleted" } else { "past-gone" })
}

fn gone(texts: &Texts, locale: &str, key: &str) -> Screen {
    let buttons = vec![back(texts, locale), button::help(texts, locale)];
    Screen::text(texts.say(locale, key, &[])).buttons(buttons)
}

fn whole(texts: &Texts, locale: &str, held: &HeldAnswer) -> String {
    let until = when::full_date(texts, locale, held.keep_until);
    let words = held.words.as_ref();
    let own = words.map(|words| texts.say(locale, "past-one-words", &[("words", words.text.clone().into())]));
    let own_until = words.map(|words| {
        let until = when::full_date(texts, locale, words.keep_until);
        texts.say(locale, "past-one-words-until", &[("date", until.into())])
    });
    let lines = [
        line(texts, locale, "past-one", held),
        line(texts, locale, "past-one-question", held),
        line(texts, locale, "past-one-answer", held),
    ];
    let until = texts.say(locale, "past-one-until", &[("date", until.into())]);
    paragraphs(lines.into_iter().chain(own).chain([until]).chain(own_until))
}

fn id(step: PastStep, held: &HeldAnswer, at: CheckInRef) -> CustomId {
    CustomId::PastOne(step, held.date, at)
}

fn back(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-past-back", &[]), CustomId::Past(0))
}

/// A kept answer in the words of the text `key`.
fn line(texts: &Texts, locale: &str, key: &str, held: &HeldAnswer) -> String {
    let (question, answer) = kept_words(texts, locale, held);
    // A page holds several, and one that is long has a screen of its own.
    let question = if key == "past-line" { shortened(&question) } else { question };
    // The title of a page says the year.
    let shown_date = if key == "past-one" { when::full_date } else { when::date };
    let args = [
        ("day", when::weekday(texts, locale, held.date).into()),
        ("date", shown_date(texts, locale, held.date).into()),
        ("question", question.into()),
        ("answer", answer.into()),
    ];
    texts.say(locale, key, &args)
}
