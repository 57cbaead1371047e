//! Options of slash commands, their choices, and the choices an autocomplete answer offers.

use serde_json::Value;

use super::command::{longest, slash_name, translations};
use super::node::{Node, length};
use super::select::CHANNEL_TYPES;

const SUBCOMMAND: i64 = 1;
const GROUP: i64 = 2;
const STRING: i64 = 3;
const INTEGER: i64 = 4;
const CHANNEL: i64 = 7;
const NUMBER: i64 = 10;
/// Whole and floating numbers of a command lie within what a JavaScript client holds exactly.
const SAFE: i64 = (1 << 53) - 1;

/// Where a list of options stands: commands nest as command, group, subcommand.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Level {
    Command,
    Group,
    Subcommand,
}

/// The options at one level.
pub(super) fn list(options: &Node, level: Level) {
    let items = options.items(0, 25);
    let mut names = std::collections::HashSet::new();
    let (mut subcommands, mut optional_before) = (0, false);
    for item in &items {
        let kind = one(item, level);
        let name = item.get("name");
        if name.value().as_str().is_some_and(|text| !names.insert(text)) {
            name.say("APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATED", "is in the list twice");
        }
        if matches!(kind, Some(SUBCOMMAND | GROUP)) {
            subcommands += 1;
            continue;
        }
        let required = item.get("required");
        if required.value() == true && optional_before {
            required.say("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "required options come first");
        }
        optional_before |= required.value() != true;
    }
    if subcommands > 0 && subcommands < items.len() {
        options.say("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "subcommands and plain options do not mix");
    }
}

/// Choices of an option of type `kind`, or of an autocomplete answer, whose option is not known here.
pub(super) fn choices(choices: &Node, kind: Option<i64>) {
    let items = choices.items(0, 25);
    for choice in items.iter().filter(|choice| choice.object(&["name", "name_localizations", "value"])) {
        if let Some(name) = choice.need("name") {
            name.text(1, 100);
        }
        translations(&choice.get("name_localizations"), |text| {
            text.text(1, 100);
        });
        let Some(value) = choice.need("value") else { continue };
        match (kind, value.value()) {
            (Some(STRING) | None, Value::String(_)) => {
                value.text(1, 100);
            }
            (Some(INTEGER), _) => {
                value.whole(-SAFE, SAFE);
            }
            (Some(NUMBER) | None, Value::Number(_)) => number(&value),
            _ => value.say("BASE_TYPE_CHOICES", "is not of the option's type"),
        }
    }
    let words = items.iter().filter(|choice| choice.get("value").value().is_string()).count();
    let numbers = items.iter().filter(|choice| choice.get("value").value().is_number()).count();
    if kind.is_none() && words > 0 && numbers > 0 {
        choices.say("UNION_TYPE_CHOICES", "values must be all words or all numbers, as the option is");
    }
    let mut names = std::collections::HashSet::new();
    for name in items.iter().map(|choice| choice.get("name")) {
        // For commands documented as an error; an autocomplete answer may name two things alike.
        if kind.is_some() && name.value().as_str().is_some_and(|text| !names.insert(text)) {
            name.say("APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATED", "is in the list twice");
        }
    }
}

/// The characters a list of options counts for in the size of its command.
pub(super) fn size(options: &Node) -> usize {
    let sum = |list: &Node, of: fn(&Node) -> usize| -> usize {
        let Some(items) = list.value().as_array() else { return 0 };
        let silent = super::node::Report::default();
        items.iter().map(|item| of(&Node::root(item, &silent))).sum()
    };
    sum(options, |option| {
        let choices = option.get("choices");
        let of_choices = choices.value().as_array().map_or(0, |items| {
            let silent = super::node::Report::default();
            let one = |choice: &Value| {
                let node = Node::root(choice, &silent);
                longest(&node, "name") + choice["value"].as_str().map_or(0, length)
            };
            items.iter().map(one).sum()
        });
        longest(option, "name") + longest(option, "description") + of_choices + size(&option.get("options"))
    })
}

/// Checks one option and returns its type.
fn one(option: &Node, level: Level) -> Option<i64> {
    const COMMON: &[&str] =
        &["type", "name", "name_localizations", "description", "description_localizations", "required"];
    // serenity writes every key on every option; those that hold nothing say nothing.
    const ALL: &[&str] = &[
        "autocomplete",
        "channel_types",
        "choices",
        "max_length",
        "max_value",
        "min_length",
        "min_value",
        "options",
    ];
    let kind = option.get("type").value().as_i64();
    let own: &[&str] = match kind {
        Some(SUBCOMMAND | GROUP) => &["options"],
        Some(STRING) => &["autocomplete", "choices", "min_length", "max_length"],
        Some(INTEGER | NUMBER) => &["autocomplete", "choices", "min_value", "max_value"],
        Some(CHANNEL) => &["channel_types"],
        _ => &[],
    };
    let known: Vec<&str> = COMMON.iter().chain(own).copied().collect();
    if !option.object_with(&known, ALL) {
        return None;
    }
    let kind = option.need("type")?.one_of(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])?;
    if let Some(name) = option.need("name") {
        slash_name(&name);
    }
    translations(&option.get("name_localizations"), slash_name);
    if let Some(description) = option.need("description") {
        description.text(1, 100);
    }
    translations(&option.get("description_localizations"), |text| {
        text.text(1, 100);
    });
    let required = option.get("required");
    required.truth();
    let fits = match kind {
        SUBCOMMAND => level != Level::Subcommand,
        GROUP => level == Level::Command,
        _ => level != Level::Group,
    };
    if !fits {
        let what = "cannot stand here: command, group, subcommand, then plain options";
        option.get("type").say("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", what);
    }
    match kind {
        SUBCOMMAND | GROUP => {
            if required.value() == true {
                required.say("UNKNOWN_FIELD", "a subcommand is not required or optional");
            }
            if fits {
                let inner = if kind == GROUP { Level::Group } else { Level::Subcommand };
                list(&option.get("options"), inner);
            }
        }
        STRING | INTEGER | NUMBER => values(option, kind),
        CHANNEL => {
            let types = option.get("channel_types");
            let found = types.items(0, CHANNEL_TYPES.len());
            types.all_different(found.iter().filter_map(|item| item.one_of(CHANNEL_TYPES)));
        }
        _ => {}
    }
    Some(kind)
}

fn values(option: &Node, kind: i64) {
    let offered = option.get("choices");
    choices(&offered, Some(kind));
    let autocomplete = option.get("autocomplete");
    if autocomplete.truth() == Some(true) && !offered.is_empty() {
        autocomplete.say("APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", "excludes choices");
    }
    let (low, high) = match kind {
        STRING => {
            option.get("min_length").whole(0, 6000);
            option.get("max_length").whole(1, 6000);
            ("min_length", "max_length")
        }
        _ => ("min_value", "max_value"),
    };
    if kind != STRING {
        for end in [low, high].map(|end| option.get(end)).iter().filter(|end| !end.is_absent()) {
            if kind == INTEGER {
                end.whole(-SAFE, SAFE);
            } else {
                number(end);
            }
        }
    }
    if let (Some(least), Some(most)) = (option.get(low).value().as_f64(), option.get(high).value().as_f64())
        && least > most
    {
        option.get(low).say("APPLICATION_COMMAND_MIN_ABOVE_MAX", format_args!("{least} is more than {most}"));
    }
}

fn number(node: &Node) {
    #[expect(clippy::cast_precision_loss, reason = "2^53 - 1 is exact in a double")]
    let limit = SAFE as f64;
    if node.value().as_f64().is_none_or(|number| number.abs() > limit) {
        node.say("NUMBER_TYPE_COERCE", "must be a number between -2^53 and 2^53");
    }
}
