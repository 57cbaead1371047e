//! How time passes in a rehearsal: where a wish leads, and the stops on the way.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::Setting;

/// How far the clock goes in one stride: under the ten minutes from which the bot
/// would take a gap for an outage of its own.
const STRIDE: SignedDuration = SignedDuration::from_mins(9);

/// The part of a long way that is lived through; before it the bot was as good as off.
const LIVED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A card is waited for from this long before its time.
const BEFORE_CARD: SignedDuration = SignedDuration::from_secs(10);

/// The farthest that is lived through whole: beyond, it would be long to wait.
const WEEKS: i64 = 8;

/// No farther than this, so that a slip of the hand does not end in the year 9999.
const FARTHEST: SignedDuration = SignedDuration::from_hours(5 * 366 * 24);

/// Where somebody wants the clock to go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wish {
    /// So many minutes on.
    Minutes(i64),
    /// So many minutes on, with the bot away all the while, as when its machine is off.
    Away(i64),
    /// So many weeks on, all of them lived through. The bot looks at what is due once an hour.
    Weeks(i64),
    /// To the next time a card is due, and a moment before it on the way.
    NextMorning,
    /// To this moment.
    Moment(Timestamp),
    /// To this date and time in the community.
    Local(DateTime),
}

/// A moment the clock is set to on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stop {
    pub(super) at: Timestamp,
    /// Whether the bot does what is due, or is only there.
    pub(super) looks: bool,
}

/// Every moment the clock is set to on its way, the last one being the end; or why not.
pub(super) fn stops(now: Timestamp, wish: Wish, setting: &Setting) -> Result<Vec<Stop>, &'static str> {
    let far = "That is more than five years away. Choose an earlier date.";
    let end = match wish {
        Wish::Minutes(minutes) | Wish::Away(minutes) => {
            now.checked_add(SignedDuration::from_secs(minutes.saturating_mul(60))).map_err(|_| far)?
        }
        Wish::Weeks(weeks) if weeks > WEEKS => {
            return Err("That is long to wait for. Choose eight weeks at most.");
        }
        Wish::Weeks(weeks) => {
            now.checked_add(SignedDuration::from_hours(weeks.max(0) * 7 * 24)).map_err(|_| far)?
        }
        Wish::NextMorning => next_card(now, setting).ok_or(far)?,
        Wish::Moment(moment) => moment,
        Wish::Local(local) => setting.zone.to_timestamp(local).map_err(|_| far)?,
    };
    if end <= now {
        return Err("Time only moves forward here. Choose a moment after the one the clock shows.");
    }
    if end.duration_since(now) > FARTHEST {
        return Err(far);
    }
    if matches!(wish, Wish::Away(_)) {
        return Ok(vec![Stop { at: end, looks: true }]);
    }
    let mut stops = Vec::new();
    let mut at = if matches!(wish, Wish::Weeks(_)) { now } else { now.max(end - LIVED) };
    if at > now {
        stops.push(at);
    }
    while at + STRIDE < end {
        at += STRIDE;
        stops.push(at);
    }
    let before = end - BEFORE_CARD;
    if wish == Wish::NextMorning && before > at {
        stops.push(before);
    }
    stops.push(end);
    // The first stop of each hour; all of a shorter way.
    let looks = |at: Timestamp| {
        let past = i64::from(at.to_zoned(setting.zone.clone()).minute());
        !matches!(wish, Wish::Weeks(_)) || at == end || past < STRIDE.as_mins()
    };
    Ok(stops.into_iter().map(|at| Stop { at, looks: looks(at) }).collect())
}

