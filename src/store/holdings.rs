//! All that is kept about one person in one community: decrypted for them, and as it lies on disk.

use jiff::Timestamp;
use jiff::civil::Date;

use super::answers::{answer_place, answer_row, open_days};
use super::convert::{moment, parsed};
use super::keys::DataKey;
use super::members::{Caller, Member, columns};
use super::reminders::open_reminder;
use super::{Store, StoreError};
use crate::domain::consent::Choice;
use crate::domain::days::DaysBox;
use crate::domain::reminder::Reminder;

/// Everything kept about a member, readable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holdings {
    /// Settings and month of the last press.
    pub member: Member,
    /// The choices that are on.
    pub consents: Vec<ConsentHeld>,
    /// Kept answers, oldest date first.
    pub answers: Vec<HeldAnswer>,
    /// The counted days.
    pub days: Option<DaysBox>,
    /// The reminders, once something was picked.
    pub reminder: Option<Reminder>,
}

/// One choice that is on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentHeld {
    /// Which.
    pub choice: Choice,
    /// The version of the consent text.
    pub version: u32,
    /// When it was given.
    pub given_at: Timestamp,
}

/// One kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldAnswer {
    /// A slot's token as text, or the key of a card-less prompt.
    pub what: String,
    /// The local date it counts for.
    pub date: Date,
    /// The answer as it was recorded.
    pub answer: String,
    /// The last date on which it may be kept.
    pub keep_until: Date,
}

/// One row as it lies on disk. Bytes are written in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// The table.
    pub table: &'static str,
    /// Name and value of each column; none for NULL.
    pub columns: Vec<(&'static str, Option<String>)>,
}

