//! What the plan of a large import costs: ten thousand rows, read and compared with a list as long.
//!
//! `cargo bench --bench import`. A file is at most 1 MB, so the rows are short; the store is not part of it.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use chimebot::domain::resource::file::{self, Format};
use chimebot::domain::resource::import::plan;
use chimebot::domain::resource::{Entry, Library, export};
use jiff::civil::{Date, date};

const TODAY: Date = date(2026, 11, 23);
const ROWS: usize = 10_000;
const ROUNDS: usize = 30;

fn main() {
    let mut table = String::from("id;title;sentence;link;kind;topics;supports\n");
    for row in 0..ROWS {
        let _ = writeln!(
            table,
            "r{row};Place {row};Food on day {row}.;https://a{row}.example;group;food;practical"
        );
    }
    let empty = Library::default();
    let first = planned(&table, &empty);
    let entry = |(id, body)| Entry { id, version: 1, retired: false, dead: false, body };
    let full = Library::new(first.added.into_iter().map(entry).collect());
    let changed = table.replace("Food on", "Tea on");
    println!("| {ROWS} rows, {} KB | p50 ms | p99 ms |", table.len() / 1024);
    println!("|---|---|---|");
    report("all new", || planned(&table, &empty).added.len());
    report("all as they are", || planned(&table, &full).unchanged);
    report("all changed", || planned(&changed, &full).changed.len());
    report("all refused", || planned(&table.replace("https", "http"), &empty).refused.len());
    for format in [Format::Csv, Format::Toml] {
        report(&format!("written as {}", format.name()), || {
            export::file(format, full.live()).len().min(ROWS)
        });
    }
}

fn planned(text: &str, library: &Library) -> chimebot::domain::resource::import::Plan {
    let sheet = file::rows(Format::Csv, text).expect("a table");
    plan(&sheet, library, TODAY).expect("a list that is not too long")
}

fn report(what: &str, work: impl Fn() -> usize) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(work(), ROWS, "{what}");
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let ms = |at: usize| times[at].as_secs_f64() * 1_000.0;
    println!("| {what} | {:.1} | {:.1} |", ms(ROUNDS / 2), ms(ROUNDS - 1));
}
