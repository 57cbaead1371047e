//! The consent text has changed: a quiet line and a button under what is there, and the text as it is now.

use super::screen::{Button, Look, Screen};
use super::{LONGEST, button, keep, me, paragraphs, spaced};
use crate::config::Operator;
use crate::discord::custom_id::{CustomId, KeepState, RenewStep};
use crate::domain::consent::ChoiceSet;
use crate::words::Texts;

/// The most rows of a message.
const ROWS: usize = 5;

/// The screen with the line and the button under it, as far as there is room.
pub fn under(texts: &Texts, locale: &str, mut screen: Screen) -> Screen {
    if screen.rows.len() >= ROWS {
        return screen;
    }
    let content = paragraphs([screen.content.clone(), texts.say(locale, "renew-line", &[])]);
    if content.encode_utf16().count() <= LONGEST {
        screen.content = content;
    }
    screen.buttons(vec![read(texts, locale)])
}

/// The whole text as it is now, with what is on, and the yes.
pub fn text(texts: &Texts, locale: &str, operator: &Operator, on: ChoiceSet) -> Screen {
    let choices = keep::names(texts, locale, on);
    let whole = keep::whole_text(texts, locale, operator, &KeepState { answer: None, ticked: on }).content;
    let (intro, ask) = (
        texts.say(locale, "renew-intro", &[("choices", choices.into())]),
        texts.say(locale, "renew-ask", &[]),
    );
    // The text itself is what counts, where an operator's names and links leave no room for more.
    let fits = |content: &String| content.encode_utf16().count() <= LONGEST;
    let content = [spaced([intro, whole.clone(), ask.clone()]), spaced([whole.clone(), ask])];
    let content = content.into_iter().find(fits).unwrap_or(whole);
    let yes = CustomId::Renew(RenewStep::Agree);
    let yes = Button { look: Look::Yes, ..Button::plain(texts.say(locale, "button-renew-yes", &[]), yes) };
    Screen::text(content).buttons(vec![yes, me::back(texts, locale), button::help(texts, locale)])
}

/// After the yes.
pub fn done(texts: &Texts, locale: &str, noted: bool) -> Screen {
    let key = if noted { "renew-done" } else { "renew-nothing" };
    Screen::text(texts.say(locale, key, &[])).buttons(button::ways_to_help(texts, locale))
}

fn read(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-renew", &[]), CustomId::Renew(RenewStep::Read))
}
