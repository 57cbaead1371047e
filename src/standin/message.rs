//! A message as a person sees it, and the controls on it.

use serde_json::Value;

use crate::domain::ids::{ChannelId, MessageId, UserId};

/// A message, with what a test or the page wants to know about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where it stands.
    pub channel: ChannelId,
    /// Who wrote it.
    pub author: UserId,
    /// The one person who sees it, if it is an ephemeral reply.
    pub ephemeral_to: Option<UserId>,
    /// Discord's message object, without a `nonce`.
    pub json: Value,
    /// Its text.
    pub content: String,
}

/// A button on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What is written on it; empty for an emoji alone.
    pub label: String,
    /// What it sends when pressed; none for a link.
    pub custom_id: Option<String>,
    /// Where a link button leads.
    pub url: Option<String>,
    /// Whether it is greyed out.
    pub disabled: bool,
    /// Discord's style number, 1 to 6.
    pub style: u64,
}

/// A select menu on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// What it sends with the chosen values.
    pub custom_id: String,
    /// Discord's component type: 3 strings, 5 users, 6 roles, 7 mentionables, 8 channels.
    pub kind: u64,
    /// The text shown while nothing is chosen.
    pub placeholder: String,
    /// `(label, value)` of each option of a string select.
    pub options: Vec<(String, String)>,
    /// Whether it is greyed out.
    pub disabled: bool,
}

impl Message {
    /// Every button on it, in reading order.
    pub fn buttons(&self) -> Vec<Button> {
        self.controls().into_iter().filter_map(Button::read).collect()
    }

    /// Every select menu on it, in reading order.
    pub fn selects(&self) -> Vec<Select> {
        self.controls().into_iter().filter_map(Select::read).collect()
    }

    /// The `custom_id` of the first button with this label.
    pub fn find_button(&self, label: &str) -> Option<String> {
        self.buttons().into_iter().find(|button| button.label == label)?.custom_id
    }

    /// All text a person can read on it: content, embeds, text displays and labels of controls.
    pub fn text(&self) -> String {
        let mut parts = Vec::new();
        gather_text(&self.json, &mut parts);
        parts.join("\n")
    }

    /// Whether it is still the "is thinking" line of a deferred answer.
    pub fn is_loading(&self) -> bool {
        self.json["flags"].as_u64().unwrap_or(0) & super::model::LOADING != 0
    }

    fn controls(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        walk_components(&self.json["components"], &mut found);
        found
    }
}

impl Button {
    fn read(json: &Value) -> Option<Self> {
        (json["type"] == 2).then(|| Self {
            label: text(json, "label"),
            custom_id: json["custom_id"].as_str().map(str::to_owned),
            url: json["url"].as_str().map(str::to_owned),
            disabled: json["disabled"] == true,
            style: json["style"].as_u64().unwrap_or(0),
        })
    }
}

impl Select {
    fn read(json: &Value) -> Option<Self> {
        let kind = json["type"].as_u64().filter(|kind| matches!(kind, 3 | 5..=8))?;
        let options = json["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        Some(Self {
            custom_id: text(json, "custom_id"),
            kind,
            placeholder: text(json, "placeholder"),
            options: options.iter().map(|option| (text(option, "label"), text(option, "value"))).collect(),
            disabled: json["disabled"] == true,
        })
    }
}

/// Collects every component under `node`, nested ones too, in reading order.
pub(super) fn walk_components<'a>(node: &'a Value, found: &mut Vec<&'a Value>) {
    for component in node.as_array().map(Vec::as_slice).unwrap_or_default() {
        found.push(component);
        walk_components(&component["components"], found);
        for single in ["component", "accessory"] {
            if component[single].is_object() {
                found.push(&component[single]);
                walk_components(&component[single]["components"], found);
            }
        }
    }
}

fn text(json: &Value, key: &str) -> String {
    json[key].as_str().unwrap_or_default().to_owned()
}

fn gather_text(json: &Value, parts: &mut Vec<String>) {
    let mut add = |value: &Value| {
        if let Some(words) = value.as_str().filter(|words| !words.is_empty()) {
            parts.push(words.to_owned());
        }
    };
    add(&json["content"]);
    for embed in json["embeds"].as_array().map(Vec::as_slice).unwrap_or_default() {
        add(&embed["author"]["name"]);
        add(&embed["title"]);
        add(&embed["description"]);
        for field in embed["fields"].as_array().map(Vec::as_slice).unwrap_or_default() {
            add(&field["name"]);
            add(&field["value"]);
        }
        add(&embed["footer"]["text"]);
    }
    let mut components = Vec::new();
    walk_components(&json["components"], &mut components);
    for component in components {
        add(&component["content"]);
        add(&component["label"]);
        add(&component["placeholder"]);
        for option in component["options"].as_array().map(Vec::as_slice).unwrap_or_default() {
            add(&option["label"]);
            add(&option["description"]);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(json: Value) -> Message {
        Message {
            id: MessageId(1),
            channel: ChannelId(2),
            author: UserId(3),
            ephemeral_to: None,
            content: text(&json, "content"),
            json,
        }
    }

    #[test]
    fn buttons_inside_sections_and_containers_are_found() {
        let message = message(json!({ "components": [
            { "type": 17, "components": [
                { "type": 9, "components": [], "accessory": { "type": 2, "label": "A", "custom_id": "a" } },
                { "type": 1, "components": [{ "type": 2, "label": "B", "custom_id": "b", "disabled": true }] },
            ] } ] }));
        assert_eq!(message.find_button("A").as_deref(), Some("a"));
        assert!(message.buttons()[1].disabled);
        assert_eq!(message.find_button("C"), None);
    }

    #[test]
    fn all_words_a_person_reads_are_in_the_text() {
        let message = message(json!({
            "content": "one", "embeds": [{ "title": "two", "fields": [{ "name": "three", "value": "four" }] }],
            "components": [{ "type": 1, "components": [{ "type": 3, "custom_id": "x", "placeholder": "five",
                "options": [{ "label": "six", "value": "6" }] }] }] }));
        assert_eq!(message.text(), "one\ntwo\nthree\nfour\nfive\nsix");
        assert_eq!(message.selects()[0].options, [("six".to_owned(), "6".to_owned())]);
    }
}
