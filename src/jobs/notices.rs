//! Notices to staff: what broke, once, in the notice channel.
//!
//! With no such channel, or none that can be reached, a notice waits: it is the first
//! line of `/setup` and `/why-not`. It never goes to a member or the check-in channel.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::discord::post::{Noticed, Poster};
use crate::discord::render::staff;
use crate::domain::ids::{ChannelId, GuildId, SlotToken};
use crate::domain::planner::{Event, History};
use crate::domain::schedule::Occurrence;
use crate::domain::slot::Slot;
use crate::store::StoreError;

/// How long a notice channel that refuses the bot is left alone.
const REST: SignedDuration = SignedDuration::from_mins(30);
/// How long at first after trouble that may pass; it doubles each time, up to [`REST`]. The first tries
/// lie within the time in which Discord knows a notice again by its nonce.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// How far before the first attempt the channel is read for a notice of unknown outcome.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);
/// How many communities' notices are on their way at once, so that somebody who waits for a check of
/// permissions in `/setup` does not wait behind them all.
const AT_ONCE: usize = 8;

/// Delivers what staff must hear.
pub struct Notices {
    bot: Arc<Bot>,
    poster: Poster,
    /// Channels that could not be reached.
    resting: Mutex<HashMap<(GuildId, ChannelId), Resting>>,
    /// Notices whose outcome is unknown, and when they were first sent.
    unknown: Mutex<HashMap<SlotToken, Timestamp>>,
    /// Only one round at a time.
    running: Mutex<()>,
}

impl Notices {
    /// The notices of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster) -> Self {
        Self { bot, poster, resting: Mutex::default(), unknown: Mutex::default(), running: Mutex::default() }
    }

    /// Posts every waiting notice whose community has a notice channel, and waits until that is done.
    pub async fn tick(&self) -> Result<(), StoreError> {
        let _one = self.running.lock().await;
        let guilds = self.bot.services.store.guilds_with_notices().await?;
        let rounds = stream::iter(guilds).map(|guild| self.of(guild));
        rounds.buffer_unordered(AT_ONCE).try_collect().await
    }

    /// Sets a round going, unless one is under way.
    pub fn look(self: &Arc<Self>) {
        let notices = Arc::clone(self);
        if self.running.try_lock().is_ok() {
            self.bot.tasks.spawn(async move {
                if let Err(fault) = notices.tick().await {
                    tracing::warn!(%fault, "notices to staff wait for the store");
                }
            });
        }
    }

    /// Posts what waits for the staff of one community.
    async fn of(&self, guild: GuildId) -> Result<(), StoreError> {
        let services = &self.bot.services;
        let Some(known) = services.community(guild).await? else { return Ok(()) };
        let Some(channel) = known.notice_channel else { return Ok(()) };
        // Never the check-in channel: members read that one.
        if Some(channel) == known.check_in_channel || self.rests((guild, channel)).await {
            return Ok(());
        }
        let texts = services.words.now();
        for notice in services.store.waiting_notices(guild).await? {
            let screen = staff::notice(&texts, &known, &notice);
            // Fixed for the notice, so that a crash after the post does not post it twice.
            let token = staff::notice_token(&notice);
            match self.found(guild, channel, token).await {
                Some(true) => {
                    services.store.notice_delivered(notice.id).await?;
                    continue;
                }
                Some(false) => {}
                None => {
                    self.rest((guild, channel), PAUSE).await;
                    break;
                }
            }
            match self.poster.notice(guild, channel, &screen, token).await {
                Noticed::Posted => {
                    self.resting.lock().await.remove(&(guild, channel));
                    self.unknown.lock().await.remove(&token);
                    services.store.notice_delivered(notice.id).await?;
                }
                Noticed::Later => {
                    let now = services.clock.now();
                    self.unknown.lock().await.entry(token).or_insert(now);
                    self.rest((guild, channel), PAUSE).await;
                    break;
                }
                Noticed::Refused => {
                    self.rest((guild, channel), REST).await;
                    break;
                }
            }
        }
        Ok(())
    }

    /// Whether an attempt of unknown outcome posted a notice after all; none when that cannot be told now.
    /// Where the history may not be read it is sent again: a notice twice is better than none.
    async fn found(&self, guild: GuildId, channel: ChannelId, token: SlotToken) -> Option<bool> {
        let sent = self.unknown.lock().await.get(&token).copied();
        let Some(sent) = sent else { return Some(false) };
        let after = sent.saturating_sub(MARGIN).unwrap_or(sent);
        let local_date = TimeZone::UTC.to_datetime(sent).date();
        let slot = Slot::planned(token, guild, channel, Occurrence { local_date, due: sent, deadline: sent });
        let turn = self.poster.turn(&slot).await?;
        match self.poster.find(turn, &slot, after).await {
            Event::History(History::Found { .. }) => Some(true),
            Event::History(History::Absent | History::NotAllowed) | Event::Gone => Some(false),
            _ => None,
        }
    }

    async fn rests(&self, place: (GuildId, ChannelId)) -> bool {
        let now = self.bot.services.clock.now();
        self.resting.lock().await.get(&place).is_some_and(|resting| resting.until > now)
    }

    /// Leaves a channel alone: for `pause` at first, twice as long each time.
    async fn rest(&self, place: (GuildId, ChannelId), pause: SignedDuration) {
        let now = self.bot.services.clock.now();
        let mut resting = self.resting.lock().await;
        let last = resting.get(&place).map_or(SignedDuration::ZERO, |resting| resting.pause);
        let pause = pause.max(last.saturating_mul(2)).min(REST);
        let until = now.saturating_add(pause).unwrap_or(now);
        resting.insert(place, Resting { until, pause });
    }
}

/// A channel that is left alone for a while.
struct Resting {
    until: Timestamp,
    pause: SignedDuration,
}

/// What a notice about a post is given.
pub(super) fn about(slot: &Slot) -> String {
    let args = serde_json::json!({
        "slot": slot.token.to_string(),
        "channel": slot.channel.0,
        "due_ms": slot.due.as_millisecond(),
    });
    args.to_string()
}
