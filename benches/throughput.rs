//! Durable check-ins per second and CPU per 1,000, with 64 presses in flight, against a bare
//! serenity handler that answers and stores nothing and against one autocommit insert a press.
//!
//! `cargo bench --bench throughput`

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use support::{Kind, Stage, percentiles, proc};

const IN_FLIGHT: usize = 64;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(6);
const ROUNDS: usize = 3;

fn main() {
    support::main(bench());
}

struct Figures {
    rate: f64,
    cpu_ms: f64,
    p50: f64,
    p99: f64,
}

async fn bench() {
    println!("| bot | check-ins/s | CPU ms per 1,000 | p50 ms | p99 ms | rate / bare |");
    println!("|---|---|---|---|---|---|");
    // Interleaved, so that a slow minute of the machine meets all three.
    let kinds = [Kind::Bare, Kind::Autocommit, Kind::Chimebot];
    let mut runs: Vec<Vec<Figures>> = kinds.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for (place, kind) in kinds.into_iter().enumerate() {
            runs[place].push(run(kind).await);
        }
    }
    let median = |figures: &[Figures], of: fn(&Figures) -> f64| {
        let mut all: Vec<f64> = figures.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let bare = median(&runs[0], |run| run.rate);
    for (kind, runs) in kinds.into_iter().zip(&runs) {
        let rate = median(runs, |run| run.rate);
        println!(
            "| {} | {rate:.0} | {:.0} | {:.1} | {:.1} | {:.2} |",
            kind.name(),
            median(runs, |run| run.cpu_ms),
            median(runs, |run| run.p50),
            median(runs, |run| run.p99),
            rate / bare
        );
    }
    let (autocommit, chimebot) = (median(&runs[1], |run| run.rate), median(&runs[2], |run| run.rate));
    println!("\nchimebot / autocommit: {:.2}", chimebot / autocommit);
}

async fn run(kind: Kind) -> Figures {
    let mut stage = Stage::open(kind, 20, 100, true, None).await;
    stage.cards(Duration::from_secs(30)).await;
    let stage = Arc::new(stage);
    let next = Arc::new(AtomicUsize::new(0));
    let begin = Instant::now() + WARM_UP;
    let end = begin + MEASURED;
    let workers: Vec<_> = (0..IN_FLIGHT)
        .map(|_| {
            let (stage, next) = (Arc::clone(&stage), Arc::clone(&next));
            tokio::spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < end {
                    let sent = Instant::now();
                    let act = stage.press(next.fetch_add(1, Ordering::Relaxed));
                    assert!(stage.standin.was_answered(&act, Duration::from_secs(10)).await, "unanswered");
                    if sent >= begin {
                        times.push(sent.elapsed());
                    }
                }
                times
            })
        })
        .collect();
    tokio::time::sleep_until(begin.into()).await;
    let before = proc::cpu(stage.child.id());
    tokio::time::sleep_until(end.into()).await;
    let used = proc::cpu(stage.child.id()).saturating_sub(before);
    let mut times = Vec::new();
    for worker in workers {
        times.extend(worker.await.expect("a worker"));
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let count = times.len() as f64;
    let (p50, p99, _) = percentiles(&mut times);
    Figures { rate: count / MEASURED.as_secs_f64(), cpu_ms: used.as_secs_f64() * 1e6 / count, p50, p99 }
}
