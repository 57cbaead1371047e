//! What staff must hear. A notice waits until it is delivered, and one of a kind waits once.

use jiff::Timestamp;

use super::convert::{id, moment, ms, snowflake};
use super::{Store, StoreError};
use crate::domain::ids::GuildId;

/// Something staff must hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: i64,
    /// Whose staff.
    pub guild: GuildId,
    /// Which text.
    pub key: String,
    /// The text's arguments, as a JSON object.
    pub args: String,
    /// When it came up.
    pub made_at: Timestamp,
}

impl Store {
    /// Lets a notice wait. False when one with the same key already waits for this community.
    pub async fn add_notice(&self, guild: GuildId, key: &str, args: String) -> Result<bool, StoreError> {
        let (guild, key, now) = (id(guild.0), key.to_owned(), ms(self.0.clock.now()));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let added = sqlx::query!(
                        "INSERT INTO notice (guild, key, args, made_at) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT DO NOTHING",
                        guild,
                        key,
                        args,
                        now,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(added.rows_affected() == 1)
                })
            })
            .await
    }

    /// What waits for the staff of `guild`, oldest first.
    pub async fn waiting_notices(&self, guild: GuildId) -> Result<Vec<Notice>, StoreError> {
        let guild = id(guild.0);
        let rows = sqlx::query!(
            "SELECT id, guild, key, args, made_at FROM notice
             WHERE guild = ?1 AND delivered_at IS NULL ORDER BY id",
            guild,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Notice {
                    id: row.id,
                    guild: GuildId(snowflake(row.guild)),
                    key: row.key,
                    args: row.args,
                    made_at: moment(row.made_at)?,
                })
            })
            .collect()
    }

    /// Communities whose staff have not heard of something yet.
    pub async fn guilds_with_notices(&self) -> Result<Vec<GuildId>, StoreError> {
        let rows = sqlx::query_scalar!(
            "SELECT DISTINCT guild FROM notice WHERE delivered_at IS NULL ORDER BY guild"
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(rows.into_iter().map(|guild| GuildId(snowflake(guild))).collect())
    }

    /// Marks a notice as heard. False when it was before.
    pub async fn notice_delivered(&self, notice: i64) -> Result<bool, StoreError> {
        let now = ms(self.0.clock.now());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let marked = sqlx::query!(
                        "UPDATE notice SET delivered_at = ?2 WHERE id = ?1 AND delivered_at IS NULL",
                        notice,
                        now,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(marked.rows_affected() == 1)
                })
            })
            .await
    }

    /// Forgets notices that were delivered before `before`. Returns how many.
    pub async fn prune_notices(&self, before: Timestamp) -> Result<u64, StoreError> {
        let before = ms(before);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let gone = sqlx::query!("DELETE FROM notice WHERE delivered_at < ?1", before)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(gone.rows_affected())
                })
            })
            .await
    }
}
