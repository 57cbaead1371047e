//! The digests: one post for each period of a community, moved on by conditional updates.
//!
//! What was released is not read here; a digest knows which period it is of, and how that one stands.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::convert::{id, maybe_moment, moment, ms, parsed, snowflake};
use super::slots::{state_name, state_of};
use super::{Live, Store, StoreError, notices};
use crate::domain::engagement::first_day;
use crate::domain::ids::{ChannelId, GuildId, MessageId, SlotToken};
use crate::domain::schedule;
use crate::domain::slot::{Slot, SlotState};

/// The key of the notice that a digest came too late to be posted.
pub const DIGEST_MISSED: &str = "notice-digest-missed";
/// The key of the notice that nobody knows whether a digest was posted.
pub const DIGEST_UNSURE: &str = "notice-digest-unsure";
/// The key of the notice that Discord called a digest malformed.
pub const DIGEST_REFUSED: &str = "notice-digest-bug";
/// The key of the notice that the digest channel is gone.
pub const DIGEST_GONE: &str = "notice-digest-gone";
/// The key of the notice that a right is missing in the digest channel.
pub const DIGEST_PERMISSION: &str = "notice-digest-permission";

/// All of them.
pub const OF_DIGESTS: [&str; 5] =
    [DIGEST_MISSED, DIGEST_UNSURE, DIGEST_REFUSED, DIGEST_GONE, DIGEST_PERMISSION];

/// A digest, and the period it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The post.
    pub slot: Slot,
    /// The first day of the period.
    pub first: Date,
    /// How the period stands.
    pub of: PeriodStands,
}

/// How the period of a digest stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodStands {
    /// It has not been closed yet.
    Open,
    /// It was closed, and its numbers are out.
    Closed,
    /// It holds nothing and never will.
    Void,
}

