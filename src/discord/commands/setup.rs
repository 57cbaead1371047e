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
            let said = texts.say(locale, key, &[("given", given.into())]);
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
        match find_zone(&zone) {
            Zone::This(name) => changes.push(Change::Zone(name)),
            Zone::LikeSome => unsure = true,
            Zone::Unknown => return Err(("setup-bad-zone", zone)),
        }
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

/// What a typed zone can mean.
enum Zone {
    This(String),
    LikeSome,
    Unknown,
}

/// The zone of that name, or the one zone whose city it is. Autocomplete sends whole names; anything that
/// is only like a name is asked about.
fn find_zone(typed: &str) -> Zone {
    let typed = typed.trim();
    let names = || schedule::zone_names().iter().map(String::as_str);
    if let Some(exact) = names().find(|name| name.eq_ignore_ascii_case(typed)) {
        return Zone::This(exact.to_owned());
    }
    match search::best(typed, names(), 2)[..] {
        _ if typed.is_empty() => Zone::Unknown,
        [] => Zone::Unknown,
        [first, ref others @ ..]
            if search::is_whole_word(typed, first)
                && !others.iter().any(|other| search::is_whole_word(typed, other)) =>
        {
            Zone::This(first.to_owned())
        }
        _ => Zone::LikeSome,
    }
}
