//! What goes wrong between the bot and Discord while somebody waits: they see their answer all the same,
//! once, and within three seconds.

use std::time::{Duration, Instant};

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::standin::{Answer, Fault, FaultKind, Scope};
use serde_json::json;

use crate::support::TestBot;
use crate::support::alarms::listen;

fn fault(method: &str, path: &str, times: Option<u32>, kind: FaultKind) -> Fault {
    Fault { method: method.to_owned(), path_contains: path.to_owned(), times, kind }
}

#[tokio::test]
async fn an_answer_that_is_lost_once_arrives_once() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let lost = [
        FaultKind::Reset,
        FaultKind::Hang,
        FaultKind::Status(500, json!({})),
        FaultKind::Status(503, json!({ "code": 0, "message": "upstream" })),
        FaultKind::RateLimited { scope: Scope::User, retry_after: 0.2 },
        FaultKind::AfterApply(Box::new(FaultKind::Reset)),
        FaultKind::AfterApply(Box::new(FaultKind::Hang)),
        FaultKind::AfterApply(Box::new(FaultKind::Status(502, json!({})))),
    ];
    for kind in lost {
        let replies = bot.standin.messages(bot.check_in, Some(bot.ana)).len();
        bot.standin.fault(fault("POST", "/callback", Some(1), kind.clone()));
        let pressed = Instant::now();
        let thanks = bot.press(bot.ana, &bot.card(), "Hard day").await;
        let took = pressed.elapsed();
        println!("{kind:?}: answered after {took:?}");
        assert!(took < Duration::from_secs(3), "{kind:?}: {took:?}");
        assert!(thanks.content.starts_with("Thank you for telling me."), "{kind:?}: {}", thanks.content);
        // Whatever comes late would be here by the time of the next press.
        bot.press(bot.ana, &bot.card(), "About").await;
        let now = bot.standin.messages(bot.check_in, Some(bot.ana)).len();
        assert_eq!(now, replies + 2, "{kind:?}: one thank-you and one about");
    }
    assert_eq!((bot.kept(bot.ana).await.len(), bot.total(bot.ana).await), (1, 1));
    let warned = |line: &String| line.contains(" WARN ") && !line.contains("the clock jumped");
    let warnings: Vec<_> = tap.lines().into_iter().filter(warned).collect();
    assert!(warnings.is_empty(), "it was mended, so it is no news: {warnings:?}");
    bot.finish().await;
}

#[tokio::test]
async fn an_answer_refused_for_good_is_not_sent_again_and_is_kept() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    let late = json!({ "code": 10062, "message": "Unknown interaction" });
    bot.standin.fault(fault("POST", "/callback", None, FaultKind::Status(404, late)));
    let sent = bot.standin.requests("/callback");
    let act = bot.standin.press(bot.ana, card.id, &card.find_button("Skip").unwrap());
    bot.standin.forgive(&act);
    let warned = |line: &String| line.contains("an interaction could not be answered");
    while !tap.lines().iter().any(warned) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(bot.standin.requests("/callback"), sent + 1, "too late is too late");
    bot.standin.clear_faults();
    let again = bot.press(bot.ana, &card, "Skip").await;
    assert!(again.content.contains("You gave this answer before"), "{}", again.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_deferred_reply_is_filled_in_though_the_edit_is_lost() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    for kind in [
        FaultKind::Status(500, json!({})),
        FaultKind::Reset,
        FaultKind::AfterApply(Box::new(FaultKind::Reset)),
    ] {
        let store = bot.store().clone();
        let stalled = tokio::spawn(async move { store.stall(Duration::from_millis(1_200)).await });
        tokio::time::sleep(Duration::from_millis(50)).await;
        bot.standin.fault(fault("PATCH", "/messages/@original", Some(1), kind.clone()));
        let act = bot.standin.press(bot.ana, card.id, &card.find_button("Hard day").unwrap());
        assert!(matches!(bot.standin.answer(&act).await, Answer::Deferred(_)));
        let thanks = bot.standin.settled(&act).await;
        assert!(thanks.content.starts_with("Thank you for telling me."), "{kind:?}: {}", thanks.content);
        stalled.await.unwrap().unwrap();
    }
    // The last edit was applied before its reply was lost, so it comes twice; read it once more.
    while bot.standin.requests("PATCH") < 6 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(bot.standin.messages(bot.check_in, Some(bot.ana)).len(), 4, "the card and three thank-yous");
    bot.finish().await;
}
