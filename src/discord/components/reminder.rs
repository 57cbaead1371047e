//! Reminders: the screen in a community, and the buttons in a direct message.

use super::Press;
use crate::discord::answer::{self, Place};
use crate::discord::custom_id::{Nudge, RemindStep};
use crate::discord::error::Fault;
use crate::discord::render::my_data::deleted;
use crate::discord::render::reminder;
use crate::discord::render::screen::Screen;
use crate::discord::renew;
use crate::domain::community::Days;
use crate::service::caller::{Caller, Rights};

/// One step on the reminders' screen.
pub async fn step(press: &Press<'_>, caller: &Caller, step: RemindStep) {
    let work = carry_out(press, caller, step);
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

async fn carry_out(press: &Press<'_>, caller: &Caller, step: RemindStep) -> Result<Screen, Fault> {
    let services = &press.bot.services;
    let told = match step {
        RemindStep::Show => services.reminder(caller).await?,
        RemindStep::Often(often) => services.reminder_days(caller, often.days()).await?,
        RemindStep::Days => match days(&press.values) {
            Some(days) => services.reminder_days(caller, days).await?,
            None => services.reminder(caller).await?,
        },
        RemindStep::AsBefore => services.reminder_days_as_before(caller).await?,
        RemindStep::Hour => match hour(&press.values) {
            Some(hour) => services.reminder_hour(caller, hour).await?,
            None => services.reminder(caller).await?,
        },
        RemindStep::Pause => services.pause_reminders(caller).await?,
        RemindStep::Resume => services.resume_reminders(caller).await?,
    };
    let screen = reminder::panel(&press.texts, press.locale(), told.as_ref());
    Ok(renew::where_changed(services, caller, &press.texts, press.locale(), screen).await?)
}

/// A button under a reminder. Whoever presses acts on their own reminders in the community it names.
pub async fn pressed(press: &Press<'_>, nudge: Nudge) {
    let Nudge { guild, token, press: button } = nudge;
    if press.incoming.guild.is_some_and(|here| here != guild) {
        return super::not_ours(press).await;
    }
    let user = press.incoming.user;
    let member = press.bot.services.member_ref(guild, user);
    let caller = Caller { guild, member, user, rights: Rights::default() };
    let (services, texts, locale) = (&press.bot.services, &press.texts, press.locale());
    let work = async {
        let Some(button) = button else {
            let now = services.stop_reminders(&caller).await?;
            let waits = now && services.old_copy_waits();
            return Ok(deleted(texts, locale, reminder::stopped(texts, locale, now), waits));
        };
        Ok(match services.press_reminder(&caller, token, button).await? {
            Some(pressed) => reminder::pressed(texts, locale, token, &pressed),
            None => reminder::stopped(texts, locale, false),
        })
    };
    // In a direct message the reminder itself becomes the answer: nobody else reads there.
    let place = if press.incoming.guild.is_none() { Place::InPlace } else { press.place };
    answer::show(press.http(), &press.incoming, texts, place, work).await;
}

/// The weekdays chosen, Monday being 1.
fn days(values: &[String]) -> Option<Days> {
    let bit = |value: &String| {
        value.parse::<u32>().ok().filter(|day| (1..=7).contains(day)).map(|day| 1 << (day - 1))
    };
    let bits: Option<Vec<u8>> = values.iter().map(bit).collect();
    Days::from_bits(bits?.into_iter().fold(0, |bits, bit| bits | bit))
}

fn hour(values: &[String]) -> Option<i8> {
    values.first()?.parse().ok().filter(|hour| (0..24).contains(hour))
}
