//! `/library export`: the list as a file, to a moderator alone.

use super::{Asked, Ctx, Never};
use crate::discord::render::library::files;
use crate::domain::resource::file::Format;

/// How the file is to be written.
#[derive(Clone, Copy, Debug, poise::ChoiceParameter)]
pub(super) enum Written {
    #[name = "csv"]
    Csv,
    #[name = "toml"]
    Toml,
}

#[poise::command(slash_command, guild_only)]
pub(super) async fn export(ctx: Ctx<'_>, format: Written) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let format = match format {
        Written::Csv => Format::Csv,
        Written::Toml => Format::Toml,
    };
    let work = async {
        let exported = asked.bot.services.export_library(&caller, format).await?;
        Ok(files::exported(&asked.texts, asked.locale(), format, exported))
    };
    asked.show(work).await;
    Ok(())
}
