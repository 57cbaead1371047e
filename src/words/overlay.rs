//! The files that the texts come from: those compiled in, and an operator's own laid over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::Texts;
use crate::domain::prompt::{Finding, Severity};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// Where an operator's own texts are.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// The folder of prompt files, laid out as `prompts/`.
    pub(super) prompts: Option<PathBuf>,
    /// The file of help lines.
    pub(super) help: Option<PathBuf>,
}

/// An operator's own texts, as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlay {
    pub(super) files: BTreeMap<String, String>,
    /// The help lines' file and its text, or why it could not be read.
    pub(super) help: Option<(String, Result<String, String>)>,
}

impl Place {
    pub(super) fn read(&self) -> Overlay {
        let help = self.help.as_deref().map(|path| {
            let text = std::fs::read_to_string(path).map_err(|why| why.to_string());
            (path.display().to_string(), text)
        });
        Overlay { files: self.prompts.as_deref().map(read_overlay).unwrap_or_default(), help }
    }
}

impl Overlay {
    /// The built-in texts with these laid over them.
    ///
    /// # Errors
    /// Every fault of prompts, texts and help lines, told together.
    pub(super) fn over_built_in(&self) -> Result<Texts, Vec<Finding>> {
        let texts = Texts::under(&self.files);
        let Some((file, text)) = &self.help else { return texts };
        let help = match (texts.as_ref().map(|texts| &texts.help), text) {
            (_, Err(why)) => Err(vec![unread(file, why)]),
            (Ok(book), Ok(text)) => book.overlaid(file, text),
            // The built-in book finds the faults of the help lines all the same.
            (Err(_), Ok(text)) => super::built_in_help().and_then(|book| book.overlaid(file, text)),
        };
        match (texts, help) {
            (Ok(texts), Ok(help)) => Ok(Texts { help, ..texts }),
            (Err(mut findings), Err(more)) => {
                findings.extend(more);
                Err(findings)
            }
            (Err(findings), Ok(_)) | (Ok(_), Err(findings)) => Err(findings),
        }
    }
}

fn unread(file: &str, why: &str) -> Finding {
    let message = format!(
        "cannot be read: {why}. Put it there, or correct `help_overrides` in [words] of the settings"
    );
    Finding { file: file.to_owned(), line: 1, severity: Severity::Error, code: "unreadable", message }
}

/// The paths below `folder` that would be laid over the compiled-in files.
pub fn own_files(folder: &Path) -> Vec<String> {
    read_overlay(folder).into_keys().collect()
}

/// The compiled-in files, by path below `prompts/`, with those of a folder laid over them.
pub fn laid_over(folder: Option<&Path>) -> BTreeMap<String, String> {
    over_embedded(&folder.map(read_overlay).unwrap_or_default())
}

pub(super) fn over_embedded(overlay: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut files = embedded();
    files.extend(overlay.iter().map(|(path, text)| (path.clone(), text.clone())));
    files
}

pub(super) fn embedded() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    collect(&EMBEDDED, &mut files);
    files
}

fn collect(folder: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if let (true, Some(text)) = (is_text(&path), file.contents_utf8()) {
            files.insert(path, text.to_owned());
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

fn is_text(path: &str) -> bool {
    has_kind(path, "ftl") || has_kind(path, "toml")
}

pub(super) fn has_kind(path: &str, kind: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == kind)
}

/// The overlay's files, one folder deep. A folder that is not there has none.
pub(super) fn read_overlay(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let Ok(locales) = std::fs::read_dir(folder) else { return files };
    for locale in locales.flatten() {
        let Ok(entries) = std::fs::read_dir(locale.path()) else { continue };
        for entry in entries.flatten() {
            let path =
                format!("{}/{}", locale.file_name().to_string_lossy(), entry.file_name().to_string_lossy());
            if let (true, Ok(bytes)) = (is_text(&path), std::fs::read(entry.path())) {
                files.insert(path, String::from_utf8_lossy(&bytes).into_owned());
            }
        }
    }
    files
}
