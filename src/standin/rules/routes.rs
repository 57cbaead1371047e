//! The routes the bot may use, each with the rule for its body. Any other route is a violation by name.

use super::node::Node;
use super::{callback, channel, command, message};

/// One route: method, path with `{placeholders}` named as in Discord's schema, rule for the body.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) template: &'static str,
    pub(super) rule: fn(&Node),
}

const fn route(method: &'static str, template: &'static str, rule: fn(&Node)) -> Route {
    Route { method, template, rule }
}

/// The route a concrete path belongs to, without `/api/v10` and without its query.
pub(super) fn find(method: &str, path: &str) -> Option<&'static Route> {
    ROUTES.iter().find(|route| route.method == method && fits(route.template, path))
}

const ROUTES: &[Route] = &[
    route("POST", "/channels/{channel_id}/messages", create),
    route("PATCH", "/channels/{channel_id}/messages/{message_id}", edit),
    route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", callback::check),
    route("POST", "/webhooks/{webhook_id}/{webhook_token}", follow_up),
    route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", edit_reply),
    route("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", edit_reply),
    route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", no_body),
    route("GET", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", no_body),
    route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/@original", no_body),
    route("DELETE", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", no_body),
    route("PUT", "/applications/{application_id}/commands", command::all_global),
    route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands", command::all_in_guild),
    route("POST", "/applications/{application_id}/commands", command::one_global),
    route("POST", "/applications/{application_id}/guilds/{guild_id}/commands", command::one_in_guild),
    route("GET", "/applications/{application_id}/commands", no_body),
    route("GET", "/applications/{application_id}/guilds/{guild_id}/commands", no_body),
    route("DELETE", "/applications/{application_id}/commands/{command_id}", no_body),
    route("DELETE", "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", no_body),
    route("POST", "/users/@me/channels", channel::open_dm),
    route("POST", "/channels/{channel_id}/threads", channel::thread_alone),
    route("POST", "/channels/{channel_id}/messages/{message_id}/threads", channel::thread_from_message),
    route("POST", "/channels/{channel_id}/messages/bulk-delete", channel::bulk_delete),
    route("PATCH", "/channels/{channel_id}", channel::edit_thread),
    route("POST", "/channels/{channel_id}/typing", no_body),
    route("GET", "/channels/{channel_id}", no_body),
    route("GET", "/channels/{channel_id}/messages", no_body),
    route("GET", "/channels/{channel_id}/messages/{message_id}", no_body),
    route("DELETE", "/channels/{channel_id}/messages/{message_id}", no_body),
    route("PUT", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", no_body),
    route("DELETE", "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", no_body),
    route("PUT", "/channels/{channel_id}/thread-members/@me", no_body),
    route("PUT", "/channels/{channel_id}/thread-members/{user_id}", no_body),
    route("DELETE", "/channels/{channel_id}/thread-members/@me", no_body),
    route("GET", "/guilds/{guild_id}", no_body),
    route("GET", "/guilds/{guild_id}/channels", no_body),
    route("GET", "/guilds/{guild_id}/roles", no_body),
    route("GET", "/guilds/{guild_id}/members/{user_id}", no_body),
    route("GET", "/guilds/{guild_id}/threads/active", no_body),
    route("DELETE", "/users/@me/guilds/{guild_id}", no_body),
    route("GET", "/users/@me", no_body),
    route("GET", "/users/{user_id}", no_body),
    route("GET", "/applications/@me", no_body),
    route("GET", "/oauth2/applications/@me", no_body),
    route("GET", "/gateway", no_body),
    route("GET", "/gateway/bot", no_body),
];

fn create(body: &Node) {
    message::check(body, &message::CREATE);
}

fn edit(body: &Node) {
    message::check(body, &message::EDIT);
}

fn follow_up(body: &Node) {
    message::check(body, &message::REPLY);
}

fn edit_reply(body: &Node) {
    message::check(body, &message::EDIT_REPLY);
}

fn no_body(body: &Node) {
    if !body.is_absent() {
        body.say("UNKNOWN_FIELD", "this request carries no body");
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if segment_fits(wanted, given) => {}
            _ => return false,
        }
    }
}

fn segment_fits(wanted: &str, given: &str) -> bool {
    match wanted.strip_prefix('{') {
        None => wanted == given,
        Some(name) if name.ends_with("_id}") => {
            !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit())
        }
        Some(_) => !given.is_empty(),
    }
}
