//! Keeping entries right: what is to be checked again, taking off and putting back, and taking back.

use super::Services;
use super::caller::Caller;
use super::library::Kept;
use crate::domain::resource::library::check_order;
use crate::domain::resource::{Body, Entry, EntryId};
use crate::store::{Act, Change, StoreError};

/// The queue of entries to be checked again, as one moderator walks through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Queue {
    /// This one is next.
    Next {
        /// The entry.
        entry: Box<Entry>,
        /// Its place in the queue, from 1.
        place: usize,
        /// How many wait.
        of: usize,
    },
    /// Nothing waits.
    Empty,
    /// Only moderators may do that.
    Refused,
}

/// What became of a step with one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnEntry {
    /// It is done.
    Done(Box<Entry>),
    /// It was so already; nothing was done.
    Already(Box<Entry>),
    /// Somebody changed it since it was shown; nothing was done.
    Newer(Box<Entry>),
    /// There is no such entry.
    Unknown,
    /// Only moderators may do that.
    Refused,
}

/// What became of the wish to take a change of an entry back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// It is taken back; the entry as it stands.
    Done(Box<Entry>),
    /// Another change came after it; nothing was done.
    Newer,
    /// There is no such entry, or no such change is on record any more.
    Unknown,
    /// Only moderators may do that.
    Refused,
}

impl Services {
    /// The entry to be checked again after `after`, as that one stood; the first for none. The queue begins
    /// anew at its end.
    pub async fn next_to_check(&self, caller: &Caller, after: Option<&Entry>) -> Result<Queue, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Queue::Refused);
        }
        let (library, today) = (self.library(caller.guild).await?, self.local_today(caller).await?);
        let waiting = library.to_check(today);
        let passed = |entry: &&&Entry| after.is_some_and(|after| check_order(entry) <= check_order(after));
        let at = waiting.iter().filter(passed).count();
        let at = if at < waiting.len() { at } else { 0 };
        Ok(waiting.get(at).map_or(Queue::Empty, |entry| Queue::Next {
            entry: Box::new((*entry).clone()),
            place: at + 1,
            of: waiting.len(),
        }))
    }

    /// The queue at this very entry, where it still waits there; none where it does not.
    pub async fn check_at(&self, caller: &Caller, id: &EntryId) -> Result<Option<Queue>, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Some(Queue::Refused));
        }
        let (library, today) = (self.library(caller.guild).await?, self.local_today(caller).await?);
        let waiting = library.to_check(today);
        let at = waiting.iter().position(|entry| entry.id == *id);
        Ok(at.map(|at| Queue::Next {
            entry: Box::new(waiting[at].clone()),
            place: at + 1,
            of: waiting.len(),
        }))
    }

    /// One entry, for who keeps the list.
    pub async fn entry_kept(&self, caller: &Caller, id: &EntryId) -> Result<OnEntry, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(OnEntry::Refused);
        }
        let library = self.library(caller.guild).await?;
        Ok(library.get(id).map_or(OnEntry::Unknown, |entry| OnEntry::Done(Box::new(entry.clone()))))
    }

    /// Notes that an entry, as it stood at `version`, is still right today.
    pub async fn still_right(
        &self,
        caller: &Caller,
        id: &EntryId,
        version: u32,
    ) -> Result<OnEntry, StoreError> {
        let today = self.local_today(caller).await?;
        self.on_entry(caller, id, version, Act::Check, |entry| {
            Some((Body { checked_on: today, ..entry.body.clone() }, entry.retired))
        })
        .await
    }

    /// Takes an entry, as it stood at `version`, off the list, or puts it back.
    pub async fn set_retired(
        &self,
        caller: &Caller,
        id: &EntryId,
        version: u32,
        retired: bool,
    ) -> Result<OnEntry, StoreError> {
        let act = if retired { Act::Retire } else { Act::Restore };
        let change = |entry: &Entry| (entry.retired != retired).then(|| (entry.body.clone(), retired));
        self.on_entry(caller, id, version, act, change).await
    }

    /// Takes the change `number` of an entry back, if it is its last one and the entry stands as it left it.
    /// A new entry is taken off the list. It is itself a change, so that a second undo puts it back.
    pub async fn undo_entry(
        &self,
        caller: &Caller,
        id: &EntryId,
        number: i64,
    ) -> Result<TakenBack, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(TakenBack::Refused);
        }
        // The entry first: a change that comes between the two looks makes this one stale.
        self.library_changed(caller.guild);
        let library = self.library(caller.guild).await?;
        let Some(entry) = library.get(id) else { return Ok(TakenBack::Unknown) };
        let changes = self.store.history(caller.guild, id, 1).await?;
        let Some(last) = changes.into_iter().next() else { return Ok(TakenBack::Unknown) };
        if last.number != number || last.after.body != entry.body || last.after.retired != entry.retired {
            return Ok(TakenBack::Newer);
        }
        let (body, retired) =
            last.before.map_or((last.after.body, true), |before| (before.body, before.retired));
        let change = Change { id: id.clone(), seen: Some(entry.version), act: Act::Undo, body, retired };
        Ok(match self.change_entries(caller, vec![change]).await? {
            Kept::Done(entries) => entries
                .into_iter()
                .next()
                .map_or(TakenBack::Unknown, |entry| TakenBack::Done(Box::new(entry))),
            Kept::Stale(..) => TakenBack::Newer,
            Kept::Refused => TakenBack::Refused,
        })
    }

    /// One change of one entry as it was shown; none when there is nothing to change.
    async fn on_entry(
        &self,
        caller: &Caller,
        id: &EntryId,
        version: u32,
        act: Act,
        change: impl FnOnce(&Entry) -> Option<(Body, bool)> + Send,
    ) -> Result<OnEntry, StoreError> {
        let entry = match self.entry_kept(caller, id).await? {
            OnEntry::Done(entry) => entry,
            refused => return Ok(refused),
        };
        let Some((body, retired)) = change(&entry) else { return Ok(OnEntry::Already(entry)) };
        let change = Change { id: id.clone(), seen: Some(version), act, body, retired };
        Ok(match self.change_entries(caller, vec![change]).await? {
            Kept::Done(entries) => {
                entries.into_iter().next().map_or(OnEntry::Unknown, |entry| OnEntry::Done(Box::new(entry)))
            }
            Kept::Stale(_, Some(stands)) => OnEntry::Newer(stands),
            Kept::Stale(_, None) => OnEntry::Unknown,
            Kept::Refused => OnEntry::Refused,
        })
    }
}
