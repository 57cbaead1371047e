//! Copies of both files for a backup, made beside a running bot and looked through before they are sealed.
//!
//! The main file is copied first. A member who comes between the two copies then has a key and
//! no rows, one who goes has rows and no key; the next start removes both, as after a crash.
//! Nothing here prints how many rows there are: that would count what members did.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::answers::{answer_place, answer_row, days_place};
use super::convert::{member_ref, ms, snowflake};
use super::keys::{DataKey, Keyring};
use super::members::Caller;
use super::open::common;
use super::{OpenError, Paths};
use crate::domain::ids::GuildId;

/// What no backup may hold, as statements on the copy of the main file: tallies of a period that has not
/// closed yet. With it a backup would hold what closing a period destroys.
const CLEARED_FROM_MAIN: [&str; 1] = ["DELETE FROM tally"];
/// The same for the key file: the keys of those periods. A file that is opened without the key of its open
/// period makes that void.
const CLEARED_FROM_KEYS: [&str; 1] = ["DELETE FROM period_key"];

/// How often a copy is made anew when rows came and went meanwhile.
const TRIES: usize = 5;
/// How many members are looked at for one whose sealed value must open.
const CANARIES: i64 = 20;
/// When the files of a backup were copied, in the main file's own memory.
const COPIED_AT: &str = "copied_at";

/// A copy that cannot be relied on.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] OpenError),
    /// The copy has other rows than the file.
    #[error("the copy of {0} has not as many rows as the file: it was thrown away")]
    Uneven(String),
    /// The keys do not open what is in the copy.
    #[error("what is sealed in the copy does not open with the keys of this bot: it was thrown away")]
    Sealed,
    /// There is nothing in it yet.
    #[error("there is nothing to copy yet: run the bot once")]
    Empty,
}

/// Copies both files into `folder`, clears what no backup may hold, and checks every page, the number of
/// rows, and that a sealed value opens. Writes `now` into the copy as its moment.
///
/// # Errors
/// Then what lies in `folder` is of no use.
pub async fn copy_into(
    folder: &Path,
    paths: &Paths,
    keyring: &Keyring,
    now: Timestamp,
) -> Result<Paths, CopyError> {
    let copies = Paths::in_folder(folder);
    copy(&paths.main, &copies.main, &CLEARED_FROM_MAIN).await?;
    copy(&paths.keys, &copies.keys, &CLEARED_FROM_KEYS).await?;
    let mut main = connect(&copies.main).await?;
    let mut keys = connect(&copies.keys).await?;
    let in_main = |error: sqlx::Error| OpenError::of_sqlite(&copies.main, &error);
    stamp(&mut main, now).await.map_err(in_main)?;
    for (file, path) in [(&mut main, &copies.main), (&mut keys, &copies.keys)] {
        check_whole(path, file).await?;
    }
    let opened = canary_opens(&mut main, &mut keys, keyring).await;
    if !opened.map_err(in_main)? {
        return Err(CopyError::Sealed);
    }
    for (file, path) in [(main, &copies.main), (keys, &copies.keys)] {
        file.close().await.map_err(|error| OpenError::of_sqlite(path, &error))?;
    }
    Ok(copies)
}

/// Copies the key file alone, as it is.
pub async fn copy_key_file(from: &Path, to: &Path) -> Result<(), CopyError> {
    copy(from, to, &CLEARED_FROM_KEYS).await
}

/// Checks every page and index of a database that nobody has open.
pub async fn check_file(path: &Path) -> Result<(), OpenError> {
    let mut file = connect(path).await?;
    check_whole(path, &mut file).await?;
    file.close().await.map_err(|error| OpenError::of_sqlite(path, &error))
}

