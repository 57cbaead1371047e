//! `chimebot keys rotate-master`: another master key, while the bot runs or while it stands.
//!
//! The new key is written beside the old one as `master.key.next` before anything else, so that it
//! is never in memory alone. A running bot sees the file within seconds, wraps every member's
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
use crate::store::{Keyring, Lock, OpenError, Store, StoreError, is_wrapped_by, sync_folder};

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
        #[source]
        error: io::Error,
    },
}

/// Changes the master key, or finishes a change that was cut off.
pub async fn rotate(args: &RotateArgs) -> anyhow::Result<ExitCode> {
    let (config, environment) = super::load(&args.config)?;
    let paths = super::paths(&config);
    let (next, old) = (config.storage.next_master(&environment), config.storage.old_master(&environment));
    let keyring = keyring(&config, &environment)?;
    if !next.exists() {
        if old.exists() {
            return Err(RotateError::OldKeyHere(old).into());
        }
        if let Some(folder) =
            next.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists())
        {
            make_private(folder)
                .and_then(|()| hand_over(folder, &paths.keys))
                .map_err(|error| RotateError::Io { path: folder.to_owned(), error })?;
        }
        keyfile::write_new(KeyName::Master, &next, &Zeroizing::new(Chance::system().bytes()))?;
        hand_over(&next, &paths.keys).map_err(|error| RotateError::Io { path: next.clone(), error })?;
        sync_folder(&next).map_err(|error| RotateError::Io { path: next.clone(), error })?;
    }
    let master = keyfile::read(KeyName::Master, &next)?;
    sheet(args, &master)?;
    match Lock::take(&paths) {
        Err(OpenError::SecondProcess(_)) => {
            let end = Instant::now() + PATIENCE;
            while !is_wrapped_by(&paths.keys, &master).await? {
                if Instant::now() > end {
                    return Err(RotateError::NotTakenUp(next).into());
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
        lock => {
            drop(lock?);
            let store = Store::open(paths.clone(), keyring, Clock::system()).await?;
            let changed = store.rotate_master(master.clone()).await;
            store.close().await;
            // A caller does not wait for ever; what was begun is finished before the store is closed.
            if !matches!(changed, Err(StoreError::Unknown(_))) {
                changed?;
            }
            if !is_wrapped_by(&paths.keys, &master).await? {
                return Err(RotateError::NotTakenUp(next).into());
            }
        }
    }
    eprintln!("Every member's key is wrapped by the new master key.");
    if config.storage.master_from_credential(&environment) {
        eprintln!(
            "The service gets its master key as a credential: put the new one there now, from the sheet, and then \
             delete {}. Keep the old one for 7 days: copies of keys made before need it.",
            next.display()
        );
    } else {
        let path = config.storage.key_file(KeyName::Master, &environment);
        change_names(&path, &next, &old)?;
        eprintln!(
            "{} holds it. Put the new sheet beside your copy of the reference key. The old key lies in {} for copies \
             of keys made before: delete it in 7 days.",
            path.display(),
            old.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Gives what root wrote to whom the database belongs: a running service has a user of its own, who must read it.
#[cfg(unix)]
fn hand_over(path: &Path, database: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let Ok(owner) = std::fs::metadata(database) else { return Ok(()) };
    if std::fs::metadata(path)?.uid() == owner.uid() {
        return Ok(());
    }
    chown(path, Some(owner.uid()), Some(owner.gid()))
}

#[cfg(not(unix))]
fn hand_over(_path: &Path, _database: &Path) -> io::Result<()> {
    Ok(())
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
        "The new master key. Put it on the recovery sheet in the place of the old one, away from this machine.\n\n",
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
