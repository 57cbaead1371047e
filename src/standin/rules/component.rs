//! Components of a message: rows of buttons or one select (V1), and the wider kinds behind flag `1<<15` (V2).

use std::collections::HashSet;

use super::node::{Node, length};
use super::select;

/// Nested components in a V2 message, all counted (Discord documentation, components/reference).
const V2_COMPONENTS: usize = 40;
/// Characters over all text displays of a V2 message; long-standing behaviour the documentation does not state.
const V2_TEXT: usize = 4000;
/// Kinds that stand at the top of a V2 message.
const V2_TOP: &[i64] = &[1, 9, 10, 12, 13, 14, 17];
const MEDIA: &[&str] = &["http://", "https://", "attachment://"];

/// What has been met so far in one message or modal.
#[derive(Default)]
pub(super) struct Seen {
    custom_ids: HashSet<String>,
    ids: HashSet<i64>,
    components: usize,
    text: usize,
}

impl Seen {
    /// A control's `custom_id`: 1 to 100, and no other control in the message has it.
    pub(super) fn custom_id(&mut self, component: &Node) {
        let Some(field) = component.need("custom_id") else { return };
        if let Some(text) = field.text(1, 100)
            && !self.custom_ids.insert(text.to_owned())
        {
            field.say("COMPONENT_CUSTOM_ID_DUPLICATED", format_args!("{text:?} is in the message twice"));
        }
    }

    /// Counts the component and checks its numeric `id`, which is unique where one is given.
    pub(super) fn count(&mut self, component: &Node) {
        self.components += 1;
        let id = component.get("id");
        if let Some(number) = id.whole(0, i64::from(i32::MAX))
            && number != 0
            && !self.ids.insert(number)
        {
            id.say("COMPONENT_ID_DUPLICATED", "is in the message twice");
        }
    }

    /// A text display's content.
    pub(super) fn text_display(&mut self, component: &Node) {
        if component.object(&["type", "id", "content"])
            && let Some(content) = component.need("content")
        {
            self.text += content.text(1, V2_TEXT).map_or(0, length);
        }
    }
}

/// The components of a message; returns whether they bring text in which somebody could be mentioned.
pub(super) fn message(list: &Node, v2: bool) -> bool {
    let mut seen = Seen::default();
    for component in list.items(0, if v2 { V2_COMPONENTS } else { 5 }) {
        match component.get("type").value().as_i64() {
            Some(1) => row(&component, &mut seen),
            Some(kind) if V2_TOP.contains(&kind) => {
                if !v2 {
                    component.say("COMPONENT_NEEDS_V2_FLAG", format_args!("type {kind} needs flag 1<<15"));
                }
                wide(&component, kind, &mut seen);
            }
            _ => wrong_kind(&component, "at the top of a message"),
        }
    }
    if seen.components > V2_COMPONENTS {
        list.say(
            "BASE_TYPE_BAD_LENGTH",
            format_args!("at most {V2_COMPONENTS} components with all nested ones, has {}", seen.components),
        );
    }
    if seen.text > V2_TEXT {
        list.say(
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            format_args!("all text together must be {V2_TEXT} or fewer in length, is {}", seen.text),
        );
    }
    seen.text > 0
}

/// Says that a component of this type cannot stand here.
pub(super) fn wrong_kind(component: &Node, place: &str) {
    let kind = component.get("type");
    kind.say("BASE_TYPE_CHOICES", format_args!("type {} cannot stand {place}", kind.value()));
}

