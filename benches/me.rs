//! What a member's own page costs after ten years of counted days and a full year of kept answers.
//!
//! `cargo bench --bench me`. The work of the bot is measured, from the question to the page's facts; a guest
//! with nothing kept stands beside it.

use std::time::{Duration, Instant};

use chimebot::clock::Clock;
use chimebot::domain::consent::{CONSENT_VERSION, Choice};
use chimebot::domain::ids::{GuildId, UserId};
use chimebot::rng::Chance;
use chimebot::service::Services;
use chimebot::service::caller::{Caller, Rights};
use chimebot::store::{Given, Keyring, Paths, Store};
use chimebot::words::Words;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

const FIRST: Date = date(2016, 11, 24);
const DAYS: i64 = 3_652;
/// As many as 13 months of answers.
const KEPT: i64 = 396;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(bench());
}

async fn bench() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let chance = Chance::system();
    let clock = Clock::frozen("2026-11-23T12:00:00Z".parse().expect("a moment"));
    let store = Store::open(Paths::in_folder(folder.path()), Keyring::generate(&chance), clock.clone()).await;
    let store = store.expect("a new store");
    let words = std::sync::Arc::new(Words::load(None).expect("the built-in words"));
    let services = Services::new(store.clone(), words, clock, chance);
    let [old, new] = [1, 2].map(|user| services.caller(GuildId(1), UserId(user), Rights::default()));
    store.turn_on(old.holder(), Choice::ALL.into_iter().collect(), CONSENT_VERSION).await.expect("a write");
    for number in 0..DAYS {
        let day = FIRST.saturating_add(number.days());
        let given = Given {
            what: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
            date: day,
            answer: r#"{"given":"1","question":"What helped?","answer":"A walk","component":"hope"}"#
                .to_owned(),
            keep_until: day,
            counts: vec![],
        };
        if number == DAYS - KEPT {
            // Older answers are gone by their day.
            while store.prune_answers(day, 500).await.expect("a write") == 500 {}
        }
        store.record_answer(old.holder(), given).await.expect("a write");
    }
    store.edit_days(old.holder(), |days| days.run = true).await.expect("a write");
    println!("| whose page | days counted | answers kept | p50 ms | p99 ms |");
    println!("|---|---|---|---|---|");
    for (who, caller) in [("ten years", &old), ("a guest", &new)] {
        let (p50, p99) = measure(&services, caller).await;
        let held = store.holdings(caller.holder()).await.expect("a read");
        let total = held
            .as_ref()
            .and_then(|held| held.days.as_ref())
            .map_or(0, chimebot::domain::days::DaysBox::total);
        let kept = held.map_or(0, |held| held.answers.len());
        println!("| {who} | {total} | {kept} | {p50:.2} | {p99:.2} |");
    }
    store.close().await;
}

async fn measure(services: &Services, caller: &Caller) -> (f64, f64) {
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        services.me(caller).await.expect("a page");
        times.push(start.elapsed());
    }
    times.sort_unstable();
    (times[100].as_secs_f64() * 1e3, times[198].as_secs_f64() * 1e3)
}
