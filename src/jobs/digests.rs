//! The digests: a period's numbers in short, posted once in the channel that staff chose.
//!
//! One is planned while its period runs, for a fixed hour of the day on which that ends: when it comes says
//! nothing about what members did. It is seen through as the cards are, by the same planner and under a
//! token of its own. A period that holds nothing brings none, and neither does a rest.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::notices::about;
use super::patience::Patience;
use super::scheduler::Ticked;
use super::under_way::UnderWay;
use crate::discord::Bot;
use crate::discord::picture;
use crate::discord::post::Poster;
use crate::discord::render::digest;
use crate::discord::render::screen::Screen;
use crate::domain::community::Trouble;
use crate::domain::engagement::digest_of;
use crate::domain::ids::SlotToken;
use crate::domain::planner::{Effect, Event, Step, Timing, step};
use crate::domain::schedule;
use crate::domain::slot::{Slot, SlotState};
use crate::service::zone_of;
use crate::store::{
    DIGEST_GONE, DIGEST_MISSED, DIGEST_PERMISSION, DIGEST_REFUSED, DIGEST_UNSURE, Digest, PeriodStands,
    StoreError,
};

/// How many one look takes up at most, and how many are seen through at once.
const LOOK: u32 = 500;
const AT_ONCE: usize = 32;
/// How many steps one takes in one go at most: a guard, far above what it needs.
const STEPS: usize = 16;
/// How often communities that want one are looked for.
const PLAN: SignedDuration = SignedDuration::from_secs(30);

/// Plans and posts the digests.
pub struct Digests {
    bot: Arc<Bot>,
    poster: Poster,
    timing: Timing,
    /// When it was last planned.
    planned: Mutex<Option<Timestamp>>,
    /// Those that are being seen through at this moment.
    under_way: UnderWay<SlotToken>,
    /// How long to wait after refusals with 429.
    patience: Patience,
}

