//! Own words beside a kept answer: sealed apart from it, because they go earlier.

use jiff::civil::Date;

use super::answers::answer_row;
use super::convert::parsed;
use super::erase::{OWN_WORDS, Row, remove_row};
use super::keys::Keyring;
use super::members::{Caller, columns, find_key};
use super::seal::Place;
use super::writer::Tx;
use super::{Store, StoreError};
use crate::rng::Chance;

/// Words to be kept beside an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsGiven {
    /// The answer's date.
    pub date: Date,
    /// What was answered.
    pub what: String,
    /// The words.
    pub words: String,
    /// The last date on which they may be kept.
    pub keep_until: Date,
}

impl Store {
    /// Keeps words beside an answer, in place of those kept before. They go with the answer at the latest.
    /// Returns their last date; none when no such answer is kept.
    pub async fn keep_words(&self, caller: Caller, given: WordsGiven) -> Result<Option<Date>, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| Box::pin(async move { keep(tx, caller, &given, &keyring, &chance).await }))
            .await
    }

    /// Deletes the words beside an answer. False when there are none.
    pub async fn delete_words(&self, caller: Caller, date: Date, what: String) -> Result<bool, StoreError> {
        self.erase_one(caller, OWN_WORDS, date, what).await
    }

    /// Deletes words whose last date is before `today`, at most `limit` at once. Returns how many went.
    pub async fn prune_words(&self, today: Date, limit: u32) -> Result<u64, StoreError> {
        let (today, limit) = (today.to_string(), i64::from(limit));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    // One by one: asked for all at once, SQLite reads every row of their communities.
                    let rows = sqlx::query!(
                        r#"SELECT guild AS "guild!", member_ref AS "member_ref!", local_date AS "local_date!",
                                  what AS "what!"
                           FROM own_words WHERE keep_until < ?1 LIMIT ?2"#,
                        today,
                        limit,
                    )
                    .fetch_all(&mut tx.main)
                    .await?;
                    for row in &rows {
                        let one = Row { table: OWN_WORDS, date: &row.local_date, what: &row.what };
                        remove_row(&mut tx.main, (row.guild, row.member_ref.clone()), one).await?;
                    }
                    Ok(rows.len() as u64)
                })
            })
            .await
    }
}

/// The place of own words.
pub(super) fn words_place(caller: Caller, row: &str) -> Place<'_> {
    Place { table: OWN_WORDS, column: "sealed", row, guild: caller.guild, member: caller.member }
}

async fn keep(
    tx: &mut Tx,
    caller: Caller,
    given: &WordsGiven,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<Option<Date>, StoreError> {
    let Some(key) = find_key(tx, keyring, caller).await? else { return Ok(None) };
    let (guild, member) = columns(caller);
    let (date, until) = (given.date.to_string(), given.keep_until.to_string());
    let row = answer_row(&date, &given.what);
    let sealed = words_place(caller, &row).seal(&key, given.words.as_bytes(), chance);
    // Only beside an answer that is there: it may have gone while the form was open.
    let until = sqlx::query_scalar!(
        "INSERT INTO own_words (guild, member_ref, local_date, what, keep_until, sealed)
         SELECT guild, member_ref, local_date, what, ?5, ?6 FROM answer
         WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4
         ON CONFLICT (guild, member_ref, local_date, what)
         DO UPDATE SET keep_until = excluded.keep_until, sealed = excluded.sealed
         RETURNING min(keep_until, (SELECT keep_until FROM answer
             WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4)) AS \"until!: String\"",
        guild,
        member,
        date,
        given.what,
        until,
        sealed,
    )
    .fetch_optional(&mut tx.main)
    .await?;
    until.map(|until: String| parsed(&until, "own_words.keep_until")).transpose()
}
