//! `/library restore`: puts an entry back on the list.

use super::{Asked, Ctx, Never, keeper, with_entry};
use crate::discord::commands::complete;
use crate::discord::custom_id::EntryStep;

#[poise::command(slash_command, guild_only)]
pub(super) async fn restore(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::retired_entries"]
    #[max_length = 80]
    entry: String,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = with_entry(&asked, keeper(&asked, &caller), &entry, |keeper, id| async move {
        keeper.ask(&id, EntryStep::Restore).await
    });
    asked.show(work).await;
    Ok(())
}
