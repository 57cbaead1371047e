//! Putting a backup back: opened and looked through apart, with every later erasure carried out on it,
//! and only then in the place of the files there are, which are set aside and never written over.
//!
//! While files are moved a mark lies beside the database, and no bot opens it: a restore that
//! was cut off is simply run again, and finds what it had moved.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use age::x25519::Identity;
use jiff::{SignedDuration, Timestamp};

use super::{BackupError, Clear, ERASURES, KEYS, MAIN, SET_ASIDE, SealError, make_private, seal};
use crate::store::{
    CopyError, Entries, Lock, OpenError, Paths, check_file, copied_at, copy_key_file, forget_open_periods,
    replace, sync_folder, without_key,
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
    /// The keys that are here do not belong to this backup's members.
    #[error(
        "{} holds no {KEYS} any more, and the keys in {} do not open it: {without} of {all} members could not be read, \
         and would be gone. Copies of keys are taken away after 7 days, so that what was erased stays erased. Take a \
         younger backup, or put the {keys_name} there that was in use since. `--drop-unreadable` goes on without \
         those members",
        folder.display(), keys.display(), keys_name = keys.file_name().unwrap_or_default().display()
    )]
    OtherKeys {
        /// The dated folder.
        folder: PathBuf,
        /// The key file that was used.
        keys: PathBuf,
        /// How many members there are.
        all: usize,
        /// How many of them have no key, or one that opens nothing.
        without: usize,
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
    /// What is left of the ledger begins after the backup was made.
    #[error(
        "what is left of the ledger of erasures begins on {}, after this backup was made: the one before it was lost. \
         People who erased their data in between would be back in it. Look for an older {} or for the other files of \
         that name beside the backups. If they are lost, `--no-ledger` goes on with what is left: then tell your \
         members that what they erased since the backup may be back and must be erased again",
        since.strftime("%Y-%m-%d %H:%M UTC"), beside.display()
    )]
    YoungLedger {
        /// Since when it is known what was erased.
        since: Timestamp,
        /// Where the backups have it.
        beside: PathBuf,
    },
    /// An encrypted file does not open.
    #[error("{}: {error}", .path.display())]
    Sealed {
        /// The file.
        path: PathBuf,
        /// Why.
        error: SealError,
    },
    /// The live key file could not be copied.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// There is no room to open the backup, or the folder cannot be written.
    #[error(
        "{} cannot be written: {error}. It takes as much room there as the databases have, twice. Nothing was put back",
        .path.display()
    )]
    NoRoom {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Another backup or restore is under way, or a folder cannot be made.
    #[error(transparent)]
    Busy(#[from] BackupError),
    /// The system refused a file.
    #[error("{} cannot be used: {error}. What was moved lies in the folders named set-aside; run this again", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl RestoreError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { path, error }
    }
}

/// What is known of erasures since a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// All of them.
    All,
    /// Those since this moment, which is after the backup.
    Since(Timestamp),
    /// None.
    Nothing,
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
    /// What is known of erasures since the backup was made.
    pub known: Known,
    /// Lines of the ledgers that cannot be read: some erasure may not be known.
    pub damaged_lines: usize,
    /// Copies of the ledger that do not open, though enough is known without them.
    pub unread: Vec<PathBuf>,
    entries: Entries,
    from: PathBuf,
    keys_used: PathBuf,
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
    for folder in super::folders_of(live) {
        // A new machine has none yet.
        make_private(folder).map_err(|error| RestoreError::NoRoom { path: folder.to_owned(), error })?;
    }
    let lock = Lock::take(live)?;
    let clear = Clear::make(live)?;
    let copies = Paths::in_folder(&clear.folder);
    let open = |name: &str, to: &Path| open_sealed(&from.join(name), to, identities);
    open(MAIN, &copies.main)?;
    check_file(&copies.main).await?;
    let made = copied_at(&copies.main).await?;
    let mut ledgers = Ledgers::read(&from, identities, live, &clear.folder)?;
    let known = ledgers.judge(made, without_ledger, live, &from)?;
    replace(&copies.erasures, ledgers.all.render().as_bytes())
        .map_err(|error| RestoreError::NoRoom { path: copies.erasures.clone(), error })?;
    let keys_from_here = !from.join(KEYS).is_file();
    let mut keys_used = from.join(KEYS);
    if keys_from_here {
        keys_used = keys_left(live)
            .ok_or_else(|| RestoreError::NoKeys { folder: from.clone(), keys: live.keys.clone() })?;
        copy_key_file(&keys_used, &copies.keys).await?;
    } else {
        open(KEYS, &copies.keys)?;
    }
    check_file(&copies.keys).await?;
    Ok(Unpacked {
        copied_at: made,
        copies,
        keys_from_here,
        known,
        damaged_lines: ledgers.all.damaged,
        unread: ledgers.unread.into_iter().map(|(path, _)| path).collect(),
        entries: ledgers.all,
        from,
        keys_used,
        live: live.clone(),
        _lock: lock,
        _clear: clear,
    })
}

