//! Backups: dated folders of encrypted copies, and beside them the newest ledger of erasures (`sheets`).
//!
//! A copy is made beside the running bot, looked through in the clear in a folder that nobody
//! else may enter, encrypted to the operator's recipient, and read back. The clear copies lie
//! beside the database, where the same is at stake, and are taken away whatever happens; what
//! a crash leaves of them goes at the next start. Copies of keys live shorter than those of
//! the main file: a week after an erasure no copy of the key is left, and so nothing to read.

mod restore;
mod seal;
mod sheets;

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::x25519::Recipient;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

pub use restore::{Known, RestoreError, Unpacked, unpack};
pub use seal::{SealError, identities};

use crate::clock::Clock;
use crate::store::{CopyError, Keyring, Paths, copy_into, sync_folder};

/// The encrypted copy of the main file in a dated folder.
pub const MAIN: &str = "chimebot.db.age";
/// The encrypted copy of the key file.
pub const KEYS: &str = "keys.db.age";
/// The encrypted ledger, beside the dated folders.
pub const ERASURES: &str = "erasures.age";

/// How long copies of the key file are kept.
pub const KEYS_LIVE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long copies of the main file are kept.
pub const MAIN_LIVES: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A folder that is dated so far ahead was made while the clock was wrong.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// The name of a dated folder, by UTC, without what some systems allow in no name.
const DATED: &str = "%Y-%m-%dT%H%M%SZ";
/// How the folders begin into which a restore moves what it replaces; the rest is [`DATED`].
const SET_ASIDE: &str = "set-aside-";
/// A backup that is being made, in the folder of backups.
const MAKING: &str = ".making";

/// A backup that was not made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Another one is being made.
    #[error("another backup is being made; let it finish")]
    UnderWay,
    /// There is one already.
    #[error("there is a backup of this second already: {}", .0.display())]
    Exists(PathBuf),
    /// The copy cannot be relied on.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// A copy could not be encrypted or read back.
    #[error("{}: {error}", .path.display())]
    Seal {
        /// The encrypted file.
        path: PathBuf,
        /// Why.
        error: SealError,
    },
    /// The system refused a file or folder.
    #[error("{} cannot be used: {error}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The work was cut off.
    #[error("the backup was cut off")]
    CutOff,
}

impl BackupError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }

    fn seal(path: &Path) -> impl FnOnce(SealError) -> Self {
        let path = path.to_owned();
        move |error| Self::Seal { path, error }
    }
}

/// Where backups come from and where they go.
#[derive(Clone)]
pub struct Backups(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    recipient: Recipient,
    paths: Paths,
    keyring: Keyring,
    clock: Clock,
}

impl Backups {
    /// Backups of the files at `paths`, in dated folders below `folder`, for `recipient` alone.
    pub fn new(folder: PathBuf, recipient: Recipient, paths: Paths, keyring: Keyring, clock: Clock) -> Self {
        Self(Arc::new(Inner { folder, recipient, paths, keyring, clock }))
    }

    /// Makes one, beside a running bot or without. Returns its folder.
    pub async fn make(&self) -> Result<PathBuf, BackupError> {
        let Inner { folder, recipient, paths, keyring, clock } = &*self.0;
        make_private(folder).map_err(BackupError::io(folder))?;
        let clear = Clear::make(paths)?;
        let now = clock.now();
        let dated = folder.join(now.strftime(DATED).to_string());
        if dated.exists() {
            return Err(BackupError::Exists(dated));
        }
        let copies = copy_into(&clear.folder, paths, keyring, now).await?;
        let (making, recipient) = (folder.join(MAKING), recipient.clone());
        let erasures = paths.erasures.clone();
        let work = move || {
            let done = seal_both(&copies, &erasures, &making, &dated, &recipient).map(|()| dated);
            if done.is_err() {
                drop(std::fs::remove_dir_all(&making));
            }
            // Here and not outside: the clear copies must not be taken away under this work.
            drop(clear);
            done
        };
        let dated = off_the_runtime(work).await?;
        self.seal_erasures().await?;
        if let Some(now) = clock.relied_on() {
            self.expire(now)?;
        }
        Ok(dated)
    }

    /// Encrypts the ledger of erasures as it is now, beside the dated folders. What may not be in it stays there
    /// under another name.
    pub async fn seal_erasures(&self) -> Result<(), BackupError> {
        let this = Arc::clone(&self.0);
        off_the_runtime(move || sheets::seal_erasures(&this)).await
    }

    /// Whether the ledger that was sealed last lies beside the dated folders.
    pub fn erasures_lie_there(&self) -> bool {
        sheets::is_the_last(&self.0)
    }

    /// Takes away what has had its time at `now`, which must be certain: copies of keys, then those of main
    /// files with their folders.
    pub fn expire(&self, now: Timestamp) -> Result<(), BackupError> {
        let mut stuck = sheets::expire(&self.0.folder, now);
        for (made, folder) in dated(&self.0.folder).map_err(BackupError::io(&self.0.folder))? {
            let age = now.duration_since(made);
            let keys = folder.join(KEYS);
            let gone = if age > MAIN_LIVES {
                std::fs::remove_dir_all(&folder)
            } else if age > KEYS_LIVE {
                match std::fs::remove_file(&keys) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                    removed => removed.and_then(|()| sync_folder(&keys)),
                }
            } else if age < -AHEAD {
                // It was made while the clock was ahead, and would live too long. Its time is counted from now.
                let name = folder.with_file_name(now.strftime(DATED).to_string());
                if name.exists() { Ok(()) } else { std::fs::rename(&folder, &name) }
            } else {
                Ok(())
            };
            // One that cannot go must not keep the others.
            if let Err(error) = gone {
                stuck = Err(BackupError::io(&folder)(error));
            }
        }
        stuck
    }

    /// When the newest one was made, as far as is known at `now`.
    pub fn newest(&self, now: Timestamp) -> Option<Timestamp> {
        newest(&self.0.folder, now)
    }
}

