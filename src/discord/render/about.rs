//! `/about` and the *About* button: what the bot is, what it is not, what it stores.

use super::button;
use super::screen::Screen;
use super::spaced;
use crate::config::Operator;
use crate::words::Texts;

/// The page. It needs neither store nor community, so it answers when they do not.
pub fn screen(texts: &Texts, locale: &str, operator: &Operator) -> Screen {
    let name = texts.say(locale, "about-name", &[]);
    let content = spaced([
        texts.say(locale, "about-who", &[("name", name.into())]),
        texts.say(locale, "about-not", &[]),
        texts.say(locale, "about-private", &[]),
        texts.say(locale, "about-store", &[]),
        texts.say(locale, "about-read", &[]),
        texts.say(
            locale,
            "about-operator",
            &[
                ("operator", operator.name.clone().into()),
                ("contact", operator.contact.clone().into()),
                ("privacy", operator.privacy_url.clone().into()),
            ],
        ),
    ]);
    Screen::text(content).buttons(button::ways_to_help(texts, locale))
}