/// An action row: one to five buttons, or one select and nothing else.
fn row(row: &Node, seen: &mut Seen) {
    seen.count(row);
    if !row.object(&["type", "id", "components"]) {
        return;
    }
    let Some(children) = row.need("components") else { return };
    let items = children.items(1, 5);
    let mut selects = 0;
    for item in &items {
        match item.get("type").value().as_i64() {
            Some(2) => button(item, seen),
            Some(kind) if select::is_select(kind) => {
                selects += 1;
                select::in_message(item, kind, seen);
            }
            _ => wrong_kind(item, "in a row of a message"),
        }
    }
    if selects > 0 && items.len() > 1 {
        children.say("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "a select fills its row alone");
    }
}

fn button(button: &Node, seen: &mut Seen) {
    seen.count(button);
    if !button.object(&["type", "id", "style", "label", "emoji", "custom_id", "url", "sku_id", "disabled"]) {
        return;
    }
    button.get("label").text(0, 80);
    button.get("disabled").truth();
    emoji(&button.get("emoji"));
    let style = button.need("style").and_then(|style| style.one_of(&[1, 2, 3, 4, 5, 6]));
    let foreign: &[&str] = match style {
        Some(1..=4) => {
            seen.custom_id(button);
            &["url", "sku_id"]
        }
        Some(5) => {
            if let Some(url) = button.need("url") {
                url.url(512, &["http://", "https://", "discord://"]);
            }
            &["custom_id", "sku_id"]
        }
        Some(6) => {
            if let Some(sku) = button.need("sku_id") {
                sku.snowflake();
            }
            &["custom_id", "url", "label", "emoji"]
        }
        _ => return,
    };
    for field in foreign.iter().map(|key| button.get(key)).filter(|field| !field.is_absent()) {
        field.say("BUTTON_COMPONENT_FIELD_FORBIDDEN", "a button of this style cannot have it");
    }
    let bare = button.get("label").value().as_str().is_none_or(|label| label.trim().is_empty());
    if style != Some(6) && bare && button.get("emoji").is_absent() {
        button.say("BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "a button shows a label or an emoji");
    }
}

/// A component's emoji. `animated` is documented, though Discord's own schema lacks it.
pub(super) fn emoji(emoji: &Node) {
    if emoji.is_absent() || !emoji.object(&["id", "name", "animated"]) {
        return;
    }
    emoji.get("id").snowflake();
    emoji.get("animated").truth();
    if emoji.get("id").is_absent()
        && let Some(name) = emoji.need("name")
    {
        name.text(1, 32);
    }
}

fn wide(component: &Node, kind: i64, seen: &mut Seen) {
    if kind != 1 {
        seen.count(component);
    }
    match kind {
        9 => section(component, seen),
        10 => seen.text_display(component),
        12 => {
            if component.object(&["type", "id", "items"])
                && let Some(items) = component.need("items")
            {
                for item in items.items(1, 10) {
                    media(&item, "media", &["media", "description", "spoiler"], MEDIA);
                }
            }
        }
        13 => media(component, "file", &["type", "id", "file", "spoiler"], &["attachment://"]),
        14 => {
            if component.object(&["type", "id", "divider", "spacing"]) {
                component.get("divider").truth();
                component.get("spacing").one_of(&[1, 2]);
            }
        }
        _ => container(component, seen),
    }
}

fn section(section: &Node, seen: &mut Seen) {
    if !section.object(&["type", "id", "components", "accessory"]) {
        return;
    }
    if let Some(texts) = section.need("components") {
        for text in texts.items(1, 3) {
            if text.get("type").value() == 10 {
                seen.count(&text);
                seen.text_display(&text);
            } else {
                wrong_kind(&text, "in a section");
            }
        }
    }
    let Some(accessory) = section.need("accessory") else { return };
    match accessory.get("type").value().as_i64() {
        Some(2) => button(&accessory, seen),
        Some(11) => {
            seen.count(&accessory);
            media(&accessory, "media", &["type", "id", "media", "description", "spoiler"], MEDIA);
        }
        _ => wrong_kind(&accessory, "beside a section"),
    }
}

fn container(container: &Node, seen: &mut Seen) {
    if !container.object(&["type", "id", "accent_color", "spoiler", "components"]) {
        return;
    }
    container.get("accent_color").whole(0, 0x00FF_FFFF);
    container.get("spoiler").truth();
    let Some(children) = container.need("components") else { return };
    for child in children.items(1, V2_COMPONENTS) {
        match child.get("type").value().as_i64() {
            Some(1) => row(&child, seen),
            Some(kind) if kind != 17 && V2_TOP.contains(&kind) => wide(&child, kind, seen),
            _ => wrong_kind(&child, "in a container"),
        }
    }
}

fn media(component: &Node, key: &str, known: &[&str], schemes: &[&str]) {
    if !component.object(known) {
        return;
    }
    component.get("description").text(1, 1024);
    component.get("spoiler").truth();
    if let Some(media) = component.need(key)
        && media.object(&["url"])
        && let Some(url) = media.need("url")
    {
        url.url(2048, schemes);
    }
}
