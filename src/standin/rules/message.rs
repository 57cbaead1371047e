//! Messages in all their forms: created in a channel, answered to an interaction, followed up, edited.
//!
//! The forms differ in fields, in the flags that may be set and in whether the body describes a whole message
//! or a change to one. The house adds one rule of its own: nobody is pinged by accident, so every message body
//! says `allowed_mentions: {"parse": []}`, and so does every edit that brings text (Discord reads an edit's
//! mentions anew, by its defaults).

use super::node::Node;
use super::{component, embed};

const SUPPRESS_EMBEDS: i64 = 1 << 2;
const EPHEMERAL: i64 = 1 << 6;
const SUPPRESS_NOTIFICATIONS: i64 = 1 << 12;
const VOICE: i64 = 1 << 13;
const COMPONENTS_V2: i64 = 1 << 15;

/// The fields every form of a message has.
const COMMON: &[&str] = &["content", "embeds", "allowed_mentions", "components", "attachments", "flags"];

/// What one form of a message may hold.
pub(super) struct Form {
    /// Fields besides the common ones.
    more: &'static [&'static str],
    /// Flags that may be set.
    flags: i64,
    /// The body changes a message instead of describing a whole one.
    edit: bool,
}

/// `POST /channels/{channel_id}/messages`.
pub(super) const CREATE: Form = Form {
    more: &["nonce", "enforce_nonce", "tts", "message_reference", "sticker_ids", "poll"],
    flags: SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | VOICE | COMPONENTS_V2,
    edit: false,
};
/// `PATCH /channels/{channel_id}/messages/{message_id}`.
pub(super) const EDIT: Form =
    Form { more: &["sticker_ids"], flags: SUPPRESS_EMBEDS | COMPONENTS_V2, edit: true };
/// The data of an interaction callback of type 4, and a follow-up.
pub(super) const REPLY: Form = Form {
    more: &["tts", "poll"],
    flags: SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | VOICE | COMPONENTS_V2,
    edit: false,
};
/// The data of an interaction callback of type 7.
pub(super) const UPDATE: Form = Form { more: &[], flags: SUPPRESS_EMBEDS | COMPONENTS_V2, edit: true };
/// `PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original` and of a follow-up.
pub(super) const EDIT_REPLY: Form =
    Form { more: &["poll"], flags: SUPPRESS_EMBEDS | COMPONENTS_V2, edit: true };

/// Checks one body of the form.
pub(super) fn check(body: &Node, form: &Form) {
    let known: Vec<&str> = COMMON.iter().chain(form.more).copied().collect();
    if !body.object(&known) {
        return;
    }
    body.get("content").text(0, 2000);
    embed::list(&body.get("embeds"));
    body.get("tts").truth();
    stickers(&body.get("sticker_ids"));
    attachments(&body.get("attachments"));
    poll(&body.get("poll"));
    reference(&body.get("message_reference"));
    nonce(body);
    let v2 = flags(&body.get("flags"), form.flags);
    if v2 {
        for part in ["content", "embeds", "poll", "sticker_ids"] {
            let part = body.get(part);
            if !part.is_empty() {
                part.say(
                    "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                    "must stay empty with flag 1<<15",
                );
            }
        }
    }
    let brings_text = component::message(&body.get("components"), v2) || !body.get("content").is_empty();
    emptiness(body, form);
    mentions(body, !form.edit || brings_text);
}

/// Checks the flags against those that may be set; returns whether components V2 is on.
pub(super) fn flags(flags: &Node, settable: i64) -> bool {
    let Some(bits) = flags.whole(0, i64::MAX) else { return false };
    if bits & !settable != 0 {
        flags.say("UNSETTABLE_FLAG", format_args!("these bits cannot be set here: {:#b}", bits & !settable));
    }
    bits & COMPONENTS_V2 != 0
}

/// A deferral's data: Discord reads nothing of it but the one flag (interactions/receiving-and-responding).
pub(super) fn deferral(data: &Node) {
    if data.is_absent() {
        return;
    }
    let unread = ["content", "embeds", "components", "attachments", "tts", "poll"];
    if data.object_with(&["flags", "allowed_mentions"], &unread) {
        flags(&data.get("flags"), EPHEMERAL);
        mentions(data, false);
    }
}

