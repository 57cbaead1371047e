//! Bad messages, edits, deferrals, embeds, threads.

use serde_json::{Value, json};

use super::{Bad, CALLBACK, EDIT, EDIT_REPLY, FOLLOW_UP, MESSAGE, check, each_is_named, message, repeated};

fn embed(change: Value) -> Value {
    message(json!({ "embeds": [super::with(json!({ "title": "Today" }), change)] }))
}

fn mentions(allowed: impl Into<Value>) -> Value {
    json!({ "content": "hi", "allowed_mentions": allowed.into() })
}

fn answer(kind: u8, data: impl Into<Value>) -> Value {
    json!({ "type": kind, "data": data.into() })
}

#[test]
fn bad_messages_are_named() {
    let cases: Vec<Bad> = vec![
        ("not an object", MESSAGE, json!("hi"), "body: DICT_TYPE_CONVERT"),
        ("no body", MESSAGE, Value::Null, "body: DICT_TYPE_CONVERT"),
        ("unknown field", MESSAGE, message(json!({ "contents": "x" })), "contents: UNKNOWN_FIELD"),
        (
            "2001 characters",
            MESSAGE,
            message(json!({ "content": repeated("a", 2001) })),
            "content: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "1001 emoji",
            MESSAGE,
            message(json!({ "content": repeated("🌱", 1001) })),
            "content: BASE_TYPE_MAX_LENGTH",
        ),
        ("content a number", MESSAGE, message(json!({ "content": 7 })), "content: STRING_TYPE_CONVERT"),
        ("nothing in it", MESSAGE, message(json!({ "content": "" })), "body: EMPTY_MESSAGE"),
        ("blank", MESSAGE, message(json!({ "content": " \n\t", "embeds": [] })), "body: EMPTY_MESSAGE"),
        ("tts a string", MESSAGE, message(json!({ "tts": "no" })), "tts: BOOLEAN_TYPE_CONVERT"),
        (
            "nonce of 26",
            MESSAGE,
            message(json!({ "nonce": repeated("n", 26) })),
            "nonce: BASE_TYPE_MAX_LENGTH",
        ),
        ("nonce a fraction", MESSAGE, message(json!({ "nonce": 1.5 })), "nonce: NUMBER_TYPE_COERCE"),
        (
            "nonce enforced, none given",
            MESSAGE,
            message(json!({ "enforce_nonce": true })),
            "enforce_nonce: HOUSE_NONCE",
        ),
        ("nonce in a follow-up", FOLLOW_UP, message(json!({ "nonce": "n" })), "nonce: UNKNOWN_FIELD"),
        (
            "username in a follow-up",
            FOLLOW_UP,
            message(json!({ "username": "x" })),
            "username: UNKNOWN_FIELD",
        ),
        ("ephemeral in a channel", MESSAGE, message(json!({ "flags": 64 })), "flags: UNSETTABLE_FLAG"),
        ("flags a string", MESSAGE, message(json!({ "flags": "64" })), "flags: NUMBER_TYPE_COERCE"),
        (
            "four stickers",
            MESSAGE,
            message(json!({ "sticker_ids": ["1", "2", "3", "4"] })),
            "sticker_ids: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "sticker id a number",
            MESSAGE,
            message(json!({ "sticker_ids": [1] })),
            "sticker_ids[0]: NUMBER_TYPE_COERCE",
        ),
        (
            "id with a leading nought",
            MESSAGE,
            message(json!({ "sticker_ids": ["01"] })),
            "sticker_ids[0]: NUMBER_TYPE_COERCE",
        ),
        (
            "reply to nothing",
            MESSAGE,
            message(json!({ "message_reference": { "channel_id": "1" } })),
            "message_reference.message_id: BASE_TYPE_REQUIRED",
        ),
        (
            "attachment without id",
            MESSAGE,
            message(json!({ "attachments": [{ "filename": "a.json" }] })),
            "attachments[0].id: BASE_TYPE_REQUIRED",
        ),
        (
            "attachments alike",
            MESSAGE,
            message(json!({ "attachments": [{ "id": 0 }, { "id": 0 }] })),
            "attachments: SET_TYPE_ALREADY_CONTAINS_VALUE",
        ),
        (
            "poll of eleven answers",
            MESSAGE,
            message(
                json!({ "poll": { "question": { "text": "?" }, "answers": vec![json!({ "poll_media": { "text": "a" } }); 11] } }),
            ),
            "poll.answers: BASE_TYPE_BAD_LENGTH",
        ),
    ];
    each_is_named(cases);
}

