//! The one boundary where a fault becomes something a person can read.
//!
//! It is logged once, with an incident id that the person sees too. A fault's own
//! text is never shown and never logged whole: serenity's errors print the
//! interaction's token.

use serenity::all::{GatewayError, HttpError};

use super::incoming::Incoming;
use super::render::button;
use super::render::screen::Screen;
use crate::store::StoreError;
use crate::words::Texts;

/// Why an interaction could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store refused, or did not say.
    #[error("the store: {0}")]
    Store(#[from] StoreError),
    /// Discord refused, or did not answer.
    #[error("Discord: {0}")]
    Discord(String),
    /// The bot's own data does not fit together.
    #[error("{0}")]
    Inconsistent(&'static str),
}

impl From<serenity::Error> for Fault {
    fn from(fault: serenity::Error) -> Self {
        Self::Discord(brief(&fault))
    }
}

/// The kind sentence for a fault, with the way to help beside it.
pub fn screen(texts: &Texts, incoming: &Incoming, fault: &Fault) -> Screen {
    let incident = incident_id(incoming.id.get());
    let locale = &incoming.locale;
    let key = match fault {
        Fault::Store(StoreError::Busy) => "busy",
        Fault::Store(StoreError::Unknown(_)) => "maybe-saved",
        Fault::Store(_) => "not-saved",
        Fault::Discord(_) | Fault::Inconsistent(_) => "went-wrong",
    };
    // A busy or full disk is the operator's to mend and not a bug: it warns. What cannot happen is an error.
    match fault {
        Fault::Inconsistent(_) => tracing::error!(incident, %fault, "an interaction failed"),
        Fault::Store(_) | Fault::Discord(_) => tracing::warn!(incident, %fault, "an interaction failed"),
    }
    let content = texts.say(locale, key, &[("incident", incident.into())]);
    Screen::text(content).buttons(vec![button::help(texts, locale), button::help_lines(texts, locale)])
}

/// Notes that the command framework could not run a command; `kind` is our own word for why.
pub fn log_command(kind: &'static str) {
    tracing::warn!(kind, "a slash command could not be run");
}

/// What went wrong in a request, in words that hold no URL, token or body.
pub fn brief(fault: &serenity::Error) -> String {
    match fault {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) => {
            format!("HTTP {}, code {}", refused.status_code.as_u16(), refused.error.code)
        }
        serenity::Error::Http(HttpError::Request(request)) if request.is_timeout() => {
            "no answer in time".to_owned()
        }
        serenity::Error::Http(HttpError::Request(request)) if request.is_connect() => {
            "no connection".to_owned()
        }
        serenity::Error::Http(_) => "the request failed".to_owned(),
        serenity::Error::Json(_) => "an answer that is not JSON as expected".to_owned(),
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => "the token was refused".to_owned(),
        serenity::Error::Gateway(_) => "the gateway closed".to_owned(),
        serenity::Error::Model(_) => "the request breaks a limit of Discord's".to_owned(),
        _ => "the client failed".to_owned(),
    }
}

/// Six letters that a member can read out and an operator can find in the log.
///
/// Made from the interaction's own id, so that it needs neither chance nor a counter.
fn incident_id(interaction: u64) -> String {
    let mixed = interaction.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let letters = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    (0..6).map(|place| char::from(letters[(mixed >> (59 - place * 5) & 31) as usize])).collect()
}
