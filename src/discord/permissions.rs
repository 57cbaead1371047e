//! What the bot itself may do in a channel, asked from Discord when it matters.
//!
//! An interaction's `app_permissions` speak of the channel it was typed in, and a
//! chosen channel's `permissions` are those of whoever chose it. Neither answers
//! the question, so guild, member and channel are fetched and computed.

use serenity::all::{Channel, Http, HttpError};

use super::error::brief;
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::domain::permissions::{Permission, missing};

/// What the bot may do in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything it needs.
    Good,
    /// These are missing.
    Missing(Vec<Permission>),
    /// The channel is gone, closed to the bot, or not of this community.
    Gone,
    /// Discord could not be asked.
    Unknown,
}

/// Computes the bot's own permissions in `channel`.
pub async fn standing(http: &Http, me: UserId, guild: GuildId, channel: ChannelId) -> Standing {
    // Boxed: three requests in flight would make every caller's future large.
    let fetched = Box::pin(async {
        tokio::try_join!(
            http.get_guild(guild.0.into()),
            http.get_member(guild.0.into(), me.0.into()),
            http.get_channel(channel.0.into()),
        )
    });
    let (home, member, channel) = match fetched.await {
        Ok(fetched) => fetched,
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)))
            if matches!(refused.status_code.as_u16(), 403 | 404) =>
        {
            return Standing::Gone;
        }
        Err(fault) => {
            tracing::warn!(why = brief(&fault), "the bot's own permissions could not be asked for");
            return Standing::Unknown;
        }
    };
    let Channel::Guild(channel) = channel else { return Standing::Gone };
    if channel.guild_id.get() != guild.0 {
        return Standing::Gone;
    }
    let missing = missing(home.user_permissions_in(&channel, &member).bits());
    if missing.is_empty() { Standing::Good } else { Standing::Missing(missing) }
}
