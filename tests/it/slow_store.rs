//! A store that is slow, full of work or gone: everybody is answered within three seconds, and is told
//! plainly what was not saved.

use std::time::{Duration, Instant};

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::ids::UserId;
use chimebot::standin::{Act, Answer};
use chimebot::store::{Given, Store};
use futures_util::future::join_all;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::task::JoinHandle;

use crate::support::TestBot;

/// Discord's limit for the first answer.
const LIMIT: Duration = Duration::from_secs(3);
const NOT_SAVED: &str = "this was **not saved**.";

#[tokio::test]
async fn a_slow_answer_is_deferred_and_filled_in_while_reading_goes_on() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ben, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let stalled = stall(&bot, Duration::from_secs(3)).await;

    let (act, first, took) = press(&bot, bot.ben, "Hard day").await;
    assert!(matches!(first, Answer::Deferred(_)), "{first:?}");
    assert!(took >= Duration::from_millis(700) && took < LIMIT, "deferred after {took:?}");

    let (_, read, fast) = press(&bot, bot.ana, "Hard day").await;
    assert!(
        matches!(&read, Answer::Message(thanks) if thanks.content.starts_with("Thank you for telling me."))
    );
    assert!(fast < Duration::from_millis(800), "who keeps nothing waits for no writer: {fast:?}");
    let data = bot.slash(bot.ben, "my-data").await;
    assert!(data.content.contains("Answers kept: 0."), "{}", data.content);
    assert!(!stalled.is_finished(), "all that while the store hung");

    let thanks = bot.standin.settled(&act).await;
    assert!(thanks.content.contains("I kept this for you."), "{}", thanks.content);
    assert!(thanks.find_button("Get help now").is_some());
    assert_eq!(thanks.ephemeral_to, Some(bot.ben));
    assert_eq!(bot.total(bot.ben).await, 1);
    println!("deferred after {took:?}; read meanwhile in {fast:?}");
    bot.finish().await;
}

#[tokio::test]
async fn an_erasure_that_meets_a_reader_keeps_nobody_else_waiting_and_says_what_is_left() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.member(bot.ben, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let file = SqliteConnectOptions::new().filename(bot.folder().join("chimebot.db"));
    let mut reader = file.disable_statement_logging().connect().await.unwrap();
    sqlx::query("BEGIN").execute(&mut reader).await.unwrap();
    sqlx::query("SELECT * FROM member").fetch_all(&mut reader).await.unwrap();

    let page = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &page, "Erase all of it now").await;
    let erasing = bot.standin.press(bot.ana, ask.id, &ask.find_button("Erase it all").unwrap());
    assert_eq!(bot.standin.answer(&erasing).await, Answer::DeferredUpdate);
    let (act, first, took) = press(&bot, bot.ben, "Hard day").await;
    assert!(matches!(first, Answer::Message(_)), "not even deferred: {first:?} after {took:?}");
    assert!(bot.standin.settled(&act).await.content.contains("I kept this for you."));
    let told = bot.standin.try_settled(&erasing, Duration::from_secs(15)).await.unwrap();
    assert!(told.content.starts_with("Done. Your answers and own words, days, reminders,"));
    assert!(
        told.content.ends_with(
            "One old copy is in a file that another program has open. I delete it as soon as that program is done."
        ),
        "{}",
        told.content
    );

    // Once the reader is gone, it is done before the member is told, and there is nothing more to say.
    sqlx::query("ROLLBACK").execute(&mut reader).await.unwrap();
    bot.tick().await;
    assert!(!bot.store().logs_wait());
    let page = bot.slash(bot.ben, "my-data").await;
    let ask = bot.press(bot.ben, &page, "Erase all of it now").await;
    let told = bot.press(bot.ben, &ask, "Erase it all").await;
    assert!(told.content.starts_with("Done.") && !told.content.contains("old copy"), "{}", told.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_slow_step_in_a_private_message_changes_that_message_when_it_is_done() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ben, &[CountDays, KeepAnswers]).await;
    let data = bot.slash(bot.ben, "my-data").await;
    let ask = bot.press(bot.ben, &data, "Turn off: Keep my answers for me").await;
    let stalled = stall(&bot, Duration::from_millis(1_500)).await;
    let act = bot.standin.press(bot.ben, ask.id, &ask.find_button("Turn it off").unwrap());
    assert_eq!(bot.standin.answer(&act).await, Answer::DeferredUpdate);
    let done = bot.standin.settled(&act).await;
    assert_eq!(done.id, ask.id, "no second message");
    assert_eq!(done.content, "Done. *Keep my answers for me* is off, and what it kept is deleted.");
    stalled.await.unwrap();
    bot.finish().await;
}

