//! The routes the stand-in knows, by the names Discord's OpenAPI document gives them.

use super::reply::{Reply, errors};
use super::{Ask, commands, guilds, interactions, messages};
use crate::standin::gateway::gateway_url;
use crate::standin::state::{Shared, World};

/// A known route with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Gateway,
    GatewayBot,
    Me,
    MyGuilds,
    LeaveGuild(u64),
    OpenDirect,
    User(u64),
    Application,
    OauthApplication,
    Guild(u64),
    GuildChannels(u64),
    GuildRoles(u64),
    Member(u64, u64),
    Channel(u64),
    History(u64),
    CreateMessage(u64),
    GetMessage(u64, u64),
    EditMessage(u64, u64),
    DeleteMessage(u64, u64),
    Callback(u64, String),
    FollowUp(u64, String),
    GetReply(u64, String, Which),
    EditReply(u64, String, Which),
    DeleteReply(u64, String, Which),
    GetCommands(u64, Option<u64>),
    PutCommands(u64, Option<u64>),
}

/// Which message of an interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Original,
    Id(u64),
}

impl Route {
    /// Reads method and path (without `/api/v10`).
    pub fn parse(method: &str, path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let id = |text: &str| text.parse::<u64>().ok();
        let which = |text: &str| match text {
            "@original" => Some(Which::Original),
            text => Some(Which::Id(id(text)?)),
        };
        Some(match (method, parts.as_slice()) {
            ("GET", ["gateway"]) => Self::Gateway,
            ("GET", ["gateway", "bot"]) => Self::GatewayBot,
            ("GET", ["users", "@me"]) => Self::Me,
            ("GET", ["users", "@me", "guilds"]) => Self::MyGuilds,
            ("DELETE", ["users", "@me", "guilds", guild]) => Self::LeaveGuild(id(guild)?),
            ("POST", ["users", "@me", "channels"]) => Self::OpenDirect,
            ("GET", ["users", user]) => Self::User(id(user)?),
            ("GET", ["applications", "@me"]) => Self::Application,
            ("GET", ["oauth2", "applications", "@me"]) => Self::OauthApplication,
            ("GET", ["guilds", guild]) => Self::Guild(id(guild)?),
            ("GET", ["guilds", guild, "channels"]) => Self::GuildChannels(id(guild)?),
            ("GET", ["guilds", guild, "roles"]) => Self::GuildRoles(id(guild)?),
            ("GET", ["guilds", guild, "members", user]) => Self::Member(id(guild)?, id(user)?),
            ("GET", ["channels", channel]) => Self::Channel(id(channel)?),
            ("GET", ["channels", channel, "messages"]) => Self::History(id(channel)?),
            ("POST", ["channels", channel, "messages"]) => Self::CreateMessage(id(channel)?),
            ("GET", ["channels", channel, "messages", message]) => {
                Self::GetMessage(id(channel)?, id(message)?)
            }
            ("PATCH", ["channels", channel, "messages", message]) => {
                Self::EditMessage(id(channel)?, id(message)?)
            }
            ("DELETE", ["channels", channel, "messages", message]) => {
                Self::DeleteMessage(id(channel)?, id(message)?)
            }
            ("POST", ["interactions", interaction, token, "callback"]) => {
                Self::Callback(id(interaction)?, (*token).to_owned())
            }
            ("POST", ["webhooks", application, token]) => {
                Self::FollowUp(id(application)?, (*token).to_owned())
            }
            ("GET", ["webhooks", application, token, "messages", message]) => {
                Self::GetReply(id(application)?, (*token).to_owned(), which(message)?)
            }
            ("PATCH", ["webhooks", application, token, "messages", message]) => {
                Self::EditReply(id(application)?, (*token).to_owned(), which(message)?)
            }
            ("DELETE", ["webhooks", application, token, "messages", message]) => {
                Self::DeleteReply(id(application)?, (*token).to_owned(), which(message)?)
            }
            ("GET", ["applications", application, "commands"]) => Self::GetCommands(id(application)?, None),
            ("PUT", ["applications", application, "commands"]) => Self::PutCommands(id(application)?, None),
            ("GET", ["applications", application, "guilds", guild, "commands"]) => {
                Self::GetCommands(id(application)?, Some(id(guild)?))
            }
            ("PUT", ["applications", application, "guilds", guild, "commands"]) => {
                Self::PutCommands(id(application)?, Some(id(guild)?))
            }
            _ => return None,
        })
    }

