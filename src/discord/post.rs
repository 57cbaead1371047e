//! Posts of the bot's own: sending one with its nonce, and finding one again.
//!
//! Answers are told apart by what the planner must do about them. Nothing here
//! decides, and nothing here logs what was sent.

mod amend;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serenity::all::{ActionRowComponent, ButtonKind, GetMessages, HttpError, Message, Nonce};

pub use self::amend::Amended;
use super::Bot;
use super::custom_id::CustomId;
use super::pace::{Failed, Pass};
use super::permissions::Standing;
use super::render::screen::Screen;
use crate::domain::ids::{ChannelId, GuildId, MessageId, SlotToken};
use crate::domain::pacing::Class;
use crate::domain::planner::{Event, History};
use crate::domain::slot::Slot;

/// How many messages Discord gives at once.
const PAGE: u8 = 100;

/// Discord's epoch, unix milliseconds: what a snowflake counts from.
const EPOCH_MS: i64 = 1_420_070_400_000;

/// Sends posts and looks for them.
#[derive(Clone)]
pub struct Poster {
    bot: Arc<Bot>,
    /// How long one request may take before its outcome is unknown.
    limit: Duration,
}

/// What became of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// It is there.
    Posted,
    /// Not now; later it may be.
    Later,
    /// The channel is gone or closed to the bot.
    Refused,
}

impl Poster {
    /// A poster for `bot`, whose requests take `limit` at most.
    pub fn new(bot: Arc<Bot>, limit: SignedDuration) -> Self {
        Self { bot, limit: limit.unsigned_abs() }
    }

    /// Waits until a slot's request may go. None when the bot is stopping.
    pub async fn turn(&self, slot: &Slot) -> Option<Pass> {
        self.bot.gate.pass(Class::Post, slot.guild, slot.channel).await
    }

    /// Posts `screen` once under the slot's token, and says what came of it.
    pub async fn send(&self, turn: Pass, slot: &Slot, screen: &Screen, sound: bool) -> Event {
        let message = screen.message(sound).nonce(Nonce::String(slot.token.to_string())).enforce_nonce(true);
        let target = serenity::all::ChannelId::new(slot.channel.0);
        match turn.make(self.limit, target.send_message(&self.bot.http, message)).await {
            Ok(message) => Event::Answer { message: MessageId(message.id.get()), at: posted_at(&message) },
            Err(Failed::Said(fault)) => refused(&fault),
            Err(Failed::Silent | Failed::Stopping) => Event::ServerTrouble,
        }
    }

    /// Reads the channel after `after`, page by page, for our own post of this slot.
    pub async fn find(&self, turn: Pass, slot: &Slot, after: Timestamp) -> Event {
        match self.search(turn, slot, after).await {
            Some(event) => event,
            None => self.absent(slot).await,
        }
    }

    /// As [`Self::find`], in a direct channel: there the bot may always read.
    pub async fn find_direct(&self, turn: Pass, slot: &Slot, after: Timestamp) -> Event {
        self.search(turn, slot, after).await.unwrap_or(Event::History(History::Absent))
    }

    /// None when everything was read and the post is not there.
    async fn search(&self, turn: Pass, slot: &Slot, after: Timestamp) -> Option<Event> {
        let target = serenity::all::ChannelId::new(slot.channel.0);
        let mut last = snowflake_at(after);
        let (me, wanted) = (self.bot.me(), slot.token.to_string());
        let mut turn = Some(turn);
        loop {
            // A later page waits for a turn of its own.
            let pass = match turn.take() {
                Some(pass) => Some(pass),
                None => self.turn(slot).await,
            };
            let Some(pass) = pass else { return Some(Event::History(History::Trouble)) };
            let page = target.messages(&self.bot.http, GetMessages::new().after(last).limit(PAGE));
            let page = match pass.make(self.limit, page).await {
                Ok(page) => page,
                Err(Failed::Said(fault)) => return Some(history_refused(&fault)),
                Err(Failed::Silent | Failed::Stopping) => return Some(Event::History(History::Trouble)),
            };
            let ours = page.iter().find(|message| message.author.id.get() == me.0 && holds(message, &wanted));
            if let Some(found) = ours {
                let (message, at) = (MessageId(found.id.get()), posted_at(found));
                return Some(Event::History(History::Found { message, at }));
            }
            match page.iter().map(|message| message.id.get()).max() {
                Some(newest) if page.len() >= usize::from(PAGE) => last = newest,
                _ => return None,
            }
        }
    }

