//! In a direct message: the list of communities that hold something.

use crate::discord::custom_id::CustomId;
use crate::discord::render::button;
use crate::discord::render::screen::{Button, Offer, Offers, Screen, Select};
use crate::domain::ids::GuildId;
use crate::domain::plain::is_marked_up;
use crate::words::Texts;

/// How many communities a page of the list holds, as many as Discord takes.
const LISTED: usize = 25;

/// In a direct message: a page of the communities that hold something.
pub fn which(texts: &Texts, locale: &str, page: u16, held: &[(GuildId, Option<String>)]) -> Screen {
    let pages = held.len().div_ceil(LISTED);
    let page = usize::from(page).min(pages.saturating_sub(1));
    let offers = held.iter().skip(page * LISTED).take(LISTED).map(|(guild, name)| Offer {
        label: named(texts, locale, name.as_deref()),
        value: guild.to_string(),
        chosen: false,
    });
    let list = |page: usize| CustomId::MyDataOf(u16::try_from(page).unwrap_or(0));
    let turn = |key, page| Button::plain(texts.say(locale, key, &[]), list(page));
    let mut buttons = Vec::new();
    if page > 0 {
        buttons.push(turn("button-data-fewer-places", page - 1));
    }
    if page + 1 < pages {
        buttons.push(turn("button-data-more-places", page + 1));
    }
    buttons.extend(button::ways_to_help(texts, locale));
    Screen::text(texts.say(locale, "data-which", &[("count", held.len().into())]))
        .select(Select {
            id: list(page),
            placeholder: texts.say(locale, "data-pick", &[]),
            offers: Offers::Words(offers.collect()),
            least: 1,
            most: 1,
        })
        .buttons(buttons)
}

/// A community by its name, or as one that the bot is not in any more.
pub(super) fn named(texts: &Texts, locale: &str, name: Option<&str>) -> String {
    name.map_or_else(|| texts.say(locale, "data-left", &[]), plain_name)
}

/// In a direct message, when no community holds anything.
pub fn nowhere(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "data-nowhere", &[])).buttons(button::ways_to_help(texts, locale))
}

/// A community's name as plain words: its people chose it, and it must not dress up as ours.
fn plain_name(name: &str) -> String {
    name.chars().filter(|mark| !is_marked_up(mark.encode_utf8(&mut [0; 4]))).collect()
}
