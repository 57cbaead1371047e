//! Bad components of messages.

use serde_json::{Value, json};

use super::{Bad, CALLBACK, MESSAGE, check, each_is_named, message, repeated, with};

const V2: u32 = 1 << 15;

fn button(change: Value) -> Value {
    with(json!({ "type": 2, "style": 1, "label": "Done", "custom_id": "1:done" }), change)
}

fn buttons(count: usize) -> Vec<Value> {
    (0..count).map(|n| button(json!({ "custom_id": format!("b{n}") }))).collect()
}

fn row(children: impl Into<Value>) -> Value {
    json!({ "type": 1, "components": children.into() })
}

fn select(change: Value) -> Value {
    with(
        json!({ "type": 3, "custom_id": "s", "options": [{ "label": "A", "value": "a" }, { "label": "B", "value": "b" }] }),
        change,
    )
}

fn people(change: Value) -> Value {
    with(json!({ "type": 5, "custom_id": "s" }), change)
}

fn in_rows(rows: impl Into<Value>) -> Value {
    message(json!({ "components": rows.into() }))
}

fn one(component: Value) -> Value {
    in_rows(vec![row(vec![component])])
}

fn v2(components: impl Into<Value>) -> Value {
    json!({ "flags": V2, "components": components.into(), "allowed_mentions": { "parse": [] } })
}

fn without(mut body: Value, key: &str) -> Value {
    body.as_object_mut().unwrap().remove(key);
    body
}

#[test]
fn bad_rows_are_named() {
    let six_rows: Vec<Value> =
        (0..6).map(|n| row(vec![button(json!({ "custom_id": format!("b{n}") }))])).collect();
    let cases: Vec<Bad> = vec![
        ("six rows", MESSAGE, in_rows(six_rows), "components: BASE_TYPE_BAD_LENGTH"),
        (
            "six buttons in a row",
            MESSAGE,
            in_rows(vec![row(buttons(6))]),
            "components[0].components: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "an empty row",
            MESSAGE,
            in_rows(vec![row(json!([]))]),
            "components[0].components: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "a row without components",
            MESSAGE,
            in_rows(vec![json!({ "type": 1 })]),
            "components[0].components: BASE_TYPE_REQUIRED",
        ),
        ("a bare button", MESSAGE, in_rows(vec![button(json!({}))]), "components[0].type: BASE_TYPE_CHOICES"),
        (
            "a row in a row",
            MESSAGE,
            one(row(buttons(1))),
            "components[0].components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "a select and a button",
            MESSAGE,
            in_rows(vec![row(vec![select(json!({})), button(json!({}))])]),
            "components[0].components: COMPONENT_LAYOUT_WIDTH_EXCEEDED",
        ),
        (
            "a text input",
            MESSAGE,
            one(json!({ "type": 4, "custom_id": "t", "style": 1, "label": "L" })),
            "components[0].components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "a label",
            MESSAGE,
            in_rows(vec![json!({ "type": 18, "label": "L" })]),
            "components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "a component without type",
            MESSAGE,
            in_rows(vec![json!({})]),
            "components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "two with one custom_id",
            MESSAGE,
            in_rows(vec![row(vec![button(json!({}))]), row(vec![select(json!({ "custom_id": "1:done" }))])]),
            "components[1].components[0].custom_id: COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            "two with one id",
            MESSAGE,
            in_rows(vec![row(vec![
                with(buttons(1)[0].clone(), json!({ "id": 7 })),
                button(json!({ "id": 7 })),
            ])]),
            "components[0].components[1].id: COMPONENT_ID_DUPLICATED",
        ),
        (
            "in an answer",
            CALLBACK,
            json!({ "type": 7, "data": { "components": [row(buttons(6))] } }),
            "data.components[0].components: BASE_TYPE_BAD_LENGTH",
        ),
    ];
    each_is_named(cases);
}

