//! The gate has one way out: whoever reports can reach what was released, and nothing else.

use std::fs;

use super::source::Source;

/// Files that report on a group. A page, a picture, a table or a digest belongs here when it comes.
const REPORTS: [&str; 6] = [
    "src/service/engagement.rs",
    "src/discord/render/picture.rs",
    "src/picture/axis.rs",
    "src/picture/levels.rs",
    "src/picture/mod.rs",
    "src/picture/rows.rs",
];
/// What they may ask of the store.
const MAY_ASK: [&str; 2] = ["store.released", "store::StoreError"];
/// Where a number is written and read back as it is.
const HOLDS_NUMBERS: [&str; 3] =
    ["src/store/periods.rs", "src/store/releases.rs", "src/domain/engagement/released.rs"];

fn source(path: &str) -> Source {
    Source::new(path, &fs::read_to_string(super::top().join(path)).unwrap())
}

/// What a file asks of the store beyond what it may.
fn asks_too_much(source: &Source) -> Vec<String> {
    let code = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let named = code.flat_map(|line| {
        line.match_indices("store").map(|(at, _)| line[at..].split(['(', ';', ' ', '{']).next().unwrap())
    });
    named.filter(|name| !MAY_ASK.contains(name)).map(ToOwned::to_owned).collect()
}

#[test]
fn a_report_asks_the_store_for_releases_alone() {
    for path in REPORTS {
        assert_eq!(asks_too_much(&source(path)), Vec::<String>::new(), "{path}");
    }
    let control = Source::new("x.rs", "//! x\nfn f() { self.store.holdings(x); self.store.released(y) }");
    assert_eq!(asks_too_much(&control), ["store.holdings"]);
}

#[test]
fn what_is_read_for_a_report_looks_at_no_answer_tally_or_member() {
    let releases = source("src/store/releases.rs");
    let tables = ["answer", "tally", "member", "days", "consent", "reminder", "own_words"];
    for (line, text, _) in &releases.strings {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .collect();
        for table in tables {
            assert!(!words.contains(&table), "line {line} names {table}: {text}");
        }
    }
    assert!(releases.strings.iter().any(|(_, text, _)| text.contains("FROM period JOIN release")));
}

#[test]
fn a_number_without_its_printed_form_stays_in_the_store() {
    let mut met = 0;
    for source in super::sources() {
        let lines: Vec<_> = ["for_the_store", "from_the_store"]
            .into_iter()
            .flat_map(|name| source.lines_naming(name))
            .collect();
        met += lines.len();
        let here = source.is_in(&HOLDS_NUMBERS) || source.is_in(&["tests/", "src/domain/engagement/tests/"]);
        assert!(here || lines.is_empty(), "{}: {lines:?}", source.path);
    }
    assert!(met >= 4, "the test sees where they are used: {met}");
}
