//! Published lists: what stands where, and the once-only machine of each message.
//!
//! As with the cards, every step of a post is a conditional update, so that no two loops and no crash
//! post a message twice. What is asked for and what was done are apart: a list is due until it was seen
//! to be right, and a change that comes meanwhile makes it due again.

mod messages;
mod restored;

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::convert::{id, maybe_moment, moment, ms, snowflake};
use super::{Store, StoreError, notices};
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::domain::resource::Topic;
use crate::domain::resource::list::{GATHER, LOOK_AGAIN, List, ListState, ListTrouble, of_scope, scope};

/// The words for the acts of staff in the audit: they are no settings, and `/setup` does not undo them.
const PUBLISH: &str = "publish";
const TAKE_DOWN: &str = "take-down";
/// The notices that a list which goes on makes untrue.
const OF_LISTS: [&str; 3] =
    [ListTrouble::Gone.notice(), ListTrouble::Permission.notice(), ListTrouble::Refused.notice()];

/// Where a list stands, and of what it is.
pub type Place = (GuildId, ChannelId, Option<Topic>);

impl Store {
    /// Publishes a list: it is posted at the next look. Does nothing where it stands already.
    pub async fn publish_list(&self, place: Place, actor: UserId) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (guild, channel, topic) = columns(place);
                    let (due, look) = (ms(now), ms(later(now, LOOK_AGAIN)));
                    let new = sqlx::query!(
                        "INSERT INTO list (guild, channel, topic, state, due, look, tries, updating, changes)
                         VALUES (?1, ?2, ?3, 'live', ?4, ?5, 0, 0, 0) ON CONFLICT DO NOTHING",
                        guild,
                        channel,
                        topic,
                        due,
                        look,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    if new.rows_affected() == 1 {
                        note(&mut tx.main, place, actor, now, PUBLISH).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Lets a list go on that stopped, and forgets the messages that were removed by hand or could not
    /// be posted: what they showed is posted again. Others may be gone without anybody having noticed, so each
    /// is looked at first ([`List::WANTED_BACK`]).
    pub async fn restore_list(&self, list: i64, place: Place, actor: UserId) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "DELETE FROM list_message
                         WHERE list = ?1 AND state IN ('posted_removed', 'unsure', 'failed_perm', 'failed_bug')",
                        list,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    go_on(&mut tx.main, place.0, list, now).await?;
                    let wanted = ms(List::WANTED_BACK);
                    sqlx::query!("UPDATE list SET look = ?2 WHERE id = ?1", list, wanted)
                        .execute(&mut tx.main)
                        .await?;
                    note(&mut tx.main, place, actor, now, PUBLISH).await
                })
            })
            .await
    }

    /// Forgets messages that a look found removed, so that what they showed is posted again.
    pub async fn removed_wanted_back(&self, list: i64) -> Result<(), StoreError> {
        let gone =
            sqlx::query!("DELETE FROM list_message WHERE list = ?1 AND state = 'posted_removed'", list);
        self.delete(gone).await.map(drop)
    }

    /// Lets a list go on whose trouble is mended. What was removed by hand stays away.
    pub async fn list_mended(&self, guild: GuildId, list: i64) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!("DELETE FROM list_message WHERE list = ?1 AND state = 'failed_perm'", list)
                        .execute(&mut tx.main)
                        .await?;
                    go_on(&mut tx.main, guild, list, now).await
                })
            })
            .await
    }

    /// Takes a list down, from the next look on.
    pub async fn take_list_down(&self, list: i64, place: Place, actor: UserId) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let due = ms(now);
                    let leaving = sqlx::query!(
                        "UPDATE list SET state = 'leaving', due = ?2, rest = NULL, tries = 0
                         WHERE id = ?1 AND state <> 'leaving'",
                        list,
                        due,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    if leaving.rows_affected() == 1 {
                        note(&mut tx.main, place, actor, now, TAKE_DOWN).await?;
                    } else {
                        // Asked for once more: it waits no longer.
                        sqlx::query!("UPDATE list SET rest = NULL WHERE id = ?1", list)
                            .execute(&mut tx.main)
                            .await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// A list that is to go cannot be reached: it is tried again a day later, and staff know of it once.
    pub async fn list_cannot_leave(&self, list: &List) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        let (number, first) = (list.id, list.tries == 0);
        let place = (list.guild, list.channel, list.topic);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let rest = ms(later(now, LOOK_AGAIN));
                    sqlx::query!("UPDATE list SET rest = ?2, tries = tries + 1 WHERE id = ?1", number, rest)
                        .execute(&mut tx.main)
                        .await?;
                    if first {
                        let args = about(place).to_string();
                        notices::add(&mut tx.main, place.0, notices::LEAVING, &args, ms(now)).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Stops a list, and lets staff know of it once. False when it had stopped before.
    pub async fn stop_list(&self, list: &List, trouble: ListTrouble) -> Result<bool, StoreError> {
        let now = self.0.clock.now();
        let (number, place) = (list.id, (list.guild, list.channel, list.topic));
        self.0
            .writer
            .run(move |tx| Box::pin(async move { stop(&mut tx.main, number, place, trouble, now).await }))
            .await
    }

    /// Stops every list of a channel that is gone.
    pub async fn list_channel_gone(&self, guild: GuildId, channel: ChannelId) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (of, at) = (id(guild.0), id(channel.0));
                    let lists = sqlx::query!(
                        r#"SELECT id AS "id!", topic FROM list WHERE guild = ?1 AND channel = ?2"#,
                        of,
                        at,
                    )
                    .fetch_all(&mut tx.main)
                    .await?;
                    for list in lists {
                        let topic = of_scope(&list.topic).map_err(|_| StoreError::BadRow("list.topic"))?;
                        stop(&mut tx.main, list.id, (guild, channel, topic), ListTrouble::Gone, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Forgets a list and its messages.
    pub async fn delete_list(&self, list: i64) -> Result<(), StoreError> {
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let gone = sqlx::query_scalar!(
                        r#"DELETE FROM list WHERE id = ?1 RETURNING guild AS "guild!: i64""#,
                        list
                    )
                    .fetch_optional(&mut tx.main)
                    .await?;
                    match gone {
                        Some(guild) => {
                            let guild = GuildId(snowflake(guild));
                            notices::drop_waiting(&mut tx.main, guild, &[notices::LEAVING]).await
                        }
                        None => Ok(()),
                    }
                })
            })
            .await
    }

    /// Leaves a list alone until `until`, and counts that.
    pub async fn rest_list(&self, list: i64, until: Timestamp, updating: bool) -> Result<(), StoreError> {
        let until = ms(until);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "UPDATE list SET rest = ?2, tries = tries + 1, updating = updating OR ?3 WHERE id = ?1",
                        list,
                        until,
                        updating,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The list is right, as far as `seen` changes of the entries go, and the look for which it was time, if it
    /// was. What came since waits its time.
    pub async fn list_done(&self, list: i64, seen: i64, looked: Option<Timestamp>) -> Result<(), StoreError> {
        let looked = looked.map(ms);
        let now = self.0.clock.now();
        let (gathered, look) = (ms(later(now, GATHER)), ms(later(now, LOOK_AGAIN)));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "UPDATE list SET due = CASE WHEN changes = ?2 THEN NULL ELSE ?3 END, rest = NULL,
                                tries = 0, updating = 0, look = CASE WHEN look = ?4 THEN ?5 ELSE look END
                         WHERE id = ?1 AND state = 'live'",
                        list,
                        seen,
                        gathered,
                        looked,
                        look,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }

    /// Looks again at a list that stopped, a day later.
    pub async fn look_at_list_again(&self, list: i64) -> Result<(), StoreError> {
        let look = ms(later(self.0.clock.now(), LOOK_AGAIN));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!("UPDATE list SET look = ?2 WHERE id = ?1", list, look)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(())
                })
            })
            .await
    }

    /// The lists that something is to be done about now, the oldest first.
    pub async fn lists_due(&self, now: Timestamp, limit: u32) -> Result<Vec<i64>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let lists = sqlx::query_scalar!(
            r#"SELECT id AS "id!" FROM list
               WHERE (rest IS NULL OR rest <= ?1) AND (look <= ?1 OR (due <= ?1 AND state <> 'stopped'))
               ORDER BY id LIMIT ?2"#,
            now,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(lists)
    }

    /// A list by its number.
    pub async fn find_list(&self, list: i64) -> Result<Option<List>, StoreError> {
        let row = sqlx::query_as!(
            ListRow,
            r#"SELECT id AS "id!", guild, channel, topic, state, due, rest, look, tries, updating, changes
               FROM list WHERE id = ?1"#,
            list,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(List::try_from).transpose()
    }

    /// The list of this place.
    pub async fn list_at(&self, place: Place) -> Result<Option<List>, StoreError> {
        let (guild, channel, topic) = columns(place);
        let row = sqlx::query_as!(
            ListRow,
            r#"SELECT id AS "id!", guild, channel, topic, state, due, rest, look, tries, updating, changes
               FROM list WHERE guild = ?1 AND channel = ?2 AND topic = ?3"#,
            guild,
            channel,
            topic,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(List::try_from).transpose()
    }
}

/// Makes every list of a community due: entries of its were changed, in this transaction. The first change
/// sets the time, so that a busy evening does not put it off for ever.
pub(super) async fn entries_changed(
    file: &mut SqliteConnection,
    guild: GuildId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (guild, due) = (id(guild.0), ms(later(now, GATHER)));
    sqlx::query!(
        "UPDATE list SET changes = changes + 1, due = coalesce(due, ?2) WHERE guild = ?1",
        guild,
        due
    )
    .execute(file)
    .await?;
    Ok(())
}

async fn go_on(
    file: &mut SqliteConnection,
    guild: GuildId,
    list: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let due = ms(now);
    sqlx::query!(
        "UPDATE list SET state = 'live', due = ?2, rest = NULL, tries = 0 WHERE id = ?1 AND state <> 'leaving'",
        list,
        due,
    )
    .execute(&mut *file)
    .await?;
    notices::drop_waiting(file, guild, &OF_LISTS).await
}

async fn stop(
    file: &mut SqliteConnection,
    list: i64,
    place: Place,
    trouble: ListTrouble,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let look = ms(later(now, LOOK_AGAIN));
    let stopped = sqlx::query!(
        "UPDATE list SET state = 'stopped', rest = NULL, tries = 0, updating = 0, look = ?2
         WHERE id = ?1 AND state = 'live'",
        list,
        look,
    )
    .execute(&mut *file)
    .await?;
    if stopped.rows_affected() == 0 {
        return Ok(false);
    }
    notices::add(file, place.0, trouble.notice(), &about(place).to_string(), ms(now)).await?;
    Ok(true)
}

/// What a notice about a list says of it, so that its button opens that list's page.
fn about((_, channel, topic): Place) -> serde_json::Value {
    serde_json::json!({ "channel": channel.0, "topic": scope(topic) })
}

async fn note(
    file: &mut SqliteConnection,
    place: Place,
    actor: UserId,
    now: Timestamp,
    what: &'static str,
) -> Result<(), StoreError> {
    let (guild, channel, topic) = columns(place);
    let (actor, at) = (id(actor.0), ms(now));
    let after = serde_json::json!({ "channel": channel, "topic": topic }).to_string();
    sqlx::query!(
        "INSERT INTO audit (guild, actor, at, what, before, after) VALUES (?1, ?2, ?3, ?4, NULL, ?5)",
        guild,
        actor,
        at,
        what,
        after,
    )
    .execute(file)
    .await?;
    Ok(())
}

fn columns((guild, channel, topic): Place) -> (i64, i64, &'static str) {
    (id(guild.0), id(channel.0), scope(topic))
}

fn later(moment: Timestamp, wait: jiff::SignedDuration) -> Timestamp {
    moment.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

/// A list as its columns.
struct ListRow {
    id: i64,
    guild: i64,
    channel: i64,
    topic: String,
    state: String,
    due: Option<i64>,
    rest: Option<i64>,
    look: i64,
    tries: i64,
    updating: i64,
    changes: i64,
}

impl TryFrom<ListRow> for List {
    type Error = StoreError;

    fn try_from(row: ListRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            guild: GuildId(snowflake(row.guild)),
            channel: ChannelId(snowflake(row.channel)),
            topic: of_scope(&row.topic).map_err(|_| StoreError::BadRow("list.topic"))?,
            state: ListState::from_slug(&row.state).ok_or(StoreError::BadRow("list.state"))?,
            due: maybe_moment(row.due)?,
            rest: maybe_moment(row.rest)?,
            look: moment(row.look)?,
            tries: u32::try_from(row.tries).map_err(|_| StoreError::BadRow("list.tries"))?,
            updating: row.updating != 0,
            changes: row.changes,
        })
    }
}
