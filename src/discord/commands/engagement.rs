//! `/engagement`: how the community is doing, for every member alike.

use super::{Asked, Ctx, Never};
use crate::discord::custom_id::GroupStep;
use crate::discord::engagement;

#[poise::command(slash_command, guild_only)]
pub(super) async fn engagement(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let step = GroupStep::Show(None, 0);
    asked.show(engagement::step(asked.bot, &asked.texts, asked.locale(), &caller, step)).await;
    Ok(())
}
