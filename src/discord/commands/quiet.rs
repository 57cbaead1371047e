//! `/quiet`: a rest for the cards, and a look at the next one.

use jiff::civil::Date;

use super::{Asked, Ctx, Never};
use crate::discord::error::Fault;
use crate::discord::render::screen::Screen;
use crate::discord::render::staff;
use crate::service::caller::Caller;
use crate::service::zone_of;

#[poise::command(slash_command, guild_only, default_member_permissions = "MANAGE_MESSAGES")]
pub(super) async fn quiet(ctx: Ctx<'_>, #[max_length = 20] until: Option<String>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    asked.show(carry_out(&asked, &caller, until.as_deref())).await;
    Ok(())
}

async fn carry_out(asked: &Asked<'_>, caller: &Caller, until: Option<&str>) -> Result<Screen, Fault> {
    let (texts, locale, services) = (&asked.texts, asked.locale(), &asked.bot.services);
    let known = services.community_or_new(caller).await?;
    if !caller.rights.moderator(&known) {
        return Ok(staff::moderators_only(texts, locale));
    }
    let Some(given) = until.map(str::trim).filter(|given| !given.is_empty()) else {
        let today = zone_of(&known).to_datetime(services.clock.now()).date();
        return Ok(staff::quiet_panel(texts, locale, &known, today));
    };
    let Ok(day) = given.parse::<Date>() else {
        return Ok(Screen::text(texts.say(locale, "quiet-bad-date", &[("given", given.to_owned().into())])));
    };
    let rest = services.rest(caller, Some(day)).await?;
    Ok(staff::rest(texts, locale, &rest, given))
}
