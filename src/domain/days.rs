//! The days a member showed up: a total that only grows, and returns that are welcomed.
//!
//! One box a member, folded one date at a time. It counts showing up, never
//! abstinence, and nothing in it can fall (product contract, section 4).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How many local dates a box remembers; older ones live on in the total only.
pub const REMEMBERED: usize = 400;

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
    /// Rests the member took, oldest first.
    pub pauses: Vec<Pause>,
}

/// A rest a member took, with nothing to explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// The first local date of rest.
    pub from: Date,
    /// The last local date of rest; none while it lasts.
    pub until: Option<Date>,
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
