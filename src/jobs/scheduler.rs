//! The scheduler: sets going all that is due now, and the loop around it sleeps.
//!
//! Tests call [`Scheduler::tick`], which also waits until it is done. The loop never sleeps long, so that a
//! machine that was suspended, or a clock that was set, is noticed at once.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use super::cards::Cards;
use super::digests::Digests;
use super::heartbeat::Heartbeat;
use super::lists::Lists;
use super::notices::Notices;
use super::outcomes::Outcomes;
use super::periods::Periods;
use super::rechecks::Rechecks;
use super::reminders::Reminders;
use super::retention::Retention;
use super::rights::RightsWatch;
use crate::discord::Bot;
use crate::discord::gateway::Gateway;
use crate::discord::post::Poster;
use crate::domain::planner::Timing;
use crate::store::StoreError;
use crate::words::Reload;

/// The pause between two ticks.
const PAUSE: Duration = Duration::from_secs(1);
/// A step of the clock beyond this, either way, is a jump and not a slow tick.
const JUMP: SignedDuration = SignedDuration::from_secs(120);

/// What one tick came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticked {
    /// Go on.
    Done,
    /// Discord refused the token: the process must end.
    TokenRefused,
}

impl Ticked {
    /// What two jobs came to together.
    fn or(self, other: Self) -> Self {
        if self == Self::Done { other } else { self }
    }
}

/// Runs every job of the bot.
pub struct Scheduler {
    bot: Arc<Bot>,
    cards: Arc<Cards>,
    lists: Arc<Lists>,
    digests: Arc<Digests>,
    notices: Arc<Notices>,
    reminders: Arc<Reminders>,
    outcomes: Arc<Outcomes>,
    rights: Arc<RightsWatch>,
    rechecks: Rechecks,
    periods: Arc<Periods>,
    retention: Retention,
    heartbeat: Heartbeat,
    /// Only one tick at a time.
    running: Mutex<()>,
    wake: Notify,
    /// Unix milliseconds of the last tick; 0 before the first.
    last: AtomicI64,
    /// When the last tick that did everything ended, by the machine's steady clock.
    ended: std::sync::Mutex<Option<Instant>>,
}

impl Scheduler {
    /// A scheduler for `bot`, which is connected by `gateway`.
    pub fn new(bot: Arc<Bot>, gateway: Arc<Gateway>, timing: Timing) -> Self {
        let poster = Poster::new(Arc::clone(&bot), timing.request);
        Self {
            cards: Arc::new(Cards::new(Arc::clone(&bot), poster.clone(), timing)),
            lists: Arc::new(Lists::new(Arc::clone(&bot), poster.clone(), timing)),
            digests: Arc::new(Digests::new(Arc::clone(&bot), poster.clone(), timing)),
            notices: Arc::new(Notices::new(Arc::clone(&bot), poster.clone())),
            outcomes: Arc::new(Outcomes::new(Arc::clone(&bot), poster.clone(), timing)),
            reminders: Arc::new(Reminders::new(Arc::clone(&bot), poster, timing)),
            rights: Arc::new(RightsWatch::new(Arc::clone(&bot))),
            rechecks: Rechecks::new(Arc::clone(&bot)),
            periods: Arc::new(Periods::new(Arc::clone(&bot))),
            retention: Retention::new(Arc::clone(&bot)),
            heartbeat: Heartbeat::new(Arc::clone(&bot), gateway),
            bot,
            running: Mutex::new(()),
            wake: Notify::new(),
            last: AtomicI64::new(0),
            ended: std::sync::Mutex::default(),
        }
    }

    /// Takes up what an earlier process left. Called once, before the first tick.
    pub async fn start(&self) -> Result<(), StoreError> {
        self.bot.services.remember_countries().await?;
        self.cards.take_up().await?;
        self.lists.take_up().await?;
        self.digests.take_up().await
    }

    /// Does all that is due at this moment, and waits until it is done.
    pub async fn tick(&self) -> Result<Ticked, StoreError> {
        let _one = self.running.lock().await;
        self.prepare();
        let now = self.bot.services.clock.now();
        // The rights beside the cards: three slow answers must not hold a card up.
        let (ticked, looked) = tokio::join!(self.cards.tick(), self.rights.tick(now));
        let (ticked, ()) = (ticked?.or(self.reminders.tick().await?), looked?);
        self.rechecks.tick(now).await?;
        let ticked = ticked.or(self.lists.tick().await?);
        let ticked = ticked.or(self.outcomes.tick().await?);
        // The numbers first: a digest that is due waits for them.
        self.periods.tick(now).await?;
        let ticked = ticked.or(self.digests.tick().await?);
        self.notices.tick().await?;
        self.retention.tick().await?;
        self.heartbeat.tick(now).await?;
        self.note_end();
        Ok(ticked)
    }

    /// Sets going all that is due at this moment. Waits for no answer of Discord's, so that one channel
    /// that hangs holds up nothing.
    async fn look(&self) -> Result<Ticked, StoreError> {
        let _one = self.running.lock().await;
        self.prepare();
        self.cards.look().await?;
        self.reminders.look().await?;
        self.lists.look().await?;
        self.outcomes.look();
        self.rights.look();
        self.periods.look();
        self.digests.look().await?;
        let now = self.bot.services.clock.now();
        self.rechecks.tick(now).await?;
        self.notices.look();
        self.retention.tick().await?;
        self.heartbeat.tick(now).await?;
        self.note_end();
        Ok(self.cards.ticked().or(self.reminders.ticked()).or(self.lists.ticked()).or(self.digests.ticked()))
    }

    fn prepare(&self) {
        self.note_jump(self.bot.services.clock.now());
        self.reload_words();
    }

    fn note_end(&self) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Lets the loop tick at once: the clock was moved, or a plan changed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// How long ago the last tick ended that did all that was due; none before the first.
    pub fn idle_for(&self) -> Option<Duration> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).map(|ended| ended.elapsed())
    }

    /// Looks until `cancel`, and then lets nothing more out. A look that fails is logged and the next
    /// one tries again.
    pub async fn run(&self, cancel: &CancellationToken) -> Ticked {
        let ticked = self.look_until(cancel).await;
        self.bot.gate.close();
        ticked
    }

    async fn look_until(&self, cancel: &CancellationToken) -> Ticked {
        loop {
            match self.look().await {
                Ok(Ticked::Done) => {}
                Ok(Ticked::TokenRefused) => return Ticked::TokenRefused,
                Err(fault) => tracing::warn!(%fault, "the scheduler could not do all that is due"),
            }
            tokio::select! {
                () = cancel.cancelled() => return Ticked::Done,
                () = self.wake.notified() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    fn note_jump(&self, now: Timestamp) {
        let last = self.last.swap(now.as_millisecond(), Ordering::Relaxed);
        let step = SignedDuration::from_millis(now.as_millisecond() - last);
        if last != 0 && step.abs() > JUMP {
            tracing::info!(
                seconds = step.as_secs(),
                "the clock jumped; what is due is looked at anew, and nothing is deleted for an hour"
            );
        }
    }

    fn reload_words(&self) {
        match self.bot.services.words.reload_if_changed() {
            Reload::Unchanged => {}
            Reload::Taken => tracing::info!("changed words are in force"),
            Reload::Refused(findings) => {
                for finding in findings.iter().filter(|finding| finding.is_error()) {
                    tracing::warn!(%finding, "changed words are not taken up; the old ones stay in force");
                }
            }
        }
    }
}
