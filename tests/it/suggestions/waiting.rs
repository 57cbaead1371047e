//! Staff hear that suggestions wait, and never of whom.

use super::*;

const WAITS: &str = "Something that was suggested for the list of resources waits for you. `/library review` shows it, without a name.";

fn heard(bot: &TestBot) -> Vec<Message> {
    let posts = bot.posts(bot.staff);
    posts.into_iter().filter(|post| post.content.contains("/library")).collect()
}

#[tokio::test]
async fn staff_hear_once_of_a_suggestion_that_waits_for_more_than_three_days() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    for early in ["2026-11-24T08:00:00Z", "2026-11-26T08:00:00Z"] {
        bot.at(early).await;
        assert!(heard(&bot).is_empty(), "{early}");
    }
    for late in ["2026-11-27T08:00:00Z", "2026-11-28T08:00:00Z", "2026-12-10T08:00:00Z"] {
        bot.at(late).await;
        let posts = heard(&bot);
        assert_eq!(posts.iter().map(|post| post.content.as_str()).collect::<Vec<_>>(), [WAITS], "{late}");
    }
    let notice = heard(&bot).remove(0);
    let item = bot.press(bot.moderator, &notice, "Look at them").await;
    assert!(item.content.contains("> Mending shed"), "{}", item.content);
    let refused = bot.press(bot.ben, &notice, "Look at them").await;
    assert!(refused.content.starts_with("Only moderators can do that."), "{}", refused.content);
    finish(bot).await;
}

#[tokio::test]
async fn one_that_was_looked_at_in_time_is_not_told_of() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    bot.press(bot.moderator, &review(&bot).await, "Decline").await;
    bot.at("2026-11-28T08:00:00Z").await;
    assert!(heard(&bot).is_empty());
    finish(bot).await;
}

#[tokio::test]
async fn the_word_about_old_entries_tells_of_suggestions_too_and_then_they_need_none_of_their_own() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    bot.list(vec![body("Food bank", &json!({ "checked_on": "2025-01-01" }))]).await;
    for moment in ["2026-11-24T08:00:00Z", "2026-11-28T08:00:00Z"] {
        bot.at(moment).await;
    }
    let posts = heard(&bot);
    assert_eq!(posts.len(), 1, "{posts:?}");
    assert!(
        posts[0].content.ends_with("one by one. Suggestions wait too: `/library review`."),
        "{}",
        posts[0].content
    );
    finish(bot).await;
}
