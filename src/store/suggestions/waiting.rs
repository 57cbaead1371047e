//! What of the suggestions waits for staff, and where they have not heard of it. Nothing here says whose.

use jiff::Timestamp;

use super::{WaitingSuggestion, open};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::suggestion::Suggestion;
use crate::store::convert::{id, member_ref, ms, parsed, snowflake};
use crate::store::members::Caller;
use crate::store::{RECHECKS, Store, StoreError};

impl Store {
    /// What waits for staff in a community, oldest first.
    pub async fn waiting_suggestions(&self, guild: GuildId) -> Result<Vec<WaitingSuggestion>, StoreError> {
        let column = id(guild.0);
        let rows = sqlx::query!(
            r#"SELECT id AS "id!", member_ref, sealed AS "sealed!" FROM suggestion
               WHERE guild = ?1 AND outcome IS NULL ORDER BY given_at, id"#,
            column,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let mut waiting = Vec::with_capacity(rows.len());
        for row in rows {
            let caller = Caller { guild, member: member_ref(&row.member_ref)? };
            let Some(key) = self.read_key(caller).await? else { continue };
            let suggestion = open(&key, caller, &row.id, &row.sealed)?;
            waiting.push(WaitingSuggestion { id: parsed(&row.id, "suggestion.id")?, suggestion });
        }
        Ok(waiting)
    }

    /// A suggestion that waits for staff; none when somebody decided, or it was taken back.
    pub async fn waiting_suggestion(
        &self,
        guild: GuildId,
        suggestion: SlotToken,
    ) -> Result<Option<Suggestion>, StoreError> {
        let (column, name) = (id(guild.0), suggestion.to_string());
        let row = sqlx::query!(
            r#"SELECT member_ref, sealed AS "sealed!" FROM suggestion
               WHERE guild = ?1 AND id = ?2 AND outcome IS NULL"#,
            column,
            name,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let caller = Caller { guild, member: member_ref(&row.member_ref)? };
        let Some(key) = self.read_key(caller).await? else { return Ok(None) };
        open(&key, caller, &name, &row.sealed).map(Some)
    }

    /// The communities in which something has waited since before `before`, of which no word about entries
    /// to be checked again told.
    pub async fn guilds_to_review(&self, before: Timestamp) -> Result<Vec<GuildId>, StoreError> {
        let before = ms(before);
        let guilds = sqlx::query_scalar!(
            "SELECT DISTINCT guild FROM suggestion AS waits
             WHERE outcome IS NULL AND given_at < ?1 AND NOT EXISTS (
                 SELECT 1 FROM notice WHERE guild = waits.guild AND key = ?2
                     AND json_extract(args, '$.suggested') = 1 AND made_at > waits.given_at)",
            before,
            RECHECKS,
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(guilds.into_iter().map(|guild| GuildId(snowflake(guild))).collect())
    }
}
