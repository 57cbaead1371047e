//! Answers to interactions: the first one within three seconds, the others by the token.

use serde_json::{Value, json};

use super::Ask;
use super::compose::{self, Draft, amend, compose, stamp};
use super::messages::is_loading;
use super::reply::{Reply, errors};
use super::route::Which;
use crate::standin::interaction::{Interaction, Kind, Response};
use crate::standin::model::{EPHEMERAL, LOADING, Stored};
use crate::standin::state::World;

/// `POST /interactions/{id}/{token}/callback`
pub fn callback(world: &mut World, id: u64, token: &str, ask: &Ask) -> Reply {
    let now = world.now_ms();
    let Some(act) = world.interactions.get_mut(&id).filter(|act| act.token == token) else {
        return Reply::error(404, 10062, "Unknown interaction");
    };
    if act.response != Response::None && act.token_lives(now) {
        return Reply::error(400, 40060, "Interaction has already been acknowledged.");
    }
    if act.response != Response::None || !act.in_time(now) {
        act.late = true;
        world.stir();
        return Reply::error(404, 10062, "Unknown interaction");
    }
    let act = act.clone();
    let kind = ask.body["type"].as_u64().unwrap_or(0);
    if !act.allows(kind) {
        world.violation(format!("response type {kind} is not allowed for: {}", act.what));
        let form = json!({ "type": { "_errors": [{ "code": "INTERACTION_RESPONSE_TYPE_INVALID",
            "message": "This response type cannot be used here." }] } });
        return Reply::of(400, json!({ "code": 50035, "message": "Invalid Form Body", "errors": form }));
    }
    let data = &ask.body["data"];
    let done = match kind {
        4 => reply(world, &act, data, ask),
        5 => Ok(defer(world, &act, data)),
        6 => Ok((Response::DeferredUpdate, act.source)),
        7 => update(world, &act, data, ask),
        8 => Ok((choices(data), None)),
        _ => Ok((Response::Modal(data.clone()), None)),
    };
    let (response, original) = match done {
        Ok(done) => done,
        Err(refusal) => return refusal,
    };
    let resource = original.and_then(|id| world.messages.get(&id)).map(|message| message.json.clone());
    if let Some(act) = world.interactions.get_mut(&id) {
        act.response = response;
        act.answered.notify_one();
        act.original = original;
    }
    world.change();
    if ask.query("with_response") == Some("true") {
        let interaction = json!({ "id": id.to_string(), "type": act.kind as u8 });
        return Reply::ok(
            json!({ "interaction": interaction, "resource": { "type": kind, "message": resource } }),
        );
    }
    Reply::empty(204)
}

/// The response to note, and the message that `@original` stands for.
type Outcome = (Response, Option<u64>);
type Done = Result<Outcome, Reply>;

fn reply(world: &mut World, act: &Interaction, data: &Value, ask: &Ask) -> Done {
    if compose::is_empty(data) && ask.files.is_empty() {
        return Err(errors::empty_message());
    }
    let flags = data["flags"].as_u64().unwrap_or(0) & compose::SETTABLE;
    let id = speak(world, act, data, ask, flags);
    Ok((Response::Message, Some(id)))
}

fn defer(world: &mut World, act: &Interaction, data: &Value) -> Outcome {
    let flags = data["flags"].as_u64().unwrap_or(0);
    if flags & !EPHEMERAL != 0 {
        world.violation(format!("a deferred answer takes the ephemeral flag only, not {flags}"));
    }
    let nothing = Ask::silent();
    let id = speak(world, act, &Value::Null, &nothing, flags & EPHEMERAL | LOADING);
    (Response::Deferred, Some(id))
}

fn update(world: &mut World, act: &Interaction, data: &Value, ask: &Ask) -> Done {
    let Some(mut message) = act.source.and_then(|id| world.messages.get(&id)).cloned() else {
        return Err(errors::unknown_message());
    };
    amend(world, &mut message, data, &ask.files);
    if compose::is_empty(&message.json) {
        return Err(errors::empty_message());
    }
    stamp(world, &mut message);
    message.read = false;
    let id = message.id;
    world.store(message);
    Ok((Response::Update, Some(id)))
}