#[test]
fn bad_buttons_are_named() {
    let place = "components[0].components[0]";
    let link = json!({ "type": 2, "style": 5, "label": "Read", "url": "https://example.org" });
    let cases: Vec<(&str, Value, &str)> = vec![
        ("label of 81", button(json!({ "label": repeated("l", 81) })), ".label: BASE_TYPE_MAX_LENGTH"),
        (
            "custom_id of 101",
            button(json!({ "custom_id": repeated("c", 101) })),
            ".custom_id: BASE_TYPE_MAX_LENGTH",
        ),
        ("empty custom_id", button(json!({ "custom_id": "" })), ".custom_id: BASE_TYPE_REQUIRED"),
        ("no custom_id", without(button(json!({})), "custom_id"), ".custom_id: BASE_TYPE_REQUIRED"),
        ("a typo", button(json!({ "custmo_id": "x" })), ".custmo_id: UNKNOWN_FIELD"),
        ("no style", without(button(json!({})), "style"), ".style: BASE_TYPE_REQUIRED"),
        ("style 9", button(json!({ "style": 9 })), ".style: BASE_TYPE_CHOICES"),
        (
            "url on a plain button",
            button(json!({ "url": "https://example.org" })),
            ".url: BUTTON_COMPONENT_FIELD_FORBIDDEN",
        ),
        (
            "neither label nor emoji",
            button(json!({ "label": " " })),
            ": BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED",
        ),
        ("disabled a string", button(json!({ "disabled": "yes" })), ".disabled: BOOLEAN_TYPE_CONVERT"),
        ("emoji with no name", button(json!({ "emoji": {} })), ".emoji.name: BASE_TYPE_REQUIRED"),
        ("emoji a string", button(json!({ "emoji": "🌱" })), ".emoji: DICT_TYPE_CONVERT"),
        ("a link without url", without(link.clone(), "url"), ".url: BASE_TYPE_REQUIRED"),
        (
            "a link to nowhere",
            with(link.clone(), json!({ "url": "example.org" })),
            ".url: URL_TYPE_INVALID_URL",
        ),
        (
            "a link of 513",
            with(link.clone(), json!({ "url": format!("https://{}", repeated("u", 505)) })),
            ".url: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "a link with custom_id",
            with(link, json!({ "custom_id": "x" })),
            ".custom_id: BUTTON_COMPONENT_FIELD_FORBIDDEN",
        ),
        (
            "a premium button with a label",
            json!({ "type": 2, "style": 6, "sku_id": "9", "label": "Buy" }),
            ".label: BUTTON_COMPONENT_FIELD_FORBIDDEN",
        ),
    ];
    for (name, component, expected) in cases {
        let violations = check(MESSAGE.0, MESSAGE.1, &one(component));
        assert!(
            violations.len() == 1 && violations[0].starts_with(&format!("{place}{expected}")),
            "{name}: expected only {expected:?}, got {violations:#?}"
        );
    }
}

#[test]
fn bad_selects_are_named() {
    let place = "components[0].components[0]";
    let option = |n: usize| json!({ "label": "L", "value": format!("v{n}") });
    let many: Vec<Value> = (0..26).map(option).collect();
    let chosen = json!([{ "label": "A", "value": "a", "default": true }, { "label": "B", "value": "b", "default": true }]);
    let role = json!([{ "id": "1", "type": "role" }]);
    let cases: Vec<(&str, Value, &str)> = vec![
        ("26 options", select(json!({ "options": many })), ".options: BASE_TYPE_BAD_LENGTH"),
        ("no options", select(json!({ "options": [] })), ".options: BASE_TYPE_BAD_LENGTH"),
        ("options missing", without(select(json!({})), "options"), ".options: BASE_TYPE_REQUIRED"),
        ("options of a user select", people(json!({ "options": [] })), ".options: UNKNOWN_FIELD"),
        (
            "placeholder of 151",
            select(json!({ "placeholder": repeated("p", 151) })),
            ".placeholder: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "label of 101",
            select(json!({ "options": [{ "label": repeated("l", 101), "value": "v" }] })),
            ".options[0].label: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "description of 101",
            select(json!({ "options": [{ "label": "l", "value": "v", "description": repeated("d", 101) }] })),
            ".options[0].description: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "an empty value",
            select(json!({ "options": [{ "label": "l", "value": "" }] })),
            ".options[0].value: BASE_TYPE_REQUIRED",
        ),
        (
            "two values alike",
            select(json!({ "options": [{ "label": "A", "value": "a" }, { "label": "B", "value": "a" }] })),
            ".options[1].value: SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
        ),
        (
            "at most three of two",
            select(json!({ "max_values": 3 })),
            ".max_values: SELECT_MORE_VALUES_THAN_OPTIONS",
        ),
        (
            "least above most",
            select(json!({ "min_values": 2, "max_values": 1 })),
            ".min_values: SELECT_MIN_ABOVE_MAX",
        ),
        ("at most none", select(json!({ "max_values": 0 })), ".max_values: NUMBER_TYPE_MIN"),
        (
            "at least 26",
            people(json!({ "min_values": 26, "max_values": 25 })),
            ".min_values: NUMBER_TYPE_MAX",
        ),
        (
            "two chosen where one may be",
            select(json!({ "options": chosen })),
            ".options: SELECT_TOO_MANY_DEFAULTS",
        ),
        (
            "a role among people",
            people(json!({ "default_values": role })),
            ".default_values[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "fewer chosen than asked for",
            people(
                json!({ "min_values": 2, "max_values": 3, "default_values": [{ "id": 1, "type": "user" }] }),
            ),
            ".default_values: SELECT_TOO_FEW_DEFAULTS",
        ),
        (
            "an unknown channel type",
            json!({ "type": 8, "custom_id": "s", "channel_types": [99] }),
            ".channel_types[0]: BASE_TYPE_CHOICES",
        ),
    ];
    for (name, component, expected) in cases {
        let violations = check(MESSAGE.0, MESSAGE.1, &one(component));
        let first =
            violations.first().is_some_and(|violation| violation.starts_with(&format!("{place}{expected}")));
        // A number outside its range is also more than the other end: one mistake may then be told twice.
        let alone = violations.len() == 1 || name == "at least 26" || name == "at most none";
        assert!(first && alone, "{name}: expected only {expected:?}, got {violations:#?}");
    }
}

