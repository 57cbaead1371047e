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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn day(number: i16) -> Date {
        date(2026, 1, 1).checked_add(jiff::Span::new().days(number)).unwrap()
    }

    #[test]
    fn the_same_date_counts_once() {
        let mut days = DaysBox::new();
        assert_eq!(days.show_up(day(0)), Counted { new: true, total: 1, came_back: false });
        assert_eq!(days.show_up(day(0)), Counted { new: false, total: 1, came_back: false });
        assert_eq!(days.show_up(day(1)), Counted { new: true, total: 2, came_back: false });
    }

    #[test]
    fn a_return_after_seven_days_is_a_coming_back_and_after_six_is_not() {
        for (gap, came_back) in [(1, false), (6, false), (7, true), (8, true), (500, true)] {
            let mut days = DaysBox::new();
            assert!(!days.show_up(day(0)).came_back, "the first day is no return");
            assert_eq!(days.show_up(day(gap)).came_back, came_back, "after {gap} days");
            assert_eq!(days.came_back(), u32::from(came_back));
        }
    }

    #[test]
    fn a_late_date_counts_and_takes_no_return_away() {
        let mut days = DaysBox::new();
        days.show_up(day(0));
        assert!(days.show_up(day(10)).came_back);
        assert_eq!(days.show_up(day(5)), Counted { new: true, total: 3, came_back: false });
        assert_eq!(days.came_back(), 1);
        assert_eq!(days.dates(), [day(0), day(5), day(10)]);
    }

    #[test]
    fn the_total_grows_past_what_is_remembered_and_an_old_date_cannot_count_again() {
        let mut days = DaysBox::new();
        for number in 0..450 {
            assert!(days.show_up(day(number)).new);
        }
        assert_eq!((days.total(), days.dates().len()), (450, REMEMBERED));
        assert!(!days.show_up(day(3)).new, "nobody can tell any more whether it was counted");
        assert_eq!(days.total(), 450);
    }

    #[test]
    fn a_full_box_stays_small() {
        let mut days = DaysBox::new();
        for number in 0..REMEMBERED {
            days.show_up(day(i16::try_from(2 * number).unwrap()));
        }
        assert!(days.encode().len() <= 1_000, "{} bytes", days.encode().len());
    }

    #[test]
    fn bytes_that_are_no_box_are_refused() {
        let good = br#"{"v":1,"t":2,"b":0,"f":"2026-01-01","s":[1]}"#;
        assert_eq!(DaysBox::decode(good).unwrap().dates(), [day(0), day(1)]);
        let bad = [
            r#"{"v":2,"t":2,"b":0,"f":"2026-01-01","s":[1]}"#,
            r#"{"v":1,"t":2,"b":0,"s":[1]}"#,
            r#"{"v":1,"t":2,"b":0,"f":"2026-01-01","s":[0]}"#,
            r#"{"v":1,"t":2,"b":0,"f":"2026-01-01","s":[-1]}"#,
            r#"{"v":1,"t":2,"b":0,"f":"2026-01-01","s":[2147483647]}"#,
            r#"{"v":1,"t":2,"b":0,"best":9}"#,
            "",
        ];
        for text in bad {
            assert_eq!(DaysBox::decode(text.as_bytes()), Err(BadBox), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_total_is_the_number_of_different_dates_whatever_their_order(
            numbers in prop::collection::vec(0i16..390, 0..300),
        ) {
            let mut days = DaysBox::new();
            let mut different = BTreeSet::new();
            for number in numbers {
                let (total, returns) = (days.total(), days.came_back());
                let counted = days.show_up(day(number));
                prop_assert_eq!(counted.new, different.insert(day(number)));
                prop_assert_eq!(counted.total, days.total());
                prop_assert!(days.total() >= total && days.came_back() >= returns, "nothing falls");
            }
            prop_assert_eq!(days.total() as usize, different.len());
            prop_assert_eq!(days.dates(), different.into_iter().collect::<Vec<_>>());
        }

        #[test]
        fn a_box_comes_back_from_its_bytes(
            numbers in prop::collection::vec(0i16..2_000, 0..450),
            run: bool,
            pauses in prop::collection::vec((0i16..900, prop::option::of(0i16..900)), 0..4),
        ) {
            let mut days = DaysBox { run, ..DaysBox::new() };
            for number in numbers {
                days.show_up(day(number));
            }
            days.pauses = pauses.into_iter().map(|(from, until)| Pause { from: day(from), until: until.map(day) }).collect();
            prop_assert_eq!(DaysBox::decode(&days.encode()), Ok(days));
        }

        #[test]
        fn days_in_order_count_each_gap_of_a_week_as_one_return(gaps in prop::collection::vec(1i16..20, 0..60)) {
            let (mut days, mut number, mut returns) = (DaysBox::new(), 0, 0);
            days.show_up(day(0));
            for gap in gaps {
                number += gap;
                returns += u32::from(gap >= 7);
                days.show_up(day(number));
            }
            prop_assert_eq!(days.came_back(), returns);
        }
    }
}
