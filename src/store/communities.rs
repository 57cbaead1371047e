//! Communities as staff set them up, each change with a line that says who, what and when.

use jiff::Timestamp;
use jiff::civil::Time;
use sqlx::SqliteConnection;

use super::convert::{hour_minute, id, maybe_date, maybe_moment, moment, ms, parsed, snowflake};
use super::{RawRow, Store, StoreError, notices, spans};
use crate::domain::community::{Community, Days, Quiet, Trouble};
use crate::domain::ids::{ChannelId, GuildId, RoleId, UserId};

/// What a change did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The community as it was; none when it was not set up before.
    pub before: Option<Community>,
    /// The community as it is now.
    pub after: Community,
}

impl Changed {
    /// Whether anything differs.
    pub fn anything(&self) -> bool {
        self.before.as_ref() != Some(&self.after)
    }
}

/// One line of what staff did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Who did it. Kept for 180 days.
    pub actor: UserId,
    /// When.
    pub at: Timestamp,
    /// Which act, such as `setup`.
    pub what: String,
    /// The community before, as JSON; none for the first act.
    pub before: Option<String>,
    /// The community after, as JSON.
    pub after: String,
}

impl Store {
    /// The community, if staff ever set it up.
    pub async fn find_community(&self, guild: GuildId) -> Result<Option<Community>, StoreError> {
        let mut reader = self.0.readers.acquire().await?;
        find(&mut reader, guild).await
    }

    /// Every community in which posting is on, resting and troubled ones included, by guild.
    pub async fn communities_on(&self) -> Result<Vec<Community>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            "SELECT guild, zone, country, locale, check_in_channel, check_in_time, days, moderator_role,
                    leader_role, notice_channel, digest_channel, digest, people, words, sound, on_since,
                    quiet_from, quiet_until, trouble
             FROM community WHERE on_since IS NOT NULL ORDER BY guild"
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter().map(Community::try_from).collect()
    }

    /// The country of every community that has chosen one.
    pub async fn countries(&self) -> Result<Vec<(GuildId, String)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT guild, country AS "country!: String" FROM community WHERE country IS NOT NULL"#
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(rows.into_iter().map(|row| (GuildId(snowflake(row.guild)), row.country)).collect())
    }

    /// Changes a community on behalf of `actor` and writes the line that says so, in one transaction.
    ///
    /// `change` sees the community as it stands at that moment, so that two admins do not
    /// overwrite each other. When it changes nothing, nothing is written.
    pub async fn change_community(
        &self,
        guild: GuildId,
        actor: UserId,
        what: &'static str,
        change: impl FnOnce(&mut Community) + Send + 'static,
    ) -> Result<Changed, StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let before = find(&mut tx.main, guild).await?;
                    let mut after = before.clone().unwrap_or_else(|| Community::new(guild));
                    change(&mut after);
                    after.guild = guild;
                    let changed = Changed { before, after };
                    if changed.anything() {
                        keep_change(&mut tx.main, actor, now, what, &changed).await?;
                    }
                    Ok(changed)
                })
            })
            .await
    }

    /// Stops the schedule that posts in `channel`, and lets the notice that says so wait, in one
    /// transaction. False when it had stopped for that reason already, posts elsewhere, or is off.
    pub async fn stop_schedule(
        &self,
        guild: GuildId,
        channel: ChannelId,
        trouble: Trouble,
    ) -> Result<bool, StoreError> {
        let now = ms(self.0.clock.now());
        let (key, place, name) = (id(guild.0), id(channel.0), trouble_name(trouble));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let stopped = sqlx::query!(
                        "UPDATE community SET trouble = ?3
                         WHERE guild = ?1 AND check_in_channel = ?2 AND on_since IS NOT NULL
                           AND trouble IS NOT ?3",
                        key,
                        place,
                        name,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    if stopped.rows_affected() == 0 {
                        return Ok(false);
                    }
                    let args = serde_json::json!({ "channel": channel.0 }).to_string();
                    notices::drop_waiting(&mut tx.main, guild, &notices::OF_TROUBLE).await?;
                    notices::add(&mut tx.main, guild, trouble.notice(), &args, now).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Lets a schedule that stopped by itself go on; what staff have not heard of it is dropped.
    /// False when nothing was wrong.
    pub async fn schedule_mended(&self, guild: GuildId) -> Result<bool, StoreError> {
        let key = id(guild.0);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let mended = sqlx::query!(
                        "UPDATE community SET trouble = NULL WHERE guild = ?1 AND trouble IS NOT NULL",
                        key,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    notices::drop_waiting(&mut tx.main, guild, &notices::OF_TROUBLE).await?;
                    Ok(mended.rows_affected() == 1)
                })
            })
            .await
    }

    /// The newest lines of what staff did, newest first.
    pub async fn audit(&self, guild: GuildId, limit: u32) -> Result<Vec<Audit>, StoreError> {
        let (guild, limit) = (id(guild.0), i64::from(limit));
        let rows = sqlx::query!(
            "SELECT actor, at, what, before, after FROM audit WHERE guild = ?1 ORDER BY id DESC LIMIT ?2",
            guild,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Audit {
                    actor: UserId(snowflake(row.actor)),
                    at: moment(row.at)?,
                    what: row.what,
                    before: row.before,
                    after: row.after,
                })
            })
            .collect()
    }

    /// The communities in which a change of `user`'s is noted, or a draft of theirs is kept.
    pub async fn changed_by(&self, user: UserId) -> Result<Vec<GuildId>, StoreError> {
        let actor = id(user.0);
        let guilds = sqlx::query_scalar!(
            r#"SELECT guild AS "guild!: i64" FROM audit WHERE actor = ?1
               UNION SELECT guild FROM resource_change WHERE actor = ?1
               UNION SELECT guild FROM own_prompt_change WHERE actor = ?1
               UNION SELECT guild FROM draft WHERE actor = ?1 ORDER BY 1"#,
            actor,
        )
        .fetch_all(&self.0.readers)
        .await?;
        Ok(guilds.into_iter().map(|guild| GuildId(snowflake(guild))).collect())
    }

    /// What `user` changed as staff of `guild`, as the rows lie on disk, settings first, oldest first.
    pub async fn changes_by(&self, guild: GuildId, user: UserId) -> Result<Vec<RawRow>, StoreError> {
        let (guild, actor) = (id(guild.0), id(user.0));
        let rows = sqlx::query!(
            r#"SELECT 'audit' AS "of!: String", guild AS "guild!: i64", NULL AS "entry?: String",
                      actor AS "actor!: i64", at AS "at!: i64", what AS "what!: String",
                      before AS "before?: String", after AS "after!: String", id AS "id!: i64"
               FROM audit WHERE guild = ?1 AND actor = ?2
               UNION ALL
               SELECT 'resource_change', guild, entry, actor, at, what, before, after, id
               FROM resource_change WHERE guild = ?1 AND actor = ?2
               UNION ALL
               SELECT 'own_prompt_change', guild, CAST(prompt AS TEXT), actor, at, what, before, after, id
               FROM own_prompt_change WHERE guild = ?1 AND actor = ?2
               ORDER BY 1, 9"#,
            guild,
            actor,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let raw = rows.into_iter().map(|row| {
            let entry = row.entry.map(|entry| ("entry".to_owned(), Some(entry)));
            let mut columns = vec![("guild".to_owned(), Some(row.guild.to_string()))];
            columns.extend(entry);
            columns.extend([
                ("actor".to_owned(), Some(row.actor.to_string())),
                ("at".to_owned(), Some(row.at.to_string())),
                ("what".to_owned(), Some(row.what)),
                ("before".to_owned(), row.before),
                ("after".to_owned(), Some(row.after)),
            ]);
            RawRow { table: row.of, columns }
        });
        Ok(raw.collect())
    }

    /// Forgets what staff did before `before`, at most `limit` lines at once; the contract says after
    /// 180 days. Returns how many lines.
    pub async fn prune_audit(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let (before, limit) = (ms(before), i64::from(limit));
        self.delete(sqlx::query!(
            "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ?1 LIMIT ?2)",
            before,
            limit,
        ))
        .await
    }
}

