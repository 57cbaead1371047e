//! `/library import`: what a file would do to the list, with the file beside it until the press.

use serenity::all::Attachment;

use super::{Asked, Ctx, Never};
use crate::discord::download::Remote;
use crate::discord::render::library::files;
use crate::discord::render::staff;
use crate::domain::resource::file::{self, FileFault, Format, LARGEST};

#[poise::command(slash_command, guild_only)]
pub(super) async fn import(ctx: Ctx<'_>, file: Attachment) -> Result<(), Never> {
    let asked = Asked::new(&ctx);
    let Some(caller) = asked.caller().await else { return Ok(()) };
    let given = Remote::from(&file);
    let work = async {
        let (texts, locale, services) = (&asked.texts, asked.locale(), &asked.bot.services);
        if !services.may_import(&caller).await? {
            return Ok(staff::moderators_only(texts, locale));
        }
        if Format::of_name(&given.name).is_none() && !is_spreadsheet(&given.name) {
            return Ok(files::unreadable(texts, locale, FileFault::Kind));
        }
        let bytes = match asked.bot.downloads.fetch(&given, LARGEST).await {
            Ok(bytes) => bytes,
            Err(lost) => return Ok(files::lost(texts, locale, lost)),
        };
        let (format, text) = match file::open(&given.name, &bytes) {
            Ok(opened) => opened,
            Err(fault) => return Ok(files::unreadable(texts, locale, fault)),
        };
        let planned = services.plan_import(&caller, format, &text).await?;
        Ok(files::planned(texts, locale, &planned, files::Source { format, text: &text }))
    };
    asked.show(work).await;
    Ok(())
}

/// A spreadsheet's own file, which is answered with what to do about it.
fn is_spreadsheet(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ["xls", "xlsx", "ods", "numbers"].contains(&ending.as_str()))
}
