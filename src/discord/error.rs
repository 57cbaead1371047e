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

#[cfg(test)]
mod tests {
    use serenity::all::InteractionId;

    use super::*;
    use crate::discord::incoming::Token;
    use crate::domain::ids::{ChannelId, UserId};
    use crate::service::caller::Rights;
    use crate::store::Fault as StoreFault;
    use crate::words::Words;

    fn told(fault: impl Into<Fault>) -> Screen {
        let incoming = Incoming {
            id: InteractionId::new(1_442_000_000_000_000_001),
            token: Token("never shown".to_owned()),
            guild: None,
            channel: ChannelId(1),
            user: UserId(2),
            rights: Rights::default(),
            locale: "en".to_owned(),
            received: tokio::time::Instant::now(),
        };
        screen(&Words::load(None).unwrap().now(), &incoming, &fault.into())
    }

    #[test]
    fn a_person_is_told_whether_it_was_saved_and_never_the_faults_own_text() {
        let not_saved = told(StoreError::NotSaved(StoreFault::Full)).content;
        assert!(not_saved.contains("**not saved**"), "{not_saved}");
        let maybe = told(StoreError::Unknown(StoreFault::TimedOut)).content;
        assert!(maybe.contains("cannot tell if it was saved") && !maybe.contains("not saved"), "{maybe}");
        let busy = told(StoreError::Busy).content;
        assert!(busy.contains("**not saved**"), "{busy}");
        let broken = told(Fault::Inconsistent("a part of the bot failed")).content;
        for text in [&not_saved, &maybe, &busy, &broken] {
            assert!(text.contains("Get help now still works."), "{text}");
            assert!(
                !text.contains("disk") && !text.contains("took too long (") && !text.contains("a part of")
            );
        }
    }

    #[test]
    fn help_stands_under_every_fault() {
        for fault in [StoreError::Busy, StoreError::Unknown(StoreFault::Closed), StoreError::BadRow("x")] {
            let rows = told(fault).rows;
            assert_eq!(rows.len(), 1, "{rows:?}");
            assert!(format!("{rows:?}").contains("Press(Help)"), "{rows:?}");
        }
    }
}
