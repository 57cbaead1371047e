//! `/library check`: what is to be checked again, one entry at a time.

use super::{Asked, Ctx, Never, keeper};

#[poise::command(slash_command, guild_only)]
pub(super) async fn check(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    asked.show(keeper(&asked, &caller).next(None)).await;
    Ok(())
}
