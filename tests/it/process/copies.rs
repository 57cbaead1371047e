//! Copies of the databases, made and put back as docs/operators.md says.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection as _, SqliteConnection};

use super::town::Town;

const DATABASES: [&str; 2] = ["chimebot.db", "keys.db"];

/// The names of all files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let mut names: Vec<_> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    for name in DATABASES {
        std::fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// Takes away what SQLite laid beside the databases.
fn remove_logs(data: &Path) {
    for name in DATABASES {
        for ending in ["-wal", "-shm"] {
            // Not each of them is always there.
            drop(std::fs::remove_file(data.join(format!("{name}{ending}"))));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_stop_leaves_two_whole_files_and_a_copy_of_them_restores_everything() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let (data, copies) = (home.path().join("data"), home.path().join("copies"));
    std::fs::create_dir(&copies).unwrap();
    let (bot, card) = town.first_morning(&home).await;
    let thanks = town.press(town.ana, &card, "Skip").await;
    assert!(thanks.content.contains("on 1 day"), "{}", thanks.content);
    bot.stops().await;
    assert_eq!(names(&data), ["chimebot.db", "chimebot.lock", "erasures.log", "keys.db"]);
    copy(&data, &copies);

    // The bot goes on, and the power fails.
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let changed = town.press(town.ana, &card, "Hard day").await;
    assert!(changed.content.contains("I changed your answer"), "{}", changed.content);
    bot.kill();
    assert!(data.join("chimebot.db-wal").exists(), "the control: there is a log to take away");

    remove_logs(&data);
    copy(&copies, &data);
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let same = town.press(town.ana, &card, "Skip").await;
    assert!(same.content.contains("nothing changed"), "the copy is in force: {}", same.content);
    bot.stops().await;
    town.card(1).await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_copy_is_told_by_the_doctor() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    for name in DATABASES {
        let home = town.home().await;
        let path = home.path().join("data").join(name);
        std::fs::remove_file(&path).unwrap();
        // What a copy without its log amounts to: a header and no tables.
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal);
        SqliteConnection::connect_with(&options).await.unwrap().close().await.unwrap();
        let (code, said) = home.ends(&["doctor"]).await;
        assert_eq!(code, Some(78), "{said}");
        assert!(said.contains(&format!("{name} holds no tables")), "{said}");
        assert!(said.contains("stop the bot before you copy"), "{said}");
    }
    town.finish();
}
