//! Forgetting: what has had its time goes, once a day, a little at a time.
//!
//! How long each thing is kept stands in `PRIVACY.md`. A tick takes one batch of each
//! kind, so that a large day neither holds the cards up nor the members' answers. It rests
//! while the machine's clock may be wrong ([`Clock::relied_on`](crate::clock::Clock::relied_on)).

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tokio::sync::Mutex;

use crate::discord::Bot;
use crate::domain::ids::SlotToken;
use crate::store::{LINES_LIVE, Store, StoreError, TYPED_LIVES};

/// How many rows of a kind go in one tick at most.
const BATCH: u32 = 500;
/// How many members are erased in one tick at most: each empties the logs of both files.
const MEMBERS: u32 = 10;
/// How long acts of staff and notices to them are kept (contract, section 8).
pub const STAFF: SignedDuration = SignedDuration::from_hours(180 * 24);
/// How often what is kept for a day is looked for.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// How long the ledger remembers an erasure.
pub const ERASURES: SignedDuration = LINES_LIVE;
/// How long neutral dates, and the slots they come from, are kept, days (contract, section 4).
const DATES: i32 = 400;
/// How long absences of the bot are kept, as long as neutral dates.
const ABSENCES: SignedDuration = SignedDuration::from_hours(DATES as i64 * 24);
/// A card from this many days ago is closed in every zone: it closes at 12:00 on the next day.
const CLOSED: i32 = 2;
/// A member goes when *last seen* is so many calendar months back (contract, section 10).
const UNSEEN: i32 = 14;

/// Forgets what has had its time.
pub struct Retention {
    bot: Arc<Bot>,
    day: Mutex<Day>,
}

/// How far today's forgetting has come.
#[derive(Default)]
struct Day {
    date: Option<Date>,
    prompts: Vec<SlotToken>,
    done: bool,
    /// When what is kept for a day was last forgotten.
    hourly: Option<Timestamp>,
    /// When communities that left were last deleted.
    departed: Option<Date>,
}

impl Retention {
    /// The forgetting of `bot`.
    pub fn new(bot: Arc<Bot>) -> Self {
        Self { bot, day: Mutex::default() }
    }

    /// Takes the next batch of today's, if there is one.
    pub async fn tick(&self) -> Result<(), StoreError> {
        let store = &self.bot.services.store;
        // A disk that refuses was told of when it began to; the next tick tries again.
        drop(store.finish_half_erasures().await);
        store.empty_logs().await?;
        // A clock that was set ahead for a moment must not take what members keep.
        let Some(now) = self.bot.services.clock.relied_on() else { return Ok(()) };
        let today = TimeZone::UTC.to_datetime(now).date();
        let mut day = self.day.lock().await;
        // Only once Discord has said which communities are still there: a note of an absence may be stale.
        if day.departed != Some(today) && self.bot.services.has_heard() {
            self.bot.services.delete_departed(now).await?;
            day.departed = Some(today);
        }
        if day.hourly.is_none_or(|last| now.duration_since(last).abs() >= HOUR) {
            forget_typed(store, now).await?;
            day.hourly = Some(now);
        }
        if day.date != Some(today) {
            store.tidy().await?;
            store.prune_erasures(now.saturating_sub(ERASURES).unwrap_or(Timestamp::MIN)).await?;
            let closed = today.saturating_sub(CLOSED.days());
            let prompts = store.stale_prompts(closed).await?;
            *day =
                Day { date: Some(today), prompts, done: false, hourly: day.hourly, departed: day.departed };
        }
        if day.done {
            return Ok(());
        }
        let left = day.prompts.len().saturating_sub(BATCH as usize);
        let batch = day.prompts.split_off(left);
        if !batch.is_empty() {
            store.drop_prompts(batch).await?;
        }
        let more = forget(store, today, now).await? || !day.prompts.is_empty();
        day.done = !more;
        Ok(())
    }
}

/// Forgets all that has had its time, at once. For files from a backup, before a bot opens them.
///
/// Communities that had left stay until the bot has asked Discord: they may be back since the backup.
pub async fn catch_up(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    let today = TimeZone::UTC.to_datetime(now).date();
    let mut prompts = store.stale_prompts(today.saturating_sub(CLOSED.days())).await?;
    while !prompts.is_empty() {
        let left = prompts.len().saturating_sub(BATCH as usize);
        store.drop_prompts(prompts.split_off(left)).await?;
    }
    forget_typed(store, now).await?;
    while forget(store, today, now).await? {}
    store.prune_erasures(now.saturating_sub(ERASURES).unwrap_or(Timestamp::MIN)).await
}

/// What moderators typed and left lying is promised to go after a day, so it is looked for each hour.
async fn forget_typed(store: &Store, now: Timestamp) -> Result<(), StoreError> {
    store.prune_typed_prompts(now.saturating_sub(TYPED_LIVES).unwrap_or(Timestamp::MIN)).await?;
    while store.prune_drafts(now, BATCH).await? >= u64::from(BATCH) {}
    Ok(())
}

/// One batch of each kind. True when there may be more.
async fn forget(store: &Store, today: Date, now: Timestamp) -> Result<bool, StoreError> {
    let staff = now.saturating_sub(STAFF).unwrap_or(Timestamp::MIN);
    let dates = today.saturating_sub(DATES.days());
    let absences = now.saturating_sub(ABSENCES).unwrap_or(Timestamp::MIN);
    // The last day on which an answer may be kept is a local date: it is over everywhere a day later.
    let answers = today.saturating_sub(1.days());
    let gone = [
        store.prune_answers(answers, BATCH).await?,
        store.prune_words(answers, BATCH).await?,
        store.prune_suggestions(today, BATCH).await?,
        store.prune_audit(staff, BATCH).await?,
        store.prune_entry_changes(staff, BATCH).await?,
        store.prune_own_prompt_changes(staff, BATCH).await?,
        store.prune_notices(staff, BATCH).await?,
        store.prune_spans(dates, BATCH).await?,
        store.prune_away(absences, BATCH).await?,
        store.prune_slots(dates, BATCH).await?,
        store.prune_digests(dates, BATCH).await?,
    ];
    // Whoever was seen in the month that lies 14 back is to go; the store asks for what lies before a month.
    let seen = today.saturating_sub((UNSEEN - 1).months()).strftime("%Y-%m").to_string();
    let unseen = store.not_seen_since(&seen, MEMBERS).await?;
    let erased = unseen.len();
    for member in unseen {
        store.erase_for_good(member).await?;
    }
    Ok(gone.iter().any(|count| *count >= u64::from(BATCH)) || erased >= MEMBERS as usize)
}