/// Keeps what staff changed, with all that follows from it.
pub(super) async fn keep_change(
    file: &mut SqliteConnection,
    actor: UserId,
    now: Timestamp,
    what: &'static str,
    changed: &Changed,
) -> Result<(), StoreError> {
    save(file, &changed.after).await?;
    note(file, actor, ms(now), what, changed).await?;
    spans::follow_rest(file, changed, now).await?;
    if changed.after.trouble.is_none() {
        notices::drop_waiting(file, changed.after.guild, &notices::OF_TROUBLE).await?;
    }
    Ok(())
}

pub(super) async fn find(
    file: &mut SqliteConnection,
    guild: GuildId,
) -> Result<Option<Community>, StoreError> {
    let guild = id(guild.0);
    let row = sqlx::query_as!(
        Row,
        "SELECT guild, zone, country, locale, check_in_channel, check_in_time, days, moderator_role,
                leader_role, notice_channel, digest_channel, digest, people, words, sound, on_since,
                quiet_from, quiet_until, trouble
         FROM community WHERE guild = ?1",
        guild,
    )
    .fetch_optional(file)
    .await?;
    row.map(Community::try_from).transpose()
}

async fn save(file: &mut SqliteConnection, community: &Community) -> Result<(), StoreError> {
    let row = Row::from(community);
    sqlx::query!(
        "INSERT OR REPLACE INTO community (
            guild, zone, country, locale, check_in_channel, check_in_time, days, moderator_role,
            leader_role, notice_channel, digest_channel, digest, people, words, sound, on_since,
            quiet_from, quiet_until, trouble)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        row.guild,
        row.zone,
        row.country,
        row.locale,
        row.check_in_channel,
        row.check_in_time,
        row.days,
        row.moderator_role,
        row.leader_role,
        row.notice_channel,
        row.digest_channel,
        row.digest,
        row.people,
        row.words,
        row.sound,
        row.on_since,
        row.quiet_from,
        row.quiet_until,
        row.trouble,
    )
    .execute(file)
    .await?;
    Ok(())
}

