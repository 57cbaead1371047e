//! The things Discord knows, and their JSON.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::permissions;

/// Message flag: only one person sees it.
pub const EPHEMERAL: u64 = 1 << 6;
/// Message flag: a deferred reply that has no content yet.
pub const LOADING: u64 = 1 << 7;

/// An account.
#[derive(Clone, Debug)]
pub struct User {
    pub id: u64,
    pub name: String,
    pub bot: bool,
    pub locale: String,
    pub takes_dms: bool,
}

/// A role; `@everyone` has its guild's id.
#[derive(Clone, Debug)]
pub struct Role {
    pub id: u64,
    pub name: String,
    pub permissions: u64,
    pub position: u64,
    /// The bot whose managed role it is.
    pub bot: Option<u64>,
}

/// What a channel changes in the rights of a role or member.
#[derive(Clone, Copy, Debug)]
pub struct Overwrite {
    pub id: u64,
    pub member: bool,
    pub allow: u64,
    pub deny: u64,
}

/// A text channel, or the direct messages with one person.
#[derive(Clone, Debug)]
pub struct Channel {
    pub id: u64,
    pub guild: Option<u64>,
    pub name: String,
    pub position: u64,
    pub overwrites: Vec<Overwrite>,
    pub recipient: Option<u64>,
    pub messages: BTreeSet<u64>,
}

/// A person's place in a guild.
#[derive(Clone, Debug)]
pub struct Member {
    pub roles: Vec<u64>,
    pub joined_ms: i64,
}

/// A guild.
#[derive(Clone, Debug)]
pub struct Guild {
    pub id: u64,
    pub name: String,
    pub owner: u64,
    pub roles: Vec<Role>,
    pub channels: Vec<u64>,
    pub members: BTreeMap<u64, Member>,
    /// Members who are never seen, only counted.
    pub crowd: u64,
    pub joined_ms: i64,
}

/// A message and what the stand-in knows about it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: u64,
    pub channel: u64,
    pub author: u64,
    pub ephemeral_to: Option<u64>,
    pub json: Value,
    /// Whether a test has looked at it since it last changed for the person.
    pub read: bool,
    pub files: Vec<File>,
}

/// An uploaded file.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A moment as Discord writes it.
pub fn moment(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX).to_string()
}

impl User {
    pub fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "username": self.name, "global_name": self.name,
            "discriminator": "0", "avatar": null, "bot": self.bot, "system": false,
            "public_flags": 0, "flags": 0, "banner": null, "accent_color": null,
            "avatar_decoration_data": null, "collectibles": null, "primary_guild": null,
        })
    }
}

impl Role {
    pub fn json(&self) -> Value {
        let mut json = json!({
            "id": self.id.to_string(), "name": self.name, "permissions": self.permissions.to_string(),
            "position": self.position, "color": 0,
            "colors": { "primary_color": 0, "secondary_color": null, "tertiary_color": null },
            "hoist": false, "managed": self.bot.is_some(), "mentionable": false,
            "icon": null, "unicode_emoji": null, "flags": 0,
        });
        if let Some(bot) = self.bot {
            json["tags"] = json!({ "bot_id": bot.to_string() });
        }
        json
    }
}

impl Channel {
    /// A new, empty text channel.
    pub fn text(id: u64, guild: u64, name: &str, position: u64) -> Self {
        Self {
            id,
            guild: Some(guild),
            name: name.to_owned(),
            position,
            overwrites: Vec::new(),
            recipient: None,
            messages: BTreeSet::new(),
        }
    }

    /// The direct messages with `user`.
    pub fn direct(id: u64, user: u64) -> Self {
        Self { guild: None, recipient: Some(user), ..Self::text(id, 0, "", 0) }
    }

