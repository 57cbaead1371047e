//! Whoever acts, with what they turned on and the clock they live by.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::caller::Caller;
use super::{Services, zone_of};
use crate::domain::check_in::{DAY_START, day_of};
use crate::domain::community::Community;
use crate::domain::consent::ChoiceSet;
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::domain::schedule;
use crate::store::{Member, StoreError};

/// A person as a check-in needs them.
pub(super) struct Person {
    /// The choices that are on.
    pub on: ChoiceSet,
    /// Own zone, else the community's.
    pub zone: TimeZone,
    /// When their day begins.
    pub day_start: Time,
    /// How long their answers are kept.
    pub keep_answers: KeepAnswers,
    /// How long their own words are kept.
    pub keep_words: KeepWords,
}

impl Person {
    /// Somebody in `known`, of whom `member` is kept.
    pub fn of(known: &Community, member: Option<&Member>) -> Self {
        let own = member.and_then(|member| member.zone.as_deref()).and_then(schedule::zone);
        Self {
            on: member.map_or(ChoiceSet::NONE, |member| member.choices),
            zone: own.unwrap_or_else(|| zone_of(known)),
            day_start: member.and_then(|member| member.day_start).unwrap_or(DAY_START),
            keep_answers: member.map_or_else(Default::default, |member| member.keep_answers),
            keep_words: member.map_or_else(Default::default, |member| member.keep_words),
        }
    }

    /// Their local day that holds `moment`.
    pub fn day_of(&self, moment: Timestamp) -> Date {
        day_of(&self.zone, self.day_start, moment)
    }
}

impl Services {
    /// Whoever acts.
    pub(super) async fn person(&self, caller: &Caller, known: &Community) -> Result<Person, StoreError> {
        let member = self.store.find_member(caller.holder()).await?;
        if let Some(member) = &member {
            self.note_seen(caller, member).await;
        }
        Ok(Person::of(known, member.as_ref()))
    }
}
