//! Published lists, as moderators ask for them: the last word on who may is here.

use super::Services;
use super::caller::Caller;
use crate::domain::ids::{ChannelId, GuildId};
use crate::domain::resource::Topic;
use crate::domain::resource::list::{List, ListState};
use crate::domain::slot::SlotState;
use crate::store::StoreError;

/// How a list stands, for somebody who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listed {
    /// It was never published there.
    New,
    /// It is there.
    There(Published),
    /// Only moderators may do that.
    Refused,
}

/// How a published list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// What the bot does with it.
    pub state: ListState,
    /// How many of its messages stand in the channel, as far as the bot knows.
    pub standing: usize,
    /// How many were removed by hand.
    pub removed: usize,
    /// Messages are being posted or changed.
    pub under_way: bool,
    /// Changed entries wait until their time comes.
    pub waits: bool,
    /// Discord puts its edits off.
    pub slow: bool,
}

/// What became of a wish about a published list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListDone {
    /// It is being done.
    Done,
    /// There is no such list.
    Gone,
    /// Only moderators may do that.
    Refused,
}

impl Services {
    /// How a list stands in a channel.
    pub async fn listed(
        &self,
        caller: &Caller,
        channel: ChannelId,
        topic: Option<Topic>,
    ) -> Result<Listed, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Listed::Refused);
        }
        let Some(list) = self.store.list_at((caller.guild, channel, topic)).await? else {
            return Ok(Listed::New);
        };
        let messages = self.store.list_messages(&list).await?;
        let count = |state| messages.iter().filter(|message| message.slot.state == state).count();
        let now = self.clock.now();
        let due = list.due.is_some_and(|due| due <= now);
        Ok(Listed::There(Published {
            state: list.state,
            standing: count(SlotState::Posted),
            removed: count(SlotState::PostedRemoved),
            under_way: due && !list.updating,
            waits: list.due.is_some() && !due,
            slow: list.updating,
        }))
    }

    /// Publishes a list; that the bot may post there was asked before.
    pub async fn publish_list(
        &self,
        caller: &Caller,
        channel: ChannelId,
        topic: Option<Topic>,
    ) -> Result<ListDone, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(ListDone::Refused);
        }
        self.store.publish_list((caller.guild, channel, topic), caller.user).await?;
        Ok(ListDone::Done)
    }

    /// Puts back what was removed by hand, and lets a list go on that stopped.
    pub async fn restore_list(
        &self,
        caller: &Caller,
        channel: ChannelId,
        topic: Option<Topic>,
    ) -> Result<ListDone, StoreError> {
        let found = self.list_to_change(caller, channel, topic).await?;
        let Ok(list) = found else { return Ok(found.err().unwrap_or(ListDone::Gone)) };
        self.store.restore_list(list.id, (caller.guild, channel, topic), caller.user).await?;
        Ok(ListDone::Done)
    }

    /// Takes a list out of its channel.
    pub async fn take_list_down(
        &self,
        caller: &Caller,
        channel: ChannelId,
        topic: Option<Topic>,
    ) -> Result<ListDone, StoreError> {
        let found = self.list_to_change(caller, channel, topic).await?;
        let Ok(list) = found else { return Ok(found.err().unwrap_or(ListDone::Gone)) };
        self.store.take_list_down(list.id, (caller.guild, channel, topic), caller.user).await?;
        Ok(ListDone::Done)
    }

    /// Every list of a channel that is gone stops.
    pub async fn list_channel_gone(&self, guild: GuildId, channel: ChannelId) -> Result<(), StoreError> {
        self.store.list_channel_gone(guild, channel).await
    }

    async fn list_to_change(
        &self,
        caller: &Caller,
        channel: ChannelId,
        topic: Option<Topic>,
    ) -> Result<Result<List, ListDone>, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Err(ListDone::Refused));
        }
        let list = self.store.list_at((caller.guild, channel, topic)).await?;
        Ok(list.ok_or(ListDone::Gone))
    }
}
