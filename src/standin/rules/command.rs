//! Application commands: the list that replaces all, and single ones.

use std::collections::HashSet;

use super::node::{Node, length};
use super::option;

/// Commands of one type for one scope: slash, user, message, entry point
/// (interactions/application-commands, registering a command).
const PER_TYPE: [(i64, usize); 4] = [(1, 100), (2, 15), (3, 15), (4, 1)];
/// Characters of names, descriptions and values in one command, the longest translation counted.
const SIZE: usize = 8000;
/// Locales Discord knows (reference, locales), with the two its schema adds (`ar`, `he`).
const LOCALES: [&str; 34] = [
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk",
    "vi", "zh-CN", "zh-TW",
];

/// `PUT /applications/{application_id}/commands`.
pub(super) fn all_global(body: &Node) {
    all(body, true);
}

/// `PUT /applications/{application_id}/guilds/{guild_id}/commands`.
pub(super) fn all_in_guild(body: &Node) {
    all(body, false);
}

/// `POST` of one global command.
pub(super) fn one_global(body: &Node) {
    one(body, true);
}

/// `POST` of one guild command.
pub(super) fn one_in_guild(body: &Node) {
    one(body, false);
}

/// A slash name: lower case where there is one, letters, digits, `-`, `_`, `'`, and what Devanagari and Thai need.
pub(super) fn slash_name(name: &Node) {
    let Some(text) = name.text(1, 32) else { return };
    let allowed = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '-' | '_' | '\'' | '\u{900}'..='\u{97F}' | '\u{A8E0}'..='\u{A8FF}' | '\u{E00}'..='\u{E7F}')
    };
    if !text.chars().all(allowed) {
        name.say("APPLICATION_COMMAND_INVALID_NAME", "letters, digits, -, _ and ' only");
    }
    if text.to_lowercase() != text {
        name.say("APPLICATION_COMMAND_INVALID_NAME", "must be in lower case");
    }
}

/// A map of translations: known locales only, each text checked by `check`.
pub(super) fn translations(map: &Node, check: impl Fn(&Node)) {
    for (locale, text) in map.entries() {
        if !LOCALES.contains(&locale) {
            text.say("UNKNOWN_FIELD", "Discord knows no such locale");
        }
        check(&text);
    }
}

/// The length of a text in its longest translation.
pub(super) fn longest(of: &Node, key: &str) -> usize {
    let own = of.get(key).value().as_str().map_or(0, length);
    let translated = of.get(&format!("{key}_localizations"));
    let texts = translated.value().as_object().into_iter().flat_map(serde_json::Map::values);
    texts.filter_map(|text| text.as_str()).map(length).fold(own, usize::max)
}

fn all(body: &Node, global: bool) {
    let items = body.items(0, 131);
    if body.is_absent() {
        body.say("LIST_TYPE_CONVERT", "must be a list");
    }
    for command in &items {
        one(command, global);
    }
    let kind_of = |command: &Node| command.get("type").value().as_i64().unwrap_or(1);
    for (kind, most) in PER_TYPE {
        let count = items.iter().filter(|command| kind_of(command) == kind).count();
        if count > most {
            body.say(
                "APPLICATION_COMMAND_TOO_MANY",
                format_args!("at most {most} commands of type {kind}, has {count}"),
            );
        }
    }
    let mut names = HashSet::new();
    for command in &items {
        let name = command.get("name");
        if name.value().as_str().is_some_and(|text| !names.insert((kind_of(command), text))) {
            name.say("APPLICATION_COMMANDS_DUPLICATE_NAME", "is in the list twice");
        }
    }
}

fn one(command: &Node, global: bool) {
    const KNOWN: &[&str] = &[
        "id",
        "type",
        "name",
        "name_localizations",
        "description",
        "description_localizations",
        "options",
        "default_member_permissions",
        "default_permission",
        "nsfw",
    ];
    const GLOBAL: &[&str] = &["dm_permission", "contexts", "integration_types", "handler"];
    let known: Vec<&str> = KNOWN.iter().chain(if global { GLOBAL } else { &[] }).copied().collect();
    if !command.object(&known) {
        return;
    }
    command.get("id").snowflake();
    for switch in ["nsfw", "default_permission", "dm_permission"] {
        command.get(switch).truth();
    }
    let slash = command.get("type").one_of(&[1, 2, 3, 4]).unwrap_or(1) == 1;
    names(command, slash);
    permissions(&command.get("default_member_permissions"));
    contexts(command);
    let handler = command.get("handler");
    handler.one_of(&[1, 2]);
    if !handler.is_absent() && command.get("type").value() != 4 {
        handler.say("UNKNOWN_FIELD", "belongs to an entry point command only");
    }
    let options = command.get("options");
    if slash {
        option::list(&options, option::Level::Command);
    } else if !options.is_empty() {
        options.say("APPLICATION_COMMAND_OPTIONS_FORBIDDEN", "only slash commands have options");
    }
    let size = longest(command, "name") + longest(command, "description") + option::size(&options);
    if size > SIZE {
        command.say(
            "APPLICATION_COMMAND_TOO_LARGE",
            format_args!("must be {SIZE} or fewer in length, is {size}"),
        );
    }
}

fn names(command: &Node, slash: bool) {
    let check_name = |name: &Node| {
        if slash {
            slash_name(name);
        } else {
            name.text(1, 32);
        }
    };
    if let Some(name) = command.need("name") {
        check_name(&name);
    }
    translations(&command.get("name_localizations"), check_name);
    let translated = command.get("description_localizations");
    if slash {
        if let Some(description) = command.need("description") {
            description.text(1, 100);
        }
        translations(&translated, |text| {
            text.text(1, 100);
        });
    } else {
        for text in [command.get("description"), translated] {
            if !text.is_empty() {
                text.say("APPLICATION_COMMAND_DESCRIPTION_FORBIDDEN", "only slash commands have one");
            }
        }
    }
}

/// A permission set: digits in a string, as documented, or a number, as in Discord's schema.
fn permissions(permissions: &Node) {
    let value = permissions.value();
    let fits = value.as_str().map(|text| text.parse::<u64>().is_ok() && !text.starts_with('+'));
    if !(permissions.is_absent() || value.is_u64() || fits == Some(true)) {
        permissions.say("NUMBER_TYPE_COERCE", "must be a permission set: digits in a string");
    }
}

fn contexts(command: &Node) {
    let read = |key: &str, choices: &[i64]| -> Vec<i64> {
        let list = command.get(key);
        let found: Vec<i64> =
            list.items(1, choices.len()).iter().filter_map(|item| item.one_of(choices)).collect();
        list.all_different(&found);
        found
    };
    let installs = read("integration_types", &[0, 1]);
    let contexts = read("contexts", &[0, 1, 2]);
    if contexts.contains(&2) && !installs.contains(&1) {
        command.get("contexts").say(
            "APPLICATION_COMMAND_CONTEXT",
            "2 (private channels) needs user installs in integration_types",
        );
    }
}
