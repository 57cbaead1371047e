//! `/setup`: opens the panel; with options it applies them first.

use super::{Asked, Ctx, Never, complete};
use crate::discord::error::Fault;
use crate::discord::panel;
use crate::discord::render::screen::Screen;
use crate::discord::render::{changes, staff};
use crate::domain::schedule::{self, Meant};
use crate::service::caller::Caller;
use crate::service::setup::{Change, read_time};
use crate::words::Texts;

#[poise::command(slash_command, guild_only, default_member_permissions = "MANAGE_GUILD")]
pub(super) async fn setup(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::zones"]
    #[max_length = 64]
    zone: Option<String>,
    #[autocomplete = "complete::countries"]
    #[max_length = 64]
    country: Option<String>,
    #[max_length = 20] time: Option<String>,
    #[autocomplete = "complete::languages"]
    #[max_length = 64]
    language: Option<String>,
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
    let zone = given.zone.clone();
    let (changes, unsure) = match read(texts, given) {
        Ok(read) => read,
        // One option that cannot be read changes nothing at all, so that nobody has to work out which did.
        Err((key, given)) => {
            let known =
                texts.list(locale, texts.help().countries().into_iter().map(|(_, name)| name.to_owned()));
            let said = texts.say(locale, key, &[("given", given.into()), ("known", known.into())]);
            return panel::show(bot, texts, locale, caller, 1, Some(said)).await;
        }
    };
    let said = if changes.is_empty() {
        None
    } else {
        let outcome = bot.services.change(caller, changes).await?;
        changes::said(texts, locale, &outcome, "setup-done")
    };
    if let (true, Some(typed)) = (unsure, zone)
        && let Some(question) =
            panel::ask_zone(bot, texts, locale, caller, &typed, None, said.clone()).await?
    {
        return Ok(question);
    }
    panel::show(bot, texts, locale, caller, 1, said).await
}

/// The changes the options ask for, and whether the zone must be asked for; or the text and the words of
/// the one that cannot be read.
fn read(texts: &Texts, given: Given) -> Result<(Vec<Change>, bool), (&'static str, String)> {
    let mut changes = Vec::new();
    let mut unsure = false;
    if let Some(zone) = given.zone {
        // Autocomplete sends whole names; anything that is only like a name is asked about.
        match schedule::zone_meant(&zone) {
            Meant::This(name) => changes.push(Change::Zone(name.to_owned())),
            Meant::Like(some) if some.is_empty() => return Err(("setup-bad-zone", zone)),
            Meant::Like(_) => unsure = true,
        }
    }
    if let Some(country) = given.country {
        let code = texts.help().country_meant(&country).map(str::to_owned);
        changes.push(Change::Country(code.ok_or(("setup-bad-country", country))?));
    }
    if let Some(time) = given.time {
        changes.push(Change::Time(read_time(&time).ok_or(("setup-bad-time", time))?));
    }
    if let Some(language) = given.language {
        let named = |code: &&str| {
            let name = texts.say(code, "language-name", &[]);
            code.eq_ignore_ascii_case(language.trim())
                || name.to_lowercase() == language.trim().to_lowercase()
        };
        let known = texts.locales().find(named).map(str::to_owned);
        changes.push(Change::Language(known.ok_or(("setup-bad-language", language))?));
    }
    Ok((changes, unsure))
}
