//! Where the consent text has changed since a member said yes, a quiet way to it under their own screens.

use super::render::renew;
use super::render::screen::Screen;
use crate::service::Services;
use crate::service::caller::Caller;
use crate::store::StoreError;
use crate::words::Texts;

/// The screen, with the line and the button under it where the text has changed for the caller.
pub async fn where_changed(
    services: &Services,
    caller: &Caller,
    texts: &Texts,
    locale: &str,
    screen: Screen,
) -> Result<Screen, StoreError> {
    let changed = services.text_changed(caller).await?;
    Ok(if changed { renew::under(texts, locale, screen) } else { screen })
}