impl Digests {
    /// The digests of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster, timing: Timing) -> Self {
        Self {
            bot,
            poster,
            timing,
            planned: Mutex::default(),
            under_way: UnderWay::default(),
            patience: Patience::default(),
        }
    }

    /// Tells the planner of each that was on its way that its listener is gone.
    pub async fn take_up(&self) -> Result<(), StoreError> {
        let store = &self.bot.services.store;
        for token in store.unfinished_digests().await? {
            let Some(digest) = store.find_digest(token).await? else { continue };
            let moved = self.step(&digest.slot, Event::Restarted);
            if moved.slot != digest.slot {
                store.save_digest(digest.slot.state, &moved.slot).await?;
            }
        }
        Ok(())
    }

    /// Plans and posts what is due, and waits until that is done.
    pub async fn tick(self: &Arc<Self>) -> Result<Ticked, StoreError> {
        self.plan().await?;
        let mut before = Vec::new();
        loop {
            let due = self.due().await?;
            if due == before {
                return Ok(self.under_way.ticked());
            }
            self.set_going(&due);
            self.under_way.idle().await;
            before = due;
        }
    }

    /// Plans, and sets going what is due. Waits for no answer of Discord's.
    pub async fn look(self: &Arc<Self>) -> Result<(), StoreError> {
        let now = self.bot.services.clock.now();
        let planned = *self.planned.lock().await;
        if planned.is_none_or(|planned| now.duration_since(planned).abs() >= PLAN) {
            self.plan().await?;
        }
        let due = self.due().await?;
        self.set_going(&due);
        Ok(())
    }

    /// Whether Discord still takes the token.
    pub fn ticked(&self) -> Ticked {
        self.under_way.ticked()
    }

    async fn due(&self) -> Result<Vec<SlotToken>, StoreError> {
        self.bot.services.store.digests_due(self.bot.services.clock.now(), LOOK).await
    }

    async fn plan(&self) -> Result<(), StoreError> {
        let services = &self.bot.services;
        for (period, channel) in services.store.without_digest().await? {
            let zone = schedule::zone(&period.zone).unwrap_or(jiff::tz::TimeZone::UTC);
            let Some(occurrence) = digest_of(&zone, period.end) else { continue };
            let slot = Slot::planned(SlotToken(services.chance.bytes()), period.guild, channel, occurrence);
            services.store.plan_digest(period.start, &slot).await?;
        }
        *self.planned.lock().await = Some(services.clock.now());
        Ok(())
    }

    fn set_going(self: &Arc<Self>, due: &[SlotToken]) {
        for token in due {
            if self.under_way.is_full(AT_ONCE) {
                return;
            }
            if self.under_way.contains(token) {
                continue;
            }
            let (digests, leaves, token) = (Arc::clone(self), self.under_way.begin(*token), *token);
            // Among the tasks that a stop waits for: what is claimed is finished.
            self.bot.tasks.spawn(async move {
                let _leaves = leaves;
                match digests.see_through(token).await {
                    Ok(ticked) => digests.under_way.came_to(ticked),
                    Err(fault) => tracing::warn!(%fault, "a digest waits for the store"),
                }
            });
        }
    }

    /// Takes one as far as it goes now.
    async fn see_through(&self, token: SlotToken) -> Result<Ticked, StoreError> {
        let store = &self.bot.services.store;
        let Some(mut digest) = store.find_digest(token).await? else { return Ok(Ticked::Done) };
        let Some(mut event) = self.look_at(&mut digest).await? else { return Ok(Ticked::Done) };
        for _ in 0..STEPS {
            let mut moved = self.step(&digest.slot, event);
            let (mut turn, mut screen) = (None, None);
            if matches!(moved.effect, Effect::Send | Effect::AskHistory { .. }) {
                if moved.effect == Effect::Send {
                    screen = self.screen(&digest).await?;
                }
                turn = self.poster.turn(&digest.slot).await;
                // The wait may have been long, so it is looked at again, and only now is it committed that a
                // request goes out.
                let Some(again) = self.look_at(&mut digest).await?.filter(|_| turn.is_some()) else {
                    return Ok(Ticked::Done);
                };
                moved = self.step(&digest.slot, again);
            }
            if moved.effect == Effect::Send && screen.is_none() {
                return Ok(Ticked::Done);
            }
            if moved.slot != digest.slot && !store.save_digest(digest.slot.state, &moved.slot).await? {
                return Ok(Ticked::Done);
            }
            digest.slot = moved.slot;
            let slot = &digest.slot;
            let next = match (moved.effect, turn, screen) {
                (Effect::Send, Some(turn), Some(screen)) => {
                    Some(self.poster.send(turn, slot, &screen, false).await)
                }
                (Effect::AskHistory { after }, Some(turn), _) => {
                    Some(self.poster.find(turn, slot, after).await)
                }
                (Effect::Wait { until }, ..) if until <= self.bot.services.clock.now() => {
                    self.look_at(&mut digest).await?
                }
                (Effect::PauseSchedule(trouble), ..) => {
                    let key = match trouble {
                        Trouble::ChannelGone => DIGEST_GONE,
                        Trouble::PermissionLost => DIGEST_PERMISSION,
                    };
                    self.tell(slot, key).await?;
                    None
                }
                (Effect::Notice, ..) => {
                    self.tell(slot, DIGEST_UNSURE).await?;
                    None
                }
                (Effect::Record, ..) => {
                    self.record(slot).await?;
                    None
                }
                (Effect::StopProcess, ..) => return Ok(Ticked::TokenRefused),
                _ => None,
            };
            let Some(next) = next else { return Ok(Ticked::Done) };
            event = self.patience.wait_for(token, next, &self.bot.services.chance);
        }
        Ok(Ticked::Done)
    }

    /// What the scheduler tells the planner when it looks at a digest; none while its numbers are not out.
    async fn look_at(&self, digest: &mut Digest) -> Result<Option<Event>, StoreError> {
        let services = &self.bot.services;
        // What Discord was not asked for yet may go elsewhere.
        let Some(known) = services.community(digest.slot.guild).await? else { return Ok(Some(Event::Rest)) };
        let now = services.clock.now();
        let today = zone_of(&known).to_datetime(now).date();
        let rests = known.quiet.is_some_and(|rest| rest.covers(today));
        let wanted = known.digest_channel.filter(|_| known.digest && known.on_since.is_some() && !rests);
        Ok(match (digest.of, wanted) {
            (PeriodStands::Void, _) | (_, None) => Some(Event::Rest),
            (PeriodStands::Open, _) if now <= digest.slot.deadline => None,
            (_, Some(channel)) => {
                if digest.slot.state == SlotState::Planned {
                    digest.slot.channel = channel;
                }
                Some(Event::Tick)
            }
        })
    }

    /// The message; none where what was released of the period is not there.
    async fn screen(&self, digest: &Digest) -> Result<Option<Screen>, StoreError> {
        let services = &self.bot.services;
        let Some(known) = services.community(digest.slot.guild).await? else { return Ok(None) };
        let periods = services.report(digest.slot.guild).await?;
        let Some(period) = periods.iter().find(|period| period.first == digest.first) else {
            return Ok(None);
        };
        let texts = services.words.now();
        let drawn = picture::of(&texts, &known.locale, period).await;
        let cards = services.cards(&known).await?;
        Ok(Some(digest::message(&texts, &known.locale, period, &cards, drawn, digest.slot.token)))
    }

    /// Says what became of it: to the log, and to staff where they must know.
    async fn record(&self, slot: &Slot) -> Result<(), StoreError> {
        tracing::info!(slot = %slot.token, state = ?slot.state, "a digest was settled");
        match slot.state {
            // Several may be missed in one long absence, and each is a post that staff waited for.
            SlotState::Missed => {
                let store = &self.bot.services.store;
                store.add_notice_again(slot.guild, DIGEST_MISSED, about(slot)).await
            }
            SlotState::FailedBug => {
                tracing::error!(slot = %slot.token, "Discord called a digest malformed");
                self.tell(slot, DIGEST_REFUSED).await
            }
            _ => Ok(()),
        }
    }

    async fn tell(&self, slot: &Slot, key: &'static str) -> Result<(), StoreError> {
        self.bot.services.store.add_notice(slot.guild, key, about(slot)).await.map(drop)
    }

    fn step(&self, slot: &Slot, event: Event) -> Step {
        let services = &self.bot.services;
        services.chance.with(|rng| step(slot, event, services.clock.now(), &self.timing, rng))
    }
}