    /// The channel object of REST and gateway; a direct one needs its recipient.
    pub fn json(&self, recipient: Option<&User>) -> Value {
        let last = self.messages.last().map(u64::to_string);
        if let Some(user) = recipient {
            return json!({
                "id": self.id.to_string(), "type": 1, "last_message_id": last, "flags": 0,
                "recipients": [user.json()],
            });
        }
        json!({
            "id": self.id.to_string(), "type": 0, "guild_id": self.guild.map(|id| id.to_string()),
            "name": self.name, "position": self.position, "topic": null, "nsfw": false, "flags": 0,
            "last_message_id": last, "rate_limit_per_user": 0, "parent_id": null,
            "permission_overwrites": self.overwrites.iter().map(Overwrite::json).collect::<Vec<_>>(),
        })
    }

    /// The short form inside interactions, with the rights of the person who acts.
    pub fn partial_json(&self, invoker_permissions: u64) -> Value {
        let mut json = json!({
            "id": self.id.to_string(), "type": u8::from(self.guild.is_none()), "flags": 0,
            "last_message_id": self.messages.last().map(u64::to_string),
        });
        if let Some(guild) = self.guild {
            json["guild_id"] = json!(guild.to_string());
            json["name"] = json!(self.name);
            json["position"] = json!(self.position);
            json["parent_id"] = Value::Null;
            json["topic"] = Value::Null;
            json["nsfw"] = json!(false);
            json["rate_limit_per_user"] = json!(0);
            json["permissions"] = json!(invoker_permissions.to_string());
        }
        json
    }
}

impl Overwrite {
    fn json(&self) -> Value {
        json!({
            "id": self.id.to_string(), "type": u8::from(self.member),
            "allow": self.allow.to_string(), "deny": self.deny.to_string(),
        })
    }
}

impl Guild {
    /// The guild object of `GET /guilds/{id}`.
    pub fn json(&self, bot: u64) -> Value {
        let mut json = json!({
            "id": self.id.to_string(), "name": self.name, "owner_id": self.owner.to_string(),
            "afk_timeout": 300, "widget_enabled": false, "verification_level": 0,
            "default_message_notifications": 1, "explicit_content_filter": 0,
            "roles": self.roles.iter().map(Role::json).collect::<Vec<_>>(),
            "emojis": [], "stickers": [], "features": ["COMMUNITY"], "mfa_level": 0,
            "system_channel_flags": 0, "max_members": 500_000, "premium_tier": 0,
            "premium_subscription_count": 0, "preferred_locale": "en-US", "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "nsfw_level": 0, "nsfw": false, "region": "deprecated",
            "premium_progress_bar_enabled": false,
            "permissions": permissions::in_guild(self, bot).to_string(),
        });
        for nothing in [
            "icon",
            "icon_hash",
            "splash",
            "discovery_splash",
            "afk_channel_id",
            "widget_channel_id",
            "application_id",
            "system_channel_id",
            "rules_channel_id",
            "public_updates_channel_id",
            "max_presences",
            "vanity_url_code",
            "description",
            "banner",
            "hub_type",
            "safety_alerts_channel_id",
            "incidents_data",
        ] {
            json[nothing] = Value::Null;
        }
        json
    }

    /// What a member object says of `user` here, without rights.
    pub fn member_json(&self, user: &User) -> Value {
        let member = self.members.get(&user.id);
        let roles = member.map(|member| member.roles.as_slice()).unwrap_or_default();
        json!({
            "user": user.json(), "nick": null, "avatar": null, "banner": null, "bio": "",
            "roles": roles.iter().map(u64::to_string).collect::<Vec<_>>(),
            "joined_at": moment(member.map_or(self.joined_ms, |member| member.joined_ms)),
            "premium_since": null, "deaf": false, "mute": false, "flags": 0, "pending": false,
            "communication_disabled_until": null, "unusual_dm_activity_until": null,
            "avatar_decoration_data": null, "collectibles": null,
        })
    }

    /// The role of `bot` here.
    pub fn role_of(&self, bot: u64) -> Option<&Role> {
        self.roles.iter().find(|role| role.bot == Some(bot))
    }
}
