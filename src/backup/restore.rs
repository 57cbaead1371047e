//! Putting a backup back: opened and looked through apart, with every later erasure carried out on it,
//! and only then in the place of the files there are, which are set aside and never written over.
//!
//! While files are moved a mark lies beside the database, and no bot opens it: a restore that
//! was cut off is simply run again.

use std::io;
use std::path::{Path, PathBuf};

use age::x25519::Identity;
use jiff::Timestamp;

use super::{BackupError, Clear, ERASURES, KEYS, MAIN, SET_ASIDE, SealError, make_private, seal};
use crate::store::{
    CopyError, Entries, Lock, OpenError, Paths, check_file, copied_at, copy_key_file, replace, sync_folder,
};

/// A backup that was not put back. The files are as they were, unless it says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The bot runs, or a file cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no such backup.
    #[error("{} holds no {MAIN}: name one of the dated folders, such as 2026-11-23T090000Z", .0.display())]
    NoBackup(PathBuf),
    /// The copy of the keys is gone, and no keys are here.
    #[error(
        "{} holds no {KEYS} any more, and there is no {} here. Copies of keys are taken away after 7 days, so that \
         what was erased stays erased; without the keys the rest cannot be read. Take a younger backup",
        folder.display(), keys.display()
    )]
    NoKeys {
        /// The dated folder.
        folder: PathBuf,
        /// Where the key file would be.
        keys: PathBuf,
    },
    /// Nobody knows what was erased since.
    #[error(
        "there is no ledger of erasures: neither {} nor {}. Without one, people who erased their data since this \
         backup was made would be back in it. Put one of the two there. If both are lost, `--no-ledger` goes on \
         without: then tell your members that what they erased since then is back and must be erased again",
        here.display(), beside.display()
    )]
    NoLedger {
        /// Where this bot keeps it.
        here: PathBuf,
        /// Where the backups have it.
        beside: PathBuf,
    },
    /// An encrypted file does not open.
    #[error("{}: {error}", .path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        error: SealError,
    },
    /// The live key file could not be copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// Another backup or restore is under way, or a folder cannot be made.
    #[error(transparent)]
    Busy(#[from] BackupError),
    /// The system refused a file.
    #[error("{} cannot be used: {error}. What was moved lies in the folders named set-aside; run this again", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
}

impl RestoreError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }
}

/// Opened copies of a backup, apart from the files in use. Nobody else can open those meanwhile.
pub struct Unpacked {
    /// The copies, with the ledger that holds for them. To be opened once as a store, which carries the
    /// ledger out, and closed again.
    pub copies: Paths,
    /// When the backup was made.
    pub copied_at: Option<Timestamp>,
    /// Whether the keys come from the key file that is in use, for those of the backup are gone.
    pub keys_from_here: bool,
    /// Lines of the ledgers that cannot be read: some erasure may not be known.
    pub damaged_lines: usize,
    live: Paths,
    _lock: Lock,
    _clear: Clear,
}

/// Opens the backup in the dated folder `from` apart from the files at `live`, which stay as they are.
///
/// `without_ledger` goes on where no ledger of erasures can be had.
pub async fn unpack(
    from: &Path,
    identities: &[Identity],
    without_ledger: bool,
    live: &Paths,
) -> Result<Unpacked, RestoreError> {
    let from = from.canonicalize().map_err(|_| RestoreError::NoBackup(from.to_owned()))?;
    if !from.join(MAIN).is_file() {
        return Err(RestoreError::NoBackup(from));
    }
    let lock = Lock::take(live)?;
    let clear = Clear::make(live)?;
    let copies = Paths::in_folder(&clear.folder);
    let open = |name: &str, to: &Path| {
        let path = from.join(name);
        seal::open(&path, to, identities).map_err(|error| RestoreError::Sealed { path, error })
    };
    let ledger = ledger(&from, identities, without_ledger, live, &clear.folder)?;
    replace(&copies.erasures, ledger.render().as_bytes()).map_err(RestoreError::io(&copies.erasures))?;
    open(MAIN, &copies.main)?;
    let keys_from_here = !from.join(KEYS).is_file();
    if !keys_from_here {
        open(KEYS, &copies.keys)?;
    } else if live.keys.is_file() {
        copy_key_file(&live.keys, &copies.keys).await?;
    } else {
        return Err(RestoreError::NoKeys { folder: from, keys: live.keys.clone() });
    }
    for path in [&copies.main, &copies.keys] {
        check_file(path).await?;
    }
    Ok(Unpacked {
        copied_at: copied_at(&copies.main).await?,
        copies,
        keys_from_here,
        damaged_lines: ledger.damaged,
        live: live.clone(),
        _lock: lock,
        _clear: clear,
    })
}

