//! Posts of the bot's own: sending one with its nonce, and finding one again.
//!
//! Answers are told apart by what the planner must do about them. Nothing here
//! decides, and nothing here logs what was sent.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serenity::all::{ActionRowComponent, ButtonKind, GetMessages, Http, HttpError, Message, Nonce};

use super::render::screen::Screen;
use crate::domain::ids::{ChannelId, MessageId, SlotToken, UserId};
use crate::domain::planner::{Event, History};

/// How long one request may take before its outcome is unknown.
const LIMIT: Duration = Duration::from_secs(10);

/// How many messages Discord gives at once.
const PAGE: u8 = 100;

/// Discord's epoch, unix milliseconds: what a snowflake counts from.
const EPOCH_MS: i64 = 1_420_070_400_000;

/// Sends posts and looks for them.
#[derive(Clone)]
pub struct Poster {
    http: Arc<Http>,
}

impl Poster {
    /// A poster over the REST client.
    pub fn new(http: Arc<Http>) -> Self {
        Self { http }
    }

    /// Posts `screen` once under `token`, and says what came of it.
    pub async fn send(&self, channel: ChannelId, screen: &Screen, sound: bool, token: SlotToken) -> Event {
        let message = screen.message(sound).nonce(Nonce::String(token.to_string())).enforce_nonce(true);
        let target = serenity::all::ChannelId::new(channel.0);
        match tokio::time::timeout(LIMIT, target.send_message(&self.http, message)).await {
            Ok(Ok(message)) => {
                Event::Answer { message: MessageId(message.id.get()), at: posted_at(&message) }
            }
            Ok(Err(fault)) => refused(&fault),
            Err(_) => Event::ServerTrouble,
        }
    }

    /// Reads the channel after `after`, page by page, for our own post that holds `token`.
    pub async fn find(&self, me: UserId, channel: ChannelId, after: Timestamp, token: SlotToken) -> Event {
        let target = serenity::all::ChannelId::new(channel.0);
        let mut last = snowflake_at(after);
        let wanted = token.to_string();
        loop {
            let page = target.messages(&self.http, GetMessages::new().after(last).limit(PAGE));
            let page = match tokio::time::timeout(LIMIT, page).await {
                Ok(Ok(page)) => page,
                Ok(Err(fault)) => return history_refused(&fault),
                Err(_) => return Event::History(History::Trouble),
            };
            let ours = page.iter().find(|message| message.author.id.get() == me.0 && holds(message, &wanted));
            if let Some(found) = ours {
                let (message, at) = (MessageId(found.id.get()), posted_at(found));
                return Event::History(History::Found { message, at });
            }
            match page.iter().map(|message| message.id.get()).max() {
                Some(newest) if page.len() >= usize::from(PAGE) => last = newest,
                _ => return Event::History(History::Absent),
            }
        }
    }
}

/// What a refused or lost request means for the slot.
fn refused(fault: &serenity::Error) -> Event {
    let serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) = fault else {
        // The connection broke or the answer could not be read: it may have been posted.
        return Event::ServerTrouble;
    };
    match (response.status_code.as_u16(), response.error.code) {
        (404, 10008) => Event::Removed,
        (401, _) => Event::Unauthorized,
        (403, _) => Event::Forbidden,
        (404, _) => Event::Gone,
        // serenity keeps the status of a 429 and not its wait; the planner's own backoff adds to this.
        (429, _) => Event::TooMany { retry_after: SignedDuration::from_secs(1) },
        (400..=499, _) => Event::BadRequest,
        _ => Event::ServerTrouble,
    }
}

fn history_refused(fault: &serenity::Error) -> Event {
    match refused(fault) {
        Event::Forbidden => Event::History(History::NotAllowed),
        Event::Gone => Event::Gone,
        Event::Unauthorized => Event::Unauthorized,
        Event::TooMany { retry_after } => Event::TooMany { retry_after },
        _ => Event::History(History::Trouble),
    }
}

/// Whether one of the message's buttons or selects carries `token`.
fn holds(message: &Message, token: &str) -> bool {
    let parts = message.components.iter().flat_map(|row| &row.components);
    parts
        .filter_map(|part| match part {
            ActionRowComponent::Button(button) => match &button.data {
                ButtonKind::NonLink { custom_id, .. } => Some(custom_id.as_str()),
                _ => None,
            },
            ActionRowComponent::SelectMenu(menu) => menu.custom_id.as_deref(),
            _ => None,
        })
        .any(|custom_id| custom_id.split(':').any(|part| part == token))
}

fn posted_at(message: &Message) -> Timestamp {
    let ms = i64::try_from(message.id.get() >> 22).unwrap_or(0) + EPOCH_MS;
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The smallest id a message posted at `moment` can have.
fn snowflake_at(moment: Timestamp) -> u64 {
    u64::try_from(moment.as_millisecond().saturating_sub(EPOCH_MS)).unwrap_or(0) << 22
}
