//! Connecting, losing the connection, and finding back.

use serde_json::json;
use serenity::all::{GatewayError, GatewayIntents};

use super::Place;
use super::bot::Bot;

#[tokio::test]
async fn a_bot_becomes_ready_and_hears_of_its_guilds() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    bot.notes.until("guild Harbour", 1).await;
    let second = place.discord.add_guild("Second", place.owner);
    bot.notes.until("guild Second", 1).await;
    let role = place.discord.add_role(second, "helper", 0);
    place.discord.set_role_permissions(second, role, 8);
    place.discord.add_member(second, place.discord.bot_user(), &[role]);
    place.discord.delete_role(second, role);
    let room = place.discord.add_channel(second, "room");
    place.discord.overwrite_bot(room, 0, 1 << 11);
    place.discord.delete_channel(room);
    bot.notes.until("gone room", 1).await;
    place.discord.remove_guild(second);
    let third = place.discord.add_guild("Third", place.owner);
    bot.notes.until("guild Third", 1).await;
    assert_eq!(place.discord.channels(third).len(), 0);
    bot.assert_understood();
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_wrong_token_and_a_privileged_intent_end_the_client() {
    let place = Place::new().await;
    let all = GatewayIntents::GUILDS | GatewayIntents::MESSAGE_CONTENT;
    let wrong = Bot::connect(&place.discord, "another.token.entirely", GatewayIntents::GUILDS, 1).await;
    let error = wrong.end().await.unwrap_err();
    assert!(matches!(error, serenity::Error::Gateway(GatewayError::InvalidAuthentication)), "{error}");
    let greedy = Bot::connect(&place.discord, place.discord.token(), all, 1).await;
    let error = greedy.end().await.unwrap_err();
    assert!(matches!(error, serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents)), "{error}");
    assert_eq!(place.discord.expect_violations("4014"), 1);
    assert_eq!(place.discord.connected(), 0);
}

#[tokio::test]
async fn a_lost_connection_is_resumed_and_missed_events_come() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    bot.notes.until("guild Harbour", 1).await;
    place.discord.disconnect();
    while place.discord.connected() > 0 {
        tokio::task::yield_now().await;
    }
    let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    assert_eq!(place.discord.settled(&act).await.content, "hello");
    bot.notes.until("resumed", 1).await;
    assert_eq!(bot.notes.count("guild Harbour"), 1, "what was seen is not sent again");
    assert_eq!(place.discord.logins(), (1, 1));
    place.discord.ask_reconnect();
    bot.notes.until("resumed", 2).await;
    bot.assert_understood();
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_session_resumes_after_the_events_it_acknowledged_were_forgotten() {
    let place = Place::with(|options| options.heartbeat_ms = 1_000).await;
    let bot = Bot::start(&place.discord).await;
    bot.notes.until("guild Harbour", 1).await;
    // Long enough for a heartbeat, which says what was seen.
    tokio::time::sleep(std::time::Duration::from_millis(1_800)).await;
    place.discord.disconnect();
    bot.notes.until("resumed", 1).await;
    let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    assert_eq!(place.discord.settled(&act).await.content, "hello");
    assert_eq!(place.discord.logins(), (1, 1));
}

#[tokio::test]
async fn an_invalid_session_begins_anew() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    bot.notes.until("ready", 1).await;
    place.discord.invalidate_session(false);
    bot.notes.until("ready", 2).await;
    assert_eq!(place.discord.logins(), (2, 0));
    let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    assert_eq!(place.discord.settled(&act).await.content, "hello");
}

#[tokio::test]
async fn a_gateway_that_acknowledges_nothing_is_left() {
    let place = Place::with(|options| options.heartbeat_ms = 300).await;
    let bot = Bot::start(&place.discord).await;
    bot.notes.until("ready", 1).await;
    place.discord.stop_acks();
    while place.discord.connected() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    place.discord.resume_acks();
    // This client does not resume then: it identifies anew, and sometimes once more before it stays.
    bot.notes.until("ready", 2).await;
    assert_eq!(place.discord.logins().1, 0);
    for _ in 0..15 {
        let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
        if place.discord.try_settled(&act, std::time::Duration::from_secs(1)).await.is_some() {
            return;
        }
    }
    panic!("it never came back");
}

#[tokio::test]
async fn one_interaction_can_be_delivered_twice() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    place.discord.duplicate_next_interaction();
    let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    place.discord.settled(&act).await;
    bot.notes.until(&format!("interaction {}", act.id), 2).await;
    bot.notes.until("error 40060", 1).await;
    assert_eq!(place.discord.messages(place.channel, Some(place.ana)).len(), 1);
    let next = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    place.discord.settled(&next).await;
    assert_eq!(bot.notes.count(&format!("interaction {}", next.id)), 1);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_seen_by_the_raw_handler_only() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    place.discord.send_raw_event("INTERACTION_CREATE", json!({ "type": 2, "id": "5" }));
    for _ in 0..250 {
        if !bot.notes.unknown.lock().unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("it was not handed on");
}

#[tokio::test]
async fn guilds_are_spread_over_shards() {
    let place = Place::new().await;
    for number in 0..3 {
        place.discord.add_guild(&format!("more {number}"), place.owner);
    }
    let bot = Bot::connect(&place.discord, place.discord.token(), GatewayIntents::GUILDS, 2).await;
    bot.notes.until("ready", 2).await;
    for guild in ["Harbour", "more 0", "more 1", "more 2"] {
        bot.notes.until(&format!("guild {guild}"), 1).await;
        assert_eq!(bot.notes.count(&format!("guild {guild}")), 1);
    }
    assert_eq!(place.discord.connected(), 2);
    let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    place.discord.settled(&act).await;
    assert_eq!(bot.notes.count(&format!("interaction {}", act.id)), 1, "one shard has it");
}
