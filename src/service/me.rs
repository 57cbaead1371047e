//! `/me`: the member's own page, and what can be set on it.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};

use super::Services;
use super::caller::Caller;
use super::check_ins::{KeptAnswer, OFFERED};
use super::person::Person;
use super::reminders::ReminderTold;
use crate::domain::community::Community;
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::domain::planner::Timing;
use crate::domain::prompt::Component;
use crate::domain::reminder::Event;
use crate::domain::schedule;
use crate::store::{Setting, StoreError};

/// Everything the page shows.
#[derive(Clone, Debug)]
pub struct Me {
    /// The choices that are on.
    pub on: ChoiceSet,
    /// Whether there is a choice that is not on yet.
    pub more_to_choose: bool,
    /// The days, where they are counted.
    pub days: Option<MyDays>,
    /// How many answers are kept of each component, where answers are kept.
    pub kept: Option<BTreeMap<Component, usize>>,
    /// The reminders, where *remind me* is on.
    pub reminder: Option<ReminderTold>,
    /// The zone by name, and whether it is the member's own choice.
    pub zone: (String, bool),
    /// When their day begins.
    pub day_start: Time,
    /// Own country by code; none for the community's.
    pub country: Option<String>,
    /// The time on their clock.
    pub clock: Time,
    /// How long answers are kept.
    pub keep_answers: KeepAnswers,
    /// How long own words are kept.
    pub keep_words: KeepWords,
    /// Whether members of this community may write own words.
    pub words: bool,
}

/// A member's days on their own page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MyDays {
    /// Days shown up.
    pub total: u32,
    /// Times they came back.
    pub came_back: u32,
    /// Whether they asked to see the run.
    pub run_on: bool,
    /// The run, when it is shown.
    pub run: Option<u32>,
    /// Since when they rest.
    pub resting_since: Option<Date>,
}

/// Something a member sets for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Own {
    /// The zone, by IANA name; none for the community's.
    Zone(Option<String>),
    /// When their day begins.
    DayStart(Time),
    /// The country that orders resources; none for the community's.
    Country(Option<String>),
    /// How long answers are kept.
    KeepAnswers(KeepAnswers),
    /// How long own words are kept.
    KeepWords(KeepWords),
    /// Whether the current run is shown.
    Run(bool),
    /// Begins a rest, or ends it.
    Rest(bool),
}

impl Services {
    /// The caller's own page.
    pub async fn me(&self, caller: &Caller) -> Result<Me, StoreError> {
        let known = self.community_or_new(caller).await?;
        let held = self.store.holdings(caller.holder()).await?;
        if let Some(held) = &held {
            self.note_seen(caller, &held.member).await;
        }
        let member = held.as_ref().map(|held| &held.member);
        let person = Person::of(&known, member);
        let kept = held.as_ref().filter(|_| person.on.contains(Choice::KeepAnswers)).map(|held| {
            let parts = held.answers.iter().filter_map(|held| KeptAnswer::read(held)?.component);
            parts.fold(BTreeMap::new(), |mut all, one| {
                *all.entry(one).or_default() += 1;
                all
            })
        });
        let days = match held.as_ref().filter(|_| person.on.contains(Choice::CountDays)) {
            None => None,
            Some(held) => {
                let days = held.days.clone().unwrap_or_default();
                Some(MyDays {
                    total: days.total(),
                    came_back: days.came_back(),
                    run_on: days.run,
                    run: self.run(caller.guild, &person, &days).await?,
                    resting_since: days.resting_since(),
                })
            }
        };
        let reminder = match held.as_ref().filter(|_| person.on.contains(Choice::RemindMe)) {
            None => None,
            Some(held) => {
                let kept = held.reminder.clone().unwrap_or_default();
                // Boxed: it would make every caller's future large.
                Some(Box::pin(self.told(caller, &kept)).await?)
            }
        };
        Ok(Me {
            reminder,
            on: person.on,
            more_to_choose: OFFERED.iter().any(|choice| !person.on.contains(*choice)),
            days,
            kept,
            zone: zone_name(&known, member.and_then(|member| member.zone.as_deref())),
            day_start: person.day_start,
            country: member.and_then(|member| member.country.clone()),
            keep_answers: person.keep_answers,
            keep_words: person.keep_words,
            words: known.words,
            clock: person.zone.to_datetime(self.clock.now()).time(),
        })
    }

