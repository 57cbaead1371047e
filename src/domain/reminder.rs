//! Reminders in a direct message: a quiet nudge for those who asked for one.
//!
//! A member picks days and an hour; [`step()`] then says what happens next. It is a pure,
//! total function of what is kept about the reminders of one member, of what happened, and
//! of the moment. Whoever calls it commits what it gives back before the effect is carried
//! out; sending once and only once is `planner`'s part, which it asks.
//!
//! The rules (product contract, section 2):
//! - At most one a day that was not asked for by *Later*; none from 21:00 to 08:00 on the
//!   member's clock, unless they chose an hour in there themselves.
//! - A clock time that a change of clocks skips comes the first valid minute after, one that
//!   is shown twice comes the first time, and more than two hours late it is skipped.
//! - One that met no button and no check-in by the end of its day is unanswered. Three in a
//!   row make it once a week; after three more come kind words, and then nothing. Any sign
//!   of life begins the count anew, and brings the days back that were picked.
//! - Whoever counts days and has checked in already that day needs none, and gets none.
//! - While a member rests, nothing comes, and their Discord id is not kept.

mod step;
mod times;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::community::{Days, Quiet};
use super::ids::{ChannelId, GuildId, SlotToken, UserId};
use super::planner::{self, Timing};
use super::slot::{Slot, SlotState};

pub use step::step;
pub use times::{Often, fewer, is_night};

/// After so many unanswered in a row it is once a week.
pub const WEEKLY_AFTER: u8 = 3;

/// After so many unanswered in a row the next is the last, with kind words.
pub const STOPS_AFTER: u8 = 6;

/// How long after *Later* the one more comes.
pub const LATER: SignedDuration = SignedDuration::from_hours(3);

/// From this hour on it is night, and nothing comes that was not chosen to.
pub const NIGHT_FROM: Time = Time::constant(21, 0, 0, 0);

/// Until this hour.
pub const NIGHT_UNTIL: Time = Time::constant(8, 0, 0, 0);

/// All that is kept about the reminders of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// To whom it goes; none while the member rests.
    pub user: Option<UserId>,
    /// The direct channel, once it was opened.
    pub channel: Option<ChannelId>,
    /// On which days; none until they picked.
    pub days: Option<Days>,
    /// The days they picked, while unanswered ones have made it once a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked: Option<Days>,
    /// At which full hour, 0 to 23; none until they picked.
    pub hour: Option<i8>,
    /// Why nothing comes, if nothing does.
    pub rest: Option<Rest>,
    /// How many in a row were unanswered.
    pub unanswered: u8,
    /// The last one that went out.
    pub last: Option<Sent>,
    /// The last local date that had its reminder, or that is to have none.
    pub done: Option<Date>,
    /// The one that comes next, or is on its way.
    pub next: Option<Next>,
}

/// Why nothing comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// The member paused them.
    Paused,
    /// Discord did not let the bot write to them: their direct messages are closed.
    Closed,
    /// Six in a row were unanswered.
    Faded,
}

/// One that went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// What its buttons carry.
    pub token: SlotToken,
    /// The local date it was for.
    pub date: Date,
    /// When it went out.
    pub at: Timestamp,
    /// The end of its day: until then it can be answered.
    pub until: Timestamp,
    /// Whether it was neither answered nor counted as unanswered.
    pub open: bool,
}

/// One that is planned or on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// How far it has come.
    pub slot: Slot,
    /// What it is.
    pub kind: Kind,
}

/// What a reminder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The nudge of its day.
    Nudge,
    /// One more, after *Later*.
    Again,
    /// The last one: kind words that no more will come.
    Goodbye,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The member picked the days.
    Days(Days, UserId),
    /// The member picked the hour.
    Hour(i8, UserId),
    /// The member paused them, for as long as they like.
    Pause,
    /// The member lets them come again.
    Resume(UserId),
    /// The member pressed a button under the reminder with this token.
    Pressed(SlotToken, Press, UserId),
    /// The member answered a check-in.
    CheckedIn,
    /// The scheduler looks at it.
    Look,
    /// Its turn has come: the member is still there, and this is the channel to write to.
    Go(ChannelId),
    /// Discord could not be asked now; not before this moment again.
    NotYet(Timestamp),
    /// The channel to the member could not be opened, for good.
    Closed,
    /// What Discord said about the request for this token.
    Heard(SlotToken, planner::Event),
    /// The files were put back from a backup: nobody knows what went out since it was made.
    Restored,
}

/// A button under a reminder. (*Stop* turns the choice off, and then there is nothing to step.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Press {
    /// *Check in*.
    CheckIn,
    /// *Later*.
    Later,
    /// *Not today*.
    NotToday,
    /// *Fewer*.
    Fewer,
    /// *Start again*, under the last one.
    Again,
}

