//! What a backup of a million kept check-ins takes, and putting it back with a thousand erasures since.
//!
//! `cargo bench --bench restore_drill`. The steps are those of `chimebot backup` and `chimebot restore`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use age::x25519::Identity;
use chimebot::backup::{Backups, unpack};
use chimebot::clock::Clock;
use chimebot::domain::consent::{CONSENT_VERSION, Choice};
use chimebot::domain::ids::{GuildId, UserId};
use chimebot::jobs::retention;
use chimebot::rng::Chance;
use chimebot::service::Services;
use chimebot::store::{Given, Keyring, Paths, Store};
use chimebot::words::Words;
use jiff::ToSpan as _;
use jiff::tz::TimeZone;

const MEMBERS: u64 = 12_500;
const DAYS: i64 = 80;
const ERASED: u64 = 1_000;
/// Members of one community.
const TOGETHER: u64 = 100;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(bench());
}

async fn bench() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (clock, identity) = (Clock::system(), Identity::generate());
    let keyring = Keyring::generate(&Chance::system());
    let [data, empty] = ["data", "empty"].map(|name| folder.path().join(name));
    for path in [&data, &empty] {
        std::fs::create_dir(path).expect("a folder");
    }
    let paths = Paths::in_folder(&data);
    let store = Store::open(paths.clone(), keyring.clone(), clock.clone()).await.expect("a new store");
    fill(&store, &clock).await;
    let to = folder.path().join("backups");
    let backups = Backups::new(to, identity.to_public(), paths.clone(), keyring.clone(), clock.clone());
    let start = Instant::now();
    let made = backups.make().await.expect("a backup");
    let making = start.elapsed();
    for user in 0..ERASED {
        store.erase_member(caller(&store, user)).await.expect("an erasure");
    }
    backups.seal_erasures().await.expect("the ledger");
    store.close().await;
    let size = std::fs::metadata(&paths.main).expect("the file").len() >> 20;

    let start = Instant::now();
    let unpacked = unpack(&made, &[identity], false, &Paths::in_folder(&empty)).await.expect("it opens");
    let opening = start.elapsed();
    let store = Store::open(unpacked.copies.clone(), keyring, clock.clone()).await.expect("a store");
    retention::catch_up(&store, clock.now()).await.expect("retention");
    let words = Arc::new(Words::load(None).expect("the built-in words"));
    let services = Services::new(store.clone(), words, clock.clone(), Chance::system());
    services.settle_restored(unpacked.copied_at).await.expect("what fell due is settled");
    store.close().await;
    let carrying = start.elapsed().saturating_sub(opening);
    unpacked.put_in_place(clock.now()).await.expect("it is put in place");
    let whole = start.elapsed();
    let s = |time: Duration| time.as_secs_f64();
    println!(
        "| check-ins | MB | backup, s | open and check, s | ledger and retention, s | whole restore, s |"
    );
    println!("|---|---|---|---|---|---|");
    let count = MEMBERS * DAYS.unsigned_abs();
    println!(
        "| {count} | {size} | {:.1} | {:.1} | {:.1} | {:.1} |",
        s(making),
        s(opening),
        s(carrying),
        s(whole)
    );
}

fn caller(store: &Store, user: u64) -> chimebot::store::Caller {
    store.caller(GuildId(user / TOGETHER + 1), UserId(user + 1))
}

async fn fill(store: &Store, clock: &Clock) {
    let today = TimeZone::UTC.to_datetime(clock.now()).date();
    for first in (0..MEMBERS).step_by(500) {
        let members = (first..first + 500).map(|user| {
            let store = store.clone();
            tokio::spawn(async move {
                let caller = caller(&store, user);
                let choices = [Choice::CountDays, Choice::KeepAnswers].into_iter().collect();
                store.turn_on(caller, choices, CONSENT_VERSION).await.expect("room in the queue");
                for back in (0..DAYS).rev() {
                    let date = today.saturating_sub(back.days());
                    let given = Given {
                        what: "h1-hope-today.1a2b3c4d".to_owned(),
                        date,
                        answer: r#"{"given":"3","question":"How hopeful do you feel today?","answer":"4"}"#
                            .to_owned(),
                        keep_until: date.saturating_add(90.days()),
                        counts: vec![],
                    };
                    store.record_answer(caller, given).await.expect("room in the queue");
                }
            })
        });
        for member in members.collect::<Vec<_>>() {
            member.await.expect("filled in");
        }
    }
}
