//! Every text a person reads: Fluent messages, prompt packs and help lines.
//!
//! They are compiled in, and an operator's `prompts_dir` is laid over them: texts
//! message by message, help lines line by line, prompts and the starter list file by file. A changed
//! overlay is taken up while the bot runs; one with an error leaves the texts in
//! force as they are and says what is wrong.

mod check;
mod entries;
mod overlay;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use self::overlay::{Overlay, Place, has_kind};
pub use self::overlay::{laid_over, own_files};
use crate::domain::help::HelpBook;
use crate::domain::prompt::{Finding, Pack, Severity, line_at};
use crate::domain::resource::file::Sheet;

/// The locale whose texts are complete; others fall back to it, message by message.
pub const BASE_LOCALE: &str = "en";

type Messages = FluentBundle<FluentResource>;

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

/// One consistent set of texts.
pub struct Texts {
    locales: BTreeMap<String, Locale>,
    help: HelpBook,
    starter: Sheet,
}

struct Locale {
    messages: Messages,
    pack: Option<Pack>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").field("locales", &self.locales.keys()).finish_non_exhaustive()
    }
}

impl Texts {
    /// The built-in texts under the files of an overlay: `<locale>/*.ftl` message by message,
    /// `<locale>/*.toml` file by file, and `help/lines.toml` line by line.
    fn under(overlay: &BTreeMap<String, String>) -> Result<Self, Vec<Finding>> {
        let built_in = overlay::embedded();
        let files = overlay::over_embedded(overlay);
        let mut findings = Vec::new();
        let mut locales = BTreeMap::new();
        for name in locale_names(&files) {
            match Locale::read(&name, &built_in, overlay, &files) {
                Ok(read) => {
                    locales.insert(name, read);
                }
                Err(found) => findings.extend(found),
            }
        }
        let starter = entries::read_starter(files.get(entries::STARTER).map_or("", String::as_str));
        let starter = starter.unwrap_or_else(|found| {
            findings.extend(found);
            Sheet::default()
        });
        let help = built_in_help().and_then(|book| match overlay.get(HELP_LINES) {
            Some(own) => book.overlaid(HELP_LINES, own),
            None => Ok(book),
        });
        match help {
            Ok(help) if findings.is_empty() => Ok(Self { locales, help, starter }),
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

/// Folders of `prompts/` that are no language.
pub const NO_LANGUAGES: [&str; 2] = ["help", "resources"];

/// What is odd and harmless in the messages of a folder laid over the built-in ones.
pub fn notes(folder: &Path) -> Vec<Finding> {
    let own = overlay::read_overlay(folder);
    let messages = own.iter().filter(|(path, _)| has_kind(path, "ftl"));
    messages.flat_map(|(path, text)| check::unknown(path, text)).collect()
}

/// The book of help lines as it is compiled in.
fn built_in_help() -> Result<HelpBook, Vec<Finding>> {
    HelpBook::parse(HELP_LINES, overlay::embedded().get(HELP_LINES).map_or("", String::as_str))
}

impl Locale {
    fn read(
        name: &str,
        built_in: &BTreeMap<String, String>,
        own: &BTreeMap<String, String>,
        files: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut messages = new_bundle(name);
        for (path, text) in of_locale(built_in, name, "ftl") {
            add(&mut messages, path, text, &mut findings);
        }
        let own: Vec<_> = of_locale(own, name, "ftl").collect();
        for (path, text) in &own {
            add(&mut messages, path, text, &mut findings);
        }
        for (path, text) in own {
            findings.extend(check::messages(path, text, &messages));
        }
        let prompts: Vec<_> = of_locale(files, name, "toml").collect();
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

fn new_bundle(locale: &str) -> Messages {
    let language: LanguageIdentifier = locale.parse().unwrap_or_default();
    let mut messages = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are invisible and break copying a number out of a sentence.
    messages.set_use_isolating(false);
    messages
}

/// Adds a file's messages, in place of those of the same name.
fn add(messages: &mut Messages, path: &str, text: &str, findings: &mut Vec<Finding>) {
    match FluentResource::try_new(text.to_owned()) {
        Ok(resource) => messages.add_resource_overriding(resource),
        Err((_, errors)) => {
            let at = errors.iter().map(|error| (error.pos.start, error.kind.to_string()));
            findings.extend(at.map(|(place, said)| unreadable(path, text, place, said)));
        }
    }
}

/// The files of one kind in a locale's folder.
fn of_locale<'a>(
    files: &'a BTreeMap<String, String>,
    locale: &str,
    kind: &'static str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let folder = format!("{locale}/");
    let all = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    all.filter(move |(path, _)| path.starts_with(&folder) && has_kind(path, kind))
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
        .filter(|folder| !NO_LANGUAGES.contains(&folder.as_str()))
        .collect();
    names.dedup();
    names
}
