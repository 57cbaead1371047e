//! What the start of a store does about erasures: it carries the ledger out on the files as they are.
//!
//! After a crash that finishes an erasure which had begun. On files from a backup it erases
//! again what was erased since. Whoever came back stays: their key and their consents are
//! younger than the line. A suggestion carries the moment of its own consent. A member's other rows have no moments of their own and need none, for an
//! erasure takes all of them at once: either a consent is younger than the line, and then so
//! is every row, or none is. Single rows are told apart by what the main file remembers of
//! the ledger ([`super::erase::ROWS_ERASED_UNTIL`]).

use std::collections::BTreeSet;

use sqlx::SqliteConnection;

use super::answers::answer_row;
use super::convert::{id, ms};
use super::erase::{
    ANSWER, OWN_WORDS, ROWS_ERASED_UNTIL, Row, SUGGESTION, remember_rows, remove_kept, remove_row,
};
use super::keys::Keyring;
use super::ledger::{Line, Scope};

/// Carries every line out on both files: first on the keys, then on the rows.
pub(super) async fn carry_out(
    lines: &[Line],
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
) -> Result<(), sqlx::Error> {
    if lines.is_empty() {
        return Ok(());
    }
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *keys).await?;
    for line in lines {
        destroy_keys(line, keys).await?;
    }
    sqlx::query("COMMIT").execute(&mut *keys).await?;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *main).await?;
    let done = rows_done(main).await?;
    for line in lines {
        remove_rows(line, main, keyring, done).await?;
    }
    for guild in lines.iter().map(|line| id(line.guild.0)).collect::<BTreeSet<_>>() {
        // Who has none of the choices on has no row.
        sqlx::query!(
            "DELETE FROM member WHERE guild = ?1 AND NOT EXISTS (
                 SELECT 1 FROM consent WHERE consent.guild = member.guild AND consent.member_ref = member.member_ref)",
            guild,
        )
        .execute(&mut *main)
        .await?;
    }
    let newest =
        lines.iter().filter(|line| matches!(line.scope, Scope::Row { .. })).map(|line| line.at).max();
    if let Some(newest) = newest.filter(|newest| ms(*newest) > done) {
        remember_rows(main, newest).await?;
    }
    sqlx::query("COMMIT").execute(main).await.map(|_| ())
}

async fn rows_done(main: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    let done = sqlx::query_scalar!("SELECT value FROM meta WHERE key = ?1", ROWS_ERASED_UNTIL)
        .fetch_optional(main)
        .await?;
    Ok(done.and_then(|done| done.parse().ok()).unwrap_or(i64::MIN))
}

async fn destroy_keys(line: &Line, keys: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let (at, guild, member) = (ms(line.at), id(line.guild.0), line.member.0.as_slice());
    match line.scope {
        Scope::All => {
            sqlx::query!(
                "DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2 AND made_at < ?3",
                guild,
                member,
                at
            )
            .execute(keys)
            .await?;
        }
        Scope::Community => {
            sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND made_at < ?2", guild, at)
                .execute(keys)
                .await?;
        }
        Scope::Choice(_) | Scope::Row { .. } => {}
    }
    Ok(())
}

