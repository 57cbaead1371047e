//! Bad modals and autocomplete answers.

use serde_json::{Value, json};

use super::{CALLBACK, check, repeated, with};

fn input(change: Value) -> Value {
    with(json!({ "type": 4, "custom_id": "zone", "style": 1, "label": "Your city" }), change)
}

fn row(inner: impl Into<Value>) -> Value {
    json!({ "type": 1, "components": [inner.into()] })
}

fn label(inner: impl Into<Value>) -> Value {
    json!({ "type": 18, "label": "Which?", "component": inner.into() })
}

fn modal(change: Value) -> Value {
    with(
        json!({ "custom_id": "1:zone", "title": "Time and zone", "components": [row(input(json!({})))] }),
        change,
    )
}

fn holding(part: impl Into<Value>) -> Value {
    modal(json!({ "components": [part.into()] }))
}

fn string_select() -> Value {
    json!({ "type": 3, "custom_id": "s", "options": [{ "label": "A", "value": "a" }] })
}

fn each_is_named(kind: u8, cases: Vec<(&str, Value, &str)>) {
    for (name, data, expected) in cases {
        let violations = check(CALLBACK.0, CALLBACK.1, &json!({ "type": kind, "data": data }));
        assert!(
            violations.len() == 1 && violations[0].starts_with(&format!("data.{expected}")),
            "{name}: expected only {expected:?}, got {violations:#?}"
        );
    }
}

#[test]
fn bad_modals_are_named() {
    let six: Vec<Value> = (0..6).map(|n| row(input(json!({ "custom_id": format!("i{n}") })))).collect();
    let cases = vec![
        ("title of 46", modal(json!({ "title": repeated("t", 46) })), "title: BASE_TYPE_MAX_LENGTH"),
        ("no title", modal(json!({ "title": null })), "title: BASE_TYPE_REQUIRED"),
        (
            "custom_id of 101",
            modal(json!({ "custom_id": repeated("c", 101) })),
            "custom_id: BASE_TYPE_MAX_LENGTH",
        ),
        ("empty", modal(json!({ "components": [] })), "components: BASE_TYPE_BAD_LENGTH"),
        ("six rows", modal(json!({ "components": six })), "components: BASE_TYPE_BAD_LENGTH"),
        ("ephemeral", modal(json!({ "flags": 64 })), "flags: UNKNOWN_FIELD"),
        (
            "a button",
            holding(row(json!({ "type": 2, "style": 1, "label": "x", "custom_id": "b" }))),
            "components[0].components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "a select in a row",
            holding(row(string_select())),
            "components[0].components[0].type: BASE_TYPE_CHOICES",
        ),
        (
            "two inputs in a row",
            holding(
                json!({ "type": 1, "components": [input(json!({})), input(json!({ "custom_id": "b" }))] }),
            ),
            "components[0].components: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "two with one custom_id",
            modal(json!({ "components": [row(input(json!({}))), row(input(json!({})))] })),
            "components[1].components[0].custom_id: COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            "an input's label of 46",
            holding(row(input(json!({ "label": repeated("l", 46) })))),
            "components[0].components[0].label: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "an input with no label",
            holding(row(input(json!({ "label": null })))),
            "components[0].components[0].label: BASE_TYPE_REQUIRED",
        ),
        (
            "an input labelled twice",
            holding(label(input(json!({})))),
            "components[0].component.label: UNKNOWN_FIELD",
        ),
        (
            "placeholder of 101",
            holding(row(input(json!({ "placeholder": repeated("p", 101) })))),
            "components[0].components[0].placeholder: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "max_length 4001",
            holding(row(input(json!({ "max_length": 4001 })))),
            "components[0].components[0].max_length: NUMBER_TYPE_MAX",
        ),
        (
            "value of 4001",
            holding(row(input(json!({ "value": repeated("v", 4001) })))),
            "components[0].components[0].value: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "value longer than it may be",
            holding(row(input(json!({ "value": "abc", "max_length": 2 })))),
            "components[0].components[0].value: BASE_TYPE_MAX_LENGTH",
        ),
        (
            "least above most",
            holding(row(input(json!({ "min_length": 9, "max_length": 3 })))),
            "components[0].components[0].min_length: TEXT_INPUT_MIN_ABOVE_MAX",
        ),
        (
            "style 3",
            holding(row(input(json!({ "style": 3 })))),
            "components[0].components[0].style: BASE_TYPE_CHOICES",
        ),
    ];
    each_is_named(9, cases);
}

#[test]
fn bad_choices_in_a_modal_are_named() {
    let radio = |count: usize| {
        let options: Vec<Value> =
            (0..count).map(|n| json!({ "label": "L", "value": format!("v{n}") })).collect();
        json!({ "type": 21, "custom_id": "r", "options": options })
    };
    let cases = vec![
        (
            "disabled",
            holding(label(with(string_select(), json!({ "disabled": true })))),
            "components[0].component.disabled: MODAL_COMPONENT_DISABLED",
        ),
        (
            "none asked for, yet required",
            holding(label(with(string_select(), json!({ "min_values": 0 })))),
            "components[0].component.min_values: MODAL_MIN_VALUES_NEEDS_OPTIONAL",
        ),
        (
            "one radio button",
            holding(label(radio(1))),
            "components[0].component.options: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "eleven radio buttons",
            holding(label(radio(11))),
            "components[0].component.options: BASE_TYPE_BAD_LENGTH",
        ),
        (
            "a required checkbox",
            holding(label(json!({ "type": 23, "custom_id": "c", "required": true }))),
            "components[0].component.required: UNKNOWN_FIELD",
        ),
        (
            "a row in a label",
            holding(label(row(input(json!({}))))),
            "components[0].component.type: BASE_TYPE_CHOICES",
        ),
    ];
    each_is_named(9, cases);
}

#[test]
fn bad_autocomplete_answers_are_named() {
    let choice = |value: Value| json!({ "choices": [{ "name": "n", "value": value }] });
    let many: Vec<Value> = (0..26).map(|n| json!({ "name": format!("n{n}"), "value": "v" })).collect();
    let cases = vec![
        ("26 choices", json!({ "choices": many }), "choices: BASE_TYPE_BAD_LENGTH"),
        ("no list", json!({}), "choices: BASE_TYPE_REQUIRED"),
        ("text beside it", json!({ "choices": [], "content": "x" }), "content: UNKNOWN_FIELD"),
        (
            "a name of 101",
            json!({ "choices": [{ "name": repeated("n", 101), "value": "v" }] }),
            "choices[0].name: BASE_TYPE_MAX_LENGTH",
        ),
        ("a value of 101", choice(json!(repeated("v", 101))), "choices[0].value: BASE_TYPE_MAX_LENGTH"),
        ("no value", choice(Value::Null), "choices[0].value: BASE_TYPE_REQUIRED"),
        (
            "words and numbers",
            json!({ "choices": [{ "name": "n", "value": "v" }, { "name": "m", "value": 1 }] }),
            "choices: UNION_TYPE_CHOICES",
        ),
        ("a value that is a list", choice(json!([1])), "choices[0].value: BASE_TYPE_CHOICES"),
        (
            "a description",
            json!({ "choices": [{ "name": "n", "value": "v", "description": "d" }] }),
            "choices[0].description: UNKNOWN_FIELD",
        ),
    ];
    each_is_named(8, cases);
}
