//! Messages in channels: post, list, read, edit, delete.

use serde_json::{Value, json};

use super::Ask;
use super::compose::{self, Draft, amend, compose, stamp};
use super::reply::{Reply, errors};
use crate::standin::model::{Channel, EPHEMERAL, LOADING, Stored};
use crate::standin::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY, SEND_MESSAGES, VIEW_CHANNEL,
};
use crate::standin::state::World;

/// `POST /channels/{id}/messages`
pub fn create(world: &mut World, channel: u64, ask: &Ask) -> Reply {
    let body = &ask.body;
    let room = match enter(world, channel) {
        Ok(room) => room,
        Err(refusal) => return refusal,
    };
    let recipient = room.recipient;
    let rights = world.rights(room, world.bot);
    let embeds = body["embeds"].as_array().is_some_and(|list| !list.is_empty());
    if rights & SEND_MESSAGES == 0
        || embeds && rights & EMBED_LINKS == 0
        || !ask.files.is_empty() && rights & ATTACH_FILES == 0
    {
        return errors::missing_permissions();
    }
    if let Some(refusal) = recipient.and_then(|user| refuses_direct(world, user)) {
        return refusal;
    }
    let nonce = nonce(body);
    let now = world.now_ms();
    if let Some(nonce) = nonce.as_deref().filter(|_| body["enforce_nonce"] == true)
        && let Some(&(then, earlier)) = world.nonces.get(nonce)
        && i128::from(now - then) <= world.nonce_window.as_millis()
    {
        // Discord remembers a message that was deleted since, and cannot give it back.
        return match world.messages.get(&earlier) {
            Some(earlier) => Reply::ok(with_nonce(&earlier.json, body)),
            None => errors::unknown_message(),
        };
    }
    if compose::is_empty(body) && ask.files.is_empty() {
        return errors::empty_message();
    }
    let flags = body["flags"].as_u64().unwrap_or(0) & compose::SETTABLE & !EPHEMERAL;
    let author = world.bot;
    let message =
        compose(world, &Draft { channel, author, ephemeral_to: None, flags, body, files: &ask.files });
    if let Some(nonce) = nonce {
        world.nonces.insert(nonce, (now, message.id));
    }
    let reply = with_nonce(&message.json, body);
    world.store(message);
    Reply::ok(reply)
}

/// `GET /channels/{id}/messages`, newest first; no message of the history carries its nonce.
pub fn history(world: &World, channel: u64, ask: &Ask) -> Reply {
    let room = match enter(world, channel) {
        Ok(room) => room,
        Err(refusal) => return refusal,
    };
    let limit = match ask.query("limit").map(str::parse::<usize>) {
        None => 50,
        Some(Ok(limit @ 1..=100)) => limit,
        Some(_) => return Reply::error(400, 50035, "Invalid Form Body"),
    };
    if world.rights(room, world.bot) & READ_MESSAGE_HISTORY == 0 {
        // Discord refuses nothing here: without the right the history is simply empty.
        return Reply::ok(json!([]));
    }
    let known = &room.messages;
    let mut ids: Vec<u64> = if let Some(after) = ask.query_id("after") {
        known.range(after.saturating_add(1)..).take(limit).copied().collect()
    } else if let Some(around) = ask.query_id("around") {
        let half = limit / 2;
        let older = known.range(..around).rev().take(half);
        older.chain(known.range(around..).take(limit - half)).copied().collect()
    } else {
        let before = ask.query_id("before").unwrap_or(u64::MAX);
        known.range(..before).rev().take(limit).copied().collect()
    };
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let list =
        ids.iter().filter_map(|id| world.messages.get(id)).map(|message| for_bot(world, room, message));
    Reply::ok(Value::Array(list.collect()))
}

/// `GET /channels/{id}/messages/{id}`
pub fn get(world: &World, channel: u64, message: u64) -> Reply {
    let room = match enter(world, channel) {
        Ok(room) => room,
        Err(refusal) => return refusal,
    };
    if world.rights(room, world.bot) & READ_MESSAGE_HISTORY == 0 {
        return errors::missing_permissions();
    }
    match public(world, room, message) {
        Some(message) => Reply::ok(for_bot(world, room, message)),
        None => errors::unknown_message(),
    }
}