    /// What is still here after a setback: the caller's days shown up in all, where they are counted, and
    /// whether there are kept answers to look back on. When the store does not answer there is nothing to say of either, and the
    /// kind words come all the same.
    pub async fn still_here(&self, caller: &Caller) -> (Option<u32>, bool) {
        // A fault is not logged either: the line would say that somebody had a setback.
        let held = self.store.holdings(caller.holder()).await.ok().flatten();
        held.map_or((None, false), |held| (held.days.map(|days| days.total()), !held.answers.is_empty()))
    }

    /// The date before which kept things would go, were they kept as `own` says; none when nothing would.
    pub async fn would_go_before(&self, caller: &Caller, own: &Own) -> Result<Option<Date>, StoreError> {
        let known = self.community_or_new(caller).await?;
        let today = self.person(caller, &known).await?.day_of(self.clock.now());
        let (goes, days) = match own {
            Own::KeepAnswers(KeepAnswers::Days90) => {
                (self.store.answers_would_go(caller.holder(), KeepAnswers::Days90, today).await?, 90)
            }
            Own::KeepWords(keep) => {
                (self.store.words_would_go(caller.holder(), *keep, today).await?, i64::from(keep.days()))
            }
            _ => (false, 0),
        };
        Ok(goes.then(|| today.saturating_sub(days.days())))
    }

    /// Sets something of the caller's own. False when there is nothing it could be kept with: no choice
    /// is on, or, for the run and rests, no days are counted.
    pub async fn set_own(&self, caller: &Caller, own: Own) -> Result<bool, StoreError> {
        let known = self.community_or_new(caller).await?;
        let person = self.person(caller, &known).await?;
        let now = self.clock.now();
        let today = person.day_of(now);
        let holder = caller.holder();
        match own {
            Own::Zone(zone) => {
                let after =
                    zone.as_deref().and_then(schedule::zone).unwrap_or_else(|| super::zone_of(&known));
                let after = Person { zone: after, ..person }.day_of(now);
                let set = self.store.set_own(holder, Setting::Zone { zone, dates: (today, after) }).await?;
                // Their hour is at another moment now.
                self.step_reminder(holder, Event::Look, &Timing::default()).await?;
                Ok(set)
            }
            Own::DayStart(time) => self.store.set_own(holder, Setting::DayStart(time)).await,
            Own::Country(country) => self.store.set_own(holder, Setting::Country(country)).await,
            Own::KeepAnswers(keep) => self.store.set_own(holder, Setting::KeepAnswers(keep)).await,
            Own::KeepWords(keep) => self.store.set_own(holder, Setting::KeepWords(keep)).await,
            Own::Run(run) => Ok(self.store.edit_days(holder, move |days| days.run = run).await?.is_some()),
            // Without days to bridge, a break is one from reminders alone.
            Own::Rest(true) if !person.on.contains(Choice::CountDays) => {
                Ok(self.pause_reminders(caller).await?.is_some())
            }
            Own::Rest(false) if !person.on.contains(Choice::CountDays) => {
                Ok(self.resume_reminders(caller).await?.is_some())
            }
            Own::Rest(true) => {
                Ok(self.store.edit_days(holder, move |days| days.rest(today)).await?.is_some())
            }
            Own::Rest(false) => {
                Ok(self.store.edit_days(holder, move |days| days.end_rest(today)).await?.is_some())
            }
        }
    }
}

/// The zone in force, and whether it is the member's own.
fn zone_name(known: &Community, own: Option<&str>) -> (String, bool) {
    match own.filter(|name| schedule::zone(name).is_some()) {
        Some(own) => (own.to_owned(), true),
        None => (known.zone.clone(), false),
    }
}
