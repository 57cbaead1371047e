//! The buttons that stand under more than one screen.

use super::screen::Button;
use crate::discord::custom_id::CustomId;
use crate::words::Texts;

/// Where help lines of every country are found; a link works when the bot does not.
pub const FIND_A_HELPLINE: &str = "https://findahelpline.com";

/// *Get help now*.
pub fn help(texts: &Texts, locale: &str) -> Button {
    Button::danger(texts.say(locale, "button-help", &[]), CustomId::Help)
}

/// *Help lines*, the link.
pub fn help_lines(texts: &Texts, locale: &str) -> Button {
    Button::link(texts.say(locale, "button-lines", &[]), FIND_A_HELPLINE)
}

/// *About*.
pub fn about(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-about", &[]), CustomId::About)
}

/// The two ways to help that stand under everything private.
pub fn ways_to_help(texts: &Texts, locale: &str) -> Vec<Button> {
    vec![help(texts, locale), help_lines(texts, locale)]
}
