//! What people see, and what the server counted.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;

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
    /// Waits up to five seconds of machine time for the first response. Panics when none comes.
    pub async fn answer(&self, act: &Act) -> Answer {
        self.try_answer(act, Duration::from_secs(5))
            .await
            .unwrap_or_else(|| panic!("no answer within 5 s to: {}", act.what))
    }

    /// Waits up to `patience` of machine time for the first response.
    pub async fn try_answer(&self, act: &Act, patience: Duration) -> Option<Answer> {
        unimplemented!("{act:?} {patience:?}")
    }

    /// Waits until what the person sees is final: a deferred reply counts once it is filled in.
    /// Panics after five seconds, or when the answer is no message.
    pub async fn settled(&self, act: &Act) -> Message {
        unimplemented!("{act:?}")
    }

    /// Follow-up messages to this act, in order; reading them counts as read.
    pub fn followups(&self, act: &Act) -> Vec<Message> {
        unimplemented!("{act:?}")
    }

    /// The channel's messages in order: public ones, and those only `as_user` sees. Marks them read.
    pub fn messages(&self, channel: ChannelId, as_user: Option<UserId>) -> Vec<Message> {
        unimplemented!("{channel} {as_user:?}")
    }

    /// The messages between the bot and one person.
    pub fn dm(&self, user: UserId) -> Vec<Message> {
        unimplemented!("{user}")
    }

    /// The channel in which `user` and the bot talk, opened if need be.
    pub fn dm_channel(&self, user: UserId) -> ChannelId {
        unimplemented!("{user}")
    }

    /// One message by id, ephemeral ones too. Marks it read.
    pub fn message(&self, id: MessageId) -> Option<Message> {
        unimplemented!("{id}")
    }

    /// The registered commands: global ones, then those of guilds.
    pub fn commands(&self) -> Value {
        unimplemented!()
    }

    /// The form this act was answered with.
    pub fn modal(&self, act: &Act) -> Option<Value> {
        unimplemented!("{act:?}")
    }

    /// Every guild the bot is in.
    pub fn guilds(&self) -> Vec<GuildInfo> {
        unimplemented!()
    }

    /// The text channels of a guild.
    pub fn channels(&self, guild: GuildId) -> Vec<ChannelInfo> {
        unimplemented!("{guild}")
    }

    /// The members of a guild.
    pub fn members(&self, guild: GuildId) -> Vec<MemberInfo> {
        unimplemented!("{guild}")
    }

    /// The roles of a guild, `@everyone` first.
    pub fn roles(&self, guild: GuildId) -> Vec<RoleInfo> {
        unimplemented!("{guild}")
    }

    /// A number that grows with each visible change.
    pub fn changed(&self) -> watch::Receiver<u64> {
        unimplemented!()
    }

    /// How many requests so far contain `needle` in `"METHOD /path"`.
    pub fn requests(&self, needle: &str) -> usize {
        unimplemented!("{needle}")
    }

    /// Answers that count against the bot's address at Discord: 401, 403 and non-shared 429.
    pub fn invalid_answers(&self) -> usize {
        unimplemented!()
    }

    /// How many shards are connected and ready.
    pub fn connected(&self) -> usize {
        unimplemented!()
    }

    /// Waits until a shard is ready and has been sent its guilds. Panics after ten seconds.
    pub async fn until_ready(&self) {
        unimplemented!()
    }

    /// The file attached to a message under this name.
    pub fn attachment(&self, message: MessageId, name: &str) -> Option<Vec<u8>> {
        unimplemented!("{message} {name}")
    }
}
