//! `/library review`: what members suggested, and what they said is dead.

use super::{Asked, Ctx, Never};
use crate::discord::render::library;

#[poise::command(slash_command, guild_only)]
pub(super) async fn review(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let waiting = asked.bot.services.review(&caller, 0).await?;
        Ok(library::review::screen(&asked.texts, asked.locale(), &waiting, None))
    };
    asked.show(work).await;
    Ok(())
}
