//! Looking back: a week of kept answers, one of them, and deleting it.

use super::my_data::kept_words;
use super::screen::{Button, Offer, Offers, Screen, Select};
use super::{button, me, paragraphs, spaced, when};
use crate::discord::custom_id::{CustomId, PastStep};
use crate::domain::check_in::CheckInRef;
use crate::service::past::Page;
use crate::store::HeldAnswer;
use crate::words::Texts;

/// A page of kept answers.
pub fn page(texts: &Texts, locale: &str, page: &Page) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let Some(week) = page.week else {
        let mut buttons = vec![me::back(texts, locale)];
        buttons.extend(button::ways_to_help(texts, locale));
        return Screen::text(say("past-none")).buttons(buttons);
    };
    let title = texts.say(locale, "past-title", &[("date", when::date(texts, locale, week).into())]);
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

/// One kept answer, or that it is gone.
pub fn one(texts: &Texts, locale: &str, held: Option<&HeldAnswer>) -> Screen {
    let Some((held, at)) = held.and_then(|held| Some((held, held.what.parse().ok()?))) else {
        return gone(texts, locale, "past-gone");
    };
    let delete = id(PastStep::AskDelete, held, at);
    Screen::text(whole(texts, locale, held)).buttons(vec![
        Button::plain(texts.say(locale, "button-past-delete", &[]), delete),
        back(texts, locale),
        button::help(texts, locale),
    ])
}

/// Before an answer is deleted.
pub fn ask_delete(texts: &Texts, locale: &str, held: Option<&HeldAnswer>) -> Screen {
    let Some((held, at)) = held.and_then(|held| Some((held, held.what.parse::<CheckInRef>().ok()?))) else {
        return gone(texts, locale, "past-gone");
    };
    let ask = texts.say(locale, "past-delete-ask", &[]);
    let no = Button::plain(texts.say(locale, "button-cancel", &[]), id(PastStep::Show, held, at.clone()));
    Screen::text(spaced([whole(texts, locale, held), ask])).buttons(vec![
        Button::danger(texts.say(locale, "button-past-delete-yes", &[]), id(PastStep::Delete, held, at)),
        no,
    ])
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
    let until = when::date(texts, locale, held.keep_until);
    paragraphs([
        line(texts, locale, "past-one", held),
        line(texts, locale, "past-one-question", held),
        line(texts, locale, "past-one-answer", held),
        texts.say(locale, "past-one-until", &[("date", until.into())]),
    ])
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
    let args = [
        ("day", when::weekday(texts, locale, held.date).into()),
        ("date", when::date(texts, locale, held.date).into()),
        ("question", question.into()),
        ("answer", answer.into()),
    ];
    texts.say(locale, key, &args)
}