fn choices(data: &Value) -> Response {
    let list = data["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
    let pair =
        |choice: &Value| (choice["name"].as_str().unwrap_or_default().to_owned(), choice["value"].clone());
    Response::Choices(list.iter().map(pair).collect())
}

/// `POST /webhooks/{application}/{token}`
pub fn follow_up(world: &mut World, application: u64, token: &str, ask: &Ask) -> Reply {
    let act = match holder(world, application, token) {
        Ok(act) => act,
        Err(refusal) => return refusal,
    };
    if compose::is_empty(&ask.body) && ask.files.is_empty() {
        return errors::empty_message();
    }
    // The first follow-up after "is thinking" takes its place.
    let waiting = act.original.filter(|id| world.messages.get(id).is_some_and(is_loading));
    if let (Response::Deferred, Some(original)) = (&act.response, waiting) {
        return change(world, &act, original, ask);
    }
    let flags = ask.body["flags"].as_u64().unwrap_or(0) & compose::SETTABLE;
    let id = speak(world, &act, &ask.body, ask, flags);
    if let Some(act) = world.interactions.get_mut(&act.id) {
        act.followups.push(id);
    }
    world.change();
    Reply::ok(world.messages[&id].json.clone())
}

/// `GET /webhooks/{application}/{token}/messages/{which}`
pub fn get(world: &World, application: u64, token: &str, which: Which) -> Reply {
    match holder(world, application, token).and_then(|act| pick(world, &act, which)) {
        Ok(id) => Reply::ok(world.messages[&id].json.clone()),
        Err(refusal) => refusal,
    }
}

/// `PATCH /webhooks/{application}/{token}/messages/{which}`
pub fn edit(world: &mut World, application: u64, token: &str, which: Which, ask: &Ask) -> Reply {
    let found = holder(world, application, token)
        .and_then(|act| pick(world, &act, which).map(|message| (act, message)));
    match found {
        Ok((act, message)) => change(world, &act, message, ask),
        Err(refusal) => refusal,
    }
}

/// `DELETE /webhooks/{application}/{token}/messages/{which}`
pub fn delete(world: &mut World, application: u64, token: &str, which: Which) -> Reply {
    match holder(world, application, token).and_then(|act| pick(world, &act, which)) {
        Ok(id) => {
            world.remove_message(id);
            Reply::empty(204)
        }
        Err(refusal) => refusal,
    }
}

/// The interaction whose token this is, while the token works.
fn holder(world: &World, application: u64, token: &str) -> Result<Interaction, Reply> {
    let unknown = || Reply::error(404, 10015, "Unknown Webhook");
    let act = world.tokens.get(token).and_then(|id| world.interactions.get(id)).ok_or_else(unknown)?;
    if !act.token_lives(world.now_ms()) {
        return Err(Reply::error(401, 50027, "Invalid Webhook Token"));
    }
    // Before the first answer, and after three seconds without one, the token opens nothing.
    if act.response == Response::None || application != world.application {
        return Err(unknown());
    }
    Ok(act.clone())
}

fn pick(world: &World, act: &Interaction, which: Which) -> Result<u64, Reply> {
    let id = match which {
        Which::Original => act.original,
        Which::Id(id) => Some(id).filter(|id| act.followups.contains(id) || act.original == Some(*id)),
    };
    id.filter(|id| world.messages.contains_key(id)).ok_or_else(errors::unknown_message)
}

fn change(world: &mut World, act: &Interaction, id: u64, ask: &Ask) -> Reply {
    let Some(mut message) = world.messages.get(&id).cloned() else { return errors::unknown_message() };
    let filling = is_loading(&message);
    amend(world, &mut message, &ask.body, &ask.files);
    if compose::is_empty(&message.json) {
        return errors::empty_message();
    }
    if filling {
        let flags = message.json["flags"].as_u64().unwrap_or(0);
        message.json["flags"] = json!(flags & !LOADING);
    } else {
        stamp(world, &mut message);
    }
    message.read = false;
    let json = message.json.clone();
    world.store(message);
    if act.original == Some(id)
        && let Some(act) = world.interactions.get_mut(&act.id)
    {
        act.edits += 1;
    }
    world.change();
    Reply::ok(json)
}

/// Stores a new message that answers `act`.
fn speak(world: &mut World, act: &Interaction, body: &Value, ask: &Ask, flags: u64) -> u64 {
    let author = world.bot;
    let ephemeral_to = (flags & EPHEMERAL != 0).then_some(act.user);
    let draft = Draft { channel: act.channel, author, ephemeral_to, flags, body, files: &ask.files };
    let mut message = compose(world, &draft);
    dress(world, act, &mut message);
    let id = message.id;
    world.store(message);
    id
}

/// What a message says of the interaction it answers.
fn dress(world: &World, act: &Interaction, message: &mut Stored) {
    let json = &mut message.json;
    json["application_id"] = json!(world.application.to_string());
    json["webhook_id"] = json!(world.application.to_string());
    match (act.kind, act.source) {
        (Kind::Component, Some(source)) => {
            json["message_reference"] =
                json!({ "type": 0, "channel_id": act.channel.to_string(), "message_id": source.to_string() });
            json["type"] = json!(19);
        }
        (Kind::Command, _) => json["type"] = json!(20),
        _ => {}
    }
    json["interaction_metadata"] = metadata(world, act);
}

fn metadata(world: &World, act: &Interaction) -> Value {
    let guild = world.channels.get(&act.channel).and_then(|channel| channel.guild);
    let mut json = json!({
        "id": act.id.to_string(), "type": act.kind as u8, "user": world.user_json(act.user),
        "authorizing_integration_owners": { "0": guild.unwrap_or(0).to_string() },
    });
    if let Some(name) = &act.command {
        json["name"] = json!(name);
    }
    if let (Kind::Component, Some(source)) = (act.kind, act.source) {
        json["interacted_message_id"] = json!(source.to_string());
    }
    if let Some(trigger) = act.opened_by.and_then(|id| world.interactions.get(&id)) {
        json["triggering_interaction_metadata"] = metadata(world, trigger);
    }
    json
}
