//! The five selects, in messages and in modals, and the option lists they share with radio and checkbox groups.

use super::component::{self, Seen};
use super::node::Node;

const STRING: i64 = 3;
const USER: i64 = 5;
const ROLE: i64 = 6;
const MENTIONABLE: i64 = 7;
const CHANNEL: i64 = 8;
/// Channel types as Discord numbers them (resources/channel).
pub(super) const CHANNEL_TYPES: &[i64] = &[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15];

/// Whether the component type is a select.
pub(super) fn is_select(kind: i64) -> bool {
    matches!(kind, STRING | USER | ROLE | MENTIONABLE | CHANNEL)
}

/// A select in a row of a message.
pub(super) fn in_message(select: &Node, kind: i64, seen: &mut Seen) {
    check(select, kind, seen);
    select.get("disabled").truth();
}

/// A select inside a modal's label: cannot be disabled, and must be allowed to be empty if it may be.
pub(super) fn in_modal(select: &Node, kind: i64, seen: &mut Seen) {
    check(select, kind, seen);
    let disabled = select.get("disabled");
    if !disabled.is_empty() {
        disabled.say("MODAL_COMPONENT_DISABLED", "nothing in a modal can be disabled");
    }
    optional(select);
}

/// In a modal, `required` is true unless said otherwise, and then at least one value must be asked for.
pub(super) fn optional(component: &Node) {
    let min = component.get("min_values");
    if min.value() == 0 && component.get("required").value() != false {
        min.say("MODAL_MIN_VALUES_NEEDS_OPTIONAL", "0 needs required: false");
    }
}

/// `min_values` and `max_values` against `ceiling` and against `choices`, the number of options there are.
pub(super) fn amounts(component: &Node, ceiling: i64, choices: Option<usize>) -> (i64, i64) {
    let (min_field, max_field) = (component.get("min_values"), component.get("max_values"));
    let (min, max) = (min_field.whole(0, ceiling).unwrap_or(1), max_field.whole(1, ceiling).unwrap_or(1));
    if min > max {
        min_field.say("SELECT_MIN_ABOVE_MAX", format_args!("{min} is more than max_values, {max}"));
    }
    // Long-standing behaviour that the documentation does not state.
    if let Some(choices) = choices.and_then(|count| i64::try_from(count).ok()) {
        for (field, number) in [(&min_field, min), (&max_field, max)] {
            if !field.is_absent() && number > choices {
                field.say("SELECT_MORE_VALUES_THAN_OPTIONS", format_args!("{number} of {choices} options"));
            }
        }
    }
    (min, max)
}

/// A list of options with unique values; returns how many there are and how many are chosen from the start.
pub(super) fn options(component: &Node, min: usize, max: usize, known: &[&str]) -> (usize, usize) {
    let Some(list) = component.need("options") else { return (0, 0) };
    let items = list.items(min, max);
    let mut chosen = 0;
    for option in items.iter().filter(|option| option.object(known)) {
        for key in ["label", "value"] {
            if let Some(field) = option.need(key) {
                field.text(1, 100);
            }
        }
        option.get("description").text(0, 100);
        component::emoji(&option.get("emoji"));
        chosen += usize::from(option.get("default").truth() == Some(true));
    }
    let mut values = std::collections::HashSet::new();
    for value in items.iter().map(|option| option.get("value")) {
        if value.value().as_str().is_some_and(|text| !values.insert(text)) {
            value.say("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "is in the list twice");
        }
    }
    (items.len(), chosen)
}

fn check(select: &Node, kind: i64, seen: &mut Seen) {
    seen.count(select);
    let mut known =
        vec!["type", "id", "custom_id", "placeholder", "min_values", "max_values", "disabled", "required"];
    known.extend_from_slice(match kind {
        STRING => &["options"],
        CHANNEL => &["default_values", "channel_types"],
        _ => &["default_values"],
    });
    if !select.object(&known) {
        return;
    }
    seen.custom_id(select);
    select.get("placeholder").text(0, 150);
    select.get("required").truth();
    if kind == STRING {
        let (count, chosen) = options(select, 1, 25, &["label", "value", "description", "emoji", "default"]);
        let (_, max) = amounts(select, 25, Some(count));
        preselected(&select.get("options"), chosen, max);
        return;
    }
    let (min, max) = amounts(select, 25, None);
    let types = select.get("channel_types");
    types.all_different(types.items(0, CHANNEL_TYPES.len()).iter().filter_map(|t| t.one_of(CHANNEL_TYPES)));
    let defaults = select.get("default_values");
    let items = defaults.items(0, 25);
    preselected(&defaults, items.len(), max);
    if !items.is_empty() && i64::try_from(items.len()).is_ok_and(|count| count < min) {
        defaults.say("SELECT_TOO_FEW_DEFAULTS", format_args!("either none, or at least min_values, {min}"));
    }
    let kinds: &[&str] = match kind {
        USER => &["user"],
        ROLE => &["role"],
        MENTIONABLE => &["user", "role"],
        _ => &["channel"],
    };
    for item in items.iter().filter(|item| item.object(&["id", "type"])) {
        if let Some(id) = item.need("id") {
            // serenity writes these ids as numbers; Discord takes them.
            id.snowflake_or_number();
        }
        if let Some(word) = item.need("type")
            && !kinds.iter().any(|known| word.value() == known)
        {
            word.say("BASE_TYPE_CHOICES", format_args!("must be one of {kinds:?}"));
        }
    }
}

fn preselected(list: &Node, chosen: usize, max: i64) {
    if i64::try_from(chosen).is_ok_and(|chosen| chosen > max) {
        list.say(
            "SELECT_TOO_MANY_DEFAULTS",
            format_args!("{chosen} chosen from the start, at most {max} may be"),
        );
    }
}
