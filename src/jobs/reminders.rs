//! Reminders: looks at those that are due, and sees each one through.
//!
//! Every step is on disk before its effect goes out, as with the cards; what a step means
//! is the domain's to say. Before each message Discord is asked whether its reader is
//! still a member: whoever left is not written to again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::SignedDuration;

use super::scheduler::Ticked;
use super::under_way::UnderWay;
use crate::discord::Bot;
use crate::discord::direct::{Direct, Reached};
use crate::discord::post::Poster;
use crate::discord::render::reminder;
use crate::domain::consent::Choice;
use crate::domain::planner::{self, Timing};
use crate::domain::reminder::{Effect, Event, Kind, Reminder};
use crate::domain::slot::Slot;
use crate::store::{Caller, StoreError};

/// How many rows one look takes up at most.
const LOOK: u32 = 500;
/// How many are seen through at once at most.
const AT_ONCE: usize = 64;
/// How many steps one reminder takes in one go at most: a guard, far above what it needs.
const STEPS: usize = 8;
/// How long after a question that brought nothing it is asked again.
const AGAIN: SignedDuration = SignedDuration::from_secs(30);
/// How long somebody whose step could not be saved is left alone.
const HELD_BACK: Duration = Duration::from_secs(30);
/// So long after its deadline a reminder is certainly too late.
const PAST: SignedDuration = SignedDuration::from_secs(1);

/// Sends the reminders.
pub struct Reminders {
    bot: Arc<Bot>,
    poster: Poster,
    direct: Direct,
    timing: Timing,
    /// Members whose reminder is being seen through at this moment.
    under_way: UnderWay<Caller>,
    /// Members whose step could not be saved, and until when they are left alone.
    held_back: Mutex<HashMap<Caller, Instant>>,
}

