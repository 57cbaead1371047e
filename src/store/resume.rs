//! What the start of a store does about erasures: it carries the ledger out on the files as they are.
//!
//! After a crash that finishes an erasure which had begun. On files from a backup it erases
//! again what was erased since. Whoever came back stays: their key and their consents are
//! younger than the line. A suggestion carries the moment of its own consent. A member's other
//! rows have no moments of their own and need none, for an erasure takes all of them at once:
//! either a consent is younger than the line, and then so is every row, or none is. Single rows are told apart by what the main file remembers of
//! the ledger ([`super::erase::ROWS_ERASED_UNTIL`]).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::answers::answer_row;
use super::convert::{id, member_ref, ms, snowflake};
use super::erase::{
    ANSWER, OWN_WORDS, ROWS_ERASED_UNTIL, Row, SUGGESTION, remember_rows, remove_kept, remove_member,
    remove_row,
};
use super::keys::Keyring;
use super::ledger::{Entries, Line, Scope};
use super::members::Caller;
use super::open::reading;
use super::{OpenError, Paths, remembered, tallies};
use crate::domain::ids::GuildId;
use crate::domain::resource::draft::until;

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
        remove_rows(line, main, keys, keyring, done).await?;
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
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    done: i64,
) -> Result<(), sqlx::Error> {
    let (at, guild, member) = (ms(line.at), id(line.guild.0), line.member.0.as_slice());
    let caller = Caller { guild: line.guild, member: line.member };
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
            // Who came back and chose it again counts anew; for everybody else nothing counts.
            if !tallies::is_on(main, caller).await? {
                tallies::remove(main, keys, keyring, caller).await?;
            }
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
                remove_kept(main, keys, keyring, caller, *choice).await?;
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
            sqlx::query!("DELETE FROM own_prompt_change WHERE guild = ?1 AND at < ?2", guild, at)
                .execute(&mut *main)
                .await?;
            let saved_before = ms(until(line.at));
            sqlx::query!("DELETE FROM draft WHERE guild = ?1 AND keep_until < ?2", guild, saved_before)
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

/// Since when there are keys without rows, in the main file's own memory.
const ROWLESS_SINCE: &str = "rowless_keys_since";
/// How long a key without rows is kept. It opens nothing that is here. But where somebody put an older main
/// file in the place of the newest, it opens that one, once it is put back.
const ROWLESS_LIVE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Removes rows whose key is gone, and keys that have been without rows for long: what a crash between two
/// files leaves.
pub(super) async fn finish_half_erasures(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (members, keyed) = (members(main).await?, keyed(keys).await?);
    let keyless = without(&members, &keyed);
    for (guild, member) in &keyless {
        let Ok(member) = member_ref(member) else { continue };
        remove_member(main, keys, keyring, Caller { guild: GuildId(snowflake(*guild)), member }).await?;
    }
    remove_rowless(&without(&keyed, &members), main, keys, now).await?;
    if !keyless.is_empty() {
        // Not how many: that would count what members did.
        tracing::warn!(
            "some rows had no key any more and could not be read; they were removed. A crash in the middle of an \
             erasure leaves such rows, and so does an older file of keys that was put in the place of the newest"
        );
    }
    Ok(())
}

/// Removes keys without rows, once they have been so for [`ROWLESS_LIVE`].
async fn remove_rowless(
    rowless: &[&Whose],
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let since = remembered::read(main, ROWLESS_SINCE).await?;
    let over = now.saturating_sub(ROWLESS_LIVE).unwrap_or(Timestamp::MIN);
    match since {
        None if rowless.is_empty() => return Ok(()),
        None => {
            tracing::warn!(
                "some members have a key and no rows. A crash leaves such keys, and so does an older main file that \
                 was put in the place of the newest: if you did that, put the newest one back. The keys go in 7 days"
            );
            return remembered::write(main, ROWLESS_SINCE, ms(now)).await;
        }
        // What is left of them has rows again, or their time is not over.
        Some(since) if !rowless.is_empty() && since > ms(over) => return Ok(()),
        Some(_) => {}
    }
    for (guild, member) in rowless {
        sqlx::query!("DELETE FROM member_key WHERE guild = ?1 AND member_ref = ?2", guild, member)
            .execute(&mut *keys)
            .await?;
    }
    remembered::forget(main, ROWLESS_SINCE).await
}

/// How many members there are in a main file that nobody has open, and how many of them have no key in a key
/// file. Whoever the ledger says was erased is not counted: their key is gone for that.
pub async fn without_key(paths: &Paths, entries: &Entries) -> Result<(usize, usize), OpenError> {
    let in_main = |error: sqlx::Error| OpenError::of_sqlite(&paths.main, &error);
    let in_keys = |error: sqlx::Error| OpenError::of_sqlite(&paths.keys, &error);
    let mut main = reading(&paths.main).connect().await.map_err(in_main)?;
    let mut keys = reading(&paths.keys).connect().await.map_err(in_keys)?;
    let (mut members, keyed) =
        (members(&mut main).await.map_err(in_main)?, keyed(&mut keys).await.map_err(in_keys)?);
    main.close().await.map_err(in_main)?;
    keys.close().await.map_err(in_keys)?;
    let whole = entries.lines.iter().filter(|line| matches!(line.scope, Scope::All | Scope::Community));
    let erased: Vec<_> = whole.map(|line| (id(line.guild.0), line)).collect();
    members.retain(|(guild, member)| {
        keyed.binary_search(&(*guild, member.clone())).is_ok()
            || !erased.iter().any(|(of, line)| {
                of == guild && (line.scope == Scope::Community || line.member.0.as_slice() == member)
            })
    });
    Ok((members.len(), without(&members, &keyed).len()))
}

/// Whether there are rows that the next start will remove, because their key is gone.
pub(super) async fn any_without_key(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
) -> Result<bool, sqlx::Error> {
    Ok(!without(&members(main).await?, &keyed(keys).await?).is_empty())
}

/// A community and a member of it, as columns.
type Whose = (i64, Vec<u8>);

pub(super) async fn members(main: &mut SqliteConnection) -> Result<Vec<Whose>, sqlx::Error> {
    // Whoever suggested something may have a key for that alone.
    let rows = sqlx::query!(
        r#"SELECT guild AS "guild!: i64", member_ref AS "member_ref!: Vec<u8>" FROM member
           UNION SELECT guild, member_ref FROM suggestion ORDER BY 1, 2"#
    )
    .fetch_all(main)
    .await?;
    Ok(rows.into_iter().map(|row| (row.guild, row.member_ref)).collect())
}

async fn keyed(keys: &mut SqliteConnection) -> Result<Vec<Whose>, sqlx::Error> {
    let rows = sqlx::query!("SELECT guild, member_ref FROM member_key ORDER BY guild, member_ref")
        .fetch_all(keys)
        .await?;
    Ok(rows.into_iter().map(|row| (row.guild, row.member_ref)).collect())
}

/// Those of `some` that are not among `others`. Both are sorted as SQLite compares: by number, then by bytes;
/// so does Rust.
fn without<'a>(some: &'a [Whose], others: &[Whose]) -> Vec<&'a Whose> {
    some.iter().filter(|row| others.binary_search(row).is_err()).collect()
}
