//! Typing slash commands and choosing in menus, with what a real client checks first.

use serde_json::{Map, Value, json};

use super::acts::{Act, Deed};
use super::interaction::Kind;
use super::model::Channel;
use super::permissions::{USE_APPLICATION_COMMANDS, in_channel};
use super::state::World;
use super::{StandIn, permissions};
use crate::domain::ids::{ChannelId, UserId};

impl StandIn {
    /// A person sends a slash command. `command` may name subcommands (`"setup show"`), or
    /// `options` may nest them (`{"show": {}}`).
    pub fn slash(&self, user: UserId, channel: ChannelId, command: &str, options: Value) -> Act {
        self.try_slash(user, channel, command, options).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `slash`, or why the command cannot be sent.
    pub fn try_slash(
        &self,
        user: UserId,
        channel: ChannelId,
        command: &str,
        options: Value,
    ) -> Result<Act, String> {
        self.shared.world().command(user.0, channel.0, command, options, None)
    }

    /// A person is typing the option `focused` of a command; its value so far stands in `options`.
    pub fn autocomplete(
        &self,
        user: UserId,
        channel: ChannelId,
        command: &str,
        options: Value,
        focused: &str,
    ) -> Act {
        self.try_autocomplete(user, channel, command, options, focused).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `autocomplete`, or why there is nothing to complete.
    pub fn try_autocomplete(
        &self,
        user: UserId,
        channel: ChannelId,
        command: &str,
        options: Value,
        focused: &str,
    ) -> Result<Act, String> {
        self.shared.world().command(user.0, channel.0, command, options, Some(focused))
    }

    /// The commands `user` is offered in `channel`, by name.
    pub fn offered(&self, user: UserId, channel: ChannelId) -> Vec<Value> {
        let world = self.shared.world();
        let Ok(channel) = world.seen_channel(user.0, channel.0) else { return Vec::new() };
        world
            .known_commands(channel)
            .filter(|command| world.offers(user.0, channel, command))
            .cloned()
            .collect()
    }
}

impl World {
    fn command(
        &mut self,
        user: u64,
        channel: u64,
        line: &str,
        options: Value,
        focused: Option<&str>,
    ) -> Result<Act, String> {
        let room = self.seen_channel(user, channel)?;
        let mut words = line.trim_start_matches('/').split_whitespace();
        let name = words.next().ok_or("no command was named")?;
        let command = self
            .known_commands(room)
            .find(|command| command["name"] == name)
            .ok_or_else(|| format!("the command /{name} is not registered"))?;
        if !self.offers(user, room, command) {
            return Err(format!("/{name} is not offered to {user} in channel {channel}"));
        }
        let nested = words.rev().fold(options, |inner, word| json!({ word: inner }));
        let mut resolved = Resolved::default();
        let typing = Typing { world: self, user, room, focused };
        let options = typing.options(&command["options"], &nested, &mut resolved)?;
        let kind = if focused.is_some() { Kind::Autocomplete } else { Kind::Command };
        let mut data = json!({ "id": command["id"], "name": name, "type": 1, "options": options });
        if let Some(guild) = command.get("guild_id") {
            data["guild_id"] = guild.clone();
        }
        if !resolved.0.is_empty() {
            data["resolved"] = Value::Object(resolved.0);
        }
        let mark = if focused.is_some() { "type" } else { "slash" };
        let deed = Deed::new(kind, format!("{mark} /{line}")).by_command(name);
        Ok(self.act(user, channel, deed, &data))
    }

    fn known_commands<'a>(&'a self, channel: &Channel) -> impl Iterator<Item = &'a Value> + use<'a> {
        let own = channel.guild.and_then(|guild| self.guild_commands.get(&guild));
        own.into_iter().flatten().chain(&self.commands)
    }

    /// Whether a client would list the command for this person here.
    fn offers(&self, user: u64, channel: &Channel, command: &Value) -> bool {
        let context = u8::from(channel.guild.is_none());
        if let Some(contexts) = command["contexts"].as_array()
            && !contexts.iter().any(|known| *known == context)
        {
            return false;
        }
        if channel.guild.is_none() && command["dm_permission"] == false {
            return false;
        }
        let Some(guild) = channel.guild.and_then(|guild| self.guilds.get(&guild)) else { return true };
        let rights = in_channel(guild, channel, user);
        let needed = command["default_member_permissions"].as_str().and_then(|bits| bits.parse::<u64>().ok());
        let allowed = match needed {
            None => true,
            Some(0) => rights == permissions::ALL,
            Some(bits) => rights & bits == bits,
        };
        allowed && rights & USE_APPLICATION_COMMANDS != 0
    }

    /// Checks a choice in a menu and resolves the ids in it.
    pub fn choose(&self, user: u64, channel: u64, menu: &Value, values: &[&str]) -> Result<Value, String> {
        let kind = menu["type"].as_u64().unwrap_or(0);
        let (least, most) =
            (menu["min_values"].as_u64().unwrap_or(1), menu["max_values"].as_u64().unwrap_or(1));
        if !(least..=most).contains(&(values.len() as u64)) {
            return Err(format!("{least} to {most} values can be chosen, not {}", values.len()));
        }
        let room = self.seen_channel(user, channel)?;
        let mut resolved = Resolved::default();
        for value in values {
            if kind == 3 {
                let options = menu["options"].as_array().map(Vec::as_slice).unwrap_or_default();
                if !options.iter().any(|option| option["value"] == *value) {
                    return Err(format!("the menu does not offer {value:?}"));
                }
                continue;
            }
            let as_option = match kind {
                5 => 6,
                6 => 8,
                7 => 9,
                8 => 7,
                _ => return Err("this control is no menu".to_owned()),
            };
            resolved.add(self, user, room, as_option, value)?;
            let types = menu["channel_types"].as_array().filter(|types| !types.is_empty());
            if kind == 8 && types.is_some_and(|types| !types.iter().any(|kind| *kind == 0)) {
                return Err(format!("the menu does not list text channels such as {value}"));
            }
        }
        Ok(Value::Object(resolved.0))
    }
}

/// One person in the middle of typing.
struct Typing<'a> {
    world: &'a World,
    user: u64,
    room: &'a Channel,
    focused: Option<&'a str>,
}

