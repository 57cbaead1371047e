//! Every good body, changed at every place: the rules must notice strangers and never fall over.

use serde_json::{Value, json};

use super::{check, form_error, samples};

/// The pointer of every value in the body, the body's own (empty) first.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, &format!("{here}/{index}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, item) in fields {
                places(item, &format!("{here}/{key}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_stranger_is_noticed_in_every_object_of_every_good_body() {
    let mut tried = 0;
    for (method, path, body) in samples() {
        let mut all = Vec::new();
        places(&body, "", &mut all);
        for place in all.iter().filter(|place| !place.ends_with("_localizations")) {
            let mut changed = body.clone();
            let Some(Value::Object(fields)) = changed.pointer_mut(place) else { continue };
            fields.insert("stranger".to_owned(), json!(1));
            let violations = check(&method, &path, &changed);
            assert!(
                violations.len() == 1 && violations[0].contains("stranger: UNKNOWN_FIELD"),
                "{method} {path} at {place:?}: {violations:?}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 250, "{tried} objects");
}

#[test]
fn nothing_odd_at_any_place_makes_the_rules_fall_over() {
    let odd = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(0.5),
        json!(""),
        json!("\u{0}é🌱".repeat(3000)),
        json!([]),
        json!([[[]]]),
        json!({ "_errors": { "type": [] } }),
        json!(vec![Value::Null; 200]),
    ];
    let (mut tried, mut refused) = (0, 0);
    for (method, path, body) in samples() {
        let mut all = Vec::new();
        places(&body, "", &mut all);
        for place in &all {
            for value in &odd {
                let mut changed = body.clone();
                *changed.pointer_mut(place).expect("the place is in the body") = value.clone();
                let violations = check(&method, &path, &changed);
                let error = form_error(&violations);
                assert_eq!(error["code"], 50035);
                tried += 1;
                refused += usize::from(!violations.is_empty());
            }
        }
    }
    assert!(tried > 5000, "{tried} bodies");
    assert!(refused * 10 > tried * 7, "only {refused} of {tried} were objected to");
}
