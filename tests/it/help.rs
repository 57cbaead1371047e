//! *Get help now*: at once, whatever else is broken, and without a trace.

use std::time::{Duration, Instant};

use chimebot::standin::{Fault, FaultKind};
use serde_json::json;

use crate::support::TestBot;
use crate::support::alarms::listen;

#[tokio::test]
async fn a_thousand_presses_of_help_leave_no_byte_and_no_line() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    let (files, lines) = (bot.files(), tap.lines());
    assert!(!lines.is_empty(), "the tap hears this bot");
    for number in 0..1_000 {
        let person = [bot.ana, bot.ben, bot.moderator][number % 3];
        let help = match number % 2 {
            0 => bot.press(person, &card, "Get help now").await,
            _ => bot.slash(person, "help-now").await,
        };
        assert!(help.content.contains("**999**") && help.content.contains("116 123"), "{}", help.content);
        if number % 100 == 0 {
            let select = help.selects().remove(0);
            bot.select(person, &help, &select.custom_id, &["US"]).await;
        }
    }
    assert!(bot.files() == files, "help writes nothing");
    assert_eq!(tap.lines(), lines, "help says nothing to the log");
    bot.finish().await;
}

#[tokio::test]
async fn help_that_discord_loses_is_sent_again_and_still_not_logged() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let lines = tap.lines();
    for kind in [FaultKind::Reset, FaultKind::Status(500, json!({})), FaultKind::Hang] {
        bot.standin.fault(Fault {
            method: "POST".to_owned(),
            path_contains: "/callback".to_owned(),
            times: Some(1),
            kind,
        });
        let pressed = Instant::now();
        let help = bot.press(bot.ana, &bot.card(), "Get help now").await;
        assert!(help.content.contains("**999**"), "{}", help.content);
        assert!(pressed.elapsed() < Duration::from_secs(3));
    }
    assert_eq!(tap.lines(), lines);
    bot.finish().await;
}

#[tokio::test]
async fn help_answers_at_once_while_the_store_hangs_and_when_it_is_gone() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let store = bot.store().clone();
    let stalled = tokio::spawn(async move { store.stall(Duration::from_secs(3)).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let hanging = slowest_help(&bot).await;
    assert!(!stalled.is_finished(), "the store hung all the while");
    stalled.await.unwrap().unwrap();
    bot.store().close().await;
    let gone = slowest_help(&bot).await;
    println!("slowest help: {hanging:?} while the store hangs, {gone:?} without a store");
    assert!(hanging < Duration::from_secs(1) && gone < Duration::from_secs(1));
    let about = bot.press(bot.ana, &bot.card(), "About").await;
    assert!(about.content.contains("Riverside Peers"), "who runs the bot is known without a store");
    bot.finish().await;
}

async fn slowest_help(bot: &TestBot) -> Duration {
    let mut slowest = Duration::ZERO;
    for _ in 0..10 {
        let pressed = Instant::now();
        let help = bot.press(bot.ana, &bot.card(), "Get help now").await;
        let typed = bot.slash(bot.ben, "help-now").await;
        slowest = slowest.max(pressed.elapsed());
        assert!(help.content.contains("**999**"), "{}", help.content);
        assert_eq!(help.content, typed.content);
        assert!(
            help.buttons().iter().any(|button| button.url.as_deref() == Some("https://findahelpline.com"))
        );
    }
    slowest
}
