//! Opening both files: the lock, the checks, the migrations, and what to say when it fails.
//!
//! A check that fails stops the bot and leaves the files alone: nothing is ever
//! repaired or removed by itself.

mod error;
mod fit;

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

pub use self::error::OpenError;
use self::fit::check_keys;
pub use self::fit::{LedgerFound, fits};

use super::erase::truncate_both;
use super::keys::Keyring;
use super::ledger::Ledger;
use super::periods::finish_half_closings;
use super::writer::{Tx, Writer};
use super::{Inner, Store, remembered, resume};
use crate::clock::Clock;
use crate::rng::Chance;

static MAIN: Migrator = sqlx::migrate!("migrations/main");
static KEYS: Migrator = sqlx::migrate!("migrations/keys");

/// How long SQLite itself waits for another process's write lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a caller waits for the writer before it hears that nobody knows.
const PATIENCE: Duration = Duration::from_secs(10);
const READERS: u32 = 3;

/// Where the two files, the ledger and the lock are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The main file.
    pub main: PathBuf,
    /// The key file; best on another volume than backups of the main file.
    pub keys: PathBuf,
    /// The ledger of erasures, which keeps what was erased erased.
    pub erasures: PathBuf,
}

impl Paths {
    /// Both files in one folder, under their usual names.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            main: folder.join("chimebot.db"),
            keys: folder.join("keys.db"),
            erasures: folder.join("erasures.log"),
        }
    }

    /// The mark of a restore that was begun: while it is there nobody opens the database.
    pub fn unfinished_restore(&self) -> PathBuf {
        self.main.with_extension("restoring")
    }

    /// The file whose lock says that a process owns the database.
    pub fn lock(&self) -> PathBuf {
        self.main.with_extension("lock")
    }
}

/// The right to change the database, held by one process at a time.
///
/// The system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes it, without waiting.
    ///
    /// # Errors
    /// [`OpenError::SecondProcess`] when another process has it.
    pub fn take(paths: &Paths) -> Result<Self, OpenError> {
        let path = paths.lock();
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| OpenError::of_io(&path, error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::SecondProcess(paths.main.clone())),
            Err(TryLockError::Error(error)) => Err(OpenError::of_io(&path, error)),
        }
    }
}

/// What [`examine`] found in a database that it only read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// The version of the SQLite inside this build.
    pub sqlite: String,
    /// The newest migration of the main file; none for an empty one.
    pub main_version: Option<i64>,
    /// The newest migration of the key file; none for an empty one.
    pub keys_version: Option<i64>,
    /// Whether there are rows whose key is gone. The next start removes them.
    pub keyless: bool,
}

impl Store {
    /// Opens both files, creating them where there are none, and starts the writer.
    ///
    /// In order: the lock, the version of SQLite, a check of every page, the
    /// migrations, the keys, and the erasures and closings that a crash or an old copy left to be done.
    /// Must be called inside a tokio runtime.
    pub async fn open(paths: Paths, keyring: Keyring, clock: Clock) -> Result<Self, OpenError> {
        let lock = Lock::take(&paths)?;
        if paths.unfinished_restore().exists() {
            return Err(OpenError::HalfRestored(paths.main.clone()));
        }
        let chance = Chance::system();
        let (main_options, keys_options) = (writing(&paths.main), writing(&paths.keys));
        let mut main = prepare(&paths.main, &main_options, &MAIN).await?;
        let mut keys = prepare(&paths.keys, &keys_options, &KEYS).await?;
        check_keys(&paths, &mut main, &mut keys, &keyring, &chance).await?;
        let ledger = Ledger::open(&paths.erasures, clock.now())
            .map_err(|error| OpenError::of_io(&paths.erasures, error))?;
        let lost = remembered::compare(&mut main, &ledger, clock.now()).await;
        if let Some(error) = lost.map_err(|error| OpenError::of_sqlite(&paths.main, &error))? {
            return Err(OpenError::of_io(&paths.erasures, error));
        }
        finish_erasures(&ledger, &mut main, &mut keys, &keyring, clock.now())
            .await
            .map_err(|error| OpenError::of_sqlite(&paths.main, &error))?;
        let ledger = Arc::new(ledger);
        let readers = pool(READERS).connect_lazy_with(reading(&paths.main));
        let key_readers = pool(1).connect_lazy_with(reading(&paths.keys));
        let tx = Tx::new(main, keys, Arc::clone(&ledger));
        let writer = Writer::start(tx, [main_options, keys_options], PATIENCE, lock);
        Ok(Self(Arc::new(Inner { readers, key_readers, writer, ledger, keyring, clock, chance })))
    }
}

/// Carries out what the ledger says, and empties the logs, which may hold what a crash kept in them.
async fn finish_erasures(
    ledger: &Ledger,
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let lines = ledger.lines();
    resume::carry_out(&lines, main, keys, keyring).await?;
    finish_half_closings(main, keys).await?;
    resume::finish_half_erasures(main, keys, keyring, now).await?;
    if !lines.is_empty() {
        ledger.logs_emptied(truncate_both(main, keys).await);
    }
    Ok(())
}

