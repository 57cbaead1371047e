//! From a local date and a clock time to a moment.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// How late a card may be and still be posted.
pub const GRACE: SignedDuration = SignedDuration::from_hours(2);

/// One moment at which a card is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The local date that was asked for.
    pub local_date: Date,
    /// When the card is due.
    pub due: Timestamp,
    /// The last moment at which it is still posted.
    pub deadline: Timestamp,
}

/// The moment at which a clock in `zone` shows `time` on `date`.
///
/// A clock time that daylight saving skips becomes the first valid minute after
/// the gap; one that is shown twice is the first of the two. None when the whole
/// date does not exist in the zone, as 30 December 2011 at Apia.
pub fn occurrence(zone: &TimeZone, date: Date, time: Time) -> Option<Timestamp> {
    let wanted = date.to_datetime(time);
    match zone.to_ambiguous_timestamp(wanted).offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            offset.to_timestamp(wanted).ok()
        }
        AmbiguousOffset::Gap { before, after } => {
            let change = change_over(
                zone,
                wanted,
                before.to_timestamp(wanted).ok()?,
                after.to_timestamp(wanted).ok()?,
            );
            let (left, reached) = (before.to_datetime(change), zone.to_datetime(change));
            let skips_the_date = left <= date.to_datetime(Time::midnight())
                && date.tomorrow().is_ok_and(|next| reached >= next.to_datetime(Time::midnight()));
            (!skips_the_date).then(|| whole_minute(change, reached))
        }
    }
}

/// The card of `date` at `time`: when it is due, and until when it is posted.
pub fn occurrence_on(zone: &TimeZone, date: Date, time: Time) -> Option<Occurrence> {
    let due = occurrence(zone, date, time)?;
    Some(Occurrence { local_date: date, due, deadline: deadline(zone, due) })
}

/// Until when a card that is due at `due` is posted: two hours, and never past the
/// midnight that ends the local day of the due moment.
pub fn deadline(zone: &TimeZone, due: Timestamp) -> Timestamp {
    let late = due.saturating_add(GRACE).unwrap_or(Timestamp::MAX);
    // A date that does not exist is stepped over: the day ends where the next one begins.
    let mut day = zone.to_datetime(due).date();
    for _ in 0..3 {
        let Ok(next) = day.tomorrow() else { break };
        if let Some(midnight) = occurrence(zone, next, Time::midnight()) {
            return if midnight > due { late.min(midnight) } else { late };
        }
        day = next;
    }
    late
}

/// The transition that skips `wanted`; it lies after `from` and not after `to`.
fn change_over(zone: &TimeZone, wanted: DateTime, to: Timestamp, from: Timestamp) -> Timestamp {
    zone.following(from)
        .map(|transition| transition.timestamp())
        .take_while(|at| *at <= to)
        .find(|at| zone.to_datetime(*at) > wanted)
        .unwrap_or(to)
}

/// `at`, or the next moment at which the local clock shows a whole minute. Offsets
/// with seconds occur only in the far past.
fn whole_minute(at: Timestamp, local: DateTime) -> Timestamp {
    match local.second() {
        0 => at,
        passed => at + SignedDuration::from_secs(60 - i64::from(passed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::zone;

    fn occurrence_at(name: &str, date: &str, time: &str) -> Occurrence {
        occurrence_on(&zone(name).unwrap(), date.parse().unwrap(), time.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_card_may_be_two_hours_late_but_not_past_midnight() {
        let morning = occurrence_at("Europe/London", "2027-01-10", "09:00");
        assert_eq!(morning.deadline, "2027-01-10T11:00:00Z".parse().unwrap());
        let evening = occurrence_at("Europe/London", "2027-01-10", "23:15");
        assert_eq!(evening.deadline, "2027-01-11T00:00:00Z".parse().unwrap());
    }

    #[test]
    fn a_card_that_a_gap_moved_past_midnight_still_has_its_two_hours() {
        let moved = occurrence_at("America/Nuuk", "2027-03-27", "23:30");
        assert_eq!(moved.due, "2027-03-28T00:00:00-01:00".parse().unwrap());
        assert_eq!(moved.deadline, "2027-03-28T02:00:00-01:00".parse().unwrap());
    }

    #[test]
    fn the_day_before_a_date_that_does_not_exist_ends_at_its_own_midnight() {
        let eve = occurrence_at("Pacific/Apia", "2011-12-29", "23:00");
        assert_eq!(eve.deadline.duration_since(eve.due), SignedDuration::from_hours(1));
    }

    #[test]
    fn a_two_hour_grace_is_two_hours_of_time_not_of_the_clock() {
        // The clock goes back at 02:00; two hours after the first 01:30 it shows 02:30.
        let fold = occurrence_at("Europe/London", "2027-10-31", "01:30");
        assert_eq!(fold.due, "2027-10-31T00:30:00Z".parse().unwrap());
        assert_eq!(fold.deadline, "2027-10-31T02:30:00Z".parse().unwrap());
    }
}
