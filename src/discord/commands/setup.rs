//! `/setup`: opens the panel; with options it applies them first.

use super::{Asked, Ctx, Never, complete};
use crate::discord::error::Fault;
use crate::discord::panel;
use crate::discord::render::screen::Screen;
use crate::discord::render::{changes, staff};
use crate::domain::{schedule, search};
use crate::service::caller::Caller;
use crate::service::setup::{Change, read_time};
use crate::words::Texts;

#[poise::command(slash_command, guild_only, default_member_permissions = "MANAGE_GUILD")]
pub(super) async fn setup(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::zones"] zone: Option<String>,
    #[autocomplete = "complete::countries"] country: Option<String>,
    time: Option<String>,
    #[autocomplete = "complete::languages"] language: Option<String>,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let given = Given { zone, country, time, language };
    asked.show(carry_out(&asked, &caller, given)).await;
    Ok(())
}

/// The options as they were typed.
struct Given {
    zone: Option<String>,
    country: Option<String>,
    time: Option<String>,
    language: Option<String>,
}

async fn carry_out(asked: &Asked<'_>, caller: &Caller, given: Given) -> Result<Screen, Fault> {
    let (bot, texts, locale) = (asked.bot, &asked.texts, asked.locale());
    if !caller.rights.admin() {
        return Ok(staff::admins_only(texts, locale));
    }
    let said = match read(texts, given) {
        Ok(changes) if changes.is_empty() => None,
        Ok(changes) => {
            let outcome = bot.services.change(caller, changes).await?;
            changes::said(texts, locale, &outcome, "setup-done")
        }
        // One option that cannot be read changes nothing at all, so that nobody has to work out which did.
        Err((key, given)) => Some(texts.say(locale, key, &[("given", given.into())])),
    };
    panel::show(bot, texts, locale, caller, 1, said).await
}

/// The changes the options ask for, or the text and the words of the one that cannot be read.
fn read(texts: &Texts, given: Given) -> Result<Vec<Change>, (&'static str, String)> {
    let mut changes = Vec::new();
    if let Some(zone) = given.zone {
        changes.push(Change::Zone(find_zone(&zone).ok_or(("setup-bad-zone", zone))?));
    }
    if let Some(country) = given.country {
        let countries = texts.help().countries();
        let found = countries.iter().find(|(code, name)| {
            code.eq_ignore_ascii_case(country.trim()) || name.eq_ignore_ascii_case(country.trim())
        });
        let code = found.map(|(code, _)| (*code).to_owned());
        changes.push(Change::Country(code.ok_or(("setup-bad-country", country))?));
    }
    if let Some(time) = given.time {
        changes.push(Change::Time(read_time(&time).ok_or(("setup-bad-time", time))?));
    }
    if let Some(language) = given.language {
        let known = texts.locales().find(|known| known.eq_ignore_ascii_case(language.trim()));
        let known = known.map(str::to_owned);
        changes.push(Change::Language(known.ok_or(("setup-bad-language", language))?));
    }
    Ok(changes)
}

/// The zone of that name, or the one zone a typed city can mean. Autocomplete sends whole names.
fn find_zone(typed: &str) -> Option<String> {
    let names = || schedule::zone_names().iter().map(String::as_str);
    if let Some(exact) = names().find(|name| name.eq_ignore_ascii_case(typed)) {
        return Some(exact.to_owned());
    }
    match search::best(typed, names(), 2)[..] {
        [only] => Some(only.to_owned()),
        [first, second] if search::is_whole_word(typed, first) && !search::is_whole_word(typed, second) => {
            Some(first.to_owned())
        }
        _ => None,
    }
}
