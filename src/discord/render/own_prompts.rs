//! A community's own prompts as its moderators see them: the list, one of them as its card would look
//! with what is wrong with it, and the form.

use super::screen::{Button, Field, Modal, Offer, Offers, Screen, Select};
use super::{card, paragraphs, spaced, staff};
use crate::discord::custom_id::{CustomId, OwnControl, OwnForm, OwnStep};
use crate::domain::check_in::CheckInRef;
use crate::domain::ids::SlotToken;
use crate::domain::prompt::{Finding, Format, OwnPrompt};
use crate::domain::search;
use crate::service::own_prompts::{Own, OwnShown, print};
use crate::store::OwnPromptHeld;
use crate::words::Texts;

/// How many prompts one page lists: as many as a select takes.
const PAGE: usize = 25;
/// How many findings are told at once.
const FINDINGS: usize = 8;
/// The longest question, answer list and thank-you a form takes.
const LONGEST: u16 = 280;
const LONGEST_LIST: u16 = 2_000;

/// The names of the form's fields, in the order of [`OwnPrompt::typed`].
pub const FIELDS: [&str; 5] = ["question", "answers", "hard", "ack", "ack_hard"];

/// What became of a wish.
pub fn screen(texts: &Texts, locale: &str, own: &Own, page: u16) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    match own {
        Own::List(all) if all.is_empty() => Screen::text(say("own-none")),
        Own::List(all) => list(texts, locale, all, page),
        Own::One(shown) => one(texts, locale, shown, None),
        Own::Used(shown) => one(texts, locale, shown, Some(say("own-used"))),
        Own::Retired(shown) => one(texts, locale, shown, Some(say("own-retired"))),
        Own::Restored(shown) => one(texts, locale, shown, Some(say("own-restored"))),
        Own::Changed(shown) => one(texts, locale, shown, Some(say("own-changed"))),
        Own::Beside(shown) => one(texts, locale, shown, Some(say("own-beside"))),
        Own::Gone => Screen::text(say("own-gone")).buttons(vec![back(texts, locale)]),
        Own::Full => Screen::text(say("own-full")).buttons(vec![back(texts, locale)]),
        Own::Refused => staff::moderators_only(texts, locale),
    }
}

fn list(texts: &Texts, locale: &str, all: &[OwnPromptHeld], page: u16) -> Screen {
    let pages = all.len().div_ceil(PAGE);
    let page = usize::from(page).min(pages - 1);
    let offers = all.iter().skip(page * PAGE).take(PAGE).map(|held| {
        let state = texts.say(locale, state(held), &[]);
        let question = newest(held).map(|prompt| prompt.question.clone()).unwrap_or_default();
        let args = [("number", held.number.into()), ("state", state.into()), ("question", question.into())];
        Offer { label: texts.say(locale, "own-line", &args), value: held.number.to_string(), chosen: false }
    });
    let turn = |page: usize| CustomId::OwnPrompts(u16::try_from(page).unwrap_or(u16::MAX));
    let select = Select {
        id: turn(page),
        placeholder: texts.say(locale, "own-pick", &[]),
        offers: Offers::Words(offers.collect()),
        least: 1,
        most: 1,
    };
    let mut turns = Vec::new();
    if page > 0 {
        turns.push(Button::plain(texts.say(locale, "button-own-earlier", &[]), turn(page - 1)));
    }
    if page + 1 < pages {
        turns.push(Button::plain(texts.say(locale, "button-own-later", &[]), turn(page + 1)));
    }
    Screen::text(texts.say(locale, "own-list", &[("count", all.len().into())])).select(select).buttons(turns)
}

fn state(held: &OwnPromptHeld) -> &'static str {
    match (&held.body, &held.pending, held.retired) {
        (None, ..) => "own-state-typed",
        (Some(_), _, true) => "own-state-retired",
        (Some(_), Some(_), false) => "own-state-changed",
        (Some(_), None, false) => "own-state-used",
    }
}

fn newest(held: &OwnPromptHeld) -> Option<&OwnPrompt> {
    held.pending.as_ref().or(held.body.as_ref())
}

