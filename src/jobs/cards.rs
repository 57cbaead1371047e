//! Posting the cards: plans each community's slots, and sees each due one through.
//!
//! Every step is on disk before its effect goes out. The conditional update of the
//! slot is the claim: whoever moves it from `planned` to `sending` posts it.

use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use jiff::Timestamp;
use tokio::sync::Mutex;

use super::scheduler::Ticked;
use crate::discord::Bot;
use crate::discord::post::Poster;
use crate::discord::render::card;
use crate::domain::check_in::CheckInRef;
use crate::domain::community::{Community, Trouble};
use crate::domain::ids::SlotToken;
use crate::domain::planner::{Effect, Event, Timing, step};
use crate::domain::prompt::PostedPrompt;
use crate::domain::schedule::{self, Fit};
use crate::domain::slot::{Slot, SlotState};
use crate::service::zone_of;
use crate::store::{CARD_MISSED, CARD_REFUSED, CARD_UNSURE, StoreError};

/// Under which key the moment up to which everything is planned is kept.
const LOOKED: &str = "looked";
/// How many slots one look takes up at most.
const LOOK: u32 = 1_000;
/// How many posts are under way at once at most.
const AT_ONCE: usize = 64;
/// How many steps one slot takes within a tick at most: a guard, far above what a slot needs.
const STEPS: usize = 16;

/// Plans and posts the cards.
pub struct Cards {
    bot: Arc<Bot>,
    poster: Poster,
    timing: Timing,
    /// Up to when every community is planned; none before the first tick.
    looked: Mutex<Option<Timestamp>>,
}