async fn remove_rows(
    line: &Line,
    main: &mut SqliteConnection,
    keyring: &Keyring,
    done: i64,
) -> Result<(), sqlx::Error> {
    let (at, guild, member) = (ms(line.at), id(line.guild.0), line.member.0.as_slice());
    match &line.scope {
        Scope::All => {
            sqlx::query!(
                "DELETE FROM consent WHERE guild = ?1 AND member_ref = ?2 AND given_at < ?3",
                guild,
                member,
                at
            )
            .execute(&mut *main)
            .await?;
            sqlx::query!(
                "DELETE FROM suggestion WHERE guild = ?1 AND member_ref = ?2 AND given_at < ?3",
                guild,
                member,
                at
            )
            .execute(&mut *main)
            .await?;
        }
        Scope::Choice(choice) => {
            let name = choice.name();
            let gone = sqlx::query!(
                "DELETE FROM consent WHERE guild = ?1 AND member_ref = ?2 AND choice = ?3 AND given_at < ?4",
                guild,
                member,
                name,
                at
            )
            .execute(&mut *main)
            .await?;
            if gone.rows_affected() > 0 {
                remove_kept(main, (guild, member), *choice).await?;
            }
        }
        Scope::Community => {
            sqlx::query!("DELETE FROM consent WHERE guild = ?1 AND given_at < ?2", guild, at)
                .execute(&mut *main)
                .await?;
            sqlx::query!("DELETE FROM suggestion WHERE guild = ?1 AND given_at < ?2", guild, at)
                .execute(&mut *main)
                .await?;
            sqlx::query!("DELETE FROM audit WHERE guild = ?1 AND at < ?2", guild, at)
                .execute(&mut *main)
                .await?;
            sqlx::query!("DELETE FROM resource_change WHERE guild = ?1 AND at < ?2", guild, at)
                .execute(&mut *main)
                .await?;
        }
        Scope::Row { table, row } if at > done && table == SUGGESTION => {
            remove_suggestion(line, row, main, keyring).await?;
        }
        Scope::Row { table, row } if at > done => {
            for known in [ANSWER, OWN_WORDS].into_iter().filter(|known| known == table) {
                remove_one(line, known, row, main, keyring).await?;
            }
        }
        Scope::Row { .. } => {}
    }
    Ok(())
}

/// Removes the row with this name. Words lie beside an answer, so the answers are the places to look at.
async fn remove_one(
    line: &Line,
    table: &'static str,
    row: &[u8; 16],
    main: &mut SqliteConnection,
    keyring: &Keyring,
) -> Result<(), sqlx::Error> {
    let (guild, member) = (id(line.guild.0), line.member.0.as_slice());
    let kept = sqlx::query!(
        "SELECT local_date, what FROM answer WHERE guild = ?1 AND member_ref = ?2",
        guild,
        member
    )
    .fetch_all(&mut *main)
    .await?;
    for answer in kept {
        let name = answer_row(&answer.local_date, &answer.what);
        if keyring.row_ref(line.guild, line.member, table, &name) == *row {
            let row = Row { table, date: &answer.local_date, what: &answer.what };
            remove_row(main, (guild, member.to_vec()), row).await?;
        }
    }
    Ok(())
}

/// Removes the suggestion with this name.
async fn remove_suggestion(
    line: &Line,
    row: &[u8; 16],
    main: &mut SqliteConnection,
    keyring: &Keyring,
) -> Result<(), sqlx::Error> {
    let (guild, member) = (id(line.guild.0), line.member.0.as_slice());
    let kept =
        sqlx::query_scalar!("SELECT id FROM suggestion WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .fetch_all(&mut *main)
            .await?;
    for what in kept {
        if keyring.row_ref(line.guild, line.member, SUGGESTION, &answer_row("", &what)) == *row {
            remove_row(main, (guild, member.to_vec()), Row { table: SUGGESTION, date: "", what: &what })
                .await?;
        }
    }
    Ok(())
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
    // Whoever suggested something may have a key for that alone.
    let senders =
        sqlx::query!("SELECT DISTINCT guild, member_ref FROM suggestion ORDER BY guild, member_ref")
            .fetch_all(&mut *main)
            .await?;
    let senders: Vec<_> = senders.into_iter().map(|row| (row.guild, row.member_ref)).collect();
    // Both lists are sorted as SQLite compares: by number, then by bytes; so does Rust.
    for (guild, member) in members.iter().filter(|row| keyed.binary_search(row).is_err()) {
        sqlx::query!("DELETE FROM member WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut *main)
            .await?;
    }
    for (guild, member) in senders.iter().filter(|row| keyed.binary_search(row).is_err()) {
        sqlx::query!("DELETE FROM suggestion WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut *main)
            .await?;
    }
    let is_used =
        |row: &(i64, Vec<u8>)| members.binary_search(row).is_ok() || senders.binary_search(row).is_ok();
    for (guild, member) in keyed.iter().filter(|row| !is_used(row)) {
        sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut *keys)
            .await?;
    }
    Ok(())
}
