//! Looking through the resources: what a member finds, and saying that something is dead.
//!
//! Nobody's looking is noted anywhere. Only a flag on an entry is ever written here, and not whose it is.

use std::sync::Arc;

use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use crate::domain::ids::ChannelId;
use crate::domain::resource::library::told_apart;
use crate::domain::resource::{Entry, EntryId, Library, Reader, Shelf};
use crate::store::StoreError;

/// What a search shows at most: as many as one select takes.
pub const FOUND: usize = 25;
/// As many are shown after a check-in.
const SOME: usize = 3;

/// A part of the list as one reader sees it.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// What stands there, what is nearest first.
    pub entries: Vec<Entry>,
    /// The day, by which entries are old.
    pub today: Date,
}

/// One entry, if members see it.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The entry; none when it is gone or was taken off the list.
    pub entry: Option<Entry>,
    /// The day, by which it is old.
    pub today: Date,
}

/// What may help after a check-in.
#[derive(Clone, Debug)]
pub struct Something {
    /// A few that go with it.
    pub shelved: Shelved,
    /// Whether there are more.
    pub more: bool,
    /// Where people of the community are, for when there are none.
    pub channel: Option<ChannelId>,
}

/// What somebody searched for.
#[derive(Clone, Debug)]
pub enum Searched {
    /// It means this one.
    One(Box<Looked>),
    /// These are like it, the best first.
    Some(Shelved),
}

/// What became of *This is dead*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flagged {
    /// It is noted, or was before.
    Noted,
    /// It is off the list already.
    Gone,
}

/// The mark before an entry's name that was picked while typing, which no title begins with.
pub const PICKED: char = '#';

impl Services {
    /// What stands on a part of the list. Where people first pick a kind of support or a topic they come
    /// through here, with [`Shelf::Support`] or [`Shelf::Topic`].
    pub async fn shelf(&self, caller: &Caller, part: Shelf, locale: &str) -> Result<Shelved, StoreError> {
        let library = self.library(caller.guild).await?;
        let reader = self.reader(caller, locale).await?;
        let entries = library.on(part, &reader).into_iter().cloned().collect();
        Ok(Shelved { entries, today: self.today_utc() })
    }

    /// A few that go with a check-in; [`Shelf::Near`] names it.
    pub async fn something(
        &self,
        caller: &Caller,
        part: Shelf,
        locale: &str,
    ) -> Result<Something, StoreError> {
        let (library, today) = (self.library(caller.guild).await?, self.today_utc());
        let reader = self.reader(caller, locale).await?;
        let some = library.some_on(part, &reader, today, SOME);
        let entries: Vec<Entry> = some.into_iter().cloned().collect();
        let more = library.on(part, &reader).len() > entries.len();
        let known = self.community(caller.guild).await?;
        let channel = known.and_then(|known| known.check_in_channel);
        Ok(Something { shelved: Shelved { entries, today }, more, channel })
    }

    /// Whether there is anything on the list. What cannot be read now counts as nothing: nobody's check-in
    /// fails by it.
    pub(super) async fn has_resources(&self, caller: &Caller) -> bool {
        self.library(caller.guild).await.is_ok_and(|library| library.live().next().is_some())
    }

    /// One entry as members see it.
    pub async fn look_at(&self, caller: &Caller, id: &EntryId) -> Result<Looked, StoreError> {
        let library = self.library(caller.guild).await?;
        let entry = library.get(id).filter(|entry| !entry.retired).cloned();
        Ok(Looked { entry, today: self.today_utc() })
    }

    /// What is meant by, or like, what somebody typed or picked.
    pub async fn search(&self, caller: &Caller, typed: &str, locale: &str) -> Result<Searched, StoreError> {
        let picked = typed.strip_prefix(PICKED).and_then(|name| name.parse().ok());
        if let Some(id) = picked {
            return Ok(Searched::One(Box::new(self.look_at(caller, &id).await?)));
        }
        let library = self.library(caller.guild).await?;
        let reader = self.reader(caller, locale).await?;
        let entries: Vec<Entry> = library.find(typed, &reader, FOUND).into_iter().cloned().collect();
        Ok(Searched::Some(Shelved { entries, today: self.today_utc() }))
    }

    /// What comes up while somebody types: a title, and what is sent for it. It looks into the list alone.
    pub async fn searched_for(&self, caller: &Caller, typed: &str, locale: &str) -> Vec<(String, String)> {
        let library: Arc<Library> = self.library(caller.guild).await.unwrap_or_default();
        let reader = Reader::new(self.country_of(Some(caller.guild)), locale);
        let found = library.find(typed, &reader, FOUND);
        let names = told_apart(&found, |entry| entry.body.way());
        let picked = found.iter().map(|entry| format!("{PICKED}{}", entry.id));
        names.into_iter().zip(picked).collect()
    }

    /// Notes that an entry does not work any more, and not who said so.
    pub async fn flag_dead(&self, caller: &Caller, id: &EntryId) -> Result<Flagged, StoreError> {
        let Looked { entry: Some(entry), .. } = self.look_at(caller, id).await? else {
            return Ok(Flagged::Gone);
        };
        if entry.dead || self.store.flag_dead(caller.guild, entry.id).await? {
            self.library_changed(caller.guild);
            return Ok(Flagged::Noted);
        }
        // Somebody was faster: with the same, or by taking it off the list.
        self.library_changed(caller.guild);
        let still = self.look_at(caller, id).await?.entry.is_some();
        Ok(if still { Flagged::Noted } else { Flagged::Gone })
    }

    /// What is nearest to the caller: by the country they keep, else their community's.
    async fn reader(&self, caller: &Caller, locale: &str) -> Result<Reader, StoreError> {
        let member = self.store.find_member(caller.holder()).await?;
        if let Some(member) = &member {
            self.note_seen(caller, member).await;
        }
        let own = member.and_then(|member| member.country);
        Ok(Reader::new(own.or_else(|| self.country_of(Some(caller.guild))), locale))
    }
}
