//! `/library add`: a new entry, by three short forms and a page of lists.

use super::{Asked, Ctx, Never, keeper};

#[poise::command(slash_command, guild_only)]
pub(super) async fn add(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    asked.show(keeper(&asked, &caller).add()).await;
    Ok(())
}
