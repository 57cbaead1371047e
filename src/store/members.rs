//! Members: people who have at least one of the four choices on, and nobody else.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use sqlx::SqliteConnection;

use super::convert::{id, member_ref, ms, parsed, snowflake};
use super::erase::{erase, not_erased, note_choice, remove_kept, remove_member, truncate_logs};
use super::keys::{DataKey, Keyring};
use super::suggestions::suggests;
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::ids::{GuildId, MemberRef, UserId};
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::rng::Chance;

/// Somebody in one community, as the store knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Caller {
    /// The community.
    pub guild: GuildId,
    /// The keyed reference.
    pub member: MemberRef,
}

/// What lies in the open about a member: choices and settings, never what they answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The choices that are on; never none.
    pub choices: ChoiceSet,
    /// Own zone; none means the community's.
    pub zone: Option<String>,
    /// Own country, for the order of resources.
    pub country: Option<String>,
    /// When the member's day starts; none means 04:00.
    pub day_start: Option<Time>,
    /// Own locale.
    pub locale: Option<String>,
    /// How long answers are kept.
    pub keep_answers: KeepAnswers,
    /// How long own words are kept.
    pub keep_words: KeepWords,
    /// The month of the last press, such as `2026-11`.
    pub last_seen: String,
}

impl Store {
    /// The reference under which `user` is known in `guild`.
    pub fn caller(&self, guild: GuildId, user: UserId) -> Caller {
        Caller { guild, member: self.0.keyring.member_ref(guild, user) }
    }

    /// The member, if they have a choice on.
    pub async fn find_member(&self, caller: Caller) -> Result<Option<Member>, StoreError> {
        let (guild, member) = columns(caller);
        let row = sqlx::query!(
            r#"SELECT zone, country, day_start, locale, last_seen, keep_long, words_days,
                      (SELECT group_concat(choice) FROM consent WHERE guild = ?1 AND member_ref = ?2)
                          AS "choices: String"
               FROM member WHERE guild = ?1 AND member_ref = ?2"#,
            guild,
            member,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(|row| {
            let names = row.choices.unwrap_or_default();
            let choices = names.split(',').filter(|name| !name.is_empty());
            Ok(Member {
                choices: choices
                    .map(|name| parsed::<Choice>(name, "consent.choice"))
                    .collect::<Result<_, _>>()?,
                zone: row.zone,
                country: row.country,
                day_start: row.day_start.map(|time| parsed(&time, "member.day_start")).transpose()?,
                locale: row.locale,
                keep_answers: if row.keep_long == 1 { KeepAnswers::Months13 } else { KeepAnswers::Days90 },
                keep_words: row.words_days.map_or(Ok(KeepWords::default()), words_for)?,
                last_seen: row.last_seen,
            })
        })
        .transpose()
    }

    /// Every community in which something is kept for `user`.
    pub async fn held_in(&self, user: UserId) -> Result<Vec<GuildId>, StoreError> {
        let guilds = sqlx::query_scalar!(
            r#"SELECT guild AS "guild!: i64" FROM member UNION SELECT guild FROM suggestion ORDER BY 1"#
        )
        .fetch_all(&self.0.readers)
        .await?;
        let mut held = Vec::new();
        for guild in guilds {
            let (guild, member) = columns(self.caller(GuildId(snowflake(guild)), user));
            let kept = sqlx::query_scalar!(
                r#"SELECT EXISTS (SELECT 1 FROM member WHERE guild = ?1 AND member_ref = ?2
                       UNION ALL SELECT 1 FROM suggestion WHERE guild = ?1 AND member_ref = ?2) AS "any!: bool""#,
                guild,
                member,
            )
            .fetch_one(&self.0.readers)
            .await?;
            if kept {
                held.push(GuildId(snowflake(guild)));
            }
        }
        Ok(held)
    }

