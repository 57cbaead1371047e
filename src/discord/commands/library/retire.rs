//! `/library retire`: takes an entry off the list.

use super::{Asked, Ctx, Never, keeper, with_entry};
use crate::discord::commands::complete;
use crate::discord::custom_id::EntryStep;

#[poise::command(slash_command, guild_only)]
pub(super) async fn retire(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::live_entries"]
    #[max_length = 80]
    entry: String,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work = with_entry(&asked, keeper(&asked, &caller), &entry, |keeper, id| async move {
        keeper.ask(&id, EntryStep::Retire).await
    });
    asked.show(work).await;
    Ok(())
}
