//! The gateway breaks, closes and says what nobody understands; the bot goes on.

use std::time::Duration;

use chimebot::standin::{Fault, FaultKind, StandIn};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{arm, broken};
use crate::support::alarms::listen;
use crate::support::{Makings, TestBot};

/// Waits until the bot has logged in so often: begun a session, resumed one.
async fn logins(bot: &TestBot, wanted: (usize, usize)) {
    let begun = Instant::now();
    while bot.standin.logins() != wanted || bot.standin.connected() == 0 {
        let seen = bot.standin.logins();
        assert!(begun.elapsed() < Duration::from_secs(20), "{seen:?}, and not {wanted:?}");
        sleep(Duration::from_millis(20)).await;
    }
}

/// The bot still answers and posts.
async fn is_well(bot: &TestBot) {
    let help = bot.slash(bot.ana, "help-now").await;
    assert!(help.content.starts_with("If you are in danger"), "{}", help.content);
}

#[tokio::test]
pub async fn a_broken_connection_is_taken_up_where_it_broke() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    bot.standin.disconnect();
    // Pressed while nobody listens: the event is replayed.
    let act = bot.standin.press(bot.ana, card.id, &card.find_button("Skip").unwrap());
    let seen = bot.standin.try_settled(&act, Duration::from_secs(15)).await.expect("an answer");
    assert_eq!(seen.content, "No problem. See you another time.");
    logins(&bot, (1, 1)).await;
    bot.finish().await;
}

#[tokio::test]
pub async fn when_discord_asks_to_reconnect_the_bot_does() {
    let bot = TestBot::set_up().await;
    bot.standin.ask_reconnect();
    logins(&bot, (1, 1)).await;
    is_well(&bot).await;
    bot.finish().await;
}

#[tokio::test]
pub async fn an_invalid_session_is_begun_anew_and_the_commands_are_not_registered_again() {
    let bot = TestBot::set_up().await;
    bot.standin.invalidate_session(false);
    logins(&bot, (2, 0)).await;
    is_well(&bot).await;
    assert_eq!(bot.standin.requests("PUT /applications"), 1, "a second READY changes nothing");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_session_that_may_be_resumed_is() {
    let bot = TestBot::set_up().await;
    bot.standin.invalidate_session(true);
    logins(&bot, (1, 1)).await;
    is_well(&bot).await;
    bot.finish().await;
}

fn closed_at_first(standin: &StandIn) {
    let fault = |method: &str, path: &str, kind| Fault {
        method: method.to_owned(),
        path_contains: path.to_owned(),
        times: Some(1),
        kind,
    };
    standin.fault(fault("GET", "/gateway", FaultKind::Reset));
    standin.fault(fault("GET", "/gateway", broken()));
    standin.fault(fault("GET", "/users/@me", broken()));
    standin.fault(fault("GET", "/applications/@me", FaultKind::Reset));
    standin.fault(fault("PUT", "/commands", broken()));
}

#[tokio::test]
pub async fn a_bot_that_starts_while_discord_is_down_comes_up_with_it() {
    let makings = Makings { before: closed_at_first, ..Makings::default() };
    let bot = TestBot::set_up_with(makings).await;
    is_well(&bot).await;
    bot.at("2026-11-23T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(bot.standin.requests("PUT /applications"), 2, "registered at the second try");
    bot.finish().await;
}

#[tokio::test]
async fn what_cannot_be_decoded_is_counted_and_said_without_its_content() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    let guild = bot.guild.to_string();
    // A field that changed its kind, as Discord's next version might have it.
    let changed = json!({ "guild_id": guild, "id": { "new": "secret-canary" }, "type": "button" });
    bot.standin.send_raw_event("INTERACTION_CREATE", changed);
    bot.standin.send_raw_event("QUITE_NEW_EVENT", json!({ "guild_id": guild, "x": "secret-canary" }));
    let begun = Instant::now();
    while bot.undecodable() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(5), "{} were counted", bot.undecodable());
        sleep(Duration::from_millis(10)).await;
    }
    is_well(&bot).await;
    assert_eq!(bot.undecodable(), 2, "what is understood is not counted");
    let log = tap.lines();
    for kind in ["INTERACTION_CREATE", "QUITE_NEW_EVENT"] {
        let told = log.iter().any(|line| line.contains("WARN") && line.contains(kind));
        assert!(told, "{kind}: {} lines", log.len());
    }
    assert!(!log.iter().any(|line| line.contains("secret-canary")));
    bot.finish().await;
}

#[tokio::test]
pub async fn events_the_bot_has_no_use_for_are_left_alone() {
    let bot = TestBot::set_up().await;
    let guild = bot.guild.to_string();
    bot.standin.send_raw_event("GUILD_SOUNDBOARD_SOUNDS_UPDATE", json!({ "guild_id": guild }));
    bot.standin.send_raw_event("TYPING_START", Value::Null);
    is_well(&bot).await;
    assert!(bot.undecodable() <= 1);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_card_comes_although_the_gateway_is_away() {
    let bot = TestBot::set_up().await;
    arm(&bot, ("GET", "/gateway"), 0, broken());
    bot.standin.close_gateway(4000);
    bot.at("2026-11-23T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "posting needs no gateway");
    bot.standin.clear_faults();
    bot.finish().await;
}
