//! The days a member showed up: a total that only grows, and returns that are welcomed.
//!
//! One box a member, folded one date at a time. It counts showing up, never
//! abstinence, and nothing in it can fall (product contract, section 4).

mod bridges;
mod milestone;
mod run;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use bridges::{Away, Bridges, days_away};
pub use milestone::is_milestone;
pub use run::current_run;

/// How many local dates a box remembers; older ones live on in the total only.
pub const REMEMBERED: usize = 400;

/// The last date that lies before all that a box, and the tables beside it, remember on `today`.
pub fn forgotten(today: Date) -> Date {
    today.saturating_sub(jiff::Span::new().days(i64::try_from(REMEMBERED).unwrap_or(i64::MAX)))
}

/// How many rests a box remembers at most.
const PAUSES: usize = 50;

/// A return after this many days or more is a coming back.
pub const RETURN_AFTER_DAYS: i32 = 7;

/// What one member's counted days come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaysBox {
    total: u32,
    came_back: u32,
    /// Ascending, no date twice, at most [`REMEMBERED`].
    dates: Vec<Date>,
    /// Whether the member asked to see the current run.
    pub run: bool,
    /// Rests the member took, and dates a journey skipped, oldest first.
    pub pauses: Vec<Pause>,
}

/// A rest a member took, with nothing to explain; or dates that never came for them, because they travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The first local date of rest.
    pub from: Date,
    /// The last local date of rest; none while it lasts.
    pub until: Option<Date>,
    /// Whether it is a journey's. On the way back its dates come again, and are bridged no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub journey: bool,
}

impl Pause {
    /// Whether `date` is a date of rest.
    pub fn covers(self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

/// What counting one date did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Whether the date had not been counted before.
    pub new: bool,
    /// Days shown up, this one included.
    pub total: u32,
    /// Whether this date is a return after [`RETURN_AFTER_DAYS`] or more.
    pub came_back: bool,
}

impl DaysBox {
    /// An empty box.
    pub fn new() -> Self {
        Self::default()
    }

    /// Days shown up.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// How often the member came back after [`RETURN_AFTER_DAYS`] or more.
    pub fn came_back(&self) -> u32 {
        self.came_back
    }

    /// The remembered local dates, oldest first.
    pub fn dates(&self) -> &[Date] {
        &self.dates
    }

    /// Counts `date`. A date that was counted before changes nothing.
    ///
    /// Dates may come out of order. One older than all [`REMEMBERED`] dates is not counted:
    /// nobody can tell any more whether it was, and no day may count twice.
    pub fn show_up(&mut self, date: Date) -> Counted {
        let at = match self.dates.binary_search(&date) {
            Ok(_) => return self.unchanged(),
            Err(0) if self.dates.len() >= REMEMBERED => return self.unchanged(),
            Err(at) => at,
        };
        let came_back = at == self.dates.len()
            && self.dates.last().is_some_and(|last| days_between(*last, date) >= RETURN_AFTER_DAYS);
        self.dates.insert(at, date);
        if self.dates.len() > REMEMBERED {
            self.dates.remove(0);
        }
        self.total = self.total.saturating_add(1);
        self.came_back = self.came_back.saturating_add(u32::from(came_back));
        Counted { new: true, total: self.total, came_back }
    }

    fn unchanged(&self) -> Counted {
        Counted { new: false, total: self.total, came_back: false }
    }

    /// Whether `date` was counted, as far as it is remembered.
    pub fn showed_up(&self, date: Date) -> bool {
        self.dates.binary_search(&date).is_ok()
    }

    /// Since when the member rests; none when they do not.
    pub fn resting_since(&self) -> Option<Date> {
        self.pauses.iter().find(|pause| pause.until.is_none()).map(|pause| pause.from)
    }

    /// Begins a rest on `today`; one that lasts already goes on.
    pub fn rest(&mut self, today: Date) {
        if self.resting_since().is_none() {
            self.pauses.push(Pause { from: today, until: None, journey: false });
            self.forget_old_pauses(today);
        }
    }

