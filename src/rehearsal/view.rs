//! The community as one person sees it, as JSON for the page.

use serde_json::{Value, json};

use super::{Rehearsal, Setting};
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::standin::{Message, StandIn};

/// Discord's Administrator bit, with which everything is allowed.
const ADMINISTRATOR: u64 = 1 << 3;

/// Discord's View Channel.
const VIEW_CHANNEL: u64 = 1 << 10;

/// Whether a person sees a channel at all.
pub(super) fn sees(standin: &StandIn, user: UserId, channel: ChannelId) -> bool {
    standin.permissions(user, channel) & VIEW_CHANNEL != 0
}

/// Everything around the messages: people, communities, channels, commands.
pub(super) async fn world(rehearsal: &Rehearsal, user: UserId) -> Value {
    let standin = &rehearsal.standin;
    let mut guilds = Vec::new();
    for guild in standin.guilds() {
        let setting = rehearsal.host.setting(guild.id).await;
        guilds.push(community(standin, guild.id, &guild.name, guild.owner, &setting, user));
    }
    let bot = standin.bot_user();
    let home = rehearsal.home;
    json!({
        "now_ms": standin.clock().now().as_millisecond(),
        "home": home.to_string(),
        "bot": { "id": bot.to_string(), "name": bot_name(standin, home, bot) },
        "people": rehearsal.people.iter().map(|person| json!({
            "id": person.user.to_string(), "name": person.name, "role": person.role_label,
        })).collect::<Vec<_>>(),
        "guilds": guilds,
        "commands": standin.commands(),
        "dm_last": last_id(&standin.dm(user)),
    })
}

/// Messages as JSON, each with whether only this person sees it.
pub(super) fn messages(list: &[Message]) -> Vec<Value> {
    list.iter()
        .map(|message| {
            let mut json = message.json.clone();
            if let Some(object) = json.as_object_mut() {
                object.insert("ephemeral".to_owned(), message.ephemeral_to.is_some().into());
            }
            json
        })
        .collect()
}

fn community(
    standin: &StandIn,
    guild: GuildId,
    name: &str,
    owner: UserId,
    setting: &Setting,
    user: UserId,
) -> Value {
    let roles = standin.roles(guild);
    let bits = |held: &[crate::domain::ids::RoleId]| {
        let counts = |id: u64| id == guild.0 || held.iter().any(|role| role.0 == id);
        roles.iter().filter(|role| counts(role.id.0)).fold(0, |bits, role| bits | role.permissions)
    };
    let members = standin.members(guild).into_iter().filter(|member| !member.bot).map(|member| {
        let permissions = if member.id == owner { ADMINISTRATOR } else { bits(&member.roles) };
        json!({ "id": member.id.to_string(), "name": member.name, "permissions": permissions.to_string() })
    });
    let seen = standin.channels(guild).into_iter().filter(|channel| sees(standin, user, channel.id));
    let channels = seen.map(|channel| {
        let last = last_id(&standin.messages(channel.id, Some(user)));
        json!({ "id": channel.id.to_string(), "name": channel.name, "type": 0, "last": last })
    });
    json!({
        "id": guild.to_string(),
        "name": name,
        "zone": setting.zone.iana_name().unwrap_or("UTC"),
        "on": setting.on,
        "card_time": setting.card_time.strftime("%H:%M").to_string(),
        "members": members.collect::<Vec<_>>(),
        "roles": roles.iter().filter(|role| role.id.0 != guild.0)
            .map(|role| json!({ "id": role.id.to_string(), "name": role.name })).collect::<Vec<_>>(),
        "channels": channels.collect::<Vec<_>>(),
    })
}

fn bot_name(standin: &StandIn, home: GuildId, bot: UserId) -> String {
    let found = standin.members(home).into_iter().find(|member| member.id == bot);
    found.map_or_else(|| "chimebot".to_owned(), |member| member.name)
}

fn last_id(list: &[Message]) -> Option<String> {
    list.last().map(|message| message.id.to_string())
}
