//! Drafts of entries: each step is saved as it is sent, and the list changes only by the last one.
//!
//! Whether somebody may keep the list is asked at each step, the last one included. A form is the first
//! answer to its press and waits for no store: it opens with what memory holds of the draft, and where
//! memory holds nothing an empty field changes nothing.
//!
//! A draft may be of what a member suggested. It lasts no longer than that waits: once somebody decided,
//! or the member took it back, whoever still writes is told at their next step.

use std::sync::Arc;

use jiff::civil::Date;

use super::caller::Caller;
use super::library::Kept;
use super::{Services, zone_of};
use crate::domain::ids::SlotToken;
use crate::domain::resource::draft::{self, Field};
use crate::domain::resource::{Body, Draft, DraftOf, Entry, EntryId};
use crate::domain::search;
use crate::store::{Act, Change, Decided, StoreError};

/// How often a new entry looks for another name when its own was taken meanwhile.
const NAMES: usize = 4;

/// What a form does before the store was asked anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// It opens with what memory holds.
    Filled(Arc<Draft>),
    /// It opens empty: memory holds no such draft.
    Empty,
    /// Only moderators may do that, as far as memory knows; the form's own answer asks again.
    Refused,
}

/// What became of a step with a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The draft as it stands now.
    Here(Arc<Draft>),
    /// It stands as here, and began with this step: the one that was meant is gone.
    Anew(Arc<Draft>),
    /// It was changed since it was shown; nothing was done.
    Changed(Arc<Draft>),
    /// There is a draft of another entry; nothing was done.
    Other(Arc<Draft>),
    /// No draft is kept: it is older than a day, thrown away, or on the list already.
    Gone,
    /// The suggestion does not wait any more: somebody decided about it, or it was taken back. What the
    /// caller's draft is of by now, if they have one.
    Decided(Option<Arc<Draft>>),
    /// There is no such entry.
    Unknown,
    /// Only moderators may do that.
    Refused,
}

/// What became of the wish to put a draft on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is on the list; whether it is a new entry.
    Done(Box<Entry>, bool),
    /// Somebody changed the entry meanwhile: how it stands, none when it is gone. The draft is kept.
    Newer(Arc<Draft>, Option<Box<Entry>>),
    /// It did not come to that.
    Not(Step),
}

impl Services {
    /// How a form of the draft of `of` opens. Asks memory alone.
    pub fn form_of(&self, caller: &Caller, of: &DraftOf) -> Form {
        let community = self.known.communities.peek(&caller.guild).flatten();
        if community.is_some_and(|known| !caller.rights.moderator(&known)) {
            return Form::Refused;
        }
        let held = self.known.drafts.peek(&(caller.guild, caller.user)).flatten();
        let held = held.filter(|draft| draft.of == *of && draft.keep_until > self.clock.now());
        held.map_or(Form::Empty, Form::Filled)
    }

