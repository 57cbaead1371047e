//! Counting a member in the group's numbers, where they chose that.
//!
//! Check-ins are counted with the answer itself (`check_ins`). This is for the rest: what was first
//! picked among the resources. Crisis lines, helplines and *Get help now* are never counted.

use super::Services;
use super::caller::Caller;
use super::resources::Shelved;
use crate::domain::check_in::Given;
use crate::domain::consent::Choice;
use crate::domain::engagement::{Counted, Figure, Level, Part};
use crate::domain::prompt::{Format, PostedPrompt};
use crate::domain::resource::{Entry, Shelf, Support, Topic};
use crate::store::StoreError;

/// What is kept of somebody who looks through the resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptOfLooks {
    /// Nothing at all.
    Nothing,
    /// The first kind of support they pick in these four weeks.
    Support,
    /// That, and the first topic.
    SupportAndTopic,
}

impl Services {
    /// What would be kept of the caller now if they looked through the resources, so that it can be said
    /// before they pick.
    pub async fn kept_of_looks(&self, caller: &Caller) -> Result<KeptOfLooks, StoreError> {
        if !self.choices(caller).await?.contains(Choice::GroupCounts) {
            return Ok(KeptOfLooks::Nothing);
        }
        let (live, now) = (self.store.live_period(caller.guild).await?, self.clock.now());
        let open = live.filter(|live| live.start <= now && now < live.end);
        let tier = open.and_then(|live| live.tier);
        let counts = |figure| tier.is_some_and(|tier| tier.epsilon(figure).is_some());
        Ok(match (counts(Figure::Support), counts(Figure::Topic)) {
            (false, false) => KeptOfLooks::Nothing,
            (_, false) => KeptOfLooks::Support,
            (_, true) => KeptOfLooks::SupportAndTopic,
        })
    }

    /// The caller picked a kind of support. The first of a period stands.
    pub async fn count_support(&self, caller: &Caller, support: Support) -> Result<(), StoreError> {
        self.count(caller, Counted::Support(support)).await
    }

    /// The caller picked a topic. The first of a period stands.
    pub async fn count_topic(&self, caller: &Caller, topic: Topic) -> Result<(), StoreError> {
        self.count(caller, Counted::Topic(topic)).await
    }

    /// The caller opened an entry that goes with a check-in: the kind of support that led there, or the only
    /// one it gives. A crisis line or helpline is never counted.
    pub async fn count_opened(&self, caller: &Caller, part: Shelf, entry: &Entry) -> Result<(), StoreError> {
        let Shelf::Near(_, led) = part else { return Ok(()) };
        let mut gives = entry.body.supports.iter().copied();
        let only = gives.next().filter(|_| gives.next().is_none());
        match led.or(only).filter(|_| !entry.body.kind.is_crisis()) {
            Some(support) => self.count_support(caller, support).await,
            None => Ok(()),
        }
    }

    /// The caller picked a part of the list, and this is on it. What goes with a check-in is picked with an
    /// entry of it. Where crisis lines and helplines alone stand, whoever looked was looking for one.
    pub async fn count_shelf(&self, caller: &Caller, part: Shelf, on: &Shelved) -> Result<(), StoreError> {
        if !on.entries.is_empty() && on.entries.iter().all(|entry| entry.body.kind.is_crisis()) {
            return Ok(());
        }
        match part {
            Shelf::Support(support) => self.count_support(caller, support).await,
            Shelf::Topic(topic) => self.count_topic(caller, topic).await,
            Shelf::Near(..) => Ok(()),
        }
    }

    /// Somebody without the choice is read about and never written about.
    async fn count(&self, caller: &Caller, counted: Counted) -> Result<(), StoreError> {
        if !self.choices(caller).await?.contains(Choice::GroupCounts) {
            return Ok(());
        }
        self.store.count(caller.holder(), counted).await
    }
}

/// For what an answer counts: taking part, *Hard day* and *Skip* included; and its place on a scale.
pub(super) fn counts_for(prompt: &PostedPrompt, given: Given) -> Vec<Counted> {
    let mut counts = vec![Counted::TookPart];
    if let Given::Answer(index) = given
        && prompt.format == Format::Scale
    {
        let level = Level::of(usize::from(index), prompt.answers.len());
        counts.extend(Part::of(prompt.component).zip(level).map(|(part, level)| Counted::Scale(part, level)));
    }
    counts
}
