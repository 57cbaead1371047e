//! `/library history`: who changed an entry, and how.

use super::{Asked, Ctx, Never};
use crate::discord::commands::complete;
use crate::discord::render::library;

#[poise::command(slash_command, guild_only)]
pub(super) async fn history(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::entries"]
    #[max_length = 80]
    entry: String,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = async {
        let services = &asked.bot.services;
        let found = services.entry_meant(&caller, &entry).await?;
        let history = services.entry_history(&caller, found.as_ref()).await?;
        Ok(library::history::screen(&asked.texts, asked.locale(), &history, &entry))
    };
    asked.show(work).await;
    Ok(())
}
