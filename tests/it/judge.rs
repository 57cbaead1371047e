//! A second opinion on the bot's request bodies, by `twilight-model` and `twilight-validate`.
//!
//! The stand-in's rules are our own reading of Discord's documentation; twilight is somebody else's. Every
//! distinct body of the suite is parsed into twilight's types and held against its limits (misspelt fields are for
//! the other judges: twilight reads past them). Where twilight reads a body in the form Discord answers with rather
//! than the form it is sent in, the missing fields are added; where it is out of date, its word is not taken.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;

use chimebot::standin::StandIn;
use serde_json::{Value, json};
use twilight_model::application::command::{Command, CommandOptionChoice};
use twilight_model::channel::message::{AllowedMentions, Component, Embed};
use twilight_validate::command::CommandValidationErrorType;
use twilight_validate::{channel, command, component, message};

/// A request: method, route (concrete or with placeholders, without `/api/v10`), body.
pub type Body = (String, String, Value);

/// What the judge has to say.
#[derive(Debug, Default)]
pub struct JudgeReport {
    /// Distinct bodies it judged.
    pub judged: usize,
    /// Distinct bodies it cannot judge, since twilight says nothing about their route.
    pub passed_over: usize,
    /// What is wrong, each with its method and route.
    pub findings: Vec<String>,
}

/// Judges every distinct body once.
pub fn judge(bodies: &[Body]) -> JudgeReport {
    let mut report = JudgeReport::default();
    let mut seen = HashSet::new();
    for (method, route, body) in bodies {
        if body.is_null() || !seen.insert((method, shape(route), body.to_string())) {
            continue;
        }
        let mut findings = Vec::new();
        let segments: Vec<&str> = route.trim_matches('/').split('/').collect();
        match (method.as_str(), segments.as_slice()) {
            ("POST", ["channels", _, "messages"] | ["webhooks", _, _])
            | ("PATCH", ["channels", _, "messages", _] | ["webhooks", _, _, "messages", _]) => {
                judge_message(body, &mut findings);
            }
            ("POST", ["interactions", _, _, "callback"]) => judge_callback(body, &mut findings),
            ("PUT", ["applications", .., "commands"]) => judge_commands(body, &mut findings),
            ("POST", ["channels", .., "threads"]) => {
                note(&mut findings, "name", channel::name(body["name"].as_str().unwrap_or_default()));
            }
            _ => {
                report.passed_over += 1;
                continue;
            }
        }
        report.judged += 1;
        report.findings.extend(findings.into_iter().map(|finding| format!("{method} {route}: {finding}")));
    }
    report
}

