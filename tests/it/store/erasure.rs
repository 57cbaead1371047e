//! What is left of a member who goes: nothing.

use chimebot::domain::consent::{CONSENT_VERSION, Choice, ChoiceSet};
use chimebot::domain::ids::UserId;
use chimebot::store::{Erased, WordsGiven};

use super::*;

#[tokio::test]
async fn after_an_erasure_neither_words_nor_ciphertext_nor_key_are_on_disk() {
    let home = Home::new().await;
    let empty = home.tables().await;
    home.turn_on(&[Choice::KeepAnswers, Choice::CountDays, Choice::RemindMe]).await;
    home.remind().await;
    let neighbour = home.store.caller(GUILD, UserId(9));
    home.store.turn_on(neighbour, ChoiceSet::NONE.with(Choice::KeepAnswers), CONSENT_VERSION).await.unwrap();
    home.store.record_answer(neighbour, given("mine stays", TODAY)).await.unwrap();

    let mut secrets: Vec<Vec<u8>> = Vec::new();
    for (number, answer) in
        [CANARY.to_owned(), format!("{CANARY} again"), CANARY.repeat(300)].iter().enumerate()
    {
        let day = TODAY.checked_add(jiff::Span::new().days(i64::try_from(number / 2).unwrap())).unwrap();
        home.store.record_answer(home.caller(), given(answer, day)).await.unwrap();
        for row in home.store.raw_rows(home.caller()).await.unwrap() {
            for (name, value) in row.columns {
                if ["sealed", "wrapped", "member_ref"].contains(&name.as_str()) {
                    // A needle short enough not to be cut by a page's end.
                    let bytes = unhex(&value.unwrap());
                    secrets.push(bytes[..bytes.len().min(40)].to_vec());
                }
            }
        }
    }
    secrets.sort();
    secrets.dedup();
    assert!(secrets.len() >= 7, "a reference, a key, three answers, two boxes: {}", secrets.len());
    for secret in &secrets {
        assert!(home.on_disk(secret) > 0, "the control: it is on disk before");
    }
    assert_eq!(home.on_disk(CANARY.as_bytes()), 0, "words are never on disk as they are");
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert!(held.answers.iter().all(|held| held.answer.contains(CANARY)), "the control: they are kept");

    let erased = home.store.erase_member(home.caller()).await.unwrap();
    assert_eq!(erased, Erased { anything: true, logs_emptied: true, rows_gone: true });
    for secret in &secrets {
        assert_eq!(home.on_disk(secret), 0);
    }
    assert_eq!(home.on_disk(CANARY.as_bytes()), 0);
    assert_eq!(home.store.holdings(home.caller()).await.unwrap(), None);
    assert!(home.store.raw_rows(home.caller()).await.unwrap().is_empty());
    assert_eq!(home.store.holdings(neighbour).await.unwrap().unwrap().answers[0].answer, "mine stays");

    let again = home.store.erase_member(home.caller()).await.unwrap();
    assert_eq!(again, Erased { anything: false, logs_emptied: true, rows_gone: true });
    home.store.erase_member(neighbour).await.unwrap();
    assert_eq!(home.tables().await, empty);
}

#[tokio::test]
async fn who_comes_back_after_an_erasure_starts_anew_under_another_key() {
    let home = Home::new().await;
    let wrapped = async || {
        let rows = home.store.raw_rows(home.caller()).await.unwrap();
        rows.into_iter().find(|row| row.table == "member_key").unwrap().columns.pop().unwrap().1
    };
    home.turn_on(&[Choice::CountDays]).await;
    home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    let first = wrapped().await;
    home.store.erase_member(home.caller()).await.unwrap();
    home.turn_on(&[Choice::CountDays]).await;
    assert_ne!(wrapped().await, first);
    let recorded = home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    assert_eq!(recorded.days.unwrap().counted.total, 1);
}

