//! `/my-data`: its buttons, in a community and in a direct message.

use super::Press;
use crate::discord::answer;
use crate::discord::custom_id::MyDataStep;
use crate::discord::error::Fault;
use crate::discord::my_data::{everywhere, page_of};
use crate::discord::render::my_data::{MyDataPage, deleted};
use crate::discord::render::screen::Screen;
use crate::domain::ids::GuildId;
use crate::service::caller::{Caller, Rights};

/// One step. Whoever presses sees and changes what is kept about them, in the community named or in the one
/// they are in.
pub async fn step(press: &Press<'_>, of: Option<GuildId>, step: MyDataStep) {
    let Some(guild) = of.or(press.incoming.guild) else {
        return super::not_ours(press).await;
    };
    let caller = press.bot.services.caller(guild, press.incoming.user, Rights::default());
    let work = async {
        let name = match of {
            Some(guild) => press.bot.guild_name(guild).await,
            None => None,
        };
        let of = of.map(|guild| (guild, name.as_deref()));
        carry_out(press, &caller, MyDataPage { texts: &press.texts, locale: press.locale(), of }, step).await
    };
    answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
}

/// A page of the list in a direct message, or the community that was picked on it.
pub async fn of(press: &Press<'_>, page: u16) {
    let Some(picked) = press.values.first() else {
        let user = press.incoming.user;
        let work = everywhere(press.bot, &press.texts, press.locale(), user, page);
        return answer::show(press.http(), &press.incoming, &press.texts, press.place, work).await;
    };
    match picked.parse() {
        Ok(guild) => step(press, Some(GuildId(guild)), MyDataStep::Show).await,
        Err(_) => super::not_ours(press).await,
    }
}

async fn carry_out(
    press: &Press<'_>,
    caller: &Caller,
    page: MyDataPage<'_>,
    step: MyDataStep,
) -> Result<Screen, Fault> {
    let services = &press.bot.services;
    Ok(match step {
        MyDataStep::Show => page_of(services, caller, page).await?,
        MyDataStep::AskOff(choices) | MyDataStep::Off(choices) => {
            // What is off already cannot be turned off: an older page says how things were.
            let all = services.choices(caller).await?;
            let on = all.and(choices);
            if on.is_empty() {
                page_of(services, caller, page).await?
            } else if matches!(step, MyDataStep::AskOff(_)) {
                page.ask_off(on, on == all)
            } else {
                services.turn_off(caller, on).await?;
                deleted(page.texts, page.locale, page.off_done(on), services.old_copy_waits())
            }
        }
        MyDataStep::AskErase => page.ask_erase(),
        MyDataStep::Erase => {
            let erased = services.erase(caller).await?;
            let done = page.erased(erased, services.my_data(caller).await?.changes);
            deleted(page.texts, page.locale, done, erased.rows_gone && !erased.logs_emptied)
        }
        MyDataStep::AskExport => page.ask_export(&press.bot.operator),
        MyDataStep::Export => {
            let (data, changes, json) = services.export(caller).await?;
            page.exported(&data, &changes, json)
        }
        MyDataStep::DropDraft => {
            services.throw_draft_away(caller).await?;
            page_of(services, caller, page).await?
        }
        MyDataStep::Suggested => page.suggested(&services.my_data(caller).await?, None),
        MyDataStep::TakeBack(token) => {
            let gone = services.take_back(caller, token).await?;
            page.suggested(&services.my_data(caller).await?, Some(gone))
        }
        MyDataStep::Answers(number) => page.answers(&services.my_data(caller).await?, number),
    })
}