#[tokio::test]
async fn what_the_store_never_took_up_is_called_not_saved_and_the_button_stays() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ben, &[CountDays]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let ticked = bot.press(bot.ana, &choices, "Count my days").await;
    let age = bot.press(bot.ana, &ticked, "Turn these on").await;

    let stalled = stall(&bot, Duration::from_secs(12)).await;
    let answer = press(&bot, bot.ben, "Skip").await.0;
    let yes = bot.standin.press(bot.ana, age.id, &age.find_button("Yes, I agree").unwrap());
    assert_eq!(bot.standin.answer(&yes).await, Answer::DeferredUpdate);
    let patience = Duration::from_secs(15);
    let told = bot.standin.try_settled(&answer, patience).await.unwrap();
    assert!(told.content.contains(NOT_SAVED), "{}", told.content);
    assert!(told.find_button("Get help now").is_some());
    let told = bot.standin.try_settled(&yes, patience).await.unwrap();
    assert!(told.content.contains(NOT_SAVED), "{}", told.content);
    assert_ne!(told.id, age.id, "the question with its button still stands above");
    assert_eq!(told.ephemeral_to, Some(bot.ana));

    stalled.await.unwrap();
    assert_eq!((bot.rows_about(bot.ana).await, bot.total(bot.ben).await), (0, 0), "not saved is not saved");
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert!(
        done.content.ends_with("You have shown up on 1 day."),
        "the same button, again: {}",
        done.content
    );
    bot.press(bot.ben, &bot.card(), "Skip").await;
    assert_eq!(bot.total(bot.ben).await, 1);
    bot.finish().await;
}

#[tokio::test]
async fn a_store_with_too_much_to_do_says_so_at_once() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ben, &[KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let stalled = stall(&bot, Duration::from_secs(4)).await;
    let crowd: Vec<_> = (0..5_000).map(|number| tokio::spawn(fill(bot.store().clone(), number))).collect();
    while bot.store().queue_depth() < 4_096 {
        tokio::task::yield_now().await;
    }
    let (_, first, took) = press(&bot, bot.ben, "Skip").await;
    let Answer::Message(told) = first else { panic!("{first:?}") };
    assert!(told.content.contains("Many people are here right now"), "{}", told.content);
    assert!(told.content.contains(NOT_SAVED) && took < LIMIT, "{} {took:?}", told.content);
    assert!(told.find_button("Get help now").is_some());
    stalled.await.unwrap();
    join_all(crowd).await;
    let thanks = bot.press(bot.ben, &bot.card(), "Skip").await;
    assert!(thanks.content.contains("I kept this for you."), "{}", thanks.content);
    bot.finish().await;
}

#[tokio::test]
async fn without_a_store_an_answer_is_called_not_saved_within_the_limit() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    bot.store().close().await;
    for label in ["Hard day", "Skip"] {
        let (_, first, took) = press(&bot, bot.ana, label).await;
        let Answer::Message(told) = first else { panic!("{first:?}") };
        assert!(told.content.contains(NOT_SAVED) && took < LIMIT, "{} {took:?}", told.content);
        let (_, code) = told.content.split_once("(Code ").expect("a code to read out");
        assert_eq!(code.trim_end_matches(')').len(), 6);
        assert!(told.find_button("Get help now").is_some());
    }
    let typed = bot.slash(bot.ana, "checkin").await;
    assert!(typed.content.contains(NOT_SAVED), "{}", typed.content);
    bot.finish().await;
}

/// Keeps the writer from doing anything for `time`.
async fn stall(bot: &TestBot, time: Duration) -> JoinHandle<()> {
    let store = bot.store().clone();
    let stalled = tokio::spawn(async move { store.stall(time).await.unwrap() });
    tokio::time::sleep(Duration::from_millis(50)).await;
    stalled
}

/// Presses a button of the card; gives the first answer and how long it took.
async fn press(bot: &TestBot, user: UserId, label: &str) -> (Act, Answer, Duration) {
    let card = bot.card();
    let pressed = Instant::now();
    let act = bot.standin.press(user, card.id, &card.find_button(label).unwrap());
    let answer = bot.standin.answer(&act).await;
    (act, answer, pressed.elapsed())
}

/// One of many who answer elsewhere at the same moment.
async fn fill(store: Store, number: u64) {
    let date = "2026-11-23".parse().unwrap();
    let caller = store.caller(1.into(), number.into());
    let given =
        Given { what: "crowd".to_owned(), date, answer: "{}".to_owned(), keep_until: date, counts: vec![] };
    // Most wait, the rest hear that the store is busy: both are the point.
    drop(store.record_answer(caller, given).await);
}
