//! Erasure: a line in the ledger, then the key, then the rows, then the logs of both files.
//!
//! Once the key is gone nothing of the member can be read, in old backups of the main
//! file either. The write-ahead logs are emptied before the member is told, for they
//! still hold the pages as they were. A reader in the way is waited out by whoever asked,
//! and never by the writer, behind which everybody else stands; a job goes on after that.

mod rows;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use sqlx::{Row as _, SqliteConnection};

use super::convert::{id, moment};
use super::error::Fault;
use super::keys::Keyring;
use super::ledger::Scope;
use super::members::{Caller, columns};
use super::tallies;
use super::writer::Tx;
use super::{Store, StoreError};
use crate::domain::consent::Choice;
use crate::domain::ids::{GuildId, MemberRef};

pub(super) use rows::{ANSWER, OWN_WORDS, Row, SUGGESTION, erase_row, remember_rows, remove_row};

/// For so long whoever erases waits for a reader in the way of the logs.
const READERS_LEAVE: Duration = Duration::from_secs(8);
/// The longest pause between two attempts meanwhile.
const LONGEST_PAUSE: Duration = Duration::from_millis(400);
/// For so long logs that cannot be emptied need nobody's help.
const UNALARMED: SignedDuration = SignedDuration::from_mins(10);

/// Until which line of the ledger single rows are gone from the main file.
pub(super) const ROWS_ERASED_UNTIL: &str = "rows_erased_until";

/// What an erasure found and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Whether anything had been kept.
    pub anything: bool,
    /// Whether both logs could be emptied. If not, a reader or a full disk was in the way: what they
    /// still hold is unreadable without the key, and [`Store::empty_logs`] tries again.
    pub logs_emptied: bool,
    /// Whether the rows are gone too. If not, the disk refused: nobody can read them any more, and
    /// [`Store::finish_half_erasures`] removes them.
    pub rows_gone: bool,
}

impl Store {
    /// Erases everything of one member in one community.
    ///
    /// Where the key is destroyed but the rows could not be removed, they can no longer be read, and go later.
    pub async fn erase_member(&self, caller: Caller) -> Result<Erased, StoreError> {
        let erased = self.erase_without_waiting(caller).await?;
        if !erased.rows_gone {
            return Ok(erased);
        }
        Ok(Erased { logs_emptied: self.logs_emptied().await, ..erased })
    }

    /// The same for a job, which waits for no reader: [`Self::empty_logs`] goes on.
    pub async fn erase_for_good(&self, caller: Caller) -> Result<(), StoreError> {
        self.erase_without_waiting(caller).await.map(|_| ())
    }

    async fn erase_without_waiting(&self, caller: Caller) -> Result<Erased, StoreError> {
        let (keyring, now) = (self.0.keyring.clone(), self.0.clock.now());
        self.0.writer.alone(move |tx| Box::pin(async move { erase(tx, &keyring, caller, now).await })).await
    }

    /// Whether the logs still hold something that was erased, because a reader is in the way.
    pub fn logs_wait(&self) -> bool {
        self.0.ledger.logs_wait()
    }

    /// Deletes one kept answer. False when there is none.
    pub async fn delete_answer(&self, caller: Caller, date: Date, what: String) -> Result<bool, StoreError> {
        self.erase_one(caller, ANSWER, date, what).await
    }

    /// Deletes one row of `table`, from the disk too. False when there is none.
    pub(super) async fn erase_one(
        &self,
        caller: Caller,
        table: &'static str,
        date: Date,
        what: String,
    ) -> Result<bool, StoreError> {
        let (keyring, now) = (self.0.keyring.clone(), self.0.clock.now());
        let date = date.to_string();
        let erasing = self.0.writer.alone(move |tx| {
            Box::pin(async move {
                erase_row(tx, &keyring, caller, Row { table, date: &date, what: &what }, now).await
            })
        });
        let there = erasing.await?;
        self.logs_emptied().await;
        Ok(there)
    }

