//! What an answer means: which day it counts for, what is kept of it, and what stays as it was posted.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::ids::SlotToken;
use chimebot::service::setup::Change;
use chimebot::store::{Keyring, OpenError, Paths, Store};

use crate::support::TestBot;

const HELP_SENTENCE: &str = "If today feels too much, you can get help now.";

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(date, given)| ((*date).to_owned(), (*given).to_owned())).collect()
}

#[tokio::test]
async fn another_answer_takes_the_place_of_the_first_and_the_same_tap_changes_nothing() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;

    let first = bot.press(bot.ana, &card, "3").await;
    assert!(
        first.content.ends_with("I kept this for you.\nYou have shown up on 1 day. It is yours to keep."),
        "{}",
        first.content
    );
    let files = bot.files();
    let same = bot.press(bot.ana, &card, "3").await;
    assert!(same.content.contains("You gave this answer before, so nothing changed."), "{}", same.content);
    assert!(bot.files() == files, "the same tap writes nothing");
    let other = bot.press(bot.ana, &card, "4").await;
    assert!(other.content.contains("I changed your answer for this day."), "{}", other.content);
    assert_eq!(bot.kept(bot.ana).await, pairs(&[("2026-11-23", "3")]), "the fourth answer, counted from 0");
    assert_eq!(bot.total(bot.ana).await, 1);
    bot.finish().await;
}

#[tokio::test]
async fn who_keeps_no_answers_is_thanked_for_each_tap_and_no_table_changes() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ben, &[CountDays]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    let before = bot.files();
    for _ in 0..2 {
        let thanks = bot.press(bot.ana, &card, "4").await;
        assert_eq!(thanks.content, "Thank you. Hold on to that.");
    }
    let thanks = bot.press(bot.ana, &card, "Skip").await;
    assert_eq!(thanks.content, "No problem. See you another time.");
    assert!(bot.files() == before, "Ana chose nothing, so nothing is written");

    bot.press(bot.ben, &card, "4").await;
    let counted = bot.files();
    for label in ["4", "2", "Hard day"] {
        let thanks = bot.press(bot.ben, &card, label).await;
        assert!(thanks.content.ends_with("You have shown up on 1 day."), "{}", thanks.content);
        assert!(!thanks.content.contains("answer"), "there is nothing to compare with: {}", thanks.content);
    }
    assert!(bot.files() == counted, "the day is counted once");
    bot.finish().await;
}

#[tokio::test]
async fn a_hard_day_and_a_skip_are_full_answers() {
    let bot = TestBot::set_up().await;
    for person in [bot.ana, bot.ben] {
        bot.member(person, &[CountDays, KeepAnswers]).await;
    }
    bot.at("2026-11-23T09:00:00Z").await;
    let hard = bot.press(bot.ana, &bot.card(), "Hard day").await;
    assert!(hard.content.contains(HELP_SENTENCE), "{}", hard.content);
    let skip = bot.press(bot.ben, &bot.card(), "Skip").await;
    assert!(!skip.content.contains(HELP_SENTENCE), "{}", skip.content);
    assert_eq!(bot.kept(bot.ana).await, pairs(&[("2026-11-23", "h")]));
    assert_eq!(bot.kept(bot.ben).await, pairs(&[("2026-11-23", "s")]));
    assert_eq!((bot.total(bot.ana).await, bot.total(bot.ben).await), (1, 1), "both showed up");
    bot.finish().await;
}

#[tokio::test]
async fn each_answer_has_its_own_thanks_and_a_low_one_adds_the_way_to_help() {
    let bot = TestBot::set_up().await;
    let prompt = bot.prompt("h1-hope-today");
    let card = bot.post("2026-11-23", &prompt).await;
    let labels: Vec<_> = card.buttons().into_iter().map(|button| button.label).take(5).collect();
    assert_eq!(labels, ["1 none I can find", "2", "3", "4", "5 lots"], "words at both ends");
    for (index, label) in labels.iter().enumerate() {
        let thanks = bot.press(bot.ana, &card, label).await;
        let hard = index < 2;
        let end = if hard { format!(" {HELP_SENTENCE}") } else { String::new() };
        assert_eq!(thanks.content, format!("{}{end}", prompt.ack_for(index)));
        assert!(thanks.find_button("Get help now").is_some(), "help is one tap away after every answer");
    }
    assert_ne!(prompt.ack_for(0), prompt.ack_for(3));
    bot.finish().await;
}

