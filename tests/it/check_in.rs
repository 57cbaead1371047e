//! Answering a check-in, from the card in the channel to the thank-you.

use serde_json::json;

use chimebot::domain::consent::Choice;

use crate::support::TestBot;

#[tokio::test]
pub async fn a_card_appears_at_nine_and_one_tap_is_thanked_in_private() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T08:59:59Z").await;
    assert!(bot.posts(bot.check_in).is_empty(), "nine has not come");
    bot.at("2026-11-23T09:00:00Z").await;
    let posts = bot.posts(bot.check_in);
    assert_eq!(posts.len(), 1);
    let card = &posts[0];
    let labels: Vec<_> = card.buttons().into_iter().map(|button| button.label).collect();
    assert!(labels.ends_with(&["Hard day", "Skip", "Get help now", "About", "Help lines"].map(String::from)));

    let before = bot.files();
    let thanks = bot.press(bot.ana, card, "Hard day").await;
    assert_eq!(
        thanks.content,
        "Thank you for telling me. That is enough for today. If today feels too much, you can get help now."
    );
    assert!(thanks.find_button("Keep something?").is_some());
    assert!(bot.files() == before, "who chose nothing leaves no row");
    bot.finish().await;
}

#[tokio::test]
pub async fn what_is_kept_is_kept_after_a_yes_and_not_before() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let before = bot.files();
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let choices = bot.press(bot.ana, &choices, "Count my days").await;
    let choices = bot.press(bot.ana, &choices, "Keep my answers for me").await;
    let age = bot.press(bot.ana, &choices, "Turn these on").await;
    assert!(age.content.contains("18 or older"), "{}", age.content);
    assert!(bot.files() == before, "nothing is stored before the yes");

    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert_eq!(
        done.content,
        "Done. I turned on: Count my days, Keep my answers for me. You can change it any time with `/my-data`.\n\
         I kept your answer: **Skip**.\nYour check-in counts.\nYou have shown up on 1 day."
    );
    let data = bot.slash(bot.ana, "my-data").await;
    assert!(data.content.contains("Days you showed up: 1"), "{}", data.content);

    let again = bot.press(bot.ana, &bot.card(), "Hard day").await;
    assert!(again.content.contains("I changed your answer for this day."), "{}", again.content);
    let same = bot.press(bot.ana, &bot.card(), "Hard day").await;
    assert!(same.content.contains("nothing changed"), "{}", same.content);

    let ask = bot.press(bot.ana, &data, "Erase all of it now").await;
    let gone = bot.press(bot.ana, &ask, "Erase it all").await;
    assert!(
        gone.content.starts_with("Done. Your answers and own words, days, reminders,"),
        "{}",
        gone.content
    );
    assert_eq!(bot.rows_about(bot.ana).await, 0, "nothing is left");
    bot.finish().await;
}

#[tokio::test]
pub async fn buttons_outlive_a_restart() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    let bot = bot.restart().await;
    let thanks = bot.press(bot.ben, &card, "Skip").await;
    assert_eq!(thanks.content, "No problem. See you another time.");
    assert_eq!(bot.posts(bot.check_in).len(), 1, "the new process posts nothing again");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_private_check_in_is_served_on_a_day_without_a_card() {
    let bot = TestBot::set_up().await;
    let served = bot.slash(bot.ana, "checkin").await;
    assert!(served.content.starts_with("Here is a question for you. Only you can see this."));
    let thanks = bot.press(bot.ana, &served, "Skip").await;
    assert_eq!(thanks.content, "No problem. See you another time.");
    bot.at("2026-11-23T09:00:00Z").await;
    let today = bot.slash(bot.ana, "checkin").await;
    let question = bot.card().content;
    assert!(today.content.ends_with(&question), "{} / {question}", today.content);
    bot.finish().await;
}

#[tokio::test]
pub async fn whoever_begins_to_count_days_under_a_question_is_asked_the_same_one_all_day() {
    let bot = TestBot::set_up().await;
    let mut met = std::collections::BTreeSet::new();
    for n in 0..12 {
        let user = bot.standin.add_user(&format!("Newcomer {n}"));
        bot.standin.add_member(bot.guild, user, &[]);
        let served = bot.slash(user, "checkin").await;
        bot.member(user, &[Choice::CountDays]).await;
        bot.press(user, &served, "Skip").await;
        assert_eq!(bot.total(user).await, 1);
        assert_eq!(bot.slash(user, "checkin").await.content, served.content);
        met.insert(served.content);
    }
    assert!(met.len() > 1, "the control: they meet several questions");
    bot.finish().await;
}

#[tokio::test]
pub async fn help_comes_at_once_with_the_numbers_of_the_communitys_country() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let help = bot.press(bot.ana, &bot.card(), "Get help now").await;
    assert!(help.content.starts_with("If you are in danger now, call **999**"), "{}", help.content);
    assert!(help.content.contains("116 123"), "{}", help.content);
    let select = help.selects().remove(0);
    let there = bot.select(bot.ana, &help, &select.custom_id, &["US"]).await;
    assert!(there.content.contains("988") && there.content.contains("911"), "{}", there.content);
    let typed = bot.slash_with(bot.ana, "help-now", json!({})).await;
    assert_eq!(typed.content, help.content);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_moderator_sees_the_next_card_and_swaps_it() {
    let bot = TestBot::set_up().await;
    let panel = bot.slash(bot.moderator, "quiet").await;
    let next = bot.press(bot.moderator, &panel, "See the next card").await;
    assert!(next.content.starts_with("The next card, Monday, 23 November at 09:00"), "{}", next.content);
    let swapped = bot.press(bot.moderator, &next, "Swap it").await;
    let question = swapped.content.lines().last().unwrap().to_owned();
    assert_ne!(next.content.lines().last(), Some(question.as_str()));
    bot.at("2026-11-23T09:00:00Z").await;
    assert!(bot.card().content.ends_with(&question), "the swapped card is the one that comes");
    bot.finish().await;
}

#[tokio::test]
async fn the_card_of_a_community_that_posts_before_four_is_todays_card_all_day() {
    let bot = TestBot::set_up().await;
    bot.slash_with(bot.admin, "setup", json!({ "time": "00:30" })).await;
    bot.at("2026-11-24T00:30:00Z").await;
    let question = bot.card().content;
    for moment in ["2026-11-24T00:31:00Z", "2026-11-24T08:00:00Z", "2026-11-25T00:10:00Z"] {
        bot.clock.set(moment.parse().unwrap());
        let mine = bot.slash(bot.ana, "checkin").await;
        assert!(mine.content.ends_with(&question), "{moment}: {}", mine.content);
    }
    bot.finish().await;
}
