//! The scheduler: one tick does all that is due now, and the loop around it sleeps.
//!
//! Tests call [`Scheduler::tick`] themselves. The loop never sleeps long, so that a
//! machine that was suspended, or a clock that was set, is noticed at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, Notify};
use tokio_util::sync::CancellationToken;

use super::cards::Cards;
use super::notices::Notices;
use super::retention::Retention;
use super::rights::RightsWatch;
use crate::discord::Bot;
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

/// Runs every job of the bot.
pub struct Scheduler {
    bot: Arc<Bot>,
    cards: Cards,
    notices: Notices,
    rights: RightsWatch,
    retention: Retention,
    /// Only one tick at a time.
    running: Mutex<()>,
    wake: Notify,
    /// Unix milliseconds of the last tick; 0 before the first.
    last: AtomicI64,
}

impl Scheduler {
    /// A scheduler for `bot`.
    pub fn new(bot: Arc<Bot>, timing: Timing) -> Self {
        let poster = Poster::new(Arc::clone(&bot.http));
        Self {
            cards: Cards::new(Arc::clone(&bot), poster.clone(), timing),
            notices: Notices::new(Arc::clone(&bot), poster),
            rights: RightsWatch::new(Arc::clone(&bot)),
            retention: Retention::new(Arc::clone(&bot)),
            bot,
            running: Mutex::new(()),
            wake: Notify::new(),
            last: AtomicI64::new(0),
        }
    }

    /// Takes up what an earlier process left. Called once, before the first tick.
    pub async fn start(&self) -> Result<(), StoreError> {
        self.bot.services.remember_countries().await?;
        self.cards.take_up().await
    }

    /// Does all that is due at this moment.
    pub async fn tick(&self) -> Result<Ticked, StoreError> {
        let _one = self.running.lock().await;
        let now = self.bot.services.clock.now();
        self.note_jump(now);
        self.reload_words();
        // The rights beside the cards: three slow answers must not hold a card up.
        let (ticked, looked) = tokio::join!(self.cards.tick(now), self.rights.tick(now));
        let (ticked, ()) = (ticked?, looked?);
        self.notices.tick(now).await?;
        self.retention.tick(now).await?;
        Ok(ticked)
    }

    /// Lets the loop tick at once: the clock was moved, or a plan changed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Ticks until `cancel`. A tick that fails is logged and the next one tries again.
    pub async fn run(&self, cancel: &CancellationToken) -> Ticked {
        loop {
            match self.tick().await {
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
            tracing::warn!(seconds = step.as_secs(), "the clock jumped; what is due is looked at anew");
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
