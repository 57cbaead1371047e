//! What is left of somebody who erases: nothing, in any file, in any log line, in any backup put back.
//!
//! The answer's words must be in no file at any moment. Their ciphertext and the member's wrapped key
//! are noted before, and must be found before (the control) and nowhere after. The last two tests
//! erase as a careless program would: the count must find what that leaves, or it proves nothing.

use std::path::Path;

use age::x25519::Identity;
use chimebot::backup::{Backups, unpack};
use chimebot::domain::consent::Choice::{CountDays, GroupCounts, KeepAnswers};
use chimebot::service::setup::Change;
use chimebot::store::{Caller, Paths, Store};
use chimebot::telemetry::capture;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::support::TestBot;
use crate::support::alarms::listen;

const QUESTION: &str = "Where did the siskinquestion land today?";
const ANSWERS: [&str; 3] = ["on the finchfirst", "by the finchsecond", "on no finchthird"];

/// How often each needle stands in the files of a folder and of those inside it.
fn count(folder: &Path, needles: &[Vec<u8>]) -> Vec<usize> {
    let mut found = vec![0; needles.len()];
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let inside = if entry.file_type().unwrap().is_dir() {
            count(&entry.path(), needles)
        } else {
            let bytes = std::fs::read(entry.path()).unwrap();
            let times =
                |needle: &Vec<u8>| bytes.windows(needle.len()).filter(|window| window == needle).count();
            needles.iter().map(times).collect()
        };
        for (sum, more) in found.iter_mut().zip(inside) {
            *sum += more;
        }
    }
    found
}

/// The beginning of everything sealed of a member and of their wrapped key, as it lies on disk.
/// Short enough not to be cut by the end of a page.
async fn sealed(store: &Store, caller: Caller) -> Vec<Vec<u8>> {
    let rows = store.raw_rows(caller).await.unwrap();
    let columns = rows.into_iter().flat_map(|row| row.columns);
    let hex = columns
        .filter(|(name, _)| ["sealed", "wrapped"].contains(&name.as_str()))
        .map(|(_, value)| value.unwrap());
    let bytes =
        |hex: String| (0..40).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect();
    hex.map(bytes).collect()
}

/// A member's part in the group's numbers, tag and box, as it lies on disk.
async fn part(store: &Store, caller: Caller) -> Vec<Vec<u8>> {
    let rows = store.raw_rows(caller).await.unwrap();
    let columns = rows.into_iter().filter(|row| row.table == "tally").flat_map(|row| row.columns);
    let hex =
        columns.filter(|(name, _)| ["tag", "box"].contains(&name.as_str())).map(|(_, value)| value.unwrap());
    let byte = |hex: &str, at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    hex.map(|hex| (0..hex.len() / 2).map(|at| byte(&hex, at)).collect()).collect()
}

fn none_of(found: &[usize]) -> bool {
    found.iter().all(|times| *times == 0)
}

fn each_of(found: &[usize]) -> bool {
    found.iter().all(|times| *times > 0)
}

/// A bot in which Ana keeps an answer with words of its own.
async fn stage() -> (TestBot, Vec<Vec<u8>>) {
    let bot = TestBot::set_up().await;
    bot.standin.set_crowd(bot.guild, 50);
    bot.change(vec![Change::People(50)]).await;
    bot.at("2026-11-23T08:55:00Z").await;
    bot.at("2026-11-30T00:00:10Z").await;
    bot.member(bot.ana, &[CountDays, KeepAnswers, GroupCounts]).await;
    let mut prompt = bot.prompt("h1-hope-today");
    QUESTION.clone_into(&mut prompt.question);
    prompt.answers = ANSWERS.map(str::to_owned).to_vec();
    prompt.acks = vec![];
    let card = bot.post("2026-11-30", &prompt).await;
    bot.press(bot.ana, &card, ANSWERS[1]).await;
    let kept = sealed(bot.store(), bot.store().caller(bot.guild, bot.ana)).await;
    assert_eq!(kept.len(), 3, "an answer, the days and the key");
    drop(bot.posts(bot.staff));
    (bot, kept)
}

