//! Drafts of entries: one for each moderator in a community, for 24 hours.
//!
//! A draft of what a member suggested holds words of theirs. It lies sealed under their key, so that their
//! erasure reaches it in old copies of the file too, and it goes with the suggestion.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::convert::{id, member_ref, moment, ms, parsed};
use super::keys::DataKey;
use super::members::{Caller, find_key};
use super::seal::Place;
use super::{RawRow, Store, StoreError};
use crate::domain::ids::{GuildId, SlotToken, UserId};
use crate::domain::resource::draft::Raw;
use crate::domain::resource::{Draft, DraftOf, Entry};
use crate::domain::suggestion::Suggestion;

impl Store {
    /// The draft of `actor`, if it is still kept.
    pub async fn draft(&self, guild: GuildId, actor: UserId) -> Result<Option<Draft>, StoreError> {
        let now = self.0.clock.now();
        let Some((row, raw)) = self.draft_opened(guild, actor).await? else { return Ok(None) };
        let keep_until = moment(row.keep_until)?;
        let of = match (&row.entry, &row.suggestion) {
            (Some(entry), _) => DraftOf::Entry(parsed(entry, "draft.entry")?),
            (None, Some(token)) => DraftOf::Suggestion(parsed(token, "draft.suggestion")?),
            (None, None) => DraftOf::New,
        };
        let seen = row.seen_version.map(u32::try_from).transpose();
        let seen = seen.map_err(|_| StoreError::BadRow("draft.seen_version"))?;
        Ok((keep_until > now).then_some(Draft { of, seen, raw, keep_until }))
    }

