//! Bad command lists.

use serde_json::{Value, json};

use super::{COMMANDS, check, repeated, with};

const GUILD_COMMANDS: (&str, &str) = ("PUT", "/applications/44/guilds/55/commands");

fn slash(change: Value) -> Value {
    with(json!({ "name": "setup", "description": "Set this community up" }), change)
}

fn option(change: Value) -> Value {
    with(json!({ "type": 3, "name": "zone", "description": "Time zone" }), change)
}

fn options(options: impl Into<Value>) -> Value {
    json!([slash(json!({ "options": options.into() }))])
}

fn numbered(count: usize, kind: u8) -> Vec<Value> {
    let text = if kind == 1 { "A command" } else { "" };
    (0..count).map(|n| json!({ "type": kind, "name": format!("c{n}"), "description": text })).collect()
}

fn each_is_named(cases: Vec<(&str, Value, &str)>) {
    for (name, body, expected) in cases {
        let violations = check(COMMANDS.0, COMMANDS.1, &body);
        assert!(
            violations.len() == 1 && violations[0].starts_with(expected),
            "{name}: expected only {expected:?}, got {violations:#?}"
        );
    }
}

#[test]
fn bad_commands_are_named() {
    let one = |change: Value| json!([slash(change)]);
    each_is_named(vec![
        ("not a list", slash(json!({})), "body: LIST_TYPE_CONVERT"),
        ("no name", one(json!({ "name": null })), "[0].name: BASE_TYPE_REQUIRED"),
        ("a name of 33", one(json!({ "name": repeated("n", 33) })), "[0].name: BASE_TYPE_MAX_LENGTH"),
        ("upper case", one(json!({ "name": "Setup" })), "[0].name: APPLICATION_COMMAND_INVALID_NAME"),
        ("a space", one(json!({ "name": "set up" })), "[0].name: APPLICATION_COMMAND_INVALID_NAME"),
        (
            "upper case in German",
            one(json!({ "name_localizations": { "de": "Öffnen" } })),
            "[0].name_localizations.de: APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            "an unknown locale",
            one(json!({ "name_localizations": { "en": "setup" } })),
            "[0].name_localizations.en: UNKNOWN_FIELD",
        ),
        ("no description", one(json!({ "description": null })), "[0].description: BASE_TYPE_REQUIRED"),
        ("an empty description", one(json!({ "description": "" })), "[0].description: BASE_TYPE_REQUIRED"),
        (
            "a description of 101",
            one(json!({ "description": repeated("d", 101) })),
            "[0].description: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "a translation of 101",
            one(json!({ "description_localizations": { "de": repeated("d", 101) } })),
            "[0].description_localizations.de: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "a user command described",
            json!([{ "type": 2, "name": "About", "description": "x" }]),
            "[0].description: APPLICATION_COMMAND_DESCRIPTION_FORBIDDEN",
        ),
        (
            "a message command with options",
            json!([{ "type": 3, "name": "Keep", "options": [option(json!({}))] }]),
            "[0].options: APPLICATION_COMMAND_OPTIONS_FORBIDDEN",
        ),
        ("an unknown type", one(json!({ "type": 9 })), "[0].type: BASE_TYPE_CHOICES"),
        (
            "permissions in words",
            one(json!({ "default_member_permissions": "manage" })),
            "[0].default_member_permissions: NUMBER_TYPE_COERCE",
        ),
        ("an unknown field", one(json!({ "guild_only": true })), "[0].guild_only: UNKNOWN_FIELD"),
        ("context 3", one(json!({ "contexts": [3] })), "[0].contexts[0]: BASE_TYPE_CHOICES"),
        ("no context at all", one(json!({ "contexts": [] })), "[0].contexts: BASE_TYPE_BAD_LENGTH"),
        (
            "private channels without user installs",
            one(json!({ "contexts": [0, 2], "integration_types": [0] })),
            "[0].contexts: APPLICATION_COMMAND_CONTEXT",
        ),
        ("a handler", one(json!({ "handler": 1 })), "[0].handler: UNKNOWN_FIELD"),
        (
            "the same name twice",
            json!([slash(json!({})), slash(json!({}))]),
            "[1].name: APPLICATION_COMMANDS_DUPLICATE_NAME",
        ),
        ("101 slash commands", json!(numbered(101, 1)), "body: APPLICATION_COMMAND_TOO_MANY"),
        ("16 message commands", json!(numbered(16, 3)), "body: APPLICATION_COMMAND_TOO_MANY"),
    ]);
}

#[test]
fn a_guild_command_has_no_global_settings() {
    let violations = check(GUILD_COMMANDS.0, GUILD_COMMANDS.1, &json!([slash(json!({ "contexts": [0] }))]));
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert!(violations[0].starts_with("[0].contexts: UNKNOWN_FIELD"), "{violations:?}");
}

