//! Days and runs: what a member is told, what bridges a run, and what never falls.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::service::setup::Change;
use chimebot::standin::Message;

use crate::support::TestBot;

/// Presses *Skip* on the newest card, as somebody who counts days, and gives what is said of them.
async fn skip(bot: &TestBot) -> String {
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let words = thanks.content.strip_prefix("No problem. See you another time.").unwrap();
    words.trim_start().to_owned()
}

/// Somebody who counts days and asked to see the run, on the morning of the first card.
async fn with_run() -> TestBot {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    let page = bot.slash(bot.ana, "me").await;
    let page = bot.press(bot.ana, &page, "Show my run").await;
    assert!(page.content.starts_with("I will show your current run."), "{}", page.content);
    bot.live_to("2026-11-23T09:00:00Z").await;
    bot
}

fn label(message: &Message, label: &str) -> bool {
    message.find_button(label).is_some()
}

#[tokio::test]
async fn milestones_and_a_run_are_told_in_private_and_a_run_only_to_whoever_asked() {
    let bot = with_run().await;
    bot.member(bot.ben, &[CountDays]).await;
    let mut told = Vec::new();
    for day in 23..=26 {
        bot.live_to(&format!("2026-11-{day}T09:00:00Z")).await;
        told.push(skip(&bot).await);
        let other = bot.press(bot.ben, &bot.card(), "Skip").await;
        assert!(!other.content.contains("run"), "{}", other.content);
    }
    assert_eq!(
        told,
        [
            "You have shown up on 1 day. It is yours to keep.",
            "You have shown up on 2 days.\nYour current run: 2 days.",
            "That makes 3 days you showed up. They are yours to keep.\nYour current run: 3 days.",
            "You have shown up on 4 days.\nYour current run: 4 days.",
        ]
    );
    assert_eq!(skip(&bot).await, "You have shown up on 4 days.\nYour current run: 4 days.", "counted once");
    bot.finish().await;
}

#[tokio::test]
async fn a_run_that_ended_is_not_shown_and_the_days_are() {
    let bot = with_run().await;
    for day in [23, 24, 25] {
        bot.live_to(&format!("2026-11-{day}T09:00:00Z")).await;
        skip(&bot).await;
    }
    for day in 26..=29 {
        bot.live_to(&format!("2026-11-{day}T09:00:00Z")).await;
    }
    let page = bot.slash(bot.ana, "me").await;
    assert!(page.content.contains("Days you showed up: 3."), "{}", page.content);
    assert!(!page.content.contains("run"), "three rest days: {}", page.content);
    let days = page.content.split("Turned on:").next().unwrap();
    for word in ["0", "lost", "broken", "best", "missed"] {
        assert!(!days.contains(word), "{word}: {days}");
    }
    bot.card();
    bot.finish().await;
}

#[tokio::test]
async fn a_run_whose_bridge_breaks_is_not_shown_smaller_but_begins_anew() {
    let bot = with_run().await;
    let mut told = Vec::new();
    for (day, shows_up) in (23..=30).chain(1..=3).zip([1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1]) {
        let month = if day >= 23 { 11 } else { 12 };
        bot.live_to(&format!("2026-{month}-{day:02}T09:00:00Z")).await;
        if shows_up == 1 {
            let said = skip(&bot).await;
            told.push(
                said.lines().find_map(|line| line.strip_prefix("Your current run: ").map(str::to_owned)),
            );
        }
    }
    let told: Vec<_> = told.iter().map(Option::as_deref).collect();
    let [two, three, four, five] = ["2 days.", "3 days.", "4 days.", "5 days."].map(Some);
    assert_eq!(
        told,
        [None, two, three, four, five, None, two, three],
        "it ended, and then there is a new one"
    );
    let page = bot.slash(bot.ana, "me").await;
    let said = "Your current run: 3 days. Up to two rest days in any seven are fine.";
    assert!(page.content.contains(said), "{}", page.content);
    bot.finish().await;
}

