//! How long one keystroke takes over ten thousand entries: autocomplete and search.
//!
//! `cargo bench --bench search`. The aim is a 99th percentile under 5 ms.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chimebot::domain::resource::{Entry, EntryId, Library, Reader};
use serde_json::json;

const ENTRIES: usize = 10_000;
const SHOWN: usize = 25;
const PLACES: usize = 700;

const WHAT: [&str; 20] = [
    "Food bank",
    "Peer group",
    "Night shelter",
    "Debt advice",
    "Walking club",
    "Repair café",
    "Choir",
    "Harm reduction drop-in",
    "Twelve-step meeting",
    "SMART meeting",
    "Library hour",
    "Job coaching",
    "Family evening",
    "Clothing exchange",
    "Community kitchen",
    "Art studio",
    "Housing advice",
    "Listening line",
    "Garden project",
    "Bus tickets",
];
const TYPED: [&str; 16] = [
    "food bank",
    "fodo bank",
    "shelter in place12",
    "sheltre",
    "reduction",
    "reudction",
    "cafe",
    "Café",
    "debt advise",
    "meeting",
    "comunity kitchn",
    "xylophone",
    "a",
    "listening line place699",
    "clothng",
    "the warm",
];

fn main() {
    let entries = (0..ENTRIES).map(|number| {
        let (what, place) = (WHAT[number % WHAT.len()], number % PLACES);
        let body = json!({
            "title": format!("{what} place{place} no{number}"),
            "sentence": format!("A warm welcome and a hand with things in street{}, each week{}.", number % 3_000, number % 53),
            "link": format!("https://place{number}.example/"), "kind": "group", "topics": ["health"],
            "supports": ["belonging"], "tags": [format!("tag{}", number % 400)], "checked_on": "2026-11-01",
        });
        Entry {
            id: EntryId::for_title(&format!("e{number}"), |_| false),
            version: 1,
            retired: false,
            dead: false,
            body: serde_json::from_value(body).expect("a good entry"),
        }
    });
    let entries: Vec<Entry> = entries.collect();
    let begun = Instant::now();
    let library = Library::new(entries);
    println!("reading {ENTRIES} entries: {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    let reader = Reader::new(Some("GB".to_owned()), "en");
    let mut took: Vec<Duration> = Vec::new();
    for _ in 0..20 {
        for whole in TYPED {
            for (end, letter) in whole.char_indices() {
                let typed = &whole[..end + letter.len_utf8()];
                let begun = Instant::now();
                black_box(library.find(black_box(typed), &reader, SHOWN));
                took.push(begun.elapsed());
            }
        }
    }
    took.sort();
    let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    println!("| keystrokes | p50 ms | p99 ms | longest ms |");
    println!("|---|---|---|---|");
    println!("| {} | {:.2} | {:.2} | {:.2} |", took.len(), at(50), at(99), at(100));
}