#[tokio::test]
async fn more_than_five_answers_are_a_list_to_pick_from() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    let prompt = bot.prompt("h2-went-okay");
    let card = bot.post("2026-11-23", &prompt).await;
    let list = card.selects().remove(0);
    let shown: Vec<_> = list.options.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(shown, prompt.answers());
    let sixth = &list.options[5].1;
    let thanks = bot.select(bot.ana, &card, &list.custom_id, &[sixth]).await;
    let ack = prompt.ack_for(5);
    assert_eq!(thanks.content, format!("{ack} {HELP_SENTENCE}\nI kept this for you."));
    assert_eq!(bot.kept(bot.ana).await, pairs(&[("2026-11-23", "5")]));
    bot.finish().await;
}

#[tokio::test]
async fn a_card_means_what_it_said_when_its_prompt_is_edited_or_retired_since() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    let prompt = bot.prompt("h1-hope-today");
    let card = bot.post("2026-11-23", &prompt).await;

    let pack = include_str!("../../prompts/en/hope.toml");
    std::fs::create_dir(bot.words().join("en")).unwrap();
    let file = bot.words().join("en/hope.toml");
    let edited = pack.replace(&prompt.question, "How hopeful is this day for you?");
    std::fs::write(&file, edited.replace("Hold on to that.", "It is good to read that.")).unwrap();
    bot.tick().await;
    assert_ne!(bot.prompt("h1-hope-today").question, prompt.question, "the edit is in force");
    let thanks = bot.press(bot.ana, &card, "4").await;
    assert!(thanks.content.starts_with("Thank you. Hold on to that."), "{}", thanks.content);

    let (before, rest) = pack.split_once("[[prompt]]\nid = \"h1-hope-today\"").unwrap();
    let after = rest.split_once("[[prompt]]").unwrap().1;
    std::fs::write(&file, format!("{before}[[prompt]]{after}")).unwrap();
    bot.tick().await;
    let texts = bot.bot().services.words.now();
    assert!(texts.pack("en").get("h1-hope-today").is_none(), "the prompt is retired");
    let bot = bot.restart().await;
    let thanks = bot.press(bot.ana, &card, "5 lots").await;
    assert!(thanks.content.starts_with("Thank you. Hold on to that."), "{}", thanks.content);
    let held = bot.held(bot.ana).await.unwrap();
    assert!(held.answers[0].answer.contains(&prompt.question), "what is kept is what was asked");
    bot.finish().await;
}

#[tokio::test]
async fn an_older_card_counts_its_own_day_until_noon_and_then_shows_todays() {
    let bot = TestBot::set_up().await;
    for person in [bot.ana, bot.ben] {
        bot.member(person, &[CountDays, KeepAnswers]).await;
    }
    let monday = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    let tuesday = bot.post("2026-11-24", &bot.prompt("h2-went-okay")).await;

    bot.at("2026-11-24T11:59:59Z").await;
    bot.press(bot.ana, &monday, "4").await;
    assert_eq!(bot.kept(bot.ana).await, pairs(&[("2026-11-23", "3")]), "Monday's card counts Monday");

    bot.at("2026-11-24T12:00:00Z").await;
    let files = bot.files();
    let closed = bot.press(bot.ben, &monday, "4").await;
    assert_eq!(closed.content, format!("That one has closed. Here is today's.\n\n{}", tuesday.content));
    assert!(bot.files() == files, "a closed card stores nothing");
    let thanks = bot.press(bot.ben, &closed, "Hard day").await;
    assert!(thanks.content.contains("I kept this for you."), "{}", thanks.content);
    assert_eq!(bot.kept(bot.ben).await, pairs(&[("2026-11-24", "h")]));
    bot.press(bot.ben, &tuesday, "Skip").await;
    assert_eq!(bot.kept(bot.ben).await, pairs(&[("2026-11-24", "s")]), "it is one and the same card");
    bot.finish().await;
}

