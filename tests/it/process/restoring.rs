//! A restore in trouble: a disk that fills at any of its steps, keys that fit some of the members only,
//! a name that is taken.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chimebot::clock::Clock;
use jiff::ToSpan as _;

use super::backup::Stage;

/// Every file of the data folder and of the folder of backups, by name.
fn files(stage: &Stage) -> Vec<(String, Vec<u8>)> {
    let logs_apart = |(name, _): &(String, Vec<u8>)| !name.ends_with("-wal");
    stage.home.data().into_iter().filter(logs_apart).collect()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_during_a_restore_leaves_every_file_and_the_next_one_succeeds() {
    let stage = Stage::set().await;
    let bot = stage.run().await;
    stage.keep(stage.town.ana).await;
    let made = stage.backup().await;
    bot.stops().await;
    let before = files(&stage);
    let size = std::fs::metadata(stage.data("chimebot.db")).unwrap().len();
    let mut refused = 0;
    // No file may grow beyond this, so another step of it is refused each time.
    for most in [0, 1, 4_096, 20_000, size / 2, size - 4_096, size - 1] {
        let args = ["restore", "--from", &made, "--identity", "identity.txt"];
        let mut restore = stage.home.start_after(&format!("trap '' XFSZ; {}", limit(most)), &args);
        let code = restore.ended(Duration::from_secs(30)).await;
        let said = restore.said();
        assert_ne!(code, Some(0), "{most}: {said}");
        assert!(!said.contains("panicked"), "{most}: {said}");
        assert!(
            said.contains("Nothing was put back") || said.contains("nothing was put back"),
            "{most}: {said}"
        );
        assert_eq!(files(&stage), before, "{most}: {said}");
        refused += 1;
    }
    assert_eq!(refused, 7);
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(stage.holds(stage.town.ana).await);
    stage.town.finish();
}

/// Bytes, for this shell and what it becomes.
#[cfg(target_os = "linux")]
fn limit(bytes: u64) -> String {
    format!("prlimit --pid $$ --fsize={bytes}:unlimited")
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_key_any_more_is_left_out_only_when_told_and_the_others_come_back() {
    let stage = Stage::set().await;
    let town = &stage.town;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    bot.stops().await;
    // The keys as they were before Ben came.
    let keys = copy_of_keys(&stage).await;
    let mut bot = stage.home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    stage.keep(town.ben).await;
    let made = stage.backup().await;
    bot.stops().await;
    std::fs::remove_file(Path::new(&made).join("keys.db.age")).unwrap();
    stage.lose(&["chimebot.db", "keys.db"]);
    std::fs::write(stage.data("keys.db"), keys).unwrap();

    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(
        said.contains("1 of 2 members could not be read") && said.contains("--drop-unreadable"),
        "{said}"
    );
    assert!(!stage.data("chimebot.db").exists(), "nothing was put back");
    let (code, said) = stage.restore(&made, &["--drop-unreadable"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 of 2 members could not be read and are left out"), "{said}");
    assert!(stage.holds(town.ana).await && !stage.holds(town.ben).await);
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_somebody_got_anew_does_not_pass_for_the_one_that_opened_the_backup() {
    let stage = Stage::set().await;
    let town = &stage.town;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    let made = stage.backup().await;
    bot.stops().await;
    std::fs::remove_file(Path::new(&made).join("keys.db.age")).unwrap();
    // The disk is lost, and on the new one she says yes again before anybody thinks of the backup.
    stage.lose(&["chimebot.db", "keys.db"]);
    let mut bot = stage.home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    stage.keep(town.ana).await;
    bot.stops().await;
    let before = files(&stage);
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("1 of 1 members could not be read"), "{said}");
    assert_eq!(files(&stage), before);
    let (code, said) = stage.restore(&made, &["--drop-unreadable"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 of 1 members could not be read and are left out"), "{said}");
    let bot = stage.home.run(&town.standin);
    town.standin.until_ready().await;
    stage.keep(town.ana).await;
    assert!(town.slash(town.ana, "my-data").await.content.contains("Answers kept: 1"));
    bot.stops().await;
    stage.town.finish();
}

/// What is in the key file, its log included.
async fn copy_of_keys(stage: &Stage) -> Vec<u8> {
    use sqlx::{ConnectOptions as _, Connection as _};
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(stage.data("keys.db"));
    let mut file = options.connect().await.unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    std::fs::read(stage.data("keys.db")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_finds_another_name_for_what_it_sets_aside_when_one_of_this_second_is_there() {
    let stage = Stage::set().await;
    let bot = stage.run().await;
    stage.keep(stage.town.ana).await;
    let made = stage.backup().await;
    bot.stops().await;
    let now = Clock::system().now();
    let taken: Vec<String> = (0..30)
        .map(|seconds| {
            let moment = now.checked_add(seconds.seconds()).unwrap();
            format!("data/set-aside-{}/chimebot.db", moment.strftime("%Y-%m-%dT%H%M%SZ"))
        })
        .collect();
    for path in &taken {
        stage.home.write(path, "of an earlier restore");
    }
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    for path in &taken {
        let kept = std::fs::read_to_string(stage.home.path().join(path)).unwrap();
        assert_eq!(kept, "of an earlier restore", "{path}");
    }
    let aside = std::fs::read_dir(stage.home.path().join("data")).unwrap();
    let aside =
        aside.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("set-aside-"));
    assert_eq!(aside.count(), taken.len() + 1);
    stage.town.finish();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn whoever_erases_on_a_disk_too_full_for_the_rest_is_told_so_and_it_goes_by_itself() {
    let stage = Stage::set().await;
    let town = &stage.town;
    let mut bot = stage.home.run_after("trap '' XFSZ", &town.standin);
    bot.until_said("connected to Discord").await;
    stage.keep(town.ana).await;
    let size = |name: &str| std::fs::metadata(stage.data(name)).map_or(0, |file| file.len());
    // The key's file may still grow, and the other one not.
    let most = size("keys.db-wal") + 40_000;
    assert!(most < size("chimebot.db-wal"), "{most}, {}", size("chimebot.db-wal"));
    let limit = |to: &str| {
        let id = bot.id().to_string();
        let limited =
            Command::new("prlimit").args(["--pid", &id, &format!("--fsize={to}:unlimited")]).status();
        assert!(limited.unwrap().success());
    };
    let data = town.slash(town.ana, "my-data").await;
    let ask = town.press(town.ana, &data, "Erase all of it now").await;
    limit(&most.to_string());
    let told = town.press(town.ana, &ask, "Erase it all").await;
    assert!(
        told.content.contains("nobody can read your answers") && told.content.contains("too full"),
        "{}",
        told.content
    );
    let after = town.slash(town.ana, "my-data").await;
    assert!(!after.content.contains("Answers kept: 1"), "{}", after.content);
    limit("unlimited");
    bot.until_said("some rows had no key any more").await;
    bot.stops().await;
    stage.town.finish();
}
