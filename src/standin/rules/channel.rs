//! Bodies about channels: opening a DM, threads, deleting messages in bulk.

use super::message;
use super::node::Node;

const ARCHIVE_MINUTES: &[i64] = &[60, 1440, 4320, 10080];
const THREAD: &[&str] = &["name", "auto_archive_duration", "rate_limit_per_user"];

/// `POST /users/@me/channels`.
pub(super) fn open_dm(body: &Node) {
    if body.object(&["recipient_id"])
        && let Some(id) = body.need("recipient_id")
    {
        id.snowflake_or_number();
    }
}

/// `POST /channels/{channel_id}/messages/{message_id}/threads`.
pub(super) fn thread_from_message(body: &Node) {
    if body.object(THREAD) {
        thread(body);
    }
}

/// `POST /channels/{channel_id}/threads`: a text channel's thread, or a forum's post with its first message.
pub(super) fn thread_alone(body: &Node) {
    let more: &[&str] =
        if body.has("message") { &["message", "applied_tags"] } else { &["type", "invitable"] };
    let known: Vec<&str> = THREAD.iter().chain(more).copied().collect();
    if !body.object(&known) {
        return;
    }
    thread(body);
    body.get("type").one_of(&[10, 11, 12]);
    body.get("invitable").truth();
    for tag in body.get("applied_tags").items(0, 5) {
        tag.snowflake();
    }
    if body.has("message") {
        message::check(&body.get("message"), &message::CREATE);
    }
}

/// `PATCH /channels/{channel_id}` of a thread, the only channel the bot ever changes.
pub(super) fn edit_thread(body: &Node) {
    const MORE: &[&str] = &["archived", "locked", "invitable", "flags", "applied_tags"];
    let known: Vec<&str> = THREAD.iter().chain(MORE).copied().collect();
    if !body.object(&known) {
        return;
    }
    for switch in ["archived", "locked", "invitable"] {
        body.get(switch).truth();
    }
    settings(body);
    body.get("name").text(1, 100);
}

/// `POST /channels/{channel_id}/messages/bulk-delete`.
pub(super) fn bulk_delete(body: &Node) {
    if body.object(&["messages"])
        && let Some(list) = body.need("messages")
    {
        list.all_different(list.items(2, 100).iter().filter_map(Node::snowflake));
    }
}

fn thread(body: &Node) {
    if let Some(name) = body.need("name") {
        name.text(1, 100);
    }
    settings(body);
}

fn settings(body: &Node) {
    body.get("auto_archive_duration").one_of(ARCHIVE_MINUTES);
    body.get("rate_limit_per_user").whole(0, 21600);
}
