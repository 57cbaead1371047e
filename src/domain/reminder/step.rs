//! One step of one member's reminders.

use jiff::Timestamp;
use jiff::civil::Date;
use rand::Rng;

use super::times;
use super::{Effect, Event, Here, Kind, LATER, Next, Press, Reminder, Rest, STOPS_AFTER, Sent, Step, Told};
use crate::domain::ids::{ChannelId, SlotToken, UserId};
use crate::domain::planner;
use crate::domain::schedule::Occurrence;
use crate::domain::slot::{Slot, SlotState};

/// What becomes of `reminder` when `event` happens.
pub fn step(reminder: &Reminder, event: Event, here: &Here<'_>, jitter: &mut dyn Rng) -> Step {
    let mut machine = Machine { it: reminder.clone(), here, jitter };
    if event != Event::Restored {
        machine.it.settle(here.now);
    }
    let effect = match event {
        Event::Days(days, user) => {
            machine.it.days = Some(days);
            machine.it.picked = None;
            machine.picked(user)
        }
        Event::Hour(hour, user) => {
            machine.it.hour = Some(hour.clamp(0, 23));
            machine.picked(user)
        }
        Event::Pause => machine.rests(Rest::Paused),
        Event::Closed => machine.rests(Rest::Closed),
        Event::Resume(user) => machine.resumed(user),
        Event::Pressed(token, press, user) => machine.pressed(token, press, user),
        Event::CheckedIn => {
            machine.it.checked_in(here.now);
            machine.plan_if_none()
        }
        Event::Look => machine.look(),
        Event::Go(channel) => machine.go(channel),
        Event::NotYet(until) => machine.not_yet(until),
        Event::Heard(token, said) => machine.heard(token, said),
        Event::Restored => machine.restored(),
    };
    Step { reminder: machine.it, effect }
}

struct Machine<'a> {
    it: Reminder,
    here: &'a Here<'a>,
    jitter: &'a mut dyn Rng,
}