impl Store {
    /// Open periods of communities that want a digest and have none planned for it, each with the channel.
    pub async fn without_digest(&self) -> Result<Vec<(Live, ChannelId)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT period.guild AS "guild!: i64", start_at AS "start_at!: i64", end_at AS "end_at!: i64",
                      period.zone, digest_channel AS "digest_channel!: i64"
               FROM period JOIN community ON community.guild = period.guild
               WHERE state = 'open' AND digest = 1 AND digest_channel IS NOT NULL AND on_since IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM digest
                                 WHERE digest.guild = period.guild AND digest.period = period.start_at)
               ORDER BY period.guild"#
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let (guild, channel) =
                    (GuildId(snowflake(row.guild)), ChannelId(snowflake(row.digest_channel)));
                let (start, end) = (moment(row.start_at)?, moment(row.end_at)?);
                Ok((Live { guild, start, end, zone: row.zone, tier: None }, channel))
            })
            .collect()
    }

    /// Plans the digest of the period that began at `period`. False when it has one.
    pub async fn plan_digest(&self, period: Timestamp, slot: &Slot) -> Result<bool, StoreError> {
        let (period, slot) = (ms(period), slot.clone());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (token, guild, channel) = (slot.token.to_string(), id(slot.guild.0), id(slot.channel.0));
                    let (date, due, deadline) = (slot.local_date.to_string(), ms(slot.due), ms(slot.deadline));
                    let planned = sqlx::query!(
                        "INSERT INTO digest (token, guild, period, channel, local_date, due, deadline, state, attempts)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', 0)
                         ON CONFLICT (guild, period) DO NOTHING",
                        token,
                        guild,
                        period,
                        channel,
                        date,
                        due,
                        deadline,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(planned.rows_affected() == 1)
                })
            })
            .await
    }

    /// On which day the next digest is planned that is not due by `now`; none where none is planned yet.
    pub async fn next_digest(&self, guild: GuildId, now: Timestamp) -> Result<Option<Date>, StoreError> {
        let (guild, now) = (id(guild.0), ms(now));
        let date = sqlx::query_scalar!(
            "SELECT local_date FROM digest JOIN period
                 ON period.guild = digest.guild AND period.start_at = digest.period
             WHERE digest.guild = ?1 AND digest.state = 'planned' AND due > ?2 AND period.state <> 'void'
             ORDER BY due LIMIT 1",
            guild,
            now,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        date.map(|date| parsed(&date, "digest.local_date")).transpose()
    }

    /// Digests that are to be looked at by `now`, oldest first, at most `limit`.
    pub async fn digests_due(&self, now: Timestamp, limit: u32) -> Result<Vec<SlotToken>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let tokens = sqlx::query_scalar!(
            "SELECT token FROM digest
             WHERE state IN ('planned', 'sending', 'retry', 'reconcile') AND due <= ?1
               AND (next_try IS NULL OR next_try <= ?1)
             ORDER BY due, guild LIMIT ?2",
            now,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        tokens.iter().map(|token| parsed(token, "digest.token")).collect()
    }

    /// Every digest that is not settled, oldest first: what a new process takes up.
    pub async fn unfinished_digests(&self) -> Result<Vec<SlotToken>, StoreError> {
        let tokens = sqlx::query_scalar!(
            "SELECT token FROM digest WHERE state IN ('planned', 'sending', 'retry', 'reconcile') ORDER BY due"
        )
        .fetch_all(&self.0.readers)
        .await?;
        tokens.iter().map(|token| parsed(token, "digest.token")).collect()
    }

    /// One digest.
    pub async fn find_digest(&self, token: SlotToken) -> Result<Option<Digest>, StoreError> {
        let token = token.to_string();
        let row = sqlx::query_as!(
            Row,
            r#"SELECT token, digest.guild AS "guild!: i64", digest.period AS "period!: i64", channel, local_date,
                      due, deadline, digest.state AS "state!: String", attempts, first_send, last_send, next_try,
                      message, posted_at, period.state AS "stands?: String", zone AS "zone?: String"
               FROM digest LEFT JOIN period
                 ON period.guild = digest.guild AND period.start_at = digest.period
               WHERE token = ?1"#,
            token,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(Row::read).transpose()
    }

    /// Records a step of the state machine. False when it is no longer in the state `expected`. Once one is
    /// there, nothing is left to mend about an earlier one.
    pub async fn save_digest(&self, expected: SlotState, slot: &Slot) -> Result<bool, StoreError> {
        let (expected, slot) = (state_name(expected), slot.clone());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (token, state, channel) =
                        (slot.token.to_string(), state_name(slot.state), id(slot.channel.0));
                    let [first_send, last_send, next_try, posted_at] =
                        [slot.first_send, slot.last_send, slot.next_try, slot.posted_at].map(|at| at.map(ms));
                    let message = slot.message.map(|message| id(message.0));
                    let saved = sqlx::query!(
                        "UPDATE digest SET channel = ?3, state = ?4, attempts = ?5, first_send = ?6, last_send = ?7,
                                next_try = ?8, message = ?9, posted_at = ?10
                         WHERE token = ?1 AND state = ?2",
                        token,
                        expected,
                        channel,
                        state,
                        slot.attempts,
                        first_send,
                        last_send,
                        next_try,
                        message,
                        posted_at,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    let saved = saved.rows_affected() == 1;
                    if saved && slot.state == SlotState::Posted {
                        notices::drop_waiting(&mut tx.main, slot.guild, &OF_DIGESTS).await?;
                    }
                    Ok(saved)
                })
            })
            .await
    }

    /// Forgets settled digests from before `before`, at most `limit` at once. Returns how many.
    pub async fn prune_digests(&self, before: Date, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (before.to_string(), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM digest WHERE token IN (
                 SELECT token FROM digest
                 WHERE local_date < ?1 AND state NOT IN ('planned', 'sending', 'retry', 'reconcile') LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

/// A digest as its columns, with those of its period.
struct Row {
    token: String,
    guild: i64,
    period: i64,
    channel: i64,
    local_date: String,
    due: i64,
    deadline: i64,
    state: String,
    attempts: i64,
    first_send: Option<i64>,
    last_send: Option<i64>,
    next_try: Option<i64>,
    message: Option<i64>,
    posted_at: Option<i64>,
    stands: Option<String>,
    zone: Option<String>,
}

impl Row {
    fn read(self) -> Result<Digest, StoreError> {
        let zone = self.zone.as_deref().and_then(schedule::zone).unwrap_or(TimeZone::UTC);
        let of = match self.stands.as_deref() {
            Some("open") => PeriodStands::Open,
            Some("closed") => PeriodStands::Closed,
            _ => PeriodStands::Void,
        };
        Ok(Digest {
            slot: Slot {
                token: parsed(&self.token, "digest.token")?,
                guild: GuildId(snowflake(self.guild)),
                channel: ChannelId(snowflake(self.channel)),
                local_date: parsed(&self.local_date, "digest.local_date")?,
                due: moment(self.due)?,
                deadline: moment(self.deadline)?,
                state: state_of(&self.state).ok_or(StoreError::BadRow("digest.state"))?,
                attempts: u32::try_from(self.attempts).map_err(|_| StoreError::BadRow("digest.attempts"))?,
                first_send: maybe_moment(self.first_send)?,
                last_send: maybe_moment(self.last_send)?,
                next_try: maybe_moment(self.next_try)?,
                message: self.message.map(|message| MessageId(snowflake(message))),
                posted_at: maybe_moment(self.posted_at)?,
            },
            first: first_day(&zone, moment(self.period)?),
            of,
        })
    }
}
