//! `/library history`: who changed an entry, and how.

use super::{Asked, Ctx, Never, keeper};
use crate::discord::commands::complete;

#[poise::command(slash_command, guild_only)]
pub(super) async fn history(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::entries"]
    #[max_length = 80]
    entry: String,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    asked.show(keeper(&asked, &caller).history(&entry, 0)).await;
    Ok(())
}
