//! The set-up panel as a whole: settings from the store, the bot's standing from Discord.

use super::Bot;
use super::error::Fault;
use super::permissions::Standing;
use super::render::screen::Screen;
use super::render::{setup, staff, when};
use crate::domain::community::Community;
use crate::domain::schedule::{self, Meant};
use crate::service::caller::Caller;
use crate::service::setup::minute_of_time;
use crate::service::zone_of;
use crate::store::StoreError;
use crate::words::Texts;

/// Shows a page of the panel, with `first` above it: what the last press did.
///
/// Opening it looks again whether the bot may post, so that what it says is so.
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
    let (standing, notices_standing, digest_standing) =
        tokio::join!(look(bot, &known), notice_channel(bot, &known, page), digest_channel(bot, &known, page));
    let standing = standing?;
    // The look may have stopped the schedule or let it go on.
    let known = bot.services.community_or_new(caller).await?;
    let waiting = bot.services.store.waiting_notices(caller.guild).await?;
    let now = bot.services.clock.now();
    let zone = zone_of(&known);
    let local = zone.to_datetime(now);
    let next = bot.services.next_due(&known).await?;
    let undo = if page == 2 { bot.services.store.undoable(caller.guild).await? } else { None };
    let starter = page == 2 && bot.services.library(caller.guild).await?.all().is_empty();
    let country = known.country.as_deref().and_then(|code| texts.help().country_name(code));
    let panel = setup::Panel {
        standing,
        notices_standing,
        digest_standing,
        next: next.map(|next| when::moment(texts, locale, &known, next.due)),
        clock: when::clock(local.time()),
        notices: staff::waiting(texts, locale, &known, &waiting),
        first,
        undo,
        starter,
        country: country.map(str::to_owned),
        // A rest that is over is none.
        community: Community { quiet: known.quiet.filter(|rest| !rest.is_over(local.date())), ..known },
    };
    Ok(setup::page(texts, locale, &panel, page))
}

/// Asks which of the zones like `typed` is meant, with what was done already above it. None when no zone
/// is like it.
pub async fn ask_zone(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    caller: &Caller,
    typed: &str,
    time: Option<jiff::civil::Time>,
    first: Option<String>,
) -> Result<Option<Screen>, Fault> {
    let found = match schedule::zone_meant(typed) {
        Meant::This(zone) => vec![zone],
        Meant::Like(zones) => zones,
    };
    if found.is_empty() {
        return Ok(None);
    }
    let time = match time {
        Some(time) => time,
        None => bot.services.community_or_new(caller).await?.time,
    };
    let offers = when::with_clocks(&found, bot.services.clock.now());
    Ok(Some(setup::which_zone(texts, locale, &offers, minute_of_time(time), first)))
}

async fn look(bot: &Bot, known: &Community) -> Result<Option<Standing>, StoreError> {
    match known.check_in_channel {
        Some(_) if known.on_since.is_some() => bot.recheck_rights(known).await,
        Some(channel) => Ok(Some(bot.standing(known.guild, channel).await)),
        None => Ok(None),
    }
}

/// What the bot may do in the notice channel; asked where it is shown, on page 2.
async fn notice_channel(bot: &Bot, known: &Community, page: u8) -> Option<Standing> {
    match known.notice_channel {
        Some(channel) if page == 2 => Some(bot.standing(known.guild, channel).await),
        _ => None,
    }
}

/// What the bot may do in the channel of the digest; asked where it is shown, on page 2.
async fn digest_channel(bot: &Bot, known: &Community, page: u8) -> Option<Standing> {
    match known.digest_channel {
        Some(channel) if page == 2 => Some(bot.standing_for_digests(known.guild, channel).await),
        _ => None,
    }
}