    /// Waits until the logs hold nothing any more that was erased, as long as a person may be kept waiting.
    /// The writer is free all the while. False when a reader is still in the way.
    pub(super) async fn logs_emptied(&self) -> bool {
        let (begun, mut pause) = (Instant::now(), Duration::from_millis(25));
        while self.0.ledger.logs_wait() {
            if begun.elapsed() >= READERS_LEAVE {
                return false;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            if let Err(fault) = self.try_to_empty_logs().await {
                tracing::warn!(%fault, "a log of the databases could not be emptied");
            }
        }
        true
    }

    async fn try_to_empty_logs(&self) -> Result<(), StoreError> {
        let job = self.0.writer.alone(|tx| {
            Box::pin(async move {
                truncate_logs(tx).await;
                Ok(())
            })
        });
        job.await
    }

    /// Empties the logs of both files, where an erasure could not. Without one it does nothing.
    ///
    /// To be called again and again: it does not wait for whoever reads.
    pub async fn empty_logs(&self) -> Result<(), StoreError> {
        if !self.0.ledger.logs_wait() {
            return Ok(());
        }
        self.try_to_empty_logs().await?;
        if self.0.ledger.logs_overdue(self.0.clock.now(), UNALARMED) {
            tracing::error!(
                "for ten minutes another program has kept a log of the databases from being emptied after an \
                 erasure: close what has them open"
            );
        }
        Ok(())
    }

    /// Removes rows whose key was destroyed, where an erasure could not. Without one it does nothing.
    pub async fn finish_half_erasures(&self) -> Result<(), StoreError> {
        if self.0.ledger.is_half_done() { self.tidy().await } else { Ok(()) }
    }

    /// Removes rows without a key, and keys that have been without rows for long.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        let (keyring, now) = (self.0.keyring.clone(), self.0.clock.now());
        let job = self.0.writer.alone(move |tx| {
            Box::pin(async move {
                super::resume::finish_half_erasures(&mut tx.main, &mut tx.keys, &keyring, now).await?;
                if tx.ledger.is_half_done() {
                    tx.ledger.half_done(false);
                    truncate_logs(tx).await;
                }
                Ok(())
            })
        });
        job.await
    }

    /// Waits until the logs hold nothing any more that was erased. False when a reader stays in the way.
    pub async fn wait_for_logs(&self) -> bool {
        self.logs_emptied().await
    }

    /// Drops lines of the ledger of erasures from before `moment`.
    pub async fn prune_erasures(&self, moment: Timestamp) -> Result<(), StoreError> {
        let ledger = Arc::clone(&self.0.ledger);
        off_the_runtime(move || ledger.prune(moment)).await
    }
}

/// Erases a member. Only for jobs that run alone.
pub(super) async fn erase(
    tx: &mut Tx,
    keyring: &Keyring,
    caller: Caller,
    now: Timestamp,
) -> Result<Erased, StoreError> {
    let (guild, member) = columns(caller);
    let Some(newest) = newest_of(tx, caller).await? else {
        // Nothing is to be removed, so the logs hold nothing that must go, and the files stay as they are.
        return Ok(Erased { anything: false, logs_emptied: true, rows_gone: true });
    };
    let noted = note(tx, (caller.guild, caller.member), Scope::All, now, newest).await?;
    let destroyed =
        sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut tx.keys)
            .await;
    if let Err(error) = destroyed {
        return Err(not_erased(tx, noted, StoreError::of_commit(&error)).await);
    }
    tx.cache.forget(caller.guild, caller.member);
    // Whatever becomes of the rows, the log still holds the key as it was.
    tx.ledger.logs_emptied(false);
    let removed = async {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut tx.main).await?;
        remove_member(&mut tx.main, &mut tx.keys, keyring, caller).await?;
        sqlx::query("COMMIT").execute(&mut tx.main).await
    };
    let removed = removed.await;
    if let Err(error) = &removed {
        tracing::error!(
            fault = %Fault::from(error),
            "the key of an erasure is destroyed and its rows could not be removed; that is tried again"
        );
        // A transaction that broke may still be open, and the next one must be able to begin.
        drop(sqlx::query("ROLLBACK").execute(&mut tx.main).await);
        tx.ledger.half_done(true);
    }
    let (rows_gone, logs_emptied) = (removed.is_ok(), truncate_logs(tx).await);
    Ok(Erased { anything: true, logs_emptied, rows_gone })
}

