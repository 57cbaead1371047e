//! What the bot itself may do in a channel, asked from Discord when it matters.
//!
//! An interaction's `app_permissions` speak of the channel it was typed in, and a
//! chosen channel's `permissions` are those of whoever chose it. Neither answers
//! the question, so guild, member and channel are fetched and computed.

use std::time::Duration;

use serenity::all::{Channel, PartialGuild};

use super::Bot;
use super::again::again;
use super::pace::{Failed, status};
use crate::domain::ids::{ChannelId, GuildId, UserId};
use crate::domain::permissions::{NEEDED, Permission, missing_of};

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

/// How long one of the three questions may take.
const ONE: Duration = Duration::from_secs(2);

/// How long somebody who pressed a button waits for all of them, turns and second tries included.
const ALL: Duration = Duration::from_secs(2);

/// How often a question is put at most.
const TRIES: u32 = 3;

/// A community as Discord knows it; none when the bot is not in it, or Discord does not say in time.
pub async fn home(bot: &Bot, guild: GuildId) -> Option<PartialGuild> {
    // Boxed: the request would make every caller's future large.
    let asked = Box::pin(bot.gate.ask((guild, ChannelId(0)), ONE, bot.http.get_guild(guild.0.into())));
    tokio::time::timeout(ALL, asked).await.ok()?.ok()
}

/// Computes which of the `wanted` permissions the bot has in `channel`.
pub async fn standing(
    bot: &Bot,
    me: UserId,
    guild: GuildId,
    channel: ChannelId,
    wanted: &[Permission],
) -> Standing {
    let (http, to, chance) = (&bot.http, (guild, channel), &bot.services.chance);
    // Boxed: the requests would make every caller's future large.
    let fetched = Box::pin(async {
        let home = || bot.gate.ask(to, ONE, http.get_guild(guild.0.into()));
        let own = || bot.gate.ask(to, ONE, http.get_member(guild.0.into(), me.0.into()));
        let room = || bot.gate.ask(to, ONE, http.get_channel(channel.0.into()));
        let home = again(chance, TRIES, home).await?;
        let own = again(chance, TRIES, own).await?;
        let room = match again(chance, TRIES, room).await {
            // Discord does not show a channel to who may not view it; it is there all the same.
            Err(Failed::Said(fault)) if status(&fault) == Some(403) => None,
            room => Some(room?),
        };
        Ok::<_, Failed>((home, own, room))
    });
    let (home, member, channel) = match tokio::time::timeout(ALL, fetched).await {
        Ok(Ok((home, member, Some(channel)))) => (home, member, channel),
        Ok(Ok((.., None))) => return Standing::Missing(NEEDED[..1].to_vec()),
        Ok(Err(Failed::Said(fault))) if matches!(status(&fault), Some(403 | 404)) => return Standing::Gone,
        Ok(Err(failed)) => {
            tracing::warn!(why = failed.brief(), "the bot's own permissions could not be asked for");
            return Standing::Unknown;
        }
        Err(_) => {
            tracing::warn!("the bot's own permissions could not be asked for in time");
            return Standing::Unknown;
        }
    };
    let Channel::Guild(channel) = channel else { return Standing::Gone };
    if channel.guild_id.get() != guild.0 {
        return Standing::Gone;
    }
    let missing = missing_of(wanted, home.user_permissions_in(&channel, &member).bits());
    if missing.is_empty() { Standing::Good } else { Standing::Missing(missing) }
}
