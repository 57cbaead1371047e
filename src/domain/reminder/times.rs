//! Days and hours of reminders: how often, quiet hours, and the next one.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::{NIGHT_FROM, NIGHT_UNTIL};
use crate::domain::community::Days;
use crate::domain::schedule::{self, GRACE, Occurrence};

/// The last request goes out this long before the night, so that it does not arrive in it.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// How many dates the search for the next one looks at: a week, a date that does not exist, and the day
/// by which zones differ.
const REACH: i32 = 16;

/// How often, as it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Often {
    /// Once a week.
    Weekly,
    /// Three days a week.
    ThreeDays,
    /// Every day.
    Daily,
}

impl Often {
    /// Every one, the fewest first.
    pub const ALL: [Self; 3] = [Self::Weekly, Self::ThreeDays, Self::Daily];

    /// The days it begins with; they can be changed one by one.
    pub fn days(self) -> Days {
        match self {
            Self::Weekly => only(Weekday::Monday),
            Self::ThreeDays => pick(Days::ALL, 3),
            Self::Daily => Days::ALL,
        }
    }
}

/// Whether nothing may come at this time that was not chosen to.
pub fn is_night(time: Time) -> bool {
    time >= NIGHT_FROM || time < NIGHT_UNTIL
}

/// The days one step fewer than `days`: three of more than three, and one of two or three; none when it is
/// one already.
pub fn fewer(days: Days) -> Option<Days> {
    match count(days) {
        0 | 1 => None,
        2 | 3 => Some(pick(days, 1)),
        _ => Some(pick(days, 3)),
    }
}

/// This weekday alone.
pub fn only(day: Weekday) -> Days {
    Days::from_bits(1 << day.to_monday_zero_offset()).unwrap_or(Days::ALL)
}

fn count(days: Days) -> u32 {
    days.bits().count_ones()
}

/// So many of `days`, spread over the week.
fn pick(days: Days, wanted: usize) -> Days {
    let all: Vec<u8> = (0..7).map(|day| 1 << day).filter(|bit| days.bits() & bit != 0).collect();
    let bits = (0..wanted).filter_map(|at| all.get(at * all.len() / wanted)).fold(0, |bits, bit| bits | bit);
    Days::from_bits(bits).unwrap_or(days)
}

/// The reminder of `date` at the full `hour`; none when the date does not exist, or a change of clocks moves
/// it into a night that was not chosen.
pub fn on(zone: &TimeZone, date: Date, hour: i8) -> Option<Occurrence> {
    let time = Time::new(hour, 0, 0, 0).ok()?;
    let found = schedule::occurrence_on(zone, date, time)?;
    if is_night(time) {
        return Some(found);
    }
    let evening = evening(zone, zone.to_datetime(found.due).date())?;
    let local = zone.to_datetime(found.due).time();
    (!is_night(local) && found.due <= evening)
        .then(|| Occurrence { deadline: found.deadline.min(evening), ..found })
}

/// The next reminder that is due after `after`, on a date after `done`, and that can still go out at `now`.
pub fn next(
    zone: &TimeZone,
    (days, hour): (Days, i8),
    done: Option<Date>,
    after: Timestamp,
    now: Timestamp,
) -> Option<Occurrence> {
    // Yesterday's can still be ahead: a gap may have moved it past midnight.
    let first = zone.to_datetime(now).date().yesterday().ok()?;
    let first = done.and_then(|done| done.tomorrow().ok()).map_or(first, |open| first.max(open));
    (0..REACH)
        .filter_map(|ahead| first.checked_add(ahead.days()).ok())
        .filter(|date| days.contains(date.weekday()))
        .filter_map(|date| on(zone, date, hour))
        .find(|found| found.due > after && found.deadline >= now)
}

/// One at `due`, after *Later*; none when that is in the night.
pub fn later(zone: &TimeZone, due: Timestamp) -> Option<Occurrence> {
    let local = zone.to_datetime(due);
    let evening = evening(zone, local.date())?;
    (!is_night(local.time()) && due <= evening).then(|| Occurrence {
        local_date: local.date(),
        due,
        deadline: due.saturating_add(GRACE).unwrap_or(due).min(evening),
    })
}

/// The end of the day of one that went out at `at`: when the member's next day begins.
pub fn end_of_day(zone: &TimeZone, day_start: Time, at: Timestamp) -> Timestamp {
    let date = zone.to_datetime(at).date();
    let next = date.tomorrow().ok().and_then(|next| schedule::occurrence(zone, next, day_start));
    next.unwrap_or_else(|| at.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX))
}

/// Until when on `date` a reminder may go out.
fn evening(zone: &TimeZone, date: Date) -> Option<Timestamp> {
    schedule::occurrence(zone, date, NIGHT_FROM)?.checked_sub(MARGIN).ok()
}
