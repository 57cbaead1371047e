//! The binary is killed while it erases: whatever step it had come to, the next start has erased everything
//! once the ledger knows of it, and nothing before.

use std::path::PathBuf;
use std::time::Duration;

use chimebot::store::Entries;
use rand::{RngExt as _, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::child::Home;
use super::town::Town;

const KILLS: usize = 16;

fn data(home: &Home) -> PathBuf {
    home.path().join("data")
}

fn lines(home: &Home) -> usize {
    let entries = Entries::read(&data(home).join("erasures.log")).unwrap();
    entries.map_or(0, |entries| entries.lines.len())
}

/// The beginning of each member's wrapped key and of each sealed answer.
async fn kept(home: &Home) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for (name, sql) in
        [("keys.db", "SELECT wrapped FROM member_key"), ("chimebot.db", "SELECT sealed FROM answer")]
    {
        let path = data(home).join(name);
        let mut file = SqliteConnectOptions::new().filename(path).read_only(true).connect().await.unwrap();
        let values: Vec<Vec<u8>> = sqlx::query_scalar(sql).fetch_all(&mut file).await.unwrap();
        found.extend(values.into_iter().map(|value| value[..40].to_vec()));
    }
    found
}

/// Whether any of these stands in any file of the bot's.
fn on_disk(home: &Home, needles: &[Vec<u8>]) -> bool {
    std::fs::read_dir(data(home)).unwrap().map(Result::unwrap).any(|entry| {
        if !entry.file_type().unwrap().is_file() {
            return false;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle))
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_is_killed_at_any_moment_is_whole_after_the_next_start() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_124);
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let (mut erased, mut cut_off) = (0, 0);
    for _ in 0..KILLS {
        if kept(&home).await.is_empty() {
            let served = town.slash(town.ana, "checkin").await;
            town.keep_everything(town.ana, &served).await;
        }
        let (needles, before) = (kept(&home).await, lines(&home));
        assert_eq!(needles.len(), 2, "a key and an answer");
        assert!(on_disk(&home, &needles), "the control");
        let page = town.slash(town.ana, "my-data").await;
        let ask = town.press(town.ana, &page, "Erase all of it now").await;
        let act = town.start_press(town.ana, &ask, "Erase it all");
        tokio::time::sleep(Duration::from_micros(rng.random_range(0..25_000))).await;
        bot.kill();
        town.standin.forgive(&act);
        // Its last words may have come before the end.
        drop(town.standin.try_settled(&act, Duration::from_millis(1)).await);
        let noted = lines(&home) > before;
        cut_off += usize::from(noted && on_disk(&home, &needles));

        bot = home.run(&town.standin);
        bot.until_said("connected to Discord").await;
        if noted {
            erased += 1;
            assert!(kept(&home).await.is_empty(), "the ledger knows of it");
            assert!(!on_disk(&home, &needles), "in no file and no log");
        } else {
            assert_eq!(kept(&home).await, needles, "nothing had begun");
        }
    }
    assert!(erased > 0, "every kill came before the erasure");
    println!("{KILLS} kills, {erased} erasures had begun, {cut_off} were cut off");
    bot.stops().await;
    town.finish();
}