/// Removes a member's rows: out of the group's numbers first, for nothing else leads to those.
pub(super) async fn remove_member(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    caller: Caller,
) -> Result<(), sqlx::Error> {
    tallies::remove(main, keys, keyring, caller).await?;
    let (guild, member) = columns(caller);
    // Consents, answers and days go with the row of the member.
    for rows in [
        sqlx::query!("DELETE FROM member WHERE guild = ?1 AND member_ref = ?2", guild, member),
        sqlx::query!("DELETE FROM suggestion WHERE guild = ?1 AND member_ref = ?2", guild, member),
    ] {
        rows.execute(&mut *main).await?;
    }
    Ok(())
}

/// When the newest key or consent of a member was made, that to a suggestion among them; none when nothing
/// is kept.
async fn newest_of(tx: &mut Tx, caller: Caller) -> Result<Option<Timestamp>, StoreError> {
    let (guild, member) = columns(caller);
    let key = sqlx::query_scalar!(
        "SELECT made_at FROM member_key WHERE guild = ?1 AND member_ref = ?2",
        guild,
        member
    )
    .fetch_optional(&mut tx.keys)
    .await?;
    let consent = sqlx::query_scalar!(
        r#"SELECT coalesce((SELECT max(given_at) FROM consent WHERE guild = ?1 AND member_ref = ?2), 0)
               AS "newest!: i64"
           FROM member WHERE guild = ?1 AND member_ref = ?2"#,
        guild,
        member,
    )
    .fetch_optional(&mut tx.main)
    .await?;
    let suggestion = sqlx::query_scalar!(
        r#"SELECT max(given_at) AS "newest: i64" FROM suggestion WHERE guild = ?1 AND member_ref = ?2"#,
        guild,
        member,
    )
    .fetch_one(&mut tx.main)
    .await?;
    key.max(consent).max(suggestion).map(moment).transpose()
}

/// Writes the ledger's line of a choice that is about to go.
pub(super) async fn note_choice(
    tx: &mut Tx,
    caller: Caller,
    choice: Choice,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let newest = newest_of(tx, caller).await?.unwrap_or(now);
    note(tx, (caller.guild, caller.member), Scope::Choice(choice), now, newest).await
}

/// The error of an erasure that failed after its line was written. The line goes where nothing was erased.
pub(super) async fn not_erased(tx: &Tx, noted: Timestamp, error: StoreError) -> StoreError {
    if error.nothing_saved() {
        let ledger = Arc::clone(&tx.ledger);
        if let Err(fault) = off_the_runtime(move || ledger.take_back(noted)).await {
            tracing::warn!(%fault, "an erasure that failed stays in the ledger, and is made at the next start");
        }
    }
    error
}

