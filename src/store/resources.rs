//! The resources of a community, each change with a line that says who of its staff made it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{Connection as _, SqliteConnection, SqliteExecutor};

use super::convert::{id, moment, ms, parsed, snowflake};
use super::open::alone;
use super::writer::Tx;
use super::{Paths, Store, StoreError, lists};
use crate::domain::ids::{GuildId, UserId};
use crate::domain::resource::{Body, Entry, EntryId, Kind};

/// What staff did to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Put it on the list.
    Add,
    /// Changed what stands in it.
    Edit,
    /// Took it off the list.
    Retire,
    /// Put it back on the list.
    Restore,
    /// Found that it is still right.
    Check,
    /// Brought it in from a file.
    Import,
    /// Took back the last change.
    Undo,
}

impl Act {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Add, "add"),
        (Self::Edit, "edit"),
        (Self::Retire, "retire"),
        (Self::Restore, "restore"),
        (Self::Check, "check"),
        (Self::Import, "import"),
        (Self::Undo, "undo"),
    ];

    /// The word for it in the database and in the keys of texts.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(act, _)| *act == self).map_or("", |(_, name)| name)
    }

    fn of_name(name: &str) -> Result<Self, StoreError> {
        let known = Self::ALL.iter().find(|(_, known)| *known == name);
        known.map(|(act, _)| *act).ok_or(StoreError::BadRow("resource_change.what"))
    }
}

/// One wish to change an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which entry.
    pub id: EntryId,
    /// The version that was seen; none for an entry that must be new.
    pub seen: Option<u32>,
    /// What is done.
    pub act: Act,
    /// What stands in it then.
    pub body: Body,
    /// Whether it is off the list then.
    pub retired: bool,
}

/// What became of a wish to change entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// All are as wished, in the order of the wishes.
    Done(Vec<Entry>),
    /// Nothing was changed: this entry is not as it was seen. None when it is gone.
    Stale(EntryId, Option<Box<Entry>>),
}

/// How an entry stood before or after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stood {
    /// Off the list.
    pub retired: bool,
    /// Somebody had said that it does not work any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dead: bool,
    /// What stood in it.
    pub body: Body,
}

/// One line of an entry's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// Its number; newer lines have higher ones.
    pub number: i64,
    /// Who made it. Kept for 180 days.
    pub actor: UserId,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub act: Act,
    /// How it stood before; none where it was new.
    pub before: Option<Stood>,
    /// How it stood after.
    pub after: Stood,
}

impl Store {
    /// Every entry of a community, retired ones included, by name.
    pub async fn entries(&self, guild: GuildId) -> Result<Vec<Entry>, StoreError> {
        all(&self.0.readers, guild).await
    }

    /// Makes all `changes` on behalf of `actor`, or none of them.
    pub async fn change_entries(
        &self,
        guild: GuildId,
        actor: UserId,
        changes: Vec<Change>,
    ) -> Result<Saved, StoreError> {
        let now = self.0.clock.now();
        self.0.writer.run(move |tx| Box::pin(change(tx, (guild, actor, now), changes))).await
    }

