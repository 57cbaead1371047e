//! Messages, permissions and faults over REST.

use std::time::Duration;

use chimebot::standin::{Fault, FaultKind, Scope};
use jiff::SignedDuration;
use serde_json::json;
use serenity::all::{EditMessage, MessagePagination};

use super::Place;
use super::bot::{self, code};

fn fault(method: &str, path: &str, kind: FaultKind) -> Fault {
    Fault { method: method.into(), path_contains: path.into(), times: Some(1), kind }
}

#[tokio::test]
async fn a_nonce_gives_the_earlier_message_back_while_its_window_lasts() {
    let place = Place::with(|options| options.nonce_window = SignedDuration::from_secs(120)).await;
    let first = place.say("one", Some("slot")).await.unwrap();
    assert!(first.nonce.is_some(), "the answer to a creation says the nonce");
    place.discord.clock().advance(SignedDuration::from_secs(119));
    let same = place.say("two", Some("slot")).await.unwrap();
    assert_eq!((same.id, same.content.as_str()), (first.id, "one"));
    let other = place.say("three", Some("other")).await.unwrap();
    assert_ne!(other.id, first.id);
    place.discord.clock().advance(SignedDuration::from_secs(2));
    let later = place.say("four", Some("slot")).await.unwrap();
    assert_ne!(later.id, first.id, "the window has passed");
    assert_eq!(place.discord.messages(place.channel, None).len(), 3);
}

#[tokio::test]
async fn a_nonce_whose_message_was_deleted_gives_unknown_message() {
    let place = Place::with(|options| options.nonce_window = SignedDuration::from_secs(120)).await;
    let first = place.say("one", Some("slot")).await.unwrap();
    place.discord.delete_message(chimebot::domain::ids::MessageId(first.id.get()));
    assert_eq!(code(place.say("two", Some("slot")).await), 10008);
    place.discord.clock().advance(SignedDuration::from_secs(121));
    place.say("three", Some("slot")).await.unwrap();
    assert_eq!(place.discord.messages(place.channel, None).len(), 1);
}

#[tokio::test]
async fn the_history_is_ordered_can_be_walked_and_carries_no_nonce() {
    let place = Place::new().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(place.say(&number.to_string(), Some(&number.to_string())).await.unwrap().id);
    }
    place.discord.say(place.ana, place.channel, "my own words");
    let http = place.http();
    let list = async |target, limit| {
        let list = http.get_messages(place.channel.0.into(), target, limit).await.unwrap();
        assert!(list.iter().all(|message| message.nonce.is_none()));
        list.into_iter().map(|message| message.content).collect::<Vec<_>>()
    };
    assert_eq!(list(None, None).await, ["", "4", "3", "2", "1", "0"], "other people's words stay theirs");
    assert_eq!(list(None, Some(2)).await, ["", "4"]);
    assert_eq!(list(Some(MessagePagination::Before(ids[2])), Some(1)).await, ["1"]);
    assert_eq!(list(Some(MessagePagination::After(ids[1])), Some(2)).await, ["3", "2"]);
    assert_eq!(list(Some(MessagePagination::Around(ids[2])), Some(3)).await, ["3", "2", "1"]);
}

