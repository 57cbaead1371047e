//! Faults that only the inside of the store can cause: a full file, a held lock, a slow
//! writer, a broken connection.

use std::path::Path;
use std::time::Duration;

use futures_util::future::join_all;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

use super::ledger::Ledger;
use super::open::Lock;
use super::writer::{QUEUE, Tx, Writer};
use super::*;
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::ids::{GuildId, UserId};

async fn open(folder: &Path) -> Store {
    let keyring = Keyring::generate(&Chance::seeded(1));
    Store::open(Paths::in_folder(folder), keyring, Clock::system()).await.unwrap()
}

/// Runs one statement on the writer's own connection to the main file.
async fn on_writer(store: &Store, sql: &'static str) {
    let job = store.0.writer.alone(move |tx| {
        Box::pin(async move {
            sqlx::query(sql).execute(&mut tx.main).await?;
            Ok(())
        })
    });
    job.await.unwrap();
}

/// The same on the key file.
async fn on_keys(store: &Store, sql: &'static str) {
    let job = store.0.writer.alone(move |tx| {
        Box::pin(async move {
            sqlx::query(sql).execute(&mut tx.keys).await?;
            Ok(())
        })
    });
    job.await.unwrap();
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_said_to_be_saved_and_afterwards_the_same_process_saves_again() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    store.set_meta("before", "kept").await.unwrap();
    on_writer(&store, "PRAGMA max_page_count = 1").await; // SQLite takes the present size instead.

    let filler = "x".repeat(20_000);
    let mut refused = 0;
    for number in 0..20 {
        match store.set_meta(&format!("filler {number}"), &filler).await {
            Ok(()) => {
                assert_eq!(store.meta(&format!("filler {number}")).await.unwrap().as_ref(), Some(&filler));
            }
            Err(error) => {
                assert!(matches!(error, StoreError::NotSaved(Fault::Full)), "{error:?}");
                assert!(store.meta(&format!("filler {number}")).await.unwrap().is_none());
                refused += 1;
            }
        }
    }
    assert!(refused > 15, "{refused} were refused");
    assert_eq!(store.meta("before").await.unwrap().as_deref(), Some("kept"), "reading still works");

    on_writer(&store, "PRAGMA max_page_count = 1073741823").await;
    store.set_meta("filler 0", &filler).await.unwrap();
    assert_eq!(store.meta("filler 0").await.unwrap(), Some(filler));
}

#[tokio::test]
async fn one_change_too_big_for_the_disk_takes_no_other_of_its_batch_down_in_silence() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    for number in 0..30 {
        store.set_meta(&format!("small {number}"), "a").await.unwrap();
    }
    on_writer(&store, "PRAGMA max_page_count = 1").await;
    let (stalled, results) = tokio::join!(store.stall(Duration::from_millis(100)), async {
        let filler = "x".repeat(50_000);
        let changes = (0..30).map(|number| {
            let (store, filler) = (store.clone(), filler.clone());
            let key = format!("small {number}");
            async move {
                let value = if number == 15 { filler.as_str() } else { "b" };
                (key.clone(), store.set_meta(&key, value).await)
            }
        });
        join_all(changes).await
    });
    stalled.unwrap();
    assert!(results[15].1.is_err(), "the big one does not fit");
    for (key, result) in results {
        let now = store.meta(&key).await.unwrap().unwrap();
        match result {
            Ok(()) => assert_eq!(now, "b", "{key} was said to be saved"),
            Err(error) => {
                assert!(error.nothing_saved(), "{error}");
                assert_eq!(now, "a", "{key} was said not to be saved");
            }
        }
    }
}

#[tokio::test]
async fn while_another_program_holds_the_lock_nothing_is_saved_and_afterwards_it_is() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    on_writer(&store, "PRAGMA busy_timeout = 50").await;
    let mut other =
        SqliteConnectOptions::new().filename(folder.path().join("chimebot.db")).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let results = join_all((0..10).map(|_| store.set_meta("key", "value"))).await;
    for result in results {
        assert!(matches!(result, Err(StoreError::NotSaved(Fault::Locked))), "{result:?}");
    }
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    assert_eq!(store.meta("key").await.unwrap(), None);
    store.set_meta("key", "value").await.unwrap();
    assert_eq!(store.meta("key").await.unwrap().as_deref(), Some("value"));
}