impl Typing<'_> {
    /// Turns `{"zone": "Europe/London"}` into Discord's options, checked as a client does.
    fn options(&self, known: &Value, given: &Value, resolved: &mut Resolved) -> Result<Vec<Value>, String> {
        let known = known.as_array().map(Vec::as_slice).unwrap_or_default();
        let nothing = Map::new();
        let given = given.as_object().unwrap_or(&nothing);
        let mut built = Vec::new();
        for (name, value) in given {
            let option = known
                .iter()
                .find(|option| option["name"] == name.as_str())
                .ok_or_else(|| format!("the command has no option {name:?}"))?;
            let kind = option["type"].as_u64().unwrap_or(0);
            built.push(if matches!(kind, 1 | 2) {
                let inner = self.options(&option["options"], value, resolved)?;
                json!({ "name": name, "type": kind, "options": inner })
            } else if self.focused == Some(name.as_str()) {
                if option["autocomplete"] != true {
                    return Err(format!("the option {name:?} is not completed while typing"));
                }
                json!({ "name": name, "type": kind, "value": value, "focused": true })
            } else {
                check(option, value)?;
                if let (6..=9 | 11, Some(id)) = (kind, value.as_str()) {
                    resolved.add(self.world, self.user, self.room, kind, id)?;
                }
                json!({ "name": name, "type": kind, "value": value })
            });
        }
        let nested = known.iter().any(|option| matches!(option["type"].as_u64(), Some(1 | 2)));
        if nested && built.len() != 1 {
            return Err("one subcommand must be chosen".to_owned());
        }
        let missing = known.iter().find(|option| {
            option["required"] == true
                && !option["name"].as_str().is_some_and(|name| given.contains_key(name))
        });
        match missing {
            Some(option) if self.focused.is_none() => {
                Err(format!("the required option {} is missing", option["name"]))
            }
            _ => Ok(built),
        }
    }
}

