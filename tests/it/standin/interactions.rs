//! Acts of people and the answers they get.

use jiff::SignedDuration;
use serde_json::json;

use super::Place;
use super::bot::Bot;
use chimebot::standin::Answer;

#[tokio::test]
async fn a_command_gets_a_reply_that_only_its_person_sees() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let act = place.discord.slash(place.ana, place.channel, "hello", json!({}));
    let Answer::Message(reply) = place.discord.answer(&act).await else { panic!("no message") };
    assert_eq!((reply.content.as_str(), reply.ephemeral_to), ("hello", Some(place.ana)));
    assert_eq!(place.discord.messages(place.channel, Some(place.ana)).len(), 1);
    assert_eq!(place.discord.messages(place.channel, Some(place.owner)).len(), 0);
    assert_eq!(place.discord.messages(place.channel, None).len(), 0);
    let history = place.http().get_messages(place.channel.0.into(), None, None).await.unwrap();
    assert_eq!(history.len(), 0, "an ephemeral reply is in no history");
    assert!(place.discord.try_press(place.owner, reply.id, "change").is_err(), "it is not the owner's");
    assert!(place.discord.try_press(place.ana, reply.id, "grey").is_err(), "it is greyed out");
    bot.assert_understood();
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_press_can_change_the_message_or_do_so_quietly() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let act = place.discord.slash(place.ana, place.channel, "/hello", json!({}));
    let reply = place.discord.settled(&act).await;
    let quiet = place.discord.press(place.ana, reply.id, &reply.find_button("Quietly").unwrap());
    assert_eq!(place.discord.settled(&quiet).await.content, "quietly changed");
    let press = place.discord.press(place.ana, reply.id, "change");
    let Answer::Update(changed) = place.discord.answer(&press).await else { panic!("no update") };
    assert_eq!((changed.id, changed.content.as_str()), (reply.id, "changed"));
    assert!(changed.buttons().is_empty());
    bot.assert_understood();
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_deferred_reply_is_settled_once_it_is_filled_in() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    for (command, text) in [("slow", "done"), ("follow", "first")] {
        let act = place.discord.slash(place.ana, place.channel, command, json!({}));
        let reply = place.discord.settled(&act).await;
        assert_eq!((reply.content.as_str(), reply.is_loading()), (text, false));
        assert_eq!(reply.ephemeral_to, Some(place.ana), "the answer stays as private as it began");
        assert!(!reply.json["flags"].is_null());
    }
    bot.notes.until("ready", 1).await;
    let public = loop {
        let public = place.discord.messages(place.channel, None);
        if !public.is_empty() {
            break public;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(public[0].content, "second", "only the first follow-up fills the deferred reply in");
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_second_answer_is_refused() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let act = place.discord.slash(place.ana, place.channel, "twice", json!({}));
    place.discord.settled(&act).await;
    bot.notes.until("error 40060", 1).await;
    assert_eq!(place.discord.messages(place.channel, Some(place.ana)).len(), 1);
}

#[tokio::test]
async fn an_answer_after_three_seconds_is_too_late() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let act = place.discord.slash(place.ana, place.channel, "late", json!({}));
    bot.notes.until(&format!("interaction {}", act.id), 1).await;
    place.discord.clock().advance(SignedDuration::from_secs(4));
    assert_eq!(place.discord.answer(&act).await, Answer::Failed);
    bot.notes.go.notify_one();
    bot.notes.until("error 10062", 1).await;
    let findings = place.discord.finish().unwrap_err();
    assert_eq!(findings, ["answered too late: slash /late"]);
    place.discord.forgive(&act);
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_token_ends_after_fifteen_minutes() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    for (minutes, in_time) in [(14, true), (16, false)] {
        let act = place.discord.slash(place.ana, place.channel, "linger", json!({}));
        let Answer::Deferred(waiting) = place.discord.answer(&act).await else { panic!("not deferred") };
        assert!(waiting.is_loading());
        place.discord.clock().advance(SignedDuration::from_mins(minutes));
        bot.notes.go.notify_one();
        if in_time {
            assert_eq!(place.discord.settled(&act).await.content, "done");
            continue;
        }
        bot.notes.until("error 50027", 1).await;
        assert_eq!(place.discord.finish().unwrap_err(), ["deferred and never filled in: slash /linger"]);
        place.discord.forgive(&act);
    }
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_response_of_the_wrong_kind_is_a_violation() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let act = place.discord.slash(place.ana, place.channel, "wrong", json!({}));
    bot.notes.until("error 50035", 1).await;
    assert_eq!(place.discord.finish().unwrap_err().len(), 2, "the wrong kind, and no answer");
    assert_eq!(place.discord.expect_violations("response type 7"), 1);
    place.discord.forgive(&act);
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_form_is_opened_filled_in_and_answered() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let act = place.discord.slash(place.ana, place.channel, "form", json!({}));
    let Answer::Modal(form) = place.discord.answer(&act).await else { panic!("no form") };
    assert_eq!(form["title"], "A form");
    let try_submit = |values| place.discord.try_submit_modal(place.ana, &act, values);
    assert!(try_submit(&[]).is_err(), "the field is required");
    assert!(try_submit(&[("why", "more than twenty characters")]).is_err());
    assert!(place.discord.try_submit_modal(place.owner, &act, &[("why", "x")]).is_err());
    let submit = place.discord.submit_modal(place.ana, &act, &[("why", "I can")]);
    let reply = place.discord.settled(&submit).await;
    assert_eq!(reply.content, "because I can");
    bot.assert_understood();
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn options_are_checked_resolved_and_completed() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let discord = &place.discord;
    let here = place.channel.to_string();
    let try_slash = |user, options| discord.try_slash(user, place.channel, "staff where", options);
    assert!(try_slash(place.ana, json!({ "room": here })).is_err(), "ana manages nothing");
    assert!(try_slash(place.owner, json!({})).is_err(), "room is required");
    assert!(try_slash(place.owner, json!({ "room": "1" })).is_err(), "there is no such channel");
    assert!(try_slash(place.owner, json!({ "room": here, "other": 1 })).is_err());
    assert!(discord.try_slash(place.owner, place.channel, "nothing", json!({})).is_err());

    let typing =
        discord.autocomplete(place.owner, place.channel, "staff where", json!({ "zone": "Lon" }), "zone");
    let choices = Answer::Choices(vec![("Lon…".to_owned(), json!("Europe/London"))]);
    assert_eq!(discord.answer(&typing).await, choices);

    let act = discord.slash(place.owner, place.channel, "staff where", json!({ "room": here }));
    let reply = discord.settled(&act).await;
    assert!(reply.content.contains(&format!("\"{here}\"")), "{}", reply.content);
    bot.assert_understood();
    discord.finish().unwrap();
}

