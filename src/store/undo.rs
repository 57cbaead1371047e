//! Taking back the last change of a community's settings.

use serde_json::Value;
use sqlx::SqliteConnection;

use super::communities::{Changed, find, json, keep_change};
use super::convert::{id, snowflake};
use super::{Store, StoreError};
use crate::domain::community::Community;
use crate::domain::ids::{GuildId, UserId};

/// A change of settings that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undoable {
    /// Which line of the audit it is.
    pub number: i64,
    /// Who made it.
    pub actor: UserId,
    /// What taking it back does.
    pub back: Changed,
}

/// What became of a wish to take a change back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undone {
    /// It is taken back.
    Done(Box<Changed>),
    /// Another change came after it; nothing was done.
    Newer,
    /// There is nothing to take back.
    Nothing,
}

impl Store {
    /// The last change of settings and what taking it back would do; none when there is nothing to take
    /// back. A rest is no setting: it is ended by `/quiet` and by nothing else. No more is a published list, or the switch of the digest.
    pub async fn undoable(&self, guild: GuildId) -> Result<Option<Undoable>, StoreError> {
        let mut reader = self.0.readers.acquire().await?;
        undoable(&mut reader, guild).await
    }

    /// Takes back the change `number`, if it is the last one: the settings that it changed become what
    /// they were.
    ///
    /// It is itself a change, so that a second undo puts it back.
    pub async fn undo_change(
        &self,
        guild: GuildId,
        actor: UserId,
        number: i64,
    ) -> Result<Undone, StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let Some(last) = undoable(&mut tx.main, guild).await? else {
                        return Ok(Undone::Nothing);
                    };
                    if last.number != number {
                        return Ok(Undone::Newer);
                    }
                    keep_change(&mut tx.main, actor, now, "undo", &last.back).await?;
                    Ok(Undone::Done(Box::new(last.back)))
                })
            })
            .await
    }
}

async fn undoable(file: &mut SqliteConnection, guild: GuildId) -> Result<Option<Undoable>, StoreError> {
    let key = id(guild.0);
    let last = sqlx::query!(
        r#"SELECT id AS "id!", actor, before, after FROM audit
           WHERE guild = ?1 AND what NOT IN ('quiet', 'publish', 'take-down', 'digest') ORDER BY id DESC LIMIT 1"#,
        key,
    )
    .fetch_optional(&mut *file)
    .await?;
    let (Some(last), Some(current)) = (last, find(file, guild).await?) else { return Ok(None) };
    let before = last.before.unwrap_or_else(|| json(&Community::new(guild)));
    let mut after = taken_back(&current, &before, &last.after)?;
    if after.check_in_channel != current.check_in_channel {
        // What was wrong with one channel says nothing about another.
        after.trouble = None;
    }
    let back = Changed { before: Some(current), after };
    let actor = UserId(snowflake(last.actor));
    Ok(back.anything().then_some(Undoable { number: last.id, actor, back }))
}

/// `current`, with the settings that went from `before` to `after` as they were before.
fn taken_back(current: &Community, before: &str, after: &str) -> Result<Community, StoreError> {
    let read = |text: &str| serde_json::from_str::<Value>(text).map_err(|_| StoreError::BadRow("audit"));
    let (before, after) = (read(before)?, read(after)?);
    let mut merged = read(&json(current))?;
    for (setting, value) in merged.as_object_mut().into_iter().flatten() {
        if before[setting.as_str()] != after[setting.as_str()] {
            *value = before[setting.as_str()].clone();
        }
    }
    serde_json::from_value(merged).map_err(|_| StoreError::BadRow("audit"))
}
