//! What comes back for an answer: the thank-you written for it, what was kept, and
//! what may come next.

use jiff::civil::Date;

use super::screen::{Button, Screen};
use super::{button, card, paragraphs, resources, spaced};
use crate::discord::custom_id::{CustomId, KeepState, KeepStep, MeStep, PastStep};
use crate::domain::check_in::{CheckInRef, Given};
use crate::domain::consent::ChoiceSet;
use crate::domain::prompt::PostedPrompt;
use crate::domain::resource::Shelf;
use crate::service::check_ins::{Answered, Kept, Served, Thanks};
use crate::service::days::{DaysShown, Yesterday};
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
    let days = thanks.days.as_ref().map_or_else(String::new, |days| told_of(texts, locale, days));
    let content = paragraphs([acknowledgement(texts, locale, &thanks.prompt, thanks.given), kept, days]);
    let mut buttons = Vec::new();
    if let Some(date) = thanks.days.and_then(|days| days.yesterday) {
        let under = thanks.can_write.then(|| thanks.at.clone());
        buttons.push(Button::plain(say("button-yesterday"), CustomId::Yesterday(date, under)));
    }
    if thanks.can_write {
        let words = CustomId::PastOne(PastStep::Words, thanks.day, thanks.at.clone());
        buttons.push(Button::plain(say("button-words-add"), words));
    }
    if thanks.given == Given::Hard {
        buttons.push(Button::plain(say("button-setback"), CustomId::Me(MeStep::Setback)));
    }
    if thanks.resources {
        let shelf = Shelf::near(thanks.prompt.component, thanks.prompt.support);
        buttons.push(resources::near(texts, locale, shelf));
    }
    if thanks.more_to_choose {
        let state = KeepState { answer: Some(thanks.given_on()), ticked: ChoiceSet::NONE };
        buttons.push(Button::plain(say("button-keep"), CustomId::Keep(KeepStep::Choose, state)));
    }
    let help = button::ways_to_help(texts, locale);
    if buttons.len() + help.len() > 4 {
        // Two rows are easier to hit on a phone than one that is full.
        return Screen::text(content).buttons(buttons).buttons(help);
    }
    buttons.extend(help);
    Screen::text(content).buttons(buttons)
}

/// What a member is told of their days.
fn told_of(texts: &Texts, locale: &str, days: &DaysShown) -> String {
    let total = [("total", days.total.into())];
    let counted = texts.say(locale, if days.milestone { "milestone" } else { "days-total" }, &total);
    let back = texts.say(locale, "days-welcome-back", &[]);
    let counted = if days.came_back_now { texts.sentences(locale, back, counted) } else { counted };
    let run = days.run.map(|run| texts.say(locale, "days-run", &[("run", run.into())]));
    let yesterday = days.yesterday.map(|_| texts.say(locale, "yesterday-ask", &[]));
    paragraphs([counted].into_iter().chain(run).chain(yesterday))
}

/// After *Yes, count yesterday*; `under` is the answer it stood under, where words may stand beside that.
pub fn yesterday(
    texts: &Texts,
    locale: &str,
    outcome: Yesterday,
    under: Option<(CheckInRef, Date)>,
) -> Screen {
    let words = match outcome {
        Yesterday::Counted { total, milestone } => {
            let total = [("total", total.into())];
            let done = texts.say(locale, "yesterday-done", &total);
            let more = milestone.then(|| texts.say(locale, "milestone", &total));
            paragraphs([done].into_iter().chain(more))
        }
        Yesterday::Over => texts.say(locale, "yesterday-over", &[]),
        Yesterday::NotCounting => texts.say(locale, "me-no-days", &[]),
    };
    let mut buttons = Vec::new();
    if let Some((at, day)) = under {
        let words = CustomId::PastOne(PastStep::Words, day, at);
        buttons.push(Button::plain(texts.say(locale, "button-words-add", &[]), words));
    }
    buttons.extend(button::ways_to_help(texts, locale));
    Screen::text(words).buttons(buttons)
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
