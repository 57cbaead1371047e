//! Reminders: what a member picked, and every step of theirs.
//!
//! All steps go through [`Services::step_reminder`], whoever takes them: a press, a
//! screen, the scheduler. Where *remind me* is off there is nothing to step.

use jiff::Timestamp;

use super::Services;
use super::caller::Caller;
use super::person::Person;
use crate::domain::community::{Community, Days, Quiet};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::ids::{GuildId, SlotToken};
use crate::domain::planner::Timing;
use crate::domain::reminder::{self, Effect, Event, Here, Press, Reminder, Rest, Step, Told};
use crate::domain::slot::Slot;
use crate::store::{self, Kept, StoreError};

/// What a member may be told about their reminders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderTold {
    /// On which days; none until they picked.
    pub days: Option<Days>,
    /// The days they picked, while unanswered ones have made it once a week.
    pub picked: Option<Days>,
    /// At which full hour, 0 to 23; none until they picked.
    pub hour: Option<i8>,
    /// Whose clock it is: the name of their own zone, or of the community's.
    pub zone: String,
    /// Why nothing comes, if nothing does.
    pub rest: Option<Rest>,
    /// What keeps the next one away, if something does.
    pub away: Option<Away>,
    /// When the next one comes; none while nothing will.
    pub next: Option<Timestamp>,
}

/// What keeps reminders away for a while, although they are picked and not paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// The member takes a break; it ends on their own page.
    Break,
    /// The community's cards and reminders rest.
    Quiet,
}

/// What a press under a reminder came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pressed {
    /// What to say.
    pub told: Told,
    /// The reminders after it.
    pub reminder: ReminderTold,
    /// The community, for the way to its check-in.
    pub community: Community,
}

impl Services {
    /// The reminders of a member; none where *remind me* is off.
    pub async fn reminder(&self, caller: &Caller) -> Result<Option<ReminderTold>, StoreError> {
        let Some(member) = self.store.find_member(caller.holder()).await? else { return Ok(None) };
        if !member.choices.contains(Choice::RemindMe) {
            return Ok(None);
        }
        let kept = self.store.reminder(caller.holder()).await?.unwrap_or_default();
        self.told(caller, &kept).await.map(Some)
    }

    /// The member picks the days on which reminders come. None where *remind me* is off.
    pub async fn reminder_days(
        &self,
        caller: &Caller,
        days: Days,
    ) -> Result<Option<ReminderTold>, StoreError> {
        self.change_reminder(caller, Event::Days(days, caller.user)).await
    }

    /// The days the member had picked, before unanswered ones made it once a week, come back. None where
    /// *remind me* is off.
    pub async fn reminder_days_as_before(&self, caller: &Caller) -> Result<Option<ReminderTold>, StoreError> {
        match self.reminder(caller).await? {
            Some(ReminderTold { picked: Some(days), .. }) => self.reminder_days(caller, days).await,
            told => Ok(told),
        }
    }

    /// The member picks the full hour, 0 to 23, by their own clock. None where *remind me* is off.
    pub async fn reminder_hour(&self, caller: &Caller, hour: i8) -> Result<Option<ReminderTold>, StoreError> {
        self.change_reminder(caller, Event::Hour(hour, caller.user)).await
    }

    /// No reminders until the member says so. None where *remind me* is off.
    pub async fn pause_reminders(&self, caller: &Caller) -> Result<Option<ReminderTold>, StoreError> {
        self.change_reminder(caller, Event::Pause).await
    }

    /// Reminders come again, whatever kept them. None where *remind me* is off.
    pub async fn resume_reminders(&self, caller: &Caller) -> Result<Option<ReminderTold>, StoreError> {
        self.change_reminder(caller, Event::Resume(caller.user)).await
    }

