//! Answers and days: what a tap leaves behind, if the member asked for that.
//!
//! The consent is read, the box of days opened, folded and sealed, and the answer
//! written in one transaction of the one writer, so that two doors, two devices or a
//! choice turned off meanwhile can neither count twice nor keep what was not wanted.

use jiff::Timestamp;
use jiff::civil::Date;

use super::days::save_box;
use super::erase::{ANSWER, Row, remove_member, remove_row};
use super::keys::{DataKey, Keyring};
use super::members::{Caller, columns, find_key, month, note_seen, turn_on};
use super::reminders::note_check_in;
use super::seal::Place;
use super::writer::Tx;
use super::{Store, StoreError, tallies};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::days::{self, DaysBox};
use crate::domain::engagement::Counted;
use crate::rng::Chance;

/// One answer of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// What was answered: a slot's token as text, or the key of a card-less prompt; at most 64 characters.
    /// Answers are unique per member, this and `date`.
    pub what: String,
    /// The local date it counts for.
    pub date: Date,
    /// The answer as the caller writes it (JSON), opaque here. The same text is the same answer.
    pub answer: String,
    /// The last date on which it may be kept.
    pub keep_until: Date,
    /// For what it counts in the group's numbers, where that was chosen before it was given.
    pub counts: Vec<Counted>,
}

/// What recording an answer left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The answer itself.
    pub answer: Answered,
    /// The member's days, if they count them.
    pub days: Option<DaysTold>,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Nothing is kept: the member did not choose that.
    NotKept,
    /// It is kept.
    Stored,
    /// The same answer was kept already; nothing changed.
    Same,
    /// It took the place of another.
    Replaced {
        /// The answer that was kept until now.
        previous: String,
    },
}

/// A member's days after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DaysTold {
    /// The box as it is now.
    pub days: DaysBox,
    /// What this answer did to it.
    pub counted: days::Counted,
}

impl Store {
    /// Records an answer as far as the member's choices go at this moment; for a person with no choice on
    /// nothing is written.
    pub async fn record_answer(&self, caller: Caller, given: Given) -> Result<Recorded, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move { record(tx, caller, &given, true, now, &keyring, &chance).await })
            })
            .await
    }

    /// Turns `choices` on under the consent text of `version` and records the answer that the yes carried,
    /// both or neither.
    ///
    /// The answer is kept only when this yes turns keeping on. Where answers were kept before, it was
    /// recorded when it was given, and a later one may have taken its place. In the group's numbers it counts
    /// only where that was on when it was given, and so counted then.
    pub async fn agree(
        &self,
        caller: Caller,
        choices: ChoiceSet,
        version: u32,
        given: Option<Given>,
    ) -> Result<Recorded, StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        let now = self.0.clock.now();
        let keep = choices.contains(Choice::KeepAnswers);
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    turn_on(tx, caller, choices, version, now, &keyring, &chance).await?;
                    match given {
                        Some(given) => {
                            let given = Given { counts: Vec::new(), ..given };
                            record(tx, caller, &given, keep, now, &keyring, &chance).await
                        }
                        None => Ok(NOTHING),
                    }
                })
            })
            .await
    }

    /// Deletes answers whose last date is before `today`, at most `limit` at once. Returns how many went.
    pub async fn prune_answers(&self, today: Date, limit: u32) -> Result<u64, StoreError> {
        let (today, limit) = (today.to_string(), i64::from(limit));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    // One by one: asked for all at once, SQLite reads every row of their communities.
                    let rows = sqlx::query!(
                        r#"SELECT guild AS "guild!", member_ref AS "member_ref!", local_date AS "local_date!",
                                  what AS "what!"
                           FROM answer WHERE keep_until < ?1 LIMIT ?2"#,
                        today,
                        limit,
                    )
                    .fetch_all(&mut tx.main)
                    .await?;
                    for row in &rows {
                        let one = Row { table: ANSWER, date: &row.local_date, what: &row.what };
                        remove_row(&mut tx.main, (row.guild, row.member_ref.clone()), one).await?;
                    }
                    Ok(rows.len() as u64)
                })
            })
            .await
    }
}

/// The place of a kept answer.
pub(super) fn answer_place(caller: Caller, row: &str) -> Place<'_> {
    Place { table: "answer", column: "sealed", row, guild: caller.guild, member: caller.member }
}

/// What tells one kept answer of a member from the others.
pub(super) fn answer_row(date: &str, what: &str) -> String {
    format!("{date}/{what}")
}

/// The place of a member's box of days.
pub(super) fn days_place(caller: Caller) -> Place<'static> {
    Place { table: "days", column: "sealed", row: "", guild: caller.guild, member: caller.member }
}

/// What is kept before this answer, read in one statement: each costs a hand-over to the database's thread.
struct Kept {
    last_seen: String,
    keep: bool,
    count: bool,
    group: bool,
    answer: Option<Vec<u8>>,
    days: Option<Vec<u8>>,
    reminder: Option<Vec<u8>>,
}

