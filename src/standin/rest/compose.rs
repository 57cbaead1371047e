//! Making and changing message objects.

use serde_json::{Value, json};

use crate::standin::model::{EPHEMERAL, File, Stored, moment};
use crate::standin::permissions::MENTION_EVERYONE;
use crate::standin::state::World;

/// Flags a sender may set: suppress embeds, ephemeral, suppress notifications, components v2.
pub const SETTABLE: u64 = 1 << 2 | EPHEMERAL | 1 << 12 | 1 << 15;
const COMPONENTS_V2: u64 = 1 << 15;

/// Where a new message goes and who speaks.
pub struct Draft<'a> {
    pub channel: u64,
    pub author: u64,
    pub ephemeral_to: Option<u64>,
    pub flags: u64,
    pub body: &'a Value,
    pub files: &'a [File],
}

/// Makes a message; it is not stored yet.
pub fn compose(world: &mut World, draft: &Draft<'_>) -> Stored {
    let id = world.new_id();
    let author = world.user_json(draft.author);
    let content = draft.body["content"].as_str().unwrap_or_default();
    let mut json = json!({
        "id": id.to_string(), "channel_id": draft.channel.to_string(), "type": 0, "author": author,
        "content": content, "timestamp": moment(world.now_ms()), "edited_timestamp": null,
        "tts": draft.body["tts"] == true, "pinned": false, "flags": draft.flags,
        "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
        "embeds": embeds(&draft.body["embeds"]), "components": components(&draft.body["components"]),
    });
    if let Some(reference) = draft.body.get("message_reference").filter(|reference| reference.is_object()) {
        json["message_reference"] = reference.clone();
        json["type"] = json!(19);
    }
    mention(world, &mut json, draft.body, draft.channel);
    let mut stored = Stored {
        id,
        channel: draft.channel,
        author: draft.author,
        ephemeral_to: draft.ephemeral_to,
        json,
        read: draft.author != world.bot,
        files: Vec::new(),
    };
    attach(world, &mut stored, draft.files, draft.body);
    stored
}

/// Applies an edit: what the body names is replaced, the rest stays.
pub fn amend(world: &World, message: &mut Stored, body: &Value, files: &[File]) {
    let json = &mut message.json;
    if let Some(content) = body.get("content") {
        json["content"] = json!(content.as_str().unwrap_or_default());
        mention(world, json, body, message.channel);
    }
    if let Some(list) = body.get("embeds") {
        json["embeds"] = embeds(list);
    }
    if let Some(list) = body.get("components") {
        json["components"] = components(list);
    }
    if let Some(flags) = body["flags"].as_u64() {
        let kept = json["flags"].as_u64().unwrap_or(0) & (EPHEMERAL | COMPONENTS_V2);
        json["flags"] = json!(kept | flags & (1 << 2 | COMPONENTS_V2));
    }
    if let Some(kept) = body["attachments"].as_array() {
        let old = json["attachments"].as_array().cloned().unwrap_or_default();
        let stays = |file: &Value| kept.iter().any(|keep| keep["id"] == file["id"]);
        let stay: Vec<Value> = old.into_iter().filter(stays).collect();
        message.files.retain(|file| stay.iter().any(|kept| kept["filename"] == file.name.as_str()));
        json["attachments"] = Value::Array(stay);
    }
    attach(world, message, files, body);
}

/// Stamps an edit. Filling in a deferred reply leaves no mark at Discord, hence apart.
pub fn stamp(world: &World, message: &mut Stored) {
    message.json["edited_timestamp"] = json!(moment(world.now_ms()));
}

/// Whether there is anything to show.
pub fn is_empty(json: &Value) -> bool {
    let none = |key: &str| json[key].as_array().is_none_or(Vec::is_empty);
    json["content"].as_str().unwrap_or_default().trim().is_empty()
        && none("embeds")
        && none("components")
        && none("attachments")
        && !json["poll"].is_object()
}

