//! What people see, and what the server counted.

use serde_json::Value;
use tokio::sync::watch;

use super::interaction::Response;
use super::model::Guild;
use super::{Act, Message, StandIn};
use crate::domain::ids::{ChannelId, GuildId, MessageId, RoleId, UserId};

/// The first response to an interaction, as the person meets it.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A reply of its own.
    Message(Message),
    /// "Is thinking": a reply that is still to be filled in.
    Deferred(Message),
    /// The message the control sits on was changed.
    Update(Message),
    /// Taken note of; nothing to see yet.
    DeferredUpdate,
    /// A form opened.
    Modal(Value),
    /// Suggestions while typing: `(name, value)`.
    Choices(Vec<(String, Value)>),
    /// "This interaction failed": three seconds passed without an answer.
    Failed,
}

/// A guild in the list of guilds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuildInfo {
    /// Its id.
    pub id: GuildId,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: UserId,
}

/// A channel in the list of channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelInfo {
    /// Its id.
    pub id: ChannelId,
    /// Its name.
    pub name: String,
}

/// A member in the list of members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberInfo {
    /// The account.
    pub id: UserId,
    /// The account's name.
    pub name: String,
    /// The member's roles, without `@everyone`.
    pub roles: Vec<RoleId>,
    /// Whether it is a bot.
    pub bot: bool,
}

/// A role in the list of roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleInfo {
    /// Its id; that of `@everyone` is the guild's.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// Its permission bits.
    pub permissions: u64,
}

impl StandIn {
    /// Follow-up messages to this act, in order. Marks them read.
    pub fn followups(&self, act: &Act) -> Vec<Message> {
        let mut world = self.shared.world();
        let ids = world.interactions.get(&act.id).map(|act| act.followups.clone()).unwrap_or_default();
        ids.into_iter().filter_map(|id| world.look(id)).collect()
    }

    /// The channel's messages in order: public ones, and those only `as_user` sees. Marks them read.
    pub fn messages(&self, channel: ChannelId, as_user: Option<UserId>) -> Vec<Message> {
        let mut world = self.shared.world();
        let chosen = world.messages.values_mut().filter(|message| {
            message.channel == channel.0
                && message.ephemeral_to.is_none_or(|only| as_user.is_some_and(|user| user.0 == only))
        });
        chosen
            .map(|message| {
                message.read = true;
                message.shown()
            })
            .collect()
    }

    /// The messages between the bot and one person.
    pub fn dm(&self, user: UserId) -> Vec<Message> {
        self.messages(self.dm_channel(user), Some(user))
    }

    /// The channel in which `user` and the bot talk, opened if need be.
    pub fn dm_channel(&self, user: UserId) -> ChannelId {
        ChannelId(self.shared.world().direct(user.0))
    }

    /// One message by id, ephemeral ones too. Marks it read.
    pub fn message(&self, id: MessageId) -> Option<Message> {
        self.shared.world().look(id.0)
    }

    /// The registered commands: global ones, then those of guilds.
    pub fn commands(&self) -> Value {
        let world = self.shared.world();
        world.commands.iter().chain(world.guild_commands.values().flatten()).cloned().collect()
    }

    /// The form this act was answered with.
    pub fn modal(&self, act: &Act) -> Option<Value> {
        let mut world = self.shared.world();
        let act = world.interactions.get_mut(&act.id)?;
        match &act.response {
            Response::Modal(form) => {
                act.read = true;
                Some(form.clone())
            }
            _ => None,
        }
    }

    /// Every guild the bot is in.
    pub fn guilds(&self) -> Vec<GuildInfo> {
        let world = self.shared.world();
        let info = |guild: &Guild| GuildInfo {
            id: GuildId(guild.id),
            name: guild.name.clone(),
            owner: UserId(guild.owner),
        };
        world.guilds.values().map(info).collect()
    }

    /// The text channels of a guild.
    pub fn channels(&self, guild: GuildId) -> Vec<ChannelInfo> {
        let world = self.shared.world();
        let known = world.guilds.get(&guild.0).map(|guild| guild.channels.as_slice()).unwrap_or_default();
        let known = known.iter().filter_map(|id| world.channels.get(id));
        known.map(|channel| ChannelInfo { id: ChannelId(channel.id), name: channel.name.clone() }).collect()
    }

    /// The members of a guild.
    pub fn members(&self, guild: GuildId) -> Vec<MemberInfo> {
        let world = self.shared.world();
        let members = world.guilds.get(&guild.0).into_iter().flat_map(|guild| &guild.members);
        members
            .filter_map(|(id, member)| {
                let user = world.users.get(id)?;
                Some(MemberInfo {
                    id: UserId(user.id),
                    name: user.name.clone(),
                    roles: member.roles.iter().copied().map(RoleId).collect(),
                    bot: user.bot,
                })
            })
            .collect()
    }

    /// The roles of a guild, `@everyone` first.
    pub fn roles(&self, guild: GuildId) -> Vec<RoleInfo> {
        let world = self.shared.world();
        let roles = world.guilds.get(&guild.0).into_iter().flat_map(|guild| &guild.roles);
        roles
            .map(|role| RoleInfo {
                id: RoleId(role.id),
                name: role.name.clone(),
                permissions: role.permissions,
            })
            .collect()
    }

    /// What `user` may do in `channel`, as permission bits.
    pub fn permissions(&self, user: UserId, channel: ChannelId) -> u64 {
        let world = self.shared.world();
        world.channels.get(&channel.0).map_or(0, |channel| world.rights(channel, user.0))
    }

    /// A number that grows with each visible change.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.shared.world().changed()
    }

    /// How many requests so far contain `needle` in `"METHOD /path"`.
    pub fn requests(&self, needle: &str) -> usize {
        self.shared.world().requests.iter().filter(|line| line.contains(needle)).count()
    }

    /// Answers that count against the bot's address at Discord: 401, 403 and non-shared 429.
    pub fn invalid_answers(&self) -> usize {
        self.shared.world().invalid
    }

    /// How many shards are connected and ready.
    pub fn connected(&self) -> usize {
        self.shared.world().sessions.iter().filter(|session| session.is_connected()).count()
    }

    /// How often a session began with IDENTIFY, and how often one was resumed.
    pub fn logins(&self) -> (usize, usize) {
        let world = self.shared.world();
        (world.identified, world.resumed)
    }

    /// The file attached to a message under this name.
    pub fn attachment(&self, message: MessageId, name: &str) -> Option<Vec<u8>> {
        let world = self.shared.world();
        let files = &world.messages.get(&message.0)?.files;
        files.iter().find(|file| file.name == name).map(|file| file.bytes.clone())
    }
}
