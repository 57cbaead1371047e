//! The use cases: check authority, ask the domain, ask the store, return an outcome.
//!
//! A refusal is an outcome and has words of its own; only a fault is an error. No
//! Discord type comes in here: ids and rights are converted at the edge.

pub mod caller;
pub mod check_ins;
mod counting;
pub mod days;
pub mod digests;
pub mod drafts;
pub mod engagement;
pub mod export;
pub mod intake;
pub mod keeping;
pub mod library;
pub mod lists;
pub mod me;
mod memory;
pub mod my_data;
pub mod own_prompts;
pub mod past;
mod person;
pub mod rechecks;
pub mod reminders;
pub mod resources;
pub mod restored;
pub mod setup;
pub mod staff;
pub mod suggestions;
pub mod why_not;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::domain::community::{Community, Trouble};
use crate::domain::ids::{ChannelId, GuildId, MemberRef, SlotToken, UserId};
use crate::domain::prompt::PostedPrompt;
use crate::domain::resource::{Draft, Library};
use crate::domain::schedule;
use crate::domain::slot::Slot;
use crate::rng::Chance;
use crate::store::{FoundSlot, OwnPromptHeld, Store, StoreError};
use crate::words::Words;
use memory::Memory;

/// How long everything of a community is kept after it removed the bot.
const DEPARTED_AFTER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Under which key the registered commands are remembered.
const COMMANDS: &str = "commands";

/// Where something changed: in one channel of a community, or anywhere in it.
pub type Changed = (GuildId, Option<ChannelId>);

/// Everything the bot can do, for whoever asks.
#[derive(Clone)]
pub struct Services {
    /// Where everything is kept.
    pub store: Store,
    /// Every text.
    pub words: Arc<Words>,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// Communities and newest cards, which every press reads.
    known: Arc<Known>,
    /// Each community's country: help is answered from memory, whatever the store does.
    countries: Arc<RwLock<HashMap<GuildId, String>>>,
    /// Communities whose plan must be looked at again; the scheduler empties it.
    replan: Arc<Mutex<HashMap<GuildId, Option<Timestamp>>>>,
    /// Where something changed that may concern the bot's rights; the scheduler empties it.
    rights: Arc<Mutex<HashSet<Changed>>>,
    /// Over how many connections Discord spreads the communities.
    shards: Arc<AtomicU32>,
    /// Whether Discord has named the communities since the start.
    heard: Arc<AtomicBool>,
}

impl Services {
    /// The use cases over a store.
    pub fn new(store: Store, words: Arc<Words>, clock: Clock, chance: Chance) -> Self {
        Self {
            store,
            words,
            clock,
            chance,
            known: Arc::default(),
            countries: Arc::default(),
            replan: Arc::default(),
            rights: Arc::default(),
            shards: Arc::new(AtomicU32::new(1)),
            heard: Arc::default(),
        }
    }

    /// To be called when Discord says over how many connections it spreads the communities.
    pub fn spread_over(&self, shards: u32) {
        self.shards.store(shards.max(1), Ordering::Relaxed);
    }

    /// Over how many connections the communities are spread, at least 1.
    pub fn shards(&self) -> u32 {
        self.shards.load(Ordering::Relaxed)
    }

    /// The keyed reference of a person in a community.
    pub fn member_ref(&self, guild: GuildId, user: UserId) -> MemberRef {
        self.store.keyring().member_ref(guild, user)
    }

    /// The community, if it was ever set up.
    pub async fn community(&self, guild: GuildId) -> Result<Option<Community>, StoreError> {
        self.known.communities.get(guild, self.store.find_community(guild)).await
    }

    /// The newest card of a community, with its prompt.
    pub(crate) async fn newest_card(&self, guild: GuildId) -> Result<Option<Arc<Card>>, StoreError> {
        let read = async {
            let found = self.store.newest_posted(guild).await?;
            found.and_then(Card::read).transpose().map(|card| card.map(Arc::new))
        };
        self.known.newest.get(guild, read).await
    }

    /// To be called when a card was posted.
    pub fn card_posted(&self, guild: GuildId) {
        self.known.newest.forget(&guild);
    }

    /// To be called when a community was changed, before anybody is told.
    fn changed(&self, guild: GuildId) {
        self.known.communities.forget(&guild);
        self.plan_again(guild);
    }

    /// The country of a community's help lines, from memory.
    pub fn country_of(&self, guild: Option<GuildId>) -> Option<String> {
        self.countries.read().unwrap_or_else(PoisonError::into_inner).get(&guild?).cloned()
    }

    /// Reads every community's country into memory. Called once at the start.
    pub async fn remember_countries(&self) -> Result<(), StoreError> {
        let stored = self.store.countries().await?;
        self.countries.write().unwrap_or_else(PoisonError::into_inner).extend(stored);
        Ok(())
    }

    /// Keeps a community's country in memory as it is now.
    fn remember_country(&self, known: &Community) {
        let mut countries = self.countries.write().unwrap_or_else(PoisonError::into_inner);
        match &known.country {
            Some(country) => countries.insert(known.guild, country.clone()),
            None => countries.remove(&known.guild),
        };
    }

    /// Today in UTC: close enough for how old a help line is.
    pub fn today_utc(&self) -> Date {
        TimeZone::UTC.to_datetime(self.clock.now()).date()
    }

    /// Which commands Discord was last given.
    pub async fn registered_commands(&self) -> Result<Option<String>, StoreError> {
        self.store.meta(COMMANDS).await
    }

