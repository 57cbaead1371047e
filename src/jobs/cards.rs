//! Posting the cards: plans each community's slots, and sees each due one through.
//!
//! Every step is on disk before its effect goes out. The conditional update of the
//! slot is the claim: whoever moves it from `planned` to `sending` posts it. Each
//! due slot has a task of its own, so that a channel that hangs holds up no other;
//! in which order and how fast they go is the gate's business.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::notices::about;
use super::patience::Patience;
use super::scheduler::Ticked;
use super::under_way::UnderWay;
use crate::discord::Bot;
use crate::discord::pace::Pass;
use crate::discord::post::Poster;
use crate::discord::render::card;
use crate::domain::check_in::CheckInRef;
use crate::domain::community::{Community, Trouble};
use crate::domain::ids::SlotToken;
use crate::domain::pacing::herd_delay;
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
/// How many slots are seen through at once at most: more than the gate lets be under way, so that it
/// never runs dry between two looks.
const AT_ONCE: usize = 256;
/// How many steps one slot takes in one go at most: a guard, far above what a slot needs.
const STEPS: usize = 16;
/// A herd is spread over this long at most after its due moment.
const SPREAD: SignedDuration = SignedDuration::from_secs(90);
/// After so long nothing of a herd is left to be spread.
const HERD_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// What a look at everything due came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Everything due is under way.
    Through,
    /// There is more, but enough is under way.
    Full,
}

/// Plans and posts the cards.
pub struct Cards {
    bot: Arc<Bot>,
    poster: Poster,
    timing: Timing,
    /// Up to when every community is planned; none before the first look.
    looked: Mutex<Option<Timestamp>>,
    /// Slots that are being seen through at this moment.
    under_way: UnderWay<SlotToken>,
    /// How many slots were due together at a moment, as counted when it came.
    herds: Mutex<BTreeMap<Timestamp, usize>>,
    /// How long to wait after refusals with 429.
    patience: Patience,
}

impl Cards {
    /// The cards of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster, timing: Timing) -> Self {
        Self {
            bot,
            poster,
            timing,
            looked: Mutex::new(None),
            under_way: UnderWay::default(),
            herds: Mutex::default(),
            patience: Patience::default(),
        }
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

    /// Plans what must be planned, posts what is due, and waits until that is done.
    pub async fn tick(self: &Arc<Self>) -> Result<Ticked, StoreError> {
        while self.look().await? == Looked::Full {
            self.under_way.idle().await;
        }
        self.under_way.idle().await;
        // What was posted has made room for the next.
        self.plan(self.bot.services.clock.now()).await?;
        Ok(self.ticked())
    }

    /// Plans what must be planned, and sets going what is due. Waits for no answer of Discord's.
    pub async fn look(self: &Arc<Self>) -> Result<Looked, StoreError> {
        let services = &self.bot.services;
        let now = services.clock.now();
        self.plan(now).await?;
        let mut last: Option<Slot> = None;
        loop {
            let page = services.store.due_slots(now, last.as_ref(), LOOK).await?;
            for slot in &page {
                if self.under_way.contains(&slot.token) || self.waits_for_its_herd(slot, now).await? {
                    continue;
                }
                let Some(known) = services.community(slot.guild).await? else { continue };
                if self.only_waits(slot, &known, now) {
                    continue;
                }
                if self.under_way.is_full(AT_ONCE) {
                    return Ok(Looked::Full);
                }
                self.set_going(slot.clone());
            }
            let more = page.len() >= LOOK as usize;
            last = page.into_iter().last();
            if !more {
                return Ok(Looked::Through);
            }
        }
    }

    /// Whether Discord still takes the token.
    pub fn ticked(&self) -> Ticked {
        self.under_way.ticked()
    }

