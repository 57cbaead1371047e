//! The checks that other rooms make of themselves: every page of the databases, every word.

use std::path::Path;

use super::{Check, Verdict};
use crate::cli::run::load_words;
use crate::config::Config;
use crate::store::{self, Examined};

/// Reads every page of both databases, once there are any.
pub async fn store(config: &Config) -> Vec<Check> {
    let paths = crate::cli::paths(config);
    let made = |path: &Path| std::fs::metadata(path).is_ok_and(|file| file.len() > 0);
    // What is missing was told by the checks of the machine.
    if !made(&paths.main) || !made(&paths.keys) {
        return Vec::new();
    }
    vec![match store::examine(&paths).await {
        Ok(Examined { main_version: None, .. }) => no_tables(&paths.main),
        Ok(Examined { keys_version: None, .. }) => no_tables(&paths.keys),
        Ok(found) => {
            let version = found.main_version.unwrap_or_default();
            Check::ok("pages", format!("every page is whole (version {version}, SQLite {})", found.sqlite))
        }
        // Its sentence says what to do.
        Err(why) => Check::not_ok("pages", Verdict::Fail, why.to_string(), ""),
    }]
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