impl Store {
    /// What is kept about the caller; none when nothing is.
    pub async fn holdings(&self, caller: Caller) -> Result<Option<Holdings>, StoreError> {
        let Some(member) = self.find_member(caller).await? else { return Ok(None) };
        let (guild, reference) = columns(caller);
        // Without the key an erasure is under way: nothing can be read, and nothing is kept for long.
        let Some(key) = self.read_key(caller).await? else { return Ok(None) };
        let consents = sqlx::query!(
            "SELECT choice, version, given_at FROM consent WHERE guild = ?1 AND member_ref = ?2 ORDER BY given_at, choice",
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let answers = sqlx::query!(
            "SELECT local_date, what, keep_until, sealed FROM answer
             WHERE guild = ?1 AND member_ref = ?2 ORDER BY local_date, what",
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let days = sqlx::query_scalar!(
            "SELECT sealed FROM days WHERE guild = ?1 AND member_ref = ?2",
            guild,
            reference
        )
        .fetch_optional(&self.0.readers)
        .await?;
        let reminder = sqlx::query_scalar!(
            "SELECT sealed FROM reminder WHERE guild = ?1 AND member_ref = ?2",
            guild,
            reference
        )
        .fetch_optional(&self.0.readers)
        .await?;

        let consents = consents.into_iter().map(|row| {
            Ok(ConsentHeld {
                choice: parsed(&row.choice, "consent.choice")?,
                version: u32::try_from(row.version).map_err(|_| StoreError::BadRow("consent.version"))?,
                given_at: moment(row.given_at)?,
            })
        });
        let answers = answers.into_iter().map(|row| {
            let name = answer_row(&row.local_date, &row.what);
            let text = answer_place(caller, &name).open(&key, &row.sealed)?;
            Ok(HeldAnswer {
                date: parsed(&row.local_date, "answer.local_date")?,
                keep_until: parsed(&row.keep_until, "answer.keep_until")?,
                answer: String::from_utf8(text.to_vec()).map_err(|_| StoreError::BadRow("answer.sealed"))?,
                what: row.what,
            })
        });
        Ok(Some(Holdings {
            member,
            consents: consents.collect::<Result<_, StoreError>>()?,
            answers: answers.collect::<Result<_, StoreError>>()?,
            days: days.map(|sealed| open_days(&key, caller, &sealed)).transpose()?,
            reminder: reminder.map(|sealed| open_reminder(&key, caller, &sealed)).transpose()?,
        }))
    }

    /// The caller's key, for reading.
    pub(super) async fn read_key(&self, caller: Caller) -> Result<Option<DataKey>, StoreError> {
        let (guild, reference) = columns(caller);
        let wrapped = sqlx::query_scalar!(
            "SELECT wrapped FROM member_key WHERE guild = ?1 AND member_ref = ?2",
            guild,
            reference
        )
        .fetch_optional(&self.0.key_readers)
        .await?;
        let Some(wrapped) = wrapped else { return Ok(None) };
        let key = self.0.keyring.unwrap(&wrapped, caller.guild, caller.member);
        key.map(Some).ok_or(StoreError::Sealed("member_key"))
    }

    /// Every row about the caller in both files, as it lies on disk.
    pub async fn raw_rows(&self, caller: Caller) -> Result<Vec<RawRow>, StoreError> {
        let (guild, reference) = columns(caller);
        let mut rows = Vec::new();
        let mut add = |table, columns| rows.push(RawRow { table, columns });
        let key = |hex: String| [("guild", Some(caller.guild.to_string())), ("member_ref", Some(hex))];

        for row in sqlx::query!(
            r#"SELECT hex(member_ref) AS "member_ref!: String", zone, country, day_start, locale, last_seen
               FROM member WHERE guild = ?1 AND member_ref = ?2"#,
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?
        {
            let rest = [
                ("zone", row.zone),
                ("country", row.country),
                ("day_start", row.day_start),
                ("locale", row.locale),
                ("last_seen", Some(row.last_seen)),
            ];
            add("member", key(row.member_ref).into_iter().chain(rest).collect());
        }
        for row in sqlx::query!(
            r#"SELECT hex(member_ref) AS "member_ref!: String", choice, version, given_at
               FROM consent WHERE guild = ?1 AND member_ref = ?2 ORDER BY choice"#,
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?
        {
            let rest = [
                ("choice", Some(row.choice)),
                ("version", Some(row.version.to_string())),
                ("given_at", Some(row.given_at.to_string())),
            ];
            add("consent", key(row.member_ref).into_iter().chain(rest).collect());
        }
        for row in sqlx::query!(
            r#"SELECT hex(member_ref) AS "member_ref!: String", local_date, what, keep_until,
                      hex(sealed) AS "sealed!: String"
               FROM answer WHERE guild = ?1 AND member_ref = ?2 ORDER BY local_date, what"#,
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?
        {
            let rest = [
                ("local_date", Some(row.local_date)),
                ("what", Some(row.what)),
                ("keep_until", Some(row.keep_until)),
                ("sealed", Some(row.sealed)),
            ];
            add("answer", key(row.member_ref).into_iter().chain(rest).collect());
        }
        for row in sqlx::query!(
            r#"SELECT hex(member_ref) AS "member_ref!: String", hex(sealed) AS "sealed!: String"
               FROM days WHERE guild = ?1 AND member_ref = ?2"#,
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?
        {
            add("days", key(row.member_ref).into_iter().chain([("sealed", Some(row.sealed))]).collect());
        }
        for row in sqlx::query!(
            r#"SELECT hex(member_ref) AS "member_ref!: String", due, hex(sealed) AS "sealed!: String"
               FROM reminder WHERE guild = ?1 AND member_ref = ?2"#,
            guild,
            reference,
        )
        .fetch_all(&self.0.readers)
        .await?
        {
            let rest = [("due", row.due.map(|due| due.to_string())), ("sealed", Some(row.sealed))];
            add("reminder", key(row.member_ref).into_iter().chain(rest).collect());
        }
        for row in sqlx::query!(
            r#"SELECT hex(member_ref) AS "member_ref!: String", hex(wrapped) AS "wrapped!: String"
               FROM member_key WHERE guild = ?1 AND member_ref = ?2"#,
            guild,
            reference,
        )
        .fetch_all(&self.0.key_readers)
        .await?
        {
            add(
                "member_key",
                key(row.member_ref).into_iter().chain([("wrapped", Some(row.wrapped))]).collect(),
            );
        }
        Ok(rows)
    }
}