    /// The caller's draft, whatever it is of.
    pub async fn draft(&self, caller: &Caller) -> Result<Step, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Step::Refused);
        }
        Ok(self.held_draft(caller).await?.map_or(Step::Gone, Step::Here))
    }

    /// The caller's draft of `of`.
    pub async fn draft_of(&self, caller: &Caller, of: &DraftOf) -> Result<Step, StoreError> {
        let held = match self.draft(caller).await? {
            Step::Here(held) if held.of != *of => Some(held),
            Step::Gone => None,
            step => return Ok(step),
        };
        if let Some(token) = of.suggestion()
            && self.store.waiting_suggestion(caller.guild, token).await?.is_none()
        {
            return Ok(Step::Decided(held));
        }
        Ok(held.map_or(Step::Gone, Step::Other))
    }

    /// The caller's draft of `of`, begun now where there is none. One of something else stands in the way,
    /// unless it is to be thrown away.
    pub async fn begin_draft(&self, caller: &Caller, of: &DraftOf, anew: bool) -> Result<Step, StoreError> {
        match self.draft_of(caller, of).await? {
            Step::Other(_) | Step::Here(_) if anew => {}
            Step::Gone => {}
            step => return Ok(step),
        }
        match self.fresh_draft(caller, of).await? {
            Ok(draft) => self.keep_draft(caller, draft).await,
            Err(step) => Ok(step),
        }
    }

    /// A draft of `of` as it begins, or why there can be none.
    async fn fresh_draft(&self, caller: &Caller, of: &DraftOf) -> Result<Result<Draft, Step>, StoreError> {
        let now = self.clock.now();
        Ok(match of {
            DraftOf::New => Ok(Draft::begun(None, now)),
            DraftOf::Entry(id) => {
                let library = self.library(caller.guild).await?;
                library.get(id).map(|entry| Draft::begun(Some(entry), now)).ok_or(Step::Unknown)
            }
            DraftOf::Suggestion(token) => {
                let waiting = self.store.waiting_suggestion(caller.guild, *token).await?;
                let begun = waiting.map(|suggestion| Draft::suggested(*token, &suggestion, now));
                begun.ok_or(Step::Decided(None))
            }
        })
    }

    /// Saves what was typed in a form of the draft of `of`. An empty field empties the draft's where the
    /// form was `filled`, and changes nothing where it was not.
    pub async fn type_in(
        &self,
        caller: &Caller,
        of: &DraftOf,
        typed: Vec<(Field, String)>,
        filled: bool,
    ) -> Result<Step, StoreError> {
        let (mut draft, anew) = match self.draft_of(caller, of).await? {
            Step::Here(held) => (Draft::clone(&held), false),
            Step::Gone => match self.fresh_draft(caller, of).await? {
                Ok(draft) => (draft, true),
                Err(step) => return Ok(step),
            },
            step => return Ok(step),
        };
        for (field, words) in typed {
            let words = if field == Field::Country { self.country_meant(words) } else { words };
            if filled || !words.is_empty() {
                draft.raw.typed.write(field, words);
            }
        }
        Ok(match self.keep_draft(caller, draft).await? {
            Step::Here(kept) if anew => Step::Anew(kept),
            step => step,
        })
    }

    /// Saves what was picked in a select of the draft of `of`.
    pub async fn pick(
        &self,
        caller: &Caller,
        of: &DraftOf,
        field: Field,
        slugs: &[String],
    ) -> Result<Step, StoreError> {
        let found = self.draft_of(caller, of).await?;
        self.with_draft(caller, found, |draft| draft.raw.typed.pick(field, slugs)).await
    }

    /// Notes that the link of the draft of `of` is right as it was shown.
    pub async fn confirm_link(&self, caller: &Caller, of: &DraftOf, stamp: i64) -> Result<Step, StoreError> {
        let found = self.draft_as_shown(caller, of, stamp).await?;
        let confirm = |draft: &mut Draft| draft.raw.confirmed = Some(draft.raw.typed.link.clone());
        self.with_draft(caller, found, confirm).await
    }

    /// Changes the draft that was found, if one was.
    async fn with_draft(
        &self,
        caller: &Caller,
        found: Step,
        change: impl FnOnce(&mut Draft),
    ) -> Result<Step, StoreError> {
        let Step::Here(held) = found else { return Ok(found) };
        let mut draft = Draft::clone(&held);
        change(&mut draft);
        self.keep_draft(caller, draft).await
    }

    /// Throws the caller's draft away, whatever they may do now: it is their own. False when there is none.
    pub async fn throw_draft_away(&self, caller: &Caller) -> Result<bool, StoreError> {
        let gone = self.store.drop_draft(caller.guild, caller.user).await?;
        self.known.drafts.forget(&(caller.guild, caller.user));
        Ok(gone)
    }

    /// Lays the draft of `of` over the entry as it stands now: each keeps the fields they alone changed.
    pub async fn lay_on_top(&self, caller: &Caller, of: &DraftOf, stamp: i64) -> Result<Step, StoreError> {
        let held = match self.draft_as_shown(caller, of, stamp).await? {
            Step::Here(held) => held,
            step => return Ok(step),
        };
        let library = self.library(caller.guild).await?;
        let stands = of.entry().and_then(|id| library.get(id));
        self.keep_draft(caller, Draft::clone(&held).over(stands)).await
    }

    /// Puts the draft of `of` on the list as it was shown.
    pub async fn publish_draft(
        &self,
        caller: &Caller,
        of: &DraftOf,
        stamp: i64,
    ) -> Result<Published, StoreError> {
        let draft = match self.draft_as_shown(caller, of, stamp).await? {
            Step::Here(held) => held,
            step => return Ok(Published::Not(step)),
        };
        let Ok(body) = draft.read(self.local_today(caller).await?) else {
            return Ok(Published::Not(Step::Here(draft)));
        };
        if let DraftOf::Suggestion(token) = draft.of {
            return self.publish_suggested(caller, token, body).await;
        }
        let act = if draft.of.entry().is_some() { Act::Edit } else { Act::Add };
        let mut seen = draft.seen;
        for _ in 0..NAMES {
            let library = self.library(caller.guild).await?;
            let id = draft.of.entry().cloned();
            let id = id.unwrap_or_else(|| EntryId::for_title(&body.title, |id| library.get(id).is_some()));
            let change = Change { id, seen, act, body: body.clone(), retired: draft.raw.retired };
            match self.change_entries(caller, vec![change]).await? {
                Kept::Done(entries) => {
                    self.throw_draft_away(caller).await?;
                    let Some(entry) = entries.into_iter().next() else { break };
                    return Ok(Published::Done(Box::new(entry), act == Act::Add));
                }
                // Another new entry took the name in between; the next look finds one that is free.
                Kept::Stale(..) if act == Act::Add => {}
                // Nothing changed in it but that a member found it dead: there is nothing to lay on top of.
                Kept::Stale(_, Some(stands)) if draft.is_over(&stands) && seen != Some(stands.version) => {
                    seen = Some(stands.version);
                }
                Kept::Stale(_, stands) => return Ok(Published::Newer(draft, stands)),
                Kept::Refused => return Ok(Published::Not(Step::Refused)),
            }
        }
        Ok(Published::Not(Step::Here(draft)))
    }

    /// The same for one of what a member suggested: who asked for it hears of that.
    async fn publish_suggested(
        &self,
        caller: &Caller,
        token: SlotToken,
        body: Body,
    ) -> Result<Published, StoreError> {
        Ok(match self.accept(caller, token, body).await? {
            Some(Decided::Listed(entry)) => Published::Done(entry, true),
            Some(_) => Published::Not(self.draft_of(caller, &DraftOf::Suggestion(token)).await?),
            None => Published::Not(Step::Refused),
        })
    }

    /// Today in the caller's community.
    pub async fn local_today(&self, caller: &Caller) -> Result<Date, StoreError> {
        let known = self.community_or_new(caller).await?;
        Ok(zone_of(&known).to_datetime(self.clock.now()).date())
    }

    /// The code of a country that was typed by its name; else what was typed.
    fn country_meant(&self, words: String) -> String {
        let texts = self.words.now();
        let wanted = search::plain(&words);
        let found = texts.help().countries().into_iter().find(|(_, name)| search::plain(name) == wanted);
        found.map_or(words, |(code, _)| code.to_owned())
    }

    async fn draft_as_shown(&self, caller: &Caller, of: &DraftOf, stamp: i64) -> Result<Step, StoreError> {
        Ok(match self.draft_of(caller, of).await? {
            Step::Here(held) if held.stamp() != stamp => Step::Changed(held),
            step => step,
        })
    }

    async fn held_draft(&self, caller: &Caller) -> Result<Option<Arc<Draft>>, StoreError> {
        let at = (caller.guild, caller.user);
        if self.known.drafts.peek(&at).flatten().is_some_and(|held| held.of.suggestion().is_some()) {
            // It may have gone with the suggestion, which its sender may take back at any time.
            self.known.drafts.forget(&at);
        }
        let read = async {
            let draft = self.store.draft(caller.guild, caller.user).await?;
            Ok::<_, StoreError>(draft.map(Arc::new))
        };
        let held = self.known.drafts.get(at, read).await?;
        Ok(held.filter(|draft| draft.keep_until > self.clock.now()))
    }

    /// Keeps a draft for another day, and remembers it for the next form. Not where it is of a suggestion
    /// that does not wait any more.
    async fn keep_draft(&self, caller: &Caller, mut draft: Draft) -> Result<Step, StoreError> {
        // Each save moves the stamp, also two within one thousandth of a second.
        let next = draft.keep_until.saturating_add(jiff::SignedDuration::from_millis(1));
        draft.keep_until = draft::until(self.clock.now()).max(next.unwrap_or(draft.keep_until));
        let saved = self.store.save_draft(caller.guild, caller.user, draft.clone()).await?;
        self.known.drafts.forget(&(caller.guild, caller.user));
        if !saved {
            return Ok(Step::Decided(None));
        }
        Ok(Step::Here(self.held_draft(caller).await?.unwrap_or_else(|| Arc::new(draft))))
    }
}
