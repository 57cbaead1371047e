//! What people do: press, choose, type commands, submit forms, write.
//!
//! Each act sends `INTERACTION_CREATE` and returns at once. The plain forms panic
//! with a sentence when a person could not do this; the `try_` forms return it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::StandIn;
use super::interaction::{Interaction, Kind, Response};
use super::message::walk_components;
use super::model::{Channel, Stored, moment};
use super::permissions::{SEND_MESSAGES, VIEW_CHANNEL};
use super::state::World;
use crate::domain::ids::{ChannelId, MessageId, UserId};

/// A handle to one interaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The interaction's id.
    pub id: u64,
    /// Who acted.
    pub user: UserId,
    /// What they did, for error messages.
    pub what: String,
}

impl StandIn {
    /// A person presses a button they can see.
    pub fn press(&self, user: UserId, message: MessageId, custom_id: &str) -> Act {
        self.try_press(user, message, custom_id).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `press`, or why it cannot be pressed.
    pub fn try_press(&self, user: UserId, message: MessageId, custom_id: &str) -> Result<Act, String> {
        let mut world = self.shared.world();
        let button = world.control(user.0, message.0, custom_id)?;
        if button["type"] != 2 {
            return Err(format!("{custom_id:?} is no button"));
        }
        Ok(world.press(user.0, message.0, custom_id))
    }

    /// Sends a press that no button offers: a forged or damaged `custom_id` on a real message.
    pub fn press_forged(&self, user: UserId, message: MessageId, custom_id: &str) -> Act {
        let mut world = self.shared.world();
        assert!(world.messages.contains_key(&message.0), "there is no message {message}");
        world.press(user.0, message.0, custom_id)
    }

    /// A person chooses in a select menu. Ids of users, roles and channels are resolved.
    pub fn select(&self, user: UserId, message: MessageId, custom_id: &str, values: &[&str]) -> Act {
        self.try_select(user, message, custom_id, values).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `select`, or why it cannot be chosen.
    pub fn try_select(
        &self,
        user: UserId,
        message: MessageId,
        custom_id: &str,
        values: &[&str],
    ) -> Result<Act, String> {
        let mut world = self.shared.world();
        let menu = world.control(user.0, message.0, custom_id)?;
        let channel = world.messages[&message.0].channel;
        let resolved = world.choose(user.0, channel, &menu, values)?;
        let data = json!({
            "custom_id": custom_id, "component_type": menu["type"], "id": menu["id"],
            "values": values, "resolved": resolved,
        });
        let deed = Deed::new(Kind::Component, format!("select {custom_id}")).on(message.0);
        Ok(world.act(user.0, channel, deed, &data))
    }

    /// A person writes a message of their own. The bot hears nothing of it.
    pub fn say(&self, user: UserId, channel: ChannelId, text: &str) -> MessageId {
        let mut world = self.shared.world();
        let known = world.channels.get(&channel.0).unwrap_or_else(|| panic!("there is no channel {channel}"));
        assert!(world.rights(known, user.0) & SEND_MESSAGES != 0, "{user} may not write in {channel}");
        let id = world.new_id();
        let json = json!({
            "id": id.to_string(), "channel_id": channel.to_string(), "type": 0,
            "author": world.user_json(user.0), "content": text, "timestamp": moment(world.now_ms()),
            "edited_timestamp": null, "tts": false, "pinned": false, "flags": 0,
            "mention_everyone": false, "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": [], "components": [],
        });
        world.store(Stored {
            id,
            channel: channel.0,
            author: user.0,
            ephemeral_to: None,
            json,
            read: true,
            files: Vec::new(),
        });
        MessageId(id)
    }
}

/// What makes one interaction differ from another.
pub struct Deed {
    kind: Kind,
    what: String,
    source: Option<u64>,
    opened_by: Option<u64>,
    command: Option<String>,
}

impl Deed {
    pub fn new(kind: Kind, what: String) -> Self {
        Self { kind, what, source: None, opened_by: None, command: None }
    }

    /// On a control of this message.
    pub fn on(self, message: u64) -> Self {
        Self { source: Some(message), ..self }
    }

    /// With the form that this interaction was answered with.
    pub fn by_form_of(self, interaction: &Interaction) -> Self {
        Self { opened_by: Some(interaction.id), source: interaction.source, ..self }
    }

    /// By this command.
    pub fn by_command(self, name: &str) -> Self {
        Self { command: Some(name.to_owned()), ..self }
    }
}

impl World {
    /// The channel, if `user` sees it.
    pub fn seen_channel(&self, user: u64, channel: u64) -> Result<&Channel, String> {
        let known = self.channels.get(&channel).ok_or_else(|| format!("there is no channel {channel}"))?;
        if self.rights(known, user) & VIEW_CHANNEL == 0 {
            return Err(format!("{user} does not see channel {channel}"));
        }
        Ok(known)
    }

    /// The control with this id, if `user` sees and may use it.
    fn control(&self, user: u64, message: u64, custom_id: &str) -> Result<Value, String> {
        let stored = self.messages.get(&message).ok_or_else(|| format!("there is no message {message}"))?;
        if !self.sees(user, stored) {
            return Err(format!("{user} does not see message {message}"));
        }
        let mut controls = Vec::new();
        walk_components(&stored.json["components"], &mut controls);
        let found = controls.into_iter().find(|control| control["custom_id"] == custom_id);
        let control = found.ok_or_else(|| format!("message {message} has no control {custom_id:?}"))?;
        if control["disabled"] == true {
            return Err(format!("{custom_id:?} is greyed out"));
        }
        Ok(control.clone())
    }

    fn press(&mut self, user: u64, message: u64, custom_id: &str) -> Act {
        let channel = self.messages[&message].channel;
        let data = json!({ "custom_id": custom_id, "component_type": 2, "id": 2 });
        let deed = Deed::new(Kind::Component, format!("press {custom_id}")).on(message);
        self.act(user, channel, deed, &data)
    }

    /// Makes the interaction and sends it to the bot.
    pub fn act(&mut self, user: u64, channel: u64, deed: Deed, data: &Value) -> Act {
        let id = self.new_id();
        let token = format!("aW50ZXJhY3Rpb246{id:x}.{:016x}", id.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let what = deed.what.clone();
        let act = Interaction {
            id,
            token: token.clone(),
            kind: deed.kind,
            user,
            channel,
            created_ms: self.now_ms(),
            source: deed.source,
            opened_by: deed.opened_by,
            command: deed.command,
            what: deed.what,
            response: Response::None,
            original: None,
            followups: Vec::new(),
            edits: 0,
            read: false,
            forgiven: false,
            late: false,
            answered: Arc::default(),
        };
        let event = self.interaction_create(&act, data);
        let guild = self.channels.get(&channel).and_then(|channel| channel.guild);
        self.tokens.insert(token, id);
        self.interactions.insert(id, act);
        self.dispatch("INTERACTION_CREATE", &event, guild);
        self.stir();
        Act { id, user: UserId(user), what }
    }

    /// `INTERACTION_CREATE`, with all that Discord puts in. `app_permissions` are the bot's in
    /// the channel acted in, `channel.permissions` are the person's.
    fn interaction_create(&self, act: &Interaction, data: &Value) -> Value {
        let Some(channel) = self.channels.get(&act.channel) else { return Value::Null };
        let rights = self.rights(channel, act.user);
        let locale = self.users.get(&act.user).map_or("en-US", |user| user.locale.as_str());
        let mut event = json!({
            "id": act.id.to_string(), "application_id": self.application.to_string(),
            "type": act.kind as u8, "token": act.token, "version": 1, "data": data,
            "channel": channel.partial_json(rights), "channel_id": channel.id.to_string(),
            "app_permissions": self.rights(channel, self.bot).to_string(), "locale": locale,
            "entitlements": [], "entitlement_sku_ids": [], "attachment_size_limit": 10 * 1024 * 1024,
            "context": u8::from(channel.guild.is_none()),
            "authorizing_integration_owners": { "0": channel.guild.unwrap_or(0).to_string() },
        });
        match channel.guild.and_then(|guild| self.guilds.get(&guild)) {
            Some(guild) => {
                event["guild_id"] = json!(guild.id.to_string());
                event["guild"] = json!({
                    "id": guild.id.to_string(), "locale": "en-US", "features": ["COMMUNITY"] });
                event["guild_locale"] = json!("en-US");
                event["member"] = self.acting_member(guild, channel, act.user);
            }
            None => event["user"] = self.user_json(act.user),
        }
        if let Some(message) = act.source.and_then(|id| self.messages.get(&id)) {
            event["message"] = message.json.clone();
        }
        event
    }
}
