//! Periods of the group's numbers: planned, opened and closed at their moments, a few at a time.
//!
//! Thousands of communities end theirs at the same midnight, and each closing empties the logs of both
//! files. So a tick takes a few, and members' answers go in between. What cannot be done now, for a
//! full disk or because Discord does not say how many members there are, is tried again.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::discord::permissions::{Size, members};
use crate::domain::engagement::{Start, Tier, first_after, held_by, next_after, on_monday, weeks_from};
use crate::domain::ids::GuildId;
use crate::domain::schedule;
use crate::service::zone_of;
use crate::store::{Live, Plan, StoreError, Unplanned};

/// How many periods are closed in one tick, and how many opened.
const AT_ONCE: usize = 8;
/// How many that wait are looked at.
const WAITING: u32 = 1_000;
/// How often communities without a period are looked for.
const LOOK: SignedDuration = SignedDuration::from_secs(30);
/// How long a closing that failed rests, and the others with it.
const AFTER_FAULT: SignedDuration = SignedDuration::from_secs(30);
/// How long a community rests of which Discord does not say how many members it has.
const REST: SignedDuration = SignedDuration::from_mins(5);

/// Looks after the periods.
pub struct Periods {
    bot: Arc<Bot>,
    round: Mutex<Round>,
    /// Whether a look is under way.
    running: AtomicBool,
}

#[derive(Default)]
struct Round {
    planned: Option<Timestamp>,
    failed: Option<Timestamp>,
    resting: HashMap<GuildId, Timestamp>,
}

impl Periods {
    /// The periods of `bot`.
    pub fn new(bot: Arc<Bot>) -> Self {
        Self { bot, round: Mutex::default(), running: AtomicBool::new(false) }
    }

    /// Closes what has ended, plans what is missing and opens what has begun; the next few of each.
    pub async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut round = self.round.lock().await;
        if !is_within(round.failed, now, AFTER_FAULT) {
            round.failed = None;
            if let Err(fault) = self.close(now).await {
                tracing::warn!(%fault, "a period could not be closed; it is tried again");
                round.failed = Some(now);
            }
        }
        if !is_within(round.planned, now, LOOK) {
            self.plan(now).await?;
            round.planned = Some(now);
        }
        self.open(now, &mut round.resting).await
    }

    /// Sets a look going, unless one is under way.
    pub fn look(self: &Arc<Self>) {
        if self.running.swap(true, Ordering::SeqCst) {
            return;
        }
        let periods = Arc::clone(self);
        self.bot.tasks.spawn(async move {
            if let Err(fault) = periods.tick(periods.bot.services.clock.now()).await {
                tracing::warn!(%fault, "the periods could not be looked after");
            }
            periods.running.store(false, Ordering::SeqCst);
        });
    }

    async fn close(&self, now: Timestamp) -> Result<(), StoreError> {
        let services = &self.bot.services;
        for ended in services.store.periods_to_close(now, WAITING).await?.into_iter().take(AT_ONCE) {
            let known = services.community(ended.guild).await?;
            let next = known.and_then(|known| {
                let start = next_after(&zone_named(&ended.zone), ended.end);
                Some(Plan { window: weeks_from(&zone_of(&known), start)?, zone: ended.zone.clone() })
            });
            services.store.close_period(ended.guild, ended.start, next).await?;
        }
        Ok(())
    }

    async fn plan(&self, now: Timestamp) -> Result<(), StoreError> {
        let store = &self.bot.services.store;
        for (planned, zone) in store.periods_to_move().await? {
            let start = on_monday(&zone_named(&zone), start_of(&planned).monday);
            if let Some(plan) = start.and_then(|start| plan_from(zone, start)) {
                store.move_plan(planned.guild, plan).await?;
            }
        }
        for community in store.without_period(Tier::From10.number()).await? {
            if let Some(plan) = first_plan(&community, now) {
                store.plan_period(community.guild, plan).await?;
            }
        }
        Ok(())
    }

    async fn open(
        &self,
        now: Timestamp,
        resting: &mut HashMap<GuildId, Timestamp>,
    ) -> Result<(), StoreError> {
        resting.retain(|_, since| is_within(Some(*since), now, REST));
        let services = &self.bot.services;
        let mut due = services.store.periods_to_open(now, WAITING).await?;
        due.retain(|planned| !resting.contains_key(&planned.guild));
        for planned in due.into_iter().take(AT_ONCE) {
            let guild = planned.guild;
            let known = services.community(guild).await?.filter(|known| known.on_since.is_some());
            // What the server holds is asked only where enough was declared.
            let large = known.filter(|known| Tier::of(known.people, u64::MAX).is_some());
            let Some(known) = large else {
                services.store.drop_plan(guild).await?;
                continue;
            };
            let tier = match members(&self.bot, guild).await {
                Size::Members(count) => Tier::of(known.people, count),
                Size::NotIn => None,
                Size::Unknown => {
                    resting.insert(guild, now);
                    continue;
                }
            };
            let window = held_by(&zone_of(&known), start_of(&planned), now);
            match tier.zip(window) {
                Some((tier, window)) => {
                    let plan = Plan { window, zone: known.zone.clone() };
                    services.store.open_period(guild, plan, tier).await?;
                }
                None => services.store.drop_plan(guild).await?,
            }
        }
        Ok(())
    }
}

/// When a community without a period begins one. After one that was voided, and ends later, at that end.
fn first_plan(community: &Unplanned, now: Timestamp) -> Option<Plan> {
    // Whoever turned on just before a Monday is seen just after it.
    let seen = now.saturating_sub(SignedDuration::from_mins(1)).unwrap_or(Timestamp::MIN);
    let zone = zone_named(&community.zone);
    let start = match &community.last {
        Some((end, frozen)) if *end > now => next_after(&zone_named(frozen), *end),
        _ if community.on_since > seen => first_after(&zone, community.on_since)?,
        _ => first_after(&zone, now)?,
    };
    plan_from(community.zone.clone(), start)
}

fn plan_from(zone: String, start: Start) -> Option<Plan> {
    Some(Plan { window: weeks_from(&zone_named(&zone), start)?, zone })
}

fn start_of(planned: &Live) -> Start {
    next_after(&zone_named(&planned.zone), planned.start)
}

fn zone_named(name: &str) -> TimeZone {
    schedule::zone(name).unwrap_or(TimeZone::UTC)
}

/// Whether `since` lies less than `span` before or after `now`: a clock that was set must not hold anything up.
fn is_within(since: Option<Timestamp>, now: Timestamp, span: SignedDuration) -> bool {
    since.is_some_and(|since| now.duration_since(since).abs() < span)
}
