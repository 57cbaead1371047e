//! Guilds, channels, roles, members, and opening direct messages.

use serde_json::{Value, json};

use super::Ask;
use super::reply::{Reply, errors};
use crate::standin::model::{Guild, Role};
use crate::standin::permissions::VIEW_CHANNEL;
use crate::standin::state::World;

pub fn mine(world: &World) -> Reply {
    let list = world.guilds.values().map(|guild| {
        json!({
            "id": guild.id.to_string(), "name": guild.name, "icon": null, "banner": null,
            "owner": false, "features": [],
            "permissions": crate::standin::permissions::in_guild(guild, world.bot).to_string(),
        })
    });
    Reply::ok(Value::Array(list.collect()))
}

pub fn leave(world: &mut World, guild: u64) -> Reply {
    if world.guilds.contains_key(&guild) {
        world.remove_guild(guild);
        Reply::empty(204)
    } else {
        errors::unknown_guild()
    }
}

/// `POST /users/@me/channels`. A closed inbox shows only when something is sent there.
pub fn open_direct(world: &mut World, body: &Value) -> Reply {
    let id = &body["recipient_id"];
    let id = id.as_str().and_then(|text| text.parse().ok()).or(id.as_u64()).unwrap_or(0);
    match world.users.get(&id) {
        Some(user) if !user.bot => {}
        _ => return Reply::error(400, 50033, "Invalid Recipient(s)"),
    }
    let channel = world.direct(id);
    Reply::ok(world.channel_json(&world.channels[&channel]))
}

pub fn application(world: &World) -> Reply {
    Reply::ok(json!({
        "id": world.application.to_string(), "name": "Chime", "icon": null, "description": "",
        "bot": world.user_json(world.bot), "bot_public": true, "bot_require_code_grant": false,
        "verify_key": "0".repeat(64), "owner": world.user_json(world.bot), "team": null, "summary": "",
        "flags": 0, "approximate_guild_count": world.guilds.len(), "integration_types_config": {},
    }))
}

/// `GET /guilds/{id}`: how many members there are is told only to who asks for it.
pub fn guild(world: &World, id: u64, ask: &Ask) -> Reply {
    let counted = match ask.query("with_counts") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Reply::error(400, 50035, "Invalid Form Body"),
    };
    with(world, id, |guild| {
        let mut json = guild.json(world.bot);
        if counted {
            let members = guild.members.len() as u64 + guild.crowd;
            json["approximate_member_count"] = json!(members);
            json["approximate_presence_count"] = json!(members / 2);
        }
        Reply::ok(json)
    })
}

pub fn channels(world: &World, id: u64) -> Reply {
    with(world, id, |guild| {
        let known = guild.channels.iter().filter_map(|channel| world.channels.get(channel));
        Reply::ok(Value::Array(known.map(|channel| world.channel_json(channel)).collect()))
    })
}

pub fn roles(world: &World, id: u64) -> Reply {
    with(world, id, |guild| Reply::ok(Value::Array(guild.roles.iter().map(Role::json).collect())))
}

pub fn member(world: &World, id: u64, user: u64) -> Reply {
    with(world, id, |guild| match (world.users.get(&user), guild.members.contains_key(&user)) {
        (Some(user), true) => Reply::ok(guild.member_json(user)),
        (Some(_), false) => Reply::error(404, 10007, "Unknown Member"),
        (None, _) => errors::unknown_user(),
    })
}

/// `GET /channels/{id}`: like everything in a channel, it needs the channel to be visible.
pub fn channel(world: &World, id: u64) -> Reply {
    let Some(channel) = world.channels.get(&id) else { return errors::unknown_channel() };
    if world.rights(channel, world.bot) & VIEW_CHANNEL == 0 {
        return errors::missing_access();
    }
    Reply::ok(world.channel_json(channel))
}

fn with(world: &World, id: u64, then: impl FnOnce(&Guild) -> Reply) -> Reply {
    world.guilds.get(&id).map_or_else(errors::unknown_guild, then)
}
