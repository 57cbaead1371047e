//! Who asks for something, and what they may do.

use super::Services;
use crate::domain::community::Community;
use crate::domain::ids::{GuildId, MemberRef, RoleId, UserId};
use crate::store;

/// Somebody who acts in a community.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The community.
    pub guild: GuildId,
    /// Their keyed reference in it.
    pub member: MemberRef,
    /// Their Discord id: for the audit of staff acts, and nothing else.
    pub user: UserId,
    /// What they may do, as of this interaction.
    pub rights: Rights,
}

impl Caller {
    /// The caller as the store knows them.
    pub fn holder(&self) -> store::Caller {
        store::Caller { guild: self.guild, member: self.member }
    }
}

impl Services {
    /// `user` as somebody who acts in `guild`.
    pub fn caller(&self, guild: GuildId, user: UserId, rights: Rights) -> Caller {
        Caller { guild, member: self.member_ref(guild, user), user, rights }
    }
}

/// What somebody may do in a community, read from their interaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Discord's Manage Server.
    pub manage_server: bool,
    /// Discord's Manage Messages.
    pub manage_messages: bool,
    /// Their roles.
    pub roles: Vec<RoleId>,
}

impl Rights {
    /// Whether they may set the bot up.
    pub fn admin(&self) -> bool {
        self.manage_server
    }

    /// Whether they may do the moderators' acts.
    pub fn moderator(&self, community: &Community) -> bool {
        self.manage_server
            || self.manage_messages
            || community.moderator_role.is_some_and(|role| self.roles.contains(&role))
    }

    /// Whether they may do the leaders' acts.
    pub fn leader(&self, community: &Community) -> bool {
        self.manage_server || community.leader_role.is_some_and(|role| self.roles.contains(&role))
    }
}
