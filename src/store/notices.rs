//! What staff must hear. A notice waits until it is delivered, and one of a kind waits once.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::convert::{id, moment, ms, snowflake};
use super::{Store, StoreError};
use crate::domain::community::Trouble;
use crate::domain::ids::GuildId;

/// The notices that say why a schedule stopped.
pub(super) const OF_TROUBLE: [&str; 2] = [Trouble::ChannelGone.notice(), Trouble::PermissionLost.notice()];
/// The notices that speak of one card.
pub(super) const OF_CARDS: [&str; 3] = [CARD_MISSED, CARD_UNSURE, CARD_REFUSED];

/// The key of the notice about a card that came too late to be posted.
pub const CARD_MISSED: &str = "notice-missed";
/// The key of the notice about a card of which nobody knows whether it was posted.
pub const CARD_UNSURE: &str = "notice-unsure";
/// The key of the notice about a card that Discord called malformed.
pub const CARD_REFUSED: &str = "notice-bug";

/// The key of the notice that entries wait to be checked again.
pub const RECHECKS: &str = "notice-rechecks";
/// The key of the notice that something a member suggested waits.
pub const SUGGESTIONS: &str = "notice-suggestions";
/// The key of the notice that a list cannot be taken out of its channel.
pub const LEAVING: &str = "notice-list-leaving";
/// The key of the notice that the list is as it was when a backup was made.
pub const RESTORED: &str = "notice-list-restored";

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
    /// Lets a notice wait. False when one with the same key already waits for this community: that one
    /// then speaks of what is given now.
    pub async fn add_notice(
        &self,
        guild: GuildId,
        key: &'static str,
        args: String,
    ) -> Result<bool, StoreError> {
        let now = ms(self.0.clock.now());
        self.0
            .writer
            .run(move |tx| Box::pin(async move { add(&mut tx.main, guild, key, &args, now).await }))
            .await
    }

    /// Lets a notice wait that is about something due at `due_ms` of `args`. With one waiting already, that one
    /// then counts how many `times` it happened, and names the last.
    pub async fn add_notice_again(
        &self,
        guild: GuildId,
        key: &'static str,
        args: String,
    ) -> Result<(), StoreError> {
        let now = ms(self.0.clock.now());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let guild_id = id(guild.0);
                    let known = sqlx::query!(
                        "UPDATE notice SET args = json_set(
                             CASE WHEN json_extract(args, '$.due_ms') > json_extract(?3, '$.due_ms')
                                 THEN args ELSE ?3 END,
                             '$.times', coalesce(json_extract(args, '$.times'), 1) + 1)
                         WHERE guild = ?1 AND key = ?2 AND delivered_at IS NULL",
                        guild_id,
                        key,
                        args,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    if known.rows_affected() == 0 {
                        add(&mut tx.main, guild, key, &args, now).await?;
                    }
                    Ok(())
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

    /// Communities whose staff have not heard of something yet and have a channel to hear it in.
    pub async fn guilds_with_notices(&self) -> Result<Vec<GuildId>, StoreError> {
        let rows = sqlx::query_scalar!(
            "SELECT DISTINCT notice.guild FROM notice JOIN community ON community.guild = notice.guild
             WHERE delivered_at IS NULL AND notice_channel IS NOT NULL ORDER BY notice.guild"
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(rows.into_iter().map(|guild| GuildId(snowflake(guild))).collect())
    }

    /// Lets the notice `key` that something waits, [`RECHECKS`] or [`SUGGESTIONS`], wait in each of `guilds`
    /// whose staff have not heard it since `since`, and drops it where nothing waits any more. It says
    /// whether suggestions wait, and never of whom. Returns how many are new.
    pub async fn notice_waiting(
        &self,
        key: &'static str,
        guilds: Vec<GuildId>,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let (now, since) = (ms(self.0.clock.now()), ms(since));
        let waiting = sqlx::query_scalar!(
            "SELECT DISTINCT guild FROM notice WHERE key = ?1 AND delivered_at IS NULL",
            key,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let wanted: Vec<i64> = guilds.iter().map(|guild| id(guild.0)).collect();
        let over: Vec<i64> = waiting.into_iter().filter(|guild| !wanted.contains(guild)).collect();
        if wanted.is_empty() && over.is_empty() {
            return Ok(0);
        }
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let mut new = 0;
                    for guild in wanted {
                        let made = sqlx::query!(
                            "INSERT INTO notice (guild, key, args, made_at)
                             SELECT ?1, ?2, json_object('suggested', EXISTS (
                                 SELECT 1 FROM suggestion WHERE guild = ?1 AND outcome IS NULL)), ?3
                             WHERE NOT EXISTS (
                                 SELECT 1 FROM notice WHERE guild = ?1 AND key = ?2
                                 AND (delivered_at IS NULL OR delivered_at > ?4))",
                            guild,
                            key,
                            now,
                            since,
                        )
                        .execute(&mut tx.main)
                        .await?;
                        new += made.rows_affected();
                    }
                    for guild in over {
                        drop_waiting(&mut tx.main, GuildId(snowflake(guild)), &[key]).await?;
                    }
                    Ok(new)
                })
            })
            .await
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

    /// Forgets notices made before `before`, at most `limit` at once. Returns how many.
    pub async fn prune_notices(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (ms(before), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM notice WHERE id IN (
                 SELECT id FROM notice WHERE made_at < ?1 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

/// Lets a notice wait, or gives the waiting one of that kind new arguments. True when it is new.
pub(super) async fn add(
    file: &mut SqliteConnection,
    guild: GuildId,
    key: &'static str,
    args: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let guild = id(guild.0);
    let known = sqlx::query!(
        "UPDATE notice SET args = ?3 WHERE guild = ?1 AND key = ?2 AND delivered_at IS NULL",
        guild,
        key,
        args,
    )
    .execute(&mut *file)
    .await?;
    if known.rows_affected() > 0 {
        return Ok(false);
    }
    sqlx::query!(
        "INSERT INTO notice (guild, key, args, made_at) VALUES (?1, ?2, ?3, ?4)",
        guild,
        key,
        args,
        now,
    )
    .execute(file)
    .await?;
    Ok(true)
}

/// Drops what waits under these keys: it is mended, and nobody has to hear of it any more.
pub(super) async fn drop_waiting(
    file: &mut SqliteConnection,
    guild: GuildId,
    keys: &[&'static str],
) -> Result<(), StoreError> {
    let guild = id(guild.0);
    for key in keys {
        sqlx::query!("DELETE FROM notice WHERE guild = ?1 AND key = ?2 AND delivered_at IS NULL", guild, key)
            .execute(&mut *file)
            .await?;
    }
    Ok(())
}
