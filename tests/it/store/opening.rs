//! Opening the files, and the writer that commits in groups.

use std::path::Path;
use std::time::Duration;

use chimebot::domain::consent::Choice;
use chimebot::rng::Chance;
use chimebot::store::{Fault, Keyring, OpenError, Paths, Store, StoreError, examine};
use futures_util::future::join_all;
use sqlx::Connection as _;
use tempfile::TempDir;

use super::*;
use crate::support::alarms::listen;

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let home = Home::new().await;
    let count = || commits(&std::fs::read(home.folder.path().join("chimebot.db-wal")).unwrap());
    let before = count();
    for number in 0..5 {
        home.store.set_meta(&format!("one {number}"), "x").await.unwrap();
    }
    assert_eq!(count() - before, 5, "the control: one after the other are five commits");
    let before = count();
    let (stalled, changes) = tokio::join!(
        home.store.stall(Duration::from_millis(50)),
        join_all((0..200).map(|number| {
            let store = home.store.clone();
            async move { store.set_meta(&format!("many {number}"), "x").await }
        }))
    );
    stalled.unwrap();
    assert!(changes.iter().all(Result::is_ok));
    assert_eq!(count() - before, 1);
}

#[tokio::test]
async fn one_change_that_breaks_a_rule_takes_no_other_with_it() {
    let home = Home::new().await;
    let (stalled, changes) = tokio::join!(
        home.store.stall(Duration::from_millis(50)),
        join_all((0..20).map(|number| {
            let store = home.store.clone();
            let key = if number % 5 == 2 { "too long ".repeat(10) } else { format!("key {number}") };
            async move { (store.set_meta(&key, "x").await, store.meta(&key).await.unwrap().is_some()) }
        }))
    );
    stalled.unwrap();
    for (number, (result, kept)) in changes.into_iter().enumerate() {
        assert_eq!(result.is_ok(), number % 5 != 2);
        assert_eq!(kept, result.is_ok());
        if let Err(error) = result {
            assert!(matches!(error, StoreError::NotSaved(Fault::Constraint(_))), "{error:?}");
        }
    }
}

#[tokio::test]
async fn a_second_process_is_told_that_there_is_another() {
    let home = Home::new().await;
    let error = open(home.folder.path(), &home.clock).await.unwrap_err();
    assert!(matches!(error, OpenError::SecondProcess(_)), "{error:?}");
    assert!(error.to_string().contains("stop it first"), "{error}");
    home.restart().await;
}

#[tokio::test]
async fn the_wrong_key_is_named_and_nothing_is_touched() {
    let home = Home::new().await;
    home.turn_on(&[Choice::KeepAnswers]).await;
    let Home { folder, clock, store } = home;
    store.close().await;
    // The same draws as those of the keyring that made the files.
    let chance = Chance::seeded(11);
    let [right, wrong]: [[[u8; 32]; 2]; 2] = [(); 2].map(|()| [(); 2].map(|()| chance.bytes()));
    let paths = Paths::in_folder(folder.path());
    for (master, reference, named) in [(wrong[0], right[1], "master"), (right[0], wrong[1], "reference")] {
        let keyring = Keyring::new(&master, &reference).unwrap();
        let error = Store::open(paths.clone(), keyring, clock.clone()).await.unwrap_err();
        assert!(matches!(error, OpenError::WrongKey { which, .. } if which == named), "{error:?}");
    }
    let keyring = Keyring::new(&right[0], &right[1]).unwrap();
    let store = Store::open(paths, keyring, clock).await.unwrap();
    assert!(store.find_member(store.caller(GUILD, USER)).await.unwrap().is_some());
}

#[tokio::test]
async fn one_file_without_the_other_is_refused_and_nothing_is_removed() {
    for lost in ["keys.db", "chimebot.db"] {
        let home = Home::new().await;
        home.turn_on(&[Choice::KeepAnswers]).await;
        let Home { folder, clock, store } = home;
        store.close().await;
        let (path, away) = (folder.path().join(lost), folder.path().join("away"));
        std::fs::rename(&path, &away).unwrap();
        let error = open(folder.path(), &clock).await.unwrap_err();
        assert!(matches!(&error, OpenError::HalfMissing { missing, .. } if *missing == path), "{error:?}");
        let error = open(folder.path(), &clock).await.unwrap_err();
        assert!(matches!(error, OpenError::HalfMissing { .. }), "the second start says the same: {error:?}");
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.path().join(format!("{lost}{ending}")));
        }
        std::fs::rename(&away, &path).unwrap();
        let store = open(folder.path(), &clock).await.unwrap();
        assert!(store.holdings(store.caller(GUILD, USER)).await.unwrap().is_some(), "{lost} came back whole");
    }
}

