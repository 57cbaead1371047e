//! All entries of one community, as members and moderators find them.

use jiff::civil::Date;

use super::{Entry, EntryId};
use crate::domain::search;

/// The entries of a community, by title and then by name: no pathway stands above another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    entries: Vec<Entry>,
}

impl Library {
    /// A library of `entries`, retired ones included.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_cached_key(|entry| (search::plain(&entry.body.title), entry.id.clone()));
        Self { entries }
    }

    /// Every entry, retired ones included, in order.
    pub fn all(&self) -> &[Entry] {
        &self.entries
    }

    /// What members see, in order.
    pub fn live(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.retired)
    }

    /// The entry of this name, retired or not.
    pub fn get(&self, id: &EntryId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == *id)
    }

    /// What moderators are asked to check again, in the order of [`check_order`].
    pub fn to_check(&self, today: Date) -> Vec<&Entry> {
        let mut waiting: Vec<&Entry> =
            self.live().filter(|entry| entry.dead || entry.body.is_overdue(today)).collect();
        waiting.sort_by_key(|entry| check_order(entry));
        waiting
    }

    /// The entries whose title is like `typed`, the best first, at most `most`; the first ones for nothing typed.
    pub fn like(&self, typed: &str, most: usize) -> Vec<&Entry> {
        let titles = self.entries.iter().enumerate().map(|(at, entry)| Titled(at, &entry.body.title));
        let found = search::best(typed, titles, most);
        found.into_iter().filter_map(|Titled(at, _)| self.entries.get(at)).collect()
    }

    /// The entry that is meant by a name or a whole title.
    pub fn meant(&self, text: &str) -> Option<&Entry> {
        let wanted = search::plain(text);
        let by_name = self.entries.iter().find(|entry| entry.id.as_str() == text.trim());
        by_name.or_else(|| self.entries.iter().find(|entry| search::plain(&entry.body.title) == wanted))
    }
}

/// Where an entry stands among those to be checked again: those somebody found dead come first, then
/// what nobody looked at for longest.
pub fn check_order(entry: &Entry) -> (bool, Date, &EntryId) {
    (!entry.dead, entry.body.checked_on, &entry.id)
}

/// A title, and whose it is.
#[derive(Clone, Copy)]
struct Titled<'a>(usize, &'a str);

impl AsRef<str> for Titled<'_> {
    fn as_ref(&self) -> &str {
        self.1
    }
}
