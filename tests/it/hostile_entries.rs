//! What may come into an entry: a corpus of hostile input, and what holds for whatever is let in.

use std::fmt::Write as _;

use chimebot::domain::plain::is_marked_up;
use chimebot::domain::resource::text::one_line;
use chimebot::domain::resource::{Body, FieldFault, Link, country, read};
use chimebot::domain::resource::{RawEntry, TextFault};
use jiff::civil::date;
use proptest::prelude::*;

const CORPUS: &str = include_str!("../data/resources/hostile.txt");

/// One line of the corpus.
struct Case {
    line: usize,
    kind: &'static str,
    want: &'static str,
    input: String,
}

fn corpus() -> Vec<Case> {
    let lines = CORPUS.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(at, line)| {
            let mut parts = line.splitn(3, '\t');
            let mut part = || parts.next().unwrap_or_else(|| panic!("line {} has three parts", at + 1));
            Case { line: at + 1, kind: part(), want: part(), input: plain(part()) }
        })
        .collect()
}

/// The escapes of the corpus.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let (mark, left) = match after.as_bytes()[0] {
            b'n' => ('\n', &after[1..]),
            b'r' => ('\r', &after[1..]),
            b't' => ('\t', &after[1..]),
            b'\\' => ('\\', &after[1..]),
            _ => {
                let (hex, left) = after.strip_prefix("u{").unwrap().split_once('}').unwrap();
                (char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap(), left)
            }
        };
        plain.push(mark);
        rest = left;
    }
    plain.push_str(rest);
    plain
}

/// What became of an input, in the words of the corpus.
fn became(case: &Case) -> String {
    match case.kind {
        "link" => match case.input.parse::<Link>() {
            Ok(link) if link.needs_confirm().is_some() => "confirm".to_owned(),
            Ok(link) => format!("ok={}", link.host()),
            Err(fault) => fault.key().to_owned(),
        },
        "text" => match one_line(&case.input, 80) {
            Ok(line) => format!("={line}"),
            Err(fault) => FieldFault::Text(fault).key().replace("text-", ""),
        },
        other => panic!("line {}: {other}", case.line),
    }
}

#[test]
fn each_hostile_input_comes_to_what_it_must() {
    let corpus = corpus();
    assert!(corpus.len() >= 200, "{}", corpus.len());
    let mut wrong = String::new();
    for case in &corpus {
        let (wanted, became) = (plain(case.want), became(case));
        if wanted != became {
            let _ = writeln!(
                wrong,
                "line {}: {wanted:?} was wanted, {became:?} it is: {:?}",
                case.line, case.input
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_kind_of_fault_is_in_the_corpus() {
    let corpus = corpus();
    for fault in chimebot::domain::resource::link::LinkFault::ALL {
        assert!(corpus.iter().any(|case| case.kind == "link" && case.want == fault.key()), "{fault:?}");
    }
    for key in ["long", "mention", "link"] {
        assert!(corpus.iter().any(|case| case.kind == "text" && case.want == key), "{key}");
    }
}

/// Something near a line of the corpus: two of its inputs with a piece of one inside of the other.
fn near() -> impl Strategy<Value = String> {
    let inputs: Vec<String> = corpus().into_iter().map(|case| case.input).collect();
    let one = || proptest::sample::select(inputs.clone());
    (one(), one(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(|(a, b, at, from)| {
        let (mut a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let piece = if b.is_empty() { b } else { b[from.index(b.len())..].iter().copied().take(6).collect() };
        let at = at.index(a.len() + 1);
        a.splice(at..at, piece);
        a.into_iter().collect()
    })
}

fn input() -> impl Strategy<Value = String> {
    prop_oneof![near(), "https://.{0,40}", "\\PC{0,60}", any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_link_that_is_let_in_opens_the_host_it_shows(text in input()) {
        if let Ok(link) = text.parse::<Link>() {
            let shown = link.as_str();
            prop_assert!(shown.starts_with("https://") && shown.encode_utf16().count() <= 400, "{shown}");
            prop_assert!(shown.is_ascii() && !shown.contains(['|', '<', '>', '`', ' ', '\\', '"']), "{shown}");
            prop_assert!(!shown.to_lowercase().contains("@everyone") && !shown.to_lowercase().contains("@here"));
            // Whatever reads it by the rules of the web finds that host, and so does whoever cuts it out.
            let opened = url::Url::parse(shown).unwrap();
            prop_assert_eq!(opened.host_str(), Some(link.host()));
            let cut = shown["https://".len()..].split(['/', '?', '#']).next();
            prop_assert_eq!(cut, Some(link.host()));
            prop_assert!(link.host().contains('.'), "{shown}");
            prop_assert_eq!(shown.parse::<Link>(), Ok(link.clone()));
        }
    }

    #[test]
    fn an_entry_that_is_let_in_is_plain_short_and_calls_nobody(
        title in input(), sentence in input(), link in input(), phone in "[0-9+ ()-]{0,18}", cost in input(), tags in input(),
    ) {
        let raw = RawEntry {
            title, sentence, link, phone, cost, tags,
            kind: "practical".into(), topics: "food".into(), supports: "practical".into(),
            ..RawEntry::default()
        };
        if let Ok(body) = read::read(&raw, country::is_country, date(2026, 11, 23)) {
            let lines = [&body.title, &body.sentence, &body.cost].into_iter().chain(&body.tags);
            for line in lines {
                prop_assert!(!is_marked_up(line), "{line:?}");
                prop_assert!(!line.contains("://") && !line.to_lowercase().contains("@everyone"), "{line:?}");
            }
            let length = |text: &str| text.encode_utf16().count();
            prop_assert!(length(&body.title) <= Body::TITLE && length(&body.sentence) <= Body::SENTENCE);
            prop_assert!(length(&body.cost) <= Body::NOTE && body.tags.len() <= Body::TAGS);
            prop_assert!(body.tags.iter().all(|tag| length(tag) <= Body::TAG));
            prop_assert_eq!(read::read(&RawEntry::of(&body), country::is_country, date(2026, 11, 23)), Ok(body));
        }
    }
}

#[test]
fn a_limit_is_met_at_its_last_unit() {
    assert!(one_line(&"a".repeat(80), 80).is_ok());
    assert!(one_line(&format!("{}😀", "a".repeat(78)), 80).is_ok());
    let fault = one_line(&format!("{}😀", "a".repeat(79)), 80);
    assert_eq!(fault, Err(TextFault::Long { most: 80, has: 81 }));
}
