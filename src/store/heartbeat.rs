//! When the bot was connected to Discord, shard by shard, and when it was away.
//!
//! A day on which the bot was away counts against nobody. One row a shard is overwritten
//! each minute, so that a process that was killed leaves behind when it was last there.

use jiff::{SignedDuration, Timestamp};

use super::convert::{moment, ms};
use super::{Store, StoreError};
use crate::domain::days::Away;

/// A silence this long is kept.
pub const AWAY_AFTER: SignedDuration = SignedDuration::from_mins(10);

impl Store {
    /// Notes that `shard`, of `shards`, is connected at this moment. Returns how long it was away, when
    /// that was [`AWAY_AFTER`] or more.
    pub async fn beat(&self, shard: u32, shards: u32) -> Result<Option<SignedDuration>, StoreError> {
        let now = self.0.clock.now();
        let (shard, shards) = (i64::from(shard), i64::from(shards));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let last = sqlx::query_scalar!("SELECT at FROM heartbeat WHERE shard = ?1", shard)
                        .fetch_optional(&mut tx.main)
                        .await?;
                    let at = ms(now);
                    let silent = last.map(|last| SignedDuration::from_millis(at.saturating_sub(last)));
                    let away = silent.filter(|silent| *silent >= AWAY_AFTER);
                    if away.is_some() {
                        sqlx::query!(
                            "INSERT INTO away (shard, from_at, until_at) VALUES (?1, ?2, ?3)
                             ON CONFLICT (shard, from_at) DO UPDATE SET until_at = excluded.until_at",
                            shard,
                            last,
                            at,
                        )
                        .execute(&mut tx.main)
                        .await?;
                    }
                    sqlx::query!(
                        "INSERT INTO heartbeat (shard, at) VALUES (?1, ?2)
                         ON CONFLICT (shard) DO UPDATE SET at = excluded.at",
                        shard,
                        at,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    // A shard that there is no more would look as if it had been away, should it come back.
                    sqlx::query!("DELETE FROM heartbeat WHERE shard >= ?1", shards)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(away)
                })
            })
            .await
    }

    /// When `shard` was away since `since`, oldest first.
    pub async fn away(&self, shard: u32, since: Timestamp) -> Result<Vec<Away>, StoreError> {
        let (shard, since) = (i64::from(shard), ms(since));
        let rows = sqlx::query!(
            "SELECT from_at, until_at FROM away WHERE shard = ?1 AND until_at >= ?2 ORDER BY from_at",
            shard,
            since,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| Ok(Away { from: moment(row.from_at)?, until: moment(row.until_at)? }))
            .collect()
    }

    /// Forgets absences that ended before `before`, at most `limit` at once. Returns how many.
    pub async fn prune_away(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (ms(before), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM away WHERE (shard, from_at) IN (
                 SELECT shard, from_at FROM away WHERE until_at < ?1 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}
