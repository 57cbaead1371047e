//! The check-in card: one question, its answers as controls, and the fixed second row.

use super::button;
use super::screen::{Button, Does, Look, Offer, Offers, Row, Screen, Select};
use crate::discord::custom_id::CustomId;
use crate::domain::check_in::{CheckInRef, Given};
use crate::domain::prompt::{Component, PostedPrompt};
use crate::words::Texts;

/// Up to this many answers are buttons; more are a select.
const MOST_BUTTONS: usize = 5;

/// The card of `prompt`, whose controls speak of the check-in `at`.
pub fn screen(texts: &Texts, locale: &str, prompt: &PostedPrompt, at: &CheckInRef) -> Screen {
    let content = texts.say(
        locale,
        "card",
        &[
            ("component", component(texts, locale, prompt.component).into()),
            ("question", prompt.question.clone().into()),
        ],
    );
    let screen = Screen::text(content);
    let screen = if prompt.answers.len() <= MOST_BUTTONS {
        screen.buttons(answer_buttons(prompt, at))
    } else {
        screen.select(answer_select(texts, locale, prompt, at))
    };
    screen.buttons(vec![
        Button::plain(texts.say(locale, "button-hard", &[]), CustomId::Answer(at.clone(), Given::Hard)),
        Button::plain(texts.say(locale, "button-skip", &[]), CustomId::Answer(at.clone(), Given::Skip)),
        button::help(texts, locale),
        button::about(texts, locale),
        button::help_lines(texts, locale),
    ])
}

/// The card as staff preview it: the same, with the answers greyed out. Help still works.
pub fn preview(texts: &Texts, locale: &str, prompt: &PostedPrompt, at: &CheckInRef) -> Screen {
    let mut screen = self::screen(texts, locale, prompt, at);
    let mut rows = Vec::new();
    for row in screen.rows {
        match row {
            Row::Buttons(buttons) => rows.push(Row::Buttons(buttons.into_iter().map(rest).collect())),
            // A select cannot show its lines greyed out, so a preview shows them as buttons.
            Row::Select(_) => {
                let buttons = answer_buttons(prompt, at).into_iter().map(rest).collect::<Vec<_>>();
                rows.extend(buttons.chunks(MOST_BUTTONS).map(|some| Row::Buttons(some.to_vec())));
            }
        }
    }
    screen.rows = rows;
    screen
}

/// A component's name.
pub fn component(texts: &Texts, locale: &str, component: Component) -> String {
    texts.say(locale, &format!("component-{}", component.slug()), &[])
}

/// What was given, in the words that were on the control.
pub fn given(texts: &Texts, locale: &str, prompt: &PostedPrompt, given: Given) -> String {
    match given {
        Given::Answer(index) => prompt.answers.get(usize::from(index)).cloned().unwrap_or_default(),
        Given::Hard => texts.say(locale, "button-hard", &[]),
        Given::Skip => texts.say(locale, "button-skip", &[]),
    }
}

fn answer_buttons(prompt: &PostedPrompt, at: &CheckInRef) -> Vec<Button> {
    let answers = (0u8..).zip(&prompt.answers);
    answers
        .map(|(index, label)| Button {
            label: label.clone(),
            does: Does::Press(CustomId::Answer(at.clone(), Given::Answer(index))),
            look: Look::Main,
        })
        .collect()
}

fn answer_select(texts: &Texts, locale: &str, prompt: &PostedPrompt, at: &CheckInRef) -> Select {
    let offers = prompt.answers.iter().enumerate();
    Select {
        id: CustomId::Pick(at.clone()),
        placeholder: texts.say(locale, "pick-answer", &[]),
        offers: Offers::Words(
            offers
                .map(|(index, label)| Offer { label: label.clone(), value: index.to_string(), chosen: false })
                .collect(),
        ),
        least: 1,
        most: 1,
    }
}

/// Greys out what would answer; help, about and the link stay.
fn rest(button: Button) -> Button {
    match button.does {
        Does::Press(id @ CustomId::Answer(..)) => Button { does: Does::Wait(id), ..button },
        _ => button,
    }
}
