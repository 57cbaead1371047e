//! Reminders: one sealed box a member, and in the open only when to look at it next.
//!
//! Every step reads the box, lets the domain change it and seals it again inside one
//! transaction of the one writer, so that a press, an answer and the scheduler never
//! undo each other's word, and what is claimed to be sent is claimed once.

use jiff::Timestamp;

use super::answers::open_days;
use super::convert::{id, member_ref, moment, ms, snowflake};
use super::keys::DataKey;
use super::members::{Caller, columns, find_key};
use super::seal::Place;
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::days::DaysBox;
use crate::domain::ids::GuildId;
use crate::domain::reminder::Reminder;
use crate::rng::Chance;

/// A box is filled up to this length, so that all of them fall into one size and none tells by its length
/// what is in it.
const FILLED: usize = 300;

/// What a change leaves behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept<T> {
    /// The reminders as they are to be kept.
    pub reminder: Reminder,
    /// When the scheduler is to look at them; none when nothing will come.
    pub due: Option<Timestamp>,
    /// What to tell whoever asked for the change.
    pub told: T,
}

impl Store {
    /// Lets `take` at the reminders of a member, inside one transaction. None, and nothing is written, when
    /// *remind me* is off. The first change makes the row.
    pub async fn change_reminder<T, F>(&self, caller: Caller, take: F) -> Result<Option<T>, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Reminder) -> Kept<T> + Send + 'static,
    {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let (guild, member) = columns(caller);
                    let on = sqlx::query_scalar!(
                        r#"SELECT (SELECT sealed FROM reminder WHERE guild = ?1 AND member_ref = ?2) AS "sealed: Vec<u8>"
                           FROM consent WHERE guild = ?1 AND member_ref = ?2 AND choice = 'remind_me'"#,
                        guild,
                        member,
                    )
                    .fetch_optional(&mut tx.main)
                    .await?;
                    let Some(sealed) = on else { return Ok(None) };
                    // Without the key an erasure was interrupted: nothing is on any more.
                    let Some(key) = find_key(tx, &keyring, caller).await? else { return Ok(None) };
                    let before = sealed.as_deref().map(|sealed| open_reminder(&key, caller, sealed)).transpose()?;
                    let kept = take(before.as_ref().unwrap_or(&Reminder::default()));
                    let Kept { reminder, due, told } = kept;
                    save(tx, caller, &key, (&reminder, due), before.as_ref(), &chance).await?;
                    Ok(Some(told))
                })
            })
            .await
    }

    /// The reminders of a member; none when they never picked anything, or *remind me* is off.
    pub async fn reminder(&self, caller: Caller) -> Result<Option<Reminder>, StoreError> {
        let (guild, member) = columns(caller);
        let sealed = sqlx::query_scalar!(
            "SELECT sealed FROM reminder WHERE guild = ?1 AND member_ref = ?2",
            guild,
            member
        )
        .fetch_optional(&self.0.readers)
        .await?;
        self.opened(caller, sealed, open_reminder).await
    }

    /// Whose reminders are to be looked at by `now`, the longest due first, at most `limit`.
    pub async fn due_reminders(&self, now: Timestamp, limit: u32) -> Result<Vec<Caller>, StoreError> {
        let (now, limit) = (ms(now), i64::from(limit));
        let rows = sqlx::query!(
            r#"SELECT guild AS "guild!", member_ref AS "member_ref!" FROM reminder
               WHERE due <= ?1 ORDER BY due, guild, member_ref LIMIT ?2"#,
            now,
            limit,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let rows = rows.into_iter().map(|row| {
            Ok(Caller { guild: GuildId(snowflake(row.guild)), member: member_ref(&row.member_ref)? })
        });
        rows.collect()
    }

    /// The days of a member who counts them: a break keeps reminders away, and so does a day that is counted.
    pub async fn counted_days(&self, caller: Caller) -> Result<Option<DaysBox>, StoreError> {
        let (guild, member) = columns(caller);
        let sealed = sqlx::query_scalar!(
            "SELECT sealed FROM days WHERE guild = ?1 AND member_ref = ?2",
            guild,
            member
        )
        .fetch_optional(&self.0.readers)
        .await?;
        self.opened(caller, sealed, open_days).await
    }

    /// When the scheduler looks at a member's reminders next; none when nothing will come.
    pub async fn reminder_due(&self, caller: Caller) -> Result<Option<Timestamp>, StoreError> {
        let (guild, member) = columns(caller);
        let due = sqlx::query_scalar!(
            "SELECT due FROM reminder WHERE guild = ?1 AND member_ref = ?2",
            guild,
            member
        )
        .fetch_optional(&self.0.readers)
        .await?;
        due.flatten().map(moment).transpose()
    }

    /// Has every reminder of a community looked at now: its zone is another. Where nothing will come,
    /// nothing is looked at.
    pub async fn look_at_reminders(&self, guild: GuildId) -> Result<(), StoreError> {
        let (guild, now) = (id(guild.0), ms(self.0.clock.now()));
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!("UPDATE reminder SET due = ?2 WHERE guild = ?1 AND due > ?2", guild, now)
                        .execute(&mut tx.main)
                        .await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The place of a member's reminders.
fn place(caller: Caller) -> Place<'static> {
    Place { table: "reminder", column: "sealed", row: "", guild: caller.guild, member: caller.member }
}

async fn save(
    tx: &mut Tx,
    caller: Caller,
    key: &DataKey,
    (reminder, due): (&Reminder, Option<Timestamp>),
    before: Option<&Reminder>,
    chance: &Chance,
) -> Result<(), StoreError> {
    let (guild, member) = columns(caller);
    let due = due.map(ms);
    match before {
        None if *reminder == Reminder::default() => {}
        Some(before) if before == reminder => {
            sqlx::query!(
                "UPDATE reminder SET due = ?3 WHERE guild = ?1 AND member_ref = ?2 AND due IS NOT ?3",
                guild,
                member,
                due
            )
            .execute(&mut tx.main)
            .await?;
        }
        _ => {
            let sealed = seal_reminder(key, caller, reminder, chance);
            sqlx::query!(
                "INSERT INTO reminder (guild, member_ref, due, sealed) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (guild, member_ref) DO UPDATE SET due = excluded.due, sealed = excluded.sealed",
                guild,
                member,
                due,
                sealed,
            )
            .execute(&mut tx.main)
            .await?;
        }
    }
    Ok(())
}

/// Notes in the transaction of an answer that its giver is there. Writes only where that is news.
pub(super) async fn note_check_in(
    tx: &mut Tx,
    caller: Caller,
    key: &DataKey,
    sealed: &[u8],
    now: Timestamp,
    chance: &Chance,
) -> Result<(), StoreError> {
    let before = open_reminder(key, caller, sealed)?;
    let mut reminder = before.clone();
    reminder.checked_in(now);
    if reminder == before {
        return Ok(());
    }
    // What was planned and is not any more leaves a gap that the scheduler fills.
    let due = (reminder.next.is_none() && reminder.is_active()).then(|| ms(now));
    let (guild, member) = columns(caller);
    let sealed = seal_reminder(key, caller, &reminder, chance);
    sqlx::query!(
        "UPDATE reminder SET due = coalesce(?3, due), sealed = ?4 WHERE guild = ?1 AND member_ref = ?2",
        guild,
        member,
        due,
        sealed,
    )
    .execute(&mut tx.main)
    .await?;
    Ok(())
}

fn seal_reminder(key: &DataKey, caller: Caller, reminder: &Reminder, chance: &Chance) -> Vec<u8> {
    let json = serde_json::to_string(reminder).expect("plain data always makes JSON");
    place(caller).seal(key, format!("{json:FILLED$}").as_bytes(), chance)
}

/// Opens a member's reminders.
pub(super) fn open_reminder(key: &DataKey, caller: Caller, sealed: &[u8]) -> Result<Reminder, StoreError> {
    let text = place(caller).open(key, sealed)?;
    serde_json::from_slice(&text).map_err(|_| StoreError::BadRow("reminder.sealed"))
}