    /// The messages of published lists that are our own and stand in the channel of `slot` since `after` and
    /// until `until`, each with its token, the oldest first; or why that cannot be told.
    pub async fn own_lists(
        &self,
        slot: &Slot,
        (after, until): (Timestamp, Timestamp),
    ) -> Result<Vec<(SlotToken, MessageId, Timestamp)>, Event> {
        let target = serenity::all::ChannelId::new(slot.channel.0);
        let (mut last, end, me) = (snowflake_at(after), snowflake_at(until), self.bot.me());
        let mut found = Vec::new();
        loop {
            let pass = self.turn(slot).await.ok_or(Event::History(History::Trouble))?;
            let page = target.messages(&self.bot.http, GetMessages::new().after(last).limit(PAGE));
            let page = match pass.make(self.limit, page).await {
                Ok(page) => page,
                Err(Failed::Said(fault)) => return Err(history_refused(&fault)),
                Err(Failed::Silent | Failed::Stopping) => return Err(Event::History(History::Trouble)),
            };
            let ours = page.iter().filter(|message| message.author.id.get() == me.0);
            found.extend(ours.filter_map(|message| {
                Some((list_token(message)?, MessageId(message.id.get()), posted_at(message)))
            }));
            match page.iter().map(|message| message.id.get()).max() {
                Some(newest) if page.len() >= usize::from(PAGE) && newest < end => last = newest,
                _ => break,
            }
        }
        found.retain(|(_, message, _)| message.0 <= end);
        found.sort_by_key(|(_, message, _)| message.0);
        Ok(found)
    }

    /// The post is not among what was read. To a bot that may not read the history Discord gives no
    /// refusal but an empty page, so the word counts only with the right to read.
    async fn absent(&self, slot: &Slot) -> Event {
        match self.bot.standing(slot.guild, slot.channel).await {
            Standing::Gone => Event::Gone,
            Standing::Unknown => Event::History(History::Trouble),
            Standing::Missing(missing) if missing.iter().any(|right| right.key == "read-message-history") => {
                Event::History(History::NotAllowed)
            }
            Standing::Good | Standing::Missing(_) => Event::History(History::Absent),
        }
    }

    /// Posts a notice to staff.
    pub async fn notice(
        &self,
        guild: GuildId,
        channel: ChannelId,
        screen: &Screen,
        token: SlotToken,
    ) -> Noticed {
        let message = screen.message(true).nonce(Nonce::String(token.to_string())).enforce_nonce(true);
        let target = serenity::all::ChannelId::new(channel.0);
        let request = target.send_message(&self.bot.http, message);
        match self.bot.gate.ask((guild, channel), self.limit, request).await {
            Ok(_) => Noticed::Posted,
            Err(Failed::Stopping) => Noticed::Later,
            Err(failed) => {
                tracing::warn!(why = failed.brief(), "a notice to staff could not be posted");
                if failed.may_pass() { Noticed::Later } else { Noticed::Refused }
            }
        }
    }
}

/// What a refused or lost request means for the slot.
pub(super) fn refused(fault: &serenity::Error) -> Event {
    let serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) = fault else {
        // The connection broke or the answer could not be read: it may have been posted.
        return Event::ServerTrouble;
    };
    match (response.status_code.as_u16(), response.error.code) {
        (404, 10008) => Event::Removed,
        (401, _) => Event::Unauthorized,
        (403, _) => Event::Forbidden,
        (404, _) => Event::Gone,
        // serenity keeps the status of a 429 and not its wait; who counts them knows how long to wait.
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
    custom_ids(message).any(|custom_id| custom_id.split([':', '.']).any(|part| part == token))
}

/// The token of a message of a published list.
fn list_token(message: &Message) -> Option<SlotToken> {
    custom_ids(message).find_map(|custom_id| match custom_id.parse() {
        Ok(CustomId::Search { token }) => Some(token),
        _ => None,
    })
}

fn custom_ids(message: &Message) -> impl Iterator<Item = &str> {
    let parts = message.components.iter().flat_map(|row| &row.components);
    parts.filter_map(|part| match part {
        ActionRowComponent::Button(button) => match &button.data {
            ButtonKind::NonLink { custom_id, .. } => Some(custom_id.as_str()),
            _ => None,
        },
        ActionRowComponent::SelectMenu(menu) => menu.custom_id.as_deref(),
        _ => None,
    })
}

pub(super) fn posted_at(message: &Message) -> Timestamp {
    let ms = i64::try_from(message.id.get() >> 22).unwrap_or(0) + EPOCH_MS;
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The smallest id a message posted at `moment` can have.
fn snowflake_at(moment: Timestamp) -> u64 {
    u64::try_from(moment.as_millisecond().saturating_sub(EPOCH_MS)).unwrap_or(0) << 22
}
