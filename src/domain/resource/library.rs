//! All entries of one community, as members and moderators find them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::find::Index;
use super::{Entry, EntryId, Reader, Shelf};
use crate::domain::search;

/// The entries of a community, by title and then by name: no pathway stands above another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    entries: Vec<Entry>,
    /// What is found by which word, made once.
    index: Index,
}

impl Library {
    /// A library of `entries`, retired ones included.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_cached_key(|entry| (search::plain(&entry.body.title), entry.id.clone()));
        let index = Index::new(entries.iter().map(|Entry { body, .. }| {
            (body.title.as_str(), body.sentence.as_str(), body.tags.iter().map(String::as_str))
        }));
        Self { entries, index }
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

    /// What stands on a shelf, what is nearest to the reader first.
    pub fn on(&self, part: Shelf, reader: &Reader) -> Vec<&Entry> {
        let mut found: Vec<&Entry> = self.live().filter(|entry| part.holds(entry)).collect();
        found.sort_by_key(|entry| reader.distance(entry));
        found
    }

    /// As many of what stands on a shelf as `most`, of what is for where the reader is, the nearest first.
    /// Among those equally near each has its turn as days go by, so that no title is always the first.
    pub fn some_on(&self, part: Shelf, reader: &Reader, day: Date, most: usize) -> Vec<&Entry> {
        let mut near = self.on(part, reader);
        near.retain(|entry| reader.is_in_reach_of(entry));
        let turn = usize::try_from((day - jiff::civil::date(2020, 1, 1)).get_days()).unwrap_or(0) * most;
        let mut some = Vec::with_capacity(most);
        for equal in near.chunk_by(|one, other| reader.distance(one) == reader.distance(other)) {
            let mut turns: Vec<usize> = (0..equal.len()).collect();
            turns.rotate_left(turn % equal.len());
            turns.truncate(most - some.len());
            turns.sort_unstable();
            some.extend(turns.into_iter().map(|at| equal[at]));
        }
        some
    }

    /// What members find by `typed`, the best first, at most `most`; among equals what is nearest first.
    pub fn find(&self, typed: &str, reader: &Reader, most: usize) -> Vec<&Entry> {
        let shown = |at: usize| !self.entries[at].retired;
        let near = |at: usize| reader.distance(&self.entries[at]);
        self.named(self.index.find(typed, most, shown, near))
    }

    /// The entries that are `of` the wanted ones and like `typed`, the best first, at most `most`; the first
    /// ones for nothing typed.
    pub fn like(&self, typed: &str, most: usize, of: impl Fn(&Entry) -> bool) -> Vec<&Entry> {
        self.named(self.index.find(typed, most, |at| of(&self.entries[at]), |_| 0))
    }

    /// The entry that is meant by a name, or by a whole title that no other has.
    pub fn meant(&self, text: &str) -> Option<&Entry> {
        let wanted = search::plain(text);
        let by_name = self.entries.iter().find(|entry| entry.id.as_str() == text.trim());
        by_name.or_else(|| {
            let mut titled = self.entries.iter().filter(|entry| search::plain(&entry.body.title) == wanted);
            titled.next().filter(|_| titled.next().is_none())
        })
    }

    fn named(&self, found: Vec<usize>) -> Vec<&Entry> {
        found.into_iter().filter_map(|at| self.entries.get(at)).collect()
    }
}

/// What to call each of these where one of them is picked: by its title, and where several have the same, by
/// what `apart` says of it as well.
pub fn told_apart<'a>(entries: &[&'a Entry], apart: impl Fn(&'a Entry) -> String) -> Vec<String> {
    let mut titles = BTreeMap::<String, usize>::new();
    for entry in entries {
        *titles.entry(search::plain(&entry.body.title)).or_default() += 1;
    }
    let name = |entry: &&'a Entry| match titles.get(&search::plain(&entry.body.title)) {
        Some(2..) => format!("{} · {}", entry.body.title, apart(entry)),
        _ => entry.body.title.clone(),
    };
    entries.iter().map(name).collect()
}

/// Where an entry stands among those to be checked again: those somebody found dead come first, then
/// what nobody looked at for longest.
pub fn check_order(entry: &Entry) -> (bool, Date, &EntryId) {
    (!entry.dead, entry.body.checked_on, &entry.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::resource::{Support, Topic};

    fn entry(title: &str, country: Option<&str>, language: &[&str]) -> Entry {
        let body = serde_json::json!({
            "title": title, "sentence": "A place.", "phone": "988", "kind": "group", "topics": ["health"],
            "supports": ["belonging"], "country": country, "languages": language, "checked_on": "2026-01-01",
        });
        let id = EntryId::for_title(title, |_| false);
        Entry { id, version: 1, retired: false, dead: false, body: serde_json::from_value(body).unwrap() }
    }

    fn titles<'a>(found: &[&'a Entry]) -> Vec<&'a str> {
        found.iter().map(|entry| entry.body.title.as_str()).collect()
    }

    #[test]
    fn each_has_its_turn_among_a_few_and_what_is_for_elsewhere_has_none() {
        let titles: Vec<String> = ('A'..='E').map(String::from).collect();
        let mut all: Vec<Entry> = titles.iter().map(|title| entry(title, Some("GB"), &[])).collect();
        all.extend([entry("Anywhere", None, &[]), entry("Canada", Some("CA"), &[])]);
        let library = Library::new(all);
        let reader = Reader::new(Some("GB".to_owned()), "en");
        let (shelf, day) = (Shelf::Topic(Topic::Health), jiff::civil::date(2026, 11, 23));
        let mut seen = std::collections::BTreeSet::new();
        for days in 0..5 {
            let some = library.some_on(shelf, &reader, day + jiff::Span::new().days(days), 3);
            assert_eq!(some.len(), 3);
            assert!(some.is_sorted_by_key(|entry| &entry.body.title), "in the order of the list");
            seen.extend(some.into_iter().map(|entry| entry.body.title.clone()));
        }
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), titles);
        let found = library.some_on(shelf, &reader, day, 9);
        assert_eq!(found.len(), 6, "what is for anywhere comes last, what is for elsewhere not at all");
        let unknown = Reader::new(None, "en");
        assert_eq!(library.some_on(shelf, &unknown, day, 9).len(), 7);
    }

    #[test]
    fn own_country_and_language_come_first_and_then_titles_alone_decide() {
        let mut all = vec![
            entry("Twelve steps", None, &[]),
            entry("SMART", None, &[]),
            entry("Zen group", Some("GB"), &["en"]),
            entry("Cymru", Some("GB"), &["cy"]),
            entry("Alcoholics Anonymous", Some("US"), &["en"]),
            entry("Away", Some("GB"), &["en"]),
        ];
        all[5].retired = true;
        let library = Library::new(all.clone());
        let reader = Reader::new(Some("GB".to_owned()), "en-US");
        let order = ["Zen group", "Cymru", "SMART", "Twelve steps", "Alcoholics Anonymous"];
        assert_eq!(titles(&library.on(Shelf::Topic(Topic::Health), &reader)), order);
        assert_eq!(titles(&library.find("", &reader, 9)), order);
        assert_eq!(titles(&library.find("place", &reader, 2)), order[..2]);
        assert!(library.on(Shelf::Support(Support::Practical), &reader).is_empty());
        all.reverse();
        assert_eq!(Library::new(all), library, "the order in which they came does not matter");
        assert_eq!(library.like("away", 9, |_| true).len(), 1, "moderators find what is off the list");
    }
}
