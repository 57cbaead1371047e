//! The controls of the set-up panel.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::SetupStep;
use crate::discord::error::Fault;
use crate::discord::panel;
use crate::discord::permissions::Standing;
use crate::discord::render::library::files;
use crate::discord::render::screen::Screen;
use crate::discord::render::{card, changes, paragraphs, setup, staff, when};
use crate::domain::check_in::CheckInRef;
use crate::domain::community::Days;
use crate::domain::ids::{ChannelId, RoleId, SlotToken};
use crate::domain::schedule;
use crate::service::caller::Caller;
use crate::service::intake::{BroughtIn, Planned};
use crate::service::setup::{Change, Outcome, time_of_minute};

/// One control.
pub async fn step(press: &Press<'_>, caller: &Caller, step: SetupStep) {
    let place = if step == SetupStep::Sample { Place::New } else { press.place };
    let work = carry_out(press, caller, step);
    answer::show(press.http(), &press.incoming, &press.texts, place, work).await;
}

/// *Time and zone*. A form must be the first answer and never waits for the store.
pub async fn time_form(press: &Press<'_>, caller: &Caller, time: u16, zone: &str) {
    if !caller.rights.admin() {
        let screen = staff::admins_only(&press.texts, press.locale());
        return answer::show_at(press.http(), &press.incoming, press.place, &screen).await;
    }
    let form = setup::time_form(&press.texts, press.locale(), time, zone);
    answer::open(press.http(), &press.incoming, &form).await;
}