#[test]
fn bad_edits_are_named() {
    let cases: Vec<Bad> = vec![
        ("edit with a nonce", EDIT, message(json!({ "nonce": "n" })), "nonce: UNKNOWN_FIELD"),
        ("edit sets quiet", EDIT, message(json!({ "flags": 4096 })), "flags: UNSETTABLE_FLAG"),
        (
            "edit to nothing",
            EDIT,
            json!({ "content": "", "embeds": [], "components": [], "attachments": [] }),
            "body: EMPTY_MESSAGE",
        ),
        ("edit of nothing", EDIT_REPLY, json!({}), "body: HOUSE_EMPTY_EDIT"),
        (
            "edit of 2001",
            EDIT_REPLY,
            message(json!({ "content": repeated("a", 2001) })),
            "content: BASE_TYPE_MAX_LENGTH",
        ),
    ];
    each_is_named(cases);
}

#[test]
fn a_message_that_could_ping_is_named() {
    let clash = json!({ "parse": ["users"], "users": ["1"] });
    let violations = check(MESSAGE.0, MESSAGE.1, &mentions(clash));
    assert_eq!(violations.len(), 2, "{violations:?}");
    assert!(violations[1].starts_with("allowed_mentions.users: MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"));

    let missing = "allowed_mentions: HOUSE_ALLOWED_MENTIONS";
    let not_empty = "allowed_mentions.parse: HOUSE_ALLOWED_MENTIONS";
    let cases: Vec<Bad> = vec![
        ("message", MESSAGE, json!({ "content": "hi" }), missing),
        ("message, null", MESSAGE, mentions(Value::Null), missing),
        ("parse missing", MESSAGE, mentions(json!({})), not_empty),
        ("parse users", MESSAGE, mentions(json!({ "parse": ["users"] })), not_empty),
        ("follow-up", FOLLOW_UP, json!({ "content": "hi" }), missing),
        ("edit with text", EDIT, json!({ "content": "hi" }), missing),
        ("edit of a reply", EDIT_REPLY, json!({ "content": "hi" }), missing),
        ("reply", CALLBACK, answer(4, json!({ "content": "hi" })), "data.allowed_mentions: HOUSE"),
        ("update", CALLBACK, answer(7, json!({ "content": "hi" })), "data.allowed_mentions: HOUSE"),
        (
            "edit with a text display",
            EDIT,
            json!({ "flags": 32768, "components": [{ "type": 10, "content": "@everyone" }] }),
            missing,
        ),
        (
            "too many",
            MESSAGE,
            mentions(
                json!({ "parse": [], "users": (1..=101).map(|n: u32| n.to_string()).collect::<Vec<_>>() }),
            ),
            "allowed_mentions.users: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "twice",
            MESSAGE,
            mentions(json!({ "parse": [], "roles": ["5", "5"] })),
            "allowed_mentions.roles: SET_TYPE",
        ),
        (
            "unknown field",
            MESSAGE,
            mentions(json!({ "parse": [], "user": [] })),
            "allowed_mentions.user: UNKNOWN_FIELD",
        ),
    ];
    each_is_named(cases);
    assert!(
        check(EDIT.0, EDIT.1, &json!({ "components": [] })).is_empty(),
        "an edit without text cannot ping"
    );
}

#[test]
fn bad_answers_are_named() {
    let cases: Vec<Bad> = vec![
        ("no type", CALLBACK, json!({}), "type: BASE_TYPE_REQUIRED"),
        ("unknown type", CALLBACK, json!({ "type": 77 }), "type: BASE_TYPE_CHOICES"),
        ("deprecated type", CALLBACK, json!({ "type": 10 }), "type: BASE_TYPE_CHOICES"),
        ("reply without data", CALLBACK, json!({ "type": 4 }), "data: BASE_TYPE_REQUIRED"),
        ("stray field", CALLBACK, json!({ "type": 6, "flags": 64 }), "flags: UNKNOWN_FIELD"),
        ("data for type 6", CALLBACK, answer(6, json!({ "content": "x" })), "data: UNKNOWN_FIELD"),
        ("deferral with text", CALLBACK, answer(5, json!({ "content": "x" })), "data.content: UNKNOWN_FIELD"),
        (
            "deferral with V2",
            CALLBACK,
            answer(5, json!({ "flags": 32768 + 64 })),
            "data.flags: UNSETTABLE_FLAG",
        ),
        (
            "update turned ephemeral",
            CALLBACK,
            answer(7, message(json!({ "flags": 64 }))),
            "data.flags: UNSETTABLE_FLAG",
        ),
        ("update with tts", CALLBACK, answer(7, message(json!({ "tts": true }))), "data.tts: UNKNOWN_FIELD"),
        ("empty reply", CALLBACK, answer(4, message(json!({ "content": "" }))), "data: EMPTY_MESSAGE"),
        (
            "reply with stickers",
            CALLBACK,
            answer(4, message(json!({ "sticker_ids": [] }))),
            "data.sticker_ids: UNKNOWN_FIELD",
        ),
        (
            "reply to a message",
            CALLBACK,
            answer(4, message(json!({ "message_reference": { "message_id": "1" } }))),
            "data.message_reference: UNKNOWN_FIELD",
        ),
    ];
    each_is_named(cases);
}

