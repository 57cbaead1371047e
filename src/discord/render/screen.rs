//! What a person sees, before it becomes a request: text, buttons, selects, modals.
//!
//! Renderers build screens and nothing else, so they are pure and can be read in
//! a snapshot. Only this file turns a screen into serenity's builders.

use std::borrow::Cow;

use serenity::all::{
    ActionRowComponent, ButtonStyle, ChannelType, CreateActionRow, CreateAllowedMentions, CreateAttachment,
    CreateButton, CreateEmbed, CreateInputText, CreateInteractionResponse, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, CreateModal, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, EditAttachments, EditInteractionResponse, EditMessage, InputTextStyle,
    InteractionResponseFlags, MessageFlags,
};

use super::LONGEST;
use crate::discord::custom_id::CustomId;
use crate::domain::ids::{ChannelId, RoleId};
use crate::picture::Picture;

/// Discord's limits in UTF-16 units: words on a button, a line of a select, what a select says while
/// nothing is chosen, titles and labels of a form.
const BUTTON: usize = 80;
const OFFER: usize = 100;
const PLACEHOLDER: usize = 150;
const LABEL: usize = 45;
/// Discord's limit on what is said of a file.
const DESCRIPTION: usize = 1_024;
/// Discord's limit on the buttons of one row.
const IN_A_ROW: usize = 5;

/// One message: its text and up to five rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// The text, in Discord's markdown, at most 2,000 characters.
    pub content: String,
    /// The rows under it.
    pub rows: Vec<Row>,
    /// The files beside it.
    pub files: Vec<Attached>,
    /// The picture beside it, which is sent before the files.
    pub picture: Option<Shown>,
    /// What its embeds say, under the text; none for a message that is to have no embeds, not even those
    /// Discord makes of links. Empty for one that takes the place of a private message that had some.
    pub embeds: Option<Vec<String>>,
}

/// A file that goes with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub content: String,
}

/// A picture that goes with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub png: Vec<u8>,
    /// What it shows, for those who do not see it; at most 1,024 characters.
    pub alt: String,
}

/// A row of controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Up to five buttons.
    Buttons(Vec<Button>),
    /// One select.
    Select(Select),
}

/// A button with words on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// Its words, at most 80 characters.
    pub label: String,
    /// What it does.
    pub does: Does,
    /// Whether it stands out.
    pub look: Look,
}

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    /// Sends an interaction with this id.
    Press(CustomId),
    /// Opens this https link; works when the bot does not.
    Open(Cow<'static, str>),
    /// Nothing yet: it is shown greyed out, with the id it will have.
    Wait(CustomId),
}

/// How much a button stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// One of several equals.
    Plain,
    /// The way on.
    Main,
    /// Turns something on.
    Yes,
    /// Takes something away for good.
    Danger,
}

/// A select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// Its id.
    pub id: CustomId,
    /// What it says while nothing is chosen.
    pub placeholder: String,
    /// What it offers.
    pub offers: Offers,
    /// How many must be chosen at least.
    pub least: u8,
    /// How many may be chosen at most.
    pub most: u8,
}

/// What a select offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offers {
    /// Words, up to 25.
    Words(Vec<Offer>),
    /// The community's text channels.
    Channels(Option<ChannelId>),
    /// The community's roles.
    Roles(Option<RoleId>),
}

/// One line of a select.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its words.
    pub label: String,
    /// What comes back.
    pub value: String,
    /// Whether it is chosen already.
    pub chosen: bool,
}

/// A form of up to five text fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modal {
    /// Its id.
    pub id: CustomId,
    /// Its title, at most 45 characters.
    pub title: String,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// One text field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The field's name.
    pub name: &'static str,
    /// Its label, at most 45 characters.
    pub label: String,
    /// What stands in it when it opens.
    pub value: String,
    /// The longest text it takes.
    pub most: u16,
    /// Whether it is for some lines; else it is for one.
    pub lines: bool,
    /// Whether it may not stay empty.
    pub needed: bool,
}

impl Button {
    /// A plain button.
    pub fn plain(label: String, id: CustomId) -> Self {
        Self { label, does: Does::Press(id), look: Look::Plain }
    }

    /// The way on.
    pub fn main(label: String, id: CustomId) -> Self {
        Self { label, does: Does::Press(id), look: Look::Main }
    }

    /// A button that takes something away for good.
    pub fn danger(label: String, id: CustomId) -> Self {
        Self { label, does: Does::Press(id), look: Look::Danger }
    }

    /// A link.
    pub fn link(label: String, url: impl Into<Cow<'static, str>>) -> Self {
        Self { label, does: Does::Open(url.into()), look: Look::Plain }
    }
}

