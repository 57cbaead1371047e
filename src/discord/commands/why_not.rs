//! `/why-not`: what happened to the last card, and when the next one comes.

use super::{Asked, Ctx, Never};
use crate::discord::render::staff;

#[poise::command(slash_command, rename = "why-not", guild_only)]
pub(super) async fn why_not(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let why = asked.bot.services.why_not(caller.guild, None).await?;
        Ok(staff::why_not(&asked.texts, asked.locale(), &why))
    };
    asked.show(work).await;
    Ok(())
}