#[tokio::test]
async fn after_an_erasure_nothing_is_left_in_files_logs_and_backups_put_back() {
    let (own, _listening) = listen();
    let everywhere = capture();
    let (bot, kept) = stage().await;
    // The card itself holds its question and answers: it is not about a person. What Ana gave is sealed.
    let held = bot.held(bot.ana).await.unwrap();
    assert!(held.answers[0].answer.contains(ANSWERS[1]), "the control: the answer is kept with its words");
    let given = vec![held.answers[0].answer.clone().into_bytes()];
    assert!(none_of(&count(bot.folder(), &given)), "plain text is in no file at any moment");
    assert!(each_of(&count(bot.folder(), &kept)), "the control: it is on disk before");
    let part = part(bot.store(), bot.store().caller(bot.guild, bot.ana)).await;
    assert_eq!(part.len(), 2, "a tag and a box");
    assert!(each_of(&count(bot.folder(), &part)), "the control: it is on disk before");

    let (elsewhere, identity) = (tempfile::tempdir().unwrap(), Identity::generate());
    let live = Paths::in_folder(bot.folder());
    let backups = Backups::new(
        elsewhere.path().join("backups"),
        identity.to_public(),
        live,
        bot.store().keyring().clone(),
        bot.clock.clone(),
    );
    let made = backups.make().await.unwrap();
    assert!(none_of(&count(elsewhere.path(), &kept)), "a backup is sealed once more");
    assert!(each_of(&count(bot.folder(), &kept)));

    let data = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &data, "Erase all of it now").await;
    assert!(none_of(&count(bot.folder(), &given)));
    let done = bot.press(bot.ana, &ask, "Erase it all").await;
    assert!(done.content.starts_with("Done."), "{}", done.content);
    assert!(none_of(&count(bot.folder(), &kept)), "gone from both files, both logs and the shared memory");
    assert!(none_of(&count(bot.folder(), &given)));
    assert!(none_of(&count(bot.folder(), &part)), "and the part in the group's numbers");
    backups.seal_erasures().await.unwrap();

    // Put back on an empty disk.
    let empty = elsewhere.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let unpacked =
        unpack(&made, std::slice::from_ref(&identity), false, &Paths::in_folder(&empty)).await.unwrap();
    assert!(each_of(&count(&empty, &kept)), "the control: it is in the backup before the ledger is applied");
    assert!(none_of(&count(&empty, &part)), "no backup holds anybody's part in an open period");
    let keyring = bot.store().keyring().clone();
    let store = Store::open(unpacked.copies.clone(), keyring, bot.clock.clone()).await.unwrap();
    store.close().await;
    unpacked.put_in_place(bot.clock.now()).await.unwrap();
    assert!(none_of(&count(&empty, &kept)), "and nowhere after");
    assert!(empty.join("chimebot.db").exists() && empty.join("erasures.log").exists());

    let lines: Vec<String> = own.lines().into_iter().chain(everywhere.lines()).collect();
    assert!(!lines.is_empty(), "the control: the log is heard");
    for secret in ANSWERS.iter().chain([&QUESTION]) {
        assert!(lines.iter().all(|line| !line.contains(secret)), "{secret:?} stands in the log");
    }
    bot.finish().await;
}

/// The key of the period that runs, as it lies in the key file.
async fn period_key(folder: &Path) -> Vec<u8> {
    let options = SqliteConnectOptions::new().filename(folder.join("keys.db")).read_only(true);
    let mut keys = options.connect().await.unwrap();
    let wrapped = sqlx::query_scalar("SELECT wrapped FROM period_key").fetch_one(&mut keys).await.unwrap();
    keys.close().await.unwrap();
    wrapped
}

