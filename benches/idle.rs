//! Resident memory and time from the start to the first answer, with 100 and 1,000 communities.
//!
//! `cargo bench --bench idle`

mod support;

use std::time::Duration;

use support::{Kind, Stage, proc};

/// How long the bot is watched while nothing happens.
const REST: Duration = Duration::from_secs(4);

fn main() {
    support::main(bench());
}

async fn bench() {
    println!("| bot | communities | start to first answer, s | resident MB | CPU at rest, % of a core |");
    println!("|---|---|---|---|---|");
    for guilds in [100, 1_000] {
        for kind in [Kind::Bare, Kind::Chimebot] {
            let mut first = Vec::new();
            let mut memory = Vec::new();
            let mut busy = Vec::new();
            for _ in 0..3 {
                let (time, resident, at_rest) = run(kind, guilds).await;
                busy.push(at_rest);
                first.push(time);
                memory.push(resident);
            }
            first.sort_by(f64::total_cmp);
            memory.sort_by(f64::total_cmp);
            busy.sort_by(f64::total_cmp);
            println!("| {} | {guilds} | {:.2} | {:.1} | {:.1} |", kind.name(), first[1], memory[1], busy[1]);
        }
    }
}

/// A bot whose communities are set up and rest: nothing is due, one person types a command or presses.
async fn run(kind: Kind, guilds: usize) -> (f64, f64, f64) {
    let stage = Stage::open(kind, guilds, 1, false, None).await;
    let home = &stage.homes[guilds / 2];
    // A press on a message of a person's own is answered kindly: it needs no card.
    let message = stage.standin.say(home.people[0], home.channel, "hello");
    let act = stage.standin.press_forged(home.people[0], message, "1:about:::");
    assert!(stage.standin.was_answered(&act, Duration::from_secs(20)).await, "unanswered");
    let first = stage.started.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let before = proc::cpu(stage.child.id());
    tokio::time::sleep(REST).await;
    let used = proc::cpu(stage.child.id()).saturating_sub(before);
    (first, proc::memory(stage.child.id()), 100.0 * used.as_secs_f64() / REST.as_secs_f64())
}