    /// Notes that somebody found an entry dead, and not who. False when that was known, or it is gone. It is a
    /// change like any other, so that no moderator settles what was not on their screen.
    pub async fn flag_dead(&self, guild: GuildId, entry: EntryId) -> Result<bool, StoreError> {
        let guild = id(guild.0);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let entry = entry.as_str();
                    let flagged = sqlx::query!(
                        "UPDATE resource SET dead = 1, version = version + 1
                         WHERE guild = ?1 AND entry = ?2 AND dead = 0 AND retired = 0",
                        guild,
                        entry,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(flagged.rows_affected() == 1)
                })
            })
            .await
    }

    /// The newest changes of an entry, newest first.
    pub async fn history(
        &self,
        guild: GuildId,
        entry: &EntryId,
        limit: u32,
    ) -> Result<Vec<EntryChange>, StoreError> {
        let (guild, entry, limit) = (id(guild.0), entry.as_str(), i64::from(limit));
        let rows = sqlx::query!(
            r#"SELECT id AS "id!", actor, at, what, before, after FROM resource_change
               WHERE guild = ?1 AND entry = ?2 ORDER BY id DESC LIMIT ?3"#,
            guild,
            entry,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(EntryChange {
                    number: row.id,
                    actor: UserId(snowflake(row.actor)),
                    at: moment(row.at)?,
                    act: Act::of_name(&row.what)?,
                    before: row.before.as_deref().map(stood).transpose()?,
                    after: stood(&row.after)?,
                })
            })
            .collect()
    }

    /// The communities in which an entry on the list was found dead, or was checked before `before`; a
    /// crisis line before `crisis`.
    pub async fn guilds_to_check(&self, before: Date, crisis: Date) -> Result<Vec<GuildId>, StoreError> {
        let (before, crisis, kind) = (before.to_string(), crisis.to_string(), Kind::Crisis.slug());
        let guilds = sqlx::query_scalar!(
            "SELECT DISTINCT guild FROM resource WHERE retired = 0 AND (dead = 1
                 OR json_extract(body, '$.checked_on') <
                     CASE json_extract(body, '$.kind') WHEN ?3 THEN ?2 ELSE ?1 END)",
            before,
            crisis,
            kind,
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(guilds.into_iter().map(|guild| GuildId(snowflake(guild))).collect())
    }

    /// Forgets who changed which entry before `before`, at most `limit` lines. Returns how many went.
    pub async fn prune_entry_changes(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (ms(before), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM resource_change
             WHERE id IN (SELECT id FROM resource_change WHERE at < ?1 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

/// Every entry of a community, read beside a running bot; none where there is no such community. Changes
/// nothing.
pub async fn entries_beside(paths: &Paths, guild: GuildId) -> Result<Option<Vec<Entry>>, StoreError> {
    let mut file = alone(&paths.main).await?;
    let entries = all_of_known(&mut file, guild).await;
    file.close().await?;
    entries
}

async fn all_of_known(file: &mut SqliteConnection, guild: GuildId) -> Result<Option<Vec<Entry>>, StoreError> {
    let known = id(guild.0);
    let known = sqlx::query!("SELECT guild FROM community WHERE guild = ?1", known);
    if known.fetch_optional(&mut *file).await?.is_none() {
        return Ok(None);
    }
    all(file, guild).await.map(Some)
}

async fn all(file: impl SqliteExecutor<'_>, guild: GuildId) -> Result<Vec<Entry>, StoreError> {
    let guild = id(guild.0);
    let rows = sqlx::query_as!(
        Row,
        "SELECT entry, version, retired, dead, body FROM resource WHERE guild = ?1 ORDER BY entry",
        guild,
    )
    .fetch_all(file)
    .await?;
    rows.into_iter().map(Entry::try_from).collect()
}

/// Makes all `changes`, or none of them, inside a transaction of the writer.
pub(super) async fn change(
    tx: &mut Tx,
    (guild, actor, now): (GuildId, UserId, Timestamp),
    changes: Vec<Change>,
) -> Result<Saved, StoreError> {
    // All are looked at before any is written: what shares this transaction must not see half.
    for change in &changes {
        let stands = find(&mut tx.main, guild, &change.id).await?;
        if stands.as_ref().map(|entry| entry.version) != change.seen {
            return Ok(Saved::Stale(change.id.clone(), stands.map(Box::new)));
        }
    }
    let mut done = Vec::with_capacity(changes.len());
    for change in changes {
        done.push(make(&mut tx.main, (guild, actor, now), change).await?);
    }
    // In the same transaction: no crash leaves a published list that nobody brings up to date.
    lists::entries_changed(&mut tx.main, guild, now).await?;
    Ok(Saved::Done(done))
}

/// An entry as it stands inside a transaction of the writer.
pub(super) async fn find(
    file: &mut SqliteConnection,
    guild: GuildId,
    entry: &EntryId,
) -> Result<Option<Entry>, StoreError> {
    let (guild, entry) = (id(guild.0), entry.as_str());
    let row = sqlx::query_as!(
        Row,
        "SELECT entry, version, retired, dead, body FROM resource WHERE guild = ?1 AND entry = ?2",
        guild,
        entry,
    )
    .fetch_optional(file)
    .await?;
    row.map(Entry::try_from).transpose()
}

/// Makes one change whose version was compared. With a look at the entry the flag goes; another word for the
/// same link and number is no such look. With a change that is taken back a flag that went by it is back: who
/// set it is known to nobody, and so cannot be asked again.
async fn make(
    file: &mut SqliteConnection,
    (guild, actor, now): (GuildId, UserId, Timestamp),
    change: Change,
) -> Result<Entry, StoreError> {
    let before = find(file, guild, &change.id).await?;
    let worded = matches!(change.act, Act::Edit | Act::Import | Act::Undo);
    let dead = worded && before.as_ref().is_some_and(|entry| entry.dead && entry.body.leads_as(&change.body));
    let dead = dead || (change.act == Act::Undo && was_dead(file, guild, &change.id).await?);
    let before =
        before.map(|entry| json(&Stood { retired: entry.retired, dead: entry.dead, body: entry.body }));
    let after = Stood { retired: change.retired, dead, body: change.body };
    let (guild, actor, at) = (id(guild.0), id(actor.0), ms(now));
    let version = change.seen.unwrap_or(0) + 1;
    let (key, what, retired) = (change.id.as_str(), change.act.name(), i64::from(after.retired));
    let (body, stands) = (json(&after.body), json(&after));
    sqlx::query!(
        "INSERT INTO resource (guild, entry, version, retired, dead, body) VALUES (?1, ?2, ?3, ?4, ?6, ?5)
         ON CONFLICT (guild, entry) DO UPDATE SET version = excluded.version, retired = excluded.retired,
             dead = excluded.dead, body = excluded.body",
        guild,
        key,
        version,
        retired,
        body,
        dead,
    )
    .execute(&mut *file)
    .await?;
    sqlx::query!(
        "INSERT INTO resource_change (guild, entry, actor, at, what, before, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        guild,
        key,
        actor,
        at,
        what,
        before,
        stands,
    )
    .execute(file)
    .await?;
    Ok(Entry { id: change.id, version, retired: after.retired, dead, body: after.body })
}

/// Whether an entry was said to be dead before its last change.
async fn was_dead(file: &mut SqliteConnection, guild: GuildId, entry: &EntryId) -> Result<bool, StoreError> {
    let (guild, entry) = (id(guild.0), entry.as_str());
    let before = sqlx::query_scalar!(
        "SELECT before FROM resource_change WHERE guild = ?1 AND entry = ?2 ORDER BY id DESC LIMIT 1",
        guild,
        entry,
    )
    .fetch_optional(file)
    .await?;
    Ok(before.flatten().as_deref().map(stood).transpose()?.is_some_and(|before| before.dead))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("an entry always serialises")
}

fn stood(text: &str) -> Result<Stood, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::BadRow("resource_change"))
}

/// An entry as its columns.
struct Row {
    entry: String,
    version: i64,
    retired: i64,
    dead: i64,
    body: String,
}

impl TryFrom<Row> for Entry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: parsed(&row.entry, "resource.entry")?,
            version: u32::try_from(row.version).map_err(|_| StoreError::BadRow("resource.version"))?,
            retired: row.retired != 0,
            dead: row.dead != 0,
            body: serde_json::from_str(&row.body).map_err(|_| StoreError::BadRow("resource.body"))?,
        })
    }
}
