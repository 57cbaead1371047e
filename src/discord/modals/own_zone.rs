//! The member's own zone, as they know it: a city is enough.

use serenity::all::ActionRow;

use crate::discord::Bot;
use crate::discord::answer::{self, Place};
use crate::discord::error::Fault;
use crate::discord::incoming::Incoming;
use crate::discord::render::screen::{Field, Screen};
use crate::discord::render::{me, when};
use crate::domain::schedule::{self, Meant};
use crate::service::caller::Caller;
use crate::service::me::Own;
use crate::words::Texts;

/// The form was sent.
pub async fn sent(
    bot: &Bot,
    incoming: &Incoming,
    texts: &Texts,
    place: Place,
    caller: &Caller,
    rows: &[ActionRow],
) {
    let typed = Field::read(rows, me::ZONE);
    let work = apply(bot, texts, &incoming.locale, caller, &typed);
    answer::show(&bot.http, incoming, texts, place, work).await;
}

async fn apply(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    caller: &Caller,
    typed: &str,
) -> Result<Screen, Fault> {
    let said = match schedule::zone_meant(typed) {
        Meant::This(zone) => {
            let set = bot.services.set_own(caller, Own::Zone(Some(zone.to_owned()))).await?;
            texts.say(locale, if set { "me-set" } else { "me-set-nothing" }, &[])
        }
        Meant::Like(zones) if zones.is_empty() => {
            texts.say(locale, "me-zone-bad", &[("given", typed.to_owned().into())])
        }
        Meant::Like(zones) => {
            let offers = when::with_clocks(&zones, bot.services.clock.now());
            return Ok(me::which_zone(texts, locale, &offers));
        }
    };
    let page = bot.services.me(caller).await?;
    Ok(me::settings(texts, locale, &page, Some(said)))
}
