//! What people do: press, choose, type commands, submit forms, write.
//!
//! Each act sends INTERACTION_CREATE and returns at once. The plain forms panic
//! with a sentence when a person could not do this; the `try_` forms return it.

use serde_json::Value;

use super::StandIn;
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
        unimplemented!("{user} {message} {custom_id}")
    }

    /// Sends a press that no button offers: a forged or damaged `custom_id` on a real message.
    pub fn press_forged(&self, user: UserId, message: MessageId, custom_id: &str) -> Act {
        unimplemented!("{user} {message} {custom_id}")
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
        unimplemented!("{user} {message} {custom_id} {values:?}")
    }

    /// A person sends a slash command. `command` may name subcommands (`"setup show"`), or
    /// `options` may nest them (`{"show": {}}`).
    pub fn slash(&self, user: UserId, channel: ChannelId, command: &str, options: Value) -> Act {
        self.try_slash(user, channel, command, options).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `slash`, or why the command cannot be sent.
    pub fn try_slash(
        &self,
        user: UserId,
        channel: ChannelId,
        command: &str,
        options: Value,
    ) -> Result<Act, String> {
        unimplemented!("{user} {channel} {command} {options}")
    }

    /// A person is typing the option `focused` of a command; its value so far stands in `options`.
    pub fn autocomplete(
        &self,
        user: UserId,
        channel: ChannelId,
        command: &str,
        options: Value,
        focused: &str,
    ) -> Act {
        self.try_autocomplete(user, channel, command, options, focused).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `autocomplete`, or why there is nothing to complete.
    pub fn try_autocomplete(
        &self,
        user: UserId,
        channel: ChannelId,
        command: &str,
        options: Value,
        focused: &str,
    ) -> Result<Act, String> {
        unimplemented!("{user} {channel} {command} {options} {focused}")
    }

    /// A person fills in the form that `opened_by` was answered with, and sends it.
    pub fn submit_modal(&self, user: UserId, opened_by: &Act, values: &[(&str, &str)]) -> Act {
        self.try_submit_modal(user, opened_by, values).unwrap_or_else(|why| panic!("{why}"))
    }

    /// As `submit_modal`, or why the form cannot be sent.
    pub fn try_submit_modal(
        &self,
        user: UserId,
        opened_by: &Act,
        values: &[(&str, &str)],
    ) -> Result<Act, String> {
        unimplemented!("{user} {opened_by:?} {values:?}")
    }

    /// A person writes a message of their own. The bot hears nothing of it.
    pub fn say(&self, user: UserId, channel: ChannelId, text: &str) -> MessageId {
        unimplemented!("{user} {channel} {text}")
    }
}