/// What is known of erasures: here, and beside the backups.
fn ledger(
    from: &Path,
    identities: &[Identity],
    without: bool,
    live: &Paths,
    clear: &Path,
) -> Result<Entries, RestoreError> {
    let here = Entries::read(&live.erasures).map_err(RestoreError::io(&live.erasures))?;
    let folder = from.parent().unwrap_or(Path::new("/"));
    let open = |path: PathBuf| {
        let opened = clear.join("beside.log");
        let read = match seal::open(&path, &opened, identities) {
            Ok(()) => Entries::read(&opened).map_err(RestoreError::io(&opened)),
            Err(SealError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) if without => Ok(None),
            Err(error) => Err(RestoreError::Sealed { path, error }),
        };
        drop(std::fs::remove_file(&opened));
        read
    };
    let beside = folder.join(ERASURES);
    let mut known = match (here, open(beside.clone())?) {
        (Some(here), Some(beside)) => here.union(beside),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) if without => Entries::default(),
        (None, None) => return Err(RestoreError::NoLedger { here: live.erasures.clone(), beside }),
    };
    // Those in the dated folders are old, and alone they prove nothing. They hold what a bot that lost its
    // ledger, and wrote the one beside the folders anew, does not know any more.
    for (_, dated) in super::dated(folder).unwrap_or_default() {
        if let Some(more) = open(dated.join(ERASURES))? {
            known = known.union(more);
        }
    }
    Ok(known)
}

impl Unpacked {
    /// Puts the copies, which must be closed, in the place of the files there are. Those are set aside;
    /// returns the folders they now lie in.
    pub fn put_in_place(self, now: Timestamp) -> Result<Vec<PathBuf>, RestoreError> {
        let Self { copies, live, .. } = &self;
        let mark = live.unfinished_restore();
        replace(&mark, b"").map_err(RestoreError::io(&mark))?;
        let ledger = std::fs::read(&copies.erasures).map_err(RestoreError::io(&copies.erasures))?;
        replace(&live.erasures, &ledger).map_err(RestoreError::io(&live.erasures))?;
        let mut folders = Vec::new();
        for (copy, there) in [(&copies.main, &live.main), (&copies.keys, &live.keys)] {
            let aside = there.with_file_name(format!("{SET_ASIDE}{}", now.strftime(super::DATED)));
            if set_aside(there, &aside).map_err(RestoreError::io(there))? && !folders.contains(&aside) {
                folders.push(aside);
            }
            place(copy, there).map_err(RestoreError::io(there))?;
        }
        std::fs::remove_file(&mark).map_err(RestoreError::io(&mark))?;
        sync_folder(&mark).map_err(RestoreError::io(&mark))?;
        Ok(folders)
    }
}

/// Copies a closed database to its place. It is not moved: the two may lie on different volumes.
fn place(copy: &Path, there: &Path) -> io::Result<()> {
    let mut new = there.as_os_str().to_owned();
    new.push(".new");
    let new = PathBuf::from(new);
    std::fs::copy(copy, &new)?;
    std::fs::File::open(&new)?.sync_all()?;
    std::fs::rename(&new, there)?;
    sync_folder(there)
}

/// Moves a database and what SQLite laid beside it into a folder. False when there was nothing.
fn set_aside(path: &Path, folder: &Path) -> io::Result<bool> {
    let mut any = false;
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let from = PathBuf::from(name);
        let Some(name) = from.file_name().filter(|_| from.exists()) else { continue };
        make_private(folder)?;
        let to = folder.join(name);
        if to.exists() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it was set aside already"));
        }
        std::fs::rename(&from, &to)?;
        any = true;
    }
    if any {
        sync_folder(&folder.join("x"))?;
        sync_folder(path)?;
    }
    Ok(any)
}
