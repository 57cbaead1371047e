//! `chimebot keys rotate-master`: another master key, while the bot runs or while it stands.
//!
//! The new key is written onto its sheet, and then beside the old one as `master.key.next`, before
//! anything is wrapped with it. A running bot sees the file within seconds, wraps every member's
//! key anew in one transaction, and goes on; a bot that stands has it done here. Then the files
//! change their names: the old key becomes `master.key.old`, for copies of keys made before, and
//! the new one `master.key`. At every moment in between, the proof in the key file tells which
//! of the keys that lie here is in force, and every start finds it; a command that was cut off
//! is run again and goes on where it stopped. The reference key never changes: rows lie under it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use zeroize::Zeroizing;

use super::ConfigArgs;
use crate::backup::make_private;
use crate::clock::Clock;
use crate::config::{Config, Environment};
use crate::keyfile::{self, KeyBytes, KeyFileError, KeyName};
use crate::rng::Chance;
use crate::store::{Keyring, Lock, OpenError, Paths, Store, StoreError, is_wrapped_by, sync_folder};

/// How long a running bot may take to see the new key and to wrap every member's with it.
const PATIENCE: Duration = Duration::from_mins(2);
const PAUSE: Duration = Duration::from_millis(200);

/// What `keys rotate-master` is told.
#[derive(Clone, Debug, Args)]
pub struct RotateArgs {
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigArgs,
    /// Write the new key's recovery sheet to this new file instead of printing it
    #[arg(long, value_name = "FILE")]
    pub sheet: Option<PathBuf>,
}

/// Why the master key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// The key before the present one is still here.
    #[error(
        "{} is still here, from the last change. Copies of keys from before it need it for 7 days; delete it when \
         they have passed, and run this again",
        .0.display()
    )]
    OldKeyHere(PathBuf),
    /// The files belong to somebody else.
    #[error(
        "{path} belongs to the user with the id {owner}, and this runs as {me}: the bot could not read the new key. \
         Nothing was changed. Run it as that user: `sudo -u '#{owner}' chimebot keys rotate-master ...`, and under \
         systemd as docs/operators.md says, \"Commands under systemd\"",
        path = .path.display()
    )]
    OtherUser {
        /// The file or folder.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who runs this.
        me: u32,
    },
    /// The running bot has not taken the new key up.
    #[error(
        "the running bot has not taken the new key up. Stop it and run this again, which then finishes the change; \
         the key in {} and the one before it both lie here until then",
        .0.display()
    )]
    NotTakenUp(PathBuf),
    /// The sheet is from an earlier change.
    #[error("{} is there already and holds another key. Name a new file with `--sheet`, and run this again", .0.display())]
    OtherSheet(PathBuf),
    /// A file could not be written or renamed.
    #[error("{} cannot be written or renamed: {error}. Run this again when it can", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// Changes the master key, or finishes a change that was cut off.
