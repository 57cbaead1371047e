//! 10,000 cards due at once, under Discord's 50 requests a second, while people press.
//!
//! `cargo bench --bench fan_out` takes about four minutes; `-- 1000` makes it a tenth.

mod support;

use std::time::{Duration, Instant};

use support::{Kind, Stage, percentiles};

fn main() {
    support::main(bench());
}

async fn bench() {
    let count = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(10_000);
    let mut stage = Stage::open(Kind::Chimebot, count, 1, true, Some(50)).await;
    // Counted by the requests: to look into each channel would hold the stand-in up, and with it the cards.
    let posted = |stage: &Stage| {
        let sent = stage.standin.requests("/messages");
        sent.saturating_sub(stage.standin.invalid_answers())
    };
    while posted(&stage) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let start = Instant::now();
    // Shards log in one after the other; a person's press needs the shard of their community.
    while stage.standin.connected() < Stage::shards(count) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let home = &mut stage.homes[0];
    let act_on = stage.standin.say(home.people[0], home.channel, "hello");
    let person = home.people[0];
    let mut times = Vec::new();
    let mut seen = 1;
    let mut slowest: f64 = f64::MAX;
    let (mut window, mut before) = (Instant::now(), 1);
    while seen < count {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let sent = Instant::now();
        let act = stage.standin.press_forged(person, act_on, "1:about:::");
        assert!(stage.standin.was_answered(&act, Duration::from_secs(3)).await, "a press was late");
        times.push(sent.elapsed());
        let full = window.elapsed() >= Duration::from_secs(10);
        // Each count goes through all requests; near the end, where its moment matters, it is taken each time.
        if full || count - seen < 600 {
            seen = posted(&stage);
        }
        if full {
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let rate = (seen - before) as f64 / window.elapsed().as_secs_f64();
            if seen < count {
                slowest = slowest.min(rate);
            }
            (window, before) = (Instant::now(), seen);
        }
        assert!(start.elapsed() < Duration::from_mins(10), "the cards did not all come");
    }
    let took = start.elapsed().as_secs_f64();
    let empty =
        stage.homes.iter().filter(|home| stage.standin.messages(home.channel, None).is_empty()).count();
    assert_eq!(empty, 0, "every community has its card");
    let twice =
        stage.homes.iter().filter(|home| stage.standin.messages(home.channel, None).len() > 2).count();
    let (p50, p99, most) = percentiles(&mut times);
    println!(
        "| cards | seconds | per second | slowest 10 s | 429 or other refusals | posted twice | press p50 / p99 / max ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let rate = count as f64 / took;
    println!(
        "| {count} | {took:.0} | {rate:.1} | {slowest:.1} | {} | {twice} | {p50:.1} / {p99:.1} / {most:.0} |",
        stage.standin.invalid_answers()
    );
}
