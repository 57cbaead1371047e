//! Answering one interaction: within three seconds, once, and without ever
//! keeping a person waiting on a slow disk.
//!
//! Discord gives three seconds to the first answer. The work runs at once; if it
//! is done within [`PATIENCE`], it is the answer. If not, the interaction is
//! deferred ("thinking ...") and the reply is edited in when it is there. An answer
//! that was lost on the way is sent again: Discord takes the first and refuses the rest.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use serenity::all::{
    Builder, CreateInteractionResponse, CreateInteractionResponseMessage, ErrorResponse, Http, HttpError,
};
use tokio::time::{Instant, sleep, timeout};

use super::error::{self, Fault};
use super::incoming::Incoming;
use super::render::screen::{Modal, Screen};
use crate::words::Texts;

/// How long the work may take before the interaction is deferred.
pub const PATIENCE: Duration = Duration::from_millis(800);

/// Until when the first answer is tried: Discord's limit less a margin.
const FIRST_ANSWER: Duration = Duration::from_millis(2_900);

/// How long one attempt at the first answer may take; two fit into the limit.
const ATTEMPT: Duration = Duration::from_millis(1_200);

/// Until when a deferred reply is tried, and how long one attempt may take.
const FILLING: Duration = Duration::from_secs(20);
const FILLING_ATTEMPT: Duration = Duration::from_secs(8);

/// The first pause between two attempts; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(50);

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
///
/// That sentence is always a message of its own: it asks to press again, so the
/// button must still be there.
pub async fn show(
    http: &Http,
    incoming: &Incoming,
    texts: &Texts,
    place: Place,
    work: impl Future<Output = Result<Screen, Fault>>,
) {
    let work = unbroken(work);
    tokio::pin!(work);
    if let Ok(result) = timeout(PATIENCE, &mut work).await {
        let response = match result {
            Ok(screen) => place.of(&screen),
            Err(fault) => error::screen(texts, incoming, &fault).reply(),
        };
        return respond(http, incoming, response).await;
    }
    let thinking = match place {
        Place::New => {
            CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new().ephemeral(true))
        }
        Place::InPlace => CreateInteractionResponse::Acknowledge,
    };
    // Both at once: a slow acknowledgement must not hold the work back.
    let ((), result) = tokio::join!(respond(http, incoming, thinking), work);
    let until = Instant::now() + FILLING;
    let token = incoming.token.0.as_str();
    let shown = match (result, place) {
        (Err(fault), Place::InPlace) => {
            let reply = error::screen(texts, incoming, &fault).follow_up();
            insist(until, FILLING_ATTEMPT, || reply.clone().execute(http, (None, token))).await
        }
        (result, _) => {
            let screen = result.unwrap_or_else(|fault| error::screen(texts, incoming, &fault));
            let edit = screen.edit_reply();
            insist(until, FILLING_ATTEMPT, || edit.clone().execute(http, token)).await
        }
    };
    if let Err(why) = shown {
        tracing::warn!(why, "a deferred reply could not be shown");
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
    if let Err(why) = first_answer(http, incoming, response).await {
        tracing::warn!(why, "an interaction could not be answered");
    }
}

async fn first_answer(
    http: &Http,
    incoming: &Incoming,
    response: CreateInteractionResponse,
) -> Result<(), String> {
    let ids = (incoming.id, incoming.token.0.as_str());
    insist(incoming.received + FIRST_ANSWER, ATTEMPT, || response.clone().execute(http, ids)).await
}

/// Makes a request until it is accepted, is refused for good, or `until` is near; at least once.
///
/// # Errors
/// Why the last attempt failed, in words that may be logged.
async fn insist<T, R>(until: Instant, limit: Duration, request: impl Fn() -> R) -> Result<(), String>
where
    R: Future<Output = serenity::Result<T>>,
{
    let mut pause = PAUSE;
    loop {
        let left = until.saturating_duration_since(Instant::now()).max(PAUSE);
        let why = match timeout(limit.min(left), request()).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(fault)) => match verdict(&fault) {
                Verdict::Answered => return Ok(()),
                Verdict::Refused => return Err(error::brief(&fault)),
                Verdict::Lost => error::brief(&fault),
            },
            Err(_late) => "no answer in time".to_owned(),
        };
        if Instant::now() + pause >= until {
            return Err(why);
        }
        sleep(pause).await;
        pause *= 2;
    }
}

/// What an answer that was not accepted means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The interaction is answered already: it was delivered twice, or an answer of ours was applied though
    /// Discord's reply was lost.
    Answered,
    /// Another attempt would be refused as well.
    Refused,
    /// Nobody knows whether it arrived, or it came at a bad moment.
    Lost,
}

fn verdict(fault: &serenity::Error) -> Verdict {
    match fault {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(ErrorResponse {
            status_code, error, ..
        })) => match (status_code.as_u16(), error.code) {
            (_, 40060) => Verdict::Answered,
            (429 | 500.., _) => Verdict::Lost,
            _ => Verdict::Refused,
        },
        serenity::Error::Http(HttpError::Request(_)) => Verdict::Lost,
        // A reply that cannot be read: what was asked is done.
        serenity::Error::Json(_) => Verdict::Answered,
        _ => Verdict::Refused,
    }
}

/// The work's outcome, also when a part of it panics: whoever pressed is answered all the same.
async fn unbroken(work: impl Future<Output = Result<Screen, Fault>>) -> Result<Screen, Fault> {
    let caught = AssertUnwindSafe(work).catch_unwind().await;
    caught.unwrap_or(Err(Fault::Inconsistent("a part of the bot failed")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_breaks_ends_as_a_fault_and_not_in_silence() {
        let broken = unbroken(async { panic!("a part that breaks") }).await;
        assert!(matches!(broken, Err(Fault::Inconsistent(_))));
        let whole = unbroken(async { Ok(Screen::text("here".to_owned())) }).await;
        assert_eq!(whole.unwrap().content, "here");
    }

    #[tokio::test]
    async fn an_answer_that_stays_lost_is_given_up_at_the_limit_and_not_hammered() {
        let attempts = std::cell::Cell::new(0);
        let refused = || {
            attempts.set(attempts.get() + 1);
            std::future::ready(Err::<(), _>(serenity::Error::Http(HttpError::InvalidPort)))
        };
        let limit = Duration::from_millis(120);
        assert!(insist(Instant::now() + 3 * limit, limit, refused).await.is_err());
        assert_eq!(attempts.take(), 1, "what is refused for good is not sent again");
        let begun = Instant::now();
        let hanging = || {
            attempts.set(attempts.get() + 1);
            std::future::pending::<serenity::Result<()>>()
        };
        assert!(insist(begun + 3 * limit, limit, hanging).await.is_err());
        assert!((1..=3).contains(&attempts.get()), "{} attempts", attempts.get());
        assert!(begun.elapsed() < 10 * limit);
    }
}
