//! The controls of `/me`, *I had a setback*, and *Yesterday?*.

use std::cmp::Ordering;

use jiff::civil::{Date, Time};

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::MeStep;
use crate::discord::error::Fault;
use crate::discord::render::screen::Screen;
use crate::discord::render::{me, thanks};
use crate::discord::renew;
use crate::domain::check_in::CheckInRef;
use crate::domain::consent::Choice;
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::domain::schedule;
use crate::service::caller::Caller;
use crate::service::me::Own;

/// One control.
pub async fn step(press: &Press<'_>, caller: &Caller, step: MeStep) {
    let (texts, locale) = (&press.texts, press.locale());
    match step {
        // A form must be the first answer and never waits for the store.
        MeStep::Zone => {
            return answer::open(press.http(), &press.incoming, &me::zone_form(texts, locale)).await;
        }
        MeStep::SetbackNothing => {
            let screen = me::setback_nothing(texts, locale);
            return answer::show_at(press.http(), &press.incoming, press.place, &screen).await;
        }
        _ => {}
    }
    answer::show(press.http(), &press.incoming, texts, press.place, carry_out(press, caller, step)).await;
}

/// A zone that was offered.
pub async fn use_zone(press: &Press<'_>, caller: &Caller, zone: &str) {
    let work = async {
        let own = schedule::offered_zone(zone).map(|_| Own::Zone(Some(zone.to_owned())));
        set(press, caller, own).await
    };
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

/// *Did you mean to check in yesterday?* Yes. `under` is today's answer, where words may stand beside it.
pub async fn yesterday(press: &Press<'_>, caller: &Caller, date: Date, under: Option<CheckInRef>) {
    let work = async {
        let outcome = press.bot.services.count_yesterday(caller, date).await?;
        let under = under.zip(date.tomorrow().ok());
        Ok(thanks::yesterday(&press.texts, press.locale(), outcome, under))
    };
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

async fn carry_out(press: &Press<'_>, caller: &Caller, step: MeStep) -> Result<Screen, Fault> {
    match step {
        MeStep::Settings => settings(press, caller, None).await,
        MeStep::Rest => on_page(press, caller, Own::Rest(true), "me-rest-done").await,
        MeStep::EndRest => on_page(press, caller, Own::Rest(false), "me-rest-over").await,
        MeStep::RunOn => on_page(press, caller, Own::Run(true), "me-run-on-done").await,
        MeStep::RunOff => on_page(press, caller, Own::Run(false), "me-run-off-done").await,
        MeStep::DayStart => set(press, caller, hour(press).map(Own::DayStart)).await,
        MeStep::Country => {
            let picked = press.values.first().filter(|value| *value != me::UNSET);
            let known = picked.is_none_or(|code| press.texts.help().country_name(code).is_some());
            set(press, caller, known.then(|| Own::Country(picked.cloned()))).await
        }
        MeStep::KeepAnswers => ask_time(press, caller, keep_answers(press).map(Own::KeepAnswers)).await,
        MeStep::KeepWords => ask_time(press, caller, keep_words(press).map(Own::KeepWords)).await,
        MeStep::Answers90 => confirmed(press, caller, Own::KeepAnswers(KeepAnswers::Days90)).await,
        MeStep::Words7 => confirmed(press, caller, Own::KeepWords(KeepWords::Days7)).await,
        MeStep::Words30 => confirmed(press, caller, Own::KeepWords(KeepWords::Days30)).await,
        MeStep::ZoneBack => set(press, caller, Some(Own::Zone(None))).await,
        MeStep::Setback => Ok(setback(press, caller).await),
        MeStep::Leaders => {
            let counted = press.bot.services.choices(caller).await?.contains(Choice::GroupCounts);
            Ok(me::leaders(&press.texts, press.locale(), counted))
        }
        MeStep::Show | MeStep::Zone | MeStep::SetbackNothing => page(press, caller, None).await,
    }
}

/// Sets something and shows the page with what was done.
async fn on_page(press: &Press<'_>, caller: &Caller, own: Own, done: &str) -> Result<Screen, Fault> {
    let set = press.bot.services.set_own(caller, own).await?;
    let page = press.bot.services.me(caller).await?;
    let key = match done {
        _ if !set => "me-no-days",
        // There are no days to speak of.
        "me-rest-over" if page.days.is_none() => "me-rest-over-plain",
        done => done,
    };
    let said = press.texts.say(press.locale(), key, &[]);
    renewed(press, caller, me::page(&press.texts, press.locale(), &page, Some(said))).await
}

/// Sets something, if it can be read, and shows the settings.
async fn set(press: &Press<'_>, caller: &Caller, own: Option<Own>) -> Result<Screen, Fault> {
    let Some(own) = own else { return settings(press, caller, None).await };
    let key = if press.bot.services.set_own(caller, own).await? { "me-set" } else { "me-set-nothing" };
    settings(press, caller, Some(press.texts.say(press.locale(), key, &[]))).await
}

/// Sets for how long something is kept. Where something would go by that, it asks first.
async fn ask_time(press: &Press<'_>, caller: &Caller, own: Option<Own>) -> Result<Screen, Fault> {
    let Some(own) = own else { return settings(press, caller, None).await };
    match (press.bot.services.would_go_before(caller, &own).await?, &own) {
        (Some(before), Own::KeepAnswers(_)) => {
            Ok(me::ask_shorter_answers(&press.texts, press.locale(), before))
        }
        (Some(before), Own::KeepWords(keep)) => {
            Ok(me::ask_shorter_words(&press.texts, press.locale(), *keep, before))
        }
        // Nothing is old enough to go.
        _ => set_time(press, caller, own, "me-set").await,
    }
}

/// A shorter time, after the yes.
async fn confirmed(press: &Press<'_>, caller: &Caller, own: Own) -> Result<Screen, Fault> {
    set_time(press, caller, own, "me-set-shorter").await
}

/// Sets for how long something is kept, and says what that means for what is there; `shorter` is said of a
/// shorter time.
async fn set_time(press: &Press<'_>, caller: &Caller, own: Own, shorter: &str) -> Result<Screen, Fault> {
    let before = press.bot.services.me(caller).await?;
    let longer = match &own {
        Own::KeepAnswers(keep) => keep.cmp(&before.keep_answers),
        Own::KeepWords(keep) => keep.cmp(&before.keep_words),
        _ => Ordering::Equal,
    };
    let key = match (press.bot.services.set_own(caller, own).await?, longer) {
        (false, _) => "me-set-nothing",
        (true, Ordering::Less) => shorter,
        (true, Ordering::Greater) => "me-set-longer",
        (true, Ordering::Equal) => "me-set",
    };
    settings(press, caller, Some(press.texts.say(press.locale(), key, &[]))).await
}

async fn page(press: &Press<'_>, caller: &Caller, first: Option<String>) -> Result<Screen, Fault> {
    let page = press.bot.services.me(caller).await?;
    renewed(press, caller, me::page(&press.texts, press.locale(), &page, first)).await
}

/// The screen, with the way to the consent text under it where that has changed.
async fn renewed(press: &Press<'_>, caller: &Caller, screen: Screen) -> Result<Screen, Fault> {
    Ok(renew::where_changed(&press.bot.services, caller, &press.texts, press.locale(), screen).await?)
}

async fn settings(press: &Press<'_>, caller: &Caller, first: Option<String>) -> Result<Screen, Fault> {
    let page = press.bot.services.me(caller).await?;
    Ok(me::settings(&press.texts, press.locale(), &page, first))
}

async fn setback(press: &Press<'_>, caller: &Caller) -> Screen {
    let (total, keeps) = press.bot.services.still_here(caller).await;
    me::setback(&press.texts, press.locale(), total, keeps)
}

fn keep_answers(press: &Press<'_>) -> Option<KeepAnswers> {
    let picked = press.values.first()?;
    [KeepAnswers::Days90, KeepAnswers::Months13].into_iter().find(|keep| me::keep_value(*keep) == picked)
}

fn keep_words(press: &Press<'_>) -> Option<KeepWords> {
    KeepWords::of_days(press.values.first()?.parse().ok()?)
}

fn hour(press: &Press<'_>) -> Option<Time> {
    let hour = press.values.first()?.parse().ok().filter(|hour| me::DAY_STARTS.contains(hour))?;
    Time::new(hour, 0, 0, 0).ok()
}