    /// Notes which commands Discord was given.
    pub async fn commands_registered(&self, fingerprint: &str) -> Result<(), StoreError> {
        self.store.set_meta(COMMANDS, fingerprint).await
    }

    /// Stops the schedule when `channel` is the check-in channel, and lets staff know once.
    pub async fn channel_trouble(
        &self,
        guild: GuildId,
        channel: ChannelId,
        trouble: Trouble,
    ) -> Result<(), StoreError> {
        if self.store.stop_schedule(guild, channel, trouble).await? {
            tracing::warn!(?trouble, "a schedule was stopped");
            self.changed(guild);
        }
        Ok(())
    }

    /// The community removed the bot: in seven days everything of it goes.
    pub async fn community_left(&self, guild: GuildId) -> Result<(), StoreError> {
        self.store.community_left(guild).await?;
        self.changed(guild);
        Ok(())
    }

    /// Whether Discord has named the communities since the start.
    pub fn has_heard(&self) -> bool {
        self.heard.load(Ordering::Relaxed)
    }

    /// Discord named these communities when `shard`, of `shards`, connected.
    pub async fn named(&self, shard: u32, shards: u32, named: HashSet<GuildId>) -> Result<(), StoreError> {
        for guild in self.store.named(shard, shards, named).await? {
            tracing::info!("a community was not named twice; what is kept of it goes in seven days");
            self.changed(guild);
        }
        self.heard.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// The bot is in the community, perhaps again: what is kept of it stays.
    pub async fn community_is_back(&self, guild: GuildId) -> Result<(), StoreError> {
        self.store.community_is_back(guild).await
    }

    /// Deletes every community that left more than seven days before `now`. Returns how many.
    pub async fn delete_departed(&self, now: Timestamp) -> Result<usize, StoreError> {
        let before = now.saturating_sub(DEPARTED_AFTER).unwrap_or(Timestamp::MIN);
        let gone = self.store.departed_before(before).await?;
        for guild in &gone {
            self.store.delete_community(*guild).await?;
            self.changed(*guild);
            self.card_posted(*guild);
            self.known.libraries.forget(guild);
            self.known.own_prompts.forget(guild);
            self.countries.write().unwrap_or_else(PoisonError::into_inner).remove(guild);
        }
        Ok(gone.len())
    }

    /// Lets the schedule go on after its trouble was mended.
    pub async fn trouble_over(&self, guild: GuildId) -> Result<(), StoreError> {
        if self.store.schedule_mended(guild).await? {
            self.changed(guild);
        }
        Ok(())
    }

    /// Marks a community whose plan must be looked at again.
    pub fn plan_again(&self, guild: GuildId) {
        self.replan.lock().unwrap_or_else(PoisonError::into_inner).insert(guild, None);
    }

    /// Notes that something changed which may concern the bot's rights: in one channel, or anywhere.
    /// Many such changes in a row, as when roles are sorted, come to one look.
    pub fn rights_changed(&self, guild: GuildId, channel: Option<ChannelId>) {
        self.rights.lock().unwrap_or_else(PoisonError::into_inner).insert((guild, channel));
    }

    /// What [`Self::rights_changed`] noted since the last call.
    pub fn take_rights_changed(&self) -> Vec<Changed> {
        self.rights.lock().unwrap_or_else(PoisonError::into_inner).drain().collect()
    }

    /// Marks a community whose card due at `due` was settled: the next one is to be planned.
    pub fn slot_settled(&self, guild: GuildId, due: Timestamp) {
        self.replan.lock().unwrap_or_else(PoisonError::into_inner).entry(guild).or_insert(Some(due));
    }

    /// The communities marked since the last call, each with the due time of the card that was settled.
    pub fn take_replans(&self) -> HashMap<GuildId, Option<Timestamp>> {
        std::mem::take(&mut *self.replan.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What every press reads.
#[derive(Debug, Default)]
struct Known {
    communities: Memory<GuildId, Option<Community>>,
    newest: Memory<GuildId, Option<Arc<Card>>>,
    libraries: Memory<GuildId, Arc<Library>>,
    own_prompts: Memory<GuildId, Arc<[OwnPromptHeld]>>,
    drafts: Memory<(GuildId, UserId), Option<Arc<Draft>>>,
}

/// A posted card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Card {
    /// Its slot.
    pub token: SlotToken,
    /// The local date it was for.
    pub local_date: Date,
    /// When it was posted; when it was due, while that is not known.
    pub posted_at: Timestamp,
    /// Its prompt, as it was posted.
    pub prompt: PostedPrompt,
}

impl Card {
    /// The card of a slot; none when its copy of the prompt is gone.
    pub(crate) fn read(found: FoundSlot) -> Option<Result<Self, StoreError>> {
        let FoundSlot { slot, prompt } = found;
        let prompt = serde_json::from_str(&prompt?).map_err(|_| StoreError::BadRow("slot.prompt"));
        let posted_at = slot.posted_at.unwrap_or(slot.due);
        let Slot { token, local_date, .. } = slot;
        Some(prompt.map(|prompt| Self { token, local_date, posted_at, prompt }))
    }
}

/// A community's zone; a name that the zone data lost is UTC, so that the bot goes on.
pub fn zone_of(community: &Community) -> TimeZone {
    schedule::zone(&community.zone).unwrap_or(TimeZone::UTC)
}