fn open_sealed(path: &Path, to: &Path, identities: &[Identity]) -> Result<(), RestoreError> {
    seal::open(path, to, identities).map_err(|error| match error {
        SealError::Write(error) => RestoreError::NoRoom { path: to.to_owned(), error },
        error => RestoreError::Sealed { path: path.to_owned(), error },
    })
}

/// The key file that was in use here: in its place, or where a restore that was cut off had moved it.
fn keys_left(live: &Paths) -> Option<PathBuf> {
    if live.keys.is_file() {
        return Some(live.keys.clone());
    }
    let name = live.keys.file_name().filter(|_| live.unfinished_restore().exists())?;
    super::set_aside(live).into_iter().rev().map(|folder| folder.join(name)).find(|keys| keys.is_file())
}

/// What is left of the ledger of erasures, here and beside the backups.
struct Ledgers {
    /// The one of this bot.
    here: Option<Entries>,
    /// The newest beside the backups, and those that were put aside there.
    beside: Option<Entries>,
    /// What stands in any of them.
    all: Entries,
    /// Those that do not open.
    unread: Vec<(PathBuf, SealError)>,
}

impl Ledgers {
    fn read(from: &Path, identities: &[Identity], live: &Paths, clear: &Path) -> Result<Self, RestoreError> {
        let here = Entries::read(&live.erasures).map_err(RestoreError::io(&live.erasures))?;
        let mut found = Self { here, beside: None, all: Entries::default(), unread: Vec::new() };
        let opened = clear.join("beside.log");
        let mut open = |path: PathBuf| {
            let read = match seal::open(&path, &opened, identities) {
                Ok(()) => Entries::read(&opened).map_err(RestoreError::io(&opened)),
                Err(SealError::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(SealError::Write(error)) => Err(RestoreError::NoRoom { path: opened.clone(), error }),
                Err(error) => {
                    found.unread.push((path, error));
                    Ok(None)
                }
            };
            drop(std::fs::remove_file(&opened));
            read
        };
        let folder = from.parent().unwrap_or(Path::new("/"));
        let aside = super::sheets::put_aside(folder).unwrap_or_default();
        let mut beside: Option<Entries> = None;
        for path in [folder.join(ERASURES)].into_iter().chain(aside.into_iter().map(|(_, path)| path)) {
            let more = open(path)?;
            beside = match (beside, more) {
                (Some(one), Some(other)) => Some(one.union(other)),
                (one, other) => one.or(other),
            };
        }
        // Those in the dated folders are old, and alone they prove nothing.
        let mut dated: Vec<_> =
            super::dated(folder).unwrap_or_default().into_iter().map(|(_, dated)| dated).collect();
        if !dated.iter().any(|dated| dated == from) {
            dated.push(from.to_owned());
        }
        let mut old = Vec::new();
        for dated in dated {
            old.extend(open(dated.join(ERASURES))?);
        }
        found.all = [found.here.clone(), beside.clone()]
            .into_iter()
            .flatten()
            .chain(old)
            .fold(Entries::default(), Entries::union);
        // Those of the dated folders do not tell since when all is known.
        found.all.since = [&found.here, &beside].into_iter().flatten().filter_map(Entries::knows_since).min();
        found.beside = beside;
        Ok(found)
    }

    /// What they know about the time since the backup was made.
    fn judge(
        &mut self,
        made: Option<Timestamp>,
        without: bool,
        live: &Paths,
        from: &Path,
    ) -> Result<Known, RestoreError> {
        let reaches = |entries: &Option<Entries>| {
            entries.as_ref().is_some_and(|entries| {
                made.map_or(entries.knows_since().is_some(), |made| entries.reaches(made))
            })
        };
        if reaches(&self.here) {
            return Ok(Known::All);
        }
        let beside = from.parent().unwrap_or(Path::new("/")).join(ERASURES);
        // One beside the backups that does not open may know what no other does.
        let missed = self.unread.iter().position(|(path, _)| path.parent() == beside.parent());
        if missed.is_none() && reaches(&self.beside) {
            return Ok(Known::All);
        }
        let since = self.all.since;
        match (since, missed) {
            _ if without => Ok(since.map_or(Known::Nothing, Known::Since)),
            (_, Some(at)) => {
                let (path, error) = self.unread.swap_remove(at);
                Err(RestoreError::Sealed { path, error })
            }
            (Some(since), None) => Err(RestoreError::YoungLedger { since, beside }),
            (None, None) => Err(RestoreError::NoLedger { here: live.erasures.clone(), beside }),
        }
    }
}

impl Unpacked {
    /// How many members the copy has, and how many of them have no key. To be asked before the copies are
    /// opened as a store, which removes what has no key.
    pub async fn keyless(&self) -> Result<(usize, usize), RestoreError> {
        // Those of the backup itself were copied together with it.
        if self.keys_from_here { Ok(without_key(&self.copies, &self.entries).await?) } else { Ok((0, 0)) }
    }

