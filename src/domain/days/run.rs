//! The current run: days shown up with at most two rest days in any seven between them.
//!
//! Off until it is asked for, and when it ends it is simply not shown (product contract,
//! section 4; recovery evidence, 4.4: reserves help people go on, and a broken count makes
//! them stop). It is read from the dates each time and stored nowhere, so nothing can fall.

use std::collections::VecDeque;

use jiff::civil::Date;

/// How many rest days bridge a run by themselves, in any [`WINDOW`] dates.
const RESTS: usize = 2;
/// How many dates in a row are looked at together.
const WINDOW: usize = 7;

/// How many days the member has shown up in the run that reaches `today`; 0 when there is none.
///
/// `dates` are the counted local dates, ascending. `bridges` says which dates bridge a run without using up
/// a rest: rests the member took, quiet days, outages, dates without a card. Neither those nor rest days
/// add to it. Today counts when the member has shown up, and is held against nobody while it lasts.
pub fn current_run(dates: &[Date], bridges: impl Fn(Date) -> bool, today: Date) -> u32 {
    let (Some(first), Some(last)) = (dates.first().copied(), dates.last().copied()) else { return 0 };
    // Whoever travelled west lives a date again that has counted already.
    let today = today.max(last);
    let showed_up = |date: Date| dates.binary_search(&date).is_ok();
    let mut date = today;
    if !showed_up(today) {
        let Ok(yesterday) = today.yesterday() else { return 0 };
        date = yesterday;
    }
    // Whether each of the last seven dates looked at was a rest, going back.
    let mut looked_at: VecDeque<bool> = VecDeque::with_capacity(WINDOW);
    let mut run = 0;
    while date >= first {
        let here = showed_up(date);
        looked_at.push_back(!here && !bridges(date));
        if looked_at.len() > WINDOW {
            looked_at.pop_front();
        }
        if looked_at.iter().filter(|rest| **rest).count() > RESTS {
            break;
        }
        run += u32::from(here);
        let Ok(earlier) = date.yesterday() else { break };
        date = earlier;
    }
    run
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn day(number: i64) -> Date {
        date(2026, 1, 1).checked_add(jiff::Span::new().days(number)).unwrap()
    }

    fn days(numbers: &[i64]) -> Vec<Date> {
        numbers.iter().map(|number| day(*number)).collect()
    }

    fn never(_: Date) -> bool {
        false
    }

    #[test]
    fn each_day_in_a_row_counts_and_today_is_not_held_against_anybody() {
        let dates = days(&[0, 1, 2, 3]);
        assert_eq!(current_run(&dates, never, day(3)), 4);
        assert_eq!(current_run(&dates, never, day(4)), 4, "today is not over");
        assert_eq!(current_run(&[], never, day(4)), 0);
    }

    #[test]
    fn two_rest_days_in_seven_bridge_and_a_third_ends_it() {
        assert_eq!(current_run(&days(&[0, 1, 4, 5, 6]), never, day(6)), 5);
        assert_eq!(current_run(&days(&[0, 1, 5, 6]), never, day(6)), 2, "three rest days lie between");
        assert_eq!(
            current_run(&days(&[0, 2, 4, 6, 8]), never, day(8)),
            3,
            "every second day is three in seven"
        );
        assert_eq!(current_run(&days(&[0, 1, 2]), never, day(5)), 3, "two rest days and an open today");
        assert_eq!(current_run(&days(&[0, 1, 2]), never, day(6)), 0, "three rest days: nothing is shown");
    }

    #[test]
    fn bridged_dates_use_up_no_rest_and_add_no_day() {
        let gap = |date: Date| (day(3)..=day(40)).contains(&date);
        assert_eq!(current_run(&days(&[0, 1, 2, 41, 42]), gap, day(42)), 5);
        assert_eq!(current_run(&days(&[0, 1, 2]), gap, day(40)), 3, "a rest of weeks, still going on");
    }

    /// The rule as it is written: the earliest start from which no seven dates hold three rests.
    fn by_the_rule(dates: &BTreeSet<i64>, bridged: &BTreeSet<i64>, today: i64) -> u32 {
        let end = if dates.contains(&today) { today } else { today - 1 };
        let rest = |number: &i64| !dates.contains(number) && !bridged.contains(number);
        let holds =
            |start: i64| (start..=end).all(|from| (from..=end.min(from + 6)).filter(rest).count() <= 2);
        let start = dates.iter().find(|start| **start <= end && holds(**start));
        start.map_or(0, |start| u32::try_from(dates.range(start..=&end).count()).unwrap())
    }

    proptest! {
        #[test]
        fn a_run_is_what_the_rule_says_and_bridges_and_days_never_lower_it(
            dates in prop::collection::btree_set(0i64..60, 0..60),
            bridged in prop::collection::btree_set(0i64..60, 0..40),
            another in 0i64..60,
        ) {
            let today = 59;
            let as_dates: Vec<Date> = dates.iter().map(|number| day(*number)).collect();
            let covers = |set: &BTreeSet<i64>, date: Date| set.iter().any(|number| day(*number) == date);
            let run = current_run(&as_dates, |date| covers(&bridged, date), day(today));
            prop_assert_eq!(run, by_the_rule(&dates, &bridged, today));
            prop_assert!(run as usize <= dates.len(), "neither a rest nor a bridge adds a day");

            let mut wider = bridged.clone();
            wider.insert(another);
            prop_assert!(current_run(&as_dates, |date| covers(&wider, date), day(today)) >= run);
            let mut more = dates.clone();
            more.insert(another);
            let more: Vec<Date> = more.into_iter().map(day).collect();
            prop_assert!(current_run(&more, |date| covers(&bridged, date), day(today)) >= run);
        }
    }
}
