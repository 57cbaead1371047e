//! *Time and zone*: the clock time as people write it, the zone as they know it.

use jiff::civil::Time;
use serenity::all::ActionRow;

use crate::discord::answer::{self, Place};
use crate::discord::custom_id::{CustomId, is_zone_name};
use crate::discord::error::Fault;
use crate::discord::incoming::Incoming;
use crate::discord::render::screen::{Field, Screen};
use crate::discord::render::{changes, staff};
use crate::discord::{Bot, panel};
use crate::domain::schedule::{self, Meant};
use crate::service::caller::Caller;
use crate::service::setup::{Change, minute_of_time, read_time};
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
    let time = Field::read(rows, "time");
    let zone = Field::read(rows, "zone");
    let work = apply(bot, texts, &incoming.locale, caller, &time, &zone);
    answer::show(&bot.http, incoming, texts, place, work).await;
}

async fn apply(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    caller: &Caller,
    time_text: &str,
    zone_text: &str,
) -> Result<Screen, Fault> {
    if !caller.rights.admin() {
        return Ok(staff::admins_only(texts, locale));
    }
    let read = read_time(time_text);
    let known = bot.services.community_or_new(caller).await?;
    let refuse = |key: &str, given: &str| {
        let said = texts.say(locale, key, &[("given", given.to_owned().into())]);
        // What could be read stands in the form again.
        let zone = if is_zone_name(zone_text) { zone_text.to_owned() } else { known.zone.clone() };
        let again = CustomId::TimeForm { time: minute_of_time(read.unwrap_or(known.time)), zone };
        Ok(staff::back_to_setup(texts, locale, said, again))
    };
    let Some(time) = read else { return refuse("setup-bad-time", time_text) };
    if let Meant::This(zone) = schedule::zone_meant(zone_text) {
        return set(bot, texts, locale, caller, zone, time).await;
    }
    match panel::ask_zone(bot, texts, locale, caller, zone_text, Some(time), None).await? {
        Some(question) => Ok(question),
        None => refuse("setup-bad-zone", zone_text),
    }
}

async fn set(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    caller: &Caller,
    zone: &str,
    time: Time,
) -> Result<Screen, Fault> {
    let outcome =
        bot.services.change(caller, vec![Change::Zone(zone.to_owned()), Change::Time(time)]).await?;
    let said = changes::said(texts, locale, &outcome, "setup-done");
    panel::show(bot, texts, locale, caller, 1, said).await
}