    /// Ends the rest. `today` still belongs to it: nobody is hurried.
    pub fn end_rest(&mut self, today: Date) {
        for pause in self.pauses.iter_mut().filter(|pause| pause.until.is_none()) {
            // A zone further west may put today before the first day of the rest.
            pause.until = Some(today.max(pause.from));
        }
    }

    /// Notes a change of the member's own date from `before` to `after` at one moment, as a journey makes it.
    ///
    /// Dates in between never came for this member, and `before` itself was cut short: where they had not
    /// shown up yet they bridge a run like a rest. A journey back makes such dates come again, whole.
    pub fn travel(&mut self, before: Date, after: Date) {
        if after <= before {
            self.live_again(after);
            return;
        }
        let first = if self.showed_up(before) { before.tomorrow() } else { Ok(before) };
        let (Ok(first), Ok(last)) = (first, after.yesterday()) else { return };
        if first <= last {
            self.pauses.push(Pause { from: first, until: Some(last), journey: true });
            self.pauses.sort_by_key(|pause| pause.from);
            self.forget_old_pauses(after);
        }
    }

    /// Ends journeys before `date`, which comes again.
    fn live_again(&mut self, date: Date) {
        self.pauses.retain(|pause| !pause.journey || pause.from < date);
        let again = |pause: &&mut Pause| pause.journey && pause.covers(date);
        for pause in self.pauses.iter_mut().filter(again) {
            pause.until = date.yesterday().ok();
        }
    }

    fn forget_old_pauses(&mut self, today: Date) {
        let oldest = forgotten(today);
        self.pauses.retain(|pause| pause.until.is_none_or(|until| until >= oldest));
        // Somebody may press the button a thousand times; the newest rests are those that a run can meet.
        let surplus = self.pauses.len().saturating_sub(PAUSES);
        self.pauses.drain(..surplus);
    }

    /// The box as bytes, to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        let steps = self.dates.windows(2).map(|pair| days_between(pair[0], pair[1])).collect();
        let written = Written {
            version: 1,
            total: self.total,
            came_back: self.came_back,
            first: self.dates.first().copied(),
            steps,
            run: self.run,
            pauses: self.pauses.clone(),
        };
        serde_json::to_vec(&written).expect("numbers, dates and lists always serialise")
    }

    /// The box from its bytes.
    ///
    /// # Errors
    /// When the bytes are no box, break its rules, or come from a newer version of the bot.
    pub fn decode(bytes: &[u8]) -> Result<Self, BadBox> {
        let written: Written = serde_json::from_slice(bytes).map_err(|_| BadBox)?;
        let mut dates: Vec<Date> = written.first.into_iter().collect();
        for step in written.steps {
            let last = *dates.last().ok_or(BadBox)?;
            if step < 1 {
                return Err(BadBox);
            }
            dates.push(
                last.checked_add(jiff::Span::new().try_days(step).map_err(|_| BadBox)?)
                    .map_err(|_| BadBox)?,
            );
        }
        if written.version != 1 || dates.len() > REMEMBERED {
            return Err(BadBox);
        }
        Ok(Self {
            total: written.total,
            came_back: written.came_back,
            dates,
            run: written.run,
            pauses: written.pauses,
        })
    }
}

/// The bytes are not a box of days this version can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a box of days that this version can read")]
pub struct BadBox;

/// The box as written: the first date and the steps in days from each date to the next.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "v")]
    version: u32,
    #[serde(rename = "t")]
    total: u32,
    #[serde(rename = "b")]
    came_back: u32,
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    first: Option<Date>,
    #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
    steps: Vec<i32>,
    #[serde(rename = "r", default, skip_serializing_if = "std::ops::Not::not")]
    run: bool,
    #[serde(rename = "p", default, skip_serializing_if = "Vec::is_empty")]
    pauses: Vec<Pause>,
}

fn days_between(earlier: Date, later: Date) -> i32 {
    earlier.until(later).expect("two civil dates are always some days apart").get_days()
}

#[cfg(test)]
mod tests;
