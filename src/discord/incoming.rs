//! An interaction as the rest of the bot sees it: who pressed, where, with which rights.
//!
//! Everything here comes from the interaction itself, which Discord signs for; no
//! cache and no request is needed to know who acts and what they may do.

use serenity::all::{
    CommandInteraction, ComponentInteraction, InteractionId, Member, ModalInteraction, Permissions,
};

use tokio::time::Instant;

use crate::domain::ids::{ChannelId, GuildId, RoleId, UserId};
use crate::service::caller::Rights;

/// One interaction to be answered.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Discord's id of the interaction.
    pub id: InteractionId,
    /// The token its answer needs. Never logged.
    pub token: Token,
    /// The community, or none in a direct message.
    pub guild: Option<GuildId>,
    /// The channel it came from.
    pub channel: ChannelId,
    /// Who acts.
    pub user: UserId,
    /// What they may do in that community, at this moment.
    pub rights: Rights,
    /// The language of their client.
    pub locale: String,
    /// When it came in, on the machine's own stopwatch: its first answer is due within three seconds.
    pub received: Instant,
}

/// An interaction token: as good as a key for 15 minutes, so it never prints itself.
#[derive(Clone)]
pub struct Token(pub String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

macro_rules! from_interaction {
    ($($kind:ty),+) => {$(
        impl From<&$kind> for Incoming {
            fn from(interaction: &$kind) -> Self {
                Self {
                    id: interaction.id,
                    token: Token(interaction.token.clone()),
                    guild: interaction.guild_id.map(|id| GuildId(id.get())),
                    channel: ChannelId(interaction.channel_id.get()),
                    user: UserId(interaction.user.id.get()),
                    rights: interaction.member.as_ref().map(|member| rights(member)).unwrap_or_default(),
                    locale: interaction.locale.clone(),
                    received: Instant::now(),
                }
            }
        }
    )+};
}

from_interaction!(CommandInteraction, ComponentInteraction, ModalInteraction);

fn rights(member: &Member) -> Rights {
    let permissions = member.permissions.unwrap_or_else(Permissions::empty);
    let all = permissions.administrator();
    Rights {
        manage_server: all || permissions.manage_guild(),
        manage_messages: all || permissions.manage_messages(),
        roles: member.roles.iter().map(|role| RoleId(role.get())).collect(),
    }
}
