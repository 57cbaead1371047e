//! The buttons under what a file would do to the list.

use super::Press;
use crate::discord::answer;
use crate::discord::download::Lost;
use crate::discord::render::library::files::{self, IMPORT_CSV, IMPORT_TOML};
use crate::discord::render::staff;
use crate::domain::resource::file::{Format, LARGEST};
use crate::service::caller::Caller;

/// The letters of an older file take up to three bytes where it had one.
const LARGEST_COPY: usize = 3 * LARGEST;

/// *Bring in these*: reads the file from the message again, plans anew, and does it if that is what was shown.
pub async fn bring_in(press: &Press<'_>, caller: &Caller, mark: &str) {
    let (texts, locale, bot) = (&press.texts, press.locale(), press.bot);
    let work = async {
        if !bot.services.may_import(caller).await? {
            return Ok(staff::moderators_only(texts, locale));
        }
        let copy = press.files.iter().find(|file| [IMPORT_CSV, IMPORT_TOML].contains(&file.name.as_str()));
        let fetched = match copy {
            Some(copy) => bot.downloads.fetch(copy, LARGEST_COPY).await,
            None => Err(Lost::Gone),
        };
        let text = match fetched.map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => return Ok(files::lost(texts, locale, Lost::Late)),
            Err(lost) => return Ok(files::lost(texts, locale, lost)),
        };
        let named_toml = copy.is_some_and(|copy| copy.name == IMPORT_TOML);
        let format = if named_toml { Format::Toml } else { Format::Csv };
        let outcome = bot.services.bring_in(caller, format, &text, mark).await?;
        Ok(files::brought_in(texts, locale, &outcome, files::Source { format, text: &text }))
    };
    answer::show(press.http(), &press.incoming, texts, press.place, work).await;
}

/// *Cancel*.
pub async fn cancel(press: &Press<'_>) {
    let screen = files::cancelled(&press.texts, press.locale());
    answer::show_at(press.http(), &press.incoming, press.place, &screen).await;
}