    /// Why it is not put back when so many of all members cannot be read.
    pub fn other_keys(&self, all: usize, without: usize) -> RestoreError {
        RestoreError::OtherKeys { folder: self.from.clone(), keys: self.keys_used.clone(), all, without }
    }

    /// Puts the copies, which must be closed, in the place of the files there are. Those are set aside;
    /// returns the folders they now lie in, also those of a restore that was cut off before.
    pub async fn put_in_place(self, now: Timestamp) -> Result<Vec<PathBuf>, RestoreError> {
        let Self { copies, live, .. } = &self;
        let pairs = [(&copies.main, &live.main), (&copies.keys, &live.keys)];
        // What takes room comes first: without it nothing is touched.
        for (copy, there) in pairs {
            if let Err(error) = bring(copy, &beside(there)) {
                for (_, there) in pairs {
                    // It may not have been made yet.
                    drop(std::fs::remove_file(beside(there)));
                }
                return Err(RestoreError::NoRoom { path: beside(there), error });
            }
        }
        let mark = live.unfinished_restore();
        replace(&mark, b"").map_err(RestoreError::io(&mark))?;
        let ledger = std::fs::read(&copies.erasures).map_err(RestoreError::io(&copies.erasures))?;
        replace(&live.erasures, &ledger).map_err(RestoreError::io(&live.erasures))?;
        if let Err(fault) = forget_open_periods(&live.keys).await
            && live.keys.is_file()
        {
            tracing::warn!(%fault, "the keys of the four weeks that ran are set aside with the rest");
        }
        let name = free_name(live, now);
        for (_, there) in pairs {
            set_aside(there, &there.with_file_name(&name)).map_err(RestoreError::io(there))?;
            std::fs::rename(beside(there), there)
                .and_then(|()| sync_folder(there))
                .map_err(RestoreError::io(there))?;
        }
        std::fs::remove_file(&mark).map_err(RestoreError::io(&mark))?;
        sync_folder(&mark).map_err(RestoreError::io(&mark))?;
        let mut folders = super::set_aside(live);
        folders.reverse();
        Ok(folders)
    }
}

/// A name for the folders of what is set aside: two restores may fall into one second.
fn free_name(live: &Paths, now: Timestamp) -> String {
    let mut moment = now;
    loop {
        let name = format!("{SET_ASIDE}{}", moment.strftime(super::DATED));
        let taken = super::folders_of(live).iter().any(|folder| folder.join(&name).exists());
        match moment.checked_add(SignedDuration::from_secs(1)) {
            Ok(next) if taken => moment = next,
            _ => return name,
        }
    }
}

/// Where a database lies before it takes the place of another.
fn beside(there: &Path) -> PathBuf {
    let mut new = there.as_os_str().to_owned();
    new.push(".new");
    new.into()
}

/// Copies a closed database beside its place, for its owner alone. It is not moved: the two may lie on
/// different volumes.
fn bring(copy: &Path, new: &Path) -> io::Result<()> {
    match std::fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(new)?;
    io::copy(&mut File::open(copy)?, &mut file)?;
    file.sync_all()
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