    fn set_going(self: &Arc<Self>, slot: Slot) {
        let (cards, leaves) = (Arc::clone(self), self.under_way.begin(slot.token));
        // Among the tasks that a stop waits for: what is claimed is finished.
        self.bot.tasks.spawn(async move {
            let _leaves = leaves;
            match cards.see_through(slot).await {
                Ok(ticked) => cards.under_way.came_to(ticked),
                Err(fault) => tracing::warn!(%fault, "a due card waits for the store"),
            }
        });
    }

    /// Whether a look at the slot leads to nothing yet, such as while its schedule is stopped.
    fn only_waits(&self, slot: &Slot, known: &Community, now: Timestamp) -> bool {
        let moved = self.step(slot, self.look_at(slot, known), now);
        moved.slot == *slot && matches!(moved.effect, Effect::Nothing | Effect::Wait { .. })
    }

    /// Whether the slot is one of many due at once, and its place among them has not come.
    async fn waits_for_its_herd(&self, slot: &Slot, now: Timestamp) -> Result<bool, StoreError> {
        if slot.state != SlotState::Planned || now.duration_since(slot.due) > SPREAD {
            return Ok(false);
        }
        let mut herds = self.herds.lock().await;
        herds.retain(|due, _| now.duration_since(*due) < HERD_KEPT);
        let herd = if let Some(herd) = herds.get(&slot.due) {
            *herd
        } else {
            let herd = self.bot.services.store.due_together(slot.due).await?;
            herds.insert(slot.due, herd);
            herd
        };
        let room = slot.deadline.duration_since(slot.due);
        Ok(now.duration_since(slot.due) < herd_delay(slot.guild, herd, room))
    }

