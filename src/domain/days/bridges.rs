//! Dates that bridge a run: nobody could be expected to show up, or had said that they rest.
//!
//! A rest the member took, quiet days of the community, dates on which it got no card
//! (its plan had none, or the card was missed), and days on which the bot was away. None of
//! them adds a day (product contract, section 4).

use std::collections::BTreeSet;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Pause;

/// A day on which the bot was away for longer than this is nobody's rest day.
const AWAY: SignedDuration = SignedDuration::from_hours(6);

/// A time in which the bot was not connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// From this moment,
    pub from: Timestamp,
    /// to this one.
    pub until: Timestamp,
}

/// The dates that bridge one member's run.
#[derive(Clone, Debug, Default)]
pub struct Bridges {
    /// Dates on which the community got its card. All others bridge.
    pub cards: BTreeSet<Date>,
    /// Quiet days, and the member's own rests.
    pub rests: Vec<Pause>,
    /// Days on which the bot was away, as [`days_away`] finds them.
    pub away: BTreeSet<Date>,
}

impl Bridges {
    /// Whether `date` bridges a run.
    pub fn cover(&self, date: Date) -> bool {
        !self.cards.contains(&date)
            || self.away.contains(&date)
            || self.rests.iter().any(|rest| rest.covers(date))
    }
}

/// The local days, of somebody whose days begin at `day_start` in `zone`, of which more than six hours in
/// all lie in one of `away`.
pub fn days_away(away: &[Away], zone: &TimeZone, day_start: Time) -> BTreeSet<Date> {
    let touched: BTreeSet<Date> = away.iter().flat_map(|gap| days_of(*gap, zone, day_start)).collect();
    let begins =
        |date: Date| date.to_datetime(day_start).to_zoned(zone.clone()).map(|moment| moment.timestamp());
    touched
        .into_iter()
        .filter(|date| {
            let next = date.tomorrow().map_err(drop).and_then(|next| begins(next).map_err(drop));
            let (Ok(first), Ok(end)) = (begins(*date), next) else { return false };
            let lost = away.iter().map(|gap| gap.until.min(end).duration_since(gap.from.max(first)));
            lost.filter(SignedDuration::is_positive).sum::<SignedDuration>() > AWAY
        })
        .collect()
}

/// The days that a gap touches.
fn days_of(gap: Away, zone: &TimeZone, day_start: Time) -> impl Iterator<Item = Date> {
    let day = |moment| crate::domain::check_in::day_of(zone, day_start, moment);
    let last = day(gap.until);
    // A clock that was wrong may have written a gap without end; nothing older than the box is asked for.
    let most = super::REMEMBERED + 2;
    std::iter::successors(Some(last), |date| date.yesterday().ok()).take(most).take_while({
        let first = day(gap.from);
        move |date| *date >= first
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::check_in::DAY_START;

    fn away(from: &str, until: &str) -> Away {
        Away { from: from.parse().unwrap(), until: until.parse().unwrap() }
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn a_day_counts_as_away_after_more_than_six_hours_in_all() {
        let utc = TimeZone::UTC;
        let six = away("2026-11-23T10:00:00Z", "2026-11-23T16:00:00Z");
        assert!(days_away(&[six], &utc, DAY_START).is_empty(), "six hours are not more than six");
        let minute = away("2026-11-23T20:00:00Z", "2026-11-23T20:01:00Z");
        assert_eq!(days_away(&[six, minute], &utc, DAY_START), BTreeSet::from([date(2026, 11, 23)]));
    }

    #[test]
    fn a_night_belongs_to_the_day_it_ends_and_each_zone_has_its_own() {
        // From 22:00 to 08:00 in London: six hours of the 23rd, four of the 24th.
        let night = [away("2026-11-23T22:00:00Z", "2026-11-24T08:30:00Z")];
        assert!(days_away(&night, &zone("Europe/London"), DAY_START).is_empty());
        let midnight = Time::midnight();
        assert_eq!(
            days_away(&night, &zone("Europe/London"), midnight),
            BTreeSet::from([date(2026, 11, 24)]),
            "whose day begins at midnight lost eight hours of the 24th"
        );
        assert_eq!(
            days_away(&night, &zone("America/New_York"), DAY_START),
            BTreeSet::from([date(2026, 11, 23)])
        );
    }

    #[test]
    fn a_long_absence_takes_every_day_it_covers() {
        let long = [away("2026-11-20T12:00:00Z", "2026-11-23T06:00:00Z")];
        let days = days_away(&long, &TimeZone::UTC, DAY_START);
        assert_eq!(days, BTreeSet::from([20, 21, 22].map(|day| date(2026, 11, day))));
    }

    #[test]
    fn a_date_bridges_unless_a_card_came_and_nobody_rested() {
        let monday = date(2026, 11, 23);
        let mut bridges = Bridges { cards: BTreeSet::from([monday]), ..Bridges::default() };
        assert!(!bridges.cover(monday));
        assert!(bridges.cover(monday.tomorrow().unwrap()), "no card came");
        bridges.rests.push(Pause { from: monday, until: Some(monday), journey: false });
        assert!(bridges.cover(monday));
    }
}
