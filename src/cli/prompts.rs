//! `chimebot prompts check`: the lint that the bot itself runs before it uses a pack.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::EXIT_FAULT;
use crate::domain::prompt::{Finding, Pack, Severity};
use crate::words::{self, Words};

/// What `prompts check` is told.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The folder of prompt files, laid out as prompts/; the built-in ones when left out
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Checks a folder of prompts and prints each finding with its file and line.
pub fn main(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    if let Some(dir) = &args.dir {
        anyhow::ensure!(dir.is_dir(), "{} is not a folder: name one laid out as prompts/", dir.display());
        anyhow::ensure!(
            !words::own_files(dir).is_empty(),
            "{} holds no texts: they lie one folder deeper, by language, such as {}",
            dir.display(),
            dir.join("en").join("hope.toml").display()
        );
    }
    let (findings, prompts) = check(args);
    for finding in &findings {
        println!("{finding}");
    }
    if findings.iter().any(Finding::is_error) {
        println!("Errors were found. A bot that runs keeps its old words until they are mended.");
        return Ok(ExitCode::from(EXIT_FAULT));
    }
    println!("{prompts} prompts, no errors.");
    Ok(ExitCode::SUCCESS)
}

fn check(args: &CheckArgs) -> (Vec<Finding>, usize) {
    let mut findings = Words::load(args.dir.as_deref()).err().unwrap_or_default();
    let files = words::laid_over(args.dir.as_deref());
    findings.extend(args.dir.as_deref().map(strange_folders).unwrap_or_default());
    findings.extend(args.dir.as_deref().map(words::notes).unwrap_or_default());
    let mut prompts = 0;
    let locales: BTreeSet<&str> =
        files.keys().filter_map(|path| path.split_once('/')).map(|(locale, _)| locale).collect();
    for locale in locales.into_iter().filter(|locale| !words::NO_LANGUAGES.contains(locale)) {
        let own = files.iter().filter(|(path, _)| {
            path.starts_with(&format!("{locale}/"))
                && Path::new(path).extension().is_some_and(|kind| kind == "toml")
        });
        let own: Vec<(&str, &str)> = own.map(|(path, text)| (path.as_str(), text.as_str())).collect();
        if own.is_empty() {
            continue;
        }
        match Pack::check(&own) {
            Ok((pack, notes)) => {
                prompts += pack.prompts().len();
                findings.extend(notes);
            }
            Err(errors) => findings.extend(errors),
        }
    }
    findings.sort();
    findings.dedup();
    (findings, prompts)
}

/// Folders that are no language of Discord's: their texts would never be shown.
fn strange_folders(dir: &Path) -> Vec<Finding> {
    let files = words::own_files(dir);
    let folders: BTreeSet<&str> =
        files.iter().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    let strange = folders.into_iter().filter(|folder| {
        let language = folder.split_once('-').map_or(*folder, |(language, _)| language);
        !words::NO_LANGUAGES.contains(folder) && !LANGUAGES.contains(&language)
    });
    strange
        .map(|folder| Finding {
            file: format!("{folder}/"),
            line: 1,
            severity: Severity::Error,
            code: "unknown-language",
            message: "a folder is named after a language that Discord has, such as en or pt-BR, or `help` or `resources`: \
                      rename this one"
                .to_owned(),
        })
        .collect()
}

/// The languages of Discord's clients.
const LANGUAGES: [&str; 29] = [
    "bg", "cs", "da", "de", "el", "en", "es", "fi", "fr", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt",
    "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh",
];