impl Machine<'_> {
    /// Days or hour were picked. A pause stays one: it ends when the member says so.
    fn picked(&mut self, user: UserId) -> Effect {
        if self.it.rest != Some(Rest::Paused) {
            self.it.rest = None;
            self.it.user = Some(user);
        }
        if self.it.done.is_none() && self.it.last.is_none() {
            // A yes knows nothing of what came before it: *Stop* deleted that. So that nobody has two in a day, a
            // new one begins with the next day.
            self.it.done = Some(self.here.zone.to_datetime(self.here.now).date());
        }
        self.it.sign_of_life();
        self.plan_anew()
    }

    fn rests(&mut self, why: Rest) -> Effect {
        self.it.rest = Some(why);
        self.it.user = None;
        self.it.channel = None;
        self.plan_anew()
    }

    fn resumed(&mut self, user: UserId) -> Effect {
        self.it.rest = None;
        self.it.user = Some(user);
        self.it.sign_of_life();
        self.plan_anew()
    }

    fn pressed(&mut self, token: SlotToken, press: Press, user: UserId) -> Effect {
        // Who presses its button has got it, whatever became of our request's answer.
        if let Some(next) =
            self.it.next.clone().filter(|next| next.slot.token == token && next.is_under_way())
        {
            self.went_out(&next);
        }
        // Where it is once a week by now, *Fewer* means that it stays so.
        let weekly = self.it.picked.take_if(|_| press == Press::Fewer).and(self.it.days);
        self.it.sign_of_life();
        Effect::Tell(match press {
            Press::CheckIn => {
                self.plan_if_none();
                Told::Way
            }
            Press::Later => self.later(),
            Press::NotToday => self.not_today(),
            Press::Fewer => match weekly.or_else(|| self.it.days.and_then(times::fewer)) {
                Some(days) => {
                    self.it.days = Some(days);
                    self.plan_anew();
                    Told::Fewer(days)
                }
                None => Told::Fewest,
            },
            Press::Again => {
                self.resumed(user);
                Told::Again
            }
        })
    }

    fn later(&mut self) -> Told {
        if let Some(again) = self.it.next.as_ref().filter(|next| next.kind == Kind::Again) {
            return Told::Later(again.slot.due);
        }
        let due = self.here.now.saturating_add(LATER).unwrap_or(Timestamp::MAX);
        let under_way = self.it.next.as_ref().is_some_and(Next::is_under_way);
        match times::later(self.here.zone, due) {
            // It takes the place of one that was still to come today.
            Some(found) if self.it.is_active() && !under_way && !self.is_quiet(found.local_date) => {
                self.it.next = Some(self.planned(found, Kind::Again));
                Told::Later(found.due)
            }
            _ => self.not_today(),
        }
    }

    fn not_today(&mut self) -> Told {
        let today = self.here.zone.to_datetime(self.here.now).date();
        self.it.done = self.it.done.max(Some(today));
        if !self.it.next.as_ref().is_some_and(Next::is_under_way) {
            self.it.next = None;
        }
        self.plan_if_none();
        Told::NotToday
    }

    fn look(&mut self) -> Effect {
        let Some(next) = self.it.next.clone() else { return self.plan_if_none() };
        if next.is_under_way() {
            let moved = self.ask_planner(&next.slot, self.look_at(&next.slot));
            return match moved.effect {
                planner::Effect::Send | planner::Effect::AskHistory { .. } => Effect::Ready { first: false },
                _ => self.took(next.kind, moved),
            };
        }
        if !self.it.is_active() {
            return self.plan_anew();
        }
        let now = self.here.now;
        if next.slot.due > now {
            // The zone may be another than it was.
            return if next.kind == Kind::Again { Effect::Nothing } else { self.plan_anew() };
        }
        let wanted = if next.kind == Kind::Again {
            times::later(self.here.zone, next.slot.due)
        } else {
            // The last one's time is over when the next falls due, where that comes first.
            self.it.count_unanswered();
            // That may have made it once a week, on another day.
            let day = next.slot.local_date.weekday();
            let hour = self.it.hour.filter(|_| self.it.days.is_some_and(|days| days.contains(day)));
            hour.and_then(|hour| times::on(self.here.zone, next.slot.local_date, hour))
        };
        // In another zone it would be at another moment, or in the night.
        let Some(wanted) = wanted.filter(|wanted| wanted.due == next.slot.due) else {
            self.it.next = None;
            return self.plan_if_none();
        };
        // Who has checked in today needs no nudge. One that they asked for by *Later* still comes.
        let needless = self.here.checked_in && next.kind != Kind::Again;
        if needless || self.is_quiet(next.slot.local_date) || now > next.slot.deadline.min(wanted.deadline) {
            return self.passes(&next.slot);
        }
        if next.slot.next_try.is_some_and(|until| until > now) {
            return Effect::Nothing;
        }
        Effect::Ready { first: true }
    }

    /// The turn of the one that is due has come.
    fn go(&mut self, channel: ChannelId) -> Effect {
        let effect = self.look();
        let (Effect::Ready { .. }, Some(mut next)) = (effect, self.it.next.clone()) else { return effect };
        if !next.is_under_way() {
            next.slot.channel = channel;
            next.slot.next_try = None;
            self.it.channel = Some(channel);
            if next.kind == Kind::Nudge && self.it.unanswered >= STOPS_AFTER {
                next.kind = Kind::Goodbye;
            }
        }
        let moved = self.ask_planner(&next.slot, self.look_at(&next.slot));
        self.took(next.kind, moved)
    }

    fn not_yet(&mut self, until: Timestamp) -> Effect {
        if let Some(next) = self.it.next.as_mut().filter(|next| !next.is_under_way()) {
            next.slot.next_try = Some(until);
        }
        Effect::Nothing
    }

    fn heard(&mut self, token: SlotToken, said: planner::Event) -> Effect {
        match self.it.next.clone() {
            Some(next) if next.slot.token == token && next.is_under_way() => {
                let moved = self.ask_planner(&next.slot, said);
                self.took(next.kind, moved)
            }
            // A press came before the answer and settled it.
            _ if said == planner::Event::Unauthorized => Effect::StopProcess,
            _ => Effect::Nothing,
        }
    }

    fn look_at(&self, slot: &Slot) -> planner::Event {
        let rests = !self.it.is_active() || self.is_quiet(slot.local_date);
        if rests { planner::Event::Rest } else { planner::Event::Tick }
    }

    fn ask_planner(&mut self, slot: &Slot, event: planner::Event) -> planner::Step {
        planner::step(slot, event, self.here.now, self.here.timing, self.jitter)
    }

    /// Takes over what the planner made of the one on its way.
    fn took(&mut self, kind: Kind, moved: planner::Step) -> Effect {
        let next = Next { slot: moved.slot, kind };
        match next.slot.state {
            SlotState::Posted | SlotState::PostedRemoved | SlotState::Unsure => {
                self.went_out(&next);
                Effect::Nothing
            }
            SlotState::Missed | SlotState::Skipped => self.passes(&next.slot),
            SlotState::FailedPerm => {
                self.it.next = None;
                self.rests(Rest::Closed)
            }
            SlotState::FailedBug => {
                self.passes(&next.slot);
                Effect::Bug
            }
            SlotState::Planned | SlotState::Sending | SlotState::Retry | SlotState::Reconcile => {
                self.it.next = Some(next);
                match moved.effect {
                    planner::Effect::Send => Effect::Send(kind),
                    planner::Effect::AskHistory { after } => Effect::AskHistory { after },
                    planner::Effect::StopProcess => Effect::StopProcess,
                    _ => Effect::Nothing,
                }
            }
        }
    }

    /// The one on its way is there.
    fn went_out(&mut self, next: &Next) {
        let Slot { token, local_date, posted_at, last_send, .. } = next.slot;
        let at = posted_at.or(last_send).unwrap_or(self.here.now);
        self.it.done = self.it.done.max(Some(local_date));
        let last_word = next.kind == Kind::Goodbye;
        let until = times::end_of_day(self.here.zone, self.here.day_start, at);
        self.it.last = Some(Sent { token, date: local_date, at, until, open: !last_word });
        self.it.next = None;
        if last_word {
            self.rests(Rest::Faded);
        } else {
            self.plan_if_none();
        }
    }

    /// What fell due by now may have gone out, so it does not go out again; and nobody is said not to have
    /// answered.
    fn restored(&mut self) -> Effect {
        let (zone, now) = (self.here.zone, self.here.now);
        if let Some(last) = &mut self.it.last {
            last.open = false;
        }
        if let Some(next) = self.it.next.take_if(|next| next.is_under_way() || next.slot.due <= now) {
            self.it.done = self.it.done.max(Some(next.slot.local_date));
        }
        let today = zone.to_datetime(now).date();
        let due = self.it.days.zip(self.it.hour).is_some_and(|(days, hour)| {
            days.contains(today.weekday()) && times::on(zone, today, hour).is_some_and(|one| one.due <= now)
        });
        if due {
            self.it.done = self.it.done.max(Some(today));
        }
        self.plan_if_none()
    }

    /// This date is to have none.
    fn passes(&mut self, slot: &Slot) -> Effect {
        self.it.done = self.it.done.max(Some(slot.local_date));
        self.it.next = None;
        // After a long sleep the newest may be due already, and not too late.
        self.plan_after(slot.due.min(self.here.now))
    }

    /// Plans the next one as things are now, unless one is on its way or asked for by *Later*.
    fn plan_anew(&mut self) -> Effect {
        let active = self.it.is_active();
        let stays = |next: &Next| next.is_under_way() || active && next.kind == Kind::Again;
        if !self.it.next.as_ref().is_some_and(stays) {
            let before = self.it.next.take();
            self.plan_if_none();
            // The same one stays as it is, its name and its wait included.
            if let Some((before, now)) = before.zip(self.it.next.as_mut())
                && (before.slot.due, before.kind) == (now.slot.due, now.kind)
            {
                *now = before;
            }
        }
        Effect::Nothing
    }

    fn plan_if_none(&mut self) -> Effect {
        self.plan_after(self.here.now)
    }

    /// Plans the next one that is due after `after`, if none is planned.
    fn plan_after(&mut self, after: Timestamp) -> Effect {
        if let (None, true, Some(days), Some(hour)) =
            (&self.it.next, self.it.is_active(), self.it.days, self.it.hour)
        {
            // Whoever moved to another zone has had the day on which the last one went out there.
            let had = self.it.last.map(|last| self.here.zone.to_datetime(last.at).date());
            let done = self.it.done.max(had);
            let found = times::next(self.here.zone, (days, hour), done, after, self.here.now);
            self.it.next = found.map(|found| self.planned(found, Kind::Nudge));
        }
        Effect::Nothing
    }

    fn planned(&self, found: Occurrence, kind: Kind) -> Next {
        let channel = self.it.channel.unwrap_or(ChannelId(0));
        Next { slot: Slot::planned(self.here.fresh, self.here.guild, channel, found), kind }
    }

    fn is_quiet(&self, date: Date) -> bool {
        self.here.quiet.is_some_and(|quiet| quiet.covers(date))
    }
}
