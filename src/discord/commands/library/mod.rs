//! `/library`: how moderators keep the list of resources. One file a subcommand.

mod history;
mod review;

use super::{Asked, Ctx, Never};
use history::history;
use review::review;

/// Never called: Discord shows a command with subcommands by these alone.
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    default_member_permissions = "MANAGE_MESSAGES",
    subcommands("history", "review")
)]
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn library(_ctx: Ctx<'_>) -> Result<(), Never> {
    Ok(())
}
