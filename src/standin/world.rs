//! The world people live in: guilds, members, roles and channels come and go.

use super::StandIn;
use crate::domain::ids::{ChannelId, GuildId, RoleId, UserId};

impl StandIn {
    /// A new account.
    pub fn add_user(&self, name: &str) -> UserId {
        unimplemented!("{name}")
    }

    /// Sets the language of a person's client, such as `de`.
    pub fn set_locale(&self, user: UserId, locale: &str) {
        unimplemented!("{user} {locale}")
    }

    /// A guild with its owner, which the bot joins.
    pub fn add_guild(&self, name: &str, owner: UserId) -> GuildId {
        unimplemented!("{name} {owner}")
    }

    /// The bot is put out of the guild.
    pub fn remove_guild(&self, guild: GuildId) {
        unimplemented!("{guild}")
    }

    /// A person joins, or has these roles from now on.
    pub fn add_member(&self, guild: GuildId, user: UserId, roles: &[RoleId]) {
        unimplemented!("{guild} {user} {roles:?}")
    }

    /// A person leaves.
    pub fn remove_member(&self, guild: GuildId, user: UserId) {
        unimplemented!("{guild} {user}")
    }

    /// A role above those there are.
    pub fn add_role(&self, guild: GuildId, name: &str, permissions: u64) -> RoleId {
        unimplemented!("{guild} {name} {permissions}")
    }

    /// Changes a role's permissions; `@everyone`'s role has the guild's id.
    pub fn set_role_permissions(&self, guild: GuildId, role: RoleId, permissions: u64) {
        unimplemented!("{guild} {role} {permissions}")
    }

    /// Deletes a role and takes it from everyone.
    pub fn delete_role(&self, guild: GuildId, role: RoleId) {
        unimplemented!("{guild} {role}")
    }

    /// The bot's own role in a guild.
    pub fn bot_role(&self, guild: GuildId) -> RoleId {
        unimplemented!("{guild}")
    }

    /// A text channel.
    pub fn add_channel(&self, guild: GuildId, name: &str) -> ChannelId {
        unimplemented!("{guild} {name}")
    }

    /// Deletes a channel with its messages.
    pub fn delete_channel(&self, channel: ChannelId) {
        unimplemented!("{channel}")
    }

    /// Sets the channel's overwrite for the bot itself.
    pub fn overwrite_bot(&self, channel: ChannelId, allow: u64, deny: u64) {
        unimplemented!("{channel} {allow} {deny}")
    }

    /// Sets the channel's overwrite for a role.
    pub fn overwrite_role(&self, channel: ChannelId, role: RoleId, allow: u64, deny: u64) {
        unimplemented!("{channel} {role} {allow} {deny}")
    }

    /// The person takes no direct messages from now on.
    pub fn close_dms(&self, user: UserId) {
        unimplemented!("{user}")
    }

    /// The person takes direct messages again.
    pub fn open_dms(&self, user: UserId) {
        unimplemented!("{user}")
    }
}