#[test]
fn bad_options_are_named() {
    let opt = |change: Value| options(json!([option(change)]));
    let many: Vec<Value> = (0..26).map(|n| option(json!({ "name": format!("o{n}") }))).collect();
    let sub = |inner: Value| json!({ "type": 1, "name": "add", "description": "Add", "options": inner });
    let group = |inner: Value| json!({ "type": 2, "name": "day", "description": "Days", "options": inner });
    let late = json!([option(json!({})), option(json!({ "name": "time", "required": true }))]);
    let twins = json!([option(json!({})), option(json!({}))]);
    each_is_named(vec![
        ("26 options", options(json!(many)), "[0].options: BASE_TYPE_BAD_LENGTH"),
        ("no type", opt(json!({ "type": null })), "[0].options[0].type: BASE_TYPE_REQUIRED"),
        ("type 12", opt(json!({ "type": 12 })), "[0].options[0].type: BASE_TYPE_CHOICES"),
        (
            "no description",
            opt(json!({ "description": null })),
            "[0].options[0].description: BASE_TYPE_REQUIRED",
        ),
        (
            "upper case",
            opt(json!({ "name": "Zone" })),
            "[0].options[0].name: APPLICATION_COMMAND_INVALID_NAME",
        ),
        (
            "required after optional",
            options(late),
            "[0].options[1].required: APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
        ),
        (
            "the same name twice",
            options(twins),
            "[0].options[1].name: APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED",
        ),
        (
            "a subcommand beside an option",
            options(json!([sub(json!([])), option(json!({}))])),
            "[0].options: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            "a subcommand in a subcommand",
            options(json!([sub(json!([sub(json!([]))]))])),
            "[0].options[0].options[0].type: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            "a group in a group",
            options(json!([group(json!([group(json!([]))]))])),
            "[0].options[0].options[0].type: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            "an option in a group",
            options(json!([group(json!([option(json!({}))]))])),
            "[0].options[0].options[0].type: APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
        ),
        (
            "a required subcommand",
            options(json!([with(sub(json!([])), json!({ "required": true }))])),
            "[0].options[0].required: UNKNOWN_FIELD",
        ),
    ]);
}

#[test]
fn bad_values_of_options_are_named() {
    let opt = |change: Value| options(json!([option(change)]));
    let choices = |count: usize| -> Vec<Value> {
        (0..count).map(|n| json!({ "name": format!("n{n}"), "value": format!("v{n}") })).collect()
    };
    let alike = json!([{ "name": "n", "value": "a" }, { "name": "n", "value": "b" }]);
    let heavy_choice = json!({ "name": repeated("n", 100), "value": repeated("v", 100) });
    let heavy = |n: usize| {
        let list: Vec<Value> =
            (0..25).map(|c| with(heavy_choice.clone(), json!({ "name": format!("{c:0>100}") }))).collect();
        option(json!({ "name": format!("o{n}"), "choices": list }))
    };
    each_is_named(vec![
        (
            "autocomplete and choices",
            opt(json!({ "autocomplete": true, "choices": choices(1) })),
            "[0].options[0].autocomplete: APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES",
        ),
        (
            "autocomplete of a switch",
            opt(json!({ "type": 5, "autocomplete": true })),
            "[0].options[0].autocomplete: UNKNOWN_FIELD",
        ),
        (
            "26 choices",
            opt(json!({ "choices": choices(26) })),
            "[0].options[0].choices: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "choices named alike",
            opt(json!({ "choices": alike })),
            "[0].options[0].choices[1].name: APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATED",
        ),
        (
            "a value of 101",
            opt(json!({ "choices": [{ "name": "n", "value": repeated("v", 101) }] })),
            "[0].options[0].choices[0].value: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "a word for a number",
            opt(json!({ "type": 4, "choices": [{ "name": "n", "value": "7" }] })),
            "[0].options[0].choices[0].value: NUMBER_TYPE_COERCE",
        ),
        (
            "a number for a word",
            opt(json!({ "choices": [{ "name": "n", "value": 7 }] })),
            "[0].options[0].choices[0].value: BASE_TYPE_CHOICES",
        ),
        (
            "a whole number beyond 2^53",
            opt(json!({ "type": 4, "max_value": (1_i64 << 53) + 1 })),
            "[0].options[0].max_value: NUMBER_TYPE_MAX",
        ),
        (
            "least above most",
            opt(json!({ "type": 10, "min_value": 2.5, "max_value": 1.5 })),
            "[0].options[0].min_value: APPLICATION_COMMAND_MIN_ABOVE_MAX",
        ),
        (
            "longest above 6000",
            opt(json!({ "max_length": 6001 })),
            "[0].options[0].max_length: NUMBER_TYPE_MAX",
        ),
        (
            "a length of a number",
            opt(json!({ "type": 4, "max_length": 5 })),
            "[0].options[0].max_length: UNKNOWN_FIELD",
        ),
        (
            "channel types of a text",
            opt(json!({ "channel_types": [0] })),
            "[0].options[0].channel_types: UNKNOWN_FIELD",
        ),
        (
            "an unknown channel type",
            opt(json!({ "type": 7, "channel_types": [99] })),
            "[0].options[0].channel_types[0]: BASE_TYPE_CHOICES",
        ),
        (
            "10,000 characters in all",
            options(json!([heavy(0), heavy(1)])),
            "[0]: APPLICATION_COMMAND_TOO_LARGE",
        ),
    ]);
}

#[test]
fn the_longest_translation_counts_for_the_size() {
    let choices: Vec<Value> = (0..25)
        .map(|n| json!({ "name": format!("n{n}"), "name_localizations": { "de": format!("{n:0>100}") }, "value": format!("{n:0>100}") }))
        .collect();
    let body = options(json!([
        option(json!({ "name": "a", "choices": choices })),
        option(json!({ "name": "b", "choices": choices })),
    ]));
    let violations = check(COMMANDS.0, COMMANDS.1, &body);
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert!(violations[0].contains("APPLICATION_COMMAND_TOO_LARGE"), "{violations:?}");
}
