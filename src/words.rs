//! Every text a person reads: Fluent messages, prompt packs and help lines.
//!
//! They are compiled in, and an operator's `prompts_dir` is laid over them file
//! by file. A changed overlay is taken up while the bot runs; one with an error
//! leaves the texts in force as they are and says what is wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

use crate::domain::help::HelpBook;
use crate::domain::prompt::{Finding, Pack, Severity, line_at};

/// The locale whose texts are complete; others fall back to it, message by message.
pub const BASE_LOCALE: &str = "en";

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// Arguments of a text: name and value.
pub type Args<'a> = &'a [(&'static str, FluentValue<'a>)];

/// The texts in force, shared by the whole bot.
#[derive(Debug)]
pub struct Words {
    texts: RwLock<Arc<Texts>>,
    place: Place,
    /// What lay over the built-in texts when it was last looked at, good or bad.
    seen: Mutex<Overlay>,
}

/// Where an operator's own texts are.
#[derive(Clone, Debug, Default)]
struct Place {
    /// The folder of prompt files, laid out as `prompts/`.
    prompts: Option<PathBuf>,
    /// The file of help lines.
    help: Option<PathBuf>,
}

/// An operator's own texts, as they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Overlay {
    files: BTreeMap<String, String>,
    /// The help lines' file and its text, or why it could not be read.
    help: Option<(String, Result<String, String>)>,
}

/// What a look at the overlay came to.
#[derive(Debug)]
pub enum Reload {
    /// Nothing changed since the last look.
    Unchanged,
    /// The new texts are in force.
    Taken,
    /// The new texts have errors; the old ones stay in force.
    Refused(Vec<Finding>),
}

impl Words {
    /// The compiled-in texts under those of `overlay`, when that folder exists.
    ///
    /// # Errors
    /// The errors found, each with its file and line.
    pub fn load(overlay: Option<&Path>) -> Result<Self, Vec<Finding>> {
        Self::load_with_help(overlay, None)
    }

    /// As [`Words::load`], with the help lines of the file `help` laid over the built-in ones.
    ///
    /// # Errors
    /// The errors found, each with its file and line. A file of help lines must be there:
    /// whoever named one must not believe that its numbers are shown when they are not.
    pub fn load_with_help(prompts: Option<&Path>, help: Option<&Path>) -> Result<Self, Vec<Finding>> {
        let place = Place { prompts: prompts.map(Path::to_owned), help: help.map(Path::to_owned) };
        let seen = place.read();
        let texts = seen.over_built_in()?;
        Ok(Self { texts: RwLock::new(Arc::new(texts)), place, seen: Mutex::new(seen) })
    }