/// When the files of a backup were copied; none for files that come from no backup.
pub async fn copied_at(main: &Path) -> Result<Option<Timestamp>, OpenError> {
    let failed = |error: sqlx::Error| OpenError::of_sqlite(main, &error);
    let mut file = connect(main).await?;
    let stamp: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE key = ?1")
        .bind(COPIED_AT)
        .fetch_optional(&mut file)
        .await
        .map_err(failed)?;
    file.close().await.map_err(failed)?;
    Ok(stamp.and_then(|ms| ms.parse().ok()).and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

type Counts = BTreeMap<String, i64>;

async fn copy(from: &Path, to: &Path, cleared: &[&'static str]) -> Result<(), CopyError> {
    let failed = |error: sqlx::Error| OpenError::of_sqlite(from, &error);
    let mut file = only_reading(from).await?;
    if is_new(&mut file).await.map_err(failed)? {
        return Err(CopyError::Empty);
    }
    let mut tries = 1;
    let copied = loop {
        let before = count(&mut file).await.map_err(failed)?;
        let mut copied = vacuum_into(&mut file, from, to).await?;
        let inside = count(&mut copied).await.map_err(failed)?;
        let after = count(&mut file).await.map_err(failed)?;
        match uneven(&before, &inside, &after) {
            None => break copied,
            Some(table) if tries == TRIES => return Err(CopyError::Uneven(table)),
            Some(_) => tries += 1,
        }
    };
    file.close().await.map_err(failed)?;
    Ok(clear(copied, to, cleared).await?)
}

/// Takes the keys of open periods out of a key file that is about to be set aside: a restore makes those
/// periods void, and without their keys nobody can tell any more who is counted in them.
///
/// # Errors
/// The file is none, or damaged: then it stays as it is.
pub async fn forget_open_periods(keys: &Path) -> Result<(), OpenError> {
    clear(connect(keys).await?, keys, &CLEARED_FROM_KEYS).await
}

/// A table that has more or fewer rows in the copy than the file had at any moment around it.
fn uneven(before: &Counts, copied: &Counts, after: &Counts) -> Option<String> {
    let of = |counts: &Counts, table: &String| counts.get(table).copied().unwrap_or(0);
    before.keys().find_map(|table| {
        let (first, last) = (of(before, table), of(after, table));
        let fits = (first.min(last)..=first.max(last)).contains(&of(copied, table));
        (!fits).then(|| table.clone())
    })
}

/// A connection that changes nothing and still may copy a file out, which `query_only` forbids.
async fn only_reading(path: &Path) -> Result<SqliteConnection, OpenError> {
    if let Err(error) = std::fs::metadata(path) {
        return Err(OpenError::of_io(path, error));
    }
    common(path).read_only(true).connect().await.map_err(|error| OpenError::of_sqlite(path, &error))
}

/// A connection to a copy, which leaves nothing beside it and nothing deleted inside.
async fn connect(path: &Path) -> Result<SqliteConnection, OpenError> {
    if let Err(error) = std::fs::metadata(path) {
        return Err(OpenError::of_io(path, error));
    }
    let options: SqliteConnectOptions = common(path).pragma("secure_delete", "ON");
    options.connect().await.map_err(|error| OpenError::of_sqlite(path, &error))
}

async fn vacuum_into(
    file: &mut SqliteConnection,
    from: &Path,
    to: &Path,
) -> Result<SqliteConnection, OpenError> {
    match std::fs::remove_file(to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(OpenError::of_io(to, error));
        }
        _ => {}
    }
    let name = to.to_string_lossy().into_owned();
    // SQLite speaks of the file it reads, whichever of the two is at fault.
    let copied = sqlx::query("VACUUM INTO ?1").bind(name).execute(file).await;
    copied.map_err(|error| OpenError::of_sqlite(from, &error))?;
    connect(to).await
}

/// Takes out what no backup may hold. What is deleted leaves the pages too.
async fn clear(mut copy: SqliteConnection, path: &Path, cleared: &[&'static str]) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| OpenError::of_sqlite(path, &error);
    for statement in cleared {
        sqlx::query(*statement).execute(&mut copy).await.map_err(failed)?;
    }
    if !cleared.is_empty() {
        sqlx::query("VACUUM").execute(&mut copy).await.map_err(failed)?;
    }
    copy.close().await.map_err(failed)
}

async fn check_whole(path: &Path, file: &mut SqliteConnection) -> Result<(), OpenError> {
    let verdict: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(1)")
        .fetch_all(file)
        .await
        .map_err(|error| OpenError::of_sqlite(path, &error))?;
    if verdict == ["ok"] { Ok(()) } else { Err(OpenError::Corrupt(path.to_owned())) }
}

async fn is_new(file: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(file)
            .await?;
    Ok(tables == 0)
}

async fn stamp(main: &mut SqliteConnection, now: Timestamp) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")
        .bind(COPIED_AT)
        .bind(ms(now).to_string())
        .execute(main)
        .await
        .map(|_| ())
}

/// Whether the keys open the proofs in the copy, and something sealed of the first member who has any.
async fn canary_opens(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
) -> Result<bool, sqlx::Error> {
    let proof = sqlx::query_scalar!("SELECT proof FROM key_check WHERE name = 'master'")
        .fetch_optional(&mut *keys)
        .await?;
    if !proof.is_some_and(|proof| keyring.proves_master(&proof)) {
        return Ok(false);
    }
    let mut tried = false;
    let answers =
        sqlx::query!("SELECT guild, member_ref, local_date, what, sealed FROM answer LIMIT ?1", CANARIES)
            .fetch_all(&mut *main)
            .await?;
    for row in answers {
        let name = answer_row(&row.local_date, &row.what);
        if let Some((caller, key)) = key_of(keys, keyring, row.guild, &row.member_ref).await? {
            tried = true;
            if key.is_some_and(|key| answer_place(caller, &name).open(&key, &row.sealed).is_ok()) {
                return Ok(true);
            }
        }
    }
    let days =
        sqlx::query!("SELECT guild, member_ref, sealed FROM days LIMIT ?1", CANARIES).fetch_all(main).await?;
    for row in days {
        if let Some((caller, key)) = key_of(keys, keyring, row.guild, &row.member_ref).await? {
            tried = true;
            if key.is_some_and(|key| days_place(caller).open(&key, &row.sealed).is_ok()) {
                return Ok(true);
            }
        }
    }
    // Nothing sealed has a key in the copy: nobody keeps anything, or they went between the two copies.
    Ok(!tried)
}

/// Whose a row is, and their key if it opens; none when there is no key.
async fn key_of(
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    guild: i64,
    reference: &[u8],
) -> Result<Option<(Caller, Option<DataKey>)>, sqlx::Error> {
    let Ok(member) = member_ref(reference) else { return Ok(None) };
    let caller = Caller { guild: GuildId(snowflake(guild)), member };
    let wrapped = sqlx::query_scalar!(
        "SELECT wrapped FROM member_key WHERE guild = ?1 AND member_ref = ?2",
        guild,
        reference
    )
    .fetch_optional(keys)
    .await?;
    Ok(wrapped.map(|wrapped| (caller, keyring.unwrap(&wrapped, caller.guild, member))))
}

/// The number of rows of every table there is.
async fn count(file: &mut SqliteConnection) -> Result<Counts, sqlx::Error> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .fetch_all(&mut *file)
    .await?;
    let mut counts = Counts::new();
    for table in tables {
        // No literal can name a table that is asked for; the name is the schema's own.
        let rows = sqlx::AssertSqlSafe(format!("SELECT count(*) FROM \"{table}\""));
        counts.insert(table, sqlx::query_scalar(rows).fetch_one(&mut *file).await?);
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::clock::Clock;
    use crate::rng::Chance;
    use crate::store::Store;

    async fn store(folder: &Path) -> (Paths, Store) {
        let paths = Paths::in_folder(folder);
        let keyring = Keyring::generate(&Chance::seeded(1));
        (paths.clone(), Store::open(paths, keyring, Clock::system()).await.unwrap())
    }

    #[tokio::test]
    async fn every_table_of_both_files_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        let (paths, _store) = store(folder.path()).await;
        for path in [&paths.main, &paths.keys] {
            let mut file = only_reading(path).await.unwrap();
            let tables: Vec<String> = sqlx::query_scalar(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
            )
            .fetch_all(&mut file)
            .await
            .unwrap();
            let counted: BTreeSet<String> = count(&mut file).await.unwrap().into_keys().collect();
            assert!(tables.into_iter().collect::<BTreeSet<_>>().is_subset(&counted));
            assert!(counted.len() > 2, "{counted:?}");
        }
    }

    #[tokio::test]
    async fn what_is_cleared_from_a_copy_is_in_no_page_of_it_and_stays_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (paths, store) = store(folder.path()).await;
        let canary = "canary-sings-at-dawn".repeat(300);
        for number in 0..10 {
            store.set_meta(&format!("tally {number}"), &canary).await.unwrap();
        }
        let holds = |path: &Path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(20).any(|window| window == b"canary-sings-at-dawn")
        };
        let to = folder.path().join("copy.db");
        copy(&paths.main, &to, &[]).await.unwrap();
        assert!(holds(&to), "the control: it is in a copy that is not cleared");
        copy(&paths.main, &to, &["DELETE FROM meta WHERE key LIKE 'tally %'"]).await.unwrap();
        assert!(!holds(&to));
        assert_eq!(store.meta("tally 3").await.unwrap(), Some(canary));
        assert!(
            !folder.path().join("copy.db-wal").exists() && !folder.path().join("copy.db-journal").exists()
        );
    }

    #[test]
    fn a_copy_with_more_or_fewer_rows_than_the_file_ever_had_is_told_by_its_table() {
        let counts = |answers| Counts::from([("answer".to_owned(), answers), ("slot".to_owned(), 1)]);
        for (before, copied, after, fits) in
            [(3, 3, 3, true), (3, 4, 5, true), (5, 4, 3, true), (3, 2, 3, false), (3, 0, 4, false)]
        {
            let found = uneven(&counts(before), &counts(copied), &counts(after));
            assert_eq!(found, (!fits).then(|| "answer".to_owned()), "{before} {copied} {after}");
        }
    }
}