#[tokio::test]
async fn a_closed_card_on_a_day_without_one_leads_to_a_question_of_ones_own() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    let monday = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    bot.post("2026-11-24", &bot.prompt("h2-went-okay")).await;
    bot.change(vec![Change::Off]).await;
    bot.at("2026-11-25T15:00:00Z").await;
    let closed = bot.press(bot.ana, &monday, "4").await;
    assert!(closed.content.starts_with("That one has closed. Here is today's.\n"), "{}", closed.content);
    let thanks = bot.press(bot.ana, &closed, "Skip").await;
    assert!(thanks.content.contains("You have shown up on 1 day."), "{}", thanks.content);
    bot.finish().await;
}

#[tokio::test]
async fn yesterdays_private_question_has_closed_and_leads_to_todays() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    let served = bot.slash(bot.ana, "checkin").await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    bot.at("2026-11-24T03:59:00Z").await;
    let night = bot.press(bot.ana, &served, "Skip").await;
    assert!(night.content.contains("1 day"), "the night belongs to the day before: {}", night.content);
    bot.at("2026-11-24T04:00:00Z").await;
    let closed = bot.press(bot.ana, &served, "Skip").await;
    assert!(closed.content.starts_with("That one has closed. Here is today's.\n"), "{}", closed.content);
    assert!(!closed.content.contains(&card.content), "yesterday's card is not today's");
    bot.finish().await;
}

#[tokio::test]
async fn a_day_starts_at_four_in_the_communitys_own_zone() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::Zone("America/New_York".to_owned())]).await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.member(bot.ben, &[CountDays, KeepAnswers]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    // 03:59 and 04:00 on Tuesday in New York; the card is still the newest one.
    bot.at("2026-11-24T08:59:59Z").await;
    bot.press(bot.ana, &card, "4").await;
    bot.at("2026-11-24T09:00:00Z").await;
    bot.press(bot.ben, &card, "4").await;
    assert_eq!(bot.kept(bot.ana).await, pairs(&[("2026-11-23", "3")]));
    assert_eq!(bot.kept(bot.ben).await, pairs(&[("2026-11-24", "3")]));
    bot.press(bot.ana, &card, "5 lots").await;
    assert_eq!(bot.kept(bot.ana).await, pairs(&[("2026-11-23", "3"), ("2026-11-24", "4")]));
    assert_eq!(bot.total(bot.ana).await, 2, "the newest card counts the day it is pressed on");
    bot.finish().await;
}

#[tokio::test]
async fn two_doors_on_one_day_count_it_once() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let served = bot.slash(bot.ana, "checkin").await;
    bot.press(bot.ana, &served, "Skip").await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    let thanks = bot.press(bot.ana, &card, "4").await;
    assert!(
        thanks.content.ends_with("I kept this for you.\nYou have shown up on 1 day."),
        "{}",
        thanks.content
    );
    assert_eq!(bot.kept(bot.ana).await.len(), 2, "two questions, two answers");
    assert_eq!(bot.total(bot.ana).await, 1, "one day");
    bot.finish().await;
}

#[tokio::test]
async fn a_second_process_is_turned_away_and_disturbs_nobody() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let keyring = Keyring::generate(&chimebot::rng::Chance::system());
    let second = Store::open(Paths::in_folder(bot.folder()), keyring, bot.clock.clone()).await;
    assert!(matches!(second, Err(OpenError::SecondProcess(_))));
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(thanks.content.contains("I kept this for you."), "{}", thanks.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_card_of_another_community_is_not_answered_here() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let files = bot.files();
    let forged = format!("1:answer:{}:s:", SlotToken([5; 16]));
    let act = bot.standin.press_forged(bot.ana, bot.card().id, &forged);
    let lost = bot.standin.settled(&act).await;
    assert!(lost.content.starts_with("I do not know that button any more."), "{}", lost.content);
    assert!(lost.find_button("Get help now").is_some());
    assert!(bot.files() == files);
    bot.finish().await;
}