#[tokio::test]
async fn a_newer_database_is_refused_by_name() {
    for name in ["chimebot.db", "keys.db"] {
        let Home { folder, clock, store } = Home::new().await;
        store.close().await;
        let mut file = connect(&folder.path().join(name)).await;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', 1, x'00', 0)",
        )
        .execute(&mut file)
        .await
        .unwrap();
        file.close().await.unwrap();
        let error = open(folder.path(), &clock).await.unwrap_err();
        assert!(
            matches!(&error, OpenError::Newer { version: 9999, path } if path.ends_with(name)),
            "{error:?}"
        );
        assert!(error.to_string().contains("newer chimebot"), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_page_or_another_kind_of_file_is_refused_and_left_alone() {
    for (from, damage) in [(2, 40), (0, 1)] {
        let home = Home::new().await;
        home.store.set_meta("filler", &"x".repeat(30_000)).await.unwrap();
        let Home { folder, clock, store } = home;
        store.close().await;
        let path = folder.path().join("chimebot.db");
        let mut bytes = std::fs::read(&path).unwrap();
        let end = bytes.len().min((from + damage) * 4_096);
        bytes[from * 4_096..end].fill(0xA5);
        std::fs::write(&path, &bytes).unwrap();
        let error = open(folder.path(), &clock).await.unwrap_err();
        assert!(matches!(error, OpenError::Corrupt(_)), "{error:?}");
        assert!(error.to_string().contains("restore the last backup"), "{error}");
        assert!(matches!(examine(&Paths::in_folder(folder.path())).await, Err(OpenError::Corrupt(_))));
        assert_eq!(std::fs::read(&path).unwrap(), bytes, "it was left untouched");
    }
}

#[tokio::test]
async fn a_folder_that_is_not_there_or_cannot_be_written_is_named() {
    let folder = TempDir::new().unwrap();
    let clock = Clock::frozen(start());
    let error = open(&folder.path().join("nowhere"), &clock).await.unwrap_err();
    assert!(matches!(error, OpenError::NoFolder(_)), "{error:?}");
    // The system's own folder refuses new files to everybody, root included.
    let error = open(Path::new("/sys"), &clock).await.unwrap_err();
    assert!(matches!(error, OpenError::ReadOnly(_)), "{error:?}");
    assert!(error.to_string().contains("read-only"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn databases_and_what_lies_beside_them_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new().await;
    home.turn_on(&[Choice::KeepAnswers]).await;
    for name in ["chimebot.db", "chimebot.db-wal", "chimebot.db-shm", "keys.db", "keys.db-wal", "keys.db-shm"]
    {
        let mode = std::fs::metadata(home.folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

/// The number of the newest migration.
fn newest(set: &str) -> Option<i64> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(set);
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_str().unwrap()[..4].parse().unwrap()).max()
}

#[tokio::test]
async fn a_look_from_beside_reads_both_files_of_a_running_bot() {
    let home = Home::new().await;
    let before = home.tables().await;
    let found = examine(&Paths::in_folder(home.folder.path())).await.unwrap();
    assert_eq!((found.main_version, found.keys_version), (newest("main"), newest("keys")));
    assert!(found.sqlite.starts_with("3."));
    assert_eq!(home.tables().await, before);
    let nowhere = examine(&Paths::in_folder(&home.folder.path().join("nowhere"))).await;
    assert!(matches!(nowhere, Err(OpenError::NoFolder(_))));
}

#[tokio::test]
async fn a_look_at_files_at_rest_leaves_nothing_beside_them() {
    let Home { folder, store, .. } = Home::new().await;
    store.close().await;
    let names = || {
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names();
    let found = examine(&Paths::in_folder(folder.path())).await.unwrap();
    assert_eq!(found.main_version, newest("main"));
    assert_eq!(names(), before);
    assert_eq!(before, ["chimebot.db", "chimebot.lock", "erasures.log", "keys.db"]);
}

#[tokio::test]
async fn nothing_of_the_store_prints_a_secret() {
    let home = Home::new().await;
    let printed = format!("{:?} {:?} {:?}", home.store, home.store.keyring(), home.caller());
    assert_eq!(printed.matches("(..)").count(), 3, "{printed}");
    assert!(!printed.contains(&USER.to_string()));
}

/// How many commits a write-ahead log holds: frames that carry the size of the file after the commit.
fn commits(log: &[u8]) -> usize {
    let page = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    let salts = &log[16..24];
    let frames = log[32..].chunks_exact(24 + page).take_while(|frame| &frame[8..16] == salts);
    frames.filter(|frame| frame[4..8] != [0; 4]).count()
}

#[tokio::test]
async fn rows_whose_key_is_gone_are_told_of_before_they_go_and_as_they_go_but_not_how_many() {
    let home = Home::new().await;
    for number in 0..7 {
        let caller = home.store.caller(GUILD, UserId(40 + number));
        home.store.turn_on(caller, [Choice::CountDays].into_iter().collect(), CONSENT_VERSION).await.unwrap();
    }
    let paths = Paths::in_folder(home.folder.path());
    assert!(!examine(&paths).await.unwrap().keyless);
    home.store.close().await;
    let mut keys = connect(&paths.keys).await;
    sqlx::query("DELETE FROM member_key").execute(&mut keys).await.unwrap();
    keys.close().await.unwrap();
    assert!(examine(&paths).await.unwrap().keyless);
    let (heard, _listening) = listen();
    let store = open(home.folder.path(), &home.clock).await.unwrap();
    let told: Vec<_> = heard.lines().into_iter().filter(|line| line.contains("had no key")).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("some rows had no key any more"), "{}", told[0]);
    assert!(!examine(&paths).await.unwrap().keyless);
    store.close().await;
}
