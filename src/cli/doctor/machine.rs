//! The checks that need no network: settings, keys, database files, disk, zones.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use super::{Check, FROM_SYSTEMD, Verdict};
use crate::config::{Config, Environment};
use crate::keyfile::{self, KeyFileError, KeyName};

/// Below this the database's own safety margins begin to matter.
const LOW_SPACE: u64 = 200 << 20;
/// Below this a write may fail at any moment.
const NO_SPACE: u64 = 20 << 20;

/// Every check of this machine, in the order they are read.
pub fn checks(config: &Config, environment: &Environment) -> Vec<Check> {
    let mut checks = vec![settings(config)];
    checks.extend(keys(config, environment));
    checks.extend(master_keys_beside(config, environment));
    checks.push(database("database", &config.storage.database()));
    checks.push(database("keys.db", &config.storage.keys_database()));
    checks.extend(disk(&config.storage.database()));
    checks.extend(volumes(config, environment));
    checks.push(zones());
    checks
}

fn settings(config: &Config) -> Check {
    match config.operator() {
        Err(why) => Check::not_ok(
            "settings",
            Verdict::Fail,
            why.to_string(),
            "Add the section; config.example.toml shows it.",
        ),
        Ok(operator)
            if operator.privacy_url.contains("//example.") || operator.contact.ends_with("example.org") =>
        {
            Check::not_ok(
                "settings",
                Verdict::Warn,
                "[operator] still holds an example's address",
                "Write your own: members are shown it before anything is stored.",
            )
        }
        Ok(_) => Check::ok("settings", config.path.display().to_string()),
    }
}

fn keys(config: &Config, environment: &Environment) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut bytes = Vec::new();
    for name in KeyName::ALL {
        let path = config.storage.key_file(name, environment);
        let label = match name {
            KeyName::Master => "master key",
            KeyName::Reference => "ref. key",
        };
        checks.push(match keyfile::read(name, &path) {
            Err(why) => {
                let todo = if matches!(why, KeyFileError::Missing { .. }) { FROM_SYSTEMD } else { "" };
                Check::not_ok(label, Verdict::Fail, why.to_string(), todo)
            }
            Ok(key) => {
                bytes.push(key);
                match others_may_read(&path) {
                    Some(mode) => readable(label, &path, mode),
                    None => {
                        Check::ok(label, format!("{}, whole and private{}", path.display(), unchanging(name)))
                    }
                }
            }
        });
    }
    if bytes.len() == 2 && bytes[0] == bytes[1] {
        checks.push(Check::not_ok(
            "keys",
            Verdict::Fail,
            "both key files hold the same key",
            "Restore them from the recovery sheet; each has its own.",
        ));
    }
    checks
}

/// What is to be known of the key that is never changed.
fn unchanging(name: KeyName) -> &'static str {
    match name {
        KeyName::Master => "",
        KeyName::Reference => "; it is never changed, for members' rows lie under it",
    }
}

/// Tells of a change of the master key that was cut off, and of an old key that has had its time.
fn master_keys_beside(config: &Config, environment: &Environment) -> Vec<Check> {
    let (next, old) = (config.storage.next_master(environment), config.storage.old_master(environment));
    let mut checks = Vec::new();
    if next.exists() {
        checks.push(Check::not_ok(
            "master key",
            Verdict::Warn,
            format!("{} lies here: a change of the master key was not finished", next.display()),
            "Run `chimebot keys rotate-master` again. Where the key is a credential, put the new one in its place \
             and then delete this file.",
        ));
    }
    if old.exists() {
        checks.push(Check::not_ok(
            "master key",
            Verdict::Warn,
            format!(
                "{} still lies here, for copies of keys made before the master key was changed",
                old.display()
            ),
            "Delete it 7 days after the change.",
        ));
    }
    checks
}

/// The mode of a secret that others than its owner may read.
#[cfg(unix)]
pub(super) fn others_may_read(path: &Path) -> Option<u32> {
    let mode = mode(path)?;
    // systemd lays credentials with mode 0440 into a folder that only the service may enter.
    (mode & 0o007 != 0 || mode & 0o070 != 0 && !is_in_shut_folder(path)).then_some(mode)
}

/// The mode of a database that others than its owner may come to.
#[cfg(unix)]
fn others_may_come_to(path: &Path) -> Option<u32> {
    // Older versions made databases for everybody to read; in a folder of one's own that does no harm.
    mode(path).filter(|mode| mode & 0o077 != 0 && !is_in_shut_folder(path))
}

