//! The checks that other rooms make of themselves: every page of the databases, every word.

use std::path::Path;

use jiff::Timestamp;

use super::{Check, Verdict};
use crate::backup;
use crate::cli::run::load_words;
use crate::clock::Clock;
use crate::config::{Config, Environment};
use crate::store::{self, Entries, Examined, Keyring, LedgerFound, OpenError, Paths};

/// Asks what a start asks, and reads every page of both databases, once there are any.
pub async fn store(config: &Config, environment: &Environment) -> Vec<Check> {
    let paths = crate::cli::paths(config);
    let mut checks = pages(&paths).await;
    // What is wrong with the key files themselves was told by the checks of the machine.
    if let Ok(keyring) = crate::cli::keys::keyring(config, environment) {
        checks.extend(fit(&paths, &keyring, Clock::system().now()).await);
    }
    checks.extend(leftovers(&paths));
    checks
}

/// What a start would refuse, and what it would say of the ledger.
async fn fit(paths: &Paths, keyring: &Keyring, now: Timestamp) -> Vec<Check> {
    match store::fits(paths, keyring, now).await {
        // A damaged file was told with its pages.
        Ok(LedgerFound { lost: false, was_lost: false }) | Err(OpenError::Corrupt(_)) => Vec::new(),
        Ok(_) => vec![Check::not_ok(
            "erasures",
            Verdict::Warn,
            format!(
                "the ledger of erasures {} was lost or emptied: who erased data before that is not known here",
                paths.erasures.display()
            ),
            "The bot runs without. Keep every `erasures` file beside the backups: a restore reads them all, so that \
             nobody who erased their data comes back.",
        )],
        Err(why) => vec![Check::not_ok("start", Verdict::Fail, why.to_string(), "")],
    }
}

/// What a crash or a restore left beside the databases.
fn leftovers(paths: &Paths) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(folder) = backup::clear_copies_left(paths) {
        checks.push(Check::not_ok(
            "leftovers",
            Verdict::Warn,
            format!(
                "{} holds clear copies that a backup or restore left when it was cut off",
                folder.display()
            ),
            "The running bot deletes it within seconds. If the bot stands, delete it.",
        ));
    }
    for folder in backup::set_aside(paths) {
        checks.push(Check::not_ok(
            "leftovers",
            Verdict::Warn,
            format!("{} holds what was here before a backup was put back", folder.display()),
            "Delete it when all is well. The bot deletes it 7 days after the restore.",
        ));
    }
    checks
}

async fn pages(paths: &Paths) -> Vec<Check> {
    let made = |path: &Path| std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    // What is missing was told by the checks of the machine.
    if !made(&paths.main) || !made(&paths.keys) {
        return Vec::new();
    }
    match store::examine(paths).await {
        Ok(Examined { main_version: None, .. }) => vec![no_tables(&paths.main)],
        Ok(Examined { keys_version: None, .. }) => vec![no_tables(&paths.keys)],
        Ok(found) => {
            let version = found.main_version.unwrap_or_default();
            let whole = format!("every page is whole (version {version}, SQLite {})", found.sqlite);
            let mut checks = vec![Check::ok("pages", whole)];
            checks.extend(found.keyless.then(|| keyless(&paths.keys)));
            checks
        }
        // Its sentence says what to do.
        Err(why) => vec![Check::not_ok("pages", Verdict::Fail, why.to_string(), "")],
    }
}

/// Rows without a key: nobody can read them, and the next start removes them. Not how many: that would count
/// what members did.
fn keyless(keys: &Path) -> Check {
    Check::not_ok(
        "members",
        Verdict::Warn,
        format!(
            "some rows have no key in {} and cannot be read; the next start removes them",
            keys.display()
        ),
        "If an older file of keys was put there, put the newest one back before the bot starts. After a crash \
         nothing is to be done: somebody had erased their data.",
    )
}

/// A file that SQLite knows and that holds nothing: what a copy beside a running bot amounts to.
fn no_tables(path: &Path) -> Check {
    Check::not_ok(
        "pages",
        Verdict::Fail,
        format!("{} holds no tables: nothing is kept in it", path.display()),
        "If it is a copy, it was made while the bot ran: stop the bot before you copy. If this bot is new, move \
         both databases away; the next `run` makes them anew.",
    )
}

/// Looks at the ledger of erasures, and at how old the newest backup is.
pub fn backups(config: &Config, clock: &Clock) -> Vec<Check> {
    let path = config.storage.erasures();
    let mut checks = Vec::new();
    match Entries::read(&path) {
        Ok(None | Some(Entries { damaged: 0, .. })) => {}
        Ok(Some(_)) => checks.push(Check::not_ok(
            "erasures",
            Verdict::Warn,
            format!("{} holds lines that cannot be read", path.display()),
            "Keep the file. When a backup is put back, what those lines erased may be back; the copy beside the \
             backups may still know it.",
        )),
        Err(why) => checks.push(Check::not_ok(
            "erasures",
            Verdict::Fail,
            format!("{} cannot be read: {why}", path.display()),
            "Run the doctor as the user who runs the bot, and check who owns the file.",
        )),
    }
    let Some(section) = &config.backup else {
        checks.push(Check::not_ok(
            "backups",
            Verdict::Warn,
            "no backups are made: when the disk breaks, all that members kept is gone",
            "Add a section [backup] with folder and recipient; docs/operators.md tells how.",
        ));
        return checks;
    };
    let hours = i64::from(section.every_hours);
    // One from the future was made while a clock was wrong, and tells nothing.
    let now = clock.now();
    let age = backup::newest(&section.folder, now).map(|made| now.duration_since(made).as_hours());
    checks.push(match age {
        // A backup that takes its time is not late yet.
        Some(age) if age <= 2 * hours => {
            Check::ok("backups", format!("the newest is {} hours old", age.max(0)))
        }
        Some(age) => Check::not_ok(
            "backups",
            Verdict::Warn,
            format!("the newest is {age} hours old, and there should be one every {hours}"),
            "Look in the log for why none is made. `chimebot backup` makes one now.",
        ),
        None => Check::not_ok(
            "backups",
            Verdict::Warn,
            format!("there is none in {} yet", section.folder.display()),
            "The running bot makes the first one at once. `chimebot backup` makes one now.",
        ),
    });
    checks
}

/// Reads the operator's own prompts and help lines.
pub fn words(config: &Config) -> Vec<Check> {
    if let Some(folder) = config.words.prompts_dir.as_deref().filter(|folder| !folder.is_dir()) {
        return vec![Check::not_ok(
            "words",
            Verdict::Warn,
            format!("{} is not there; the built-in words are used", folder.display()),
            "Correct `prompts_dir` in [words], or make that folder.",
        )];
    }
    vec![match load_words(config) {
        Ok(_) => Check::ok("words", "every text can be used"),
        Err(why) => Check::not_ok("words", Verdict::Fail, why.to_string(), ""),
    }]
}
