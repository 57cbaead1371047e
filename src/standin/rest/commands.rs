//! Registered slash commands.

use serde_json::{Value, json};

use super::reply::{Reply, errors};
use crate::standin::state::World;

pub fn list(world: &World, application: u64, guild: Option<u64>) -> Reply {
    if let Some(refusal) = refuse(world, application, guild) {
        return refusal;
    }
    let list = match guild {
        None => world.commands.clone(),
        Some(guild) => world.guild_commands.get(&guild).cloned().unwrap_or_default(),
    };
    Reply::ok(Value::Array(list))
}

/// Replaces all commands of a scope. A command that keeps its name keeps its id.
pub fn put(world: &mut World, application: u64, guild: Option<u64>, body: &Value) -> Reply {
    if let Some(refusal) = refuse(world, application, guild) {
        return refusal;
    }
    let Some(wanted) = body.as_array() else {
        return Reply::error(400, 50035, "Invalid Form Body");
    };
    let before = match guild {
        None => std::mem::take(&mut world.commands),
        Some(guild) => world.guild_commands.remove(&guild).unwrap_or_default(),
    };
    let mut after = Vec::with_capacity(wanted.len());
    for command in wanted {
        let same = before.iter().find(|old| old["name"] == command["name"] && kind(old) == kind(command));
        let id = same.map_or_else(|| json!(world.new_id().to_string()), |old| old["id"].clone());
        let mut stored = command.clone();
        stored["id"] = id;
        stored["type"] = json!(kind(command));
        stored["application_id"] = json!(application.to_string());
        stored["version"] = json!(world.new_id().to_string());
        if let Some(guild) = guild {
            stored["guild_id"] = json!(guild.to_string());
        }
        for (field, usual) in [
            ("description", json!("")),
            ("default_member_permissions", Value::Null),
            ("nsfw", json!(false)),
            ("options", json!([])),
        ] {
            if stored.get(field).is_none() {
                stored[field] = usual;
            }
        }
        after.push(stored);
    }
    match guild {
        None => world.commands.clone_from(&after),
        Some(guild) => {
            world.guild_commands.insert(guild, after.clone());
        }
    }
    world.change();
    Reply::ok(Value::Array(after))
}

fn kind(command: &Value) -> u64 {
    command["type"].as_u64().unwrap_or(1)
}

fn refuse(world: &World, application: u64, guild: Option<u64>) -> Option<Reply> {
    if application != world.application {
        return Some(Reply::error(403, 20012, "You are not authorized to perform this action"));
    }
    guild.filter(|guild| !world.guilds.contains_key(guild)).map(|_| errors::missing_access())
}