/// When the newest backup in a folder was made, as far as is known at `now`: one from the future was made while
/// the clock was wrong, and tells nothing.
pub fn newest(folder: &Path, now: Timestamp) -> Option<Timestamp> {
    let made = dated(folder).ok()?.into_iter().map(|(made, _)| made);
    made.filter(|made| *made <= now).max()
}

/// The folder of clear copies, where a crash left it and nobody is making any now.
pub fn clear_copies_left(paths: &Paths) -> Option<PathBuf> {
    let folder = Clear::folder(paths);
    let busy = File::open(paths.main.with_extension("copying"))
        .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)));
    (folder.exists() && !busy).then_some(folder)
}

/// The folders into which restores moved what they took the place of, oldest first.
pub fn set_aside(paths: &Paths) -> Vec<PathBuf> {
    let mut found: Vec<_> = folders_of(paths)
        .into_iter()
        .flat_map(|folder| beginning(folder, SET_ASIDE, "").unwrap_or_default())
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, folder)| folder).collect()
}

/// The folders in which the two files lie.
fn folders_of(paths: &Paths) -> [&Path; 2] {
    [&paths.main, &paths.keys]
        .map(|file| file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))
}

/// Takes away clear copies that a crash left behind. Leaves those alone that are in use.
pub fn clean(paths: &Paths) {
    if Clear::folder(paths).exists()
        && let Ok(clear) = Clear::make(paths)
    {
        drop(clear);
    }
}

/// Takes away what restores set aside more than [`KEYS_LIVE`] before `now`, which must be certain: it holds keys,
/// and what people have erased since.
pub fn expire_set_aside(paths: &Paths, now: Timestamp) -> Result<(), BackupError> {
    let mut stuck = Ok(());
    for folder in folders_of(paths) {
        for (made, aside) in beginning(folder, SET_ASIDE, "").map_err(BackupError::io(folder))? {
            if now.duration_since(made) > KEYS_LIVE
                && let Err(error) = std::fs::remove_dir_all(&aside)
            {
                stuck = Err(BackupError::io(&aside)(error));
            }
        }
    }
    stuck
}

/// The dated folders, each with its moment.
fn dated(folder: &Path) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    beginning(folder, "", "")
}

/// What is named `word`, a moment, and `ending`; each with its moment.
fn beginning(folder: &Path, word: &str, ending: &str) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let made = name.to_str().and_then(|name| name.strip_prefix(word)?.strip_suffix(ending));
        let made = made.and_then(|made| DateTime::strptime(DATED, made).ok());
        if let Some(made) = made.and_then(|made| made.to_zoned(TimeZone::UTC).ok()) {
            found.push((made.timestamp(), entry.path()));
        }
    }
    Ok(found)
}

fn seal_both(
    copies: &Paths,
    erasures: &Path,
    making: &Path,
    dated: &Path,
    recipient: &Recipient,
) -> Result<(), BackupError> {
    match std::fs::remove_dir_all(making) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(BackupError::io(making)(error)),
        _ => {}
    }
    make_private(making).map_err(BackupError::io(making))?;
    // The ledger as it is now, too: the one beside the folders may one day be written anew by a bot that
    // lost its own.
    let erasures = std::fs::read(erasures).unwrap_or_default();
    let sealed = making.join(ERASURES);
    seal::seal(erasures.as_slice(), &sealed, recipient).map_err(BackupError::seal(&sealed))?;
    for (copy, name) in [(&copies.main, MAIN), (&copies.keys, KEYS)] {
        let (from, to) = (File::open(copy).map_err(BackupError::io(copy))?, making.join(name));
        seal::seal(from, &to, recipient).map_err(BackupError::seal(&to))?;
        sync_folder(&to).map_err(BackupError::io(&to))?;
    }
    std::fs::rename(making, dated).map_err(BackupError::io(dated))?;
    sync_folder(dated).map_err(BackupError::io(dated))
}

/// The folder of clear copies, which nobody else may enter. It goes with this value.
struct Clear {
    folder: PathBuf,
    _lock: File,
}

impl Clear {
    fn folder(paths: &Paths) -> PathBuf {
        paths.main.with_extension("clear")
    }

    /// Makes it anew; what an earlier process left in it goes first.
    fn make(paths: &Paths) -> Result<Self, BackupError> {
        let (folder, lock) = (Self::folder(paths), paths.main.with_extension("copying"));
        let file = lock_file(&lock).map_err(BackupError::io(&lock))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(BackupError::UnderWay),
            Err(TryLockError::Error(error)) => return Err(BackupError::io(&lock)(error)),
        }
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(BackupError::io(&folder)(error));
            }
            _ => {}
        }
        make_private(&folder).map_err(BackupError::io(&folder))?;
        Ok(Self { folder, _lock: file })
    }
}

impl Drop for Clear {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            tracing::error!(%error, "clear copies of the databases could not be taken away; the next start tries");
        }
    }
}

fn lock_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

/// Makes a folder that only its owner may enter; one that is there stays as it is.
pub fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

async fn off_the_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(BackupError::CutOff))
}
