//! Erasure: the key first, then the rows, then the logs of both files.
//!
//! Once the key is gone nothing of the member can be read, in old backups of the main
//! file either. The write-ahead logs are emptied before the member is told, for they
//! still hold the pages as they were.

use sqlx::{Row as _, SqliteConnection};

use super::error::Fault;
use super::members::{Caller, columns};
use super::writer::Tx;
use super::{Store, StoreError};

/// What an erasure found and did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Whether anything had been kept.
    pub anything: bool,
    /// Whether both logs could be emptied. If not, a reader or a full disk was in the way: what they
    /// still hold is unreadable without the key, and they are overwritten as the bot goes on.
    pub logs_emptied: bool,
}

impl Store {
    /// Erases everything of one member in one community.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] also when the key is destroyed but the rows could not be removed: they can
    /// no longer be read and go at the next start.
    pub async fn erase_member(&self, caller: Caller) -> Result<Erased, StoreError> {
        self.0.writer.alone(move |tx| Box::pin(erase(tx, caller))).await
    }
}

/// Erases a member. Only for jobs that run alone.
pub(super) async fn erase(tx: &mut Tx, caller: Caller) -> Result<Erased, StoreError> {
    let (guild, member) = columns(caller);
    let keys = sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2", guild, member)
        .execute(&mut tx.keys)
        .await
        .map_err(|error| StoreError::of_commit(&error))?
        .rows_affected();
    tx.cache.forget(caller.guild, caller.member);
    // Consents, answers and days go with the row of the member.
    let rows = sqlx::query!("DELETE FROM member WHERE guild = ?1 AND member_ref = ?2", guild, member)
        .execute(&mut tx.main)
        .await
        .map_err(|error| StoreError::Unknown(Fault::from(&error)))?
        .rows_affected();
    let anything = keys + rows > 0;
    // Nothing was removed, so the logs hold nothing that must go, and the files stay as they are.
    Ok(Erased { anything, logs_emptied: !anything || truncate_logs(tx).await })
}

/// Copies both logs into their files and cuts them to nothing; waits for readers up to the busy timeout.
pub(super) async fn truncate_logs(tx: &mut Tx) -> bool {
    let keys = truncate_log(&mut tx.keys).await;
    let main = truncate_log(&mut tx.main).await;
    if !(keys && main) {
        tracing::warn!("a write-ahead log could not be emptied after an erasure");
    }
    keys && main
}

async fn truncate_log(file: &mut SqliteConnection) -> bool {
    let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(file).await;
    row.and_then(|row| row.try_get::<i64, _>(0)).is_ok_and(|busy| busy == 0)
}

/// Removes rows whose key is gone, and keys without rows: what a crash between two files leaves.
pub(super) async fn finish_half_erasures(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
) -> Result<(), sqlx::Error> {
    let keyed = sqlx::query!("SELECT guild, member_ref FROM member_key ORDER BY guild, member_ref")
        .fetch_all(&mut *keys)
        .await?;
    let keyed: Vec<_> = keyed.into_iter().map(|row| (row.guild, row.member_ref)).collect();
    let members = sqlx::query!("SELECT guild, member_ref FROM member ORDER BY guild, member_ref")
        .fetch_all(&mut *main)
        .await?;
    let members: Vec<_> = members.into_iter().map(|row| (row.guild, row.member_ref)).collect();
    // Both lists are sorted as SQLite compares: by number, then by bytes; so does Rust.
    for (guild, member) in members.iter().filter(|row| keyed.binary_search(row).is_err()) {
        sqlx::query!("DELETE FROM member WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut *main)
            .await?;
    }
    for (guild, member) in keyed.iter().filter(|row| members.binary_search(row).is_err()) {
        sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut *keys)
            .await?;
    }
    Ok(())
}