#[tokio::test]
async fn yesterday_can_be_counted_and_a_few_words_written_all_the_same() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::Words(true)]).await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    for day in 23..=25 {
        bot.live_to(&format!("2026-11-{day}T09:00:00Z")).await;
        if day == 23 {
            bot.press(bot.ana, &bot.card(), "Skip").await;
        }
    }
    let back = bot.press(bot.ana, &bot.card(), "Hard day").await;
    let done = bot.press(bot.ana, &back, "Yes, count yesterday").await;
    assert!(done.content.starts_with("Yesterday counts."), "{}", done.content);
    let (form, _) = bot.open_form(bot.ana, &done, "Add a few words").await;
    let said = bot.submit(bot.ana, &form, &[("words", "a wren")]).await;
    assert!(said.content.starts_with("I kept your words."), "{}", said.content);
    let held = bot.held(bot.ana).await.unwrap().answers.pop().unwrap();
    assert_eq!((held.date.to_string().as_str(), held.words.is_some()), ("2026-11-25", true));
    bot.finish().await;
}

#[tokio::test]
async fn a_rest_bridges_a_run_for_as_long_as_it_lasts_and_adds_nothing() {
    let bot = with_run().await;
    skip(&bot).await;
    bot.live_to("2026-11-24T09:00:00Z").await;
    skip(&bot).await;
    let page = bot.slash(bot.ana, "me").await;
    let page = bot.press(bot.ana, &page, "Take a break").await;
    assert!(page.content.starts_with("Your break has begun."), "{}", page.content);
    assert!(page.content.contains("You are taking a break since 24 November."), "{}", page.content);
    for day in 25..=30 {
        bot.live_to(&format!("2026-11-{day}T09:00:00Z")).await;
    }
    bot.live_to("2026-12-01T09:00:00Z").await;
    let page = bot.press(bot.ana, &page, "End my break").await;
    assert!(page.content.contains("Your current run: 2 days."), "{}", page.content);
    assert_eq!(
        skip(&bot).await,
        "Good to see you. Your days are all still here. That makes 3 days you showed up. They are yours to keep.\nYour current run: 3 days."
    );
    bot.finish().await;
}

