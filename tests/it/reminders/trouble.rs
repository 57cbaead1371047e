//! What can go wrong between the bot and Discord with a reminder: it comes once all the same, or not at all.

use chimebot::domain::planner::Timing;
use chimebot::domain::reminder::{Effect, Event};
use chimebot::standin::{Fault, FaultKind};
use serde_json::json;

use super::{asked, dms_at, finish, press, rest};
use crate::support::TestBot;

/// Faults that meet the message on its way to Ana's direct channel.
fn arm(bot: &TestBot, times: u32, kind: FaultKind) {
    let path_contains = format!("/channels/{}/messages", bot.standin.dm_channel(bot.ana));
    bot.standin.fault(Fault { method: "POST".to_owned(), path_contains, times: Some(times), kind });
}

#[tokio::test]
async fn a_lost_answer_a_refusal_and_a_crash_end_in_one_message_each() {
    let bot = asked("Every day", "10").await;
    let day = |day: u8, time: &str| format!("2026-11-{day}T{time}Z");
    let broken = || FaultKind::Status(500, json!({ "message": "oops", "code": 0 }));

    // It arrived, and nobody heard so. Within a minute the same nonce gives the same message.
    arm(&bot, 1, FaultKind::AfterApply(Box::new(broken())));
    assert_eq!(dms_at(&bot, &day(23, "10:00:00")).await, 1);
    assert_eq!(dms_at(&bot, &day(23, "10:00:30")).await, 1);
    assert_eq!(dms_at(&bot, &day(23, "10:30:00")).await, 1);

    // The same, and the process ends before it can ask again: the channel's history tells.
    arm(&bot, 1, FaultKind::AfterApply(Box::new(broken())));
    assert_eq!(dms_at(&bot, &day(24, "10:00:00")).await, 2);
    let bot = bot.restart().await;
    assert_eq!(dms_at(&bot, &day(24, "10:20:00")).await, 2);
    assert!(bot.standin.requests("GET /channels/") > 0, "it was looked for");

    // It did not arrive.
    arm(&bot, 1, broken());
    assert_eq!(dms_at(&bot, &day(25, "10:00:00")).await, 2);
    assert_eq!(dms_at(&bot, &day(25, "10:00:30")).await, 3);
    press(&bot, "Not today").await;

    // It is recorded as being sent, and the process ends before the request is made.
    bot.clock.set(day(26, "10:00:00").parse().unwrap());
    let of = bot.store().caller(bot.guild, bot.ana);
    let channel = bot.standin.dm_channel(bot.ana);
    for (event, wanted) in [(Event::Look, false), (Event::Go(channel), true)] {
        let (_, effect) =
            bot.bot().services.step_reminder(of, event, &Timing::default()).await.unwrap().unwrap();
        assert_eq!(matches!(effect, Effect::Send(_)), wanted, "{effect:?}");
    }
    let bot = bot.restart().await;
    assert_eq!(dms_at(&bot, &day(26, "10:00:20")).await, 3, "it may be on its way");
    assert_eq!(dms_at(&bot, &day(26, "10:05:00")).await, 4, "it was not");
    assert_eq!(dms_at(&bot, &day(26, "10:30:00")).await, 4);
    finish(bot).await;
}

#[tokio::test]
async fn a_press_before_the_outcome_is_known_settles_it() {
    let bot = asked("Every day", "10").await;
    arm(&bot, 1, FaultKind::AfterApply(Box::new(FaultKind::Status(502, json!({})))));
    bot.at("2026-11-23T10:00:00Z").await;
    press(&bot, "Not today").await;
    assert_eq!(dms_at(&bot, "2026-11-23T10:05:00Z").await, 1, "although its buttons are gone");
    assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, 2);
    finish(bot).await;
}

#[tokio::test]
async fn when_discord_cannot_be_asked_who_is_a_member_it_is_asked_again() {
    let bot = asked("Every day", "10").await;
    bot.standin.fault(Fault {
        method: "GET".to_owned(),
        path_contains: format!("/members/{}", bot.ana),
        times: Some(1),
        kind: FaultKind::Status(503, json!({})),
    });
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:29Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:30Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn a_community_without_the_bot_sends_none_and_asks_once_a_day() {
    let bot = asked("Every day", "10").await;
    drop(bot.posts(bot.check_in));
    bot.standin.remove_guild(bot.guild);
    for minute in 0..20 {
        assert_eq!(dms_at(&bot, &format!("2026-11-23T10:{minute:02}:00Z")).await, 0);
    }
    assert_eq!(bot.standin.requests(&format!("/members/{}", bot.ana)), 1);
    finish(bot).await;
}

#[tokio::test]
async fn who_opens_doors_too_fast_waits_and_closes_none() {
    let bot = asked("Every day", "10").await;
    let too_fast = json!({ "message": "You are opening direct messages too fast", "code": 40003 });
    bot.standin.fault(Fault {
        method: "POST".to_owned(),
        path_contains: "/users/@me/channels".to_owned(),
        times: Some(1),
        kind: FaultKind::Status(400, too_fast.clone()),
    });
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 0);
    assert_eq!(rest(&bot).await, None, "their door is not closed");
    arm(&bot, 1, FaultKind::Status(403, too_fast));
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:30Z").await, 0);
    assert_eq!(rest(&bot).await, None);
    assert_eq!(dms_at(&bot, "2026-11-23T10:01:10Z").await, 1);
    finish(bot).await;
}
