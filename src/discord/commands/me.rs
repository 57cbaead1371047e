//! `/me`: the member's own page.

use super::{Asked, Ctx, Never};
use crate::discord::render::me;
use crate::discord::renew;

#[poise::command(slash_command, guild_only)]
pub(super) async fn me(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let page = asked.bot.services.me(&caller).await?;
        let screen = me::page(&asked.texts, asked.locale(), &page, None);
        Ok(renew::where_changed(&asked.bot.services, &caller, &asked.texts, asked.locale(), screen).await?)
    };
    asked.show(work).await;
    Ok(())
}
