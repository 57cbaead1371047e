//! Backups by themselves: a copy when one is due, and the ledger of erasures whenever it changes.
//!
//! When the next one is due is read off the dated folders, so a restart neither forgets one nor
//! makes one too many. The loop looks at the bot's clock and sleeps by the machine's, as the
//! scheduler does.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::backup::{Backups, clean, expire_set_aside};
use crate::clock::Clock;
use crate::store::Paths;

/// The pause between two looks.
const PAUSE: Duration = Duration::from_secs(1);
/// How long after one that failed the next is tried.
const AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// How often old copies are looked for, also while no new one can be made.
const EXPIRE: SignedDuration = SignedDuration::from_hours(1);

/// Takes away what restores set aside, once it has had its time, and clear copies that a backup left which was
/// cut off, until `stop`. Also where no backups are made.
pub async fn let_set_aside_go(paths: Paths, clock: Clock, stop: CancellationToken) {
    let mut looked: Option<Timestamp> = None;
    loop {
        clean(&paths);
        // Asked each time, for the clock is watched by being asked.
        if let Some(now) = clock.relied_on()
            && looked.is_none_or(|last| now.duration_since(last).abs() >= EXPIRE)
        {
            looked = Some(now);
            if let Err(fault) = expire_set_aside(&paths, now) {
                tracing::error!(%fault, "what a restore set aside cannot be taken away: delete it by hand");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Makes backups until it is told to stop.
pub struct BackupJob {
    backups: Backups,
    clock: Clock,
    every: SignedDuration,
    /// Grows with each change of the ledger.
    erasures: watch::Receiver<u64>,
    /// The ledger beside the backups may be older than the one here.
    stale: bool,
    /// No backup before this moment, after a failure.
    not_before: Option<Timestamp>,
    /// No sealing of the same ledger before this moment, after a failure.
    not_sealed_before: Option<Timestamp>,
    expired: Option<Timestamp>,
}

impl BackupJob {
    /// A backup whenever the newest is `every` old.
    pub fn new(
        backups: Backups,
        clock: Clock,
        every: SignedDuration,
        erasures: watch::Receiver<u64>,
    ) -> Self {
        Self {
            backups,
            clock,
            every,
            erasures,
            stale: true,
            not_before: None,
            not_sealed_before: None,
            expired: None,
        }
    }

    /// Looks until `stop`. A backup that is under way then is given up; the next start takes its clear
    /// copies away.
    pub async fn run(mut self, stop: CancellationToken) {
        let _told = stop.run_until_cancelled(self.look_for_ever()).await;
    }

    async fn look_for_ever(&mut self) {
        loop {
            self.look().await;
            tokio::select! {
                changed = self.erasures.changed() => if changed.is_ok() {
                    (self.stale, self.not_sealed_before) = (true, None);
                },
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// Does what is due at this moment.
    pub async fn look(&mut self) {
        let now = self.clock.now();
        self.stale |= !self.backups.erasures_lie_there();
        // Each erasure is sealed at once, also while no backup can be made.
        if self.stale && self.not_sealed_before.is_none_or(|moment| now >= moment) {
            match self.backups.seal_erasures().await {
                Ok(()) => self.stale = false,
                Err(fault) => {
                    tracing::error!(%fault, "the ledger beside the backups is older now; it is tried again");
                    self.not_sealed_before = now.checked_add(AGAIN).ok();
                }
            }
        }
        if self.not_before.is_some_and(|moment| now < moment) {
            return;
        }
        let done = self.do_what_is_due(now).await;
        self.not_before = None;
        if let Err(fault) = done {
            tracing::error!(%fault, "a backup could not be made; it is tried again in ten minutes");
            self.not_before = now.checked_add(AGAIN).ok();
        }
    }

    async fn do_what_is_due(&mut self, now: Timestamp) -> Result<(), crate::backup::BackupError> {
        let mut expired = Ok(());
        // A clock that was set ahead for a moment must not take every backup.
        if let Some(now) = self.clock.relied_on()
            && self.expired.is_none_or(|last| now.duration_since(last).abs() >= EXPIRE)
        {
            expired = self.backups.expire(now);
            self.expired = Some(now);
        }
        let newest = self.backups.newest(now);
        if newest.is_none_or(|newest| now.duration_since(newest) >= self.every) {
            self.backups.make().await?;
            tracing::info!("a backup was made and read back");
        }
        // What cannot be taken away is told, and keeps no new one from being made.
        expired
    }
}
