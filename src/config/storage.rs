//! Where the bot keeps what it keeps, and where its backups go.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use serde::Deserialize;

use super::Environment;
use crate::keyfile::KeyName;

/// Where the bot keeps what it keeps. Unset paths lie under `dir`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Storage {
    /// The folder for everything that has no path of its own below.
    pub dir: PathBuf,
    /// The main database.
    database: Option<PathBuf>,
    /// The database of members' wrapped keys.
    keys_database: Option<PathBuf>,
    /// The ledger of erasures.
    erasures: Option<PathBuf>,
    /// The file of the master key.
    master_key: Option<PathBuf>,
    /// The file of the reference key.
    reference_key: Option<PathBuf>,
    /// Where backups go, if anywhere; `doctor` warns when it is the same volume.
    pub backups: Option<PathBuf>,
}

/// Backups made by the running bot and by `chimebot backup`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    /// Where they go, each in a dated folder of its own.
    pub folder: PathBuf,
    /// The hours between two of the running bot's.
    #[serde(default = "a_day")]
    pub every_hours: u32,
    /// The age recipient they are encrypted to: `age1...`.
    pub recipient: String,
}

fn a_day() -> u32 {
    24
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            dir: PathBuf::from("data"),
            database: None,
            keys_database: None,
            erasures: None,
            master_key: None,
            reference_key: None,
            backups: None,
        }
    }
}

impl Storage {
    /// The main database.
    pub fn database(&self) -> PathBuf {
        self.database.clone().unwrap_or_else(|| self.dir.join("chimebot.db"))
    }

    /// The database of members' wrapped keys.
    pub fn keys_database(&self) -> PathBuf {
        self.keys_database.clone().unwrap_or_else(|| self.dir.join("keys.db"))
    }

    /// The ledger of erasures: as set, else beside the main database.
    pub fn erasures(&self) -> PathBuf {
        self.erasures.clone().unwrap_or_else(|| self.database().with_file_name("erasures.log"))
    }

    /// The file of the key `name`: as set, else a systemd credential, else under `dir`.
    pub fn key_file(&self, name: KeyName, environment: &Environment) -> PathBuf {
        let set = match name {
            KeyName::Master => &self.master_key,
            KeyName::Reference => &self.reference_key,
        };
        set.clone()
            .or_else(|| environment.credential(&format!("chimebot-{}-key", name.as_str())))
            .unwrap_or_else(|| self.dir.join("keys").join(name.file_name()))
    }

    /// Whether the service hands the master key over as a credential, which this program cannot replace.
    pub fn master_from_credential(&self, environment: &Environment) -> bool {
        self.master_key.is_none() && environment.credential("chimebot-master-key").is_some()
    }

    /// Where a new master key lies while it takes the place of the old one.
    pub fn next_master(&self, environment: &Environment) -> PathBuf {
        self.beside_master(environment, "next")
    }

    /// Where the master key before the present one lies, for copies of keys made before.
    pub fn old_master(&self, environment: &Environment) -> PathBuf {
        self.beside_master(environment, "old")
    }

    fn beside_master(&self, environment: &Environment, ending: &str) -> PathBuf {
        let path = if self.master_from_credential(environment) {
            self.dir.join("keys").join(KeyName::Master.file_name())
        } else {
            self.key_file(KeyName::Master, environment)
        };
        let mut name = path.into_os_string();
        name.push(format!(".{ending}"));
        name.into()
    }

    /// Makes every path one as seen from `base`.
    pub(super) fn root_at(&mut self, base: &Path) {
        self.dir = base.join(&self.dir);
        let paths = [
            &mut self.database,
            &mut self.keys_database,
            &mut self.erasures,
            &mut self.master_key,
            &mut self.reference_key,
            &mut self.backups,
        ];
        for path in paths.into_iter().flatten() {
            *path = base.join(&*path);
        }
    }
}

impl Backup {
    /// The longest time between two backups: copies of keys live no longer than this.
    pub const LONGEST_HOURS: u32 = 7 * 24;

    /// Whom they are encrypted to.
    ///
    /// # Errors
    /// A sentence about what stands there, without repeating it.
    pub fn recipient(&self) -> Result<age::x25519::Recipient, &'static str> {
        let text = self.recipient.trim();
        if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
            return Err(
                "this is the secret half, which must never lie on this machine. Write the public half, \
                        which starts with \"age1\", and keep the secret one somewhere else",
            );
        }
        age::x25519::Recipient::from_str(text).map_err(
            |_| "`recipient` must be the public half of an age key, such as `age-keygen` prints: \"age1...\"",
        )
    }

    /// The key at fault and what to do about it, if there is one.
    pub(super) fn fault(&self) -> Option<(&'static str, String)> {
        if !(1..=Self::LONGEST_HOURS).contains(&self.every_hours) {
            let why = format!("`every_hours` must be a whole number from 1 to {}", Self::LONGEST_HOURS);
            return Some(("every_hours", why));
        }
        self.recipient().err().map(|why| ("recipient", why.to_owned()))
    }
}