/// Judges what a stand-in was sent, and keeps it for the judge in `.ci/run`.
pub fn submit(standin: &StandIn) {
    let bodies = standin.bodies();
    let report = judge(&bodies);
    assert!(report.findings.is_empty(), "twilight objects:\n{}", report.findings.join("\n"));
    println!("twilight judged {} bodies, {} routes are not its business", report.judged, report.passed_over);
    append_to_file(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target/bodies.jsonl")), &bodies).unwrap();
}

/// Appends the bodies to a file of JSON lines, `{"method", "route", "body"}`, for judges in other languages.
pub fn append_to_file(path: &Path, bodies: &[Body]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut lines = String::new();
    for (method, route, body) in bodies.iter().filter(|(_, _, body)| !body.is_null()) {
        lines += &json!({ "method": method, "route": route, "body": body }).to_string();
        lines.push('\n');
    }
    // One write, so that tests in parallel do not tear each other's lines.
    std::fs::OpenOptions::new().create(true).append(true).open(path)?.write_all(lines.as_bytes())
}

/// A route without its ids, so that one body sent to two channels is one body.
fn shape(route: &str) -> String {
    let plain = |segment: &str| {
        let id = segment.starts_with('{') || segment.bytes().all(|byte| byte.is_ascii_digit());
        if id { "_".to_owned() } else { segment.to_owned() }
    };
    route.split('/').map(plain).collect::<Vec<_>>().join("/")
}

/// Keeps what a verdict says; only twilight's `Debug` form says which component it is about, and why.
fn note<T, E: std::error::Error>(
    findings: &mut Vec<String>,
    place: &str,
    verdict: Result<T, E>,
) -> Option<T> {
    verdict.map_err(|error| findings.push(format!("{place}: {error} ({error:?})"))).ok()
}

fn parse<T: serde::de::DeserializeOwned>(
    findings: &mut Vec<String>,
    place: &str,
    value: &Value,
) -> Option<T> {
    if value.is_null() {
        return None;
    }
    note(findings, place, serde_json::from_value(value.clone()))
}

fn judge_message(body: &Value, findings: &mut Vec<String>) {
    if let Some(content) = parse::<String>(findings, "content", &body["content"]) {
        note(findings, "content", message::content(content));
    }
    if let Some(embeds) = parse::<Vec<Embed>>(findings, "embeds", &as_received(&body["embeds"])) {
        note(findings, "embeds", message::embeds(&embeds));
    }
    let v2 = body["flags"].as_u64().is_some_and(|flags| flags & (1 << 15) != 0);
    if let Some(components) = parse::<Vec<Component>>(findings, "components", &body["components"]) {
        note(findings, "components", message::components(&components, v2));
    }
    parse::<AllowedMentions>(findings, "allowed_mentions", &body["allowed_mentions"]);
    for attachment in body["attachments"].as_array().into_iter().flatten() {
        if let Some(name) = attachment["filename"].as_str() {
            note(findings, "attachments", message::attachment_filename(name));
        }
    }
}

/// Embeds as Discord gives them back: with a type, fields that know whether they are inline, and UTC as an offset.
fn as_received(embeds: &Value) -> Value {
    let mut embeds = embeds.clone();
    for embed in embeds.as_array_mut().into_iter().flatten().filter(|embed| embed.is_object()) {
        embed["type"] = json!("rich");
        if let Some(utc) = embed["timestamp"].as_str().and_then(|moment| moment.strip_suffix('Z')) {
            embed["timestamp"] = json!(format!("{utc}+00:00"));
        }
        for field in embed["fields"].as_array_mut().into_iter().flatten().filter(|field| field.is_object()) {
            if field["inline"].is_null() {
                field["inline"] = json!(false);
            }
        }
        if embed["fields"].is_null() {
            embed["fields"] = json!([]);
        }
    }
    embeds
}

fn judge_callback(body: &Value, findings: &mut Vec<String>) {
    let data = &body["data"];
    match body["type"].as_u64() {
        Some(4 | 5 | 7) => judge_message(data, findings),
        Some(6) => {}
        Some(8) => {
            let choices = parse::<Vec<CommandOptionChoice>>(findings, "choices", &data["choices"]);
            for choice in choices.into_iter().flatten() {
                note(findings, "choices", command::choice(&choice));
            }
        }
        Some(9) => judge_modal(data, findings),
        kind => findings.push(format!("type: {kind:?} is no answer the bot gives")),
    }
}

fn judge_modal(data: &Value, findings: &mut Vec<String>) {
    // twilight-validate has no function for the modal itself; these are Discord's limits.
    for (key, most) in [("custom_id", 100), ("title", 45)] {
        let length = data[key].as_str().map_or(0, |text| text.chars().count());
        if !(1..=most).contains(&length) {
            findings.push(format!("{key}: is {length} long, must be 1 to {most}"));
        }
    }
    let Some(parts) = parse::<Vec<Component>>(findings, "components", &data["components"]) else { return };
    if !(1..=5).contains(&parts.len()) {
        findings.push(format!("components: {} parts, must be 1 to 5", parts.len()));
    }
    for part in &parts {
        match part {
            Component::ActionRow(row) => {
                note(findings, "components", component::action_row(row, false));
            }
            Component::TextDisplay(text) => {
                note(findings, "components", component::text_display(text));
            }
            // A radio group (21) is newer than twilight 0.18, which reads it as unknown.
            Component::Label(label) if !matches!(*label.component, Component::Unknown(21)) => {
                note(findings, "components", component::label(label));
            }
            Component::Label(_) => {}
            other => findings.push(format!("components: {:?} cannot stand in a modal", other.kind())),
        }
    }
}

fn judge_commands(body: &Value, findings: &mut Vec<String>) {
    let Some(list) = body.as_array() else {
        findings.push("body: must be a list".to_owned());
        return;
    };
    for sent in list {
        let place = sent["name"].as_str().unwrap_or("a command without a name");
        let Some(read) = parse::<Command>(findings, place, &as_registered(sent)) else { continue };
        match command::command(&read) {
            // twilight still counts to 4000; Discord raised it to 8000.
            Err(error) if matches!(error.kind(), CommandValidationErrorType::CommandTooLarge { characters } if *characters <= 8000) =>
                {}
            verdict => {
                note(findings, place, verdict);
            }
        }
        note(findings, place, command::options(&read.options));
    }
}

/// A command with what Discord adds to it, and permissions in the form twilight reads.
fn as_registered(command: &Value) -> Value {
    let mut command = command.clone();
    let Some(fields) = command.as_object_mut() else { return command };
    for (key, value) in
        [("id", json!("1")), ("version", json!("1")), ("type", json!(1)), ("description", json!(""))]
    {
        if fields.get(key).is_none_or(Value::is_null) {
            fields.insert(key.to_owned(), value);
        }
    }
    let permissions = fields.get("default_member_permissions").cloned().unwrap_or_default();
    let read = if permissions.is_number() { json!(permissions.to_string()) } else { permissions };
    fields.insert("default_member_permissions".to_owned(), read);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<Body> {
        let read = |line: &str| {
            let sample: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| sample[key].as_str().unwrap().to_owned();
            (text("method"), text("route"), sample["body"].clone())
        };
        include_str!("judge/good.jsonl").lines().map(read).collect()
    }

    fn findings(method: &str, route: &str, body: Value) -> Vec<String> {
        let report = judge(&[(method.to_owned(), route.to_owned(), body)]);
        assert_eq!(report.judged, 1);
        report.findings
    }

    #[test]
    fn the_judge_has_nothing_against_the_good_bodies() {
        let report = judge(&samples());
        println!("twilight judged {} bodies, passed over {}", report.judged, report.passed_over);
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
        assert!(report.judged >= 35, "{report:?}");
    }

    #[test]
    fn the_judge_names_what_is_wrong() {
        const MESSAGE: (&str, &str) = ("POST", "/channels/{channel_id}/messages");
        const CALLBACK: (&str, &str) =
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback");
        const COMMANDS: (&str, &str) = ("PUT", "/applications/{application_id}/commands");
        let button = |change: Value| {
            let mut button = json!({ "type": 2, "style": 1, "label": "l", "custom_id": "c" });
            button.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            json!({ "components": [{ "type": 1, "components": [button] }] })
        };
        let row =
            json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "l", "custom_id": "c" }] });
        let modal = |part: Value| json!({ "type": 9, "data": { "custom_id": "m", "title": "t", "components": [part] } });
        let command = |change: Value| {
            let mut command = json!({ "name": "setup", "description": "d" });
            command.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            json!([command])
        };
        let input = json!({ "type": 4, "custom_id": "i", "style": 1, "label": "l".repeat(46) });
        let embed = json!({ "description": "d".repeat(3500) });
        for (name, (method, route), body, expected) in [
            ("2001 characters", MESSAGE, json!({ "content": "a".repeat(2001) }), "content"),
            ("label of 81", MESSAGE, button(json!({ "label": "l".repeat(81) })), "81"),
            ("custom_id of 101", MESSAGE, button(json!({ "custom_id": "c".repeat(101) })), "101"),
            ("no custom_id", MESSAGE, button(json!({ "custom_id": null })), "ButtonStyle"),
            (
                "a link with custom_id",
                MESSAGE,
                button(json!({ "style": 5, "url": "https://example.org" })),
                "components",
            ),
            ("six rows", MESSAGE, json!({ "components": vec![row; 6] }), "6"),
            (
                "a text without the V2 flag",
                MESSAGE,
                json!({ "components": [{ "type": 10, "content": "x" }] }),
                "components",
            ),
            ("7000 in embeds", MESSAGE, json!({ "embeds": [embed, embed] }), "embeds"),
            (
                "an unknown ping",
                MESSAGE,
                json!({ "allowed_mentions": { "parse": ["all"] } }),
                "allowed_mentions",
            ),
            ("an answer of type 3", CALLBACK, json!({ "type": 3 }), "type"),
            (
                "an input's label of 46",
                CALLBACK,
                modal(json!({ "type": 1, "components": [input] })),
                "components",
            ),
            (
                "a container in a modal",
                CALLBACK,
                modal(json!({ "type": 17, "components": [] })),
                "cannot stand",
            ),
            (
                "a choice of 101",
                CALLBACK,
                json!({ "type": 8, "data": { "choices": [{ "name": "n".repeat(101), "value": "v" }] } }),
                "choices",
            ),
            ("upper case", COMMANDS, command(json!({ "name": "Setup" })), "Setup"),
            ("no description", COMMANDS, command(json!({ "description": "" })), "description"),
            (
                "9000 characters",
                COMMANDS,
                command(json!({ "options": (0..20).map(|o| json!({
                "type": 3, "name": format!("o{o}"), "description": "d",
                "choices": (0..5).map(|c| json!({ "name": format!("{c}"), "value": "v".repeat(90) })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>() })),
                "TooLarge",
            ),
            (
                "twins",
                COMMANDS,
                command(json!({ "options": vec![json!({ "type": 5, "name": "o", "description": "d" }); 2] })),
                "NotUnique",
            ),
        ] {
            let found = findings(method, route, body);
            assert!(
                found.iter().any(|finding| finding.contains(expected)),
                "{name}: {expected:?} not in {found:?}"
            );
        }
    }

    #[test]
    fn a_body_sent_twice_is_judged_once() {
        let to = |channel: u8, text: &str| {
            ("POST".to_owned(), format!("/channels/{channel}/messages"), json!({ "content": text }))
        };
        assert_eq!(judge(&[to(1, "a"), to(2, "a"), to(1, "b")]).judged, 2);
    }

    #[test]
    fn bodies_are_kept_for_other_judges_a_line_each() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept/bodies.jsonl");
        let body = |body: Value| ("POST".to_owned(), "/channels/1/messages".to_owned(), body);
        append_to_file(&path, &[body(json!({ "content": "two\nlines" })), body(Value::Null)]).unwrap();
        append_to_file(&path, &[body(json!({ "content": "b" }))]).unwrap();
        let kept = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["body"]["content"], "two\nlines");
        assert_eq!(lines[1]["route"], "/channels/1/messages");
    }
}
