//! The ledger of erasures: what was erased stays erased, after a crash and on old files.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::consent::{CONSENT_VERSION, ChoiceSet};
use chimebot::store::{Answered, Entries, LedgerFound, Line, Scope, WordsGiven, fits};
use jiff::SignedDuration;

use super::*;
use crate::support::alarms::listen;

const DATABASES: [&str; 2] = ["chimebot.db", "keys.db"];

impl Home {
    fn lines(&self) -> Vec<Line> {
        Entries::read(&self.folder.path().join("erasures.log")).unwrap().unwrap_or_default().lines
    }

    fn scopes(&self) -> Vec<Scope> {
        self.lines().into_iter().map(|line| line.scope).collect()
    }

    /// Ana's consent to both, and one answer.
    async fn keep(&self) {
        self.turn_on(&[KeepAnswers, CountDays]).await;
        self.store.record_answer(self.caller(), given("3", TODAY)).await.unwrap();
    }

    async fn rows(&self) -> usize {
        self.store.raw_rows(self.caller()).await.unwrap().len()
    }

    async fn answers(&self) -> usize {
        self.store.holdings(self.caller()).await.unwrap().map_or(0, |held| held.answers.len())
    }

    /// Closes the store and copies both databases.
    async fn copied(self) -> (Self, TempDir) {
        self.store.close().await;
        let copies = TempDir::new().unwrap();
        for name in DATABASES {
            std::fs::copy(self.folder.path().join(name), copies.path().join(name)).unwrap();
        }
        let store = open(self.folder.path(), &self.clock).await.unwrap();
        (Self { store, ..self }, copies)
    }

    /// Puts old copies back, beside the ledger as it is now.
    async fn put_back(self, copies: &TempDir) -> Self {
        self.store.close().await;
        for name in DATABASES {
            std::fs::copy(copies.path().join(name), self.folder.path().join(name)).unwrap();
        }
        let store = open(self.folder.path(), &self.clock).await.unwrap();
        Self { store, ..self }
    }

    /// Lets time pass.
    fn later(&self) {
        self.clock.advance(SignedDuration::from_mins(1));
    }
}

#[tokio::test]
async fn every_kind_of_erasure_writes_one_line_and_none_where_nothing_was_kept() {
    let home = Home::new().await;
    let (store, caller) = (&home.store, home.caller());
    store.erase_member(caller).await.unwrap();
    store.turn_off(caller, KeepAnswers).await.unwrap();
    assert!(!store.delete_answer(caller, TODAY, "AAAAAAAAAAAAAAAAAAAAAA".to_owned()).await.unwrap());
    store.delete_community(GUILD).await.unwrap();
    assert!(home.lines().is_empty());

    home.keep().await;
    assert!(store.delete_answer(caller, TODAY, "AAAAAAAAAAAAAAAAAAAAAA".to_owned()).await.unwrap());
    store.turn_off(caller, KeepAnswers).await.unwrap();
    store.turn_off(caller, KeepAnswers).await.unwrap();
    store.turn_off(caller, CountDays).await.unwrap();
    store.erase_member(caller).await.unwrap();
    home.turn_on(&[CountDays]).await;
    store.delete_community(GUILD).await.unwrap();
    let scopes = home.scopes();
    assert!(
        matches!(
            scopes.as_slice(),
            [Scope::Row { .. }, Scope::Choice(KeepAnswers), Scope::All, Scope::Community]
        ),
        "{scopes:?}"
    );
    let text = std::fs::read_to_string(home.folder.path().join("erasures.log")).unwrap();
    assert!(!text.contains("AAAAAAAAAAAAAAAAAAAAAA") && !text.contains("2026-11-22"), "{text}");
    assert!(!text.contains(&USER.to_string()), "{text}");
}