fn attach(world: &World, message: &mut Stored, files: &[File], body: &Value) {
    let said = body["attachments"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (place, file) in (0_u64..).zip(files) {
        let number = message.files.len() as u64;
        let url = format!("{}/attachments/{}/{}", world.cdn, message.id, file.name);
        let mut entry = json!({
            "id": (message.id + number).to_string(), "filename": file.name, "size": file.bytes.len(),
            "url": url, "proxy_url": url, "content_type": content_type(&file.name),
        });
        // What is said of a file names it by its place among those that came.
        let about = said.iter().find(|about| is_number(&about["id"], place));
        if let Some(about) = about.filter(|about| about["description"].is_string()) {
            entry["description"] = about["description"].clone();
        }
        if let Some(list) = message.json["attachments"].as_array_mut() {
            list.push(entry);
        }
        message.files.push(file.clone());
    }
}

fn is_number(id: &Value, number: u64) -> bool {
    id.as_u64() == Some(number) || id.as_str() == Some(number.to_string().as_str())
}

fn content_type(name: &str) -> Value {
    if std::path::Path::new(name).extension().is_some_and(|kind| kind == "png") {
        json!("image/png")
    } else {
        Value::Null
    }
}

fn embeds(list: &Value) -> Value {
    let mut list = list.as_array().cloned().unwrap_or_default();
    for embed in &mut list {
        if embed.get("type").is_none() {
            embed["type"] = json!("rich");
        }
    }
    Value::Array(list)
}

/// Numbers the components as Discord does when the sender did not.
fn components(list: &Value) -> Value {
    let mut list = Value::Array(list.as_array().cloned().unwrap_or_default());
    let mut next = 1;
    number(&mut list, &mut next);
    list
}

fn number(list: &mut Value, next: &mut u64) {
    for component in list.as_array_mut().map(Vec::as_mut_slice).unwrap_or_default() {
        if component.get("id").is_none_or(Value::is_null) {
            component["id"] = json!(*next);
        }
        *next += 1;
        // Snowflakes may be sent as numbers; Discord gives them back as text.
        let chosen = component.get_mut("default_values").and_then(Value::as_array_mut);
        for chosen in chosen.into_iter().flatten() {
            if let Some(id) = chosen["id"].as_u64() {
                chosen["id"] = json!(id.to_string());
            }
        }
        if component.get("components").is_some() {
            number(&mut component["components"], next);
        }
    }
}

/// Fills in whom the message pings: those named in the text whom `allowed_mentions` lets through.
fn mention(world: &World, json: &mut Value, body: &Value, channel: u64) {
    let content = body["content"].as_str().unwrap_or_default();
    let allowed = &body["allowed_mentions"];
    let may = |kind: &str, id: u64| {
        let Some(allowed) = allowed.as_object() else { return true };
        let has = |key: &str, wanted: &str| {
            let list = allowed.get(key).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|entry| entry == wanted))
        };
        has("parse", kind) || has(kind, &id.to_string())
    };
    let users = ids_after(content, "<@").into_iter().filter(|id| world.users.contains_key(id));
    let users: Vec<Value> = users.filter(|&id| may("users", id)).map(|id| world.user_json(id)).collect();
    let roles = ids_after(content, "<@&").into_iter().filter(|&id| may("roles", id));
    let rights = world.channels.get(&channel).map_or(0, |channel| world.rights(channel, world.bot));
    let everyone = content.contains("@everyone") || content.contains("@here");
    json["mentions"] = json!(users);
    json["mention_roles"] = json!(roles.map(|id| id.to_string()).collect::<Vec<_>>());
    json["mention_everyone"] = json!(everyone && rights & MENTION_EVERYONE != 0 && may("everyone", 0));
}

fn ids_after(content: &str, mark: &str) -> Vec<u64> {
    let found = content.split(mark).skip(1);
    found.filter_map(|rest| rest.split('>').next()?.trim_start_matches('!').parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_without_a_number_get_one_each() {
        let numbered = components(&json!([{ "type": 1, "components": [{ "type": 2 }, { "type": 2 }] }]));
        let ids =
            (&numbered[0]["id"], &numbered[0]["components"][0]["id"], &numbered[0]["components"][1]["id"]);
        assert_eq!(ids, (&json!(1), &json!(2), &json!(3)));
    }

    #[test]
    fn what_a_select_starts_with_comes_back_as_text() {
        let sent = json!([{ "type": 8, "default_values": [{ "id": 1_541_371_404_006_457_344_u64, "type": "channel" }] }]);
        let stored = components(&sent);
        assert_eq!(stored[0]["default_values"][0]["id"], "1541371404006457344");
        assert!(components(&json!([{ "type": 2 }]))[0].get("default_values").is_none());
    }

    #[test]
    fn ids_of_roles_are_not_taken_for_people() {
        assert_eq!(ids_after("<@1> <@!2> <@&3>", "<@"), [1, 2]);
        assert_eq!(ids_after("<@1> <@&3>", "<@&"), [3]);
    }
}
