//! What can go wrong with the store, told apart by what a member must be told:
//! nothing was saved, or nobody can say.

/// A request to the store that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too much waits to be written. Nothing was saved.
    #[error("the store has too much to do; nothing was saved")]
    Busy,
    /// Nothing was saved, for certain.
    #[error("nothing was saved: {0}")]
    NotSaved(Fault),
    /// It was being saved, and whether it was cannot be told.
    #[error("it may or may not have been saved: {0}")]
    Unknown(Fault),
    /// Reading failed. A write that fails before its commit ends as [`StoreError::NotSaved`] instead.
    #[error("the store could not be read: {0}")]
    Read(Fault),
    /// A stored value is not what this version writes. Names the column, never the value.
    #[error("a stored value cannot be read: {0}")]
    BadRow(&'static str),
    /// A sealed value did not open: another key, or changed bytes.
    #[error("a sealed value did not open: {0}")]
    Sealed(&'static str),
}

impl StoreError {
    /// Whether it is certain that nothing was saved.
    pub fn nothing_saved(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }

    /// The error of a statement that commits.
    pub(super) fn of_commit(error: &sqlx::Error) -> Self {
        let fault = Fault::from(error);
        if fault.commit_may_have_happened() { Self::Unknown(fault) } else { Self::NotSaved(fault) }
    }

    /// What lies behind it.
    pub(super) fn fault(&self) -> Fault {
        match self {
            Self::NotSaved(fault) | Self::Unknown(fault) | Self::Read(fault) => *fault,
            Self::Busy => Fault::TimedOut,
            Self::BadRow(_) | Self::Sealed(_) => Fault::Corrupt,
        }
    }

    /// This error as it stands for a write that was rolled back.
    pub(super) fn rolled_back(self) -> Self {
        match self {
            Self::Read(fault) => Self::NotSaved(fault),
            other => other,
        }
    }
}

/// Why SQLite could not do it. Holds no content of any row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No space is left, or the file may not grow.
    #[error("the disk is full")]
    Full,
    /// Another process holds the write lock.
    #[error("another process holds the database")]
    Locked,
    /// The disk or the file can only be read.
    #[error("the database can only be read, not written")]
    ReadOnly,
    /// A page is damaged, or the file is no database.
    #[error("the database file is damaged")]
    Corrupt,
    /// The disk answered with an error.
    #[error("the disk failed (SQLite code {0})")]
    Disk(i32),
    /// A rule of the tables was broken. A fault of ours.
    #[error("a rule of the tables was broken (SQLite code {0})")]
    Constraint(i32),
    /// It took longer than the store was willing to wait.
    #[error("it took too long")]
    TimedOut,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// Something else. A fault of ours.
    #[error("SQLite refused (code {0})")]
    Other(i32),
}

impl Fault {
    /// What a result code of SQLite means, extended or not.
    fn of_code(code: i32) -> Self {
        match code & 0xff {
            5 | 6 => Self::Locked,
            8 => Self::ReadOnly,
            13 => Self::Full,
            10 | 14 => Self::Disk(code),
            11 | 26 => Self::Corrupt,
            19 => Self::Constraint(code),
            _ => Self::Other(code),
        }
    }

    /// Whether a COMMIT that ended like this may nevertheless have reached the disk.
    ///
    /// A full disk, a lock or a failed write leave no complete commit record in the
    /// log. After a failed sync, or when the database thread is gone, nobody knows.
    fn commit_may_have_happened(self) -> bool {
        const WRITE_FAILED: i32 = 778;
        match self {
            Self::Disk(code) => code != WRITE_FAILED,
            Self::TimedOut | Self::Closed | Self::Other(_) => true,
            Self::Full | Self::Locked | Self::ReadOnly | Self::Corrupt | Self::Constraint(_) => false,
        }
    }
}

impl From<&sqlx::Error> for Fault {
    fn from(error: &sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(error) => {
                // The driver gives SQLite's extended result code; 1 is its generic error.
                Self::of_code(error.code().and_then(|code| code.parse().ok()).unwrap_or(1))
            }
            sqlx::Error::PoolTimedOut => Self::TimedOut,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => Self::Closed,
            sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => Self::Full,
            sqlx::Error::Io(_) => Self::Disk(10),
            _ => Self::Other(1),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Read(Fault::from(&error))
    }
}