    /// The texts in force now. Hold them for one interaction, not longer.
    pub fn now(&self) -> Arc<Texts> {
        Arc::clone(&self.texts.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks whether the overlay changed, and takes it up if it is good.
    pub fn reload_if_changed(&self) -> Reload {
        let found = self.place.read();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == found {
            return Reload::Unchanged;
        }
        let outcome = match found.over_built_in() {
            Ok(texts) => {
                *self.texts.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(texts);
                Reload::Taken
            }
            Err(findings) => Reload::Refused(findings),
        };
        *seen = found;
        outcome
    }
}

impl Place {
    fn read(&self) -> Overlay {
        let help = self.help.as_deref().map(|path| {
            let text = std::fs::read_to_string(path).map_err(|why| why.to_string());
            (path.display().to_string(), text)
        });
        Overlay { files: self.prompts.as_deref().map(read_overlay).unwrap_or_default(), help }
    }
}

impl Overlay {
    fn over_built_in(&self) -> Result<Texts, Vec<Finding>> {
        let texts = Texts::from_files(&over_embedded(&self.files));
        let Some((file, text)) = &self.help else { return texts };
        let built_in = embedded().remove(HELP_LINES).unwrap_or_default();
        let help = match (texts.as_ref().map(|texts| texts.help.clone()), text) {
            (_, Err(why)) => Err(vec![unread(file, why)]),
            (Ok(book), Ok(text)) => book.overlaid(file, text),
            // Faults in both are told together; the built-in book finds those of the help lines.
            (Err(_), Ok(text)) => {
                HelpBook::parse(HELP_LINES, &built_in).and_then(|book| book.overlaid(file, text))
            }
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

/// One consistent set of texts.
pub struct Texts {
    locales: BTreeMap<String, Locale>,
    help: HelpBook,
}

struct Locale {
    messages: FluentBundle<FluentResource>,
    pack: Option<Pack>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("locales", &self.locales.keys()).finish_non_exhaustive()
    }
}

impl Texts {
    /// Reads the files of a `prompts/` folder: `<locale>/*.ftl`, `<locale>/*.toml` and `help/lines.toml`.
    ///
    /// # Errors
    /// The errors found, each with its file and line.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut locales = BTreeMap::new();
        for locale in locale_names(files) {
            match Locale::read(&locale, files) {
                Ok(read) => {
                    locales.insert(locale, read);
                }
                Err(found) => findings.extend(found),
            }
        }
        let lines = files.get(HELP_LINES).map_or("", String::as_str);
        match HelpBook::parse(HELP_LINES, lines) {
            Ok(help) if findings.is_empty() => Ok(Self { locales, help }),
            Ok(_) => Err(findings),
            Err(found) => {
                findings.extend(found);
                Err(findings)
            }
        }
    }

    /// The text `key`, with `args` filled in, in `locale` or else in the base locale.
    ///
    /// A key that exists nowhere is a fault of ours: it is logged, and the person
    /// sees nothing of it but a gap.
    pub fn say(&self, locale: &str, key: &str, args: Args<'_>) -> String {
        let mut wanted = vec![locale];
        if let Some((language, _)) = locale.split_once('-') {
            wanted.push(language);
        }
        wanted.push(BASE_LOCALE);
        let found = wanted.iter().find_map(|name| self.locales.get(*name)?.format(key, args));
        found.unwrap_or_else(|| {
            tracing::error!(key, "a text is missing from prompts/");
            String::new()
        })
    }

    /// Some names in a row, as the locale writes a list.
    pub fn list(&self, locale: &str, names: impl IntoIterator<Item = String>) -> String {
        let joined = names.into_iter().reduce(|first, second| {
            self.say(locale, "list-join", &[("first", first.into()), ("second", second.into())])
        });
        joined.unwrap_or_default()
    }

    /// Two sentences in one line, as the locale sets them.
    pub fn sentences(&self, locale: &str, first: String, second: String) -> String {
        self.say(locale, "sentence-join", &[("first", first.into()), ("second", second.into())])
    }

    /// The name or another attribute of a slash command, in the base locale.
    pub fn attribute(&self, key: &str, attribute: Option<&str>) -> Option<String> {
        let base = &self.locales.get(BASE_LOCALE)?.messages;
        let message = base.get_message(key)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        Some(base.format_pattern(pattern, None, &mut Vec::new()).into_owned())
    }

    /// Whether the base locale has the text `key`.
    pub fn has(&self, key: &str) -> bool {
        self.locales.get(BASE_LOCALE).is_some_and(|base| base.messages.has_message(key))
    }

    /// The prompts of `locale`, or those of the base locale.
    pub fn pack(&self, locale: &str) -> &Pack {
        let own = self.locales.get(locale).and_then(|own| own.pack.as_ref());
        own.or_else(|| self.locales.get(BASE_LOCALE)?.pack.as_ref())
            .expect("the base locale is compiled in with its prompts, and no text set loads without them")
    }

    /// The built-in help lines with the community's own laid over.
    pub fn help(&self) -> &HelpBook {
        &self.help
    }

    /// The locales that have texts.
    pub fn locales(&self) -> impl Iterator<Item = &str> {
        self.locales.keys().map(String::as_str)
    }
}

const HELP_LINES: &str = "help/lines.toml";

impl Locale {
    fn read(name: &str, files: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let language: LanguageIdentifier = name.parse().unwrap_or_default();
        let mut messages = FluentBundle::new_concurrent(vec![language]);
        // Isolation marks are invisible and break copying a number out of a sentence.
        messages.set_use_isolating(false);
        let prefix = format!("{name}/");
        let mut prompts = Vec::new();
        for (path, text) in files.range(prefix.clone()..).take_while(|(path, _)| path.starts_with(&prefix)) {
            if has_kind(path, "toml") {
                prompts.push((path.as_str(), text.as_str()));
            } else if has_kind(path, "ftl") {
                match FluentResource::try_new(text.clone()) {
                    Ok(resource) => messages.add_resource_overriding(resource),
                    Err((_, errors)) => {
                        let at = errors.iter().map(|error| (error.pos.start, error.kind.to_string()));
                        findings.extend(at.map(|(place, said)| unreadable(path, text, place, said)));
                    }
                }
            }
        }
        let pack = if prompts.is_empty() && name != BASE_LOCALE {
            None
        } else {
            match Pack::check(&prompts) {
                Ok((pack, _notes)) => Some(pack),
                Err(found) => {
                    findings.extend(found);
                    None
                }
            }
        };
        if findings.is_empty() { Ok(Self { messages, pack }) } else { Err(findings) }
    }

    fn format(&self, key: &str, args: Args<'_>) -> Option<String> {
        let pattern = self.messages.get_message(key)?.value()?;
        let args: FluentArgs<'_> = args.iter().cloned().collect();
        let mut errors = Vec::new();
        let text = self.messages.format_pattern(pattern, Some(&args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(key, "a text uses a name that the bot does not fill in");
        }
        Some(Cow::into_owned(text))
    }
}

fn unreadable(path: &str, text: &str, place: usize, message: String) -> Finding {
    let line = line_at(text, place.min(text.len()));
    Finding { file: path.to_owned(), line, severity: Severity::Error, code: "syntax", message }
}

fn locale_names(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<String> = files
        .keys()
        .filter_map(|path| path.split_once('/'))
        .map(|(folder, _)| folder.to_owned())
        .filter(|folder| folder != "help")
        .collect();
    names.dedup();
    names
}

/// The paths below `folder` that would be laid over the compiled-in files.
pub fn own_files(folder: &Path) -> Vec<String> {
    read_overlay(folder).into_keys().collect()
}

/// The compiled-in files, by path below `prompts/`, with those of a folder laid over them.
pub fn laid_over(folder: Option<&Path>) -> BTreeMap<String, String> {
    over_embedded(&folder.map(read_overlay).unwrap_or_default())
}

fn over_embedded(overlay: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut files = embedded();
    files.extend(overlay.iter().map(|(path, text)| (path.clone(), text.clone())));
    files
}

fn embedded() -> BTreeMap<String, String> {
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

fn has_kind(path: &str, kind: &str) -> bool {
    Path::new(path).extension().is_some_and(|own| own == kind)
}

/// The overlay's files, one folder deep. A folder that is not there has none.
fn read_overlay(folder: &Path) -> BTreeMap<String, String> {
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
