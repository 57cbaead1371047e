//! The same press twice, two devices at once, twenty presses at once: a day counts once, one answer is kept.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::standin::Message;
use futures_util::future::join_all;

use crate::support::TestBot;

#[tokio::test]
async fn one_interaction_delivered_twice_is_one_answer() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    for person in [bot.ana, bot.ben] {
        bot.standin.duplicate_next_interaction();
        let thanks = bot.press(person, &bot.card(), "Hard day").await;
        assert!(thanks.content.starts_with("Thank you for telling me."), "{}", thanks.content);
        assert!(!thanks.content.contains("before"), "a first tap reads as one: {}", thanks.content);
    }
    assert_eq!((bot.kept(bot.ana).await.len(), bot.total(bot.ana).await), (1, 1));
    assert_eq!(bot.rows_about(bot.ben).await, 0);

    bot.standin.duplicate_next_interaction();
    let data = bot.slash(bot.ana, "my-data").await;
    assert!(data.content.contains("Days you showed up: 1"), "{}", data.content);
    bot.standin.duplicate_next_interaction();
    let help = bot.press(bot.ana, &bot.card(), "Get help now").await;
    assert!(help.content.contains("999"), "{}", help.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_yes_delivered_twice_turns_on_once_and_says_what_it_turned_on() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let ticked = bot.press(bot.ana, &choices, "Count my days").await;
    let age = bot.press(bot.ana, &ticked, "Turn these on").await;
    bot.standin.duplicate_next_interaction();
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert!(done.content.starts_with("Done. I turned on: Count my days."), "{}", done.content);
    assert_eq!(bot.total(bot.ana).await, 1);
    bot.finish().await;
}

#[tokio::test]
async fn two_devices_at_once_count_one_day_and_keep_one_answer() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    let said = at_once(&bot, &card, &["2", "5 lots"]).await;
    assert_eq!(said.iter().filter(|text| text.contains("I kept this for you.")).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|text| text.contains("I changed your answer")).count(), 1, "{said:?}");
    assert!(said.iter().all(|text| text.contains("\nYou have shown up on 1 day.")), "{said:?}");
    assert_eq!((bot.kept(bot.ana).await.len(), bot.total(bot.ana).await), (1, 1));
    bot.finish().await;
}

#[tokio::test]
async fn twenty_presses_at_once_are_all_answered_and_count_once() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    let labels: Vec<_> = ["1 none I can find", "2", "3", "Hard day"].repeat(5);
    let said = at_once(&bot, &card, &labels).await;
    assert_eq!(said.len(), 20);
    let new = said.iter().filter(|text| text.contains("I kept this for you.")).count();
    assert_eq!(new, 1, "only one can be the first: {said:?}");
    assert_eq!((bot.kept(bot.ana).await.len(), bot.total(bot.ana).await), (1, 1));
    bot.finish().await;
}

/// Presses all these buttons before any answer is read.
async fn at_once(bot: &TestBot, card: &Message, labels: &[&str]) -> Vec<String> {
    let press = |label: &&str| bot.standin.press(bot.ana, card.id, &card.find_button(label).unwrap());
    let acts: Vec<_> = labels.iter().map(press).collect();
    let settled = join_all(acts.iter().map(|act| bot.standin.settled(act))).await;
    settled.into_iter().map(|message| message.content).collect()
}
