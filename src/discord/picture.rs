//! Drawing the picture of a period, where nobody else waits for it.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::render::picture::labels;
use crate::domain::engagement::ReleasedPeriod;
use crate::picture::{Picture, draw};
use crate::words::Texts;

/// How many are drawn at once: somebody who opens page after page leaves processors to the others.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// The picture of a period. None where it cannot be drawn: the words beside it say the same.
pub async fn of(texts: &Arc<Texts>, locale: &str, period: &ReleasedPeriod) -> Option<Picture> {
    let _turn = AT_ONCE.acquire().await.ok()?;
    let (texts, locale, period) = (Arc::clone(texts), locale.to_owned(), period.clone());
    let drawn = spawn_blocking(move || draw(&period, &labels(&texts, &locale, &period)));
    match drawn.await {
        Ok(Ok(picture)) => Some(picture),
        Ok(Err(fault)) => {
            tracing::warn!(%fault, "the picture of a period could not be drawn; its words are shown without it");
            None
        }
        Err(_) => {
            tracing::error!("drawing the picture of a period broke off; its words are shown without it");
            None
        }
    }
}