#[tokio::test]
async fn days_on_which_the_bot_was_away_count_against_nobody() {
    let bot = with_run().await;
    skip(&bot).await;
    bot.live_to("2026-11-24T09:00:00Z").await;
    skip(&bot).await;
    // Two cards come and are not answered: the rest days of this week.
    bot.live_to("2026-11-25T09:00:00Z").await;
    bot.live_to("2026-11-26T09:00:00Z").await;
    bot.live_to("2026-11-27T09:00:00Z").await;
    // The card of the 27th came, and then the bot is gone for the rest of that day.
    bot.live_to("2026-11-27T10:00:00Z").await;
    bot.at("2026-11-28T08:50:00Z").await;
    bot.live_to("2026-11-28T09:00:00Z").await;
    assert_eq!(
        skip(&bot).await,
        "That makes 3 days you showed up. They are yours to keep.\nYour current run: 3 days."
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_quiet_time_and_days_without_a_card_bridge_a_run() {
    let bot = with_run().await;
    skip(&bot).await;
    bot.live_to("2026-11-24T09:00:00Z").await;
    skip(&bot).await;
    bot.slash_with(bot.moderator, "quiet", serde_json::json!({ "until": "2026-11-30" })).await;
    bot.live_to("2026-12-01T09:00:00Z").await;
    assert!(skip(&bot).await.ends_with("Your current run: 3 days."), "quiet days");
    // From now on Tuesdays alone have a card.
    bot.change(vec![Change::Days(chimebot::domain::community::Days::from_bits(0b10).unwrap())]).await;
    for day in ["2026-12-08", "2026-12-15"] {
        bot.live_to(&format!("{day}T09:00:00Z")).await;
        skip(&bot).await;
    }
    let page = bot.slash(bot.ana, "me").await;
    assert!(page.content.contains("Your current run: 5 days."), "{}", page.content);
    bot.finish().await;
}

#[tokio::test]
async fn yesterday_is_asked_about_once_and_one_press_counts_it() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let first = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(!label(&first, "Yes, count yesterday"), "nobody was here before");
    bot.live_to("2026-11-24T09:00:00Z").await;
    bot.live_to("2026-11-25T09:00:00Z").await;
    let back = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(back.content.ends_with("Did you mean to check in yesterday, too?"), "{}", back.content);
    let again = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(!label(&again, "Yes, count yesterday"), "it is asked once: {}", again.content);
    let yes = back.find_button("Yes, count yesterday").unwrap();
    let done = bot.press(bot.ana, &back, "Yes, count yesterday").await;
    assert_eq!(
        done.content,
        "Yesterday counts. You have shown up on 3 days.\nThat makes 3 days you showed up. They are yours to keep."
    );
    let twice = bot.standin.press_forged(bot.ana, done.id, &yes);
    let twice = bot.standin.settled(&twice).await;
    assert_eq!(twice.content, "Yesterday counts. You have shown up on 3 days.", "it counts once");
    bot.live_to("2026-11-26T09:00:00Z").await;
    let late = bot.standin.press_forged(bot.ana, done.id, &yes);
    let late = bot.standin.settled(&late).await;
    assert_eq!(late.content, "That day is over now, and that is fine. All your days are still here.");
    assert_eq!(bot.total(bot.ana).await, 3);
    let stranger = bot.standin.press_forged(bot.ben, bot.card().id, &yes);
    bot.standin.settled(&stranger).await;
    assert_eq!(bot.rows_about(bot.ben).await, 0, "whoever counts no days gets no row by a forged press");
    bot.finish().await;
}

#[tokio::test]
async fn a_day_without_a_card_and_a_quiet_one_are_asked_about_by_nobody() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    bot.press(bot.ana, &bot.card(), "Skip").await;
    bot.slash_with(bot.moderator, "quiet", serde_json::json!({ "until": "2026-11-24" })).await;
    bot.live_to("2026-11-25T09:00:00Z").await;
    let back = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(!label(&back, "Yes, count yesterday"), "{}", back.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_members_own_zone_and_day_start_decide_which_day_counts() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let settings = bot.slash(bot.ana, "me").await;
    let settings = bot.press(bot.ana, &settings, "My settings").await;
    let (form, _) = bot.open_form(bot.ana, &settings, "Change my time zone").await;
    let settings = bot.submit(bot.ana, &form, &[("zone", "Pacific/Auckland")]).await;
    assert!(
        settings.content.contains("Your time zone: Pacific/Auckland. It is 21:50 there now."),
        "{}",
        settings.content
    );
    // Nine in London on the 23rd is ten in the evening at Auckland.
    bot.live_to("2026-11-23T09:00:00Z").await;
    bot.press(bot.ana, &bot.card(), "Skip").await;
    // Half past midnight there: the night belongs to the day before, until midnight is chosen.
    bot.live_to("2026-11-23T11:30:00Z").await;
    bot.press(bot.ana, &bot.card(), "Skip").await;
    assert_eq!(bot.kept(bot.ana).await, [("2026-11-23".to_owned(), "s".to_owned())]);
    let settings = bot.choose(bot.ana, &settings, "When does your day begin?", &["0"]).await;
    assert!(settings.content.contains("Your day begins at 00:00."), "{}", settings.content);
    bot.press(bot.ana, &bot.card(), "Skip").await;
    assert_eq!(bot.total(bot.ana).await, 2, "midnight is past, so this is the 24th");
    let back = bot.press(bot.ana, &settings, "Use the community's zone").await;
    assert!(back.content.contains("this community's, Europe/London"), "{}", back.content);
    bot.press(bot.ana, &bot.card(), "Skip").await;
    assert_eq!(bot.total(bot.ana).await, 2, "the 23rd comes a second time and counts once");
    bot.finish().await;
}

#[tokio::test]
async fn nothing_that_other_people_do_lowers_a_total() {
    let bot = TestBot::set_up().await;
    for user in [bot.ana, bot.ben] {
        bot.member(user, &[CountDays]).await;
    }
    bot.live_to("2026-11-23T09:00:00Z").await;
    for user in [bot.ana, bot.ben] {
        bot.press(user, &bot.card(), "Skip").await;
    }
    let data = bot.slash(bot.ben, "my-data").await;
    let ask = bot.press(bot.ben, &data, "Erase all of it now").await;
    bot.press(bot.ben, &ask, "Erase it all").await;
    bot.standin.delete_message(bot.card().id);
    bot.change(vec![Change::Zone("Asia/Tokyo".to_owned()), Change::Off]).await;
    assert_eq!((bot.total(bot.ana).await, bot.total(bot.ben).await), (1, 0));
    bot.finish().await;
}
