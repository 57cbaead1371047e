//! What the main file remembers of the ledger of erasures, so that a ledger that was lost is missed.
//!
//! A ledger that lies there empty, or begins anew, looks as if nobody had ever erased anything. The
//! databases are well without it, and so is the bot; but a backup that is put back then could bring
//! people back. So the main file notes since when the ledger knows everything, and its newest line.

use jiff::Timestamp;
use sqlx::SqliteConnection;

use super::convert::ms;
use super::ledger::{Entries, LINES_LIVE, Ledger};

/// Since when the ledger knows of every erasure.
const SINCE: &str = "ledger_since";
/// The moment of its newest line.
const UNTIL: &str = "ledger_until";
/// When it was found that something of it is lost.
const LOST: &str = "ledger_lost";

/// Compares the ledger with what the main file remembers of it, says so when something is lost, and
/// remembers it as it is now.
pub(super) async fn compare(
    main: &mut SqliteConnection,
    ledger: &Ledger,
    now: Timestamp,
) -> Result<Option<std::io::Error>, sqlx::Error> {
    if is_lost(main, &ledger.entries(), now).await? {
        tracing::error!(
            "the ledger of erasures was lost or emptied: who erased data in the last 30 days is not known here any \
             more. The bot goes on. A backup that is put back could bring those people back; the copies of the \
             ledger beside the backups still know them, so keep those"
        );
        write(main, LOST, ms(now)).await?;
        forget(main, UNTIL).await?;
        if let Err(error) = ledger.begin_anew(now) {
            return Ok(Some(error));
        }
    }
    let entries = ledger.entries();
    if let Some(since) = entries.knows_since().map(ms)
        && read(main, SINCE).await? != Some(since)
    {
        write(main, SINCE, since).await?;
    }
    remember(main, ledger).await?;
    Ok(None)
}

/// Notes the newest line of the ledger, if it is not noted yet.
pub(super) async fn remember(main: &mut SqliteConnection, ledger: &Ledger) -> Result<(), sqlx::Error> {
    let newest = ledger.newest().map(ms);
    match newest {
        Some(newest) if read(main, UNTIL).await? != Some(newest) => write(main, UNTIL, newest).await,
        _ => Ok(()),
    }
}

/// Whether the ledger lacks something that the main file knows to have been in it.
pub(super) async fn is_lost(
    main: &mut SqliteConnection,
    entries: &Entries,
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let (since, until) = (read(main, SINCE).await?, read(main, UNTIL).await?);
    let begins_later = since.is_some_and(|since| entries.knows_since().is_none_or(|knows| ms(knows) > since));
    let oldest = now.saturating_sub(LINES_LIVE).unwrap_or(Timestamp::MIN);
    let newest = entries.lines.iter().map(|line| ms(line.at)).max();
    let ends_sooner = until.is_some_and(|until| until > ms(oldest) && newest.is_none_or(|at| at < until));
    Ok(begins_later || ends_sooner)
}

/// Whether a loss was found in the last 30 days: since then a backup could still bring somebody back.
pub(super) async fn was_lost(main: &mut SqliteConnection, now: Timestamp) -> Result<bool, sqlx::Error> {
    let oldest = now.saturating_sub(LINES_LIVE).unwrap_or(Timestamp::MIN);
    Ok(read(main, LOST).await?.is_some_and(|lost| lost > ms(oldest)))
}

/// A moment that the main file remembers under `key`.
pub(super) async fn read(main: &mut SqliteConnection, key: &str) -> Result<Option<i64>, sqlx::Error> {
    let value: Option<String> =
        sqlx::query_scalar("SELECT value FROM meta WHERE key = ?1").bind(key).fetch_optional(main).await?;
    Ok(value.and_then(|value| value.parse().ok()))
}

/// Remembers a moment under `key`.
pub(super) async fn write(main: &mut SqliteConnection, key: &str, value: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value.to_string())
    .execute(main)
    .await
    .map(|_| ())
}

/// Forgets what is remembered under `key`.
pub(super) async fn forget(main: &mut SqliteConnection, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM meta WHERE key = ?1").bind(key).execute(main).await.map(|_| ())
}