/// Reads both files beside a running bot and checks every page. Changes nothing.
///
/// # Errors
/// The same sentences as [`Store::open`]; also for a file that is not there.
pub async fn examine(paths: &Paths) -> Result<Examined, OpenError> {
    let (mut versions, mut files) = (Vec::new(), Vec::new());
    let mut sqlite = String::new();
    for (path, known) in [(&paths.main, &MAIN), (&paths.keys, &KEYS)] {
        if let Err(error) = std::fs::metadata(path) {
            let no_file = error.kind() == io::ErrorKind::NotFound && path.parent().is_some_and(Path::is_dir);
            return Err(if no_file {
                OpenError::NotYet(path.clone())
            } else {
                OpenError::of_io(path, error)
            });
        }
        let failed = |error: sqlx::Error| OpenError::of_sqlite(path, &error);
        let mut file = alone(path).await.map_err(failed)?;
        sqlite = sqlite_version(&mut file).await.map_err(failed)?;
        check_pages(path, &mut file).await?;
        let version = newest_migration(&mut file).await.map_err(failed)?;
        if let Some(version) = version.filter(|version| !known.version_exists(*version)) {
            return Err(OpenError::Newer { path: path.clone(), version });
        }
        versions.push(version);
        files.push(file);
    }
    if !is_safe(&sqlite) {
        return Err(OpenError::OldSqlite(sqlite));
    }
    let failed = |error: sqlx::Error| OpenError::of_sqlite(&paths.main, &error);
    let made = versions.iter().all(Option::is_some);
    let keyless = match files.as_mut_slice() {
        [main, keys] if made => resume::any_without_key(main, keys).await.map_err(failed)?,
        _ => false,
    };
    for file in files {
        file.close().await.map_err(failed)?;
    }
    Ok(Examined { sqlite, main_version: versions[0], keys_version: versions[1], keyless })
}

/// A connection that changes nothing, beside a running bot or without one.
pub(super) async fn alone(path: &Path) -> Result<SqliteConnection, sqlx::Error> {
    // With no log there is nothing but the file, and SQLite need lay none beside it to read it.
    let untouched = !beside(path, "-wal").exists();
    reading(path).immutable(untouched).connect().await
}

/// The path of a file that SQLite lays beside a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What every connection has in common.
pub(super) fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("temp_store", "MEMORY")
        .pragma("mmap_size", "0")
        .disable_statement_logging()
}

/// `secure_delete` overwrites what is deleted; a sync at each commit survives a power cut.
fn writing(path: &Path) -> SqliteConnectOptions {
    common(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "ON")
        .pragma("journal_size_limit", "16777216")
}

/// A connection that changes nothing.
pub(super) fn reading(path: &Path) -> SqliteConnectOptions {
    common(path).read_only(true).pragma("query_only", "ON")
}

fn pool(connections: u32) -> SqlitePoolOptions {
    // A file needs no ping before each use.
    SqlitePoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        .max_lifetime(None)
        .acquire_timeout(BUSY_TIMEOUT)
}

async fn prepare(
    path: &Path,
    options: &SqliteConnectOptions,
    migrations: &Migrator,
) -> Result<SqliteConnection, OpenError> {
    let failed = |error: sqlx::Error| OpenError::of_sqlite(path, &error);
    // SQLite says only "cannot open"; the system says why.
    let mut options_of_file = OpenOptions::new();
    options_of_file.create(true).truncate(false).read(true).write(true);
    // For its owner alone. SQLite gives what it lays beside a database the database's own mode.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options_of_file, 0o600);
    options_of_file.open(path).map_err(|error| OpenError::of_io(path, error))?;
    let mut file = options.connect().await.map_err(failed)?;
    let sqlite = sqlite_version(&mut file).await.map_err(failed)?;
    if !is_safe(&sqlite) {
        return Err(OpenError::OldSqlite(sqlite));
    }
    check_pages(path, &mut file).await?;
    migrations
        .run_direct(None, &mut file, false)
        .await
        .map_err(|error| OpenError::of_migration(path, &error))?;
    Ok(file)
}

async fn sqlite_version(file: &mut SqliteConnection) -> Result<String, sqlx::Error> {
    sqlx::query_scalar!(r#"SELECT sqlite_version() AS "version!: String""#).fetch_one(file).await
}

/// Whether a version has the fix of the bug that could damage a database in WAL mode.
fn is_safe(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    let (major, minor, patch) = (next(), next(), next());
    match (major, minor) {
        (3, 44) => patch >= 6,
        (3, 50) => patch >= 7,
        (3, 51) => patch >= 3,
        (3, minor) => minor > 51,
        (major, _) => major > 3,
    }
}

async fn check_pages(path: &Path, file: &mut SqliteConnection) -> Result<(), OpenError> {
    let verdict: Vec<String> = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_all(file)
        .await
        .map_err(|error| OpenError::of_sqlite(path, &error))?;
    if verdict == ["ok"] { Ok(()) } else { Err(OpenError::Corrupt(path.to_owned())) }
}

async fn newest_migration(file: &mut SqliteConnection) -> Result<Option<i64>, sqlx::Error> {
    let tables: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
            .fetch_one(&mut *file)
            .await?;
    if tables == 0 {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(file).await
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn only_versions_with_the_fix_are_safe() {
        for version in ["3.44.6", "3.50.7", "3.51.3", "3.52.0", "4.0.0"] {
            assert!(is_safe(version), "{version}");
        }
        for version in ["3.44.5", "3.45.3", "3.50.4", "3.51.2", "3.49.9", "2.8.17", "", "x"] {
            assert!(!is_safe(version), "{version}");
        }
    }

    #[test]
    fn what_the_system_says_becomes_a_sentence_about_the_file() {
        let path = Path::new("data/chimebot.db");
        let said = |kind| OpenError::of_io(path, io::Error::from(kind)).to_string();
        assert!(said(io::ErrorKind::ReadOnlyFilesystem).contains("read-only"));
        assert!(said(io::ErrorKind::PermissionDenied).contains("correct its owner"));
        assert!(said(io::ErrorKind::StorageFull).contains("is full"));
        assert!(said(io::ErrorKind::NotFound).contains("does not exist"));
    }
}
