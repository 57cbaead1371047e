//! What moderators see of the list of resources: one file a screen.

pub mod draft;
pub mod entry;
pub mod files;
pub mod form;
pub mod history;
pub mod publish;
pub mod queue;
pub mod review;
pub mod starting;

use jiff::civil::Date;

use crate::words::Texts;

/// Whose eyes see a screen, and on which day: how old an entry is hangs on it.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The words.
    pub texts: &'a Texts,
    /// The reader's locale.
    pub locale: &'a str,
    /// Today in the community.
    pub today: Date,
}

impl Page<'_> {
    /// A text without variables.
    pub fn say(&self, key: &str) -> String {
        self.texts.say(self.locale, key, &[])
    }

    /// A text with one variable.
    pub fn with(&self, key: &str, name: &'static str, value: String) -> String {
        self.texts.say(self.locale, key, &[(name, value.into())])
    }
}
