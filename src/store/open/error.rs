//! Why the databases cannot be used, each with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use sqlx::migrate::MigrateError;

use crate::store::error::Fault;

/// The database cannot be used, in a sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process owns the database.
    #[error("another chimebot is using {}: stop it first, or give this one its own folder", .0.display())]
    SecondProcess(PathBuf),
    /// The folder or file can only be read.
    #[error("{} cannot be written: the disk or folder is read-only for this user; mount it writable or correct its owner", .0.display())]
    ReadOnly(PathBuf),
    /// The folder is not there.
    #[error("the folder of {} does not exist: create it, or correct [storage] in the configuration", .0.display())]
    NoFolder(PathBuf),
    /// The folder is there, and the file is not.
    #[error("there is no {} yet: `chimebot run` makes it at its first start. If there was one, put it back, or correct [storage] in the configuration", .0.display())]
    NotYet(PathBuf),
    /// No space is left.
    #[error("the disk that holds {} is full: free some space and start again; nothing was lost", .0.display())]
    DiskFull(PathBuf),
    /// Another process holds the write lock of SQLite.
    #[error("{} is locked by another program: close it (a database browser, a backup) and start again", .0.display())]
    Locked(PathBuf),
    /// A page is damaged, or the file is no database.
    #[error("{} is damaged and was left untouched: keep a copy of it and restore the last backup", .0.display())]
    Corrupt(PathBuf),
    /// A newer version of the bot made the file.
    #[error("{} comes from a newer chimebot (its migration {version} is unknown here): start that version, or restore a backup made by this one", .path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The unknown migration.
        version: i64,
    },
    /// A migration that was applied is not the one this version carries.
    #[error("migration {version} of {} is not the one this chimebot carries: use an official build, or restore a backup", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// The migration.
        version: i64,
    },
    /// The keys are not those the database was made with.
    #[error("the {which} key is not the one {} was made with: put the right key file back (see the recovery sheet)", .path.display())]
    WrongKey {
        /// Which of the two.
        which: &'static str,
        /// The key file database.
        path: PathBuf,
    },
    /// One file is new while the other holds members: one of them was moved or lost.
    #[error("{} is new, but {} holds members' data: one of the two was moved or lost; put it back or restore both from one backup", .missing.display(), .present.display())]
    HalfMissing {
        /// The file that is new.
        missing: PathBuf,
        /// The file that holds members.
        present: PathBuf,
    },
    /// A restore was cut off while files were moved.
    #[error("a restore of {} was cut off: run `chimebot restore` again, and start the bot when it has ended well", .0.display())]
    HalfRestored(PathBuf),
    /// The SQLite inside is one of those that can corrupt a database.
    #[error(
        "this build carries SQLite {0}, which can damage a database: 3.51.3 or later (or 3.50.7, 3.44.6 of those lines) is needed"
    )]
    OldSqlite(String),
    /// The system refused a file.
    #[error("{} cannot be used: {error}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The system did not carry a write or a read out.
    #[error(
        "the disk that holds {} failed (SQLite code {code}): look at the system's log and at limits on the size of \
         files, then start again; nothing was lost",
        .path.display()
    )]
    Disk {
        /// The file.
        path: PathBuf,
        /// SQLite's extended result code.
        code: i32,
    },
    /// Something else.
    #[error("{} cannot be used: {fault}", .path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        fault: Fault,
    },
}

impl OpenError {
    pub(in crate::store) fn of_io(path: &Path, error: io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => Self::ReadOnly(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::DiskFull(path)
            }
            io::ErrorKind::NotFound => Self::NoFolder(path),
            _ => Self::Io { path, error },
        }
    }

    pub(in crate::store) fn of_sqlite(path: &Path, error: &sqlx::Error) -> Self {
        let path = path.to_owned();
        match Fault::from(error) {
            Fault::Full => Self::DiskFull(path),
            Fault::Locked => Self::Locked(path),
            Fault::ReadOnly => Self::ReadOnly(path),
            Fault::Corrupt => Self::Corrupt(path),
            // On a full disk SQLite calls only some failures full; of its shared memory it says "SHMSIZE".
            Fault::Disk(_) if no_room(&path) => Self::DiskFull(path),
            Fault::Disk(code) => Self::Disk { path, code },
            fault => Self::Other { path, fault },
        }
    }

    pub(super) fn of_migration(path: &Path, error: &MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Newer { path: path.to_owned(), version: *version },
            MigrateError::VersionMismatch(version) | MigrateError::Dirty(version) => {
                Self::Changed { path: path.to_owned(), version: *version }
            }
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                Self::of_sqlite(path, error)
            }
            _ => Self::Other { path: path.to_owned(), fault: Fault::Other(1) },
        }
    }
}

/// Below this SQLite cannot begin: its shared memory takes 32 KiB, beside the first pages of the log.
const ROOM_TO_BEGIN: u64 = 128 << 10;

/// Whether the disk of a file has no room for SQLite.
#[cfg(unix)]
fn no_room(path: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    rustix::fs::statvfs(folder).is_ok_and(|disk| {
        // A disk that counts no files at all has no limit on them.
        let no_files = disk.f_files > 0 && disk.f_favail == 0;
        no_files || disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM_TO_BEGIN
    })
}

#[cfg(not(unix))]
fn no_room(_path: &Path) -> bool {
    false
}
