//! What one look of the scheduler costs with 100,000 schedules of which none, and 1,000, are due.
//!
//! `cargo bench --bench tick`. Nothing is sent: the cost of the look is measured, not Discord.

use std::time::{Duration, Instant};

use chimebot::clock::Clock;
use chimebot::domain::ids::{ChannelId, GuildId, SlotToken, UserId};
use chimebot::domain::planner::{Event, Timing, step};
use chimebot::domain::schedule::{self, Occurrence};
use chimebot::domain::slot::Slot;
use chimebot::rng::Chance;
use chimebot::store::{Keyring, Paths, Store};
use jiff::SignedDuration;

const SCHEDULES: u64 = 100_000;
const DUE: u64 = 1_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(bench());
}

async fn bench() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (clock, chance) = (Clock::system(), Chance::system());
    let store = Store::open(Paths::in_folder(folder.path()), Keyring::generate(&chance), clock.clone()).await;
    let store = store.expect("a new store");
    let now = clock.now();
    let tomorrow = now + SignedDuration::from_hours(24);
    for first in (0..SCHEDULES).step_by(1_000) {
        let rows = (first..first + 1_000).map(|n| {
            let (store, token) = (store.clone(), SlotToken(chance.bytes()));
            tokio::spawn(async move {
                let (guild, channel) = (GuildId(n + 1), ChannelId(n + 1));
                let changed = store.change_community(guild, UserId(1), "setup", move |known| {
                    known.check_in_channel = Some(channel);
                    known.on_since = Some(now);
                });
                changed.await.expect("room in the queue");
                let due = tomorrow;
                let deadline = due + SignedDuration::from_hours(2);
                let local_date = jiff::tz::TimeZone::UTC.to_datetime(due).date();
                let slot = Slot::planned(token, guild, channel, Occurrence { local_date, due, deadline });
                store.plan_slot(&slot).await.expect("room in the queue");
            })
        });
        for row in rows.collect::<Vec<_>>() {
            row.await.expect("set up");
        }
    }
    println!("| schedules | due | the look for due ones, ms | with the step of each and its commit, ms |");
    println!("|---|---|---|---|");
    let (look, whole) = measure(&store, &chance, now).await;
    println!("| {SCHEDULES} | 0 | {look:.2} | {whole:.2} |");
    for n in 0..DUE {
        let slot = store.planned_slots(GuildId(n + 1)).await.expect("a read").remove(0);
        let moved = Slot { due: now, ..slot };
        store.save_slot(moved.state, &moved).await.expect("a write");
    }
    let (look, whole) = measure(&store, &chance, now).await;
    println!("| {SCHEDULES} | {DUE} | {look:.2} | {whole:.2} |");
}

/// Looks for due slots, and takes each through the planner to the commit before it would be sent.
async fn measure(store: &Store, chance: &Chance, now: jiff::Timestamp) -> (f64, f64) {
    let mut looks: Vec<Duration> = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        store.due_slots(now, 1_000).await.expect("a read");
        looks.push(start.elapsed());
    }
    looks.sort_unstable();
    let start = Instant::now();
    let due = store.due_slots(now, 1_000).await.expect("a read");
    let steps = due.into_iter().map(|slot| {
        let (store, chance) = (store.clone(), chance.clone());
        tokio::spawn(async move {
            let known = store.find_community(slot.guild).await.expect("a read").expect("it is there");
            let zone = schedule::zone(&known.zone).expect("UTC");
            schedule::fit(&slot, &known, &zone, now);
            let moved = chance.with(|rng| step(&slot, Event::Tick, now, &Timing::default(), rng));
            store.save_slot(slot.state, &moved.slot).await.expect("a write");
        })
    });
    for step in steps.collect::<Vec<_>>() {
        step.await.expect("a step");
    }
    (looks[10].as_secs_f64() * 1_000.0, start.elapsed().as_secs_f64() * 1_000.0)
}
