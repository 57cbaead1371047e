//! One step of the machine whose table stands in the module's description.

use jiff::{SignedDuration, Timestamp};
use rand::{Rng, RngExt as _};

use super::{Effect, Event, History, Step, Timing};
use crate::domain::community::Trouble;
use crate::domain::ids::MessageId;
use crate::domain::slot::{Slot, SlotState};

/// How far back the history is read when our clock has been set back since the first request,
/// so that the moment we kept for it means nothing.
const UNKNOWN_CLOCK: SignedDuration = SignedDuration::from_hours(48);

/// What becomes of `slot` when `event` happens at `now`.
pub fn step(slot: &Slot, event: Event, now: Timestamp, timing: &Timing, jitter: &mut dyn Rng) -> Step {
    let machine = Machine { slot: slot.clone(), now, timing };
    if event == Event::Unauthorized {
        return machine.refused_token();
    }
    if slot.state.is_final() {
        return machine.with(Effect::Nothing);
    }
    match event {
        Event::Tick => machine.look(May::Send),
        Event::Rest => machine.look(May::Rest),
        Event::Paused => machine.look(May::Wait),
        Event::Restarted => machine.restarted(),
        _ if slot.state == SlotState::Planned => machine.before_any_request(event),
        Event::Answer { message, at } => machine.posted(message, at),
        Event::Removed => machine.ends(SlotState::PostedRemoved),
        Event::Forbidden => machine.fails(Trouble::PermissionLost),
        Event::Gone => machine.fails(Trouble::ChannelGone),
        Event::TooMany { retry_after } => machine.too_many(retry_after, jitter),
        Event::ServerTrouble => machine.trouble(jitter),
        Event::BadRequest if slot.state == SlotState::Reconcile => machine.unsure(),
        Event::BadRequest => machine.ends(SlotState::FailedBug),
        Event::History(said) if slot.state == SlotState::Reconcile => match said {
            History::Found { message, at } => machine.posted(message, at),
            History::Absent => machine.not_posted(),
            History::NotAllowed => machine.unsure(),
            History::Trouble => machine.trouble(jitter),
        },
        Event::History(_) | Event::Unauthorized => machine.with(Effect::Nothing),
    }
}

/// What a look at the slot may lead to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum May {
    Send,
    Rest,
    Wait,
}

struct Machine<'a> {
    slot: Slot,
    now: Timestamp,
    timing: &'a Timing,
}