/// What to do, once the state is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// Something must go out. Wait for a turn, then come back with [`Event::Go`].
    Ready {
        /// Nothing was sent under this token yet: ask first whether the member is still there.
        first: bool,
    },
    /// Send it now, with its token as the nonce.
    Send(Kind),
    /// Read the direct channel's messages after this moment and look for the token.
    AskHistory {
        /// From when on.
        after: Timestamp,
    },
    /// Discord refuses the bot's token: end the process.
    StopProcess,
    /// Discord called the message malformed: a fault of ours.
    Bug,
    /// Tell the member who pressed.
    Tell(Told),
}

/// What a press came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Here is the way to the check-in.
    Way,
    /// One more comes at this moment.
    Later(Timestamp),
    /// Nothing more comes today.
    NotToday,
    /// They come on these days from now on.
    Fewer(Days),
    /// There is nothing fewer than once a week.
    Fewest,
    /// They come again.
    Again,
}

/// What a step gives back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The state to commit.
    pub reminder: Reminder,
    /// What to do after that.
    pub effect: Effect,
}

/// Where and when a step is taken.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    /// The community.
    pub guild: GuildId,
    /// The member's zone: their own, or the community's.
    pub zone: &'a TimeZone,
    /// When the member's day begins.
    pub day_start: Time,
    /// The community's rest from cards and reminders, or the member's own break.
    pub quiet: Option<Quiet>,
    /// Whether the member's present day is counted already.
    pub checked_in: bool,
    /// The planner's times.
    pub timing: &'a Timing,
    /// A token that was never used, for the next one.
    pub fresh: SlotToken,
    /// The moment.
    pub now: Timestamp,
}

impl Reminder {
    /// Whether reminders come: days and hour are picked, and the member does not rest.
    pub fn is_active(&self) -> bool {
        self.rest.is_none() && self.days.is_some() && self.hour.is_some()
    }

    /// Whether the last one met a button or a check-in; none when nothing went out, or its day is not over.
    pub fn last_was_met(&self) -> Option<bool> {
        // A sign of life settles it and begins the count anew; the end of its day settles it and counts.
        self.last.filter(|last| !last.open).map(|_| self.unanswered == 0)
    }

    /// When the scheduler must look again; none when nothing will come.
    pub fn wake(&self, now: Timestamp, timing: &Timing) -> Option<Timestamp> {
        let Some(Next { slot, .. }) = &self.next else { return self.is_active().then_some(now) };
        Some(match slot.state {
            SlotState::Planned => slot.next_try.map_or(slot.due, |next| next.max(slot.due)),
            SlotState::Sending => {
                slot.last_send.unwrap_or(now).saturating_add(timing.lease).unwrap_or(Timestamp::MAX)
            }
            _ => slot.next_try.unwrap_or(now),
        })
    }

    /// A check-in was answered at `now`. Needs no zone, so that the answer's own transaction can take
    /// it along; what is to be planned anew for it is left to the next look.
    pub fn checked_in(&mut self, now: Timestamp) {
        self.settle(now);
        self.sign_of_life();
        if self.next.as_ref().is_some_and(|next| next.kind == Kind::Again && !next.is_under_way()) {
            self.next = None;
        }
    }

    /// The member is there.
    fn sign_of_life(&mut self) {
        self.unanswered = 0;
        if let Some(last) = &mut self.last {
            last.open = false;
        }
        if let Some(picked) = self.picked.take() {
            self.days = Some(picked);
            // It was planned for once a week.
            if self.next.as_ref().is_some_and(|next| next.kind == Kind::Nudge && !next.is_under_way()) {
                self.next = None;
            }
        }
    }

    /// Counts the last one as unanswered when its day has ended.
    fn settle(&mut self, now: Timestamp) {
        if self.last.is_some_and(|last| last.open && now >= last.until) {
            self.count_unanswered();
        }
    }

    fn count_unanswered(&mut self) {
        let Some(last) = self.last.as_mut().filter(|last| last.open) else { return };
        last.open = false;
        let date = last.date;
        self.unanswered = self.unanswered.saturating_add(1);
        if self.unanswered == WEEKLY_AFTER {
            // The same weekday, so that it is a whole week from the last one.
            let weekly = Some(times::only(date.weekday()));
            self.picked = self.days.filter(|days| Some(*days) != weekly);
            self.days = weekly;
        }
    }
}

impl Next {
    /// Whether a request for it may have gone out.
    pub fn is_under_way(&self) -> bool {
        self.slot.state != SlotState::Planned
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod year;