#[tokio::test]
async fn a_message_is_read_edited_and_deleted() {
    let place = Place::new().await;
    let http = place.http();
    let mut message = place.say("one", None).await.unwrap();
    place.discord.clock().advance(SignedDuration::from_secs(1));
    message.edit(&http, EditMessage::new().content("two")).await.unwrap();
    let read = http.get_message(message.channel_id, message.id).await.unwrap();
    assert_eq!(read.content, "two");
    assert!(read.edited_timestamp.unwrap() > read.timestamp);
    message.delete(&http).await.unwrap();
    assert_eq!(code(http.get_message(message.channel_id, message.id).await), 10008);
    assert_eq!(code(message.delete(&http).await), 10008);
    let theirs = place.discord.say(place.ana, place.channel, "mine");
    assert_eq!(code(http.delete_message(place.channel.0.into(), theirs.0.into(), None).await), 50013);
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn permissions_decide_what_the_bot_may_do() {
    let place = Place::new().await;
    let http = place.http();
    place.discord.overwrite_bot(place.channel, 0, 1 << 11);
    assert_eq!(code(place.say("no", None).await), 50013);
    place.discord.overwrite_bot(place.channel, 0, 1 << 14);
    let embed = json!({ "embeds": [{ "title": "x" }], "allowed_mentions": { "parse": [] } });
    assert_eq!(code(place.post(&embed).await), 50013);
    place.say("words alone are fine", None).await.unwrap();
    place.discord.overwrite_bot(place.channel, 0, 1 << 16);
    assert!(http.get_messages(place.channel.0.into(), None, None).await.unwrap().is_empty());
    place.discord.overwrite_bot(place.channel, 0, 1 << 10);
    assert_eq!(code(place.say("no", None).await), 50001);
    assert_eq!(code(http.get_channel(place.channel.0.into()).await), 50001);
    assert_eq!(place.discord.invalid_answers(), 4);
    place.discord.delete_channel(place.channel);
    assert_eq!(code(place.say("no", None).await), 10003);
    place.discord.remove_guild(place.guild);
    assert_eq!(code(http.get_guild(place.guild.0.into()).await), 10004);
    let wrong = bot::http(&place.discord, "wrong");
    assert_eq!(code(wrong.get_current_user().await), 0);
    assert_eq!(place.discord.invalid_answers(), 5);
}

#[tokio::test]
async fn a_closed_inbox_takes_nothing() {
    let place = Place::new().await;
    let http = place.http();
    let body = json!({ "content": "hi", "allowed_mentions": { "parse": [] } });
    let map = json!({ "recipient_id": place.ana.to_string() });
    let direct = http.create_private_channel(&map).await.unwrap();
    place.discord.close_dms(place.ana);
    assert_eq!(code(http.send_message(direct.id, vec![], &body).await), 50007);
    place.discord.open_dms(place.ana);
    http.send_message(direct.id, vec![], &body).await.unwrap();
    assert_eq!(place.discord.dm(place.ana)[0].content, "hi");
    place.discord.remove_member(place.guild, place.ana);
    assert_eq!(code(http.send_message(direct.id, vec![], &body).await), 50278);
}

#[tokio::test]
async fn a_failure_after_the_fact_leaves_the_message() {
    let place = Place::new().await;
    let broken = FaultKind::AfterApply(Box::new(FaultKind::Status(502, json!({ "message": "bad" }))));
    place.discord.fault(fault("POST", "/messages", broken));
    assert!(place.say("one", Some("slot")).await.is_err());
    assert_eq!(place.discord.messages(place.channel, None).len(), 1);
    place.discord.fault(fault("POST", "/messages", FaultKind::Status(502, json!({}))));
    assert!(place.say("two", None).await.is_err());
    assert_eq!(place.discord.messages(place.channel, None).len(), 1, "this one failed before the fact");
    assert_eq!(place.say("again", Some("slot")).await.unwrap().content, "one");
}

#[tokio::test]
async fn a_request_can_hang_be_late_or_be_cut_off() {
    let place = Place::new().await;
    let short = Duration::from_millis(300);
    place.discord.fault(fault("POST", "/messages", FaultKind::Hang));
    assert!(tokio::time::timeout(short, place.say("one", None)).await.is_err());
    assert_eq!(place.discord.messages(place.channel, None).len(), 0);
    let applied = FaultKind::AfterApply(Box::new(FaultKind::Hang));
    place.discord.fault(fault("POST", "/messages", applied));
    assert!(tokio::time::timeout(short, place.say("two", None)).await.is_err());
    assert_eq!(place.discord.messages(place.channel, None).len(), 1);
    place.discord.fault(fault("", "", FaultKind::Reset));
    let error = place.say("three", None).await.unwrap_err();
    assert!(matches!(error, serenity::Error::Http(serenity::all::HttpError::Request(_))), "{error}");
    assert_eq!(place.discord.messages(place.channel, None).len(), 1);
    let cut = FaultKind::AfterApply(Box::new(FaultKind::Reset));
    place.discord.fault(fault("", "", cut));
    assert!(place.say("four", None).await.is_err());
    assert_eq!(place.discord.messages(place.channel, None).len(), 2);
    place.discord.fault(fault("", "", FaultKind::Delay(short)));
    let start = tokio::time::Instant::now();
    place.say("five", None).await.unwrap();
    assert!(start.elapsed() >= short);
}

#[tokio::test]
async fn a_rate_limit_speaks_discords_language() {
    let place = Place::new().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/api/v10/users/@me", place.discord.base_url());
    for (scope, name, counted) in
        [(Scope::User, "user", 1), (Scope::Shared, "shared", 1), (Scope::Global, "global", 2)]
    {
        let kind = FaultKind::RateLimited { scope, retry_after: 1.5 };
        place.discord.fault(fault("GET", "/users/@me", kind));
        let answer = client.get(&url).header("User-Agent", "DiscordBot (x, 1)").send().await.unwrap();
        assert_eq!(answer.status(), 429);
        assert_eq!(answer.headers()["x-ratelimit-scope"], name);
        assert_eq!(answer.headers()["retry-after"], "2");
        assert_eq!(answer.headers().contains_key("x-ratelimit-global"), scope == Scope::Global);
        let body: serde_json::Value = answer.json().await.unwrap();
        assert_eq!((&body["retry_after"], &body["global"]), (&json!(1.5), &json!(scope == Scope::Global)));
        assert_eq!(place.discord.invalid_answers(), counted, "a shared limit is not held against the bot");
    }
}

#[tokio::test]
async fn the_global_limit_counts_requests_in_any_second() {
    let place = Place::with(|options| options.global_per_second = Some(3)).await;
    place.discord.clock().advance(SignedDuration::from_secs(2));
    for number in 0..3 {
        place.say(&number.to_string(), None).await.unwrap();
    }
    assert!(place.say("too many", None).await.is_err());
    place.discord.clock().advance(SignedDuration::from_secs(1));
    place.say("a second later", None).await.unwrap();
    assert_eq!(place.discord.messages(place.channel, None).len(), 4);
}

#[tokio::test]
async fn an_unknown_route_fails_the_test_by_name() {
    let place = Place::new().await;
    assert!(place.http().broadcast_typing(place.channel.0.into()).await.is_err());
    assert_eq!(place.discord.finish().unwrap_err(), ["unknown route: POST /channels/{}/typing"]);
}

#[tokio::test]
async fn commands_keep_their_ids_and_bodies_are_kept_for_the_judges() {
    let place = Place::new().await;
    let http = place.http();
    http.set_application_id(place.discord.application_id().into());
    let ids =
        || place.discord.commands().as_array().unwrap().iter().map(|c| c["id"].clone()).collect::<Vec<_>>();
    let before = ids();
    let after = http.create_global_commands(&bot::commands()).await.unwrap();
    assert_eq!(ids(), before);
    assert_eq!(after.len(), before.len());
    place.say("one", None).await.unwrap();
    place.say("one", None).await.unwrap();
    let bodies = place.discord.bodies();
    let routes: Vec<_> = bodies.iter().map(|(method, route, _)| format!("{method} {route}")).collect();
    assert_eq!(
        routes,
        ["PUT /applications/{application_id}/commands", "POST /channels/{channel_id}/messages"],
        "the same body is kept once"
    );
}

#[tokio::test]
async fn a_file_comes_with_its_message() {
    let place = Place::new().await;
    let full = place.discord.bot_role(place.guild);
    place.discord.set_role_permissions(place.guild, full, 8);
    let file = serenity::all::CreateAttachment::bytes(b"a,b\n1,2\n".to_vec(), "mine.csv");
    let body = json!({ "content": "here", "allowed_mentions": { "parse": [] },
        "attachments": [{ "id": 0, "filename": "mine.csv" }] });
    let message = place.http().send_message(place.channel.0.into(), vec![file], &body).await.unwrap();
    assert_eq!(message.attachments[0].filename, "mine.csv");
    let bytes = place.discord.attachment(message.id.get().into(), "mine.csv").unwrap();
    assert_eq!(bytes, b"a,b\n1,2\n");
}

#[tokio::test]
async fn the_clock_can_be_read_and_moved_from_outside() {
    let place = Place::new().await;
    place.say("one", None).await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = |path: &str| format!("{}/standin/{path}", place.discord.base_url());
    let read: serde_json::Value = client.get(url("clock")).send().await.unwrap().json().await.unwrap();
    assert_eq!(read, json!({ "now_ms": 1_774_771_200_000_i64, "order": null, "running": false }));
    client.post(url("clock")).json(&json!({ "advance_ms": 5000 })).send().await.unwrap();
    assert_eq!(place.discord.clock().now().as_millisecond(), 1_774_771_205_000);
    client.post(url("clock")).json(&json!({ "set_ms": 0 })).send().await.unwrap();
    assert_eq!(place.discord.clock().now().as_millisecond(), 0);
    let here = format!("messages?channel={}", place.channel);
    let list: serde_json::Value = client.get(url(&here)).send().await.unwrap().json().await.unwrap();
    assert_eq!(list[0]["content"], "one");
    place.discord.finish().unwrap();
}