fn next_card(now: Timestamp, setting: &Setting) -> Option<Timestamp> {
    let today = now.to_zoned(setting.zone.clone()).date();
    (0..3)
        .filter_map(|days| today.checked_add(days.days()).ok())
        .filter_map(|date| setting.zone.to_timestamp(date.to_datetime(setting.card_time)).ok())
        .find(|moment| *moment > now)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use jiff::tz::TimeZone;

    use super::*;

    fn london() -> Setting {
        Setting { zone: TimeZone::get("Europe/London").unwrap(), card_time: time(9, 0, 0, 0), on: true }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn go(now: &str, wish: Wish) -> Vec<Timestamp> {
        stops(at(now), wish, &london()).unwrap().into_iter().map(|stop| stop.at).collect()
    }

    #[test]
    fn weeks_are_lived_through_and_looked_at_once_an_hour() {
        let way = stops(at("2026-03-03T12:00:00Z"), Wish::Weeks(4), &london()).unwrap();
        assert_eq!(way.last(), Some(&Stop { at: at("2026-03-31T12:00:00Z"), looks: true }));
        let gaps = way.windows(2).map(|two| two[1].at.duration_since(two[0].at));
        assert!(gaps.into_iter().all(|gap| gap < SignedDuration::from_mins(10)));
        let looks = way.iter().filter(|stop| stop.looks).count();
        assert!((28 * 24..=28 * 24 + 2).contains(&looks), "{looks}");
    }

    #[test]
    fn the_next_morning_is_met_ten_seconds_before_its_card() {
        let way = go("2026-03-03T12:00:00Z", Wish::NextMorning);
        assert_eq!(way[way.len() - 2..], [at("2026-03-04T08:59:50Z"), at("2026-03-04T09:00:00Z")]);
    }

    #[test]
    fn before_nine_the_next_morning_is_today() {
        assert_eq!(go("2026-03-03T08:59:55Z", Wish::NextMorning), [at("2026-03-03T09:00:00Z")]);
        let at_nine = go("2026-03-03T09:00:00Z", Wish::NextMorning);
        assert_eq!(at_nine.last(), Some(&at("2026-03-04T09:00:00Z")));
    }

    #[test]
    fn the_morning_after_the_clocks_change_is_nine_by_the_new_clock() {
        let way = go("2026-03-28T12:00:00Z", Wish::NextMorning);
        assert_eq!(way.last(), Some(&at("2026-03-29T08:00:00Z")));
    }

    #[test]
    fn no_stride_looks_like_an_outage_and_time_only_grows() {
        for wish in [Wish::NextMorning, Wish::Minutes(60), Wish::Local(date(2026, 3, 9).at(7, 30, 0, 0))] {
            let start = at("2026-03-03T12:00:00Z");
            let way = go("2026-03-03T12:00:00Z", wish);
            let gaps = std::iter::once(&start).chain(&way).zip(&way).map(|(a, b)| b.duration_since(*a));
            for gap in gaps {
                assert!(
                    gap > SignedDuration::ZERO && gap < SignedDuration::from_mins(10),
                    "{wish:?}: {gap:?}"
                );
            }
        }
    }

    #[test]
    fn a_far_jump_lives_its_last_week_only() {
        let way = go("2026-03-03T12:00:00Z", Wish::Moment(at("2026-09-03T12:00:00Z")));
        assert_eq!(way[0], at("2026-08-27T12:00:00Z"));
        assert_eq!(way.last(), Some(&at("2026-09-03T12:00:00Z")));
    }

    #[test]
    fn a_bot_that_is_away_lives_through_nothing_in_between() {
        assert_eq!(go("2026-03-03T12:00:00Z", Wish::Away(24 * 60)), [at("2026-03-04T12:00:00Z")]);
    }

    #[test]
    fn the_clock_goes_neither_back_nor_out_of_sight() {
        for wish in [
            Wish::Minutes(0),
            Wish::Minutes(-5),
            Wish::Minutes(i64::MAX),
            Wish::Weeks(0),
            Wish::Weeks(9),
            Wish::Weeks(i64::MIN),
            Wish::Moment(at("2026-03-03T11:59:00Z")),
            Wish::Local(date(2026, 3, 1).at(9, 0, 0, 0)),
            Wish::Local(date(9999, 12, 30).at(9, 0, 0, 0)),
        ] {
            assert!(stops(at("2026-03-03T12:00:00Z"), wish, &london()).is_err(), "{wish:?}");
        }
    }
}