fn emptiness(body: &Node, form: &Form) {
    if !form.edit {
        let content = body.get("content");
        let blank =
            content.is_absent() || content.value().as_str().is_some_and(|text| text.trim().is_empty());
        let rest = ["embeds", "components", "attachments", "sticker_ids", "poll"];
        if blank && rest.iter().all(|part| body.get(part).is_empty()) {
            body.say("EMPTY_MESSAGE", "a message must hold something");
        }
    } else if body.value().as_object().is_some_and(serde_json::Map::is_empty) {
        body.say("HOUSE_EMPTY_EDIT", "an edit that changes nothing costs a request for nothing");
    } else if ["content", "embeds", "components", "attachments"]
        .iter()
        .all(|part| body.has(part) && body.get(part).is_empty())
    {
        body.say("EMPTY_MESSAGE", "the edit would leave nothing of the message");
    }
}

fn mentions(body: &Node, demanded: bool) {
    let allowed = body.get("allowed_mentions");
    if allowed.is_absent() {
        if demanded {
            allowed.say("HOUSE_ALLOWED_MENTIONS", "must be there with parse: []");
        }
        return;
    }
    if !allowed.object(&["parse", "users", "roles", "replied_user"]) {
        return;
    }
    allowed.get("replied_user").truth();
    let parse = allowed.get("parse");
    let parsed: Vec<_> = parse.items(0, 3).iter().map(Node::value).collect();
    parse.all_different(&parsed);
    for kind in &parsed {
        if !["users", "roles", "everyone"].iter().any(|known| *kind == known) {
            parse.say("BASE_TYPE_CHOICES", format_args!("knows users, roles and everyone, not {kind}"));
        }
    }
    if parse.is_absent() || !parsed.is_empty() {
        parse.say("HOUSE_ALLOWED_MENTIONS", "must be []");
    }
    for list in ["users", "roles"] {
        let ids = allowed.get(list);
        let items = ids.items(0, 100);
        ids.all_different(items.iter().filter_map(Node::snowflake));
        if !items.is_empty() && parsed.iter().any(|kind| *kind == list) {
            ids.say("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", "excludes the same word in parse");
        }
    }
}

fn nonce(body: &Node) {
    let nonce = body.get("nonce");
    if nonce.value().is_string() {
        nonce.text(1, 25);
    } else {
        nonce.whole(i64::MIN, i64::MAX);
    }
    let enforced = body.get("enforce_nonce");
    if enforced.truth() == Some(true) && nonce.is_absent() {
        enforced.say("HOUSE_NONCE", "does nothing without a nonce");
    }
}

fn stickers(ids: &Node) {
    for id in ids.items(0, 3) {
        id.snowflake();
    }
}

fn attachments(list: &Node) {
    let items = list.items(0, 10);
    for attachment in &items {
        if attachment.object(&["id", "filename", "description", "title", "is_spoiler"]) {
            if let Some(id) = attachment.need("id") {
                id.snowflake_or_number();
            }
            attachment.get("filename").text(1, 1024);
            attachment.get("description").text(0, 1024);
            attachment.get("title").text(0, 1024);
            attachment.get("is_spoiler").truth();
        }
    }
    list.all_different(items.iter().map(|attachment| attachment.get("id").value().to_string()));
}

fn reference(reference: &Node) {
    if reference.is_absent()
        || !reference.object(&["type", "guild_id", "channel_id", "message_id", "fail_if_not_exists"])
    {
        return;
    }
    if let Some(id) = reference.need("message_id") {
        id.snowflake();
    }
    reference.get("guild_id").snowflake();
    reference.get("channel_id").snowflake();
    reference.get("fail_if_not_exists").truth();
    reference.get("type").one_of(&[0]);
}

fn poll(poll: &Node) {
    if poll.is_absent()
        || !poll.object(&["question", "answers", "allow_multiselect", "layout_type", "duration"])
    {
        return;
    }
    if let Some(question) = poll.need("question")
        && question.object_with(&["text"], &["emoji"])
        && let Some(text) = question.need("text")
    {
        text.text(1, 300);
    }
    if let Some(answers) = poll.need("answers") {
        for answer in answers.items(1, 10) {
            if answer.object(&["poll_media"])
                && let Some(media) = answer.need("poll_media")
                && media.object(&["text", "emoji"])
            {
                media.get("text").text(1, 55);
            }
        }
    }
    poll.get("duration").whole(1, 768);
    poll.get("allow_multiselect").truth();
    poll.get("layout_type").one_of(&[1]);
}
