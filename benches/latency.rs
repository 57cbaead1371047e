//! Time to the answer at 200 and 1,000 presses a second, and in a burst of 5,000 in one second.
//!
//! `cargo bench --bench latency`

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use support::{Kind, Stage, percentiles};

/// Discord's limit.
const TOO_LATE: Duration = Duration::from_secs(3);

fn main() {
    support::main(bench());
}

async fn bench() {
    println!("| bot | load | p50 ms | p99 ms | max ms | later than 3 s |");
    println!("|---|---|---|---|---|---|");
    for kind in [Kind::Bare, Kind::Autocommit, Kind::Chimebot] {
        let mut stage = Stage::open(kind, 20, 250, true, None).await;
        stage.cards(Duration::from_secs(30)).await;
        let stage = Arc::new(stage);
        load(&stage, kind, "200/s for 10 s", 200, 2_000, 0).await;
        load(&stage, kind, "1,000/s for 10 s", 1_000, 10_000, 2_000).await;
        load(&stage, kind, "5,000 in one second", 5_000, 5_000, 12_000).await;
    }
}

/// Sends `count` presses at an even `rate`, whether or not earlier ones are answered.
async fn load(stage: &Arc<Stage>, kind: Kind, name: &str, rate: u32, count: usize, first: usize) {
    let start = tokio::time::Instant::now();
    let mut presses = Vec::with_capacity(count);
    for n in 0..count {
        let due = start + Duration::from_secs(1) * u32::try_from(n).unwrap_or(0) / rate;
        tokio::time::sleep_until(due).await;
        let stage = Arc::clone(stage);
        presses.push(tokio::spawn(async move {
            let sent = Instant::now();
            let act = stage.press(first + n);
            let answered = stage.standin.was_answered(&act, Duration::from_secs(20)).await;
            (answered, sent.elapsed())
        }));
    }
    let mut times = Vec::with_capacity(count);
    let mut late = 0;
    for press in presses {
        let (answered, time) = press.await.expect("a press");
        late += usize::from(!answered || time > TOO_LATE);
        times.push(time);
    }
    let (p50, p99, most) = percentiles(&mut times);
    println!("| {} | {name} | {p50:.1} | {p99:.1} | {most:.0} | {late} |", kind.name());
}
