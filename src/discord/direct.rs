//! Direct messages: whether somebody is still in a community, the channel to them, and the message.
//!
//! Discord wants few of them, and each asked for. Every request waits at the gate behind
//! the cards, and what Discord says is told apart by what the reminder must do about it.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;
use serenity::all::{HttpError, Nonce};

use super::Bot;
use super::pace::{Failed, Pass, status};
use super::post::{posted_at, refused};
use super::render::screen::Screen;
use crate::domain::ids::{ChannelId, GuildId, MessageId, UserId};
use crate::domain::pacing::Class;
use crate::domain::planner::Event;
use crate::domain::slot::Slot;

/// "You are opening direct messages too fast".
const TOO_FAST: isize = 40_003;
/// "Unknown Member" and "Unknown User".
const LEFT: [isize; 2] = [10_007, 10_013];
/// "Cannot send messages to this user", "no mutual guilds", and a channel or user that is no more.
const CLOSED: [isize; 4] = [50_007, 50_278, 10_003, 10_013];
/// How long a refusal for going too fast is heeded. Nobody minds a nudge that is half a minute late.
const PATIENCE: SignedDuration = SignedDuration::from_secs(30);

/// Writes to people who asked for it.
#[derive(Clone)]
pub struct Direct {
    bot: Arc<Bot>,
    /// How long one request may take before its outcome is unknown.
    limit: Duration,
}

/// Whether somebody can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// They are a member, and this is the channel to them.
    Here(ChannelId),
    /// They left the community, or their account is gone.
    Left,
    /// The bot is not in the community any more, or may not ask: this one is left out.
    NotIn,
    /// Discord opens no channel to them.
    Closed,
    /// It could not be asked now.
    Unknown,
    /// Discord refuses the bot's token.
    Unauthorized,
}

impl Direct {
    /// For `bot`, whose requests take `limit` at most.
    pub fn new(bot: Arc<Bot>, limit: SignedDuration) -> Self {
        Self { bot, limit: limit.unsigned_abs() }
    }

    /// Asks whether `user` is a member of `guild`, and opens the channel to them unless it is `known`.
    pub async fn reach(&self, guild: GuildId, user: UserId, known: Option<ChannelId>) -> Reached {
        // One question about a person at a time: their id stands for the channel that is not known yet.
        let place = (guild, known.unwrap_or(ChannelId(user.0)));
        let (http, gate) = (&self.bot.http, &self.bot.gate);
        // Boxed: the requests would make every caller's future large.
        let member =
            Box::pin(gate.ask(place, self.limit, http.get_member(guild.0.into(), user.0.into()))).await;
        if let Err(failed) = member {
            return match &failed {
                Failed::Said(fault) if code(fault).is_some_and(|code| LEFT.contains(&code)) => Reached::Left,
                Failed::Said(fault) => match status(fault) {
                    Some(401) => Reached::Unauthorized,
                    Some(400 | 403 | 404) => Reached::NotIn,
                    _ => Reached::Unknown,
                },
                Failed::Silent | Failed::Stopping => Reached::Unknown,
            };
        }
        if let Some(channel) = known {
            return Reached::Here(channel);
        }
        let recipient = json!({ "recipient_id": user.to_string() });
        let opened = Box::pin(gate.ask(place, self.limit, http.create_private_channel(&recipient))).await;
        match opened {
            Ok(channel) => Reached::Here(ChannelId(channel.id.get())),
            Err(Failed::Said(fault)) => match (status(&fault), code(&fault)) {
                (Some(401), _) => Reached::Unauthorized,
                (_, Some(code)) if CLOSED.contains(&code) => Reached::Closed,
                _ => Reached::Unknown,
            },
            Err(Failed::Silent | Failed::Stopping) => Reached::Unknown,
        }
    }

    /// Waits until a request about this reminder may go. None when the bot is stopping.
    pub async fn turn(&self, slot: &Slot) -> Option<Pass> {
        self.bot.gate.pass(Class::Other, slot.guild, slot.channel).await
    }

    /// Sends `screen` once under the slot's token, and says what came of it.
    pub async fn send(&self, turn: Pass, slot: &Slot, screen: &Screen) -> Event {
        let message = screen.message(true).nonce(Nonce::String(slot.token.to_string())).enforce_nonce(true);
        let target = serenity::all::ChannelId::new(slot.channel.0);
        match turn.make(self.limit, target.send_message(&self.bot.http, message)).await {
            Ok(message) => Event::Answer { message: MessageId(message.id.get()), at: posted_at(&message) },
            Err(Failed::Said(fault)) if code(&fault) == Some(TOO_FAST) => {
                Event::TooMany { retry_after: PATIENCE }
            }
            Err(Failed::Said(fault)) => match refused(&fault) {
                Event::TooMany { .. } => Event::TooMany { retry_after: PATIENCE },
                // Any other refusal may be Discord's own trouble: nobody's reminders end by it.
                Event::Forbidden | Event::Gone
                    if !code(&fault).is_some_and(|code| CLOSED.contains(&code)) =>
                {
                    Event::TooMany { retry_after: PATIENCE }
                }
                other => other,
            },
            Err(Failed::Silent | Failed::Stopping) => Event::ServerTrouble,
        }
    }
}

/// Discord's own number of an error.
fn code(fault: &serenity::Error) -> Option<isize> {
    match fault {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) => Some(refused.error.code),
        _ => None,
    }
}
