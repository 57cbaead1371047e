//! The community's resources: read from memory by members, changed by moderators alone.

use std::sync::Arc;

use super::Services;
use super::caller::Caller;
use crate::domain::ids::GuildId;
use crate::domain::resource::{Entry, EntryId, Library};
use crate::store::{Change, EntryChange, Saved, StoreError};

/// How many changes of an entry are shown.
const HISTORY: u32 = 100;

/// What a moderator asked to see of an entry's past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum History {
    /// The entry, and its changes, newest first.
    Of(Box<Entry>, Vec<EntryChange>),
    /// There is no such entry.
    Unknown,
    /// Only moderators may do that.
    Refused,
}

/// What became of a wish to change entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// All are as wished, in the order of the wishes.
    Done(Vec<Entry>),
    /// Nothing was changed: somebody else changed this entry meanwhile. None when it is gone.
    Stale(EntryId, Option<Box<Entry>>),
    /// Only moderators may do that.
    Refused,
}

impl Services {
    /// The resources of a community, as they stand.
    pub async fn library(&self, guild: GuildId) -> Result<Arc<Library>, StoreError> {
        let read = async { self.store.entries(guild).await.map(|entries| Arc::new(Library::new(entries))) };
        self.known.libraries.get(guild, read).await
    }

    /// Makes all `changes`, or none of them when one was not seen as it stands.
    pub async fn change_entries(&self, caller: &Caller, changes: Vec<Change>) -> Result<Kept, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Kept::Refused);
        }
        let saved = self.store.change_entries(caller.guild, caller.user, changes).await?;
        self.library_changed(caller.guild);
        Ok(match saved {
            Saved::Done(entries) => Kept::Done(entries),
            Saved::Stale(id, stands) => Kept::Stale(id, stands),
        })
    }

    /// To be called when entries were changed, before anybody is told.
    pub(super) fn library_changed(&self, guild: GuildId) {
        self.known.libraries.forget(&guild);
    }

    /// Whether the caller may keep the list. Asked again at each step, the last one included.
    pub(super) async fn keeps_library(&self, caller: &Caller) -> Result<bool, StoreError> {
        let known = self.community_or_new(caller).await?;
        Ok(caller.rights.moderator(&known))
    }

    /// Whether the caller may keep the list, for a screen that changes nothing yet.
    pub async fn may_keep_library(&self, caller: &Caller) -> Result<bool, StoreError> {
        self.keeps_library(caller).await
    }

    /// The entry that is meant by what somebody typed or picked: its name or its whole title.
    pub async fn entry_meant(&self, caller: &Caller, text: &str) -> Result<Option<EntryId>, StoreError> {
        let library = self.library(caller.guild).await?;
        Ok(library.meant(text).map(|entry| entry.id.clone()))
    }

    /// The newest changes of an entry.
    pub async fn entry_history(&self, caller: &Caller, id: Option<&EntryId>) -> Result<History, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(History::Refused);
        }
        let library = self.library(caller.guild).await?;
        let Some(entry) = id.and_then(|id| library.get(id)) else { return Ok(History::Unknown) };
        let changes = self.store.history(caller.guild, &entry.id, HISTORY).await?;
        Ok(History::Of(Box::new(entry.clone()), changes))
    }
}
