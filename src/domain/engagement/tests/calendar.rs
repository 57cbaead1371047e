//! When periods begin and end.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::domain::schedule::{zone, zone_names};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn london() -> TimeZone {
    zone("Europe/London").unwrap()
}

#[test]
fn the_first_period_begins_on_the_first_monday_after_turn_on() {
    let begins = |moment: &str| first_after(&london(), at(moment)).unwrap().at;
    assert_eq!(begins("2026-11-23T08:50:00Z"), at("2026-11-30T00:00:00Z"), "a Monday morning waits a week");
    assert_eq!(begins("2026-11-29T23:59:59Z"), at("2026-11-30T00:00:00Z"));
    assert_eq!(begins("2026-11-30T00:00:00Z"), at("2026-12-07T00:00:00Z"), "after, not at");
}

#[test]
fn a_period_has_four_weeks_by_the_clock_of_its_zone() {
    // The clocks go forward on 28 March 2027: the period has an hour less.
    let start = first_after(&london(), at("2027-03-10T12:00:00Z")).unwrap();
    let window = weeks_from(&london(), start).unwrap();
    assert_eq!((window.start, window.end), (at("2027-03-15T00:00:00Z"), at("2027-04-11T23:00:00Z")));
    assert_eq!(start.monday, date(2027, 3, 15));
}

#[test]
fn the_next_period_begins_where_the_last_one_ended_whatever_the_zone_is_now() {
    let tokyo = zone("Asia/Tokyo").unwrap();
    let first = weeks_from(&london(), first_after(&london(), at("2026-11-23T08:50:00Z")).unwrap()).unwrap();
    let next = next_after(&london(), first.end);
    let second = weeks_from(&tokyo, next).unwrap();
    assert_eq!((second.start, second.end), (at("2026-12-28T00:00:00Z"), at("2027-01-24T15:00:00Z")));
    assert_eq!(next_after(&tokyo, second.end).monday, date(2027, 1, 25), "a Monday again");
}

#[test]
fn a_jump_over_several_ends_lands_in_the_period_of_the_grid_that_holds_now() {
    let planned = first_after(&london(), at("2026-11-23T08:50:00Z")).unwrap();
    let held = |moment: &str| held_by(&london(), planned, at(moment));
    assert_eq!(held("2026-11-29T23:59:59Z"), None, "not begun");
    assert_eq!(held("2026-12-01T12:00:00Z").unwrap().start, planned.at);
    let late = held("2027-06-01T12:00:00Z").unwrap();
    assert_eq!((late.start, late.end), (at("2027-05-16T23:00:00Z"), at("2027-06-13T23:00:00Z")));
}

proptest! {
    #[test]
    fn periods_follow_on_each_other_without_gap_or_overlap_through_any_zones(
        zones in proptest::collection::vec(0..zone_names().len(), 1..8),
        from in 1_500_000_000_i64..2_000_000_000,
        late in 0_i64..40 * 86_400,
    ) {
        let name = |at: &usize| zone(&zone_names()[*at]).unwrap();
        let now = Timestamp::from_second(from).unwrap();
        let mut start = first_after(&name(&zones[0]), now).unwrap();
        let mut last: Option<Date> = None;
        prop_assert!(start.at > now && start.at.duration_since(now).as_hours() <= 8 * 24);
        for at in &zones {
            let zone = name(at);
            let window = weeks_from(&zone, start).unwrap();
            let hours = window.end.duration_since(window.start).as_hours();
            prop_assert!((26 * 24..=30 * 24).contains(&hours), "{hours} hours");
            let seen = Timestamp::from_second(window.start.as_second() + late).unwrap();
            let held = held_by(&zone, start, seen).unwrap();
            prop_assert!(held.start <= seen && seen < held.end && held.start >= window.start);
            prop_assert!(held == window || held.start >= window.end);
            // By the calendar too: each day is in one period, and none in two.
            let first = first_day(&zone, window.start);
            prop_assert_eq!(first, start.monday);
            prop_assert!(last.is_none_or(|last| last.tomorrow().unwrap() == first), "{:?} and {}", last, first);
            last = Some(zone.to_datetime(window.end).date().yesterday().unwrap());
            start = next_after(&zone, window.end);
        }
    }
}
