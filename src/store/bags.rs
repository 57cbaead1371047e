//! The shuffled prompt bags of a community, opaque to the store.

use super::convert::id;
use super::{Store, StoreError};
use crate::domain::ids::GuildId;

impl Store {
    /// The bags of `guild` as JSON, if it has drawn before.
    pub async fn find_bags(&self, guild: GuildId) -> Result<Option<String>, StoreError> {
        let guild = id(guild.0);
        Ok(sqlx::query_scalar!("SELECT state FROM bag WHERE guild = ?1", guild)
            .fetch_optional(&self.0.readers)
            .await?)
    }

    /// Keeps the bags of `guild`; `state` is JSON.
    pub async fn save_bags(&self, guild: GuildId, state: String) -> Result<(), StoreError> {
        let guild = id(guild.0);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "INSERT INTO bag (guild, state) VALUES (?1, ?2)
                         ON CONFLICT (guild) DO UPDATE SET state = excluded.state",
                        guild,
                        state,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
