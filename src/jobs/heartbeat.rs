//! The heartbeat: notes each minute which shards are connected.
//!
//! What lies between two notes, if it is long, was an outage, and counts against nobody's
//! run. A process that was killed, a machine that slept and a lost connection all look the same.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::discord::Bot;
use crate::discord::gateway::Gateway;
use crate::store::StoreError;

/// How often it is noted.
const EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Notes which shards are connected.
pub struct Heartbeat {
    bot: Arc<Bot>,
    gateway: Arc<Gateway>,
    last: Mutex<Timestamp>,
}

impl Heartbeat {
    /// The heartbeat of `bot` over `gateway`. It first notes something a minute after the start: a process
    /// that dies each few seconds is away.
    pub fn new(bot: Arc<Bot>, gateway: Arc<Gateway>) -> Self {
        let last = Mutex::new(bot.services.clock.now());
        Self { bot, gateway, last }
    }

    /// Notes what is connected, unless that was done within the last minute.
    pub async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        if !self.is_due(now) {
            return Ok(());
        }
        let shards = self.bot.services.shards();
        for shard in self.gateway.connected().await {
            if let Some(away) = self.bot.services.store.beat(shard, shards).await? {
                tracing::warn!(
                    shard,
                    minutes = away.as_mins(),
                    "the bot was away; days it fills count against nobody"
                );
            }
        }
        Ok(())
    }

    /// Whether a minute has passed; the next one is counted from here, whatever is connected.
    fn is_due(&self, now: Timestamp) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not silence it.
        let due = now.duration_since(*last).abs() >= EVERY;
        if due {
            *last = now;
        }
        due
    }
}