#[tokio::test]
async fn what_a_crash_between_the_two_files_leaves_is_removed() {
    let home = Home::new().await;
    let empty = home.tables().await;
    home.turn_on(&[Choice::KeepAnswers, Choice::CountDays]).await;
    home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    // Rows without a key: the crash came after the key was destroyed.
    let Home { folder, clock, store } = home;
    store.close().await;
    let mut keys = connect(&folder.path().join("keys.db")).await;
    sqlx::query("DELETE FROM member_key").execute(&mut keys).await.unwrap();
    let store = open(folder.path(), &clock).await.unwrap();
    let home = Home { folder, clock, store };
    assert_eq!(home.tables().await, empty);
    // The same while the process lives on.
    home.turn_on(&[Choice::KeepAnswers]).await;
    let home = home.restart().await;
    sqlx::query("DELETE FROM member_key").execute(&mut keys).await.unwrap();
    assert_eq!(home.store.holdings(home.caller()).await.unwrap(), None);
    let recorded = home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    assert_eq!(recorded.answer, Answered::NotKept);
    assert_eq!(home.tables().await, empty);
    // A key without rows: the crash came before the rows were committed.
    home.turn_on(&[Choice::KeepAnswers]).await;
    let mut main = connect(&home.folder.path().join("chimebot.db")).await;
    sqlx::query("DELETE FROM member").execute(&mut main).await.unwrap();
    let home = home.restart().await;
    let keys = async |home: &Home| home.tables().await["member_key"].len();
    assert_eq!(
        keys(&home).await,
        1,
        "the rows may be in a newer main file that somebody has yet to put back"
    );
    home.clock.advance(jiff::SignedDuration::from_hours(7 * 24));
    let home = home.restart().await;
    assert_eq!(keys(&home).await, 0);
    assert_eq!(home.tables().await, empty);
}

#[tokio::test]
async fn every_table_about_a_member_is_shown_and_erased() {
    let home = Home::new().await;
    home.turn_on(&Choice::ALL).await;
    let answer = given("3", TODAY);
    home.store.record_answer(home.caller(), answer.clone()).await.unwrap();
    let words = WordsGiven { date: TODAY, what: answer.what, words: "a wren".to_owned(), keep_until: TODAY };
    assert!(home.store.keep_words(home.caller(), words).await.unwrap().is_some());
    home.remind().await;
    let new = chimebot::store::NewSuggestion {
        id: chimebot::domain::ids::SlotToken([1; 16]),
        suggestion: chimebot::domain::suggestion::Suggestion::read("Shed", "116 123", "Kind.").unwrap(),
        tell: Some(USER),
        keep_until: TODAY,
    };
    home.store.suggest(home.caller(), new).await.unwrap();
    let mut about_members = Vec::new();
    for name in ["chimebot.db", "keys.db"] {
        let mut file = connect(&home.folder.path().join(name)).await;
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT t.name FROM sqlite_schema t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND c.name = 'member_ref'",
        )
        .fetch_all(&mut file)
        .await
        .unwrap();
        about_members.extend(tables);
    }
    let rows = home.store.raw_rows(home.caller()).await.unwrap();
    let mut shown: Vec<_> = rows.iter().map(|row| row.table.clone()).collect();
    shown.dedup();
    about_members.sort();
    shown.sort();
    assert_eq!(shown, about_members);
    home.store.erase_member(home.caller()).await.unwrap();
    let tables = home.tables().await;
    assert!(about_members.iter().all(|table| tables[table].is_empty()));
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

#[tokio::test]
async fn a_community_that_left_is_kept_for_a_while_and_then_gone_whole() {
    let home = Home::new().await;
    let store = &home.store;
    home.turn_on(&[Choice::KeepAnswers, Choice::CountDays]).await;
    store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    store.plan_slot(&slot(1, TODAY)).await.unwrap();
    store.change_community(GUILD, UserId(9), "setup", |known| known.sound = true).await.unwrap();

    store.community_left(GUILD).await.unwrap();
    assert_eq!(store.departed_before(start()).await.unwrap(), [GUILD]);
    store.community_is_back(GUILD).await.unwrap();
    assert!(store.departed_before(start()).await.unwrap().is_empty(), "its return keeps everything");
    assert!(store.holdings(home.caller()).await.unwrap().is_some());

    store.delete_community(GUILD).await.unwrap();
    assert!(store.raw_rows(home.caller()).await.unwrap().is_empty());
    assert_eq!(store.find_community(GUILD).await.unwrap(), None);
    assert_eq!(store.find_slot(slot(1, TODAY).token).await.unwrap(), None);
    assert!(store.audit(GUILD, 10).await.unwrap().is_empty());
}
