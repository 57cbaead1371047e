//! All that is kept about one person in one community: decrypted for them, and as it lies on disk.

use jiff::Timestamp;
use jiff::civil::Date;

use super::answers::{answer_place, answer_row, open_days};
use super::convert::{moment, parsed};
use super::keys::DataKey;
use super::members::{Caller, Member, columns};
use super::own_words::words_place;
use super::reminders::open_reminder;
use super::tallies::CountedHeld;
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
    /// For what they count in the group's numbers now.
    pub counted: Option<CountedHeld>,
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
    /// The member's own words beside it.
    pub words: Option<HeldWords>,
}

/// Own words beside a kept answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldWords {
    /// The words.
    pub text: String,
    /// The last date on which they may be kept: their answer's, where that is earlier.
    pub keep_until: Date,
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
            r#"SELECT answer.local_date, answer.what, answer.keep_until, answer.sealed,
                      own_words.keep_until AS "words_until?: String",
                      own_words.sealed AS "words?: Vec<u8>"
               FROM answer LEFT JOIN own_words USING (guild, member_ref, local_date, what)
               WHERE answer.guild = ?1 AND answer.member_ref = ?2 ORDER BY answer.local_date, answer.what"#,
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
            let keep_until = parsed(&row.keep_until, "answer.keep_until")?;
            let words = match (row.words, row.words_until) {
                (Some(sealed), Some(until)) => {
                    let text = words_place(caller, &name).open(&key, &sealed)?;
                    let text = String::from_utf8(text.to_vec());
                    Some(HeldWords {
                        text: text.map_err(|_| StoreError::BadRow("own_words.sealed"))?,
                        keep_until: parsed::<Date>(&until, "own_words.keep_until")?.min(keep_until),
                    })
                }
                _ => None,
            };
            Ok(HeldAnswer {
                date: parsed(&row.local_date, "answer.local_date")?,
                keep_until,
                answer: String::from_utf8(text.to_vec()).map_err(|_| StoreError::BadRow("answer.sealed"))?,
                what: row.what,
                words,
            })
        });
        Ok(Some(Holdings {
            member,
            consents: consents.collect::<Result<_, StoreError>>()?,
            answers: answers.collect::<Result<_, StoreError>>()?,
            days: days.map(|sealed| open_days(&key, caller, &sealed)).transpose()?,
            reminder: reminder.map(|sealed| open_reminder(&key, caller, &sealed)).transpose()?,
            counted: self.counted(caller).await?,
        }))
    }

    /// A sealed box of the caller's, opened; none without it, or without the key to it.
    pub(super) async fn opened<T>(
        &self,
        caller: Caller,
        sealed: Option<Vec<u8>>,
        open: impl FnOnce(&DataKey, Caller, &[u8]) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let Some(sealed) = sealed else { return Ok(None) };
        let Some(key) = self.read_key(caller).await? else { return Ok(None) };
        open(&key, caller, &sealed).map(Some)
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
}