impl Cards {
    /// The cards of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster, timing: Timing) -> Self {
        Self { bot, poster, timing, looked: Mutex::new(None) }
    }

    /// Tells the planner of each unfinished slot that its listener is gone.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let now = self.bot.services.clock.now();
        for slot in self.bot.services.store.unfinished_slots().await? {
            let moved = self.step(&slot, Event::Restarted, now);
            if moved.slot != slot {
                self.bot.services.store.save_slot(slot.state, &moved.slot).await?;
            }
        }
        Ok(())
    }

    /// Plans what must be planned and posts what is due.
    pub async fn tick(&self, now: Timestamp) -> Result<Ticked, StoreError> {
        let store = &self.bot.services.store;
        let mut looked = self.looked.lock().await;
        let before = if looked.is_some() {
            *looked
        } else {
            let stored = store.meta(LOOKED).await?;
            stored.and_then(|ms| Timestamp::from_millisecond(ms.parse().ok()?).ok())
        };
        self.plan(looked.is_none(), before, now).await?;
        let due = store.due_slots(now, LOOK).await?;
        let mut waiting = due.into_iter();
        let mut under_way = FuturesUnordered::new();
        let mut ticked = Ticked::Done;
        loop {
            while under_way.len() < AT_ONCE
                && ticked == Ticked::Done
                && let Some(slot) = waiting.next()
            {
                under_way.push(self.see_through(slot));
            }
            match under_way.next().await {
                Some(Ok(Ticked::Done)) => {}
                Some(Ok(Ticked::TokenRefused)) => ticked = Ticked::TokenRefused,
                Some(Err(fault)) => tracing::warn!(%fault, "a due card waits for the store"),
                None => break,
            }
        }
        // What was settled has made room for the next: after a long sleep, the newest that is due already.
        self.plan(false, before, now).await?;
        self.looked(&mut looked, now).await?;
        Ok(ticked)
    }

    /// Makes the slots that ought to exist since `looked`: of every community at the first look, then of
    /// those that changed.
    async fn plan(&self, every: bool, looked: Option<Timestamp>, now: Timestamp) -> Result<(), StoreError> {
        let services = &self.bot.services;
        if every {
            for known in services.store.communities_on().await? {
                self.plan_one(&known, looked, now).await?;
            }
        }
        let mut planned = Ok(());
        for guild in services.take_replans() {
            let again = async {
                match services.community(guild).await? {
                    Some(known) => self.plan_one(&known, looked, now).await,
                    None => Ok(()),
                }
            };
            if let Err(fault) = again.await {
                services.plan_again(guild);
                planned = Err(fault);
            }
        }
        planned
    }

    /// Notes that everything is planned up to `now`.
    async fn looked(&self, looked: &mut Option<Timestamp>, now: Timestamp) -> Result<(), StoreError> {
        // Once a minute is enough: what falls due in between is planned already.
        let written = looked.map_or(0, |moment| moment.as_second() / 60);
        if written != now.as_second() / 60 {
            self.bot.services.store.set_meta(LOOKED, &now.as_millisecond().to_string()).await?;
        }
        *looked = Some(now);
        Ok(())
    }

    async fn plan_one(
        &self,
        known: &Community,
        looked: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let services = &self.bot.services;
        let zone = zone_of(known);
        for slot in services.store.planned_slots(known.guild).await? {
            if let Fit::Move(occurrence, channel) = schedule::fit(&slot, known, &zone, now) {
                let moved =
                    Slot { due: occurrence.due, deadline: occurrence.deadline, channel, ..slot.clone() };
                services.store.save_slot(slot.state, &moved).await?;
            }
        }
        for due in schedule::due_slots(known, &zone, looked, now) {
            let token = SlotToken(services.chance.bytes());
            let mut slot = Slot::planned(token, known.guild, due.channel, due.occurrence);
            slot.state = due.state;
            if services.store.plan_slot(&slot).await? && slot.state.is_final() {
                self.record(known, &slot).await?;
            }
        }
        Ok(())
    }

    /// Takes one due slot as far as it goes now.
    async fn see_through(&self, mut slot: Slot) -> Result<Ticked, StoreError> {
        let services = &self.bot.services;
        let Some(known) = services.community(slot.guild).await? else { return Ok(Ticked::Done) };
        let mut event = self.look(&slot, &known);
        for _ in 0..STEPS {
            let now = services.clock.now();
            let moved = self.step(&slot, event, now);
            let prompt = match moved.effect {
                Effect::Send => Some(self.prompt_of(&known, &slot).await?),
                _ => None,
            };
            if moved.slot != slot && !services.store.save_slot(slot.state, &moved.slot).await? {
                return Ok(Ticked::Done);
            }
            slot = moved.slot;
            event = match (moved.effect, prompt) {
                (Effect::Send, Some(prompt)) => self.send(&known, &slot, &prompt).await,
                (Effect::AskHistory { after }, _) => {
                    self.poster.find(self.bot.me(), slot.channel, after, slot.token).await
                }
                (Effect::Wait { until }, _) if until <= services.clock.now() => self.look(&slot, &known),
                (Effect::PauseSchedule(trouble), _) => {
                    self.pause(&slot, trouble).await?;
                    services.plan_again(slot.guild);
                    return Ok(Ticked::Done);
                }
                (Effect::Notice, _) => {
                    self.tell(&slot, CARD_UNSURE).await?;
                    services.plan_again(slot.guild);
                    return Ok(Ticked::Done);
                }
                (Effect::Record, _) => {
                    self.record(&known, &slot).await?;
                    services.plan_again(slot.guild);
                    return Ok(Ticked::Done);
                }
                (Effect::StopProcess, _) => return Ok(Ticked::TokenRefused),
                _ => return Ok(Ticked::Done),
            };
        }
        Ok(Ticked::Done)
    }

    /// What the scheduler tells the planner when it looks at a slot.
    fn look(&self, slot: &Slot, known: &Community) -> Event {
        let now = self.bot.services.clock.now();
        match schedule::fit(slot, known, &zone_of(known), now) {
            Fit::Rest => Event::Rest,
            _ if known.trouble.is_some() => Event::Paused,
            _ => Event::Tick,
        }
    }

    async fn send(&self, known: &Community, slot: &Slot, prompt: &PostedPrompt) -> Event {
        let texts = self.bot.services.words.now();
        let screen = card::screen(&texts, &known.locale, prompt, &CheckInRef::Slot(slot.token));
        self.poster.send(slot.channel, &screen, known.sound, slot.token).await
    }

    /// The prompt of a slot: the one it has, or the next of the bags, kept before it is sent.
    async fn prompt_of(&self, known: &Community, slot: &Slot) -> Result<PostedPrompt, StoreError> {
        let services = &self.bot.services;
        let found = services.store.find_slot(slot.token).await?.and_then(|found| found.prompt);
        if let Some(json) = found {
            return serde_json::from_str(&json).map_err(|_| StoreError::BadRow("slot.prompt"));
        }
        let mut bags = services.bags(known).await?;
        let texts = services.words.now();
        let pack = texts.pack(&known.locale);
        let drawn = services.chance.with(|rng| bags.draw(pack, rng));
        for rule in &drawn.relaxed {
            tracing::warn!(rule = rule.slug(), "the prompts are too few to keep a rule of the bags");
        }
        let prompt = pack.get(&drawn.prompt_id).unwrap_or(&pack.prompts()[0]).posted();
        let json = serde_json::to_string(&prompt).expect("a prompt is plain data and always makes JSON");
        let bags = serde_json::to_string(&bags).expect("bags are plain data and always make JSON");
        services.store.set_slot_prompt(slot, json, bags).await?;
        Ok(prompt)
    }

    async fn pause(&self, slot: &Slot, trouble: Trouble) -> Result<(), StoreError> {
        self.bot.services.channel_trouble(slot.guild, slot.channel, trouble).await
    }

    /// Says what became of a slot: to the log, and to staff where they must know.
    async fn record(&self, known: &Community, slot: &Slot) -> Result<(), StoreError> {
        let late = slot.posted_at.map(|at| at.duration_since(slot.due).as_secs());
        tracing::info!(slot = %slot.token, state = ?slot.state, late, "a card's slot was settled");
        match slot.state {
            SlotState::Missed if known.trouble.is_none() => self.tell(slot, CARD_MISSED).await,
            SlotState::FailedBug => {
                tracing::error!(slot = %slot.token, "Discord called a card malformed");
                self.tell(slot, CARD_REFUSED).await
            }
            _ => Ok(()),
        }
    }

    async fn tell(&self, slot: &Slot, key: &'static str) -> Result<(), StoreError> {
        let args = serde_json::json!({
            "slot": slot.token.to_string(),
            "channel": slot.channel.0,
            "due_ms": slot.due.as_millisecond(),
        });
        self.bot.services.store.add_notice(slot.guild, key, args.to_string()).await?;
        Ok(())
    }

    fn step(&self, slot: &Slot, event: Event, now: Timestamp) -> crate::domain::planner::Step {
        self.bot.services.chance.with(|rng| step(slot, event, now, &self.timing, rng))
    }
}
