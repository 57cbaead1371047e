//! The gate has one way out: whoever reports can reach what was released, and nothing else.

use std::fs;

use super::source::Source;

/// Files that report on a group. A page, a picture, a table or a digest belongs here when it comes.
const REPORTS: [&str; 14] = [
    "src/service/engagement.rs",
    "src/discord/engagement.rs",
    "src/discord/picture.rs",
    "src/discord/render/digest.rs",
    "src/discord/render/engagement/mod.rs",
    "src/discord/render/engagement/next.rs",
    "src/discord/render/engagement/sheet.rs",
    "src/discord/render/engagement/words.rs",
    "src/discord/render/picture.rs",
    "src/domain/engagement/report.rs",
    "src/picture/axis.rs",
    "src/picture/levels.rs",
    "src/picture/mod.rs",
    "src/picture/rows.rs",
];
/// What they may ask of the store.
const MAY_ASK: [&str; 5] =
    ["store.released", "store.coming", "store.deeds", "store.card_dates", "store::StoreError"];
/// Which other use cases they may go through: those about settings, prompts and the list of resources.
const MAY_USE: [&str; 9] = [
    "bags",
    "cards",
    "community_or_new",
    "group_page",
    "library",
    "prompts",
    "report",
    "report_to_take",
    "switch_digest",
];
/// Where what they ask for is read from.
const READ_FOR_REPORTS: [&str; 2] = ["src/store/releases.rs", "src/store/deeds.rs"];
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

/// Which use cases a file goes through beyond those it may.
fn uses_too_much(source: &Source) -> Vec<String> {
    let code = source.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let called = code.flat_map(|line| {
        let whole = |at: usize, what: &str| {
            let name =
                line[at + what.len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            line[at + what.len() + name.len()..].starts_with('(').then(|| name.to_owned())
        };
        ["self.", "services."]
            .into_iter()
            .flat_map(move |what| line.match_indices(what).filter_map(move |(at, _)| whole(at, what)))
    });
    called.filter(|name| !MAY_USE.contains(&name.as_str())).collect()
}

#[test]
fn a_report_asks_the_store_for_releases_and_open_facts_alone() {
    for path in REPORTS {
        assert_eq!(asks_too_much(&source(path)), Vec::<String>::new(), "{path}");
    }
    for path in &REPORTS[..2] {
        assert_eq!(uses_too_much(&source(path)), Vec::<String>::new(), "{path}");
    }
    let control =
        Source::new("x.rs", "//! x\nfn f() { self.report(x); bot.services.choices(y); self.clock.now() }");
    assert_eq!(uses_too_much(&control), ["choices"]);
    let control = Source::new("x.rs", "//! x\nfn f() { self.store.holdings(x); self.store.released(y) }");
    assert_eq!(asks_too_much(&control), ["store.holdings"]);
}

#[test]
fn what_is_read_for_a_report_looks_at_no_answer_tally_or_member() {
    // A card's copy of its prompt lives as long as kept answers to it, and `dead` is what members say.
    let tables = [
        "answer",
        "tally",
        "member",
        "days",
        "consent",
        "reminder",
        "own_words",
        "suggestion",
        "prompt",
        "dead",
    ];
    let mut read = Vec::new();
    for path in READ_FOR_REPORTS {
        for (line, text, _) in source(path).strings {
            let words: Vec<&str> = text
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .filter(|word| !word.is_empty())
                .collect();
            for table in tables {
                assert!(!words.contains(&table), "{path}:{line} names {table}: {text}");
            }
            read.push(text);
        }
    }
    for needed in ["FROM period JOIN release", "FROM slot", "FROM resource_change"] {
        assert!(read.iter().any(|text| text.contains(needed)), "{needed}");
    }
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