/// One of the zones that were offered, with the time from the form.
pub async fn use_zone(press: &Press<'_>, caller: &Caller, time: u16, zone: &str) {
    let work = take_zone(press, caller, time, zone);
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

/// *Undo last change*, of the change that the panel named.
pub async fn undo(press: &Press<'_>, caller: &Caller, number: i64) {
    let work = async {
        let outcome = press.bot.services.undo(caller, number).await?;
        page(press, caller, 2, said(press, &outcome, "setup-undone")).await
    };
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

async fn carry_out(press: &Press<'_>, caller: &Caller, step: SetupStep) -> Result<Screen, Fault> {
    let (texts, locale) = (&press.texts, press.locale());
    if !caller.rights.admin() {
        return Ok(staff::admins_only(texts, locale));
    }
    let known = press.bot.services.community_or_new(caller).await?;
    let change = match step {
        SetupStep::Page1 | SetupStep::TimeAndZone => return page(press, caller, 1, None).await,
        SetupStep::Page2 => return page(press, caller, 2, None).await,
        SetupStep::Sample => return sample(press, caller).await,
        SetupStep::TurnOn => return turn_on(press, caller).await,
        SetupStep::Starter => return starter(press, caller).await,
        SetupStep::StarterYes => return bring_in_starter(press, caller).await,
        SetupStep::Words if !known.words => return Ok(setup::words_warning(texts, locale)),
        SetupStep::CheckInChannel => chosen(press).map(|id| Change::CheckInChannel(ChannelId(id))),
        SetupStep::Days => days(press).map(Change::Days),
        SetupStep::ModeratorRole => Some(Change::ModeratorRole(chosen(press).map(RoleId))),
        SetupStep::LeaderRole => Some(Change::LeaderRole(chosen(press).map(RoleId))),
        SetupStep::NoticeChannel => Some(Change::NoticeChannel(chosen(press).map(ChannelId))),
        SetupStep::DigestChannel => Some(Change::DigestChannel(chosen(press).map(ChannelId))),
        SetupStep::People => people(press).map(Change::People),
        SetupStep::Words => Some(Change::Words(false)),
        SetupStep::WordsYes => Some(Change::Words(true)),
        SetupStep::Sound => Some(Change::Sound(!known.sound)),
        SetupStep::TurnOff => Some(Change::Off),
    };
    let on_page = match step {
        SetupStep::CheckInChannel | SetupStep::Days | SetupStep::ModeratorRole | SetupStep::LeaderRole => 1,
        _ => 2,
    };
    let Some(change) = change else { return page(press, caller, on_page, None).await };
    let outcome = press.bot.services.change(caller, vec![change]).await?;
    page(press, caller, on_page, said(press, &outcome, "setup-done")).await
}

/// Turns posting on, after asking Discord whether the bot may post there at all.
async fn turn_on(press: &Press<'_>, caller: &Caller) -> Result<Screen, Fault> {
    let (texts, locale, services) = (&press.texts, press.locale(), &press.bot.services);
    let known = services.community_or_new(caller).await?;
    let Some(channel) = known.check_in_channel else {
        return page(press, caller, 2, Some(texts.say(locale, "setup-need-channel", &[]))).await;
    };
    let place = setup::channel(texts, locale, Some(channel));
    let hindrance = match press.bot.standing(caller.guild, channel).await {
        Standing::Good => None,
        Standing::Missing(missing) => {
            let rights = setup::rights(texts, locale, &missing);
            let args = [("channel", place.into()), ("rights", rights.into())];
            Some(texts.say(locale, "setup-need-rights", &args))
        }
        Standing::Gone => Some(texts.say(locale, "setup-rights-gone", &[])),
        Standing::Unknown => Some(texts.say(locale, "setup-rights-unknown", &[])),
    };
    if hindrance.is_some() {
        return page(press, caller, 2, hindrance).await;
    }
    let outcome = services.change(caller, vec![Change::On]).await?;
    let Outcome::Done(changed) = outcome else { return Ok(staff::admins_only(texts, locale)) };
    let after = &changed.settings.after;
    let next = services.next_due(after).await?;
    let said = match next {
        Some(next) => {
            let next = when::moment(texts, locale, after, next.due);
            texts.say(locale, "setup-turned-on", &[("next", next.into())])
        }
        None => texts.say(locale, "setup-turned-on-rest", &[]),
    };
    let unknown = after.country.is_none().then(|| texts.say(locale, "setup-no-country", &[]));
    page(press, caller, 2, Some(paragraphs([said].into_iter().chain(unknown)))).await
}

/// The next card as it will look, private, with its answers greyed out.
async fn sample(press: &Press<'_>, caller: &Caller) -> Result<Screen, Fault> {
    let services = &press.bot.services;
    let known = services.community_or_new(caller).await?;
    let prompt = services.sample(&known).await?;
    let at = CheckInRef::Slot(SlotToken([0; 16]));
    let mut screen = card::preview(&press.texts, &known.locale, &prompt, &at);
    let intro = press.texts.say(press.locale(), "setup-sample-intro", &[]);
    screen.content = paragraphs([intro, screen.content]);
    Ok(screen)
}

/// What the starter list would put on the list of resources, before anything is done.
async fn starter(press: &Press<'_>, caller: &Caller) -> Result<Screen, Fault> {
    Ok(match press.bot.services.starter(caller).await? {
        Planned::Plan(plan) => setup::starter(&press.texts, press.locale(), &plan),
        Planned::Unreadable(fault) => files::unreadable(&press.texts, press.locale(), fault),
        Planned::Refused => staff::admins_only(&press.texts, press.locale()),
    })
}

/// *Bring these in*.
async fn bring_in_starter(press: &Press<'_>, caller: &Caller) -> Result<Screen, Fault> {
    let (texts, locale) = (&press.texts, press.locale());
    let said = match press.bot.services.bring_in_starter(caller).await? {
        BroughtIn::Done { added, .. } => texts.say(locale, "setup-starter-done", &[("count", added.into())]),
        BroughtIn::Again(plan) => return Ok(setup::starter(texts, locale, &plan)),
        BroughtIn::Unreadable(fault) => return Ok(files::unreadable(texts, locale, fault)),
        BroughtIn::Refused => return Ok(staff::admins_only(texts, locale)),
    };
    page(press, caller, 2, Some(said)).await
}

async fn take_zone(press: &Press<'_>, caller: &Caller, time: u16, zone: &str) -> Result<Screen, Fault> {
    if !caller.rights.admin() {
        return Ok(staff::admins_only(&press.texts, press.locale()));
    }
    let known = schedule::offered_zone(zone).map(|_| Change::Zone(zone.to_owned()));
    let (Some(zone), Some(time)) = (known, time_of_minute(time)) else {
        return page(press, caller, 1, None).await;
    };
    let outcome = press.bot.services.change(caller, vec![zone, Change::Time(time)]).await?;
    page(press, caller, 1, said(press, &outcome, "setup-done")).await
}

async fn page(press: &Press<'_>, caller: &Caller, page: u8, first: Option<String>) -> Result<Screen, Fault> {
    panel::show(press.bot, &press.texts, press.locale(), caller, page, first).await
}

fn said(press: &Press<'_>, outcome: &Outcome, key: &str) -> Option<String> {
    changes::said(&press.texts, press.locale(), outcome, key)
}

fn chosen(press: &Press<'_>) -> Option<u64> {
    press.values.first()?.parse().ok().filter(|id| *id > 0)
}

fn days(press: &Press<'_>) -> Option<Days> {
    let numbers = press.values.iter().filter_map(|value| value.parse::<u8>().ok());
    let bits =
        numbers.filter(|number| (1..=7).contains(number)).fold(0, |bits, number| bits | 1 << (number - 1));
    Days::from_bits(bits)
}

fn people(press: &Press<'_>) -> Option<u32> {
    let number: u32 = press.values.first()?.parse().ok()?;
    setup::PEOPLE.iter().any(|(known, _)| *known == number).then_some(number)
}
