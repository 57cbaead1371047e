//! Notices to staff: what broke, once, in the notice channel.
//!
//! With no such channel, or none that can be reached, a notice waits: it is the first
//! line of `/setup` and `/why-not`. It never goes to a member or the check-in channel.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::discord::post::Poster;
use crate::discord::render::staff;
use crate::domain::ids::{ChannelId, GuildId};
use crate::store::StoreError;

/// How long a notice channel that could not be reached is left alone.
const REST: SignedDuration = SignedDuration::from_mins(30);

/// Delivers what staff must hear.
pub struct Notices {
    bot: Arc<Bot>,
    poster: Poster,
    /// Channels that could not be reached, and until when they are left alone.
    resting: Mutex<HashMap<(GuildId, ChannelId), Timestamp>>,
}

impl Notices {
    /// The notices of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster) -> Self {
        Self { bot, poster, resting: Mutex::default() }
    }

    /// Posts every waiting notice whose community has a notice channel.
    pub async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        let services = &self.bot.services;
        for guild in services.store.guilds_with_notices().await? {
            let Some(known) = services.community(guild).await? else { continue };
            let Some(channel) = known.notice_channel else { continue };
            // Never the check-in channel: members read that one.
            if Some(channel) == known.check_in_channel {
                continue;
            }
            let mut resting = self.resting.lock().await;
            resting.retain(|_, until| *until > now);
            if resting.contains_key(&(guild, channel)) {
                continue;
            }
            let texts = services.words.now();
            for notice in services.store.waiting_notices(guild).await? {
                let screen = staff::notice(&texts, &known, &notice);
                // Fixed for the notice, so that a crash after the post does not post it twice.
                let nonce = format!("notice-{}", notice.id);
                if self.poster.notice(channel, &screen, &nonce).await {
                    services.store.notice_delivered(notice.id).await?;
                } else {
                    resting.insert((guild, channel), now.saturating_add(REST).unwrap_or(now));
                    break;
                }
            }
        }
        Ok(())
    }
}
