//! Answering one interaction: within three seconds, once, and without ever
//! keeping a person waiting on a slow disk.
//!
//! Discord gives three seconds to the first answer. The work runs at once; if it
//! is done within [`PATIENCE`], it is the answer. If not, the interaction is
//! deferred ("thinking ...") and the reply is edited in when it is there.
//!
//! An answer that is refused for now, or lost, is sent once more as long as the three
//! seconds last. If the first had arrived after all, Discord says so with 40060.

use std::time::Duration;

use serenity::all::{Builder, CreateInteractionResponse, CreateInteractionResponseMessage, Http, HttpError};
use tokio::time::Instant;

use super::error::{self, Fault};
use super::incoming::Incoming;
use super::pace::Failed;
use super::render::screen::{Modal, Screen};
use crate::words::Texts;

/// How long the work may take before the interaction is deferred.
pub const PATIENCE: Duration = Duration::from_millis(800);

/// When the answer must be there, counted from the arrival: Discord's limit less a margin.
const ACK_LIMIT: Duration = Duration::from_millis(2_900);

/// How long the first try may take when there may be a second.
const FIRST_TRY: Duration = Duration::from_millis(1_300);

/// The pause before the second try.
const BREATH: Duration = Duration::from_millis(100);

/// How long an edit of a deferred reply may take.
const EDIT_LIMIT: Duration = Duration::from_secs(10);

/// The pauses between the tries of an edit. Nothing changes when it is made twice, and its token
/// lasts for 15 minutes.
const EDIT_PAUSES: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4), Duration::from_secs(8)];

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
    if let Err(failed) = fill_in(http, incoming, &screen).await {
        tracing::warn!(why = failed.brief(), "a deferred reply could not be shown");
    }
}

/// Shows the screen in place of "thinking ...".
async fn fill_in(http: &Http, incoming: &Incoming, screen: &Screen) -> Result<(), Failed> {
    let mut pauses = EDIT_PAUSES.into_iter();
    loop {
        let edit = screen.edit_reply().execute(http, incoming.token.0.as_str());
        let failed = match tokio::time::timeout(EDIT_LIMIT, edit).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(fault)) => Failed::Said(fault),
            Err(_) => Failed::Silent,
        };
        match pauses.next() {
            Some(pause) if failed.may_pass() => tokio::time::sleep(pause).await,
            _ => return Err(failed),
        }
    }
}

/// Shows a screen that is ready, as a new private reply. Touches nothing but Discord.
pub async fn show_now(http: &Http, incoming: &Incoming, screen: &Screen) {
    respond(http, incoming, screen.reply()).await;
}

/// Shows help: nothing is logged, whether it arrives or not, so that no trace says it was asked for.
pub async fn show_help(http: &Http, incoming: &Incoming, response: CreateInteractionResponse) {
    drop(first_answer(http, incoming, response).await);
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
    if let Err(failed) = first_answer(http, incoming, response).await {
        tracing::warn!(why = failed.brief(), "an interaction could not be answered");
    }
}

/// Sends the first answer, and once more when that may help and there is time.
async fn first_answer(
    http: &Http,
    incoming: &Incoming,
    response: CreateInteractionResponse,
) -> Result<(), Failed> {
    let end = incoming.arrived + ACK_LIMIT;
    let first = attempt(http, incoming, response.clone(), end.min(Instant::now() + FIRST_TRY)).await;
    match first {
        Err(failed) if failed.may_pass() && Instant::now() + BREATH < end => {
            tokio::time::sleep(BREATH).await;
            attempt(http, incoming, response, end).await
        }
        outcome => outcome,
    }
}

async fn attempt(
    http: &Http,
    incoming: &Incoming,
    response: CreateInteractionResponse,
    end: Instant,
) -> Result<(), Failed> {
    let request = response.execute(http, (incoming.id, incoming.token.0.as_str()));
    match tokio::time::timeout_at(end, request).await {
        Ok(Ok(())) => Ok(()),
        // The same interaction was delivered twice, or an answer was applied though its reply was lost.
        Ok(Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(refused))))
            if refused.error.code == 40060 =>
        {
            Ok(())
        }
        Ok(Err(fault)) => Err(Failed::Said(fault)),
        Err(_) => Err(Failed::Silent),
    }
}
