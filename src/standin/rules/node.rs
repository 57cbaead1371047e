//! A place in a request body: its value, the path that leads there and the list that hears about what is wrong.
//!
//! Every rule is written against [`Node`], so that each violation carries the exact place in the same form:
//! `components[0].components[1].label: BASE_TYPE_MAX_LENGTH must be 80 or fewer in length, is 81`.

use std::cell::RefCell;
use std::fmt::{Display, Write as _};

use serde_json::Value;

static ABSENT: Value = Value::Null;

/// The violations found so far in one body.
#[derive(Default)]
pub(super) struct Report(RefCell<Vec<String>>);

impl Report {
    pub(super) fn into_violations(self) -> Vec<String> {
        self.0.into_inner()
    }
}

/// A value and where it stands. A key that is missing reads as `null`: Discord treats both alike.
pub(super) struct Node<'a> {
    value: &'a Value,
    path: String,
    report: &'a Report,
}

/// The length Discord's limits are held against. Discord counts code points; we count UTF-16 units, which is
/// never less, so a text accepted here fits whichever way the far side counts.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value, report: &'a Report) -> Self {
        Self { value, path: String::new(), report }
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn say(&self, code: &str, what: impl Display) {
        let place = if self.path.is_empty() { "body" } else { &self.path };
        self.report.0.borrow_mut().push(format!("{place}: {code} {what}"));
    }

    pub(super) fn is_absent(&self) -> bool {
        self.value.is_null()
    }

    /// True of `null`, `false`, `""`, `[]` and `{}`: what serenity writes for a field nobody set.
    pub(super) fn is_empty(&self) -> bool {
        match self.value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(true) | Value::Number(_) => false,
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.value.get(key).is_some()
    }

    pub(super) fn get(&self, key: &str) -> Node<'a> {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Node { value: self.value.get(key).unwrap_or(&ABSENT), path, report: self.report }
    }

    /// The field, or `None` after saying that it is missing.
    pub(super) fn need(&self, key: &str) -> Option<Node<'a>> {
        let field = self.get(key);
        if field.is_absent() {
            field.say("BASE_TYPE_REQUIRED", "this field is required");
            return None;
        }
        Some(field)
    }

    /// Whether this is an object; names each field that is not among `known`.
    pub(super) fn object(&self, known: &[&str]) -> bool {
        self.object_with(known, &[])
    }

    /// As [`Node::object`]; the fields of `when_empty` are let pass as long as they hold nothing.
    pub(super) fn object_with(&self, known: &[&str], when_empty: &[&str]) -> bool {
        let Some(fields) = self.value.as_object() else {
            self.say("DICT_TYPE_CONVERT", "must be an object");
            return false;
        };
        for key in fields.keys().filter(|key| !known.contains(&key.as_str())) {
            let field = self.get(key);
            if !(when_empty.contains(&key.as_str()) && field.is_empty()) {
                field.say("UNKNOWN_FIELD", "Discord knows no such field here");
            }
        }
        true
    }

    /// The fields of a map with free keys, with their keys.
    pub(super) fn entries(&self) -> Vec<(&'a str, Node<'a>)> {
        match self.value {
            Value::Null => Vec::new(),
            Value::Object(fields) => fields.keys().map(|key| (key.as_str(), self.get(key))).collect(),
            _ => {
                self.say("DICT_TYPE_CONVERT", "must be an object");
                Vec::new()
            }
        }
    }

    /// The items of a list of `min` to `max`; none of an absent one.
    pub(super) fn items(&self, min: usize, max: usize) -> Vec<Node<'a>> {
        let items = match self.value {
            Value::Null => return Vec::new(),
            Value::Array(items) => items,
            _ => {
                self.say("LIST_TYPE_CONVERT", "must be a list");
                return Vec::new();
            }
        };
        if !(min..=max).contains(&items.len()) {
            self.say(
                "BASE_TYPE_BAD_LENGTH",
                format_args!("must hold {min} to {max} items, holds {}", items.len()),
            );
        }
        let item = |(index, value)| {
            let mut path = self.path.clone();
            write!(path, "[{index}]").expect("writing to a String does not fail");
            Node { value, path, report: self.report }
        };
        items.iter().enumerate().map(item).collect()
    }

    /// A text of `min` to `max` in length; one that has to be there may not be blank.
    pub(super) fn text(&self, min: usize, max: usize) -> Option<&'a str> {
        let text = match self.value {
            Value::Null => return None,
            Value::String(text) => text,
            _ => {
                self.say("STRING_TYPE_CONVERT", "must be a string");
                return None;
            }
        };
        let units = length(text);
        if min > 0 && text.trim().is_empty() {
            self.say("BASE_TYPE_REQUIRED", "must not be blank");
        } else if units < min {
            self.say("BASE_TYPE_MIN_LENGTH", format_args!("must be {min} or more in length, is {units}"));
        } else if units > max {
            self.say("BASE_TYPE_MAX_LENGTH", format_args!("must be {max} or fewer in length, is {units}"));
        }
        Some(text)
    }

    /// A whole number from `min` to `max`.
    pub(super) fn whole(&self, min: i64, max: i64) -> Option<i64> {
        if self.is_absent() {
            return None;
        }
        let Some(number) = self.value.as_i64() else {
            self.say("NUMBER_TYPE_COERCE", "must be a whole number");
            return None;
        };
        if number < min {
            self.say("NUMBER_TYPE_MIN", format_args!("must be {min} or more, is {number}"));
        } else if number > max {
            self.say("NUMBER_TYPE_MAX", format_args!("must be {max} or less, is {number}"));
        }
        Some(number)
    }

    /// A whole number out of a set; `None` after saying so when it is another.
    pub(super) fn one_of(&self, choices: &[i64]) -> Option<i64> {
        if self.is_absent() {
            return None;
        }
        match self.value.as_i64() {
            Some(number) if choices.contains(&number) => Some(number),
            _ => {
                self.say("BASE_TYPE_CHOICES", format_args!("must be one of {choices:?}, is {}", self.value));
                None
            }
        }
    }

    /// A yes or no.
    pub(super) fn truth(&self) -> Option<bool> {
        if !self.is_absent() && !self.value.is_boolean() {
            self.say("BOOLEAN_TYPE_CONVERT", "must be true or false");
        }
        self.value.as_bool()
    }

    /// An id as Discord writes it: decimal digits in a string.
    pub(super) fn snowflake(&self) -> Option<u64> {
        if self.is_absent() {
            return None;
        }
        let id = self.value.as_str().and_then(digits);
        if id.is_none() {
            self.say("NUMBER_TYPE_COERCE", "must be a snowflake: decimal digits in a string");
        }
        id
    }

    /// An id where serenity sends a number and Discord takes it.
    pub(super) fn snowflake_or_number(&self) -> Option<u64> {
        self.value.as_u64().or_else(|| self.snowflake())
    }

    /// An address of at most `max`, by one of `schemes` (each with its `://`).
    pub(super) fn url(&self, max: usize, schemes: &[&str]) {
        let Some(url) = self.text(1, max) else { return };
        let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
        if rest.is_none_or(|rest| rest.is_empty() || url.contains(char::is_whitespace)) {
            self.say("URL_TYPE_INVALID_URL", format_args!("must be a well-formed URL by one of {schemes:?}"));
        }
    }

    /// Says so when two of `values` are alike.
    pub(super) fn all_different<T: Eq + std::hash::Hash>(&self, values: impl IntoIterator<Item = T>) {
        let mut seen = std::collections::HashSet::new();
        if !values.into_iter().all(|value| seen.insert(value)) {
            self.say("SET_TYPE_ALREADY_CONTAINS_VALUE", "holds the same value twice");
        }
    }
}

fn digits(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}