/// What is left behind for somebody who has no choice on.
const NOTHING: Recorded = Recorded { answer: Answered::NotKept, days: None };

async fn record(
    tx: &mut Tx,
    caller: Caller,
    given: &Given,
    may_keep: bool,
    now: Timestamp,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<Recorded, StoreError> {
    let (guild, member) = columns(caller);
    let date = given.date.to_string();
    let kept = sqlx::query_as!(
        Kept,
        r#"SELECT last_seen,
                  EXISTS (SELECT 1 FROM consent
                          WHERE guild = ?1 AND member_ref = ?2 AND choice = 'keep_answers') AS "keep!: bool",
                  EXISTS (SELECT 1 FROM consent
                          WHERE guild = ?1 AND member_ref = ?2 AND choice = 'count_days') AS "count!: bool",
                  EXISTS (SELECT 1 FROM consent
                          WHERE guild = ?1 AND member_ref = ?2 AND choice = 'group_counts') AS "group!: bool",
                  (SELECT sealed FROM answer
                   WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4) AS "answer: Vec<u8>",
                  (SELECT sealed FROM days WHERE guild = ?1 AND member_ref = ?2) AS "days: Vec<u8>",
                  (SELECT sealed FROM reminder WHERE guild = ?1 AND member_ref = ?2) AS "reminder: Vec<u8>"
           FROM member WHERE guild = ?1 AND member_ref = ?2"#,
        guild,
        member,
        date,
        given.what,
    )
    .fetch_optional(&mut tx.main)
    .await?;
    let Some(kept) = kept else { return Ok(NOTHING) };
    let Some(key) = find_key(tx, keyring, caller).await? else {
        // The key is gone and the rows are not: an erasure was interrupted. It is finished here.
        remove_member(&mut tx.main, &mut tx.keys, keyring, caller).await?;
        return Ok(NOTHING);
    };
    let month = month(now);
    if kept.last_seen != month {
        note_seen(&mut tx.main, caller, &month).await?;
    }
    if let Some(sealed) = &kept.reminder {
        note_check_in(tx, caller, &key, sealed, now, chance).await?;
    }
    if kept.group && !given.counts.is_empty() {
        tallies::count(tx, caller, &given.counts, now, keyring, chance).await?;
    }
    let answer = if kept.keep && may_keep {
        keep(tx, caller, given, &key, kept.answer, chance).await?
    } else {
        Answered::NotKept
    };
    let days =
        if kept.count { Some(count(tx, caller, given.date, &key, kept.days, chance).await?) } else { None };
    Ok(Recorded { answer, days })
}

async fn keep(
    tx: &mut Tx,
    caller: Caller,
    given: &Given,
    key: &DataKey,
    previous: Option<Vec<u8>>,
    chance: &Chance,
) -> Result<Answered, StoreError> {
    let date = given.date.to_string();
    let row = answer_row(&date, &given.what);
    let place = answer_place(caller, &row);
    let previous = previous.map(|sealed| place.open(key, &sealed)).transpose()?;
    if previous.as_ref().is_some_and(|previous| previous.as_slice() == given.answer.as_bytes()) {
        return Ok(Answered::Same);
    }
    let (guild, member) = columns(caller);
    let (sealed, keep_until) =
        (place.seal(key, given.answer.as_bytes(), chance), given.keep_until.to_string());
    sqlx::query!(
        "INSERT INTO answer (guild, member_ref, local_date, what, keep_until, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (guild, member_ref, local_date, what)
         DO UPDATE SET keep_until = excluded.keep_until, sealed = excluded.sealed",
        guild,
        member,
        date,
        given.what,
        keep_until,
        sealed,
    )
    .execute(&mut tx.main)
    .await?;
    match previous {
        None => Ok(Answered::Stored),
        Some(previous) => {
            let previous =
                String::from_utf8(previous.to_vec()).map_err(|_| StoreError::BadRow("answer.sealed"))?;
            Ok(Answered::Replaced { previous })
        }
    }
}

async fn count(
    tx: &mut Tx,
    caller: Caller,
    date: Date,
    key: &DataKey,
    sealed: Option<Vec<u8>>,
    chance: &Chance,
) -> Result<DaysTold, StoreError> {
    let mut days = match sealed {
        Some(sealed) => open_days(key, caller, &sealed)?,
        None => DaysBox::new(),
    };
    let counted = days.show_up(date);
    if counted.new {
        save_box(tx, caller, key, &days, chance).await?;
    }
    Ok(DaysTold { days, counted })
}

/// Opens a member's box of days.
pub(super) fn open_days(key: &DataKey, caller: Caller, sealed: &[u8]) -> Result<DaysBox, StoreError> {
    let bytes = days_place(caller).open(key, sealed)?;
    DaysBox::decode(&bytes).map_err(|_| StoreError::BadRow("days.sealed"))
}