#[cfg(unix)]
fn is_in_shut_folder(path: &Path) -> bool {
    path.parent().and_then(mode).is_some_and(|mode| matches!(mode, 0o500 | 0o700))
}

#[cfg(unix)]
fn mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    Some(fs::metadata(path).ok()?.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
pub(super) fn others_may_read(_path: &Path) -> Option<u32> {
    None
}

#[cfg(not(unix))]
fn others_may_come_to(_path: &Path) -> Option<u32> {
    None
}

/// A file that others may read, and its cure.
pub(super) fn readable(name: &'static str, path: &Path, mode: u32) -> Check {
    Check::not_ok(
        name,
        Verdict::Warn,
        format!("{} can be read by other users (mode {mode:04o})", path.display()),
        format!("chmod 600 {}", path.display()),
    )
}

/// Looks at a database file from outside: there, readable, and a database at all.
fn database(name: &'static str, path: &Path) -> Check {
    let shown = path.display();
    let mut head = [0; 16];
    match fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)) {
        Ok(()) if head == *b"SQLite format 3\0" => match others_may_come_to(path) {
            Some(mode) => readable(name, path, mode),
            None => Check::ok(name, format!("{shown}, a SQLite file")),
        },
        Ok(()) => not_a_database(name, path),
        Err(why) if why.kind() == io::ErrorKind::NotFound => {
            Check::ok(name, format!("{shown} is not there yet; the first `run` makes it"))
        }
        // An empty file is what a crash leaves before SQLite wrote its first page.
        Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => {
            match fs::metadata(path).map(|file| file.len()) {
                Ok(0) => Check::ok(name, format!("{shown} is empty; the first `run` fills it")),
                _ => not_a_database(name, path),
            }
        }
        Err(why) => Check::not_ok(
            name,
            Verdict::Fail,
            format!("{shown} cannot be read: {why}"),
            "Run the doctor as the user who runs the bot, and check who owns the file.",
        ),
    }
}

fn not_a_database(name: &'static str, path: &Path) -> Check {
    Check::not_ok(
        name,
        Verdict::Fail,
        format!("{} is not a SQLite database", path.display()),
        "Keep the file, and put back the newest backup beside it under this name.",
    )
}

#[cfg(unix)]
fn disk(database: &Path) -> Option<Check> {
    use rustix::fs::StatVfsMountFlags;

    let dir = nearest_existing(database)?;
    let disk = match rustix::fs::statvfs(dir) {
        Ok(disk) => disk,
        Err(why) => {
            let found = format!("the disk of {} does not answer: {why}", dir.display());
            return Some(Check::not_ok("disk", Verdict::Warn, found, "Check that it is mounted."));
        }
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    Some(if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
        Check::not_ok(
            "disk",
            Verdict::Fail,
            format!("the disk of {} is mounted read-only", dir.display()),
            "A disk that turned read-only by itself may be failing: look at the system's log, then remount it.",
        )
    } else {
        space(free, dir)
    })
}

#[cfg(not(unix))]
fn disk(_database: &Path) -> Option<Check> {
    None
}

fn space(free: u64, dir: &Path) -> Check {
    let found = format!("{} MB free for {}", free >> 20, dir.display());
    let todo = "Make room. When the disk is full the bot answers that nothing was saved.";
    match free {
        ..NO_SPACE => Check::not_ok("disk", Verdict::Fail, found, todo),
        NO_SPACE..LOW_SPACE => Check::not_ok("disk", Verdict::Warn, found, todo),
        _ => Check::ok("disk", found),
    }
}

