//! Outcomes: tells whoever asked for it what became of a suggestion, once.
//!
//! Every step is on disk before its effect goes out, as with the cards and the reminders, and the
//! cards' planner says what a step means. Whoever cannot be reached is not told, and then nothing is
//! kept for it any more.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio::sync::Mutex;

use super::scheduler::Ticked;
use crate::discord::Bot;
use crate::discord::direct::{Direct, Reached};
use crate::discord::post::Poster;
use crate::discord::render::suggestion;
use crate::domain::planner::{Effect, Event, Timing};
use crate::store::{DueOutcome, StoreError};

/// How many one look takes up at most.
const LOOK: u32 = 50;
/// How many steps one takes in one go at most: a guard, far above what it needs.
const STEPS: usize = 4;
/// How long after a question that brought nothing it is asked again.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// Tells outcomes.
pub struct Outcomes {
    bot: Arc<Bot>,
    poster: Poster,
    direct: Direct,
    timing: Timing,
    /// One look at a time: two would ask for the same one.
    looking: Mutex<()>,
}

impl Outcomes {
    /// The outcomes of `bot`.
    pub fn new(bot: Arc<Bot>, poster: Poster, timing: Timing) -> Self {
        let direct = Direct::new(Arc::clone(&bot), timing.request);
        Self { bot, poster, direct, timing, looking: Mutex::new(()) }
    }

    /// Tells all that is due, and waits until that is done.
    pub async fn tick(&self) -> Result<Ticked, StoreError> {
        let _one = self.looking.lock().await;
        let services = &self.bot.services;
        for due in services.store.due_outcomes(services.clock.now(), LOOK).await? {
            if self.see_through(due).await? == Ticked::TokenRefused {
                return Ok(Ticked::TokenRefused);
            }
        }
        Ok(Ticked::Done)
    }

    /// Sets going what is due, unless that is under way. Waits for no answer of Discord's.
    pub fn look(self: &Arc<Self>) {
        if self.looking.try_lock().is_err() {
            return;
        }
        let outcomes = Arc::clone(self);
        // Among the tasks that a stop waits for: what is claimed is finished.
        self.bot.tasks.spawn(async move {
            if let Err(fault) = outcomes.tick().await {
                tracing::warn!(%fault, "telling what became of a suggestion waits for the store");
            }
        });
    }

    /// Takes one as far as it goes now.
    async fn see_through(&self, of: DueOutcome) -> Result<Ticked, StoreError> {
        let services = &self.bot.services;
        let Some((wish, is_new)) = services.outcome(of, &self.timing).await? else { return Ok(Ticked::Done) };
        let Some(mut slot) = wish.slot else {
            services.forget_outcome(of).await?;
            return Ok(Ticked::Done);
        };
        if is_new {
            match self.direct.reach(slot.guild, wish.user, None).await {
                Reached::Here(channel) => slot.channel = channel,
                Reached::Left | Reached::Closed => {
                    services.forget_outcome(of).await?;
                    tracing::info!(suggestion = %slot.token, "nobody can be told what became of a suggestion");
                    return Ok(Ticked::Done);
                }
                Reached::NotIn | Reached::Unknown => {
                    let now = services.clock.now();
                    if now > slot.deadline {
                        services.forget_outcome(of).await?;
                    } else {
                        services.outcome_later(of, now.saturating_add(AGAIN).unwrap_or(now)).await?;
                    }
                    return Ok(Ticked::Done);
                }
                Reached::Unauthorized => return Ok(Ticked::TokenRefused),
            }
        }
        for _ in 0..STEPS {
            let Some(turn) = self.direct.turn(&slot).await else { return Ok(Ticked::Done) };
            // Only now is it committed that a request goes out.
            let stepped = services.step_outcome(of, Event::Tick, Some(slot.channel), &self.timing).await?;
            let Some(telling) = stepped else { return Ok(Ticked::Done) };
            let Some(moved) = telling.wish.slot else { return Ok(Ticked::Done) };
            slot = moved;
            let said = match telling.effect {
                Effect::Send => {
                    let locale = self.locale(of).await?;
                    let texts = services.words.now();
                    let screen =
                        suggestion::outcome(&texts, &locale, (slot.guild, slot.token), telling.listed);
                    self.direct.send(turn, &slot, &screen).await
                }
                Effect::AskHistory { after } => self.poster.find_direct(turn, &slot, after).await,
                Effect::StopProcess => return Ok(Ticked::TokenRefused),
                _ => return Ok(Ticked::Done),
            };
            match services.step_outcome(of, said, None, &self.timing).await? {
                None => {
                    tracing::info!(suggestion = %slot.token, "somebody was told what became of a suggestion");
                    return Ok(Ticked::Done);
                }
                Some(telling) if telling.effect == Effect::StopProcess => return Ok(Ticked::TokenRefused),
                // What could not be sent now is looked at when it is due again.
                Some(telling) => match telling.effect {
                    Effect::Wait { until } if until > services.clock.now() => return Ok(Ticked::Done),
                    _ => {}
                },
            }
        }
        Ok(Ticked::Done)
    }

    /// The language of a message: the member's own, else the community's.
    async fn locale(&self, (caller, _): DueOutcome) -> Result<String, StoreError> {
        let services = &self.bot.services;
        if let Some(own) = services.store.find_member(caller).await?.and_then(|member| member.locale) {
            return Ok(own);
        }
        let known = services.community(caller.guild).await?;
        Ok(known.map_or_else(|| "en".to_owned(), |known| known.locale))
    }
}
