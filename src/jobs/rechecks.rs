//! Once a day: does anything on a list wait to be checked again, or has something that a member suggested
//! waited for days? Staff hear of each once a month at most, and never of whom.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::domain::resource::{CHECK_AFTER_DAYS, CHECK_CRISIS_AFTER_DAYS};
use crate::store::{RECHECKS, SUGGESTIONS, StoreError};

/// How long staff do not hear of it again.
const MONTH: SignedDuration = SignedDuration::from_hours(31 * 24);
/// How long a suggestion may wait before staff hear of it.
const UNHEARD: SignedDuration = SignedDuration::from_hours(3 * 24);

/// Tells staff that something waits.
pub struct Rechecks {
    bot: Arc<Bot>,
    /// The day that was looked at last, in UTC.
    done: Mutex<Option<Date>>,
}

impl Rechecks {
    /// The looks of `bot`.
    pub fn new(bot: Arc<Bot>) -> Self {
        Self { bot, done: Mutex::default() }
    }

    /// Looks at today's lists, unless that was done.
    pub async fn tick(&self, now: Timestamp) -> Result<(), StoreError> {
        let today = TimeZone::UTC.to_datetime(now).date();
        let mut done = self.done.lock().await;
        if *done == Some(today) {
            return Ok(());
        }
        let store = &self.bot.services.store;
        let before = today.saturating_sub(CHECK_AFTER_DAYS.days());
        let crisis = today.saturating_sub(CHECK_CRISIS_AFTER_DAYS.days());
        let guilds = store.guilds_to_check(before, crisis).await?;
        let month = now.saturating_sub(MONTH).unwrap_or(Timestamp::MIN);
        store.notice_waiting(RECHECKS, guilds, month).await?;
        let suggested = store.guilds_to_review(now.saturating_sub(UNHEARD).unwrap_or(Timestamp::MIN)).await?;
        store.notice_waiting(SUGGESTIONS, suggested, month).await?;
        *done = Some(today);
        Ok(())
    }
}