    /// Turns `choices` on under the consent text of `version`. The first makes the member and their key.
    ///
    /// A choice that is on already keeps its date, unless it was given under an older text.
    pub async fn turn_on(&self, caller: Caller, choices: ChoiceSet, version: u32) -> Result<(), StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move { turn_on(tx, caller, choices, version, now, &keyring, &chance).await })
            })
            .await
    }

    /// Turns one choice off and deletes what it kept; with the last one goes everything, key first, but for
    /// suggestions that wait.
    /// Returns the choices that are left.
    pub async fn turn_off(&self, caller: Caller, choice: Choice) -> Result<ChoiceSet, StoreError> {
        let (keyring, now) = (self.0.keyring.clone(), self.0.clock.now());
        let left = self
            .0
            .writer
            .alone(move |tx| Box::pin(async move { turn_off(tx, &keyring, caller, choice, now).await }))
            .await?;
        self.logs_emptied().await;
        Ok(left)
    }

    /// Notes the month in which a member was last seen. Writes at most once a month, and nothing for
    /// people without a row.
    pub async fn seen(&self, caller: Caller) -> Result<(), StoreError> {
        let (guild, member) = columns(caller);
        let month = month(self.0.clock.now());
        let news = sqlx::query_scalar!(
            "SELECT last_seen FROM member WHERE guild = ?1 AND member_ref = ?2 AND last_seen <> ?3",
            guild,
            member,
            month,
        )
        .fetch_optional(&self.0.readers)
        .await?;
        if news.is_none() {
            return Ok(());
        }
        self.0
            .writer
            .run(move |tx| Box::pin(async move { note_seen(&mut tx.main, caller, &month).await }))
            .await
    }

    /// Members last seen before `month` (such as `2025-09`), at most `limit`: those to be erased whole.
    pub async fn not_seen_since(&self, month: &str, limit: u32) -> Result<Vec<Caller>, StoreError> {
        let limit = i64::from(limit);
        let rows =
            sqlx::query!("SELECT guild, member_ref FROM member WHERE last_seen < ?1 LIMIT ?2", month, limit)
                .fetch_all(&self.0.readers)
                .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Caller { guild: GuildId(snowflake(row.guild)), member: member_ref(&row.member_ref)? })
            })
            .collect()
    }
}

fn words_for(days: i64) -> Result<KeepWords, StoreError> {
    let days = u8::try_from(days).ok().and_then(KeepWords::of_days);
    days.ok_or(StoreError::BadRow("member.words_days"))
}

/// A caller as the two columns.
pub(super) fn columns(caller: Caller) -> (i64, Vec<u8>) {
    (id(caller.guild.0), caller.member.0.to_vec())
}

/// The month of a moment, by UTC: coarse on purpose.
pub(super) fn month(moment: Timestamp) -> String {
    let date = moment.to_zoned(TimeZone::UTC).date();
    format!("{:04}-{:02}", date.year(), date.month())
}

pub(super) async fn note_seen(
    main: &mut SqliteConnection,
    caller: Caller,
    month: &str,
) -> Result<(), StoreError> {
    let (guild, member) = columns(caller);
    sqlx::query!(
        "UPDATE member SET last_seen = ?3 WHERE guild = ?1 AND member_ref = ?2",
        guild,
        member,
        month
    )
    .execute(main)
    .await?;
    Ok(())
}

/// The member's key, from the cache or the key file.
pub(super) async fn find_key(
    tx: &mut Tx,
    keyring: &Keyring,
    caller: Caller,
) -> Result<Option<DataKey>, StoreError> {
    if let Some(key) = tx.cache.get(caller.guild, caller.member) {
        return Ok(Some(key));
    }
    let (guild, member) = columns(caller);
    let wrapped = sqlx::query_scalar!(
        "SELECT wrapped FROM member_key WHERE guild = ?1 AND member_ref = ?2",
        guild,
        member
    )
    .fetch_optional(&mut tx.keys)
    .await?;
    let Some(wrapped) = wrapped else { return Ok(None) };
    let key =
        keyring.unwrap(&wrapped, caller.guild, caller.member).ok_or(StoreError::Sealed("member_key"))?;
    tx.cache.put(caller.guild, caller.member, key.clone());
    Ok(Some(key))
}

