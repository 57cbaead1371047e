//! `/checkin`: today's question, privately.

use super::{Asked, Ctx, Never};
use crate::discord::render::thanks;

#[poise::command(slash_command, guild_only)]
pub(super) async fn checkin(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let served = asked.bot.services.today(&caller).await?;
        Ok(thanks::today(&asked.texts, asked.locale(), &served))
    };
    asked.show(work).await;
    Ok(())
}
