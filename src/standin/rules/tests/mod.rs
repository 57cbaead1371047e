//! Tables of bodies: what must pass, and what must be named, each with its place and its code.

mod builders;
mod commands;
mod components;
mod messages;
mod modals;
mod twisted;

use serde_json::{Value, json};

use super::{check, discord_refuses, form_error, template};

const MESSAGE: (&str, &str) = ("POST", "/channels/11/messages");
const EDIT: (&str, &str) = ("PATCH", "/channels/11/messages/22");
const CALLBACK: (&str, &str) = ("POST", "/interactions/33/aToken/callback");
const FOLLOW_UP: (&str, &str) = ("POST", "/webhooks/44/aToken");
const EDIT_REPLY: (&str, &str) = ("PATCH", "/webhooks/44/aToken/messages/@original");
const COMMANDS: (&str, &str) = ("PUT", "/applications/44/commands");

/// One bad body: what is wrong with it, where it goes, the body, and how its one violation begins.
type Bad = (&'static str, (&'static str, &'static str), Value, &'static str);

/// Every case has exactly the one violation it names: no rule stays silent, none speaks twice.
fn each_is_named(cases: Vec<Bad>) {
    for (name, (method, path), body, expected) in cases {
        let violations = check(method, path, &body);
        assert!(
            violations.len() == 1 && violations[0].starts_with(expected),
            "{name}: expected only {expected:?}, got {violations:#?}"
        );
    }
}

/// `base` with the fields of `change` put over it.
fn with(mut base: Value, change: Value) -> Value {
    let Value::Object(change) = change else { panic!("a change is an object") };
    base.as_object_mut().expect("a base is an object").extend(change);
    base
}

/// A plain message with `change` put over it.
fn message(change: Value) -> Value {
    with(json!({ "content": "Good morning.", "allowed_mentions": { "parse": [] } }), change)
}

fn repeated(text: &str, times: usize) -> String {
    text.repeat(times)
}

/// The good bodies shared with the independent judges, as method, path, body.
fn samples() -> Vec<(String, String, Value)> {
    let read = |line: &str| {
        let sample: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| sample[key].as_str().unwrap().to_owned();
        (text("method"), text("route"), sample["body"].clone())
    };
    include_str!("../../../../tests/it/judge/good.jsonl").lines().map(read).collect()
}

#[test]
fn every_good_body_passes() {
    let samples = samples();
    assert!(samples.len() >= 25, "{} samples", samples.len());
    for (method, path, body) in samples {
        assert_eq!(check(&method, &path, &body), Vec::<String>::new(), "{method} {path} {body}");
    }
}

#[test]
fn a_route_the_bot_may_not_use_is_named() {
    for (method, path) in [
        ("POST", "/guilds/1/bans/2"),
        ("PUT", "/channels/1/messages"),
        ("POST", "/channels/general/messages"),
        ("POST", "/channels/1/messages/"),
        ("GET", "/api/v10/users/@me"),
        ("POST", "/webhooks/1/"),
    ] {
        let violations = check(method, path, &Value::Null);
        assert_eq!(violations.len(), 1, "{method} {path}");
        assert!(violations[0].contains("UNKNOWN_ROUTE"), "{violations:?}");
        assert!(violations[0].contains(path) && violations[0].contains(method), "{violations:?}");
    }
}

#[test]
fn a_query_does_not_hide_the_route() {
    assert!(check("GET", "/channels/1/messages?limit=50&after=2", &Value::Null).is_empty());
    assert_eq!(
        template("PATCH", "/webhooks/1/t/messages/@original?wait=true"),
        Some("/webhooks/{webhook_id}/{webhook_token}/messages/@original")
    );
    assert_eq!(template("GET", "/guilds/1/bans"), None);
}

#[test]
fn a_request_without_a_body_carries_none() {
    let violations = check("DELETE", "/channels/1/messages/2", &json!({ "reason": "old" }));
    assert_eq!(violations, ["body: UNKNOWN_FIELD this request carries no body"]);
}

#[test]
fn the_error_nests_each_violation_at_its_place() {
    let body = message(json!({
        "content": repeated("a", 2001),
        "components": [{ "type": 1, "components": [{ "type": 2, "style": 1, "label": repeated("b", 81) }] }],
    }));
    let error = form_error(&check(MESSAGE.0, MESSAGE.1, &body));
    assert_eq!(error["code"], 50035);
    assert_eq!(error["message"], "Invalid Form Body");
    assert_eq!(error["errors"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    let button = &error["errors"]["components"]["0"]["components"]["0"];
    assert_eq!(button["label"]["_errors"][0]["message"], "must be 80 or fewer in length, is 81");
    assert_eq!(button["custom_id"]["_errors"][0]["code"], "BASE_TYPE_REQUIRED");
}

#[test]
fn the_error_of_the_whole_body_stands_at_its_root() {
    let error = form_error(&check(MESSAGE.0, MESSAGE.1, &json!([])));
    assert_eq!(error["errors"]["_errors"][0]["code"], "DICT_TYPE_CONVERT");
}

#[test]
fn a_field_named_like_the_error_list_does_not_break_the_error() {
    let violations = check(MESSAGE.0, MESSAGE.1, &message(json!({ "_errors": { "a": 1 }, "tts": 3 })));
    let error = form_error(&violations);
    assert_eq!(error["errors"]["_errors"][0]["code"], "UNKNOWN_FIELD");
    assert_eq!(error["errors"]["tts"]["_errors"][0]["code"], "BOOLEAN_TYPE_CONVERT");
}

#[test]
fn what_only_this_house_objects_to_is_told_apart() {
    let ignored = check(MESSAGE.0, MESSAGE.1, &json!({ "content": "hi", "colour": 3 }));
    assert_eq!(ignored.len(), 2, "{ignored:?}");
    assert!(ignored.iter().all(|violation| !discord_refuses(violation)));
    let refused = check(MESSAGE.0, MESSAGE.1, &message(json!({ "content": "", "tts": false })));
    assert!(refused.iter().all(|violation| discord_refuses(violation)) && refused.len() == 1, "{refused:?}");
}