impl Screen {
    /// A text without controls.
    pub fn text(content: String) -> Self {
        Self { content, ..Self::default() }
    }

    /// Adds a file.
    #[must_use]
    pub fn file(mut self, name: &'static str, content: String) -> Self {
        self.files.push(Attached { name, content });
        self
    }

    /// Adds a picture, if there is one.
    #[must_use]
    pub fn picture(mut self, name: &'static str, picture: Option<Picture>) -> Self {
        self.picture = picture.map(|picture| Shown { name, png: picture.png, alt: picture.alt });
        self
    }

    /// Adds a row of buttons; an empty one is left out. More than five make another row: Discord would
    /// refuse the whole message.
    #[must_use]
    pub fn buttons(mut self, mut buttons: Vec<Button>) -> Self {
        while !buttons.is_empty() {
            let rest = buttons.split_off(buttons.len().min(IN_A_ROW));
            self.rows.push(Row::Buttons(buttons));
            buttons = rest;
        }
        self
    }

    /// Adds a select.
    #[must_use]
    pub fn select(mut self, select: Select) -> Self {
        self.rows.push(Row::Select(select));
        self
    }

    /// Adds a select where there is something to choose.
    #[must_use]
    pub fn select_if(self, there: bool, select: impl FnOnce() -> Select) -> Self {
        if there { self.select(select()) } else { self }
    }

    /// As a new private reply.
    pub fn reply(&self) -> CreateInteractionResponse {
        let private = InteractionResponseFlags::EPHEMERAL;
        // With the flag, Discord would hide the message's own embeds too.
        let plain = InteractionResponseFlags::SUPPRESS_EMBEDS;
        let flags = if self.embeds.is_none() { private | plain } else { private };
        CreateInteractionResponse::Message(self.response().flags(flags))
    }

    /// In place of the private message whose button was pressed.
    pub fn update(&self) -> CreateInteractionResponse {
        CreateInteractionResponse::UpdateMessage(self.response())
    }

    /// As the final form of a reply that was deferred.
    pub fn edit_reply(&self) -> EditInteractionResponse {
        // Also where there are none: what stood beside the former screen must not stay beside this one.
        let files = self.attachments().fold(EditAttachments::new(), EditAttachments::add);
        let edit = EditInteractionResponse::new()
            .content(self.shown())
            .components(self.action_rows())
            .allowed_mentions(CreateAllowedMentions::new())
            .attachments(files);
        if self.embeds.is_some() { edit.embeds(self.built_embeds()) } else { edit }
    }

    /// As a private message after an answer that was none, such as a deferred one that failed.
    pub fn follow_up(&self) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(self.shown())
            .components(self.action_rows())
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(MessageFlags::EPHEMERAL | MessageFlags::SUPPRESS_EMBEDS)
    }

    /// As a message in a channel, without a sound unless `sound`.
    pub fn message(&self, sound: bool) -> CreateMessage {
        let quiet = if sound { MessageFlags::empty() } else { MessageFlags::SUPPRESS_NOTIFICATIONS };
        // With the flag, Discord would hide the message's own embeds too.
        let plain = if self.embeds.is_none() { MessageFlags::SUPPRESS_EMBEDS } else { MessageFlags::empty() };
        CreateMessage::new()
            .content(self.shown())
            .embeds(self.built_embeds())
            .components(self.action_rows())
            .allowed_mentions(CreateAllowedMentions::new())
            .flags(quiet | plain)
            .add_files(self.attachments())
    }

    /// As the new form of a message in a channel.
    pub fn edit_message(&self) -> EditMessage {
        EditMessage::new()
            .content(self.shown())
            .embeds(self.built_embeds())
            .components(self.action_rows())
            .allowed_mentions(CreateAllowedMentions::new())
    }

    fn built_embeds(&self) -> Vec<CreateEmbed> {
        self.embeds.iter().flatten().map(|text| CreateEmbed::new().description(text)).collect()
    }

    fn response(&self) -> CreateInteractionResponseMessage {
        let response = CreateInteractionResponseMessage::new()
            .content(self.shown())
            .components(self.action_rows())
            .allowed_mentions(CreateAllowedMentions::new())
            .add_files(self.attachments());
        if self.embeds.is_some() { response.embeds(self.built_embeds()) } else { response }
    }

    fn attachments(&self) -> impl Iterator<Item = CreateAttachment> {
        let picture = self.picture.iter().map(|shown| {
            let alt = fitted(&shown.alt, DESCRIPTION);
            CreateAttachment::bytes(shown.png.clone(), shown.name).description(alt)
        });
        let files = self.files.iter().map(|file| CreateAttachment::bytes(file.content.clone(), file.name));
        picture.chain(files)
    }

    /// The text as it is sent. What somebody typed may be part of it, and Discord takes no answer at all
    /// that is too long.
    fn shown(&self) -> Cow<'_, str> {
        fitted(&self.content, LONGEST)
    }

    fn action_rows(&self) -> Vec<CreateActionRow> {
        self.rows
            .iter()
            .map(|row| match row {
                Row::Buttons(buttons) => {
                    CreateActionRow::Buttons(buttons.iter().map(Button::build).collect())
                }
                Row::Select(select) => CreateActionRow::SelectMenu(select.build()),
            })
            .collect()
    }
}