/// Writes the ledger's line of a community that is about to go, if it has members or staff in it.
pub(super) async fn note_community(
    tx: &mut Tx,
    guild: GuildId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let column = id(guild.0);
    let key = sqlx::query_scalar!(
        r#"SELECT max(made_at) AS "newest: i64" FROM member_key WHERE guild = ?1"#,
        column
    )
    .fetch_one(&mut tx.keys)
    .await?;
    let consent =
        sqlx::query_scalar!(r#"SELECT max(given_at) AS "newest: i64" FROM consent WHERE guild = ?1"#, column)
            .fetch_one(&mut tx.main)
            .await?;
    let suggestion = sqlx::query_scalar!(
        r#"SELECT max(given_at) AS "newest: i64" FROM suggestion WHERE guild = ?1"#,
        column
    )
    .fetch_one(&mut tx.main)
    .await?;
    let audit: Option<i64> = sqlx::query_scalar("SELECT max(at) FROM audit WHERE guild = ?1")
        .bind(column)
        .fetch_one(&mut tx.main)
        .await?;
    let Some(newest) = key.max(consent).max(suggestion).max(audit) else { return Ok(None) };
    note(tx, (guild, MemberRef([0; 16])), Scope::Community, now, moment(newest)?).await.map(Some)
}

async fn note(
    tx: &Tx,
    whose: (GuildId, MemberRef),
    scope: Scope,
    now: Timestamp,
    newest: Timestamp,
) -> Result<Timestamp, StoreError> {
    let ledger = Arc::clone(&tx.ledger);
    off_the_runtime(move || ledger.append(whose, scope, now, newest)).await
}

/// Does something slow with files. An error means that nothing was erased.
async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, StoreError> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|_gone| StoreError::NotSaved(Fault::Closed))?;
    done.map_err(|error| StoreError::NotSaved(Fault::from(&sqlx::Error::Io(error))))
}

/// Removes what a choice kept, as it goes off.
pub(super) async fn remove_kept(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    caller: Caller,
    choice: Choice,
) -> Result<(), sqlx::Error> {
    let (guild, member) = columns(caller);
    match choice {
        Choice::KeepAnswers => {
            sqlx::query!("DELETE FROM answer WHERE guild = ?1 AND member_ref = ?2", guild, member)
                .execute(&mut *main)
                .await?;
            // A later yes is given to the usual periods again.
            sqlx::query!(
                "UPDATE member SET keep_long = 0, words_days = NULL WHERE guild = ?1 AND member_ref = ?2",
                guild,
                member,
            )
            .execute(main)
            .await?;
        }
        Choice::CountDays => {
            sqlx::query!("DELETE FROM days WHERE guild = ?1 AND member_ref = ?2", guild, member)
                .execute(main)
                .await?;
        }
        Choice::RemindMe => {
            sqlx::query!("DELETE FROM reminder WHERE guild = ?1 AND member_ref = ?2", guild, member)
                .execute(main)
                .await?;
        }
        // What was released before stays as it is.
        Choice::GroupCounts => tallies::remove(main, keys, keyring, caller).await?,
    }
    Ok(())
}

/// Copies both logs into their files and cuts them to nothing, unless somebody reads at this moment: the
/// writer waits for nobody.
pub(super) async fn truncate_logs(tx: &mut Tx) -> bool {
    if let Err(error) = super::remembered::remember(&mut tx.main, &tx.ledger).await {
        tracing::warn!(fault = %Fault::from(&error), "the newest line of the ledger could not be noted");
    }
    let emptied = async {
        for file in [&mut tx.main, &mut tx.keys] {
            sqlx::query("PRAGMA busy_timeout = 0").execute(file).await?;
        }
        let emptied = truncate_both(&mut tx.main, &mut tx.keys).await;
        for file in [&mut tx.main, &mut tx.keys] {
            sqlx::query("PRAGMA busy_timeout = 5000").execute(file).await?;
        }
        Ok::<_, sqlx::Error>(emptied)
    };
    let emptied = emptied.await.unwrap_or(false);
    tx.ledger.logs_emptied(emptied);
    emptied
}

/// The same on two connections.
pub(super) async fn truncate_both(main: &mut SqliteConnection, keys: &mut SqliteConnection) -> bool {
    let keys = truncate_log(keys).await;
    truncate_log(main).await && keys
}

async fn truncate_log(file: &mut SqliteConnection) -> bool {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(file).await;
    row.and_then(|row| row.try_get::<i64, _>(0)).is_ok_and(|busy| busy == 0)
}
