//! Suggestions: sending one, taking it back, going through them, and what their senders hear.

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use super::library::Kept;
use crate::domain::ids::{ChannelId, SlotToken};
use crate::domain::planner::{Effect, Event, Timing};
use crate::domain::resource::{Body, Entry, EntryId};
use crate::domain::slot::SlotState;
use crate::domain::suggestion::{KEPT_DAYS, Suggestion, Wish};
use crate::store::{Act, Change, Decided, Decision, DueOutcome, NewSuggestion, StoreError, Suggested};

/// What became of a suggestion that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It waits for the moderators.
    Kept {
        /// Until when, at most.
        until: Date,
    },
    /// As many of theirs as may be are waiting.
    EnoughOfTheirs,
    /// As many as may be are waiting in the community.
    EnoughHere,
}

/// What moderators have to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Review {
    /// This.
    Item {
        /// Its place, counted from 0.
        at: usize,
        /// How many there are.
        of: usize,
        /// What it is.
        what: Box<Item>,
    },
    /// Nothing.
    Nothing,
    /// Only moderators may do that.
    Refused,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Somebody suggested it.
    Suggested(SlotToken, Suggestion),
    /// Somebody said that it does not work any more.
    Dead(Box<Entry>),
}

/// What became of a moderator's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviewed {
    /// It is carried out.
    Done,
    /// Somebody else was faster, or it was taken back.
    Gone,
    /// Only moderators may do that.
    Refused,
}

/// What is to be done so that somebody hears what became of theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The wish as it stands.
    pub wish: Wish,
    /// Whether theirs is on the list.
    pub listed: bool,
    /// What to do now.
    pub effect: Effect,
}

impl Services {
    /// Until when a suggestion of today is kept at most.
    pub fn suggestion_kept_until(&self) -> Date {
        self.today_utc().saturating_add(KEPT_DAYS.days())
    }

    /// Sends a suggestion. `press` names the screen it was sent from, so that two presses there send one.
    pub async fn suggest(
        &self,
        caller: &Caller,
        press: u64,
        suggestion: Suggestion,
        tell: bool,
    ) -> Result<Sent, StoreError> {
        let until = self.suggestion_kept_until();
        let new = NewSuggestion {
            id: self.store.suggestion_name(caller.holder(), press),
            suggestion,
            tell: tell.then_some(caller.user),
            keep_until: until,
        };
        if let Some(member) = self.store.find_member(caller.holder()).await? {
            self.note_seen(caller, &member).await;
        }
        Ok(match self.store.suggest(caller.holder(), new).await? {
            Suggested::Kept => Sent::Kept { until },
            Suggested::EnoughOfTheirs => Sent::EnoughOfTheirs,
            Suggested::EnoughHere => Sent::EnoughHere,
        })
    }

    /// Takes back one of the caller's own suggestions. False when it is not there any more.
    pub async fn take_back(&self, caller: &Caller, suggestion: SlotToken) -> Result<bool, StoreError> {
        let gone = self.store.take_back(caller.holder(), suggestion).await;
        // A draft that a moderator began with it is gone too.
        self.known.drafts.forget_all();
        gone
    }