/// The member's key; one that is new is made at `made_at`.
pub(super) async fn key_or_new(
    tx: &mut Tx,
    caller: Caller,
    made_at: i64,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<DataKey, StoreError> {
    if let Some(key) = find_key(tx, keyring, caller).await? {
        return Ok(key);
    }
    let (guild, member) = columns(caller);
    // Rows without a key are what an interrupted erasure left; they must not come back to life.
    remove_member(&mut tx.main, &mut tx.keys, keyring, caller).await?;
    let key = DataKey::generate(chance);
    let wrapped = keyring.wrap(&key, caller.guild, caller.member, chance);
    sqlx::query!(
        "INSERT INTO member_key (guild, member_ref, wrapped, made_at) VALUES (?1, ?2, ?3, ?4)",
        guild,
        member,
        wrapped,
        made_at
    )
    .execute(tx.new_keys().await?)
    .await?;
    tx.cache.put(caller.guild, caller.member, key.clone());
    Ok(key)
}

/// Turns choices on; the first makes the member and their key.
pub(super) async fn turn_on(
    tx: &mut Tx,
    caller: Caller,
    choices: ChoiceSet,
    version: u32,
    now: Timestamp,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<(), StoreError> {
    if choices.is_empty() {
        return Ok(());
    }
    let (guild, member) = columns(caller);
    // Not before an erasure of theirs, or that would be carried out on this too at the next start.
    let given_at = ms(tx.ledger.not_before_an_erasure(caller, now));
    key_or_new(tx, caller, given_at, keyring, chance).await?;
    let (month, version) = (month(now), i64::from(version));
    sqlx::query!(
        "INSERT INTO member (guild, member_ref, last_seen) VALUES (?1, ?2, ?3)
         ON CONFLICT (guild, member_ref) DO UPDATE SET last_seen = excluded.last_seen",
        guild,
        member,
        month,
    )
    .execute(&mut tx.main)
    .await?;
    for choice in choices.iter() {
        let name = choice.name();
        sqlx::query!(
            "INSERT INTO consent (guild, member_ref, choice, version, given_at) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (guild, member_ref, choice)
             DO UPDATE SET version = excluded.version, given_at = excluded.given_at
             WHERE excluded.version > version",
            guild,
            member,
            name,
            version,
            given_at,
        )
        .execute(&mut tx.main)
        .await?;
    }
    Ok(())
}

async fn turn_off(
    tx: &mut Tx,
    keyring: &Keyring,
    caller: Caller,
    choice: Choice,
    now: Timestamp,
) -> Result<ChoiceSet, StoreError> {
    let (guild, member) = columns(caller);
    let names =
        sqlx::query_scalar!("SELECT choice FROM consent WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .fetch_all(&mut tx.main)
            .await?;
    let on = names.iter().map(|name| parsed(name, "consent.choice")).collect::<Result<ChoiceSet, _>>()?;
    let left = on.without(choice);
    // A suggestion that waits has a consent of its own, and needs the key.
    let suggests = suggests(tx, caller).await?;
    if left.is_empty() && !suggests {
        erase(tx, keyring, caller, now).await?;
        return Ok(left);
    }
    if left == on {
        return Ok(on);
    }
    let noted = note_choice(tx, caller, choice, now).await?;
    let (main, keys) = (&mut tx.main, &mut tx.keys);
    let removed = async {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *main).await?;
        let name = choice.name();
        sqlx::query!(
            "DELETE FROM consent WHERE guild = ?1 AND member_ref = ?2 AND choice = ?3",
            guild,
            member,
            name
        )
        .execute(&mut *main)
        .await?;
        remove_kept(main, keys, keyring, caller, choice).await?;
        if left.is_empty() {
            sqlx::query!("DELETE FROM member WHERE guild = ?1 AND member_ref = ?2", guild, member)
                .execute(&mut *main)
                .await?;
        }
        sqlx::query("COMMIT").execute(main).await.map_err(|error| StoreError::of_commit(&error))
    };
    if let Err(error) = removed.await {
        return Err(not_erased(tx, noted, error).await);
    }
    truncate_logs(tx).await;
    Ok(left)
}