pub async fn rotate(args: &RotateArgs) -> anyhow::Result<ExitCode> {
    let (config, environment) = super::load(&args.config)?;
    let paths = super::paths(&config);
    let (next, old) = (config.storage.next_master(&environment), config.storage.old_master(&environment));
    as_owner(&paths)?;
    let keyring = keyring(&config, &environment)?;
    let named = config.storage.key_file(KeyName::Master, &environment);
    forget_leftover(&named, &next)?;
    let begun = next.exists();
    if old.exists() && (!begun || named.exists() && !config.storage.master_from_credential(&environment)) {
        return Err(RotateError::OldKeyHere(old).into());
    }
    let master =
        if begun { keyfile::read(KeyName::Master, &next)? } else { Zeroizing::new(Chance::system().bytes()) };
    // On paper before it is anywhere else: a running bot takes the file up within a second.
    sheet(args, &master)?;
    if !begun {
        write_next(&next, &master)?;
    }
    let already = begun && paths.keys.exists() && is_wrapped_by(&paths.keys, &master).await?;
    wrap_all(&paths, keyring, &master, &next).await?;
    if already {
        eprintln!(
            "Every member's key was wrapped by that master key already: the change begun earlier is finished."
        );
    } else {
        eprintln!("Every member's key is wrapped by the new master key.");
    }
    if config.storage.master_from_credential(&environment) {
        eprintln!(
            "The service gets its master key as a credential: put the new one there now, from the sheet, and then \
             delete {}. Keep the old one for 7 days: copies of keys made before need it.",
            next.display()
        );
    } else {
        change_names(&named, &next, &old)?;
        eprintln!(
            "{} holds it. The new sheet takes the place of the old one's master key and of nothing else on it. The old \
             key lies in {} for copies of keys made before: delete it in 7 days.",
            named.display(),
            old.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Refuses where the files belong to somebody else: a running service has a user of its own, who could not read
/// the new key.
#[cfg(unix)]
fn as_owner(paths: &Paths) -> Result<(), RotateError> {
    use std::os::unix::fs::MetadataExt as _;
    let me = rustix::process::geteuid().as_raw();
    let folder =
        paths.keys.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for path in [folder, &paths.keys] {
        if let Some(owner) =
            std::fs::metadata(path).ok().map(|found| found.uid()).filter(|owner| *owner != me)
        {
            return Err(RotateError::OtherUser { path: path.to_owned(), owner, me });
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn as_owner(_paths: &Paths) -> Result<(), RotateError> {
    Ok(())
}

/// Takes a new key away that was forgotten there after its change: it is the one that is named already.
fn forget_leftover(named: &Path, next: &Path) -> Result<(), RotateError> {
    let read = |path: &Path| keyfile::read(KeyName::Master, path).ok();
    let same = read(next).is_some_and(|next| read(named).is_some_and(|named| *named == *next));
    if same {
        std::fs::remove_file(next).map_err(|error| RotateError::Io { path: next.to_owned(), error })?;
        eprintln!("{} was left from the last change, and is gone. A fresh key is made.", next.display());
    }
    Ok(())
}

fn write_next(next: &Path, master: &KeyBytes) -> anyhow::Result<()> {
    if let Some(folder) = next.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
        make_private(folder).map_err(|error| RotateError::Io { path: folder.to_owned(), error })?;
    }
    keyfile::write_new(KeyName::Master, next, master)?;
    sync_folder(next).map_err(|error| RotateError::Io { path: next.to_owned(), error })?;
    Ok(())
}

/// Has every member's key wrapped by `master`: by the bot while it runs, and here where none does.
async fn wrap_all(paths: &Paths, keyring: Keyring, master: &KeyBytes, next: &Path) -> anyhow::Result<()> {
    let end = Instant::now() + PATIENCE;
    let mut waited = false;
    loop {
        match Lock::take(paths) {
            Err(OpenError::SecondProcess(_)) if is_wrapped_by(&paths.keys, master).await? => return Ok(()),
            Err(OpenError::SecondProcess(_)) if Instant::now() > end => {
                return Err(RotateError::NotTakenUp(next.to_owned()).into());
            }
            Err(OpenError::SecondProcess(_)) => {
                waited = true;
                tokio::time::sleep(PAUSE).await;
            }
            lock => {
                drop(lock?);
                break;
            }
        }
    }
    if waited {
        eprintln!("The bot has ended meanwhile. The change is made here; look in its log for why it ended.");
    }
    // A bot that ended may have taken it up.
    keyring.accept(master.clone());
    let store = Store::open(paths.clone(), keyring, Clock::system()).await?;
    let changed = store.rotate_master(master.clone()).await;
    store.close().await;
    // A caller does not wait for ever; what was begun is finished before the store is closed.
    if !matches!(changed, Err(StoreError::Unknown(_))) {
        changed?;
    }
    if is_wrapped_by(&paths.keys, master).await? {
        Ok(())
    } else {
        Err(RotateError::NotTakenUp(next.to_owned()).into())
    }
}

/// The old key keeps another name, and the new one gets its name. May be repeated after a crash.
fn change_names(path: &Path, next: &Path, old: &Path) -> Result<(), RotateError> {
    if path.exists() && old.exists() && next.exists() {
        return Err(RotateError::OldKeyHere(old.to_owned()));
    }
    for (from, to) in [(path, old), (next, path)] {
        if from.exists() && !to.exists() {
            std::fs::rename(from, to)
                .and_then(|()| sync_folder(to))
                .map_err(|error| RotateError::Io { path: from.to_owned(), error })?;
        }
    }
    Ok(())
}

fn sheet(args: &RotateArgs, master: &KeyBytes) -> Result<(), RotateError> {
    let mut text = Zeroizing::new(String::from(
        "------------------- chimebot recovery sheet: new master key -------------------\n\
         These lines take the place of those of the master key on the old sheet, from\n\
         \"name\" to \"check\", and of nothing else. Keep the old sheet: the reference key\n\
         and what opens the backups stand on it, and nowhere else. Strike its master\n\
         key out in 7 days; copies of keys from before need it until then.\n\n",
    ));
    text.push_str(&keyfile::render(KeyName::Master, master));
    let (path, written) = match &args.sheet {
        // A change that is finished later has its sheet already; one from an earlier change is none.
        Some(path) if holds(path, &text) => return Ok(()),
        Some(path) if path.exists() => return Err(RotateError::OtherSheet(path.clone())),
        Some(path) => (path.clone(), keyfile::write_private(path, &text)),
        None => (PathBuf::from("standard output"), io::stdout().lock().write_all(text.as_bytes())),
    };
    written.map_err(|error| RotateError::Io { path, error })
}

/// Whether the sheet at `path` holds the key of `text`.
fn holds(path: &Path, text: &str) -> bool {
    let key = text.lines().find(|line| line.starts_with("key:"));
    let there = std::fs::read_to_string(path).map(Zeroizing::new);
    key.is_some_and(|key| there.is_ok_and(|there| there.lines().any(|line| line == key)))
}

/// The operator's keys, from their files. Where a change of the master key was cut off, or an older copy
/// of the keys was put back, more than one master key lies here; the store finds the one in force.
pub fn keyring(config: &Config, environment: &Environment) -> anyhow::Result<Keyring> {
    let reference =
        keyfile::read(KeyName::Reference, &config.storage.key_file(KeyName::Reference, environment))?;
    let masters = masters(config, environment)?;
    let keyring = Keyring::new(masters[0].as_slice(), reference.as_slice())?;
    for master in masters.iter().skip(1) {
        keyring.accept(master.clone());
    }
    Ok(keyring)
}

/// The master key that is to be in force.
pub fn wanted(config: &Config, environment: &Environment) -> Result<KeyBytes, KeyFileError> {
    Ok(masters(config, environment)?.swap_remove(0))
}

/// Every master key that lies here, first the one that is to be in force.
fn masters(config: &Config, environment: &Environment) -> Result<Vec<KeyBytes>, KeyFileError> {
    let storage = &config.storage;
    let beside = |path: PathBuf| keyfile::read(KeyName::Master, &path).ok();
    let (next, old) = (beside(storage.next_master(environment)), beside(storage.old_master(environment)));
    let named = match keyfile::read(KeyName::Master, &storage.key_file(KeyName::Master, environment)) {
        // Cut off between two names.
        Err(KeyFileError::Missing { .. }) if next.is_some() => None,
        named => Some(named?),
    };
    Ok([next, named, old].into_iter().flatten().collect())
}