#[tokio::test]
async fn a_full_queue_says_busy_and_everything_accepted_is_saved() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let stalled = tokio::spawn({
        let store = store.clone();
        async move { store.stall(Duration::from_millis(500)).await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    let over = 104;
    let results = join_all((0..QUEUE + over).map(|number| {
        let store = store.clone();
        async move { store.set_meta(&number.to_string(), "x").await }
    }))
    .await;
    stalled.await.unwrap().unwrap();
    let busy = results.iter().filter(|result| matches!(result, Err(StoreError::Busy))).count();
    assert_eq!((busy, results.iter().filter(|result| result.is_ok()).count()), (over, QUEUE));
    for (number, result) in results.iter().enumerate() {
        assert_eq!(store.meta(&number.to_string()).await.unwrap().is_some(), result.is_ok());
    }
    assert_eq!(store.queue_depth(), 0);
}

/// A writer whose callers wait only `patience`.
async fn impatient(folder: &Path, patience: Duration) -> Writer {
    let options = ["main.db", "keys.db"].map(|name| {
        SqliteConnectOptions::new()
            .filename(folder.join(name))
            .create_if_missing(true)
            .disable_statement_logging()
    });
    let mut main = options[0].connect().await.unwrap();
    sqlx::query("CREATE TABLE t (x INTEGER) STRICT").execute(&mut main).await.unwrap();
    let ledger = Ledger::open(&folder.join("erasures.log"), jiff::Timestamp::UNIX_EPOCH).unwrap();
    let tx = Tx::new(main, options[1].connect().await.unwrap(), Arc::new(ledger));
    let lock = Lock::take(&Paths::in_folder(folder)).unwrap();
    Writer::start(tx, options, patience, lock)
}

async fn insert(writer: &Writer, x: i64) -> Result<(), StoreError> {
    writer
        .run(move |tx| {
            Box::pin(async move {
                sqlx::query("INSERT INTO t VALUES (?1)").bind(x).execute(&mut tx.main).await?;
                Ok(())
            })
        })
        .await
}

async fn rows(writer: &Writer) -> Vec<i64> {
    let rows = writer.run(|tx| {
        Box::pin(async move {
            Ok(sqlx::query_scalar("SELECT x FROM t ORDER BY x").fetch_all(&mut tx.main).await?)
        })
    });
    rows.await.unwrap()
}

#[tokio::test]
async fn what_was_not_begun_in_time_is_not_saved_and_what_was_begun_is_unknown() {
    let folder = TempDir::new().unwrap();
    let writer = impatient(folder.path(), Duration::from_millis(200)).await;
    let slow = writer.run(|tx| {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(500)).await;
            sqlx::query("INSERT INTO t VALUES (1)").execute(&mut tx.main).await?;
            Ok(())
        })
    });
    let waiting = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        insert(&writer, 2).await
    };
    let (slow, waiting) = tokio::join!(slow, waiting);
    assert!(matches!(slow, Err(StoreError::Unknown(Fault::TimedOut))), "{slow:?}");
    assert!(matches!(waiting, Err(StoreError::NotSaved(Fault::TimedOut))), "{waiting:?}");
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(rows(&writer).await, [1], "the begun one came through, the waiting one was called back");
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_no_transaction_open() {
    let folder = TempDir::new().unwrap();
    let writer = impatient(folder.path(), Duration::from_secs(5)).await;
    for x in 0..50_i64 {
        let aborted =
            tokio::time::timeout(Duration::from_micros(10 * x.unsigned_abs()), insert(&writer, x)).await;
        drop(aborted);
    }
    insert(&writer, 1_000).await.unwrap();
    assert_eq!(rows(&writer).await.last(), Some(&1_000));
}

#[tokio::test]
async fn a_job_that_panics_takes_no_other_down() {
    let folder = TempDir::new().unwrap();
    let writer = impatient(folder.path(), Duration::from_secs(5)).await;
    let panics = writer.run::<(), _>(|tx| {
        Box::pin(async move {
            sqlx::query("INSERT INTO t VALUES (2)").execute(&mut tx.main).await?;
            panic!("a fault on demand")
        })
    });
    let (one, two, three) = tokio::join!(insert(&writer, 1), panics, insert(&writer, 3));
    assert!(one.is_ok() && three.is_ok());
    assert!(matches!(two, Err(StoreError::NotSaved(_))), "{two:?}");
    assert_eq!(rows(&writer).await, [1, 3]);
}

#[tokio::test]
async fn a_key_that_is_on_no_disk_seals_nothing() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let (guild, choices) = (GuildId(1), ChoiceSet::NONE.with(Choice::CountDays));
    on_keys(&store, "PRAGMA busy_timeout = 50").await;
    let mut other =
        SqliteConnectOptions::new().filename(folder.path().join("keys.db")).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let callers: Vec<_> = (1..=10).map(|user| store.caller(guild, UserId(user))).collect();
    for result in join_all(callers.iter().map(|caller| store.turn_on(*caller, choices, 1))).await {
        assert!(matches!(result, Err(StoreError::NotSaved(Fault::Locked))), "{result:?}");
    }
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    for caller in &callers {
        assert!(store.find_member(*caller).await.unwrap().is_none());
        store.turn_on(*caller, choices, 1).await.unwrap();
        assert!(store.holdings(*caller).await.unwrap().is_some(), "its key is in the file");
    }
}

#[tokio::test]
async fn keys_that_could_not_be_committed_are_not_used_later() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let (caller, choices) = (store.caller(GuildId(1), UserId(2)), ChoiceSet::NONE.with(Choice::CountDays));
    on_writer(&store, "PRAGMA max_page_count = 1").await;
    let (stalled, on, filler) =
        tokio::join!(store.stall(Duration::from_millis(50)), store.turn_on(caller, choices, 1), async {
            store.set_meta("filler", &"x".repeat(200_000)).await
        },);
    stalled.unwrap();
    assert!(filler.unwrap_err().nothing_saved());
    let kept = store.find_member(caller).await.unwrap().is_some();
    assert_eq!(kept, on.is_ok());
    on_writer(&store, "PRAGMA max_page_count = 1073741823").await;
    store.turn_on(caller, choices, 1).await.unwrap();
    assert!(store.holdings(caller).await.unwrap().is_some(), "the key that is used is in the file");
}

#[tokio::test]
async fn a_key_whose_rows_broke_a_rule_is_used_when_they_come_again() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path()).await;
    let (caller, choices) = (store.caller(GuildId(1), UserId(2)), ChoiceSet::NONE.with(Choice::CountDays));
    // Version 0 breaks a rule of the table of consents, after the key was written.
    assert!(store.turn_on(caller, choices, 0).await.unwrap_err().nothing_saved());
    assert!(store.find_member(caller).await.unwrap().is_none());
    store.turn_on(caller, choices, 1).await.unwrap();
    assert!(store.holdings(caller).await.unwrap().is_some());
}
