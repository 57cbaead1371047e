//! `/help-now`: help lines at once, in a community and in a direct message.

use super::{Asked, Ctx, Never};
use crate::discord::answer;
use crate::discord::render::help;

#[poise::command(slash_command, rename = "help-now", interaction_context = "Guild|BotDm")]
pub(super) async fn help_now(ctx: Ctx<'_>) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let country = asked.bot.services.country_of(asked.incoming.guild);
    let today = asked.bot.services.today_utc();
    let screen = help::screen(&asked.texts, asked.locale(), country.as_deref(), today);
    answer::show_help(&asked.bot.http, &asked.incoming, screen.reply()).await;
    Ok(())
}
