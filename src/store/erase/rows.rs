//! Erasing one row of a member: an answer, with the words beside it, the words alone, or a suggestion.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::{ROWS_ERASED_UNTIL, not_erased, note, truncate_logs};
use crate::store::StoreError;
use crate::store::answers::answer_row;
use crate::store::convert::ms;
use crate::store::keys::Keyring;
use crate::store::ledger::Scope;
use crate::store::members::{Caller, columns};
use crate::store::writer::Tx;

/// The tables of which single rows are erased.
pub(in crate::store) const ANSWER: &str = "answer";
pub(in crate::store) const OWN_WORDS: &str = "own_words";
pub(in crate::store) const SUGGESTION: &str = "suggestion";

/// One row of a member: an answer, with the words beside it, the words alone, or a suggestion.
#[derive(Clone, Copy)]
pub(in crate::store) struct Row<'a> {
    /// [`ANSWER`], [`OWN_WORDS`] or [`SUGGESTION`].
    pub(in crate::store) table: &'static str,
    /// Empty for a suggestion, which has a name alone.
    pub(in crate::store) date: &'a str,
    pub(in crate::store) what: &'a str,
}

/// Deletes one row. False when there is none. Only for jobs that run alone.
///
/// An answer carries no moment: the minute at which somebody taps is worth hiding, and given again on
/// the same card it takes the same place. So the file itself remembers, in the transaction that removes
/// the row, until which line of the ledger its rows are gone. A file from a backup remembers an earlier
/// line, and what came after that is carried out on it; an answer given since stays.
pub(in crate::store) async fn erase_row(
    tx: &mut Tx,
    keyring: &Keyring,
    caller: Caller,
    row: Row<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !is_there(&mut tx.main, caller, row).await? {
        return Ok(false);
    }
    let noted = note_row(tx, keyring, caller, row, now).await?;
    let main = &mut tx.main;
    let removed = async {
        sqlx::query("BEGIN IMMEDIATE").execute(&mut *main).await?;
        remove_row(main, columns(caller), row).await?;
        remember_rows(main, noted).await?;
        sqlx::query("COMMIT").execute(main).await.map_err(|error| StoreError::of_commit(&error))
    };
    if let Err(error) = removed.await {
        return Err(not_erased(tx, noted, error).await);
    }
    truncate_logs(tx).await;
    Ok(true)
}

async fn is_there(main: &mut SqliteConnection, caller: Caller, row: Row<'_>) -> Result<bool, sqlx::Error> {
    let (guild, member) = columns(caller);
    if row.table == SUGGESTION {
        sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM suggestion
               WHERE guild = ?1 AND member_ref = ?2 AND id = ?3) AS "any!: bool""#,
            guild,
            member,
            row.what,
        )
        .fetch_one(main)
        .await
    } else if row.table == OWN_WORDS {
        sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM own_words
               WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4) AS "any!: bool""#,
            guild,
            member,
            row.date,
            row.what,
        )
        .fetch_one(main)
        .await
    } else {
        sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM answer
               WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4) AS "any!: bool""#,
            guild,
            member,
            row.date,
            row.what,
        )
        .fetch_one(main)
        .await
    }
}

/// Removes a row; with an answer go the words beside it.
pub(in crate::store) async fn remove_row(
    main: &mut SqliteConnection,
    (guild, member): (i64, Vec<u8>),
    row: Row<'_>,
) -> Result<(), sqlx::Error> {
    let removed = if row.table == SUGGESTION {
        sqlx::query!(
            "DELETE FROM suggestion WHERE guild = ?1 AND member_ref = ?2 AND id = ?3",
            guild,
            member,
            row.what,
        )
        .execute(main)
        .await
    } else if row.table == OWN_WORDS {
        sqlx::query!(
            "DELETE FROM own_words WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4",
            guild,
            member,
            row.date,
            row.what,
        )
        .execute(main)
        .await
    } else {
        sqlx::query!(
            "DELETE FROM answer WHERE guild = ?1 AND member_ref = ?2 AND local_date = ?3 AND what = ?4",
            guild,
            member,
            row.date,
            row.what,
        )
        .execute(main)
        .await
    };
    removed.map(|_| ())
}

async fn note_row(
    tx: &Tx,
    keyring: &Keyring,
    caller: Caller,
    row: Row<'_>,
    now: Timestamp,
) -> Result<Timestamp, StoreError> {
    let name = keyring.row_ref(caller.guild, caller.member, row.table, &answer_row(row.date, row.what));
    let scope = Scope::Row { table: row.table.to_owned(), row: name };
    note(tx, (caller.guild, caller.member), scope, now, now).await
}

/// Notes in the main file that single rows are gone up to the ledger's line of this moment.
pub(in crate::store) async fn remember_rows(
    main: &mut SqliteConnection,
    until: Timestamp,
) -> Result<(), sqlx::Error> {
    let until = ms(until).to_string();
    sqlx::query!(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        ROWS_ERASED_UNTIL,
        until,
    )
    .execute(main)
    .await
    .map(|_| ())
}