#[tokio::test]
async fn an_erasure_that_stopped_after_its_line_or_its_key_is_finished_at_the_next_start() {
    for key_gone in [false, true] {
        let home = Home::new().await;
        let empty = home.tables().await;
        home.keep().await;
        let Home { folder, clock, store } = home;
        let member = store.caller(GUILD, USER).member;
        store.close().await;
        let line =
            Line { at: start() + SignedDuration::from_secs(1), guild: GUILD, member, scope: Scope::All };
        std::fs::write(folder.path().join("erasures.log"), line.render()).unwrap();
        if key_gone {
            let mut keys = connect(&folder.path().join("keys.db")).await;
            sqlx::query("DELETE FROM member_key").execute(&mut keys).await.unwrap();
        }
        let store = open(folder.path(), &clock).await.unwrap();
        let home = Home { folder, clock, store };
        assert_eq!(home.tables().await, empty, "key gone: {key_gone}");
        assert_eq!(home.scopes(), [Scope::All], "the line stays its time");
    }
}

#[tokio::test]
async fn logs_that_a_crash_left_full_after_an_erasure_are_emptied_at_the_next_start() {
    let home = Home::new().await;
    home.keep().await;
    let rows = home.store.raw_rows(home.caller()).await.unwrap();
    let sealed = rows.iter().find(|row| row.table == "answer").unwrap().columns.last().unwrap().1.clone();
    let needle: Vec<u8> = (0..40)
        .map(|at| u8::from_str_radix(&sealed.as_ref().unwrap()[2 * at..2 * at + 2], 16).unwrap())
        .collect();
    // Somebody reads: the logs cannot be emptied.
    let mut reader = connect(&home.folder.path().join("chimebot.db")).await;
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT * FROM member").fetch_all(&mut reader).await.unwrap();
    let erased = home.store.erase_member(home.caller()).await.unwrap();
    assert!(erased.anything && !erased.logs_emptied);
    assert!(home.on_disk(&needle) > 0, "the control: a reader keeps it in the log");
    home.store.empty_logs().await.unwrap();
    assert!(home.on_disk(&needle) > 0, "the reader is still there, and is not waited for");
    let (heard, _listening) = listen();
    let alarms = || heard.lines().iter().filter(|line| line.contains("for ten minutes")).count();
    home.clock.advance(SignedDuration::from_mins(9));
    home.store.empty_logs().await.unwrap();
    assert_eq!(alarms(), 0);
    home.clock.advance(SignedDuration::from_mins(1));
    for _ in 0..3 {
        home.store.empty_logs().await.unwrap();
    }
    assert_eq!(alarms(), 1, "once, and by the clock of the bot");

    // The power fails now; what was on the disk is what the next start finds.
    let crashed = TempDir::new().unwrap();
    for file in std::fs::read_dir(home.folder.path()).unwrap().map(Result::unwrap) {
        if !file.file_name().to_str().unwrap().ends_with("-shm") {
            std::fs::copy(file.path(), crashed.path().join(file.file_name())).unwrap();
        }
    }
    let store = open(crashed.path(), &home.clock).await.unwrap();
    let after = Home { folder: crashed, clock: home.clock.clone(), store };
    assert_eq!(after.on_disk(&needle), 0);

    // And in the bot that lived on, once the reader is gone.
    sqlx::query("ROLLBACK").execute(&mut reader).await.unwrap();
    home.store.empty_logs().await.unwrap();
    assert_eq!(home.on_disk(&needle), 0);
}

