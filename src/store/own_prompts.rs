//! The prompts a community wrote for itself: in use, retired, or typed and not put to use yet.

use jiff::{SignedDuration, Timestamp};
use sqlx::SqliteConnection;

use super::convert::{id, maybe_moment, ms};
use super::{Store, StoreError};
use crate::domain::ids::{GuildId, UserId};
use crate::domain::prompt::OwnPrompt;

/// How long what a moderator typed waits to be put to use.
pub const TYPED_LIVES: SignedDuration = SignedDuration::from_hours(24);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPromptHeld {
    /// Its number, never used again.
    pub number: i64,
    /// No longer asked; it can be put back.
    pub retired: bool,
    /// What is asked; none while it was never put to use.
    pub body: Option<OwnPrompt>,
    /// What was typed and is not in use yet.
    pub pending: Option<OwnPrompt>,
    /// When that was typed.
    pub typed_at: Option<Timestamp>,
}

impl OwnPromptHeld {
    /// Whether what was typed has had its day.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.typed_at.is_some_and(|typed| now.duration_since(typed) >= TYPED_LIVES)
    }

    /// How it stands at `now`: what has had its day is gone, also where its row is still there. None where
    /// nothing is left.
    pub fn at(self, now: Timestamp) -> Option<Self> {
        let over = self.is_over(now);
        let held = if over { Self { pending: None, typed_at: None, ..self } } else { self };
        (held.body.is_some() || held.pending.is_some()).then_some(held)
    }
}

/// What staff do with one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnAct {
    /// Put what was typed to use.
    Use,
    /// Ask it no longer.
    Retire,
    /// Ask it again.
    Restore,
}

impl OwnAct {
    fn name(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::Retire => "retire",
            Self::Restore => "restore",
        }
    }
}

