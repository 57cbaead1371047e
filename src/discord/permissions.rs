//! What the bot itself may do in a channel, asked from Discord when it matters.
//!
//! An interaction's `app_permissions` speak of the channel it was typed in, and a
//! chosen channel's `permissions` are those of whoever chose it. Neither answers
//! the question, so guild, member and channel are fetched and computed.

use serenity::all::{Channel, Http, HttpError};

use super::error::brief;
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::domain::permissions::{NEEDED, Permission, missing};

/// What the bot may do in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Everything it needs.
    Good,
    /// These are missing.
    Missing(Vec<Permission>),
    /// The channel is gone, or not a text channel of this community.
    Gone,
    /// Discord could not be asked.
    Unknown,
}

/// Computes the bot's own permissions in `channel`.
pub async fn standing(http: &Http, me: UserId, guild: GuildId, channel: ChannelId) -> Standing {
    // Boxed: three requests in flight would make every caller's future large.
    let fetched = Box::pin(async {
        tokio::join!(
            http.get_guild(guild.0.into()),
            http.get_member(guild.0.into(), me.0.into()),
            http.get_channel(channel.0.into()),
        )
    });
    let (home, member, channel) = fetched.await;
    let (home, member) = match (home, member) {
        (Ok(home), Ok(member)) => (home, member),
        (Err(fault), _) | (_, Err(fault)) => return refused(&fault),
    };
    let channel = match channel {
        Ok(channel) => channel,
        // Discord does not show a channel to who may not view it; it is there all the same.
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)))
            if refused.status_code.as_u16() == 403 =>
        {
            return Standing::Missing(NEEDED[..1].to_vec());
        }
        Err(fault) => return refused(&fault),
    };
    let Channel::Guild(channel) = channel else { return Standing::Gone };
    if channel.guild_id.get() != guild.0 {
        return Standing::Gone;
    }
    let missing = missing(home.user_permissions_in(&channel, &member).bits());
    if missing.is_empty() { Standing::Good } else { Standing::Missing(missing) }
}

fn refused(fault: &serenity::Error) -> Standing {
    if let serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) = fault
        && matches!(refused.status_code.as_u16(), 403 | 404)
    {
        return Standing::Gone;
    }
    tracing::warn!(why = brief(fault), "the bot's own permissions could not be asked for");
    Standing::Unknown
}
