//! Answering one interaction: within three seconds, once, and without ever
//! keeping a person waiting on a slow disk.
//!
//! Discord gives three seconds to the first answer. The work runs at once; if it
//! is done within [`PATIENCE`], it is the answer. If not, the interaction is
//! deferred ("thinking ...") and the reply is edited in when it is there.

use std::time::Duration;

use serenity::all::{Builder, CreateInteractionResponse, CreateInteractionResponseMessage, Http, HttpError};

use super::error::{self, Fault};
use super::incoming::Incoming;
use super::render::screen::{Modal, Screen};
use crate::words::Texts;

/// How long the work may take before the interaction is deferred.
pub const PATIENCE: Duration = Duration::from_millis(800);

/// How long one answering request may take: Discord's limit less a margin.
const ACK_LIMIT: Duration = Duration::from_millis(2_900);

/// How long an edit of a deferred reply may take.
const EDIT_LIMIT: Duration = Duration::from_secs(10);

/// Where the answer appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A new private reply.
    New,
    /// In place of the private message whose control was used.
    InPlace,
}

impl Place {
    fn of(self, screen: &Screen) -> CreateInteractionResponse {
        match self {
            Self::New => screen.reply(),
            Self::InPlace => screen.update(),
        }
    }
}

/// Runs `work` and shows its screen at `place`; a fault becomes a kind sentence.
pub async fn show(
    http: &Http,
    incoming: &Incoming,
    texts: &Texts,
    place: Place,
    work: impl Future<Output = Result<Screen, Fault>>,
) {
    tokio::pin!(work);
    let early = tokio::time::timeout(PATIENCE, &mut work).await;
    if let Ok(result) = early {
        let screen = result.unwrap_or_else(|fault| error::screen(texts, incoming, &fault));
        return respond(http, incoming, place.of(&screen)).await;
    }
    let thinking = match place {
        Place::New => {
            CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true))
        }
        Place::InPlace => CreateInteractionResponse::Acknowledge,
    };
    // Both at once: a slow acknowledgement must not hold the work back.
    let ((), result) = tokio::join!(respond(http, incoming, thinking), work);
    let screen = result.unwrap_or_else(|fault| error::screen(texts, incoming, &fault));
    let edit = screen.edit_reply().execute(http, incoming.token.0.as_str());
    match tokio::time::timeout(EDIT_LIMIT, edit).await {
        Ok(Ok(_)) => {}
        Ok(Err(fault)) => tracing::warn!(why = error::brief(&fault), "a deferred reply could not be shown"),
        Err(_) => tracing::warn!("a deferred reply could not be shown in time"),
    }
}

/// Shows a screen that is ready, as a new private reply. Touches nothing but Discord.
pub async fn show_now(http: &Http, incoming: &Incoming, screen: &Screen) {
    respond(http, incoming, screen.reply()).await;
}

/// Shows help: nothing is logged, whether it arrives or not, so that no trace says it was asked for.
pub async fn show_help(http: &Http, incoming: &Incoming, response: CreateInteractionResponse) {
    let request = response.execute(http, (incoming.id, incoming.token.0.as_str()));
    drop(tokio::time::timeout(ACK_LIMIT, request).await);
}

/// Shows a screen that is ready at `place`.
pub async fn show_at(http: &Http, incoming: &Incoming, place: Place, screen: &Screen) {
    respond(http, incoming, place.of(screen)).await;
}

/// Opens a form. Never waits for the store.
pub async fn open(http: &Http, incoming: &Incoming, modal: &Modal) {
    respond(http, incoming, modal.open()).await;
}

/// Sends the first answer of an interaction.
pub async fn respond(http: &Http, incoming: &Incoming, response: CreateInteractionResponse) {
    let request = response.execute(http, (incoming.id, incoming.token.0.as_str()));
    match tokio::time::timeout(ACK_LIMIT, request).await {
        Ok(Ok(())) => {}
        // The same interaction was delivered twice, or an answer was applied though its reply was lost.
        Ok(Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(refused))))
            if refused.error.code == 40060 => {}
        Ok(Err(fault)) => tracing::warn!(why = error::brief(&fault), "an interaction could not be answered"),
        Err(_) => tracing::warn!("an interaction could not be answered in time"),
    }
}