    /// A button under the reminder with this token. None where *remind me* is off.
    pub async fn press_reminder(
        &self,
        caller: &Caller,
        token: SlotToken,
        press: Press,
    ) -> Result<Option<Pressed>, StoreError> {
        let event = Event::Pressed(token, press, caller.user);
        let stepped = self.step_reminder(caller.holder(), event, &Timing::default()).await?;
        let Some((reminder, Effect::Tell(said))) = stepped else { return Ok(None) };
        let community = self.known_or_new(caller.guild).await?;
        let reminder = self.told(caller, &reminder).await?;
        Ok(Some(Pressed { told: said, reminder, community }))
    }

    /// *Stop*: turns *remind me* off, which deletes all that it kept. False when it was off before.
    pub async fn stop_reminders(&self, caller: &Caller) -> Result<bool, StoreError> {
        let on = self.choices(caller).await?.contains(Choice::RemindMe);
        if on {
            self.turn_off(caller, ChoiceSet::NONE.with(Choice::RemindMe)).await?;
        }
        Ok(on)
    }

    /// Takes one step in somebody's reminders and commits it. None where *remind me* is off.
    pub async fn step_reminder(
        &self,
        of: store::Caller,
        event: Event,
        timing: &Timing,
    ) -> Result<Option<(Reminder, Effect)>, StoreError> {
        let Some(member) = self.store.find_member(of).await? else { return Ok(None) };
        let known = self.known_or_new(of.guild).await?;
        let person = Person::of(&known, Some(&member));
        let (days, now) = (self.store.counted_days(of).await?, self.clock.now());
        let checked_in = days.as_ref().is_some_and(|days| days.showed_up(person.day_of(now)));
        let away = days.and_then(|days| days.resting_since()).map(|from| Quiet { from, until: None });
        let quiet = away.or(known.quiet);
        let Person { zone, day_start, .. } = person;
        let (timing, chance) = (*timing, self.chance.clone());
        let fresh = SlotToken(chance.bytes());
        let take = move |before: &Reminder| {
            let (zone, timing) = (&zone, &timing);
            let here = Here { guild: of.guild, zone, day_start, quiet, checked_in, timing, fresh, now };
            let Step { reminder, effect } = chance.with(|rng| reminder::step(before, event, &here, rng));
            Kept { due: reminder.wake(now, timing), told: (reminder.clone(), effect), reminder }
        };
        self.store.change_reminder(of, take).await
    }

    async fn change_reminder(
        &self,
        caller: &Caller,
        event: Event,
    ) -> Result<Option<ReminderTold>, StoreError> {
        let stepped = self.step_reminder(caller.holder(), event, &Timing::default()).await?;
        match stepped {
            Some((reminder, _)) => self.told(caller, &reminder).await.map(Some),
            None => Ok(None),
        }
    }

    /// What the caller may be told, and that they were seen.
    pub(super) async fn told(
        &self,
        caller: &Caller,
        reminder: &Reminder,
    ) -> Result<ReminderTold, StoreError> {
        let known = self.known_or_new(caller.guild).await?;
        let member = self.store.find_member(caller.holder()).await?;
        if let Some(member) = &member {
            self.note_seen(caller, member).await;
        }
        let next = reminder.next.as_ref().filter(|_| reminder.is_active()).map(|next| &next.slot);
        let quiet = |slot: &Slot| known.quiet.is_some_and(|quiet| quiet.covers(slot.local_date));
        let days = self.store.counted_days(caller.holder()).await?;
        let on_break = days.is_some_and(|days| days.resting_since().is_some());
        let away = match next {
            Some(_) if on_break => Some(Away::Break),
            Some(slot) if quiet(slot) => Some(Away::Quiet),
            _ => None,
        };
        let own = member.and_then(|member| member.zone);
        Ok(ReminderTold {
            days: reminder.days,
            picked: reminder.picked,
            hour: reminder.hour,
            zone: own.unwrap_or(known.zone),
            rest: reminder.rest,
            away,
            next: next.filter(|_| away.is_none()).map(|slot| slot.due),
        })
    }

    async fn known_or_new(&self, guild: GuildId) -> Result<Community, StoreError> {
        Ok(self.community(guild).await?.unwrap_or_else(|| Community::new(guild)))
    }
}
