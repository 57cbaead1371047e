//! What serenity's builders really put on the wire must pass as it is, quirks included.

use serde_json::{Value, json};
use serenity::all::{
    AutocompleteChoice, ButtonStyle, ChannelId, ChannelType, CommandOptionType, CreateActionRow,
    CreateAllowedMentions, CreateAttachment, CreateAutocompleteResponse, CreateButton, CreateCommand,
    CreateCommandOption, CreateEmbed, CreateEmbedAuthor, CreateEmbedFooter, CreateInputText,
    CreateInteractionResponse, CreateInteractionResponseFollowup, CreateInteractionResponseMessage,
    CreateMessage, CreateModal, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, CreateThread,
    EditAttachments, EditInteractionResponse, EditMessage, EditThread, EmojiId, InputTextStyle,
    InstallationContext, InteractionContext, MessageFlags, MessageId, Nonce, Permissions, ReactionType,
    RoleId, UserId,
};

use super::{CALLBACK, COMMANDS, EDIT, EDIT_REPLY, FOLLOW_UP, MESSAGE, check, samples};

fn quiet() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

fn buttons() -> CreateActionRow {
    let heart = ReactionType::Custom { animated: true, id: EmojiId::new(7), name: Some("heart".into()) };
    CreateActionRow::Buttons(vec![
        CreateButton::new("1:answer:abc:0").label("A little").style(ButtonStyle::Secondary),
        CreateButton::new("1:answer:abc:1").label("Much").emoji('🌱').disabled(true),
        CreateButton::new("1:help").emoji(heart).style(ButtonStyle::Danger),
        CreateButton::new_link("https://example.org/help").label("Read"),
    ])
}

fn selects() -> Vec<CreateActionRow> {
    let days = vec![
        CreateSelectMenuOption::new("Monday", "mon").description("The first").default_selection(true),
        CreateSelectMenuOption::new("Tuesday", "tue").emoji('☀'),
    ];
    [
        CreateSelectMenu::new("days", CreateSelectMenuKind::String { options: days })
            .min_values(0)
            .max_values(2),
        CreateSelectMenu::new(
            "channel",
            CreateSelectMenuKind::Channel {
                channel_types: Some(vec![ChannelType::Text]),
                default_channels: Some(vec![ChannelId::new(5)]),
            },
        )
        .placeholder("Where"),
        CreateSelectMenu::new(
            "role",
            CreateSelectMenuKind::Role { default_roles: Some(vec![RoleId::new(6)]) },
        ),
        CreateSelectMenu::new("who", CreateSelectMenuKind::User { default_users: None }).disabled(true),
        CreateSelectMenu::new(
            "any",
            CreateSelectMenuKind::Mentionable {
                default_users: Some(vec![UserId::new(8)]),
                default_roles: Some(vec![RoleId::new(9)]),
            },
        )
        .max_values(2),
    ]
    .map(CreateActionRow::SelectMenu)
    .to_vec()
}

fn reply() -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new().content("Thank you.").ephemeral(true).allowed_mentions(quiet())
}

fn json_of(body: impl serde::Serialize) -> Value {
    serde_json::to_value(body).unwrap()
}

fn commands() -> Value {
    let zone = CreateCommandOption::new(CommandOptionType::String, "zone", "Your time zone")
        .set_autocomplete(true)
        .required(true)
        .max_length(64);
    let hour = CreateCommandOption::new(CommandOptionType::Integer, "hour", "The hour")
        .min_int_value(0)
        .max_int_value(23)
        .add_int_choice_localized("nine", 9, [("de", "neun")]);
    let channel = CreateCommandOption::new(CommandOptionType::Channel, "where", "The channel")
        .channel_types(vec![ChannelType::Text]);
    let sub = CreateCommandOption::new(CommandOptionType::SubCommand, "add", "Add a day")
        .add_sub_option(CreateCommandOption::new(CommandOptionType::Boolean, "quiet", "Without a sound"));
    let group =
        CreateCommandOption::new(CommandOptionType::SubCommandGroup, "days", "Your days").add_sub_option(sub);
    json_of([
        CreateCommand::new("setup")
            .description("Set this community up")
            .name_localized("de", "einrichten")
            .description_localized("de", "Diese Gemeinschaft einrichten")
            .default_member_permissions(Permissions::MANAGE_GUILD)
            .contexts(vec![InteractionContext::Guild])
            .integration_types(vec![InstallationContext::Guild])
            .set_options(vec![zone, hour, channel]),
        CreateCommand::new("me").description("Your own space").add_option(group),
        CreateCommand::new("Keep this").kind(serenity::all::CommandType::Message),
    ])
}

