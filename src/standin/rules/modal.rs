//! Modals: a title and one to five places to fill in.

use super::component::{self, Seen};
use super::node::Node;
use super::select;

/// The data of an interaction callback of type 9.
pub(super) fn check(data: &Node) {
    if !data.object(&["custom_id", "title", "components"]) {
        return;
    }
    if let Some(id) = data.need("custom_id") {
        id.text(1, 100);
    }
    if let Some(title) = data.need("title") {
        title.text(1, 45);
    }
    let Some(list) = data.need("components") else { return };
    let mut seen = Seen::default();
    // Discord's schema says 40; the documentation, which wins, says 1 to 5.
    for part in list.items(1, 5) {
        seen.count(&part);
        match part.get("type").value().as_i64() {
            Some(1) => row(&part, &mut seen),
            Some(10) => seen.text_display(&part),
            Some(18) => label(&part, &mut seen),
            _ => component::wrong_kind(&part, "at the top of a modal"),
        }
    }
}

/// The older form: a row around a single text input that carries its own label.
fn row(row: &Node, seen: &mut Seen) {
    if !row.object(&["type", "id", "components"]) {
        return;
    }
    let Some(children) = row.need("components") else { return };
    for child in children.items(1, 1) {
        if child.get("type").value() == 4 {
            text_input(&child, true, seen);
        } else {
            component::wrong_kind(&child, "in a row of a modal");
        }
    }
}

fn label(label: &Node, seen: &mut Seen) {
    if !label.object(&["type", "id", "label", "description", "component"]) {
        return;
    }
    if let Some(text) = label.need("label") {
        text.text(1, 45);
    }
    label.get("description").text(1, 100);
    let Some(inner) = label.need("component") else { return };
    match inner.get("type").value().as_i64() {
        Some(4) => text_input(&inner, false, seen),
        Some(kind) if select::is_select(kind) => select::in_modal(&inner, kind, seen),
        Some(kind @ (19 | 21 | 22 | 23)) => choice(&inner, kind, seen),
        _ => component::wrong_kind(&inner, "in a label"),
    }
}

fn text_input(input: &Node, own_label: bool, seen: &mut Seen) {
    seen.count(input);
    let mut known = vec![
        "type",
        "id",
        "custom_id",
        "style",
        "value",
        "placeholder",
        "required",
        "min_length",
        "max_length",
    ];
    if own_label {
        known.push("label");
    }
    if !input.object(&known) {
        return;
    }
    seen.custom_id(input);
    if own_label && let Some(label) = input.need("label") {
        label.text(1, 45);
    }
    if let Some(style) = input.need("style") {
        style.one_of(&[1, 2]);
    }
    input.get("required").truth();
    input.get("placeholder").text(0, 100);
    let min = input.get("min_length").whole(0, 4000).unwrap_or(0);
    let max = input.get("max_length").whole(1, 4000).unwrap_or(4000);
    if min > max {
        input.get("min_length").say("TEXT_INPUT_MIN_ABOVE_MAX", format_args!("{min} is more than {max}"));
    }
    let longest = usize::try_from(max).unwrap_or_default().min(4000);
    input.get("value").text(0, longest);
}

/// File upload (19), radio group (21), checkbox group (22), checkbox (23).
fn choice(part: &Node, kind: i64, seen: &mut Seen) {
    seen.count(part);
    let known: &[&str] = match kind {
        19 => &["type", "id", "custom_id", "min_values", "max_values", "required", "file_types"],
        21 => &["type", "id", "custom_id", "required", "options"],
        22 => &["type", "id", "custom_id", "min_values", "max_values", "required", "options"],
        _ => &["type", "id", "custom_id", "default"],
    };
    if !part.object(known) {
        return;
    }
    seen.custom_id(part);
    part.get("required").truth();
    part.get("default").truth();
    let option = &["label", "value", "description", "default"];
    match kind {
        19 => {
            select::amounts(part, 10, None);
            part.get("file_types").items(0, 10);
        }
        21 => {
            let (_, chosen) = select::options(part, 2, 10, option);
            if chosen > 1 {
                part.get("options").say("SELECT_TOO_MANY_DEFAULTS", "one radio button can be chosen");
            }
        }
        22 => {
            let (count, _) = select::options(part, 1, 10, option);
            select::amounts(part, 10, Some(count));
        }
        _ => {}
    }
    select::optional(part);
}