    /// The row of a draft, and what it says; none where the key to that is gone.
    async fn draft_opened(
        &self,
        guild: GuildId,
        actor: UserId,
    ) -> Result<Option<(DraftRow, Raw)>, StoreError> {
        let (of, by) = (id(guild.0), id(actor.0));
        let row = sqlx::query_as!(
            DraftRow,
            r#"SELECT draft.entry, draft.suggestion, draft.seen_version, draft.raw, draft.sealed,
                      draft.keep_until AS "keep_until!", suggestion.member_ref AS "member_ref?: Vec<u8>"
               FROM draft LEFT JOIN suggestion
                    ON suggestion.guild = draft.guild AND suggestion.id = draft.suggestion
               WHERE draft.guild = ?1 AND draft.actor = ?2"#,
            of,
            by,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let raw = match (&row.raw, &row.sealed, &row.member_ref) {
            (Some(raw), ..) => serde_json::from_str(raw).map_err(|_| StoreError::BadRow("draft.raw"))?,
            (None, Some(sealed), Some(member)) => {
                let member = Caller { guild, member: member_ref(member)? };
                // Without the key an erasure is under way, and the draft goes with it.
                let Some(key) = self.read_key(member).await? else { return Ok(None) };
                open(&key, member, actor, sealed)?
            }
            _ => return Err(StoreError::BadRow("draft.raw")),
        };
        Ok(Some((row, raw)))
    }

    /// Keeps a draft in place of the one before. False when it is of a suggestion that does not wait any
    /// more: then nothing is kept.
    pub async fn save_draft(&self, guild: GuildId, actor: UserId, draft: Draft) -> Result<bool, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (of, by, until) = (id(guild.0), id(actor.0), ms(draft.keep_until));
                    let suggestion = draft.of.suggestion().map(|token| token.to_string());
                    let entry = draft.of.entry().map(ToString::to_string);
                    let mut raw = Some(json(&draft.raw));
                    let mut sealed = None;
                    if let Some(token) = &suggestion {
                        let waits = sqlx::query_scalar!(
                            "SELECT member_ref FROM suggestion WHERE guild = ?1 AND id = ?2 AND outcome IS NULL",
                            of,
                            token,
                        )
                        .fetch_optional(&mut tx.main)
                        .await?;
                        let Some(member) = waits else { return Ok(false) };
                        let member = Caller { guild, member: member_ref(&member)? };
                        let Some(key) = find_key(tx, &keyring, member).await? else { return Ok(false) };
                        let text = raw.take().unwrap_or_default();
                        sealed = Some(place(member, &by.to_string()).seal(&key, text.as_bytes(), &chance));
                    }
                    sqlx::query!(
                        "INSERT OR REPLACE INTO draft
                             (guild, actor, entry, suggestion, seen_version, raw, sealed, keep_until)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                        of,
                        by,
                        entry,
                        suggestion,
                        draft.seen,
                        raw,
                        sealed,
                        until,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(true)
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

    /// The draft of `actor` as its row lies on disk, unsealed.
    pub async fn draft_row(&self, guild: GuildId, actor: UserId) -> Result<Option<RawRow>, StoreError> {
        let found = self.draft_opened(guild, actor).await?;
        Ok(found.map(|(row, raw)| RawRow {
            table: "draft".to_owned(),
            columns: vec![
                ("guild".to_owned(), Some(guild.to_string())),
                ("actor".to_owned(), Some(actor.to_string())),
                ("entry".to_owned(), row.entry),
                ("suggestion".to_owned(), row.suggestion),
                ("seen_version".to_owned(), row.seen_version.map(|seen| seen.to_string())),
                ("raw".to_owned(), Some(row.raw.unwrap_or_else(|| json(&raw)))),
                ("keep_until".to_owned(), Some(row.keep_until.to_string())),
            ],
        }))
    }
}

/// A suggestion that came onto the list.
pub(super) struct Listed<'a> {
    /// Whose it was, and their key.
    pub member: Caller,
    pub key: &'a DataKey,
    /// What they wrote.
    pub suggestion: Suggestion,
    /// As it stands on the list.
    pub entry: &'a Entry,
}

/// Staff decided about a suggestion, and `actor` was first: their draft of it goes. Those of others go too,
/// or, where it is on the list by now, become drafts of that entry, so that what they typed is not lost. What
/// the member wrote goes with the suggestion.
pub(super) async fn suggestion_decided(
    file: &mut SqliteConnection,
    (guild, token): (GuildId, SlotToken),
    actor: UserId,
    listed: Option<Listed<'_>>,
) -> Result<(), StoreError> {
    let (of, name, first) = (id(guild.0), token.to_string(), id(actor.0));
    if let Some(listed) = listed {
        let others = sqlx::query!(
            r#"SELECT actor, sealed AS "sealed!" FROM draft
               WHERE guild = ?1 AND suggestion = ?2 AND actor <> ?3"#,
            of,
            name,
            first,
        )
        .fetch_all(&mut *file)
        .await?;
        for row in others {
            let by = UserId(super::convert::snowflake(row.actor));
            let raw = open(listed.key, listed.member, by, &row.sealed)?;
            let Some(raw) = raw.listed_as(token, &listed.suggestion, listed.entry) else { continue };
            let (raw, entry, seen) = (json(&raw), listed.entry.id.as_str(), listed.entry.version);
            sqlx::query!(
                "UPDATE draft SET suggestion = NULL, sealed = NULL, raw = ?3, entry = ?4, seen_version = ?5
                 WHERE guild = ?1 AND actor = ?2",
                of,
                row.actor,
                raw,
                entry,
                seen,
            )
            .execute(&mut *file)
            .await?;
        }
    }
    sqlx::query!("DELETE FROM draft WHERE guild = ?1 AND suggestion = ?2", of, name).execute(file).await?;
    Ok(())
}

fn place(member: Caller, actor: &str) -> Place<'_> {
    Place { table: "draft", column: "sealed", row: actor, guild: member.guild, member: member.member }
}

fn open(key: &DataKey, member: Caller, actor: UserId, sealed: &[u8]) -> Result<Raw, StoreError> {
    let text = place(member, &id(actor.0).to_string()).open(key, sealed)?;
    serde_json::from_slice(&text).map_err(|_| StoreError::BadRow("draft.sealed"))
}

fn json(raw: &Raw) -> String {
    serde_json::to_string(raw).expect("a draft always serialises")
}

/// A draft as its columns, and whose the suggestion is that it is of.
struct DraftRow {
    entry: Option<String>,
    suggestion: Option<String>,
    seen_version: Option<i64>,
    raw: Option<String>,
    sealed: Option<Vec<u8>>,
    keep_until: i64,
    member_ref: Option<Vec<u8>>,
}