impl Machine<'_> {
    fn with(self, effect: Effect) -> Step {
        Step { slot: self.slot, effect }
    }

    fn wait(self, until: Timestamp) -> Step {
        self.with(Effect::Wait { until })
    }

    fn ends(mut self, state: SlotState) -> Step {
        self.slot.state = state;
        self.slot.next_try = None;
        self.with(Effect::Record)
    }

    fn look(mut self, may: May) -> Step {
        if self.slot.last_send.is_some_and(|sent| sent > self.now) {
            return self.clock_went_back();
        }
        match self.slot.state {
            SlotState::Planned => self.send_if(may),
            SlotState::Sending => {
                let lease_ends = after(self.slot.last_send.unwrap_or(self.now), self.timing.lease);
                if self.now < lease_ends {
                    return self.wait(lease_ends);
                }
                // A request without a moment cannot be: whatever it was, its outcome is unknown.
                self.slot.first_send.get_or_insert(self.slot.due);
                self.slot.state = SlotState::Retry;
                self.try_again(may)
            }
            _ => match self.slot.next_try {
                Some(next) if next > self.now => self.wait(next),
                _ if self.slot.state == SlotState::Reconcile => self.ask_history(),
                _ => self.try_again(may),
            },
        }
    }

    /// The machine's clock was set back to before our last request. Nothing is known of how long
    /// ago that was, so the quiet time begins anew.
    fn clock_went_back(mut self) -> Step {
        let until = after(self.now, self.timing.quiet);
        self.slot.last_send = Some(self.now);
        if self.slot.state == SlotState::Sending {
            self.slot.state = SlotState::Retry;
        }
        self.slot.next_try = Some(until);
        self.wait(until)
    }

    /// The slot is known not to be posted.
    fn send_if(mut self, may: May) -> Step {
        if self.now < self.slot.due {
            let due = self.slot.due;
            return self.wait(due);
        }
        let late = self.now > self.slot.deadline;
        match may {
            May::Rest => self.ends(SlotState::Skipped),
            May::Wait if late => self.ends(SlotState::FailedPerm),
            May::Wait => {
                let deadline = self.slot.deadline;
                self.wait(deadline)
            }
            May::Send if late => self.ends(SlotState::Missed),
            May::Send => {
                self.slot.state = SlotState::Sending;
                self.slot.attempts = self.slot.attempts.saturating_add(1);
                self.slot.first_send.get_or_insert(self.now);
                self.slot.last_send = Some(self.now);
                self.slot.next_try = None;
                self.with(Effect::Send)
            }
        }
    }

    /// A retry whose time has come.
    fn try_again(mut self, may: May) -> Step {
        let Some(first) = self.slot.first_send else { return self.send_if(may) };
        let age = self.now.duration_since(first);
        let nonce_counts = !age.is_negative() && age <= self.timing.resend_window;
        if nonce_counts && may == May::Send && self.now <= self.slot.deadline {
            return self.send_if(may);
        }
        let quiet_from = after(self.slot.last_send.unwrap_or(first), self.timing.quiet);
        if self.now < quiet_from {
            self.slot.next_try = Some(quiet_from);
            return self.wait(quiet_from);
        }
        self.ask_history()
    }

    fn ask_history(mut self) -> Step {
        let back = match self.slot.first_send {
            Some(first) if first <= self.now => before(first, self.timing.history_margin),
            _ => before(self.now, UNKNOWN_CLOCK),
        };
        self.slot.state = SlotState::Reconcile;
        self.slot.next_try = Some(after(self.now, self.timing.lease));
        self.with(Effect::AskHistory { after: back })
    }

    fn restarted(mut self) -> Step {
        match self.slot.state {
            SlotState::Sending => {
                self.slot.first_send.get_or_insert(self.slot.due);
                self.slot.state = SlotState::Retry;
            }
            SlotState::Reconcile => {}
            _ => return self.with(Effect::Nothing),
        }
        let now = self.now;
        self.slot.next_try = Some(now);
        self.wait(now)
    }

    /// Of a planned slot no request is under way; only news about its channel can be about it.
    fn before_any_request(self, event: Event) -> Step {
        match event {
            Event::Forbidden => self.with(Effect::PauseSchedule(Trouble::PermissionLost)),
            Event::Gone => self.with(Effect::PauseSchedule(Trouble::ChannelGone)),
            _ => self.with(Effect::Nothing),
        }
    }

    fn posted(mut self, message: MessageId, at: Timestamp) -> Step {
        self.slot.message = Some(message);
        self.slot.posted_at = Some(at);
        self.ends(SlotState::Posted)
    }

    fn not_posted(mut self) -> Step {
        let now = self.now;
        self.slot.state = SlotState::Retry;
        self.slot.first_send = None;
        self.slot.next_try = Some(now);
        self.wait(now)
    }

    fn unsure(self) -> Step {
        let ended = self.ends(SlotState::Unsure);
        Step { effect: Effect::Notice, ..ended }
    }

    fn fails(self, trouble: Trouble) -> Step {
        let ended = self.ends(SlotState::FailedPerm);
        Step { effect: Effect::PauseSchedule(trouble), ..ended }
    }

    /// The request was refused, so it posted nothing and does not count. If no other request was ever
    /// sent, the slot is known not to be posted.
    fn refused(&mut self) {
        if self.slot.state == SlotState::Sending {
            self.slot.attempts = self.slot.attempts.saturating_sub(1);
            if self.slot.attempts == 0 {
                self.slot.first_send = None;
            }
            self.slot.state = SlotState::Retry;
        }
    }

    fn refused_token(mut self) -> Step {
        if self.slot.state == SlotState::Sending {
            self.slot.next_try = Some(self.now);
        }
        self.refused();
        self.with(Effect::StopProcess)
    }

    fn too_many(mut self, retry_after: SignedDuration, jitter: &mut dyn Rng) -> Step {
        self.refused();
        let asked = retry_after.max(SignedDuration::ZERO);
        let spread = millis(self.timing.backoff_min).max(1);
        let until =
            after(after(self.now, asked), SignedDuration::from_millis(jitter.random_range(0..spread)));
        self.slot.next_try = Some(until);
        self.wait(until)
    }

    fn trouble(mut self, jitter: &mut dyn Rng) -> Step {
        if self.slot.state == SlotState::Sending {
            self.slot.state = SlotState::Retry;
        }
        let until = after(self.now, self.backoff(jitter));
        self.slot.next_try = Some(until);
        self.wait(until)
    }

    /// Doubling from the first wait to the longest, half of it more or less. Requests double it with
    /// each attempt; questions, which are not counted, as time passes since the last request.
    fn backoff(&self, jitter: &mut dyn Rng) -> SignedDuration {
        let shortest = millis(self.timing.backoff_min).max(1);
        let wait = if self.slot.state == SlotState::Reconcile {
            let since = self.now.duration_since(self.slot.last_send.unwrap_or(self.now));
            (millis(since) / 4).max(shortest)
        } else {
            shortest.saturating_mul(1 << self.slot.attempts.saturating_sub(1).min(20))
        };
        let wait = wait.min(millis(self.timing.backoff_max).max(1));
        SignedDuration::from_millis(jitter.random_range(wait / 2..=wait + wait / 2))
    }
}

fn millis(duration: SignedDuration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}

fn after(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

fn before(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.saturating_sub(wait).unwrap_or(Timestamp::MIN)
}
