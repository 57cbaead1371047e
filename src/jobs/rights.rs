//! Whether the bot may still post: looked at after each change, and once a day.
//!
//! Discord tells of most changes, but not while the connection is down. The daily look
//! is for those; it goes round the communities a few at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::domain::community::Community;
use crate::domain::ids::GuildId;
use crate::store::StoreError;

/// How long a look holds good.
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How many communities the daily look takes up in one tick: three requests each.
const ROUND: usize = 2;
/// How many communities are asked about at once.
const AT_ONCE: usize = 8;

/// Looks after the bot's rights.
pub struct RightsWatch {
    bot: Arc<Bot>,
    round: Mutex<Round>,
    /// Whether a look is under way.
    running: AtomicBool,
}

/// Which communities the daily look has still to see.
#[derive(Default)]
struct Round {
    began: Option<Timestamp>,
    waiting: BTreeSet<GuildId>,
}

impl RightsWatch {
    /// A watch over the rights of `bot`.
    pub fn new(bot: Arc<Bot>) -> Self {
        Self { bot, round: Mutex::default(), running: AtomicBool::new(false) }
    }

    /// Looks where something changed, and at the next few of the daily round.
    pub async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        if self.bot.me().0 == 0 {
            return Ok(());
        }
        let mut wanted: BTreeMap<GuildId, Community> = BTreeMap::new();
        for (guild, channel) in self.bot.services.take_rights_changed() {
            if let Some(known) = self.posting(guild).await?
                && channel.is_none_or(|channel| known.check_in_channel == Some(channel))
            {
                wanted.insert(guild, known);
            }
        }
        for guild in self.next_of_round(now).await? {
            if let Some(known) = self.posting(guild).await? {
                wanted.insert(guild, known);
            }
        }
        let look = async |known: Community| self.bot.recheck_rights(&known).await;
        let looks: Vec<_> = wanted.into_values().map(look).collect();
        let mut looks = futures_util::stream::iter(looks).buffer_unordered(AT_ONCE);
        while let Some(looked) = looks.next().await {
            if let Err(fault) = looked {
                tracing::warn!(%fault, "a change of rights could not be noted");
            }
        }
        Ok(())
    }

    /// Sets a look going, unless one is under way.
    pub fn look(self: &Arc<Self>) {
        if self.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let watch = Arc::clone(self);
        self.bot.tasks.spawn(async move {
            if let Err(fault) = watch.tick(watch.bot.services.clock.now()).await {
                tracing::warn!(%fault, "the bot's own rights could not be looked after");
            }
            watch.running.store(false, Ordering::SeqCst);
        });
    }

    async fn posting(&self, guild: GuildId) -> Result<Option<Community>, StoreError> {
        let known = self.bot.services.community(guild).await?;
        Ok(known.filter(|known| known.on_since.is_some()))
    }

    /// The first round, at the start, is for schedules that stopped: each card asks for the others.
    async fn next_of_round(&self, now: Timestamp) -> Result<Vec<GuildId>, StoreError> {
        let mut round = self.round.lock().await;
        let first = round.began.is_none();
        let over = round.began.is_none_or(|began| now.duration_since(began).abs() >= DAY);
        if over && round.waiting.is_empty() {
            let on = self.bot.services.store.communities_on().await?;
            let chosen = on.into_iter().filter(|known| !first || known.trouble.is_some());
            round.waiting = chosen.map(|known| known.guild).collect();
            round.began = Some(now);
        }
        Ok(std::iter::from_fn(|| round.waiting.pop_first()).take(ROUND).collect())
    }
}
