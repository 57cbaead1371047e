//! `/engagement`, the same for the command and its buttons: one look at what was published, rendered.

use super::Bot;
use super::custom_id::GroupStep;
use super::error::Fault;
use super::render::engagement::{self, sheet};
use super::render::screen::Screen;
use super::render::{digest, paragraphs};
use crate::service::caller::Caller;
use crate::service::digests::Switched;
use crate::words::Texts;

/// One step. Who may take the file is asked at this very press.
pub async fn step(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    caller: &Caller,
    step: GroupStep,
) -> Result<Screen, Fault> {
    Ok(match step {
        GroupStep::Show(first, part) => {
            let page = bot.services.group_page(caller).await?;
            engagement::page(texts, locale, &page, first, part.into())
        }
        GroupStep::Digest(_) => {
            let page = bot.services.group_page(caller).await?;
            engagement::page(texts, locale, &page, None, 0)
        }
        GroupStep::PostDigest | GroupStep::StopDigest => {
            let on = step == GroupStep::PostDigest;
            let switched = bot.services.switch_digest(caller, on).await?;
            let mut screen = digest::switched(texts, locale, &switched);
            if let Switched::On { channel, .. } = switched {
                let standing = bot.standing_for_digests(caller.guild, channel).await;
                let hindrance = digest::hindrance(texts, locale, channel, &standing);
                screen.content = paragraphs([screen.content].into_iter().chain(hindrance));
            }
            screen
        }
        GroupStep::File => {
            let periods = bot.services.report_to_take(caller).await?;
            sheet::taken(texts, locale, periods.as_deref())
        }
    })
}