#[tokio::test]
async fn while_an_erasure_waits_for_a_reader_nobody_else_waits_and_when_it_leaves_the_member_is_told() {
    let home = Home::new().await;
    home.keep().await;
    let mut reader = connect(&home.folder.path().join("chimebot.db")).await;
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT * FROM member").fetch_all(&mut reader).await.unwrap();
    let (store, caller) = (home.store.clone(), home.caller());
    let mut erasing = tokio::spawn(async move { store.erase_member(caller).await });
    while !home.store.logs_wait() {
        tokio::task::yield_now().await;
    }
    // Far less than the reader would hold up a writer that waited for it.
    let begun = std::time::Instant::now();
    for number in 0..20 {
        home.store.set_meta(&format!("other {number}"), "written").await.unwrap();
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(futures_util::poll!(&mut erasing).is_pending(), "the member is told when it is done");
    sqlx::query("ROLLBACK").execute(&mut reader).await.unwrap();
    let erased = erasing.await.unwrap().unwrap();
    assert!(erased.anything && erased.logs_emptied);
    assert!(!home.store.logs_wait());
}

#[tokio::test]
async fn what_was_erased_since_a_copy_was_made_is_erased_again_when_it_is_put_back() {
    let home = Home::new().await;
    let stays = home.store.caller(GUILD, UserId(9));
    home.store.turn_on(stays, ChoiceSet::NONE.with(KeepAnswers), CONSENT_VERSION).await.unwrap();
    home.store.record_answer(stays, given("mine stays", TODAY)).await.unwrap();
    home.keep().await;
    let (home, copies) = home.copied().await;
    home.later();
    home.store.erase_member(home.caller()).await.unwrap();
    let home = home.put_back(&copies).await;
    assert_eq!(home.rows().await, 0);
    assert_eq!(home.store.holdings(stays).await.unwrap().unwrap().answers[0].answer, "mine stays");
}

#[tokio::test]
async fn a_choice_or_an_answer_that_went_since_a_copy_goes_again_and_the_rest_stays() {
    let home = Home::new().await;
    home.keep().await;
    let other = Given { what: "hope-03.1a2b3c4d".to_owned(), ..given("5", TODAY) };
    home.store.record_answer(home.caller(), other).await.unwrap();
    let (home, copies) = home.copied().await;
    home.later();
    home.store.delete_answer(home.caller(), TODAY, "AAAAAAAAAAAAAAAAAAAAAA".to_owned()).await.unwrap();
    home.store.turn_off(home.caller(), CountDays).await.unwrap();
    let home = home.put_back(&copies).await;
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert_eq!(held.member.choices, ChoiceSet::NONE.with(KeepAnswers));
    assert_eq!(held.days, None);
    assert_eq!(held.answers.iter().map(|held| held.answer.as_str()).collect::<Vec<_>>(), ["5"]);
}

#[tokio::test]
async fn whoever_came_back_after_an_erasure_stays_through_every_start() {
    let home = Home::new().await;
    home.keep().await;
    // The clock stands still, and goes back: neither makes the new look old.
    home.store.erase_member(home.caller()).await.unwrap();
    home.keep().await;
    let home = home.restart().await;
    assert_eq!(home.answers().await, 1);
    home.store.erase_member(home.caller()).await.unwrap();
    home.clock.advance(SignedDuration::from_hours(-24));
    home.keep().await;
    let home = home.restart().await;
    assert_eq!(home.answers().await, 1);

    home.store.turn_off(home.caller(), CountDays).await.unwrap();
    home.turn_on(&[CountDays]).await;
    home.store.delete_answer(home.caller(), TODAY, "AAAAAAAAAAAAAAAAAAAAAA".to_owned()).await.unwrap();
    let again = home.store.record_answer(home.caller(), given("4", TODAY)).await.unwrap();
    assert_eq!(again.answer, Answered::Stored);
    let home = home.restart().await;
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert_eq!(held.days.map(|days| days.total()), Some(1));
    assert_eq!(held.answers.len(), 1, "an answer given again on the same card");

    home.store.delete_community(GUILD).await.unwrap();
    home.keep().await;
    let home = home.restart().await;
    assert_eq!(home.answers().await, 1);
    // A copy from now knows what is younger than the lines, and what is gone stays gone.
    let (home, copies) = home.copied().await;
    let home = home.put_back(&copies).await;
    assert_eq!(home.answers().await, 1);
}

#[tokio::test]
async fn a_line_that_cannot_be_written_erases_nothing() {
    let home = Home::new().await;
    home.keep().await;
    // A folder stands where the file should be.
    std::fs::remove_file(home.folder.path().join("erasures.log")).unwrap();
    std::fs::create_dir(home.folder.path().join("erasures.log")).unwrap();
    let error = home.store.erase_member(home.caller()).await.unwrap_err();
    assert!(error.nothing_saved(), "{error}");
    assert_eq!(home.answers().await, 1);
    assert!(home.store.turn_off(home.caller(), CountDays).await.unwrap_err().nothing_saved());
    assert!(home.store.holdings(home.caller()).await.unwrap().unwrap().days.is_some());
}

#[tokio::test]
async fn lines_go_after_their_time() {
    let home = Home::new().await;
    home.keep().await;
    home.store.erase_member(home.caller()).await.unwrap();
    home.store.prune_erasures(start()).await.unwrap();
    assert_eq!(home.lines().len(), 1);
    home.store.prune_erasures(start() + SignedDuration::from_hours(1)).await.unwrap();
    assert!(home.lines().is_empty());
}

#[tokio::test]
async fn an_erasure_that_failed_leaves_no_line_that_strikes_at_a_later_start() {
    let home = Home::new().await;
    home.keep().await;
    for name in DATABASES {
        // Another program has the file: the erasure fails, and says that nothing was done.
        let mut other = connect(&home.folder.path().join(name)).await;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
        if name == "keys.db" {
            assert!(home.store.erase_member(home.caller()).await.unwrap_err().nothing_saved());
        } else {
            assert!(home.store.turn_off(home.caller(), CountDays).await.unwrap_err().nothing_saved());
            let what = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
            let failed = home.store.delete_answer(home.caller(), TODAY, what).await;
            assert!(failed.unwrap_err().nothing_saved());
        }
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    }
    assert!(home.lines().is_empty());
    let home = home.restart().await;
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert_eq!((held.answers.len(), held.days.map(|days| days.total())), (1, Some(1)));
}

#[tokio::test]
async fn own_words_taken_away_go_again_from_an_old_copy_and_the_answer_beside_them_stays() {
    let home = Home::new().await;
    home.keep().await;
    let words = async |home: &Home, words: &str| {
        let what = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
        let given = WordsGiven { date: TODAY, what, words: words.to_owned(), keep_until: TODAY };
        assert!(home.store.keep_words(home.caller(), given).await.unwrap().is_some());
    };
    let kept = async |home: &Home| {
        let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
        let words = held.answers[0].words.as_ref().map(|words| words.text.clone());
        (held.answers.len(), words)
    };
    words(&home, CANARY).await;
    let (home, copies) = home.copied().await;
    home.later();
    let what = "AAAAAAAAAAAAAAAAAAAAAA".to_owned();
    assert!(home.store.delete_words(home.caller(), TODAY, what).await.unwrap());
    assert!(matches!(home.scopes().as_slice(), [Scope::Row { table, .. }] if table == "own_words"));
    let home = home.put_back(&copies).await;
    assert_eq!(kept(&home).await, (1, None));
    // Written again they stay.
    words(&home, "later").await;
    let home = home.restart().await;
    assert_eq!(kept(&home).await, (1, Some("later".to_owned())));
}

#[tokio::test]
async fn a_ledger_that_vanished_or_was_emptied_is_told_once_and_known_to_whoever_looks() {
    for left in [None, Some(&[][..]), Some(&[0; 200][..])] {
        let home = Home::new().await;
        home.keep().await;
        home.store.erase_member(home.caller()).await.unwrap();
        let Home { folder, clock, store } = home;
        store.close().await;
        let path = folder.path().join("erasures.log");
        std::fs::remove_file(&path).unwrap();
        if let Some(bytes) = left {
            std::fs::write(&path, bytes).unwrap();
        }
        clock.advance(SignedDuration::from_hours(1));
        let paths = Paths::in_folder(folder.path());
        let found = async || fits(&paths, &keyring(), clock.now()).await.unwrap();
        assert_eq!(found().await, LedgerFound { lost: true, was_lost: false }, "{left:?}");
        let (heard, _listening) = listen();
        let told = || heard.lines().iter().filter(|line| line.contains("was lost or emptied")).count();
        for _ in 0..2 {
            open(folder.path(), &clock).await.unwrap().close().await;
            assert_eq!(told(), 1, "once: {left:?}");
        }
        assert_eq!(found().await, LedgerFound { lost: false, was_lost: true });
        clock.advance(SignedDuration::from_hours(30 * 24));
        assert_eq!(found().await, LedgerFound { lost: false, was_lost: false }, "no backup is so old");
    }
}

#[tokio::test]
async fn a_ledger_whose_last_lines_are_gone_knows_everything_only_from_then_on() {
    let home = Home::new().await;
    for _ in 0..2 {
        home.keep().await;
        home.store.erase_member(home.caller()).await.unwrap();
    }
    let Home { folder, clock, store } = home;
    store.close().await;
    let path = folder.path().join("erasures.log");
    let text = std::fs::read_to_string(&path).unwrap();
    let all = Entries::parse(text.as_bytes());
    assert!(all.reaches(start()) && all.lines.len() == 2, "the control");
    let kept: String = text.split_inclusive('\n').take(2).collect();
    std::fs::write(&path, kept).unwrap();
    clock.advance(SignedDuration::from_hours(1));
    open(folder.path(), &clock).await.unwrap().close().await;
    let now = Entries::read(&path).unwrap().unwrap();
    assert_eq!(now.lines.len(), 1);
    assert!(!now.reaches(start()) && now.reaches(clock.now()));
}

#[tokio::test]
async fn a_community_that_left_with_staff_alone_leaves_a_line_so_that_what_is_noted_of_them_goes_again() {
    let home = Home::new().await;
    home.store.change_community(GUILD, STAFF, "setup", |known| known.sound = true).await.unwrap();
    let (home, copies) = home.copied().await;
    home.later();
    home.store.delete_community(GUILD).await.unwrap();
    assert_eq!(home.scopes(), [Scope::Community]);
    let home = home.put_back(&copies).await;
    assert!(home.store.audit(GUILD, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn rows_that_an_erasure_had_to_leave_go_without_a_restart() {
    let home = Home::new().await;
    home.keep().await;
    // The main file refuses while another program writes; the key file does not.
    let mut other = connect(&home.folder.path().join("chimebot.db")).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let erased = home.store.erase_member(home.caller()).await.unwrap();
    assert!(erased.anything && !erased.rows_gone);
    assert_eq!(home.store.holdings(home.caller()).await.unwrap(), None, "nobody can read it");
    assert!(home.rows().await > 0, "the control");
    assert!(home.store.finish_half_erasures().await.is_err(), "it is still there");
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    home.store.finish_half_erasures().await.unwrap();
    assert_eq!(home.rows().await, 0);
}

#[tokio::test]
async fn an_older_main_file_put_in_by_hand_costs_nobody_their_key_for_a_week() {
    let home = Home::new().await;
    let (home, copies) = home.copied().await;
    home.keep().await;
    let Home { folder, clock, store } = home;
    store.close().await;
    let (main, newest) = (folder.path().join("chimebot.db"), folder.path().join("newest"));
    std::fs::rename(&main, &newest).unwrap();
    std::fs::copy(copies.path().join("chimebot.db"), &main).unwrap();
    let (heard, _listening) = listen();
    clock.advance(SignedDuration::from_hours(6 * 24));
    for _ in 0..2 {
        let store = open(folder.path(), &clock).await.unwrap();
        store.tidy().await.unwrap();
        store.close().await;
        clock.advance(SignedDuration::from_hours(3 * 24));
    }
    assert!(heard.lines().iter().any(|line| line.contains("put the newest one back")));
    std::fs::rename(&newest, &main).unwrap();
    let store = open(folder.path(), &clock).await.unwrap();
    let home = Home { folder, clock, store };
    assert_eq!(home.answers().await, 1, "and the newest is whole again");
}
