//! Communities that removed the bot: seven days of waiting, then everything of theirs goes.

use jiff::Timestamp;

use super::convert::{id, moment, ms, snowflake};
use super::erase::{not_erased, note_community, truncate_logs};
use super::error::Fault;
use super::{Store, StoreError};
use crate::domain::ids::GuildId;

impl Store {
    /// Notes that a community removed the bot. The first note counts.
    pub async fn community_left(&self, guild: GuildId) -> Result<(), StoreError> {
        let (guild, now) = (id(guild.0), ms(self.0.clock.now()));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "INSERT INTO departure (guild, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                        guild,
                        now
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// When a community removed the bot, if it did.
    pub async fn departed_at(&self, guild: GuildId) -> Result<Option<Timestamp>, StoreError> {
        let guild = id(guild.0);
        let since = sqlx::query_scalar!("SELECT since FROM departure WHERE guild = ?1", guild)
            .fetch_optional(&self.0.readers)
            .await?;
        since.map(moment).transpose()
    }

    /// Notes that the bot is in a community again: everything stays. Writes nothing when it never left.
    pub async fn community_is_back(&self, guild: GuildId) -> Result<(), StoreError> {
        let guild = id(guild.0);
        let left = sqlx::query_scalar!("SELECT since FROM departure WHERE guild = ?1", guild)
            .fetch_optional(&self.0.readers)
            .await?;
        if left.is_none() {
            return Ok(());
        }
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM departure WHERE guild = ?1", guild)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Communities that removed the bot at `before` or earlier.
    pub async fn departed_before(&self, before: Timestamp) -> Result<Vec<GuildId>, StoreError> {
        let before = ms(before);
        let rows =
            sqlx::query_scalar!("SELECT guild FROM departure WHERE since <= ?1 ORDER BY guild", before)
                .fetch_all(&self.0.readers)
                .await?;
        Ok(rows.into_iter().map(|guild| GuildId(snowflake(guild))).collect())
    }

    /// Deletes everything of a community: its members' keys first, then every row, then the logs.
    pub async fn delete_community(&self, guild: GuildId) -> Result<(), StoreError> {
        let (community, now) = (guild, self.0.clock.now());
        let guild = id(guild.0);
        self.0
            .writer
            .alone(move |tx| {
                Box::pin(async move {
                    let noted = note_community(tx, community, now).await?;
                    let destroyed = sqlx::query!("DELETE FROM member_key WHERE guild = ?1", guild)
                        .execute(&mut tx.keys)
                        .await
                        .map_err(|error| StoreError::of_commit(&error));
                    match (destroyed, noted) {
                        (Err(error), Some(noted)) => return Err(not_erased(tx, noted, error).await),
                        (Err(error), None) => return Err(error),
                        (Ok(_), _) => {}
                    }
                    sqlx::query!("DELETE FROM period_key WHERE guild = ?1", guild)
                        .execute(&mut tx.keys)
                        .await
                        .map_err(|error| StoreError::Unknown(Fault::from(&error)))?;
                    tx.cache.clear();
                    tx.ledger.logs_emptied(false);
                    let unknown = |error: sqlx::Error| StoreError::Unknown(Fault::from(&error));
                    sqlx::query("BEGIN IMMEDIATE").execute(&mut tx.main).await.map_err(unknown)?;
                    // Consents, answers and days go with their members, tallies and releases with their periods.
                    for table in [
                        sqlx::query!("DELETE FROM member WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM period WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM suggestion WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM slot WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM digest WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM bag WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM notice WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM neutral_span WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM audit WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM resource WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM resource_change WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM own_prompt WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM own_prompt_change WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM draft WHERE guild = ?1", guild),
                        // Its messages go with it.
                        sqlx::query!("DELETE FROM list WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM community WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM departure WHERE guild = ?1", guild),
                        sqlx::query!("DELETE FROM absence WHERE guild = ?1", guild),
                    ] {
                        table.execute(&mut tx.main).await.map_err(unknown)?;
                    }
                    sqlx::query("COMMIT").execute(&mut tx.main).await.map_err(unknown)?;
                    truncate_logs(tx).await;
                    Ok(())
                })
            })
            .await
    }
}
