//! Migrations only go forward, and each is tried on a file that holds rows.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _, SqliteConnection};

const SETS: [&str; 2] = ["main", "keys"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

async fn empty() -> SqliteConnection {
    let memory = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    memory.disable_statement_logging().connect().await.unwrap()
}

/// The file names of a set, in the order in which they are applied.
fn names(set: &str) -> Vec<String> {
    let files = std::fs::read_dir(root().join("migrations").join(set)).unwrap();
    let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs a file of statements.
async fn run(file: &mut SqliteConnection, path: &Path) {
    let sql: &'static str =
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).leak();
    sqlx::raw_sql(sql).execute(file).await.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

async fn list(file: &mut SqliteConnection, sql: &'static str) -> Vec<String> {
    sqlx::query_scalar(sql).fetch_all(file).await.unwrap()
}

const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

#[tokio::test]
async fn each_migration_carries_the_rows_that_were_there_before() {
    for set in SETS {
        let mut file = empty().await;
        for name in names(set) {
            run(&mut file, &root().join("migrations").join(set).join(&name)).await;
            // Rows as the version with this migration wrote them; the next migration meets them.
            run(&mut file, &root().join("tests/data/migrations").join(set).join(&name)).await;
        }
        for table in list(&mut file, TABLES).await {
            let sql: &'static str = format!("SELECT count(*) FROM {table}").leak();
            let rows: i64 = sqlx::query_scalar(sql).fetch_one(&mut file).await.unwrap();
            assert!(rows > 0, "{set}: {table} has no rows in tests/data/migrations");
        }
        assert_eq!(list(&mut file, "PRAGMA integrity_check").await, ["ok"]);
        assert!(list(&mut file, "SELECT \"table\" FROM pragma_foreign_key_check").await.is_empty());
    }
}

#[tokio::test]
async fn the_bot_reads_the_rows_of_the_newest_version() {
    use chimebot::domain::ids::GuildId;
    use chimebot::store::{Keyring, Paths, Store};

    let folder = tempfile::TempDir::new().unwrap();
    let paths = Paths::in_folder(folder.path());
    let (keys, clock) = (Keyring::new(&[1; 32], &[2; 32]).unwrap(), chimebot::clock::Clock::system());
    Store::open(paths.clone(), keys.clone(), clock.clone()).await.unwrap().close().await;
    for (set, path) in [("main", &paths.main), ("keys", &paths.keys)] {
        let mut file = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
        for name in names(set) {
            let sample =
                std::fs::read_to_string(root().join("tests/data/migrations").join(set).join(&name)).unwrap();
            let sql: &'static str = sample.replace("INSERT INTO", "INSERT OR IGNORE INTO").leak();
            sqlx::raw_sql(sql).execute(&mut file).await.unwrap();
        }
    }
    let store = Store::open(paths, keys, clock).await.unwrap();
    assert_eq!(store.communities_on().await.unwrap().len(), 1);
    assert!(store.find_community(GuildId(2)).await.unwrap().is_some_and(|quiet| quiet.quiet.is_some()));
    assert_eq!(store.unfinished_slots().await.unwrap().len(), 4);
    assert_eq!(store.waiting_notices(GuildId(1)).await.unwrap().len(), 1);
    assert_eq!(store.audit(GuildId(1), 10).await.unwrap().len(), 1);
    assert_eq!(store.spans(GuildId(1), jiff::civil::date(2020, 1, 1)).await.unwrap().len(), 3);
}

#[tokio::test]
async fn no_table_is_in_both_files_and_all_are_strict_with_named_checks() {
    let mut all = BTreeSet::new();
    for set in SETS {
        let mut file = empty().await;
        for name in names(set) {
            run(&mut file, &root().join("migrations").join(set).join(&name)).await;
        }
        let tables = list(&mut file, TABLES).await;
        let strict =
            list(&mut file, "SELECT name FROM pragma_table_list WHERE strict = 1 AND schema = 'main'").await;
        for table in tables {
            assert!(strict.contains(&table), "{table} is not STRICT");
            assert!(all.insert(table.clone()), "{table} is in both files");
        }
        for sql in
            list(&mut file, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql IS NOT NULL").await
        {
            let words: Vec<&str> = sql.split_whitespace().collect();
            for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "CHECK") {
                assert_eq!(words[at - 2], "CONSTRAINT", "a CHECK without a name: {:?}", &words[at..at + 3]);
            }
        }
    }
    assert!(all.len() >= 13, "the test sees the tables: {all:?}");
}

#[tokio::test]
async fn every_statement_runs_on_exactly_the_file_it_belongs_to() {
    let mut files = Vec::new();
    for set in SETS {
        let mut file = empty().await;
        Migrator::new(root().join("migrations").join(set))
            .await
            .unwrap()
            .run_direct(None, &mut file, false)
            .await
            .unwrap();
        files.push(file);
    }
    let mut tried = 0;
    for entry in std::fs::read_dir(root().join(".sqlx")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let described: serde_json::Value = serde_json::from_str(&text).unwrap();
        let statement = described["query"].as_str().unwrap();
        let explain: &'static str = format!("EXPLAIN {statement}").leak();
        let mut at_home = Vec::new();
        for (set, file) in SETS.into_iter().zip(&mut files) {
            if sqlx::raw_sql(explain).execute(file).await.is_ok() {
                at_home.push(set);
            }
        }
        let both = statement.contains("sqlite_version()");
        assert_eq!(at_home.len(), if both { 2 } else { 1 }, "{statement} runs on {at_home:?}");
        tried += 1;
    }
    assert!(tried >= 60, "the test sees the statements: {tried}");
}

/// The sweep of each day must not read every answer there is.
#[tokio::test]
async fn what_has_had_its_time_is_found_by_an_index() {
    let mut file = empty().await;
    for name in names("main") {
        run(&mut file, &root().join("migrations/main").join(&name)).await;
    }
    let mut tried = 0;
    for entry in std::fs::read_dir(root().join(".sqlx")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let described: serde_json::Value = serde_json::from_str(&text).unwrap();
        let statement = described["query"].as_str().unwrap();
        let large = ["answer", "own_words"].iter().any(|table| statement.contains(&format!("FROM {table}")));
        if !large || !statement.contains("keep_until < ?1") {
            continue;
        }
        let explain: &'static str = format!("EXPLAIN QUERY PLAN {statement}").leak();
        let steps = sqlx::query(explain).bind("2026-11-23").bind(500).fetch_all(&mut file).await.unwrap();
        let plan: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
        assert!(plan.iter().any(|step| step.contains("_by_keep_until (keep_until<?)")), "{plan:?}");
        assert!(plan.iter().all(|step| !step.starts_with("SCAN")), "{plan:?}");
        tried += 1;
    }
    assert_eq!(tried, 2, "answers and words");
}