/// Checks a finished option's value by its definition.
fn check(option: &Value, value: &Value) -> Result<(), String> {
    let name = &option["name"];
    let fits = match option["type"].as_u64() {
        Some(3 | 6..=9 | 11) => value.is_string(),
        Some(4) => value.is_i64() || value.is_u64(),
        Some(5) => value.is_boolean(),
        Some(10) => value.is_number(),
        _ => false,
    };
    if !fits {
        return Err(format!("the option {name} does not take {value}"));
    }
    let choices = option["choices"].as_array().filter(|choices| !choices.is_empty());
    if choices.is_some_and(|choices| !choices.iter().any(|choice| choice["value"] == *value)) {
        return Err(format!("the option {name} does not offer {value}"));
    }
    let size = match value {
        Value::String(text) => u32::try_from(text.chars().count()).ok().map(f64::from),
        value => value.as_f64(),
    };
    let (least, most) =
        if value.is_string() { ("min_length", "max_length") } else { ("min_value", "max_value") };
    let (least, most) = (option[least].as_f64(), option[most].as_f64());
    let outside = size
        .is_some_and(|size| least.is_some_and(|least| size < least) || most.is_some_and(|most| size > most));
    if outside { Err(format!("the option {name} is out of range: {value}")) } else { Ok(()) }
}

/// The `resolved` part of an interaction.
#[derive(Default)]
struct Resolved(Map<String, Value>);

impl Resolved {
    /// Looks an id up by option type: 6 user, 7 channel, 8 role, 9 user or role, 11 file.
    fn add(&mut self, world: &World, user: u64, room: &Channel, kind: u64, id: &str) -> Result<(), String> {
        let unknown = || format!("nothing to choose has the id {id}");
        let number: u64 = id.parse().map_err(|_| unknown())?;
        let guild = room.guild.and_then(|guild| world.guilds.get(&guild));
        let role = guild.and_then(|guild| guild.roles.iter().find(|role| role.id == number));
        match (kind, world.users.get(&number), role) {
            (7, ..) => {
                let channel = world.channels.get(&number).filter(|channel| channel.guild == room.guild);
                let channel = channel.ok_or_else(unknown)?;
                let rights = world.rights(channel, user);
                if rights & permissions::VIEW_CHANNEL == 0 {
                    return Err(unknown());
                }
                self.put("channels", id, channel.partial_json(rights));
            }
            (6 | 9, Some(person), _) => {
                self.put("users", id, person.json());
                if let Some(guild) = guild.filter(|guild| guild.members.contains_key(&number)) {
                    let mut member = world.acting_member(guild, room, number);
                    if let Some(member) = member.as_object_mut() {
                        // A resolved member comes without these, as at Discord.
                        for gone in ["user", "deaf", "mute"] {
                            member.remove(gone);
                        }
                    }
                    self.put("members", id, member);
                }
            }
            (11, ..) => {
                let file = world.uploads.get(&number).ok_or_else(unknown)?;
                let url = format!("{}/attachments/{id}/{}", world.cdn, file.name);
                let attachment = json!({
                    "id": id, "filename": file.name, "size": file.bytes.len(), "url": url, "proxy_url": url,
                    "content_type": null, "ephemeral": true,
                });
                self.put("attachments", id, attachment);
            }
            (8 | 9, _, Some(role)) => self.put("roles", id, role.json()),
            _ => return Err(unknown()),
        }
        Ok(())
    }

    fn put(&mut self, list: &str, id: &str, value: Value) {
        self.0.entry(list).or_insert_with(|| json!({}))[id] = value;
    }
}