#[tokio::test]
async fn what_a_restore_sets_aside_holds_no_key_of_the_weeks_that_ran() {
    let (bot, _) = stage().await;
    let (elsewhere, identity) = (tempfile::tempdir().unwrap(), Identity::generate());
    let backups = Backups::new(
        elsewhere.path().join("backups"),
        identity.to_public(),
        Paths::in_folder(bot.folder()),
        bot.store().keyring().clone(),
        bot.clock.clone(),
    );
    let made = backups.make().await.unwrap();
    // As the files lie there when the bot has been stopped.
    let stopped = elsewhere.path().join("stopped");
    std::fs::create_dir(&stopped).unwrap();
    for name in ["chimebot.db", "chimebot.db-wal", "keys.db", "keys.db-wal"] {
        std::fs::copy(bot.folder().join(name), stopped.join(name)).unwrap();
    }
    let key = vec![period_key(&stopped).await];
    assert!(each_of(&count(&stopped, &key)), "the control: the four weeks run");

    let unpacked =
        unpack(&made, std::slice::from_ref(&identity), true, &Paths::in_folder(&stopped)).await.unwrap();
    let keyring = bot.store().keyring().clone();
    Store::open(unpacked.copies.clone(), keyring, bot.clock.clone()).await.unwrap().close().await;
    let aside = unpacked.put_in_place(bot.clock.now()).await.unwrap();
    assert!(aside[0].join("keys.db").is_file(), "the members' keys are set aside");
    assert!(none_of(&count(&aside[0], &key)) && none_of(&count(&stopped, &key)));
    bot.finish().await;
}

#[tokio::test]
async fn what_was_suggested_is_in_no_file_in_the_clear_and_nowhere_once_it_is_taken_back() {
    let bot = TestBot::set_up().await;
    let services = &bot.bot().services;
    let caller = services.caller(bot.guild, bot.ana, chimebot::service::caller::Rights::default());
    let words = ["The ouzelshed", "https://ouzel.example/dipper", "A place for wheatears."];
    let text = chimebot::domain::suggestion::Suggestion::read(words[0], words[1], words[2]).unwrap();
    services.suggest(&caller, 1, text, true).await.unwrap();
    let given: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    assert!(none_of(&count(bot.folder(), &given)), "plain text is in no file at any moment");
    let id = bot.ana.to_string().into_bytes();
    assert!(none_of(&count(bot.folder(), &[id])), "nor is the Discord id of whoever is to be told");
    let rows = bot.store().raw_rows(caller.holder()).await.unwrap();
    let kept = sealed(bot.store(), caller.holder()).await;
    assert_eq!((rows.len(), kept.len()), (2, 2), "a suggestion and a key");
    assert!(each_of(&count(bot.folder(), &kept)), "the control: it is on disk before");
    let mine = bot.store().suggestions_of(caller.holder()).await.unwrap().remove(0);
    let of = chimebot::domain::resource::DraftOf::Suggestion(mine.id);
    services.begin_draft(&bot.as_moderator(), &of, false).await.unwrap();
    assert!(
        bot.store().draft_row(bot.guild, bot.moderator).await.unwrap().is_some(),
        "a moderator took it up"
    );
    assert!(none_of(&count(bot.folder(), &given)), "and it is in no file in their draft either");
    assert!(services.take_back(&caller, mine.id).await.unwrap());
    let found = count(bot.folder(), &kept);
    assert!(none_of(&found), "gone from both files and both logs: {found:?}");
    assert!(bot.store().draft_row(bot.guild, bot.moderator).await.unwrap().is_none(), "with the draft of it");
    bot.finish().await;
}

async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// Erases by hand: `key` and `checkpoint` say whether that step is taken, as the bot takes it.
async fn erase_by_hand(folder: &Path, secure: bool, key: bool, checkpoint: bool) {
    for (name, table, wanted) in [("keys.db", "member_key", key), ("chimebot.db", "member", true)] {
        let mut file = connect(&folder.join(name)).await;
        let delete: &'static str = format!("DELETE FROM {table}").leak();
        let secure = if secure { "PRAGMA secure_delete = ON" } else { "PRAGMA secure_delete = OFF" };
        for statement in ["PRAGMA foreign_keys = ON", secure] {
            sqlx::query(statement).execute(&mut file).await.unwrap();
        }
        if wanted {
            sqlx::query(delete).execute(&mut file).await.unwrap();
        }
        if checkpoint {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut file).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_count_finds_what_an_erasure_without_one_of_its_steps_leaves() {
    for (secure, key, checkpoint, left) in [
        (true, true, true, false),
        (true, true, false, true),
        (true, false, true, true),
        (false, true, true, true),
    ] {
        let (bot, kept) = stage().await;
        erase_by_hand(bot.folder(), secure, key, checkpoint).await;
        let found = count(bot.folder(), &kept);
        let what = format!("secure_delete {secure}, key {key}, checkpoint {checkpoint}: {found:?}");
        assert_eq!(!none_of(&found), left, "{what}");
        bot.finish().await;
    }
}
