//! The box of days, by example and by property.

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
        days.pauses = pauses.into_iter().map(|(from, until)| Pause { from: day(from), until: until.map(day), journey: false }).collect();
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

#[test]
fn a_rest_begins_and_ends_in_one_tap_each_and_counts_nothing() {
    let mut days = DaysBox::new();
    days.show_up(day(0));
    days.rest(day(1));
    days.rest(day(3));
    assert_eq!(days.resting_since(), Some(day(1)), "a second tap changes nothing");
    days.end_rest(day(5));
    days.end_rest(day(6));
    assert_eq!(days.resting_since(), None);
    assert_eq!(days.pauses, [Pause { from: day(1), until: Some(day(5)), journey: false }]);
    assert_eq!(days.total(), 1);
}

#[test]
fn a_rest_that_ends_in_a_zone_where_it_has_not_begun_is_still_one_day() {
    let mut days = DaysBox::new();
    days.rest(day(5));
    days.end_rest(day(4));
    assert_eq!(days.pauses, [Pause { from: day(5), until: Some(day(5)), journey: false }]);
}

#[test]
fn a_journey_that_skips_a_date_bridges_it_and_one_that_repeats_a_date_gives_none() {
    let mut days = DaysBox::new();
    days.show_up(day(3));
    days.travel(day(3), day(4));
    days.travel(day(4), day(3));
    assert!(days.pauses.is_empty(), "no date was left out");
    days.travel(day(3), day(5));
    assert_eq!(days.pauses, [Pause { from: day(4), until: Some(day(4)), journey: true }]);
    assert!(!days.show_up(day(3)).new, "a date that comes twice counts once");
}

#[test]
fn a_date_that_a_journey_cut_short_is_held_against_nobody_until_it_comes_again() {
    let mut days = DaysBox::new();
    for number in [1, 2, 4, 6, 7] {
        days.show_up(day(number));
    }
    let run = |days: &DaysBox, today| {
        current_run(days.dates(), |date| days.pauses.iter().any(|pause| pause.covers(date)), day(today))
    };
    // In the morning of the 8th over the date line: it is the 9th there.
    days.travel(day(8), day(9));
    days.show_up(day(9));
    assert_eq!(run(&days, 9), 6, "no third rest in seven");
    // Back again, the 8th comes once more, whole.
    days.travel(day(9), day(8));
    assert!(days.pauses.is_empty());
    let mut long = DaysBox::new();
    long.travel(day(3), day(6));
    long.travel(day(6), day(5));
    assert_eq!(long.pauses, [Pause { from: day(3), until: Some(day(4)), journey: true }]);
    let mut rested = DaysBox::new();
    rested.rest(day(3));
    rested.end_rest(day(6));
    rested.travel(day(6), day(5));
    assert_eq!(rested.pauses.len(), 1, "a rest is a rest in any zone");
}

proptest! {
    #[test]
    fn a_journey_takes_no_run_and_one_out_and_back_gives_none(
        shown in prop::collection::btree_set(0i16..30, 0..30), by in 1i16..3,
    ) {
        let mut days = DaysBox::new();
        for number in shown {
            days.show_up(day(number));
        }
        let stayed = days.clone();
        let run = |days: &DaysBox, today: i16| {
            current_run(days.dates(), |date| days.pauses.iter().any(|pause| pause.covers(date)), day(today))
        };
        days.travel(day(30), day(30 + by));
        prop_assert_eq!(run(&days, 30 + by), run(&stayed, 30), "nothing that came before is lost by landing");
        days.travel(day(30 + by), day(30));
        prop_assert_eq!(days, stayed);
    }
}

#[test]
fn a_thousand_rests_do_not_make_the_box_grow() {
    let mut days = DaysBox::new();
    for number in 0..1_000 {
        days.rest(day(number));
        days.end_rest(day(number));
    }
    assert!(days.pauses.len() <= PAUSES);
    assert_eq!(days.pauses.last().map(|pause| pause.from), Some(day(999)));
}

/// One thing a member can do.
#[derive(Clone, Copy, Debug)]
enum Act {
    ShowUp(i16),
    Rest(i16),
    EndRest(i16),
    Travel(i16, i16),
    Run(bool),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0i16..390).prop_map(Act::ShowUp),
        (0i16..390).prop_map(Act::Rest),
        (0i16..390).prop_map(Act::EndRest),
        (0i16..390, -2i16..3).prop_map(|(at, by)| Act::Travel(at, at + by)),
        any::<bool>().prop_map(Act::Run),
    ]
}

proptest! {
    #[test]
    fn nothing_that_a_member_does_lowers_a_total_and_only_showing_up_raises_it(
        acts in prop::collection::vec(act(), 0..200),
    ) {
        let mut days = DaysBox::new();
        for act in acts {
            let (total, returns, dates) = (days.total(), days.came_back(), days.dates().to_vec());
            match act {
                Act::ShowUp(number) => {
                    let counted = days.show_up(day(number));
                    prop_assert_eq!(days.total(), total + u32::from(counted.new));
                }
                Act::Rest(number) => days.rest(day(number)),
                Act::EndRest(number) => days.end_rest(day(number)),
                Act::Travel(before, after) => days.travel(day(before), day(after)),
                Act::Run(run) => days.run = run,
            }
            if !matches!(act, Act::ShowUp(_)) {
                prop_assert_eq!((days.total(), days.came_back()), (total, returns));
                prop_assert_eq!(days.dates(), dates);
            }
            prop_assert!(days.total() >= total && days.came_back() >= returns);
        }
        prop_assert_eq!(DaysBox::decode(&days.encode()), Ok(days));
    }
}