type Written = (&'static str, (&'static str, &'static str), Value);

fn written() -> Vec<Written> {
    let mut all = messages();
    all.extend(others());
    all
}

fn others() -> Vec<Written> {
    vec![
        (
            "thread",
            ("POST", "/channels/11/messages/22/threads"),
            json_of(
                CreateThread::new("22 November")
                    .auto_archive_duration(serenity::all::AutoArchiveDuration::OneDay),
            ),
        ),
        ("archive", ("PATCH", "/channels/66"), json_of(EditThread::new().archived(true).locked(true))),
        ("DM", ("POST", "/users/@me/channels"), json!({ "recipient_id": UserId::new(8) })),
    ]
}

fn messages() -> Vec<Written> {
    let card = CreateMessage::new()
        .content("Where did you feel heard today?")
        .components(vec![buttons()])
        .allowed_mentions(quiet())
        .flags(MessageFlags::SUPPRESS_NOTIFICATIONS)
        .nonce(Nonce::String("k3xq9d2mz81hs0vbn4ty6w".into()))
        .enforce_nonce(true);
    let embed = CreateEmbed::new()
        .title("The week")
        .description("Quietly kept.")
        .field("Days", "3", true)
        .colour(0x0033_6699)
        .author(CreateEmbedAuthor::new("chimebot").url("https://example.org"))
        .footer(CreateEmbedFooter::new("Last checked"))
        .timestamp(serenity::all::Timestamp::from_unix_timestamp(1_790_000_000).unwrap());
    let answer = CreateMessage::new()
        .embed(embed)
        .reference_message((ChannelId::new(11), MessageId::new(22)))
        .allowed_mentions(quiet());
    let modal = CreateModal::new("1:zone", "Time and zone").components(vec![
        CreateActionRow::InputText(
            CreateInputText::new(InputTextStyle::Short, "City or zone", "zone")
                .placeholder("Lisbon")
                .max_length(64),
        ),
        CreateActionRow::InputText(
            CreateInputText::new(InputTextStyle::Paragraph, "Anything else", "more")
                .required(false)
                .value("-"),
        ),
    ]);
    let choices = CreateAutocompleteResponse::new()
        .set_choices(vec![AutocompleteChoice::new("Lisbon", "Europe/Lisbon"), "UTC".into()]);
    let hours =
        CreateAutocompleteResponse::new().add_int_choice("nine", 9).add_number_choice("half past", 9.5);
    let file = CreateAttachment::bytes(b"{}".to_vec(), "my-data.json");
    vec![
        ("card", MESSAGE, json_of(card)),
        ("embed, reply", MESSAGE, json_of(answer)),
        (
            "all selects",
            MESSAGE,
            json_of(CreateMessage::new().components(selects()).allowed_mentions(quiet())),
        ),
        ("closing a card", EDIT, json_of(EditMessage::new().components(vec![]))),
        ("new text", EDIT, json_of(EditMessage::new().content("Closed.").allowed_mentions(quiet()))),
        ("reply", CALLBACK, json_of(CreateInteractionResponse::Message(reply().components(vec![buttons()])))),
        (
            "bare deferral",
            CALLBACK,
            json_of(CreateInteractionResponse::Defer(CreateInteractionResponseMessage::new())),
        ),
        (
            "ephemeral deferral",
            CALLBACK,
            json_of(CreateInteractionResponse::Defer(
                CreateInteractionResponseMessage::new().ephemeral(true).allowed_mentions(quiet()),
            )),
        ),
        ("acknowledgement", CALLBACK, json_of(CreateInteractionResponse::Acknowledge)),
        (
            "update",
            CALLBACK,
            json_of(CreateInteractionResponse::UpdateMessage(
                CreateInteractionResponseMessage::new()
                    .content("Page 2")
                    .components(selects())
                    .allowed_mentions(quiet()),
            )),
        ),
        ("choices", CALLBACK, json_of(CreateInteractionResponse::Autocomplete(choices))),
        ("hours", CALLBACK, json_of(CreateInteractionResponse::Autocomplete(hours))),
        ("modal", CALLBACK, json_of(CreateInteractionResponse::Modal(modal))),
        (
            "follow-up",
            FOLLOW_UP,
            json_of(
                CreateInteractionResponseFollowup::new()
                    .content("More.")
                    .ephemeral(true)
                    .allowed_mentions(quiet()),
            ),
        ),
        (
            "edit of a reply with a file",
            EDIT_REPLY,
            json_of(
                EditInteractionResponse::new()
                    .content("Here it is.")
                    .allowed_mentions(quiet())
                    .attachments(EditAttachments::new().add(file)),
            ),
        ),
        ("commands", COMMANDS, commands()),
    ]
}

#[test]
fn what_serenity_writes_passes() {
    for (name, (method, path), body) in written() {
        assert_eq!(check(method, path, &body), Vec::<String>::new(), "{name}: {body:#}");
    }
}

#[test]
fn the_shared_samples_hold_what_serenity_writes() {
    let samples = samples();
    let missing: Vec<String> = written()
        .into_iter()
        .map(|(_, (method, path), body)| (method.to_owned(), path.to_owned(), body))
        .filter(|sample| !samples.contains(sample))
        .map(|(method, path, body)| json!({ "method": method, "route": path, "body": body }).to_string())
        .collect();
    assert!(missing.is_empty(), "add to tests/it/judge/good.jsonl:\n{}", missing.join("\n"));
}