    /// What waits for a moderator at place `at`, or at the last place before it.
    pub async fn review(&self, caller: &Caller, at: usize) -> Result<Review, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(Review::Refused);
        }
        let waiting = self.store.waiting_suggestions(caller.guild).await?;
        let suggested = waiting.into_iter().map(|waiting| Item::Suggested(waiting.id, waiting.suggestion));
        let library = self.library(caller.guild).await?;
        let dead = library.live().filter(|entry| entry.dead).cloned().map(Box::new).map(Item::Dead);
        let mut items: Vec<Item> = suggested.chain(dead).collect();
        let of = items.len();
        let at = at.min(of.saturating_sub(1));
        Ok(if items.is_empty() {
            Review::Nothing
        } else {
            Review::Item { at, of, what: Box::new(items.swap_remove(at)) }
        })
    }

    /// Puts a suggestion on the list as `body`, which a moderator looked through. None where they may not.
    pub(super) async fn accept(
        &self,
        caller: &Caller,
        suggestion: SlotToken,
        body: Body,
    ) -> Result<Option<Decided>, StoreError> {
        // Another entry may take the name between the look and the change.
        for _ in 0..3 {
            let library = self.library(caller.guild).await?;
            let id = EntryId::for_title(&body.title, |id| library.get(id).is_some());
            let change = Change { id, seen: None, act: Act::Add, body: body.clone(), retired: false };
            match self.decide(caller, suggestion, Decision::List(Box::new(change))).await? {
                Some(Decided::Taken) => {}
                decided => return Ok(decided),
            }
        }
        Err(StoreError::Busy)
    }

    /// Does not take a suggestion.
    pub async fn decline(&self, caller: &Caller, suggestion: SlotToken) -> Result<Reviewed, StoreError> {
        Ok(match self.decide(caller, suggestion, Decision::Decline).await? {
            Some(Decided::Declined) => Reviewed::Done,
            Some(_) => Reviewed::Gone,
            None => Reviewed::Refused,
        })
    }

    /// None where the caller may not.
    async fn decide(
        &self,
        caller: &Caller,
        suggestion: SlotToken,
        decision: Decision,
    ) -> Result<Option<Decided>, StoreError> {
        if !self.keeps_library(caller).await? {
            return Ok(None);
        }
        let today = self.today_utc();
        let decided = self.store.decide(caller.guild, caller.user, suggestion, decision, today).await;
        // Also after a fault: it may be done all the same.
        self.library_changed(caller.guild);
        self.known.drafts.forget_all();
        decided.map(Some)
    }

    /// An entry that is said to be dead is still right, or is taken off the list.
    pub async fn settle_dead(
        &self,
        caller: &Caller,
        id: &EntryId,
        seen: u32,
        act: Act,
    ) -> Result<Reviewed, StoreError> {
        let library = self.library(caller.guild).await?;
        let entry = library.get(id).filter(|entry| entry.version == seen && !entry.retired && entry.dead);
        let Some(entry) = entry else {
            let may = self.keeps_library(caller).await?;
            return Ok(if may { Reviewed::Gone } else { Reviewed::Refused });
        };
        let mut body = entry.body.clone();
        if act == Act::Check {
            body.checked_on = self.local_today(caller).await?;
        }
        let change = Change { id: id.clone(), seen: Some(seen), act, body, retired: act == Act::Retire };
        Ok(match self.change_entries(caller, vec![change]).await? {
            Kept::Done(_) => Reviewed::Done,
            Kept::Stale(..) => Reviewed::Gone,
            Kept::Refused => Reviewed::Refused,
        })
    }

    /// Takes one step in telling somebody what became of theirs, and commits it. None when nothing is left
    /// to be done: then nothing of it is kept any more.
    pub async fn step_outcome(
        &self,
        of: DueOutcome,
        event: Event,
        channel: Option<ChannelId>,
        timing: &Timing,
    ) -> Result<Option<Telling>, StoreError> {
        let (now, timing, chance) = (self.clock.now(), *timing, self.chance.clone());
        let take = move |wish: &Wish, listed: bool| match chance
            .with(|rng| wish.step(event, channel, (now, &timing), rng))
        {
            Some((wish, effect)) => {
                let due = wish.wake(now, &timing);
                (Some((wish.clone(), due)), Some(Telling { wish, listed, effect }))
            }
            None => (None, None),
        };
        Ok(self.store.step_wish(of, take).await?.flatten())
    }

    /// Leaves a wish alone until `until`.
    pub async fn outcome_later(&self, of: DueOutcome, until: Timestamp) -> Result<(), StoreError> {
        let take = move |wish: &Wish, _: bool| (Some((wish.clone(), Some(until))), ());
        self.store.step_wish(of, take).await.map(|_| ())
    }

    /// A wish of which staff decided, as it stands, and whether no request for it was made yet.
    pub async fn outcome(&self, of: DueOutcome, timing: &Timing) -> Result<Option<(Wish, bool)>, StoreError> {
        let (now, timing) = (self.clock.now(), *timing);
        let take = move |wish: &Wish, _: bool| {
            let slot = wish.slot.as_ref();
            let planned = slot.is_some_and(|slot| slot.state == SlotState::Planned);
            (Some((wish.clone(), wish.wake(now, &timing))), (wish.clone(), planned))
        };
        self.store.step_wish(of, take).await
    }

    /// Nobody can be told: what was kept for it goes.
    pub async fn forget_outcome(&self, of: DueOutcome) -> Result<(), StoreError> {
        self.store.step_wish(of, |_: &Wish, _: bool| (None, ())).await.map(|_| ())
    }
}
