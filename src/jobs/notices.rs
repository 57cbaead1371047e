//! Notices to staff: what broke, once, in the notice channel.
//!
//! With no such channel, or none that can be reached, a notice waits: it is the first
//! line of `/setup` and `/why-not` until what it speaks of is mended. It never goes to
//! a member or the check-in channel.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::discord::post::Poster;
use crate::discord::render::staff;
use crate::domain::community::Community;
use crate::domain::ids::{ChannelId, GuildId, SlotToken};
use crate::domain::planner::{Event, History};
use crate::store::{Notice, StoreError};

/// How long a notice channel that could not be reached is left alone.
const REST: SignedDuration = SignedDuration::from_mins(30);
/// How long a server at Discord that failed is left alone.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
/// How far before the first attempt the channel is read for a notice of unknown outcome.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

/// Delivers what staff must hear.
pub struct Notices {
    bot: Arc<Bot>,
    poster: Poster,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Channels that could not be reached, and until when they are left alone.
    resting: HashMap<(GuildId, ChannelId), Timestamp>,
    /// Notices whose outcome is unknown, and when they were sent.
    unknown: HashMap<SlotToken, Timestamp>,
}

/// What became of an attempt to deliver one notice.
enum Outcome {
    There,
    /// Not there, as far as Discord said so: try again after this pause.
    Later(SignedDuration),
    /// It may be there.
    Unknown,
}

impl Notices {
    /// The notices of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster) -> Self {
        Self { bot, poster, state: Mutex::default() }
    }

    /// Posts every waiting notice whose community has a notice channel.
    pub async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        let services = &self.bot.services;
        let mut state = self.state.lock().await;
        state.resting.retain(|_, until| *until > now);
        let guilds = services.store.guilds_with_notices().await?;
        if guilds.is_empty() {
            state.unknown.clear();
        }
        for guild in guilds {
            let Some(known) = services.community(guild).await? else { continue };
            let Some(channel) = known.notice_channel else { continue };
            // Never the check-in channel: members read that one.
            if Some(channel) == known.check_in_channel || state.resting.contains_key(&(guild, channel)) {
                continue;
            }
            let waiting = services.store.waiting_notices(guild).await?;
            self.deliver(&mut state, &known, channel, waiting, now).await?;
        }
        Ok(())
    }

    async fn deliver(
        &self,
        state: &mut State,
        known: &Community,
        channel: ChannelId,
        waiting: Vec<Notice>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        for notice in waiting {
            let token = staff::notice_token(&notice);
            let found = match state.unknown.get(&token) {
                Some(sent) => self.look(channel, *sent, token).await,
                None => None,
            };
            let outcome = match found {
                Some(outcome) => outcome,
                None => self.send(known, channel, &notice, token).await,
            };
            let rest = match outcome {
                Outcome::There => {
                    state.unknown.remove(&token);
                    self.bot.services.store.notice_delivered(notice.id).await?;
                    continue;
                }
                Outcome::Later(rest) => {
                    state.unknown.remove(&token);
                    rest
                }
                Outcome::Unknown => {
                    state.unknown.entry(token).or_insert(now);
                    PAUSE
                }
            };
            let until = now.saturating_add(rest).unwrap_or(now);
            state.resting.insert((known.guild, channel), until);
            break;
        }
        Ok(())
    }

    async fn send(
        &self,
        known: &Community,
        channel: ChannelId,
        notice: &Notice,
        token: SlotToken,
    ) -> Outcome {
        let texts = self.bot.services.words.now();
        let screen = staff::notice(&texts, known, notice);
        match self.poster.send(channel, &screen, true, token).await {
            // Removed at once: somebody saw it.
            Event::Answer { .. } | Event::Removed => Outcome::There,
            Event::ServerTrouble => Outcome::Unknown,
            Event::TooMany { .. } => Outcome::Later(PAUSE),
            _ => {
                tracing::warn!("a notice to staff could not be posted where they want it");
                Outcome::Later(REST)
            }
        }
    }

    /// Looks whether an attempt of unknown outcome posted after all. None when it is to be sent again.
    async fn look(&self, channel: ChannelId, sent: Timestamp, token: SlotToken) -> Option<Outcome> {
        let after = sent.saturating_sub(MARGIN).unwrap_or(sent);
        match self.poster.find(self.bot.me(), channel, after, token).await {
            Event::History(History::Found { .. }) => Some(Outcome::There),
            // A notice twice is better than none.
            Event::History(History::Absent | History::NotAllowed) => None,
            Event::Gone => Some(Outcome::Later(REST)),
            _ => Some(Outcome::Unknown),
        }
    }
}