impl Reminders {
    /// The reminders of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster, timing: Timing) -> Self {
        Self {
            direct: Direct::new(Arc::clone(&bot), timing.request),
            bot,
            poster,
            timing,
            under_way: UnderWay::default(),
            held_back: Mutex::default(),
        }
    }

    /// Sends all that is due, and waits until that is done.
    pub async fn tick(self: &Arc<Self>) -> Result<Ticked, StoreError> {
        let mut seen = HashSet::new();
        loop {
            let before = seen.len();
            self.look_but(&mut seen).await?;
            self.under_way.idle().await;
            if seen.len() == before {
                return Ok(self.ticked());
            }
        }
    }

    /// Sets going what is due. Waits for no answer of Discord's.
    pub async fn look(self: &Arc<Self>) -> Result<(), StoreError> {
        self.look_but(&mut HashSet::new()).await
    }

    /// Whether Discord still takes the token.
    pub fn ticked(&self) -> Ticked {
        self.under_way.ticked()
    }

    /// As [`Self::look`], for those not in `seen`, and notes which were set going.
    async fn look_but(self: &Arc<Self>, seen: &mut HashSet<Caller>) -> Result<(), StoreError> {
        let services = &self.bot.services;
        for of in services.store.due_reminders(services.clock.now(), LOOK).await? {
            if self.under_way.is_full(AT_ONCE) {
                return Ok(());
            }
            if seen.contains(&of) || self.under_way.contains(&of) || self.is_held_back(of) {
                continue;
            }
            seen.insert(of);
            self.set_going(of);
        }
        Ok(())
    }

    /// What could not be saved is not asked of Discord again at once: a full disk stays full for a while.
    fn hold_back(&self, of: Caller) {
        let until = Instant::now() + HELD_BACK;
        self.held_back.lock().unwrap_or_else(PoisonError::into_inner).insert(of, until);
    }

    fn is_held_back(&self, of: Caller) -> bool {
        let mut held = self.held_back.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, until| Instant::now() < *until);
        held.contains_key(&of)
    }

    fn set_going(self: &Arc<Self>, of: Caller) {
        let (reminders, leaves) = (Arc::clone(self), self.under_way.begin(of));
        // Among the tasks that a stop waits for: what is claimed is finished.
        self.bot.tasks.spawn(async move {
            let _leaves = leaves;
            match reminders.see_through(of).await {
                Ok(ticked) => reminders.under_way.came_to(ticked),
                Err(fault) => {
                    tracing::warn!(%fault, "a reminder waits for the store");
                    reminders.hold_back(of);
                }
            }
        });
    }

    /// Takes one due reminder as far as it goes now.
    async fn see_through(&self, of: Caller) -> Result<Ticked, StoreError> {
        for _ in 0..STEPS {
            let now = self.bot.services.clock.now();
            let Some((kept, effect)) = self.step(of, Event::Look).await? else { return Ok(Ticked::Done) };
            match effect {
                Effect::Ready { first } => match self.go(of, &kept, first).await? {
                    Some(Ticked::Done) => {}
                    Some(ended) => return Ok(ended),
                    None => return Ok(Ticked::Done),
                },
                Effect::StopProcess => return Ok(Ticked::TokenRefused),
                // One that came too late gave way to one that is due as well.
                _ if kept.wake(now, &self.timing).is_some_and(|due| due <= now) => {}
                _ => return Ok(Ticked::Done),
            }
        }
        Ok(Ticked::Done)
    }

    /// Sends what is ready, or asks for it. None when it must wait.
    async fn go(&self, of: Caller, kept: &Reminder, first: bool) -> Result<Option<Ticked>, StoreError> {
        let Some(mut slot) = kept.next.as_ref().map(|next| next.slot.clone()) else { return Ok(None) };
        if first {
            let Some(user) = kept.user else { return Ok(None) };
            match self.direct.reach(of.guild, user, kept.channel).await {
                Reached::Here(channel) => slot.channel = channel,
                Reached::Left => {
                    self.bot.services.store.turn_off(of, Choice::RemindMe).await?;
                    tracing::info!("a member is gone from their community; their reminders are off");
                    return Ok(None);
                }
                Reached::Closed => {
                    self.step(of, Event::Closed).await?;
                    return Ok(None);
                }
                Reached::NotIn => {
                    // Past its deadline it is passed over, and nobody is asked until then.
                    self.step(of, Event::NotYet(slot.deadline.saturating_add(PAST).unwrap_or(slot.deadline)))
                        .await?;
                    return Ok(None);
                }
                Reached::Unknown => {
                    let now = self.bot.services.clock.now();
                    self.step(of, Event::NotYet(now.saturating_add(AGAIN).unwrap_or(now))).await?;
                    return Ok(None);
                }
                Reached::Unauthorized => return Ok(Some(Ticked::TokenRefused)),
            }
        }
        let Some(turn) = self.direct.turn(&slot).await else { return Ok(None) };
        // The wait may have been long: a pause, a press or the night may lie in it. Only now is it committed
        // that a request goes out.
        let Some((kept, effect)) = self.step(of, Event::Go(slot.channel)).await? else { return Ok(None) };
        let Some(slot) = kept.next.as_ref().map(|next| next.slot.clone()) else { return Ok(None) };
        let said = match effect {
            Effect::Send(kind) => {
                let screen = self.screen(of, &slot, kind).await?;
                self.direct.send(turn, &slot, &screen).await
            }
            Effect::AskHistory { after } => self.poster.find_direct(turn, &slot, after).await,
            Effect::StopProcess => return Ok(Some(Ticked::TokenRefused)),
            _ => return Ok(None),
        };
        let heard = self.step(of, Event::Heard(slot.token, said)).await?;
        record(&slot, said);
        Ok(match heard {
            Some((_, Effect::StopProcess)) => Some(Ticked::TokenRefused),
            Some((_, Effect::Bug)) => {
                tracing::error!(reminder = %slot.token, "Discord called a reminder malformed");
                None
            }
            Some(_) => Some(Ticked::Done),
            None => None,
        })
    }

    async fn screen(
        &self,
        of: Caller,
        slot: &Slot,
        kind: Kind,
    ) -> Result<crate::discord::render::screen::Screen, StoreError> {
        let services = &self.bot.services;
        let own = services.store.find_member(of).await?.and_then(|member| member.locale);
        let locale = match own {
            Some(locale) => locale,
            None => services.community(of.guild).await?.map_or_else(|| "en".to_owned(), |known| known.locale),
        };
        Ok(reminder::nudge(&services.words.now(), &locale, of.guild, slot.token, kind))
    }

    async fn step(&self, of: Caller, event: Event) -> Result<Option<(Reminder, Effect)>, StoreError> {
        self.bot.services.step_reminder(of, event, &self.timing).await
    }
}

/// Says in the log what became of a request: its own name and the outcome, and nobody's.
fn record(slot: &Slot, said: planner::Event) {
    match said {
        planner::Event::Answer { at, .. } => {
            let late = at.duration_since(slot.due).as_secs();
            tracing::info!(reminder = %slot.token, late, "a reminder went out");
        }
        planner::Event::Forbidden | planner::Event::Gone => {
            tracing::info!(reminder = %slot.token, "a reminder met a closed door; they rest");
        }
        _ => {}
    }
}