/// A text no longer than Discord takes: words that are cut say more than an answer that is refused.
pub fn fitted(text: &str, most: usize) -> Cow<'_, str> {
    if text.encode_utf16().count() <= most {
        return Cow::Borrowed(text);
    }
    let mut room = most - 1;
    let fitting = text.chars().take_while(|mark| {
        let fits = mark.len_utf16() <= room;
        room = room.saturating_sub(mark.len_utf16());
        fits
    });
    Cow::Owned(fitting.chain(['…']).collect())
}

impl Modal {
    /// As an answer to a press or a command.
    pub fn open(&self) -> CreateInteractionResponse {
        let rows = self.fields.iter().map(|field| CreateActionRow::InputText(field.build())).collect();
        CreateInteractionResponse::Modal(
            CreateModal::new(self.id.to_string(), fitted(&self.title, LABEL)).components(rows),
        )
    }
}

impl Button {
    fn build(&self) -> CreateButton {
        let button = match &self.does {
            Does::Press(id) => CreateButton::new(id.to_string()),
            Does::Wait(id) => CreateButton::new(id.to_string()).disabled(true),
            Does::Open(url) => {
                return CreateButton::new_link(url.as_ref()).label(fitted(&self.label, BUTTON));
            }
        };
        let style = match self.look {
            Look::Plain => ButtonStyle::Secondary,
            Look::Main => ButtonStyle::Primary,
            Look::Yes => ButtonStyle::Success,
            Look::Danger => ButtonStyle::Danger,
        };
        button.style(style).label(fitted(&self.label, BUTTON))
    }
}

impl Select {
    fn build(&self) -> CreateSelectMenu {
        let kind = match &self.offers {
            Offers::Words(offers) => CreateSelectMenuKind::String {
                options: offers
                    .iter()
                    .map(|offer| {
                        CreateSelectMenuOption::new(fitted(&offer.label, OFFER), offer.value.as_str())
                            .default_selection(offer.chosen)
                    })
                    .collect(),
            },
            Offers::Channels(chosen) => CreateSelectMenuKind::Channel {
                channel_types: Some(vec![ChannelType::Text]),
                default_channels: chosen.map(|channel| vec![channel.0.into()]),
            },
            Offers::Roles(chosen) => {
                CreateSelectMenuKind::Role { default_roles: chosen.map(|role| vec![role.0.into()]) }
            }
        };
        CreateSelectMenu::new(self.id.to_string(), kind)
            .placeholder(fitted(&self.placeholder, PLACEHOLDER))
            .min_values(self.least)
            .max_values(self.most)
    }
}

impl Field {
    fn build(&self) -> CreateInputText {
        let style = if self.lines { InputTextStyle::Paragraph } else { InputTextStyle::Short };
        CreateInputText::new(style, fitted(&self.label, LABEL), self.name)
            .value(self.value.as_str())
            .max_length(self.most)
            .required(self.needed)
    }

    /// The value of the field `name` in a submitted form, trimmed.
    pub fn read(rows: &[serenity::all::ActionRow], name: &str) -> String {
        let inputs = rows.iter().flat_map(|row| &row.components);
        let mut values = inputs.filter_map(|part| match part {
            ActionRowComponent::InputText(input) if input.custom_id == name => input.value.clone(),
            _ => None,
        });
        values.next().unwrap_or_default().trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_the_last_unit_that_discord_counts() {
        let crabs = "🦀".repeat(1_000);
        assert_eq!(fitted(&crabs, LONGEST), crabs, "a crab has two units");
        let more = fitted(&format!("{crabs}!"), LONGEST).into_owned();
        assert_eq!((more.encode_utf16().count(), more.ends_with("🦀…")), (1_999, true));
        assert_eq!(fitted(&"W".repeat(2_001), LONGEST).encode_utf16().count(), LONGEST);
    }
}
