//! The set-up panel as a whole: settings from the store, the bot's standing from Discord.

use super::Bot;
use super::error::Fault;
use super::render::screen::Screen;
use super::render::{setup, staff, when};
use crate::domain::schedule::next_occurrence;
use crate::service::caller::Caller;
use crate::service::zone_of;
use crate::words::Texts;

/// Shows a page of the panel, with `first` above it: what the last press did.
pub async fn show(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    caller: &Caller,
    page: u8,
    first: Option<String>,
) -> Result<Screen, Fault> {
    if !caller.rights.admin() {
        return Ok(staff::admins_only(texts, locale));
    }
    let known = bot.services.community_or_new(caller).await?;
    let waiting = bot.services.store.waiting_notices(caller.guild).await?;
    let standing = match known.check_in_channel {
        Some(channel) => Some(bot.standing(caller.guild, channel).await),
        None => None,
    };
    let next = next_occurrence(&known, &zone_of(&known), bot.services.clock.now());
    let country = known.country.as_deref().and_then(|code| texts.help().country_name(code));
    let notices = waiting.iter().map(|notice| staff::notice_text(texts, locale, &known, notice));
    let panel = setup::Panel {
        standing,
        next: next.map(|next| when::moment(texts, locale, &known, next.due)),
        first: notices.chain(first).collect(),
        country: country.map(str::to_owned),
        community: known,
    };
    Ok(setup::page(texts, locale, &panel, page))
}