/// One prompt: its card as it would look, or what is wrong with it, and what can be done.
fn one(texts: &Texts, locale: &str, shown: &OwnShown, first: Option<String>) -> Screen {
    let held = &shown.held;
    let say = |key| texts.say(locale, key, &[]);
    let state = say(state(held));
    let heading = texts.say(locale, "own-one", &[("number", held.number.into()), ("state", state.into())]);
    let mut screen = match &shown.judged {
        Ok(prompt) => {
            // No slot has this token: nothing here can be pressed but help.
            let preview = card::preview(texts, locale, prompt, &CheckInRef::Slot(SlotToken([0; 16])));
            let acks = [("own-ack", &prompt.ack), ("own-ack-hard", &prompt.ack_hard)];
            let acks = acks.into_iter().filter(|(_, ack)| !ack.is_empty());
            let acks = acks.map(|(key, ack)| texts.say(locale, key, &[("ack", ack.clone().into())]));
            let hint = if held.pending.is_some() { say("own-original") } else { String::new() };
            let parts = first.into_iter().chain([heading, preview.content.clone(), paragraphs(acks), hint]);
            Screen { content: spaced(parts), ..preview }
        }
        Err(findings) => {
            let question = newest(held).map(|prompt| prompt.question.clone()).unwrap_or_default();
            let question = texts.say(locale, "own-question", &[("question", question.into())]);
            let wrong = findings.iter().take(FINDINGS).map(|finding| finding_line(texts, locale, finding));
            let wrong = paragraphs(std::iter::once(say("own-wrong")).chain(wrong));
            Screen::text(spaced(first.into_iter().chain([heading, question, wrong])))
        }
    };
    // A card with twenty-five answers fills the message: then the answers give way, not the controls.
    screen.rows.truncate(MOST_ROWS - 1);
    screen.buttons(controls(texts, locale, shown))
}

/// Discord's limit on rows.
const MOST_ROWS: usize = 5;

fn controls(texts: &Texts, locale: &str, shown: &OwnShown) -> Vec<Button> {
    let held = &shown.held;
    let say = |key| texts.say(locale, key, &[]);
    let seen = print(held);
    let control = |step| CustomId::Own(OwnControl { step, number: held.number, seen });
    let mut buttons = Vec::new();
    if held.pending.is_some() && shown.judged.is_ok() {
        buttons.push(Button::main(say("button-own-use"), control(OwnStep::Use)));
    }
    if let Some(prompt) = newest(held) {
        let (format, subtheme) = (prompt.format, prompt.subtheme);
        let form = OwnForm { number: Some(held.number), format, subtheme, seen: None };
        buttons.push(Button::plain(say("button-own-edit"), CustomId::OwnForm(form)));
    }
    if held.body.is_some() {
        buttons.push(if held.retired {
            Button::plain(say("button-own-restore"), control(OwnStep::Restore))
        } else {
            Button::plain(say("button-own-retire"), control(OwnStep::Retire))
        });
    }
    buttons.push(back(texts, locale));
    buttons
}

fn back(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-own-back", &[]), CustomId::OwnPrompts(0))
}

/// A finding in words for somebody who never saw a file: by its rule, and where it has no such words, as
/// the judge says it.
fn finding_line(texts: &Texts, locale: &str, finding: &Finding) -> String {
    let key = format!("own-finding-{}", finding.code);
    let said = finding.message.clone();
    if texts.has(&key) {
        texts.say(locale, &key, &[("said", said.into())])
    } else {
        texts.say(locale, "own-finding", &[("said", said.into())])
    }
}

/// The form for a prompt, filled in with `from`.
pub fn form(texts: &Texts, locale: &str, form: OwnForm, from: Option<&OwnPrompt>) -> Modal {
    let hard = |prompt: &OwnPrompt| prompt.hard.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let values = from.map_or_else(Default::default, |prompt| {
        [
            prompt.question.clone(),
            prompt.answers.join("\n"),
            hard(prompt),
            prompt.ack.clone(),
            prompt.ack_hard.clone(),
        ]
    });
    let fields = FIELDS.into_iter().zip(values).map(|(name, value)| {
        let label = match (name, form.format) {
            ("answers", Format::Scale) => "own-field-ends".to_owned(),
            _ => format!("own-field-{name}"),
        };
        let most = if name == "answers" { LONGEST_LIST } else { LONGEST };
        Field { name, label: texts.say(locale, &label, &[]), value, most, lines: true, needed: false }
    });
    Modal { id: CustomId::OwnForm(form), title: texts.say(locale, "own-form", &[]), fields: fields.collect() }
}

/// The value of a closed set that somebody typed or picked: by its slug or by its name in words.
pub fn meant<T: Copy>(
    texts: &Texts,
    locale: &str,
    typed: &str,
    all: &[T],
    prefix: &str,
    slug: fn(T) -> &'static str,
) -> Option<T> {
    let wanted = search::plain(typed);
    all.iter().copied().find(|value| {
        slug(*value) == typed.trim()
            || search::plain(&texts.say(locale, &format!("{prefix}-{}", slug(*value)), &[])) == wanted
    })
}