async fn note(
    file: &mut SqliteConnection,
    actor: UserId,
    at: i64,
    what: &'static str,
    changed: &Changed,
) -> Result<(), StoreError> {
    let (guild, actor) = (id(changed.after.guild.0), id(actor.0));
    let (before, after) = (changed.before.as_ref().map(json), json(&changed.after));
    sqlx::query!(
        "INSERT INTO audit (guild, actor, at, what, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        guild,
        actor,
        at,
        what,
        before,
        after,
    )
    .execute(file)
    .await?;
    Ok(())
}

pub(super) fn json(community: &Community) -> String {
    serde_json::to_string(community).expect("a community always serialises")
}

fn trouble_name(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::ChannelGone => "channel_gone",
        Trouble::PermissionLost => "permission_lost",
    }
}

/// A community as its columns.
struct Row {
    guild: i64,
    zone: String,
    country: Option<String>,
    locale: String,
    check_in_channel: Option<i64>,
    check_in_time: String,
    days: i64,
    moderator_role: Option<i64>,
    leader_role: Option<i64>,
    notice_channel: Option<i64>,
    digest_channel: Option<i64>,
    digest: i64,
    people: Option<i64>,
    words: i64,
    sound: i64,
    on_since: Option<i64>,
    quiet_from: Option<String>,
    quiet_until: Option<String>,
    trouble: Option<String>,
}

impl From<&Community> for Row {
    fn from(community: &Community) -> Self {
        let channel = |channel: Option<ChannelId>| channel.map(|channel| id(channel.0));
        let role = |role: Option<RoleId>| role.map(|role| id(role.0));
        Self {
            guild: id(community.guild.0),
            zone: community.zone.clone(),
            country: community.country.clone(),
            locale: community.locale.clone(),
            check_in_channel: channel(community.check_in_channel),
            check_in_time: hour_minute(community.time),
            days: community.days.bits().into(),
            moderator_role: role(community.moderator_role),
            leader_role: role(community.leader_role),
            notice_channel: channel(community.notice_channel),
            digest_channel: channel(community.digest_channel),
            digest: community.digest.into(),
            people: community.people.map(i64::from),
            words: community.words.into(),
            sound: community.sound.into(),
            on_since: community.on_since.map(ms),
            quiet_from: community.quiet.map(|quiet| quiet.from.to_string()),
            quiet_until: community.quiet.and_then(|quiet| quiet.until).map(|until| until.to_string()),
            trouble: community.trouble.map(|trouble| trouble_name(trouble).to_owned()),
        }
    }
}

impl TryFrom<Row> for Community {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let channel = |channel: Option<i64>| channel.map(|id| ChannelId(snowflake(id)));
        let role = |role: Option<i64>| role.map(|id| RoleId(snowflake(id)));
        let days = u8::try_from(row.days).ok().and_then(Days::from_bits);
        let until = maybe_date(row.quiet_until.as_deref(), "community.quiet_until")?;
        let quiet_from = maybe_date(row.quiet_from.as_deref(), "community.quiet_from")?;
        let trouble = row.trouble.map(|name| {
            let found = Trouble::ALL.into_iter().find(|trouble| trouble_name(*trouble) == name);
            found.ok_or(StoreError::BadRow("community.trouble"))
        });
        let people = row
            .people
            .map(|people| u32::try_from(people).map_err(|_| StoreError::BadRow("community.people")));
        Ok(Self {
            guild: GuildId(snowflake(row.guild)),
            zone: row.zone,
            country: row.country,
            locale: row.locale,
            check_in_channel: channel(row.check_in_channel),
            time: parsed::<Time>(&row.check_in_time, "community.check_in_time")?,
            days: days.ok_or(StoreError::BadRow("community.days"))?,
            moderator_role: role(row.moderator_role),
            leader_role: role(row.leader_role),
            notice_channel: channel(row.notice_channel),
            digest_channel: channel(row.digest_channel),
            digest: row.digest != 0,
            people: people.transpose()?,
            words: row.words != 0,
            sound: row.sound != 0,
            on_since: maybe_moment(row.on_since)?,
            quiet: quiet_from.map(|from| Quiet { from, until }),
            trouble: trouble.transpose()?,
        })
    }
}
