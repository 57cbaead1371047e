//! What comes back for an answer: the thank-you written for it, what was kept, and
//! what may come next.

use super::screen::{Button, Screen};
use super::{button, card, paragraphs, spaced};
use crate::discord::custom_id::{CustomId, KeepState, KeepStep};
use crate::domain::check_in::Given;
use crate::domain::consent::ChoiceSet;
use crate::domain::prompt::PostedPrompt;
use crate::service::check_ins::{Answered, Kept, Served, Thanks};
use crate::words::Texts;

/// The reply to an answer.
pub fn screen(texts: &Texts, locale: &str, answered: &Answered) -> Screen {
    match answered {
        Answered::Thanked(thanks) => thank_you(texts, locale, thanks),
        Answered::Closed(today) => closed(texts, locale, today.as_deref()),
        Answered::Unknown => lost(texts, locale),
    }
}

/// The private card of `/checkin`.
pub fn today(texts: &Texts, locale: &str, served: &Served) -> Screen {
    private_card(texts, locale, served, "today-intro")
}

/// For a control that is not one of ours, or not of this community.
pub fn lost(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "unknown-button", &[])).buttons(button::ways_to_help(texts, locale))
}

/// Where only a community will do.
pub fn open_in_community(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "open-in-community", &[])).buttons(button::ways_to_help(texts, locale))
}

fn thank_you(texts: &Texts, locale: &str, thanks: &Thanks) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let kept = match thanks.kept {
        Kept::Nothing => String::new(),
        Kept::New => say("kept-new"),
        Kept::Changed => say("kept-changed"),
        Kept::Same => say("kept-same"),
    };
    let days = thanks.days.as_ref().map_or_else(String::new, |days| {
        let total = texts.say(locale, "days-total", &[("total", days.total.into())]);
        if days.came_back_now { texts.sentences(locale, say("days-welcome-back"), total) } else { total }
    });
    let content = paragraphs([acknowledgement(texts, locale, &thanks.prompt, thanks.given), kept, days]);
    let mut buttons = Vec::new();
    if thanks.more_to_choose {
        let state = KeepState { answer: Some(thanks.given_on()), ticked: ChoiceSet::NONE };
        buttons.push(Button::plain(say("button-keep"), CustomId::Keep(KeepStep::Choose, state)));
    }
    buttons.extend(button::ways_to_help(texts, locale));
    Screen::text(content).buttons(buttons)
}

/// The thank-you for one answer, with the help sentence after a hard one.
fn acknowledgement(texts: &Texts, locale: &str, prompt: &PostedPrompt, given: Given) -> String {
    let (words, hard) = match given {
        Given::Hard => (texts.say(locale, "thanks-hard", &[]), true),
        Given::Skip => (texts.say(locale, "thanks-skip", &[]), false),
        Given::Answer(index) => {
            let index = usize::from(index);
            (prompt.ack_for(index).to_owned(), prompt.is_hard(index))
        }
    };
    if hard { texts.sentences(locale, words, texts.say(locale, "help-sentence", &[])) } else { words }
}

fn closed(texts: &Texts, locale: &str, today: Option<&Served>) -> Screen {
    match today {
        Some(served) => private_card(texts, locale, served, "closed-today"),
        None => Screen::text(texts.say(locale, "closed-nothing", &[]))
            .buttons(button::ways_to_help(texts, locale)),
    }
}

fn private_card(texts: &Texts, locale: &str, served: &Served, intro: &str) -> Screen {
    let Served { prompt, at } = served;
    let mut screen = card::screen(texts, locale, prompt, at);
    screen.content = spaced([texts.say(locale, intro, &[]), screen.content]);
    screen
}
