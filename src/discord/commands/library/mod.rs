//! `/library`: how moderators keep the list of resources. One file a subcommand.

mod add;
mod check;
mod edit;
mod export;
mod history;
mod import;
mod publish;
mod restore;
mod retire;
mod review;

use super::{Asked, Ctx, Never};
use crate::discord::error::Fault;
use crate::discord::library::Keeper;
use crate::discord::render::screen::Screen;
use crate::domain::resource::EntryId;
use crate::service::caller::Caller;
use add::add;
use check::check;
use edit::edit;
use export::export;
use history::history;
use import::import;
use publish::publish;
use restore::restore;
use retire::retire;
use review::review;

/// Never called: Discord shows a command with subcommands by these alone.
#[poise::command(
    slash_command,
    guild_only,
    subcommand_required,
    default_member_permissions = "MANAGE_MESSAGES",
    subcommands(
        "add", "edit", "retire", "restore", "check", "review", "publish", "import", "export", "history"
    )
)]
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn library(_ctx: Ctx<'_>) -> Result<(), Never> {
    Ok(())
}

fn keeper<'a>(asked: &'a Asked<'a>, caller: &'a Caller) -> Keeper<'a> {
    Keeper { bot: asked.bot, texts: &asked.texts, locale: asked.locale(), caller }
}

/// Does `work` with the entry that is meant by what was given, or says that there is none.
async fn with_entry<'a, F>(
    asked: &Asked<'_>,
    keeper: Keeper<'a>,
    given: &str,
    work: impl FnOnce(Keeper<'a>, EntryId) -> F,
) -> Result<Screen, Fault>
where
    F: Future<Output = Result<Screen, Fault>>,
{
    match asked.bot.services.entry_meant(keeper.caller, given).await? {
        Some(entry) => work(keeper, entry).await,
        None => keeper.unknown(given).await,
    }
}
