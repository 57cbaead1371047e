//! The world people live in: guilds, members, roles and channels come and go.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::StandIn;
use super::model::{Channel, Guild, Member, Overwrite, Role, User};
use super::permissions::EVERYONE;
use super::state::World;
use crate::domain::ids::{ChannelId, GuildId, RoleId, UserId};

impl StandIn {
    /// A new account.
    pub fn add_user(&self, name: &str) -> UserId {
        let id = self.shared.world().mint.before();
        self.add_user_with_id(name, UserId(id))
    }

    /// Adds a person whose id Discord will give out in some decades, or gave out long ago.
    pub fn add_user_with_id(&self, name: &str, UserId(id): UserId) -> UserId {
        let mut world = self.shared.world();
        let user =
            User { id, name: name.to_owned(), bot: false, locale: "en-US".to_owned(), takes_dms: true };
        world.users.insert(id, user);
        world.change();
        UserId(id)
    }

    /// Sets the language of a person's client, such as `de`.
    pub fn set_locale(&self, user: UserId, locale: &str) {
        if let Some(user) = self.shared.world().users.get_mut(&user.0) {
            locale.clone_into(&mut user.locale);
        }
    }

    /// So many more members, whom nobody sees: they only count.
    pub fn set_crowd(&self, guild: GuildId, crowd: u64) {
        if let Some(guild) = self.shared.world().guilds.get_mut(&guild.0) {
            guild.crowd = crowd;
        }
    }

    /// A guild with its owner, which the bot joins.
    pub fn add_guild(&self, name: &str, owner: UserId) -> GuildId {
        let bot_permissions = self.shared.options.bot_permissions;
        let mut world = self.shared.world();
        let (id, bot, now) = (world.mint.before(), world.bot, world.now_ms());
        let own = world.mint.before();
        let role = |id, name: &str, permissions, position, bot| Role {
            id,
            name: name.to_owned(),
            permissions,
            position,
            bot,
        };
        let member = |roles| Member { roles, joined_ms: now };
        let guild = Guild {
            id,
            name: name.to_owned(),
            owner: owner.0,
            roles: vec![
                role(id, "@everyone", EVERYONE, 0, None),
                role(own, "Chime", bot_permissions, 1, Some(bot)),
            ],
            channels: Vec::new(),
            members: BTreeMap::from([(owner.0, member(Vec::new())), (bot, member(vec![own]))]),
            crowd: 0,
            joined_ms: now,
        };
        world.guilds.insert(id, guild);
        let event = world.guild_create(id);
        world.dispatch("GUILD_CREATE", &event, Some(id));
        world.change();
        GuildId(id)
    }

    /// The bot is put out of the guild.
    pub fn remove_guild(&self, guild: GuildId) {
        self.shared.world().remove_guild(guild.0);
    }

    /// A person joins, or has these roles from now on.
    pub fn add_member(&self, guild: GuildId, user: UserId, roles: &[RoleId]) {
        let mut world = self.shared.world();
        let now = world.now_ms();
        let roles: Vec<u64> = roles.iter().map(|role| role.0).collect();
        world.in_guild(guild, |guild| {
            let joined_ms = guild.members.get(&user.0).map_or(now, |member| member.joined_ms);
            guild.members.insert(user.0, Member { roles, joined_ms });
        });
        world.tell_own_member(guild.0, user.0);
        world.change();
    }

    /// A person leaves.
    pub fn remove_member(&self, guild: GuildId, user: UserId) {
        let mut world = self.shared.world();
        world.in_guild(guild, |guild| {
            guild.members.remove(&user.0);
        });
        world.change();
    }

    /// A role above those there are.
    pub fn add_role(&self, guild: GuildId, name: &str, permissions: u64) -> RoleId {
        let mut world = self.shared.world();
        let id = world.mint.before();
        world.in_guild(guild, |guild| {
            let position = guild.roles.len() as u64;
            guild.roles.push(Role { id, name: name.to_owned(), permissions, position, bot: None });
        });
        world.tell_role("GUILD_ROLE_CREATE", guild.0, id);
        world.change();
        RoleId(id)
    }

    /// Changes a role's permissions; `@everyone`'s role has the guild's id.
    pub fn set_role_permissions(&self, guild: GuildId, role: RoleId, permissions: u64) {
        let mut world = self.shared.world();
        world.in_guild(guild, |guild| {
            for role in guild.roles.iter_mut().filter(|known| known.id == role.0) {
                role.permissions = permissions;
            }
        });
        world.tell_role("GUILD_ROLE_UPDATE", guild.0, role.0);
        world.change();
    }

    /// Deletes a role and takes it from everyone.
    pub fn delete_role(&self, guild: GuildId, role: RoleId) {
        let mut world = self.shared.world();
        world.in_guild(guild, |guild| {
            guild.roles.retain(|known| known.id != role.0);
            for member in guild.members.values_mut() {
                member.roles.retain(|held| *held != role.0);
            }
        });
        let event = json!({ "guild_id": guild.to_string(), "role_id": role.to_string() });
        world.dispatch("GUILD_ROLE_DELETE", &event, Some(guild.0));
        world.change();
    }

