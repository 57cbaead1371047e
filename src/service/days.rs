//! A member's days: what they are told after an answer, yesterday, and rests.

use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use super::person::Person;
use crate::domain::consent::Choice;
use crate::domain::days::{
    Bridges, Counted, DaysBox, Pause, current_run, days_away, forgotten, is_milestone,
};
use crate::domain::ids::{GuildId, shard_of};
use crate::domain::slot::SlotState;
use crate::store::StoreError;

/// A run shorter than this is not worth a line beside the total.
const SHORTEST_RUN: u32 = 2;

/// What a member is told of their days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaysShown {
    /// Days shown up, in all.
    pub total: u32,
    /// Whether this answer is a coming back.
    pub came_back_now: bool,
    /// Whether this answer made the total a milestone.
    pub milestone: bool,
    /// The current run, for those who asked to see it; none when there is none to show.
    pub run: Option<u32>,
    /// The day before, when it may be asked whether they meant to check in on it.
    pub yesterday: Option<Date>,
}

/// What became of *Yesterday*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yesterday {
    /// It counts, now or before; the total of days.
    Counted {
        /// Days shown up, in all.
        total: u32,
        /// Whether that is a milestone, reached by this.
        milestone: bool,
    },
    /// That day is over: it can be counted on the day after it only.
    Over,
    /// The member counts no days.
    NotCounting,
}

impl Services {
    /// What to tell about `days` after an answer that counted `day`.
    pub(super) async fn days_shown(
        &self,
        caller: &Caller,
        person: &Person,
        days: &DaysBox,
        counted: Counted,
        day: Date,
    ) -> Result<DaysShown, StoreError> {
        Ok(DaysShown {
            total: days.total(),
            came_back_now: counted.came_back,
            milestone: counted.new && is_milestone(counted.total),
            run: self.run(caller.guild, person, days).await?,
            yesterday: if counted.new {
                self.missed_yesterday(caller, person, days, day).await?
            } else {
                None
            },
        })
    }

    /// The run to show; none unless the member asked to see it and there is one.
    pub(super) async fn run(
        &self,
        guild: GuildId,
        person: &Person,
        days: &DaysBox,
    ) -> Result<Option<u32>, StoreError> {
        if !days.run {
            return Ok(None);
        }
        let bridges = self.bridges(guild, person, days).await?;
        let run = current_run(days.dates(), |date| bridges.cover(date), person.day_of(self.clock.now()));
        Ok((run >= SHORTEST_RUN).then_some(run))
    }

    /// The dates that bridge the member's run.
    async fn bridges(&self, guild: GuildId, person: &Person, days: &DaysBox) -> Result<Bridges, StoreError> {
        let today = person.day_of(self.clock.now());
        let since = forgotten(today);
        let shard = shard_of(guild, self.shards());
        let moment =
            person.zone.to_timestamp(since.to_datetime(person.day_start)).unwrap_or(jiff::Timestamp::MIN);
        let away = self.store.away(shard, moment).await?;
        let quiet = self.store.spans(guild, since).await?;
        let quiet =
            quiet.into_iter().map(|span| Pause { from: span.from, until: span.until, journey: false });
        Ok(Bridges {
            cards: self.store.card_dates(guild, since).await?,
            rests: quiet.chain(days.pauses.iter().copied()).collect(),
            away: days_away(&away, &person.zone, person.day_start),
        })
    }

    /// Yesterday, when it had a card that this member, who was here before, did not answer.
    ///
    /// A day without a card, a quiet day and a rest are asked about by nobody.
    async fn missed_yesterday(
        &self,
        caller: &Caller,
        person: &Person,
        days: &DaysBox,
        day: Date,
    ) -> Result<Option<Date>, StoreError> {
        let Ok(yesterday) = day.yesterday() else { return Ok(None) };
        let was_here = days.dates().first().is_some_and(|first| *first < yesterday);
        let present = person.day_of(self.clock.now()) == day;
        if !present || !was_here || days.showed_up(yesterday) {
            return Ok(None);
        }
        let card = self.store.slot_on(caller.guild, yesterday).await?;
        if !card.is_some_and(|slot| slot.state == SlotState::Posted) {
            return Ok(None);
        }
        let bridges = self.bridges(caller.guild, person, days).await?;
        Ok((!bridges.cover(yesterday)).then_some(yesterday))
    }

    /// Counts `date`, which must be the caller's yesterday: they meant to check in on it.
    pub async fn count_yesterday(&self, caller: &Caller, date: Date) -> Result<Yesterday, StoreError> {
        let known = self.community_or_new(caller).await?;
        let person = self.person(caller, &known).await?;
        if !person.on.contains(Choice::CountDays) {
            return Ok(Yesterday::NotCounting);
        }
        let today = person.day_of(self.clock.now());
        if today.yesterday().ok() != Some(date) {
            return Ok(Yesterday::Over);
        }
        // Offered under today's answer only, so a forged press counts nobody who was not here today.
        let counted = self
            .store
            .edit_days(caller.holder(), move |days| days.showed_up(today).then(|| days.show_up(date)))
            .await?;
        Ok(match counted {
            Some(Some(counted)) => Yesterday::Counted {
                total: counted.total,
                milestone: counted.new && is_milestone(counted.total),
            },
            Some(None) => Yesterday::Over,
            None => Yesterday::NotCounting,
        })
    }
}