impl Store {
    /// All prompts of a community's own, retired ones included, by number.
    pub async fn own_prompts(&self, guild: GuildId) -> Result<Vec<OwnPromptHeld>, StoreError> {
        let guild = id(guild.0);
        let rows = sqlx::query_as!(
            Row,
            "SELECT id, retired, body, pending, pending_at FROM own_prompt WHERE guild = ?1 ORDER BY id",
            guild
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(OwnPromptHeld::try_from).collect()
    }

    /// Keeps what was typed: for the prompt that was `seen`, if it still stands so, else for a new one where
    /// there are fewer than `most`. Returns its number; none when there are too many.
    pub async fn type_own_prompt(
        &self,
        guild: GuildId,
        seen: Option<OwnPromptHeld>,
        typed: &OwnPrompt,
        most: u32,
    ) -> Result<Option<i64>, StoreError> {
        let (typed, most, now) = (json(typed), i64::from(most), self.0.clock.now());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (of, at) = (id(guild.0), ms(now));
                    if let Some(seen) = seen {
                        let stands = find(&mut tx.main, guild, seen.number).await?;
                        if stands.and_then(|stands| stands.at(now)).as_ref() == Some(&seen) {
                            sqlx::query!(
                                "UPDATE own_prompt SET pending = ?3, pending_at = ?4 WHERE guild = ?1 AND id = ?2",
                                of,
                                seen.number,
                                typed,
                                at,
                            )
                            .execute(&mut tx.main)
                            .await?;
                            return Ok(Some(seen.number));
                        }
                    }
                    let new = sqlx::query_scalar!(
                        r#"INSERT INTO own_prompt (guild, retired, pending, pending_at)
                           SELECT ?1, 0, ?2, ?3
                           WHERE (SELECT count(*) FROM own_prompt WHERE guild = ?1) < ?4
                           RETURNING id AS "id!: i64""#,
                        of,
                        typed,
                        at,
                        most,
                    )
                    .fetch_optional(&mut tx.main)
                    .await?;
                    Ok(new)
                })
            })
            .await
    }

    /// Does `act` with the prompt `number` for `actor`, if it still stands as it was `seen`. False otherwise.
    pub async fn change_own_prompt(
        &self,
        guild: GuildId,
        actor: UserId,
        seen: OwnPromptHeld,
        act: OwnAct,
    ) -> Result<bool, StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let stands = find(&mut tx.main, guild, seen.number).await?;
                    if stands.and_then(|stands| stands.at(now)).as_ref() != Some(&seen) {
                        return Ok(false);
                    }
                    make(&mut tx.main, (guild, actor, now), seen, act).await
                })
            })
            .await
    }

    /// Forgets what was typed before `before` and never put to use.
    pub async fn prune_typed_prompts(&self, before: Timestamp) -> Result<(), StoreError> {
        let before = ms(before);
        let any = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM own_prompt WHERE pending_at < ?1) AS "any!: bool""#,
            before
        )
        .fetch_one(&self.0.readers)
        .await?;
        if !any {
            return Ok(());
        }
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM own_prompt WHERE pending_at < ?1 AND body IS NULL", before)
                        .execute(&mut tx.main)
                        .await?;
                    sqlx::query!(
                        "UPDATE own_prompt SET pending = NULL, pending_at = NULL WHERE pending_at < ?1",
                        before
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Forgets who changed which prompt before `before`, at most `limit` lines. Returns how many went.
    pub async fn prune_own_prompt_changes(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (ms(before), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM own_prompt_change
             WHERE id IN (SELECT id FROM own_prompt_change WHERE at < ?1 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

async fn find(
    file: &mut SqliteConnection,
    guild: GuildId,
    number: i64,
) -> Result<Option<OwnPromptHeld>, StoreError> {
    let guild = id(guild.0);
    let row = sqlx::query_as!(
        Row,
        "SELECT id, retired, body, pending, pending_at FROM own_prompt WHERE guild = ?1 AND id = ?2",
        guild,
        number
    )
    .fetch_optional(file)
    .await?;
    row.map(OwnPromptHeld::try_from).transpose()
}

async fn make(
    file: &mut SqliteConnection,
    (guild, actor, now): (GuildId, UserId, Timestamp),
    seen: OwnPromptHeld,
    act: OwnAct,
) -> Result<bool, StoreError> {
    let before = seen.body.as_ref().map(json);
    let after = match act {
        OwnAct::Use => seen.pending.as_ref(),
        OwnAct::Retire | OwnAct::Restore => seen.body.as_ref(),
    };
    let Some(after) = after.map(json) else { return Ok(false) };
    let (guild, actor, at, number) = (id(guild.0), id(actor.0), ms(now), seen.number);
    let (what, retired) = (act.name(), i64::from(act == OwnAct::Retire));
    let used = act == OwnAct::Use;
    sqlx::query!(
        "UPDATE own_prompt SET body = ?3, retired = ?4, pending = CASE WHEN ?5 THEN NULL ELSE pending END,
                pending_at = CASE WHEN ?5 THEN NULL ELSE pending_at END
         WHERE guild = ?1 AND id = ?2",
        guild,
        number,
        after,
        retired,
        used,
    )
    .execute(&mut *file)
    .await?;
    sqlx::query!(
        "INSERT INTO own_prompt_change (guild, prompt, actor, at, what, before, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        guild,
        number,
        actor,
        at,
        what,
        before,
        after,
    )
    .execute(file)
    .await?;
    Ok(true)
}

fn json(prompt: &OwnPrompt) -> String {
    serde_json::to_string(prompt).expect("a prompt is plain data and always makes JSON")
}

/// One prompt as its columns.
struct Row {
    id: i64,
    retired: i64,
    body: Option<String>,
    pending: Option<String>,
    pending_at: Option<i64>,
}

impl TryFrom<Row> for OwnPromptHeld {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let read = |json: Option<String>| {
            let read = json.map(|json| serde_json::from_str(&json));
            read.transpose().map_err(|_| StoreError::BadRow("own_prompt"))
        };
        Ok(Self {
            number: row.id,
            retired: row.retired != 0,
            body: read(row.body)?,
            pending: read(row.pending)?,
            typed_at: maybe_moment(row.pending_at)?,
        })
    }
}