    /// The bot's own role in a guild.
    pub fn bot_role(&self, guild: GuildId) -> RoleId {
        let world = self.shared.world();
        let role = world.guilds.get(&guild.0).and_then(|guild| guild.role_of(world.bot));
        RoleId(role.unwrap_or_else(|| panic!("the bot is not in guild {guild}")).id)
    }

    /// A text channel.
    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        let mut world = self.shared.world();
        let id = world.mint.before();
        let mut position = 0;
        world.in_guild(guild, |guild| {
            position = guild.channels.len() as u64;
            guild.channels.push(id);
        });
        world.channels.insert(id, Channel::text(id, guild.0, name, position));
        world.tell_channel("CHANNEL_CREATE", id);
        world.change();
        ChannelId(id)
    }

    /// Deletes a channel with its messages.
    pub fn delete_channel(&self, channel: ChannelId) {
        let mut world = self.shared.world();
        world.tell_channel("CHANNEL_DELETE", channel.0);
        world.drop_channel(channel.0);
        world.change();
    }

    /// Sets the channel's overwrite for the bot itself.
    pub fn overwrite_bot(&self, channel: ChannelId, allow: u64, deny: u64) {
        self.overwrite(channel, Overwrite { id: self.shared.bot, member: true, allow, deny });
    }

    /// Sets the channel's overwrite for a role; `@everyone`'s role has the guild's id.
    pub fn overwrite_role(&self, channel: ChannelId, role: RoleId, allow: u64, deny: u64) {
        self.overwrite(channel, Overwrite { id: role.0, member: false, allow, deny });
    }

    fn overwrite(&self, channel: ChannelId, overwrite: Overwrite) {
        let mut world = self.shared.world();
        if let Some(channel) = world.channels.get_mut(&channel.0) {
            channel.overwrites.retain(|old| old.id != overwrite.id);
            channel.overwrites.push(overwrite);
        }
        world.tell_channel("CHANNEL_UPDATE", channel.0);
        world.change();
    }

    /// The person takes no direct messages from now on.
    pub fn close_dms(&self, user: UserId) {
        self.take_dms(user, false);
    }

    /// The person takes direct messages again.
    pub fn open_dms(&self, user: UserId) {
        self.take_dms(user, true);
    }

    fn take_dms(&self, user: UserId, takes: bool) {
        if let Some(user) = self.shared.world().users.get_mut(&user.0) {
            user.takes_dms = takes;
        }
    }
}

impl World {
    /// Takes the bot out of a guild, and the guild with its channels out of the bot's sight.
    pub fn remove_guild(&mut self, id: u64) {
        let Some(guild) = self.guilds.remove(&id) else { return };
        for channel in guild.channels {
            self.drop_channel(channel);
        }
        self.guild_commands.remove(&id);
        // Without `unavailable` it means "removed", with it "an outage".
        self.dispatch("GUILD_DELETE", &json!({ "id": id.to_string() }), Some(id));
        self.change();
    }

    fn in_guild(&mut self, id: GuildId, change: impl FnOnce(&mut Guild)) {
        let guild = self.guilds.get_mut(&id.0).unwrap_or_else(|| panic!("there is no guild {id}"));
        change(guild);
    }

    fn drop_channel(&mut self, id: u64) {
        let Some(channel) = self.channels.remove(&id) else { return };
        self.messages.retain(|_, message| message.channel != id);
        if let Some(guild) = channel.guild.and_then(|guild| self.guilds.get_mut(&guild)) {
            guild.channels.retain(|known| *known != id);
        }
    }

    fn tell_channel(&mut self, event: &str, id: u64) {
        let Some(channel) = self.channels.get(&id) else { return };
        let (json, guild) = (self.channel_json(channel), channel.guild);
        self.dispatch(event, &json, guild);
    }

    fn tell_role(&mut self, event: &str, guild: u64, role: u64) {
        let known =
            self.guilds.get(&guild).and_then(|guild| guild.roles.iter().find(|known| known.id == role));
        let Some(role) = known.map(Role::json) else { return };
        let event_data = json!({ "guild_id": guild.to_string(), "role": role });
        self.dispatch(event, &event_data, Some(guild));
    }

    /// Without the members intent, the bot hears of changes to its own membership only.
    fn tell_own_member(&mut self, guild: u64, user: u64) {
        if user != self.bot {
            return;
        }
        let Some((home, own)) = self.guilds.get(&guild).zip(self.users.get(&user)) else { return };
        let mut event: Value = home.member_json(own);
        event["guild_id"] = json!(guild.to_string());
        self.dispatch("GUILD_MEMBER_UPDATE", &event, Some(guild));
    }
}
