//! `/library review`: what members suggested, and what they said is dead.

use super::{Asked, Ctx, Never, keeper};

#[poise::command(slash_command, guild_only)]
pub(super) async fn review(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    asked.show(keeper(&asked, &caller).review(0, None)).await;
    Ok(())
}