    /// The path's template in Discord's OpenAPI document.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Gateway => "/gateway",
            Self::GatewayBot => "/gateway/bot",
            Self::Me => "/users/@me",
            Self::MyGuilds => "/users/@me/guilds",
            Self::LeaveGuild(_) => "/users/@me/guilds/{guild_id}",
            Self::OpenDirect => "/users/@me/channels",
            Self::User(_) => "/users/{user_id}",
            Self::Application => "/applications/@me",
            Self::OauthApplication => "/oauth2/applications/@me",
            Self::Guild(_) => "/guilds/{guild_id}",
            Self::GuildChannels(_) => "/guilds/{guild_id}/channels",
            Self::GuildRoles(_) => "/guilds/{guild_id}/roles",
            Self::Member(..) => "/guilds/{guild_id}/members/{user_id}",
            Self::Channel(_) => "/channels/{channel_id}",
            Self::History(_) | Self::CreateMessage(_) => "/channels/{channel_id}/messages",
            Self::GetMessage(..) | Self::EditMessage(..) | Self::DeleteMessage(..) => {
                "/channels/{channel_id}/messages/{message_id}"
            }
            Self::Callback(..) => "/interactions/{interaction_id}/{interaction_token}/callback",
            Self::FollowUp(..) => "/webhooks/{webhook_id}/{webhook_token}",
            Self::GetReply(.., which) | Self::EditReply(.., which) | Self::DeleteReply(.., which) => {
                match which {
                    Which::Original => "/webhooks/{webhook_id}/{webhook_token}/messages/@original",
                    Which::Id(_) => "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}",
                }
            }
            Self::GetCommands(_, None) | Self::PutCommands(_, None) => {
                "/applications/{application_id}/commands"
            }
            Self::GetCommands(..) | Self::PutCommands(..) => {
                "/applications/{application_id}/guilds/{guild_id}/commands"
            }
        }
    }

    /// Whether an interaction token in the path stands for the bot's own; such routes are
    /// not bound to the global limit either.
    pub fn carries_its_token(&self) -> bool {
        matches!(
            self,
            Self::Callback(..)
                | Self::FollowUp(..)
                | Self::GetReply(..)
                | Self::EditReply(..)
                | Self::DeleteReply(..)
        )
    }

    /// Whether the bot token must be shown. Where the gateway is, anyone may ask.
    pub fn needs_bot_token(&self) -> bool {
        !self.carries_its_token() && *self != Self::Gateway
    }

    /// Does what the request asks.
    pub fn answer(&self, world: &mut World, shared: &Shared, ask: &Ask) -> Reply {
        match self {
            Self::Gateway => Reply::ok(serde_json::json!({ "url": gateway_url(shared) })),
            Self::GatewayBot => Reply::ok(serde_json::json!({
                "url": gateway_url(shared), "shards": shared.options.shards,
                "session_start_limit":
                    { "total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1 },
            })),
            Self::Me => Reply::ok(world.user_json(world.bot)),
            Self::MyGuilds => guilds::mine(world),
            Self::LeaveGuild(guild) => guilds::leave(world, *guild),
            Self::OpenDirect => guilds::open_direct(world, &ask.body),
            Self::User(user) => match world.users.get(user) {
                Some(user) => Reply::ok(user.json()),
                None => errors::unknown_user(),
            },
            Self::Application | Self::OauthApplication => guilds::application(world),
            Self::Guild(guild) => guilds::guild(world, *guild, ask),
            Self::GuildChannels(guild) => guilds::channels(world, *guild),
            Self::GuildRoles(guild) => guilds::roles(world, *guild),
            Self::Member(guild, user) => guilds::member(world, *guild, *user),
            Self::Channel(channel) => guilds::channel(world, *channel),
            Self::History(channel) => messages::history(world, *channel, ask),
            Self::CreateMessage(channel) => messages::create(world, *channel, ask),
            Self::GetMessage(channel, message) => messages::get(world, *channel, *message),
            Self::EditMessage(channel, message) => messages::edit(world, *channel, *message, ask),
            Self::DeleteMessage(channel, message) => messages::delete(world, *channel, *message),
            Self::Callback(id, token) => interactions::callback(world, *id, token, ask),
            Self::FollowUp(application, token) => interactions::follow_up(world, *application, token, ask),
            Self::GetReply(application, token, which) => {
                interactions::get(world, *application, token, *which)
            }
            Self::EditReply(application, token, which) => {
                interactions::edit(world, *application, token, *which, ask)
            }
            Self::DeleteReply(application, token, which) => {
                interactions::delete(world, *application, token, *which)
            }
            Self::GetCommands(application, guild) => commands::list(world, *application, *guild),
            Self::PutCommands(application, guild) => commands::put(world, *application, *guild, &ask.body),
        }
    }
}

/// A path without its ids and tokens, for a violation's text.
pub fn mask(path: &str) -> String {
    let part = |part: &str| {
        if part.len() > 24 || part.parse::<u64>().is_ok() { "{}".to_owned() } else { part.to_owned() }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The pairs of a query string. Discord's queries hold nothing that would be escaped.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (key.to_owned(), value.to_owned())
    };
    query.split('&').map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_known_by_method_and_path() {
        assert_eq!(Route::parse("GET", "/channels/5/messages"), Some(Route::History(5)));
        assert_eq!(Route::parse("POST", "/channels/5/messages"), Some(Route::CreateMessage(5)));
        assert_eq!(
            Route::parse("PATCH", "/webhooks/1/tok/messages/@original"),
            Some(Route::EditReply(1, "tok".into(), Which::Original))
        );
        assert_eq!(Route::parse("PUT", "/channels/5/messages"), None);
        assert_eq!(Route::parse("GET", "/channels/five"), None);
    }

    #[test]
    fn a_masked_path_shows_no_ids_or_tokens() {
        let long = "x".repeat(40);
        assert_eq!(mask(&format!("/webhooks/123/{long}/slack")), "/webhooks/{}/{}/slack");
    }
}