    /// Makes the slots that ought to exist: of every community at the first look, then of those that
    /// changed, and of those whose card was settled: after a long sleep the newest may be due already.
    async fn plan(&self, now: Timestamp) -> Result<(), StoreError> {
        let services = &self.bot.services;
        let mut looked = self.looked.lock().await;
        let before = if looked.is_some() {
            *looked
        } else {
            let stored = services.store.meta(LOOKED).await?;
            stored.and_then(|ms| Timestamp::from_millisecond(ms.parse().ok()?).ok())
        };
        if looked.is_none() {
            for known in services.store.communities_on().await? {
                self.plan_one(&known, before, now).await?;
            }
        }
        let mut planned = Ok(());
        for (guild, settled) in services.take_replans() {
            let again = async {
                match services.community(guild).await? {
                    Some(known) => self.plan_one(&known, settled.or(before), now).await,
                    None => Ok(()),
                }
            };
            if let Err(fault) = again.await {
                services.plan_again(guild);
                planned = Err(fault);
            }
        }
        planned?;
        // Once a minute is enough: what falls due in between is planned already.
        let written = looked.map_or(0, |moment| moment.as_second() / 60);
        if written != now.as_second() / 60 {
            services.store.set_meta(LOOKED, &now.as_millisecond().to_string()).await?;
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
        for ought in schedule::due_slots(known, &zone, looked, now) {
            let token = SlotToken(services.chance.bytes());
            let mut slot = Slot::planned(token, known.guild, ought.channel, ought.occurrence);
            slot.state = ought.state;
            if services.store.plan_slot(&slot).await? && slot.state.is_final() {
                self.record(known, &slot).await?;
            }
        }
        Ok(())
    }

    /// Takes one due slot as far as it goes now.
    async fn see_through(&self, mut slot: Slot) -> Result<Ticked, StoreError> {
        let services = &self.bot.services;
        let Some(mut known) = services.community(slot.guild).await? else { return Ok(Ticked::Done) };
        let mut event = self.look_at(&slot, &known);
        for _ in 0..STEPS {
            let mut moved = self.step(&slot, event, services.clock.now());
            let mut turn = None;
            if matches!(moved.effect, Effect::Send | Effect::AskHistory { .. }) {
                turn = self.poster.turn(&slot).await;
                if turn.is_none() {
                    return Ok(Ticked::Done);
                }
                // The wait may have been long: the deadline, a rest or a stop may lie in it. So the slot is
                // looked at again, and only now is it committed that a request goes out.
                let Some(now_known) = services.community(slot.guild).await? else { return Ok(Ticked::Done) };
                known = now_known;
                moved = self.step(&slot, self.look_at(&slot, &known), services.clock.now());
            }
            let prompt = match moved.effect {
                Effect::Send => Some(self.prompt_of(&known, &slot).await?),
                _ => None,
            };
            if moved.slot != slot && !services.store.save_slot(slot.state, &moved.slot).await? {
                return Ok(Ticked::Done);
            }
            slot = moved.slot;
            if slot.state == SlotState::Posted {
                services.card_posted(slot.guild);
            }
            event = match (moved.effect, turn, prompt) {
                (Effect::Send, Some(turn), Some(prompt)) => self.send(turn, &known, &slot, &prompt).await,
                (Effect::AskHistory { after }, Some(turn), _) => self.poster.find(turn, &slot, after).await,
                (Effect::Wait { until }, ..) if until <= services.clock.now() => self.look_at(&slot, &known),
                (Effect::PauseSchedule(trouble), ..) => {
                    self.pause(&slot, trouble).await?;
                    services.slot_settled(slot.guild, slot.due);
                    return Ok(Ticked::Done);
                }
                (Effect::Notice, ..) => {
                    self.tell(&slot, CARD_UNSURE).await?;
                    services.slot_settled(slot.guild, slot.due);
                    return Ok(Ticked::Done);
                }
                (Effect::Record, ..) => {
                    self.record(&known, &slot).await?;
                    services.slot_settled(slot.guild, slot.due);
                    return Ok(Ticked::Done);
                }
                (Effect::StopProcess, ..) => return Ok(Ticked::TokenRefused),
                _ => return Ok(Ticked::Done),
            };
            event = self.patience.wait_for(slot.token, event, &self.bot.services.chance);
        }
        Ok(Ticked::Done)
    }

    /// What the scheduler tells the planner when it looks at a slot.
    fn look_at(&self, slot: &Slot, known: &Community) -> Event {
        let now = self.bot.services.clock.now();
        match schedule::fit(slot, known, &zone_of(known), now) {
            Fit::Rest => Event::Rest,
            _ if known.trouble.is_some() => Event::Paused,
            _ => Event::Tick,
        }
    }

    async fn send(&self, turn: Pass, known: &Community, slot: &Slot, prompt: &PostedPrompt) -> Event {
        let texts = self.bot.services.words.now();
        let screen = card::screen(&texts, &known.locale, prompt, &CheckInRef::Slot(slot.token));
        self.poster.send(turn, slot, &screen, known.sound).await
    }

    /// The prompt of a slot: the one it has, or the next of the bags, kept before it is sent.
    async fn prompt_of(&self, known: &Community, slot: &Slot) -> Result<PostedPrompt, StoreError> {
        let services = &self.bot.services;
        let found = services.store.find_slot(slot.token).await?.and_then(|found| found.prompt);
        if let Some(json) = found {
            return serde_json::from_str(&json).map_err(|_| StoreError::BadRow("slot.prompt"));
        }
        let mut bags = services.bags(known).await?;
        let prompts = services.prompts(known).await?;
        let pack = prompts.pack();
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
            // Of a long absence staff hear once, and how many did not come.
            SlotState::Missed if known.trouble.is_none() => {
                let store = &self.bot.services.store;
                store.add_notice_again(slot.guild, CARD_MISSED, about(slot)).await
            }
            SlotState::FailedBug => {
                tracing::error!(slot = %slot.token, "Discord called a card malformed");
                self.tell(slot, CARD_REFUSED).await
            }
            _ => Ok(()),
        }
    }

    async fn tell(&self, slot: &Slot, key: &'static str) -> Result<(), StoreError> {
        self.bot.services.store.add_notice(slot.guild, key, about(slot)).await.map(drop)
    }

    fn step(&self, slot: &Slot, event: Event, now: Timestamp) -> crate::domain::planner::Step {
        self.bot.services.chance.with(|rng| step(slot, event, now, &self.timing, rng))
    }
}
