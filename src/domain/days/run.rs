//! The current run: days shown up with at most two rest days in any seven between them.
//!
//! Off until it is asked for, and when it ends it is simply not shown (product contract,
//! section 4; recovery evidence, 4.4: reserves help people go on, and a broken count makes
//! them stop). It is read from the dates each time and stored nowhere. A third rest day in
//! seven ends it: the days before that are not carried over in part, or a member would
//! watch their run shrink. The next one begins with the next day shown up.

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
///
/// From one day to the next it grows, stays, or begins anew at 0 or 1. Whether a date ended a run is told by
/// the dates close before it alone, so a box that forgets its oldest dates changes nothing here.
pub fn current_run(dates: &[Date], bridges: impl Fn(Date) -> bool, today: Date) -> u32 {
    let (Some(first), Some(last)) = (dates.first().copied(), dates.last().copied()) else { return 0 };
    // Whoever travelled west lives a date again that has counted already.
    let today = today.max(last);
    // Whether each of the last seven dates was a rest.
    let mut looked_at: VecDeque<bool> = VecDeque::with_capacity(WINDOW);
    let (mut run, mut rests_in_a_row) = (0, 0);
    let mut date = first;
    loop {
        let here = dates.binary_search(&date).is_ok();
        if date == today && !here {
            break;
        }
        let rest = !here && !bridges(date);
        rests_in_a_row = if rest { rests_in_a_row + 1 } else { 0 };
        looked_at.push_back(rest);
        if looked_at.len() > WINDOW {
            looked_at.pop_front();
        }
        if rests_in_a_row > RESTS {
            // After such a gap everything is new: nothing before it is held against the next run.
            looked_at.clear();
            run = 0;
        } else if rest && looked_at.iter().filter(|rest| **rest).count() > RESTS {
            run = 0;
        }
        run += u32::from(here);
        let Ok(next) = date.tomorrow() else { break };
        if date >= today {
            break;
        }
        date = next;
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
        assert_eq!(current_run(&days(&[0, 1, 2]), never, day(5)), 3, "two rest days and an open today");
        assert_eq!(current_run(&days(&[0, 1, 2]), never, day(6)), 0, "three rest days: nothing is shown");
        assert_eq!(current_run(&days(&[0, 2, 4]), never, day(4)), 3);
        assert_eq!(current_run(&days(&[0, 2, 4, 6]), never, day(6)), 1, "every second day is three in seven");
    }

    #[test]
    fn a_run_that_ends_begins_anew_and_is_never_shown_smaller() {
        // Rests on the third and on the seventh day of the run, and on the one after that.
        let dates = days(&[0, 1, 3, 4, 5]);
        assert_eq!(current_run(&dates, never, day(5)), 5);
        assert_eq!(current_run(&dates, never, day(7)), 5, "the last of the three is not over");
        assert_eq!(current_run(&dates, never, day(8)), 0);
        assert_eq!(current_run(&days(&[0, 1, 3, 4, 5, 8]), never, day(8)), 1, "not four");
        assert_eq!(current_run(&days(&[0, 1, 3, 4, 5, 8, 9]), never, day(9)), 2);
    }

    #[test]
    fn rest_days_of_a_long_gap_are_not_held_against_the_next_run() {
        let dates = days(&[0, 5, 6, 7, 9]);
        assert_eq!(current_run(&dates, never, day(9)), 4, "one rest since the gap");
    }

    #[test]
    fn bridged_dates_use_up_no_rest_and_add_no_day() {
        let gap = |date: Date| (day(3)..=day(40)).contains(&date);
        assert_eq!(current_run(&days(&[0, 1, 2, 41, 42]), gap, day(42)), 5);
        assert_eq!(current_run(&days(&[0, 1, 2]), gap, day(40)), 3, "a rest of weeks, still going on");
    }

    /// The rule as it is written: the days since the last date that was the third rest in seven. Behind
    /// three rests in a row nobody looks.
    fn by_the_rule(dates: &BTreeSet<i64>, bridged: &BTreeSet<i64>, today: i64) -> u32 {
        let Some(first) = dates.first().copied() else { return 0 };
        let end = if dates.contains(&today) { today } else { today - 1 };
        let rest = |number: i64| number >= first && !dates.contains(&number) && !bridged.contains(&number);
        let gap = |number: &i64| (0..3).all(|ago| rest(number - ago));
        let ends = |date: &i64| {
            let behind = (date - 8..=*date).rev().find(gap).unwrap_or(i64::MIN);
            gap(date) || rest(*date) && (date - 6..=*date).filter(|at| *at > behind && rest(*at)).count() > 2
        };
        let since = (first..=end).rev().find(ends).unwrap_or(first - 1);
        u32::try_from(dates.range(since + 1..).take_while(|date| **date <= end).count()).unwrap()
    }

    proptest! {
        #[test]
        fn a_run_is_what_the_rule_says_and_neither_rests_nor_bridges_add_to_it(
            dates in prop::collection::btree_set(0i64..60, 0..60),
            bridged in prop::collection::btree_set(0i64..60, 0..40),
        ) {
            let as_dates: Vec<Date> = dates.iter().map(|number| day(*number)).collect();
            let covers = |date: Date| bridged.iter().any(|number| day(*number) == date);
            let run = current_run(&as_dates, covers, day(59));
            prop_assert_eq!(run, by_the_rule(&dates, &bridged, 59));
            prop_assert!(run as usize <= dates.len());
        }

        #[test]
        fn walked_day_by_day_a_run_grows_or_stays_or_begins_anew(
            dates in prop::collection::btree_set(0i64..90, 0..90),
            bridged in prop::collection::btree_set(0i64..90, 0..40),
            forgets in any::<bool>(),
        ) {
            let covers = |date: Date| bridged.iter().any(|number| day(*number) == date);
            let mut before = 0;
            for today in 0..90 {
                // Morning and evening: before and after showing up. A box forgets its oldest dates.
                for seen in [dates.range(..today), dates.range(..=today)] {
                    let known: Vec<Date> = seen.map(|number| day(*number)).collect();
                    let from = if forgets { known.len().saturating_sub(40) } else { 0 };
                    let run = current_run(&known[from..], covers, day(today));
                    prop_assert!(run >= before.min(40) || run <= 1, "{before} became {run} on day {today}");
                    before = run;
                }
            }
        }

        #[test]
        fn counting_yesterday_too_never_lowers_a_run(
            dates in prop::collection::btree_set(0i64..60, 0..60),
            bridged in prop::collection::btree_set(0i64..60, 0..40),
        ) {
            let covers = |date: Date| bridged.iter().any(|number| day(*number) == date);
            let mut dates: BTreeSet<Date> = dates.into_iter().map(day).collect();
            dates.insert(day(60));
            let run = |dates: &BTreeSet<Date>| {
                current_run(&dates.iter().copied().collect::<Vec<_>>(), covers, day(60))
            };
            let before = run(&dates);
            dates.insert(day(59));
            prop_assert!(run(&dates) >= before);
        }
    }
}
