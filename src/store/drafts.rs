//! Drafts of entries: one for each moderator in a community, for 24 hours.

use jiff::Timestamp;

use super::convert::{id, moment, ms, parsed};
use super::{RawRow, Store, StoreError};
use crate::domain::ids::{GuildId, UserId};
use crate::domain::resource::Draft;

impl Store {
    /// The draft of `actor`, if it is still kept.
    pub async fn draft(&self, guild: GuildId, actor: UserId) -> Result<Option<Draft>, StoreError> {
        let (guild, actor, now) = (id(guild.0), id(actor.0), ms(self.0.clock.now()));
        let row = sqlx::query!(
            "SELECT entry, seen_version, raw, keep_until FROM draft
             WHERE guild = ?1 AND actor = ?2 AND keep_until > ?3",
            guild,
            actor,
            now,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let seen = row.seen_version.map(u32::try_from).transpose();
        Ok(Some(Draft {
            entry: row.entry.as_deref().map(|entry| parsed(entry, "draft.entry")).transpose()?,
            seen: seen.map_err(|_| StoreError::BadRow("draft.seen_version"))?,
            raw: serde_json::from_str(&row.raw).map_err(|_| StoreError::BadRow("draft.raw"))?,
            keep_until: moment(row.keep_until)?,
        }))
    }

    /// Keeps a draft in place of the one before.
    pub async fn save_draft(&self, guild: GuildId, actor: UserId, draft: &Draft) -> Result<(), StoreError> {
        let (guild, actor, until) = (id(guild.0), id(actor.0), ms(draft.keep_until));
        let (entry, seen) = (draft.entry.as_ref().map(ToString::to_string), draft.seen);
        let raw = serde_json::to_string(&draft.raw).expect("a draft always serialises");
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "INSERT OR REPLACE INTO draft (guild, actor, entry, seen_version, raw, keep_until)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        guild,
                        actor,
                        entry,
                        seen,
                        raw,
                        until,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Throws the draft of `actor` away. False when there is none.
    pub async fn drop_draft(&self, guild: GuildId, actor: UserId) -> Result<bool, StoreError> {
        let (guild, actor) = (id(guild.0), id(actor.0));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let gone =
                        sqlx::query!("DELETE FROM draft WHERE guild = ?1 AND actor = ?2", guild, actor)
                            .execute(&mut tx.main)
                            .await?;
                    Ok(gone.rows_affected() == 1)
                })
            })
            .await
    }

    /// Throws away drafts whose time is over at `now`, at most `limit` at once. Returns how many went.
    pub async fn prune_drafts(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM draft WHERE (guild, actor) IN (
                 SELECT guild, actor FROM draft WHERE keep_until <= ?1 LIMIT ?2)",
            now,
            limit,
        ))
        .await
    }

    /// The draft of `actor` as its row lies on disk.
    pub async fn draft_row(&self, guild: GuildId, actor: UserId) -> Result<Option<RawRow>, StoreError> {
        let (guild, actor) = (id(guild.0), id(actor.0));
        let row = sqlx::query!(
            "SELECT guild, actor, entry, seen_version, raw, keep_until FROM draft
             WHERE guild = ?1 AND actor = ?2",
            guild,
            actor,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        Ok(row.map(|row| RawRow {
            table: "draft".to_owned(),
            columns: vec![
                ("guild".to_owned(), Some(row.guild.to_string())),
                ("actor".to_owned(), Some(row.actor.to_string())),
                ("entry".to_owned(), row.entry),
                ("seen_version".to_owned(), row.seen_version.map(|seen| seen.to_string())),
                ("raw".to_owned(), Some(row.raw)),
                ("keep_until".to_owned(), Some(row.keep_until.to_string())),
            ],
        }))
    }
}