#[test]
fn bad_layouts_are_named() {
    let text = json!({ "type": 10, "content": "A calm word." });
    let container = |children: Value| json!({ "type": 17, "components": children });
    let section = |accessory: Value| json!([{ "type": 9, "components": [text], "accessory": accessory }]);
    let crowded: Vec<Value> = (0..5).map(|_| container(json!(vec![text.clone(); 8]))).collect();
    let cases: Vec<Bad> = vec![
        (
            "V2 part without the flag",
            MESSAGE,
            in_rows(vec![text.clone()]),
            "components[0]: COMPONENT_NEEDS_V2_FLAG",
        ),
        (
            "V2 flag and content",
            MESSAGE,
            with(v2(vec![text.clone()]), json!({ "content": "x" })),
            "content: MESSAGE_CANNOT_USE_LEGACY",
        ),
        (
            "V2 flag and embeds",
            MESSAGE,
            with(v2(vec![text.clone()]), json!({ "embeds": [{ "title": "t" }] })),
            "embeds: MESSAGE_CANNOT_USE_LEGACY",
        ),
        ("45 nested parts", MESSAGE, v2(crowded), "components: BASE_TYPE_BAD_LENGTH"),
        (
            "4001 over all texts",
            MESSAGE,
            v2(json!([{ "type": 10, "content": repeated("a", 4000) }, { "type": 10, "content": "b" }])),
            "components: COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
        ),
        (
            "a container in a container",
            MESSAGE,
            v2(vec![container(json!([container(json!([text]))]))]),
            "components[0].components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "a section with no accessory",
            MESSAGE,
            v2(json!([{ "type": 9, "components": [text] }])),
            "components[0].accessory: BASE_TYPE_REQUIRED",
        ),
        (
            "a section beside a select",
            MESSAGE,
            v2(section(people(json!({})))),
            "components[0].accessory.type: BASE_TYPE_CHOICES",
        ),
        (
            "a gallery of none",
            MESSAGE,
            v2(json!([{ "type": 12, "items": [] }])),
            "components[0].items: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "a file from the web",
            MESSAGE,
            v2(json!([{ "type": 13, "file": { "url": "https://example.org/a" } }])),
            "components[0].file.url: URL_TYPE_INVALID_URL",
        ),
        (
            "a wide separator",
            MESSAGE,
            v2(json!([{ "type": 14, "spacing": 3 }])),
            "components[0].spacing: BASE_TYPE_CHOICES",
        ),
        (
            "a blank text",
            MESSAGE,
            v2(json!([{ "type": 10, "content": "" }])),
            "components[0].content: BASE_TYPE_REQUIRED",
        ),
    ];
    each_is_named(cases);
}
