//! When a period begins and ends: four weeks, from a Monday at 00:00 in the community's zone.
//!
//! One follows on the other without a gap, also when the zone changes: the end stands where it was
//! frozen, the next begins there, and ends on the Monday of the new zone.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use crate::domain::schedule::{Occurrence, occurrence, occurrence_on};

/// Days in a period.
const DAYS: i64 = 28;
/// A Monday at 00:00 that a zone does not have is looked for in so many weeks.
const WEEKS_LOOKED: usize = 4;
/// The clock time of the digest.
const DIGEST: Time = Time::constant(10, 0, 0, 0);

/// Where a period begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// The moment.
    pub at: Timestamp,
    /// The Monday, by the calendar of the zone it was planned in.
    pub monday: Date,
}

/// A period with its frozen end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The moment it begins.
    pub start: Timestamp,
    /// The moment it ends, which is no longer in it.
    pub end: Timestamp,
}

/// The first Monday 00:00 in `zone` after a moment.
pub fn first_after(zone: &TimeZone, moment: Timestamp) -> Option<Start> {
    let mut monday = monday_of(zone.to_datetime(moment).date());
    for _ in 0..WEEKS_LOOKED {
        if let Some(at) = midnight(zone, monday).filter(|at| *at > moment) {
            return Some(Start { at, monday });
        }
        monday = monday.checked_add(7.days()).ok()?;
    }
    None
}

/// That Monday 00:00 in `zone`.
pub fn on_monday(zone: &TimeZone, monday: Date) -> Option<Start> {
    midnight(zone, monday).map(|at| Start { at, monday })
}

/// Where the next period begins after one that ends at `end`, in the zone it was frozen in.
pub fn next_after(zone: &TimeZone, end: Timestamp) -> Start {
    Start { at: end, monday: monday_of(zone.to_datetime(end).date()) }
}

/// The first day of a period that begins at `start`, in the zone it is frozen in. After a move westward that
/// moment lies in the evening of the last day of the period before, and after one over the date line in the
/// small hours of a Tuesday; but every period begins on a Monday.
pub fn first_day(zone: &TimeZone, start: Timestamp) -> Date {
    let date = zone.to_datetime(start).date();
    let monday = monday_of(date);
    let back = date.weekday().since(Weekday::Monday);
    if back > 3 { monday.saturating_add(7.days()) } else { monday }
}

/// The end of a period that begins there: the Monday four weeks on, in `zone`.
pub fn weeks_from(zone: &TimeZone, start: Start) -> Option<Window> {
    let end = midnight(zone, start.monday.checked_add(DAYS.days()).ok()?)?;
    (end > start.at).then_some(Window { start: start.at, end })
}

/// The period on the grid of `planned` that holds `now`: the planned one, or a later one when it has
/// passed unseen. None while it has not begun.
pub fn held_by(zone: &TimeZone, planned: Start, now: Timestamp) -> Option<Window> {
    let window = weeks_from(zone, planned)?;
    if now < window.start {
        return None;
    }
    if now < window.end {
        return Some(window);
    }
    let since = zone.to_datetime(now).date().since(planned.monday).ok()?.get_days();
    let passed = i64::from(since).div_euclid(DAYS);
    // The date may be a day off at the change-over of two zones, so the neighbours are looked at too.
    (passed - 1..=passed + 1).find_map(|times| {
        let monday = planned.monday.checked_add((times * DAYS).days()).ok()?;
        let window = weeks_from(zone, Start { at: midnight(zone, monday)?, monday })?;
        (window.start <= now && now < window.end && window.start >= planned.at).then_some(window)
    })
}

/// When the numbers of a period that ends at `end` are posted: that day at ten, in the zone it was frozen in,
/// whatever anybody did.
pub fn digest_of(zone: &TimeZone, end: Timestamp) -> Option<Occurrence> {
    occurrence_on(zone, zone.to_datetime(end).date(), DIGEST)
}

fn monday_of(date: Date) -> Date {
    let back = i64::from(date.weekday().since(Weekday::Monday));
    date.saturating_sub(back.days())
}

fn midnight(zone: &TimeZone, date: Date) -> Option<Timestamp> {
    occurrence(zone, date, Time::midnight())
}