/// `PATCH /channels/{id}/messages/{id}`
pub fn edit(world: &mut World, channel: u64, id: u64, ask: &Ask) -> Reply {
    let room = match enter(world, channel) {
        Ok(room) => room,
        Err(refusal) => return refusal,
    };
    let Some(mut message) = public(world, room, id).cloned() else { return errors::unknown_message() };
    let embeds = ask.body["embeds"].as_array().is_some_and(|list| !list.is_empty());
    if embeds && world.rights(room, world.bot) & EMBED_LINKS == 0 {
        return errors::missing_permissions();
    }
    if message.author != world.bot {
        return Reply::error(403, 50005, "Cannot edit a message authored by another user");
    }
    amend(world, &mut message, &ask.body, &ask.files);
    if compose::is_empty(&message.json) {
        return errors::empty_message();
    }
    stamp(world, &mut message);
    let reply = message.json.clone();
    world.store(message);
    Reply::ok(reply)
}

/// `DELETE /channels/{id}/messages/{id}`
pub fn delete(world: &mut World, channel: u64, id: u64) -> Reply {
    let room = match enter(world, channel) {
        Ok(room) => room,
        Err(refusal) => return refusal,
    };
    let Some(message) = public(world, room, id) else { return errors::unknown_message() };
    if message.author != world.bot && world.rights(room, world.bot) & MANAGE_MESSAGES == 0 {
        return errors::missing_permissions();
    }
    world.remove_message(id);
    Reply::empty(204)
}

/// The channel, if it exists and the bot sees it.
fn enter(world: &World, channel: u64) -> Result<&Channel, Reply> {
    let room = world.channels.get(&channel).ok_or_else(errors::unknown_channel)?;
    if world.rights(room, world.bot) & VIEW_CHANNEL == 0 {
        return Err(errors::missing_access());
    }
    Ok(room)
}

fn refuses_direct(world: &World, user: u64) -> Option<Reply> {
    let shared = world.guilds.values().any(|guild| guild.members.contains_key(&user));
    if !shared {
        let text = "Cannot send messages to this user due to having no mutual guilds";
        return Some(Reply::error(403, 50278, text));
    }
    let open = world.users.get(&user).is_some_and(|user| user.takes_dms);
    (!open).then(|| Reply::error(403, 50007, "Cannot send messages to this user"))
}

/// A public message of this channel.
fn public<'a>(world: &'a World, room: &Channel, id: u64) -> Option<&'a Stored> {
    room.messages.contains(&id).then(|| world.messages.get(&id)).flatten()
}

/// A message as the bot may read it: without the privileged intent, other people's words are
/// empty unless they speak to the bot or write to it directly.
fn for_bot(world: &World, room: &Channel, message: &Stored) -> Value {
    let mut json = message.json.clone();
    let own = message.author == world.bot || room.recipient.is_some();
    let named = json["mentions"].as_array().is_some_and(|list| {
        list.iter().any(|user| user["id"].as_str() == Some(world.bot.to_string().as_str()))
    });
    if !own && !named {
        json["content"] = json!("");
        json["embeds"] = json!([]);
        json["attachments"] = json!([]);
        json["components"] = json!([]);
    }
    json
}

fn nonce(body: &Value) -> Option<String> {
    match &body["nonce"] {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The answer to a creation alone says the nonce again.
fn with_nonce(json: &Value, body: &Value) -> Value {
    let mut json = json.clone();
    if let Some(nonce) = body.get("nonce").filter(|nonce| !nonce.is_null()) {
        json["nonce"] = nonce.clone();
    }
    json
}

/// Whether a message is a deferred reply that still waits for its content.
pub fn is_loading(message: &Stored) -> bool {
    message.json["flags"].as_u64().unwrap_or(0) & LOADING != 0
}