/// Warns of what one broken or stolen volume would take along.
fn volumes(config: &Config, environment: &Environment) -> Vec<Check> {
    let storage = &config.storage;
    let database = volume_of(&storage.database());
    let keys = volume_of(&storage.key_file(KeyName::Master, environment));
    let backups =
        config.backup.as_ref().map(|section| section.folder.as_path()).or(storage.backups.as_deref());
    let backups = backups.map(volume_of);
    let mut checks = Vec::new();
    if database.is_some() && database == keys {
        checks.push(Check::not_ok(
            "volumes",
            Verdict::Warn,
            "keys and database are on one volume: whoever gets the disk, or an image of it, can read what members kept",
            "Put the keys elsewhere: systemd credentials, or master_key and reference_key in [storage].",
        ));
    }
    match backups {
        None => {}
        Some(backups) if backups.is_some() && backups == database => checks.push(Check::not_ok(
            "volumes",
            Verdict::Warn,
            "backups and database are on one volume: when it breaks, both are gone",
            "Point `folder` in [backup] to another disk, or copy the backups to another machine.",
        )),
        Some(backups) if backups.is_some() && backups == keys => checks.push(Check::not_ok(
            "volumes",
            Verdict::Warn,
            "backups and keys are on one volume: whoever gets it can read the backups",
            "Keep them apart.",
        )),
        Some(_) => checks.push(Check::ok("volumes", "backups have a volume of their own")),
    }
    checks
}

/// The device a path lies on, or will lie on.
#[cfg(unix)]
fn volume_of(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(nearest_existing(path)?).ok().map(|found| found.dev())
}

#[cfg(not(unix))]
fn volume_of(_path: &Path) -> Option<u64> {
    None
}

/// The path itself, or the nearest folder above it that is there.
fn nearest_existing(path: &Path) -> Option<&Path> {
    path.ancestors()
        .map(|path| if path.as_os_str().is_empty() { Path::new(".") } else { path })
        .find(|p| p.exists())
}

fn zones() -> Check {
    let bundled = jiff::tz::TimeZoneDatabase::bundled();
    match (bundled.available().count(), bundled.get("Europe/London")) {
        (count, Ok(_)) if count > 300 => Check::ok(
            "zones",
            format!("{count} time zones built into the program; the system's are not used"),
        ),
        _ => Check::not_ok(
            "zones",
            Verdict::Fail,
            "this program was built without its time zones",
            "Build it again with Cargo.toml as it is in the repository.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zone_data_is_on_board() {
        assert_eq!(zones().verdict, Verdict::Ok);
    }

    #[test]
    fn little_space_warns_and_none_fails() {
        let dir = Path::new("d");
        assert_eq!(space(NO_SPACE - 1, dir).verdict, Verdict::Fail);
        assert_eq!(space(NO_SPACE, dir).verdict, Verdict::Warn);
        assert_eq!(space(LOW_SPACE, dir).verdict, Verdict::Ok);
    }

    #[test]
    fn a_file_that_is_no_database_is_kept_and_told() {
        let dir = tempfile::tempdir().unwrap();
        #[cfg(unix)]
        fs::set_permissions(dir.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
        let path = dir.path().join("chimebot.db");
        assert_eq!(database("database", &path).verdict, Verdict::Ok, "not there yet");
        for (content, verdict) in [
            (&b""[..], Verdict::Ok),
            (b"short", Verdict::Fail),
            (b"something else entirely", Verdict::Fail),
            (b"SQLite format 3\0 and so on", Verdict::Ok),
        ] {
            fs::write(&path, content).unwrap();
            assert_eq!(database("database", &path).verdict, verdict, "{content:?}");
            assert_eq!(fs::read(&path).unwrap(), content);
        }
    }

    #[test]
    fn one_volume_for_everything_is_worth_two_warnings() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config::parse("[storage]\nbackups = \"b\"\n", &dir.path().join("config.toml")).unwrap();
        let found = volumes(&config, &Environment::from_pairs([]));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|check| check.verdict == Verdict::Warn));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn keys_on_a_volume_of_their_own_are_no_matter() {
        let dir = tempfile::tempdir().unwrap();
        // Linux has /proc everywhere, and it is never the disk a test writes to.
        let text = "[storage]\nmaster_key = \"/proc/version\"\n";
        let config = Config::parse(text, &dir.path().join("config.toml")).unwrap();
        assert_eq!(volumes(&config, &Environment::from_pairs([])), []);
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_is_a_warning_with_its_cure() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let config = Config::parse("", &dir.path().join("config.toml")).unwrap();
        let environment = Environment::from_pairs([]);
        let path = config.storage.key_file(KeyName::Master, &environment);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        keyfile::write_new(KeyName::Master, &path, &zeroize::Zeroizing::new([3; 32])).unwrap();
        let master = || keys(&config, &environment).remove(0);
        assert_eq!(master().verdict, Verdict::Ok);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(master().verdict, Verdict::Warn);
        assert!(master().todo.starts_with("chmod 600 "), "{:?}", master());
    }
}