#[test]
fn bad_embeds_are_named() {
    let field = json!({ "name": "n", "value": "v" });
    let heavy = json!({ "title": "t", "description": repeated("d", 3000) });
    let cases: Vec<Bad> = vec![
        (
            "eleven",
            MESSAGE,
            message(json!({ "embeds": vec![json!({ "title": "t" }); 11] })),
            "embeds: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "title of 257",
            MESSAGE,
            embed(json!({ "title": repeated("t", 257) })),
            "embeds[0].title: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "26 fields",
            MESSAGE,
            embed(json!({ "fields": vec![field; 26] })),
            "embeds[0].fields: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "blank field value",
            MESSAGE,
            embed(json!({ "fields": [{ "name": "n", "value": " " }] })),
            "embeds[0].fields[0].value: BASE_TYPE_REQUIRED",
        ),
        (
            "field without name",
            MESSAGE,
            embed(json!({ "fields": [{ "value": "v" }] })),
            "embeds[0].fields[0].name: BASE_TYPE_REQUIRED",
        ),
        (
            "colour too large",
            MESSAGE,
            embed(json!({ "color": 0x0100_0000 })),
            "embeds[0].color: NUMBER_TYPE_MAX",
        ),
        ("British spelling", MESSAGE, embed(json!({ "colour": 3 })), "embeds[0].colour: UNKNOWN_FIELD"),
        (
            "6002 together",
            MESSAGE,
            message(json!({ "embeds": [heavy, heavy] })),
            "embeds: MAX_EMBED_SIZE_EXCEEDED",
        ),
        (
            "shows nothing",
            MESSAGE,
            message(json!({ "embeds": [{ "color": 3 }] })),
            "embeds[0]: BASE_TYPE_REQUIRED",
        ),
        (
            "link by script",
            MESSAGE,
            embed(json!({ "url": "javascript:alert(1)" })),
            "embeds[0].url: URL_TYPE_INVALID_URL",
        ),
        (
            "moment without offset",
            MESSAGE,
            embed(json!({ "timestamp": "2026-01-01 09:00" })),
            "embeds[0].timestamp: DATE_TIME_TYPE_PARSE",
        ),
        (
            "footer of 2049",
            MESSAGE,
            embed(json!({ "footer": { "text": repeated("f", 2049) } })),
            "embeds[0].footer.text: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "author without name",
            MESSAGE,
            embed(json!({ "author": { "url": "https://example.org" } })),
            "embeds[0].author.name: BASE_TYPE_REQUIRED",
        ),
    ];
    each_is_named(cases);
}

#[test]
fn bad_channel_bodies_are_named() {
    const DM: (&str, &str) = ("POST", "/users/@me/channels");
    const THREAD: (&str, &str) = ("POST", "/channels/1/messages/2/threads");
    const FORUM: (&str, &str) = ("POST", "/channels/1/threads");
    const CHANGE: (&str, &str) = ("PATCH", "/channels/1");
    const BULK: (&str, &str) = ("POST", "/channels/1/messages/bulk-delete");
    let cases: Vec<Bad> = vec![
        ("a DM with nobody", DM, json!({}), "recipient_id: BASE_TYPE_REQUIRED"),
        ("a DM with a name", DM, json!({ "recipient_id": "ada" }), "recipient_id: NUMBER_TYPE_COERCE"),
        ("a nameless thread", THREAD, json!({ "auto_archive_duration": 60 }), "name: BASE_TYPE_REQUIRED"),
        ("a name of 101", THREAD, json!({ "name": repeated("n", 101) }), "name: BASE_TYPE_MAX_LENGTH"),
        (
            "archived after two hours",
            THREAD,
            json!({ "name": "n", "auto_archive_duration": 120 }),
            "auto_archive_duration: BASE_TYPE_CHOICES",
        ),
        ("a typed thread from a message", THREAD, json!({ "name": "n", "type": 11 }), "type: UNKNOWN_FIELD"),
        (
            "a thread that is a voice channel",
            FORUM,
            json!({ "name": "n", "type": 2 }),
            "type: BASE_TYPE_CHOICES",
        ),
        (
            "a forum post that pings",
            FORUM,
            json!({ "name": "n", "message": { "content": "x" } }),
            "message.allowed_mentions: HOUSE",
        ),
        (
            "slow mode over six hours",
            CHANGE,
            json!({ "rate_limit_per_user": 21601 }),
            "rate_limit_per_user: NUMBER_TYPE_MAX",
        ),
        ("a change of topic", CHANGE, json!({ "topic": "x" }), "topic: UNKNOWN_FIELD"),
        ("one message in bulk", BULK, json!({ "messages": ["1"] }), "messages: BASE_TYPE_BAD_LENGTH"),
        ("the same message twice", BULK, json!({ "messages": ["1", "1"] }), "messages: SET_TYPE_ALREADY"),
    ];
    each_is_named(cases);
}
