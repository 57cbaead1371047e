//! `/engagement`, the same for the command and its buttons: one look at what was published, rendered.

use std::sync::Arc;

use super::Bot;
use super::custom_id::GroupStep;
use super::error::Fault;
use super::picture;
use super::render::engagement::{self, PICTURE, sheet, shown};
use super::render::screen::Screen;
use super::render::{digest, paragraphs};
use crate::service::caller::Caller;
use crate::service::digests::Switched;
use crate::words::Texts;

/// One step. Who may take the file is asked at this very press.
pub async fn step(
    bot: &Bot,
    texts: &Arc<Texts>,
    locale: &str,
    caller: &Caller,
    step: GroupStep,
) -> Result<Screen, Fault> {
    let (first, part) = match step {
        GroupStep::Show(first, part) => (first, part),
        GroupStep::Digest(_, first) => (first, 0),
        GroupStep::PostDigest | GroupStep::StopDigest => {
            return switch(bot, texts, locale, caller, step == GroupStep::PostDigest).await;
        }
        GroupStep::File => {
            let periods = bot.services.report_to_take(caller).await?;
            return Ok(sheet::taken(texts, locale, periods.as_deref()));
        }
    };
    let page = bot.services.group_page(caller).await?;
    let screen = engagement::page(texts, locale, &page, first, part.into());
    Ok(match shown(&page, first) {
        // The other parts are about the same picture; it is not sent again with each.
        Some(period) if part == 0 => screen.picture(PICTURE, picture::of(texts, locale, period).await),
        _ => screen,
    })
}

/// The switch of the digest. What would keep it from being posted is said at once.
async fn switch(bot: &Bot, texts: &Texts, locale: &str, caller: &Caller, on: bool) -> Result<Screen, Fault> {
    let switched = bot.services.switch_digest(caller, on).await?;
    let mut screen = digest::switched(texts, locale, &switched);
    if let Switched::On { channel, .. } = switched {
        let standing = bot.standing_for_digests(caller.guild, channel).await;
        let hindrance = digest::hindrance(texts, locale, channel, &standing);
        screen.content = paragraphs([screen.content].into_iter().chain(hindrance));
    }
    Ok(screen)
}
