//! `/about`: what the bot is and is not.

use super::{Asked, Ctx, Never};
use crate::discord::render::about as page;

#[poise::command(slash_command, interaction_context = "Guild|BotDm")]
pub(super) async fn about(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    asked.now(&page::screen(&asked.texts, asked.locale(), &asked.bot.operator)).await;
    Ok(())
}
