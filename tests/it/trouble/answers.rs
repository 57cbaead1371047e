//! Who pressed a button gets an answer within three seconds, although the first one goes astray.

use std::time::Duration;

use chimebot::standin::{Answer, FaultKind};
use serde_json::json;
use tokio::time::Instant;

use super::{ANSWER, after, arm, broken, limited, refused};
use crate::support::TestBot;

/// One fault meets the answer; the person sees it all the same, once and in time.
async fn answered_in_spite_of(kind: FaultKind) {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    for (label, says) in
        [("Skip", "No problem. See you another time."), ("Get help now", "If you are in danger")]
    {
        arm(&bot, ANSWER, 1, kind.clone());
        let begun = Instant::now();
        let seen = bot.press(bot.ana, &card, label).await;
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        assert!(seen.content.starts_with(says), "{}", seen.content);
    }
    // A second answer, were there one, would be there by now or show as a violation.
    tokio::time::sleep(Duration::from_millis(300)).await;
    bot.finish().await;
}

#[tokio::test]
pub async fn a_429() {
    answered_in_spite_of(limited()).await;
}

#[tokio::test]
pub async fn a_500() {
    answered_in_spite_of(broken()).await;
}

#[tokio::test]
pub async fn a_500_after_the_answer_was_shown() {
    answered_in_spite_of(after(broken())).await;
}

#[tokio::test]
pub async fn a_reset() {
    answered_in_spite_of(FaultKind::Reset).await;
}

#[tokio::test]
pub async fn a_reset_after_the_answer_was_shown() {
    answered_in_spite_of(after(FaultKind::Reset)).await;
}

#[tokio::test]
pub async fn an_answer_that_hangs() {
    answered_in_spite_of(FaultKind::Hang).await;
}

#[tokio::test]
pub async fn an_answer_that_hangs_after_it_was_shown() {
    answered_in_spite_of(after(FaultKind::Hang)).await;
}

#[tokio::test]
pub async fn a_deferred_answer_is_filled_in_although_the_edit_fails_twice() {
    let bot = TestBot::set_up().await;
    arm(&bot, ("GET", "/guilds/"), 1, super::slow(1_200));
    arm(&bot, ("PATCH", "/webhooks/"), 1, broken());
    arm(&bot, ("PATCH", "/webhooks/"), 1, FaultKind::Reset);
    let act = bot.standin.slash(bot.admin, bot.check_in, "setup", json!({}));
    let first = bot.standin.answer(&act).await;
    assert!(matches!(first, Answer::Deferred(_)), "{first:?}");
    let panel = bot.standin.try_settled(&act, Duration::from_secs(9)).await.expect("it is filled in");
    assert!(panel.content.starts_with("**Setting me up**"), "{}", panel.content);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_question_about_rights_is_put_again_before_an_admin_is_told() {
    let bot = TestBot::set_up().await;
    arm(&bot, ("GET", "/guilds/"), 1, broken());
    let act = bot.standin.slash(bot.admin, bot.check_in, "setup", json!({}));
    let panel = bot.standin.try_settled(&act, Duration::from_secs(9)).await.expect("it is filled in");
    assert!(!panel.content.contains("I could not ask Discord"), "{}", panel.content);

    arm(&bot, ("GET", "/members/"), 0, broken());
    let act = bot.standin.slash(bot.admin, bot.check_in, "setup", json!({}));
    let panel = bot.standin.try_settled(&act, Duration::from_secs(9)).await.expect("it is filled in");
    assert!(
        panel
            .content
            .contains("I could not ask Discord about my rights just now. Open `/setup` again in a minute."),
        "{}",
        panel.content
    );
    bot.finish().await;
}

#[tokio::test]
pub async fn an_answer_that_is_refused_for_good_is_not_sent_again() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    arm(&bot, ANSWER, 1, refused(404, 10062));
    let before = bot.standin.requests("/callback");
    let act = bot.standin.press(bot.ana, card.id, &card.find_button("Skip").unwrap());
    assert!(bot.standin.try_answer(&act, Duration::from_millis(800)).await.is_none());
    assert_eq!(bot.standin.requests("/callback"), before + 1);
    bot.standin.forgive(&act);
    bot.finish().await;
}
