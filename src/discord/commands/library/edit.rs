//! `/library edit`: changes an entry, by the same forms as a new one.

use super::{Asked, Ctx, Never, keeper, with_entry};
use crate::discord::commands::complete;

#[poise::command(slash_command, guild_only)]
pub(super) async fn edit(
    ctx: Ctx<'_>,
    #[autocomplete = "complete::entries"]
    #[max_length = 80]
    entry: String,
) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let work =
        with_entry(
            &asked,
            keeper(&asked, &caller),
            &entry,
            |keeper, id| async move { keeper.edit(&id).await },
        );
    asked.show(Box::pin(work)).await;
    Ok(())
}
