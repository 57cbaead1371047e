//! A list as a file: CSV for spreadsheets, TOML for people. The import reads both back as they were.

use serde::Serialize;

use super::file::{Format, guarded};
use super::{Body, Entry, Field, RawEntry};

/// The entries as a file.
pub fn file<'a>(format: Format, entries: impl IntoIterator<Item = &'a Entry>) -> String {
    match format {
        Format::Csv => csv(entries),
        Format::Toml => toml(entries),
    }
}

/// With the mark that tells spreadsheets it is UTF-8, and no cell that one takes for a formula.
fn csv<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let write = |writer: &mut csv::Writer<Vec<u8>>, cells: Vec<String>| {
        writer.write_record(cells).expect("writing into memory does not fail, and all rows are as long");
    };
    write(&mut writer, Field::ALL.iter().map(|field| field.slug().to_owned()).collect());
    for entry in entries {
        let raw = RawEntry::from(entry);
        write(&mut writer, Field::ALL.iter().map(|field| guarded(raw.get(*field))).collect());
    }
    let bytes = writer.into_inner().expect("writing into memory does not fail");
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}

fn toml<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    #[derive(Serialize)]
    struct Row<'a> {
        id: &'a str,
        #[serde(flatten)]
        body: &'a Body,
    }
    #[derive(Serialize)]
    struct File<'a> {
        entry: Vec<Row<'a>>,
    }
    let rows = entries.into_iter().map(|entry| Row { id: entry.id.as_str(), body: &entry.body });
    toml::to_string(&File { entry: rows.collect() }).expect("texts, sets of texts and a date are TOML")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::file::read as read_file;
    use super::super::import::plan;
    use super::super::{Kind, Library, Support, Topic};
    use super::*;

    fn some<T: Copy + std::fmt::Debug + Ord + 'static>(
        all: &'static [T],
    ) -> impl Strategy<Value = std::collections::BTreeSet<T>> {
        proptest::collection::btree_set(proptest::sample::select(all), 1..3)
    }

    /// Whatever the reader takes, of words that a spreadsheet could trip over.
    fn raw() -> impl Strategy<Value = RawEntry> {
        let words = || "[a-zäéß=+@'\"; ,.\\-\\n0-9＝😀]{0,20}";
        let sets = (some(Topic::ALL), some(Support::ALL), proptest::sample::select(Kind::ALL));
        (words(), words(), sets, words(), words(), words(), "[+0-9 ]{3,12}").prop_map(
            |(title, sentence, (topics, supports, kind), cost, owner, tags, phone)| RawEntry {
                title: format!("{title}x"),
                sentence: format!("{sentence}."),
                link: "https://a.example/?q=a,b;c".to_owned(),
                phone,
                kind: kind.slug().to_owned(),
                topics: topics.into_iter().map(Topic::slug).collect::<Vec<_>>().join(","),
                supports: supports.into_iter().map(Support::slug).collect::<Vec<_>>().join(";"),
                cost,
                owner,
                tags,
                checked_on: "2026-01-31".to_owned(),
                ..RawEntry::default()
            },
        )
    }

    proptest! {
        #[test]
        fn a_list_comes_back_from_its_file_as_it_was(raws in proptest::collection::vec(raw(), 1..5)) {
            let bodies = raws.iter().filter_map(|raw| super::super::read::read(raw, |_| true, date(2026, 11, 23)).ok());
            let entries: Vec<Entry> = bodies
                .enumerate()
                .map(|(at, body)| Entry {
                    id: format!("entry-{at}").parse().unwrap(), version: 1, retired: false, dead: false, body,
                })
                .collect();
            for format in [Format::Csv, Format::Toml] {
                let text = file(format, &entries);
                if entries.is_empty() {
                    continue;
                }
                let sheet = read_file(&format!("a.{}", format.name()), text.as_bytes()).unwrap();
                let again = plan(&sheet, &Library::new(entries.clone()), date(2026, 11, 23)).unwrap();
                prop_assert_eq!((again.unchanged, again.moves()), (entries.len(), 0), "{}", text);
                let fresh = plan(&sheet, &Library::default(), date(2026, 11, 23)).unwrap();
                let bodies: Vec<_> = fresh.added.into_iter().map(|(_, body)| body).collect();
                prop_assert_eq!(bodies, entries.iter().map(|entry| entry.body.clone()).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn no_cell_of_a_table_begins_like_a_formula() {
        let raw = RawEntry {
            title: "=HYPERLINK(\"x\")".into(),
            sentence: "@SUM(1)".into(),
            phone: "+44 113 496 0000".into(),
            kind: "group".into(),
            topics: "food".into(),
            supports: "practical".into(),
            cost: "＝1".into(),
            ..RawEntry::default()
        };
        let body = super::super::read::read(&raw, |_| true, date(2026, 1, 1)).unwrap();
        let entry = Entry { id: "a".parse().unwrap(), version: 1, retired: false, dead: false, body };
        let text = file(Format::Csv, [&entry]);
        assert!(text.contains("a,\"'=HYPERLINK(\"\"x\"\")\",'@SUM(1),,'+44 113 496 0000,group,"), "{text}");
        assert!(text.contains(",'＝1,"), "{text}");
    }
}