#[tokio::test]
async fn the_two_misleading_permission_fields_differ_from_the_bots_own() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let closed = place.discord.add_channel(place.guild, "closed");
    place.discord.overwrite_bot(closed, 0, 1 << 11);
    let menu = json!({ "content": "where?", "allowed_mentions": { "parse": [] }, "components": [
        { "type": 1, "components": [{ "type": 8, "custom_id": "room", "channel_types": [0] }] }] });
    let message = place.post(&menu).await.unwrap();
    let id = message.id.get().into();
    assert!(place.discord.try_select(place.owner, id, "room", &[]).is_err(), "one must be chosen");
    let act = place.discord.select(place.owner, id, "room", &[&closed.to_string()]);
    assert_eq!(place.discord.settled(&act).await.content, "pressed room on where?");
    bot.assert_understood();

    let own = place.discord.permissions(place.discord.bot_user(), closed);
    let owners = place.discord.permissions(place.owner, closed);
    let here = place.discord.permissions(place.discord.bot_user(), place.channel);
    assert_eq!(own & 1 << 11, 0);
    assert_ne!(owners & 1 << 11, 0);
    assert_ne!(here & 1 << 11, 0);
    let guild = place.http().get_guild(place.guild.0.into()).await.unwrap();
    let me = place.http().get_member(place.guild.0.into(), place.discord.bot_user().0.into()).await.unwrap();
    let room = place.http().get_channel(closed.0.into()).await.unwrap().guild().unwrap();
    assert_eq!(guild.user_permissions_in(&room, &me).bits() & own, own, "what can be computed is true");
    assert_eq!(guild.user_permissions_in(&room, &me).bits() & 1 << 11, 0);
    assert_eq!(place.discord.messages(place.channel, None).len(), 1);
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn a_forged_press_arrives_and_a_direct_message_can_be_pressed() {
    let place = Place::new().await;
    let bot = Bot::start(&place.discord).await;
    let map = json!({ "recipient_id": place.ana.to_string() });
    let direct = bot.http.create_private_channel(&map).await.unwrap();
    let body = json!({ "content": "psst", "allowed_mentions": { "parse": [] }, "components": [
        { "type": 1, "components": [{ "type": 2, "style": 1, "label": "Yes", "custom_id": "yes" }] }] });
    bot.http.send_message(direct.id, vec![], &body).await.unwrap();
    let message = place.discord.dm(place.ana).remove(0);
    for act in [
        place.discord.press(place.ana, message.id, &message.find_button("Yes").unwrap()),
        place.discord.press_forged(place.ana, message.id, "forged"),
    ] {
        assert!(place.discord.settled(&act).await.content.starts_with("pressed"));
    }
    assert!(place.discord.try_press(place.owner, message.id, "yes").is_err());
    bot.assert_understood();
    place.discord.finish().unwrap();
}

#[tokio::test]
async fn what_nobody_read_and_nobody_answered_is_found() {
    let place = Place::new().await;
    place.say("good morning", None).await.unwrap();
    place.discord.slash(place.ana, place.channel, "hello", json!({}));
    let mut findings = place.discord.finish().unwrap_err();
    findings.sort();
    assert_eq!(findings, ["a message was never read: good morning", "never answered: slash /hello"]);
}
