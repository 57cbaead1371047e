//! `/my-data` as a whole: in a community its own page, in a direct message first the question which one.

use futures_util::future::join_all;

use super::Bot;
use super::error::Fault;
use super::render::my_data::{self, MyDataPage};
use super::render::renew;
use super::render::screen::Screen;
use crate::domain::consent::CONSENT_VERSION;
use crate::domain::ids::UserId;
use crate::service::Services;
use crate::service::caller::{Caller, Rights};
use crate::store::StoreError;
use crate::words::Texts;

/// The overview of one community.
pub async fn page_of(
    services: &Services,
    caller: &Caller,
    page: MyDataPage<'_>,
) -> Result<Screen, StoreError> {
    let data = services.my_data(caller).await?;
    let screen = page.overview(&data);
    let consents = data.held.iter().flat_map(|held| &held.consents);
    // The button works in the community alone.
    let changed = page.of.is_none() && consents.into_iter().any(|consent| consent.version < CONSENT_VERSION);
    Ok(if changed { renew::under(page.texts, page.locale, screen) } else { screen })
}

/// What a direct message shows: the one community that holds something, or a page of the list of them.
///
/// Whoever left a community, or was made to, still sees what it keeps and can take it away.
pub async fn everywhere(
    bot: &Bot,
    texts: &Texts,
    locale: &str,
    user: UserId,
    page: u16,
) -> Result<Screen, Fault> {
    let services = &bot.services;
    let held = services.holding(user).await?;
    let names = join_all(held.iter().map(|guild| bot.guild_name(*guild))).await;
    let held: Vec<_> = held.into_iter().zip(names).collect();
    Ok(match &held[..] {
        [] => my_data::nowhere(texts, locale),
        [(guild, name)] => {
            let caller = services.caller(*guild, user, Rights::default());
            let of = Some((*guild, name.as_deref()));
            page_of(services, &caller, MyDataPage { texts, locale, of }).await?
        }
        several => my_data::which(texts, locale, page, several),
    })
}
