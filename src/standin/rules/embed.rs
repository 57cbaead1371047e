//! Embeds: the limits of one, and the 6000 characters all embeds of a message share.

use super::node::{Node, length};

/// All embeds of one message together (Discord documentation, resources/message, embed limits).
const TOGETHER: usize = 6000;
const WEB: &[&str] = &["http://", "https://"];
const PICTURE: &[&str] = &["http://", "https://", "attachment://"];

pub(super) fn list(embeds: &Node) {
    let total: usize = embeds.items(0, 10).iter().map(one).sum();
    if total > TOGETHER {
        embeds.say(
            "MAX_EMBED_SIZE_EXCEEDED",
            format_args!("all embeds together must be {TOGETHER} or fewer in length, are {total}"),
        );
    }
}

/// Checks one embed and returns the characters it counts for.
fn one(embed: &Node) -> usize {
    const FIELDS: &[&str] = &[
        "type",
        "url",
        "title",
        "color",
        "timestamp",
        "description",
        "author",
        "image",
        "thumbnail",
        "footer",
        "fields",
    ];
    if !embed.object(FIELDS) {
        return 0;
    }
    // An embed that shows nothing is refused; long-standing behaviour that the documentation does not state.
    let shown = ["title", "description", "author", "image", "thumbnail", "footer", "fields"];
    if shown.iter().all(|part| embed.get(part).is_empty()) {
        embed.say("BASE_TYPE_REQUIRED", "an embed must show something");
    }
    let kind = embed.get("type");
    if !kind.is_absent() && kind.value() != "rich" {
        kind.say("BASE_TYPE_CHOICES", "a bot's embed is of type \"rich\"");
    }
    embed.get("color").whole(0, 0x00FF_FFFF);
    embed.get("url").url(2048, WEB);
    let timestamp = embed.get("timestamp");
    if timestamp.text(1, 64).is_some_and(|text| text.parse::<jiff::Timestamp>().is_err()) {
        timestamp.say("DATE_TIME_TYPE_PARSE", "must be an ISO 8601 moment with its offset");
    }
    let mut total = counted(&embed.get("title"), 0, 256) + counted(&embed.get("description"), 0, 4096);
    total += named_part(&embed.get("author"), "name", 256, &["name", "url", "icon_url"]);
    total += named_part(&embed.get("footer"), "text", 2048, &["text", "icon_url"]);
    for part in ["image", "thumbnail"].map(|part| embed.get(part)).iter().filter(|part| !part.is_absent()) {
        if part.object(&["url", "width", "height", "description"])
            && let Some(url) = part.need("url")
        {
            url.url(2048, PICTURE);
        }
    }
    for field in embed.get("fields").items(0, 25) {
        if field.object(&["name", "value", "inline"]) {
            // Blank names and values are refused; long-standing behaviour that the documentation does not state.
            total += field.need("name").map_or(0, |name| counted(&name, 1, 256));
            total += field.need("value").map_or(0, |value| counted(&value, 1, 1024));
            field.get("inline").truth();
        }
    }
    total
}

/// The author or the footer: its one required text, and its addresses.
fn named_part(part: &Node, key: &str, max: usize, known: &[&str]) -> usize {
    if part.is_absent() || !part.object(known) {
        return 0;
    }
    part.get("url").url(2048, WEB);
    part.get("icon_url").url(2048, PICTURE);
    part.need(key).map_or(0, |text| counted(&text, 1, max))
}

fn counted(node: &Node, min: usize, max: usize) -> usize {
    node.text(min, max).map_or(0, length)
}
