//! How long the picture of a period takes, drawing and rendering together, for each size of group.
//!
//! `cargo bench --bench picture`. The aim is under 30 ms for the largest.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chimebot::discord::render::picture::labels;
use chimebot::domain::engagement::{Figure, ReleasedPeriod, Tier, blur};
use chimebot::picture::draw;
use chimebot::words::Words;
use jiff::civil::date;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

const ROUNDS: usize = 200;

fn main() {
    let texts = Words::load(None).expect("the built-in words are good").now();
    println!("| people from | p50 ms | p99 ms | longest ms | PNG kB |");
    println!("|---|---|---|---|---|");
    for tier in Tier::ALL {
        let cells = Figure::ALL.into_iter().flat_map(Figure::cells);
        let counts: BTreeMap<_, _> =
            cells.map(|cell| (cell, tier.number() / (3 + u32::from(cell.bin())))).collect();
        let numbers = blur(tier, &counts, &mut ChaCha20Rng::seed_from_u64(1));
        let period = ReleasedPeriod { first: date(2026, 10, 5), last: date(2026, 11, 1), tier, numbers };
        let mut took: Vec<Duration> = Vec::new();
        let mut bytes = 0;
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let words = labels(&texts, "en", &period);
            let picture = draw(black_box(&period), &words).expect("the built-in words can be written");
            took.push(begun.elapsed());
            bytes = picture.png.len();
        }
        took.sort();
        let at = |percent: usize| took[(took.len() - 1) * percent / 100].as_secs_f64() * 1e3;
        println!(
            "| {} | {:.1} | {:.1} | {:.1} | {} |",
            tier.number(),
            at(50),
            at(99),
            at(100),
            bytes / 1_000
        );
    }
}
