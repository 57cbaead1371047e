//! What planning a published list costs: the first layout, and the one after a change.
//!
//! `cargo bench --bench lists`. A thousand entries of a usual length, in the words in which they are shown; the
//! aim is 50 ms for each. Beside the time stands how many messages a change touches.

use std::time::{Duration, Instant};

use chimebot::discord::render::list::pieces;
use chimebot::domain::resource::pages::{Piece, arrange, descriptions, pack};
use chimebot::domain::resource::{Body, Entry, EntryId, Library, Topic};
use chimebot::words::Words;
use jiff::civil::date;

const ENTRIES: usize = 1_000;
const ROUNDS: usize = 200;

fn main() {
    let words = Words::load(None).expect("the built-in words");
    let texts = words.now();
    let today = date(2026, 11, 23);
    let mut entries: Vec<Entry> = (0..ENTRIES).map(entry).collect();
    let library = Library::new(entries.clone());
    let made = || pieces(&texts, "en", &library, None, today);
    let all = made();
    let pages = pack(&all);
    let former: Vec<Vec<EntryId>> =
        pages.iter().map(|page| all[page.clone()].iter().map(|piece| piece.id.clone()).collect()).collect();
    println!("| what | messages | touched | p50 ms | p99 ms |");
    println!("|---|---|---|---|---|");
    let (p50, p99) = measured(|| pack(&made()).len());
    println!("| publish {ENTRIES} entries | {} | {0} | {p50:.2} | {p99:.2} |", pages.len());
    for (what, at) in [("one entry changed", 500), ("one entry added", ENTRIES)] {
        if at == ENTRIES {
            entries.push(entry(at));
        } else {
            entries[at].body.sentence.push_str(" Ring first.");
        }
        let library = Library::new(entries.clone());
        let now = || pieces(&texts, "en", &library, None, today);
        let after = now();
        let pages = arrange(&former, &after);
        let touched = touched(&all, &former, &after, &pages);
        let (p50, p99) = measured(|| arrange(&former, &now()).len());
        println!("| {what} | {} | {touched} | {p50:.2} | {p99:.2} |", pages.len());
    }
}

/// How many messages say something else than before.
fn touched(
    before: &[Piece],
    former: &[Vec<EntryId>],
    after: &[Piece],
    pages: &[std::ops::Range<usize>],
) -> usize {
    let said = |at: usize| {
        let of = |id: &EntryId| before.iter().find(|piece| piece.id == *id).cloned();
        former.get(at).map(|ids| descriptions(&ids.iter().filter_map(of).collect::<Vec<_>>()))
    };
    let changed = |at: &usize| said(*at) != Some(descriptions(&after[pages[*at].clone()]));
    (0..pages.len()).filter(changed).count()
}

fn measured(work: impl Fn() -> usize) -> (f64, f64) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            std::hint::black_box(work());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let ms = |at: usize| times[at].as_secs_f64() * 1_000.0;
    (ms(ROUNDS / 2), ms(ROUNDS * 99 / 100))
}

fn entry(number: usize) -> Entry {
    let topic = Topic::ALL[number % Topic::ALL.len()];
    let json = serde_json::json!({
        "title": format!("Place number {number}"),
        "sentence": format!("Somebody there {}.", "listens and helps ".repeat(1 + number % 9).trim_end()),
        "link": format!("https://place-{number}.example/what-we-do"), "phone": "0113 496 0000",
        "kind": "group", "topics": [topic], "supports": ["practical"], "languages": ["en"],
        "cost": "free", "hours": "Monday to Friday, 09:00 to 17:00", "checked_on": "2026-11-01",
    });
    let body: Body = serde_json::from_value(json).expect("a whole entry");
    let id = format!("place-{number}").parse().expect("a name");
    Entry { id, version: 1, retired: false, dead: false, body }
}
