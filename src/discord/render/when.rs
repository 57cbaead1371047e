//! A moment, a day and a clock time in words.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::domain::community::{Community, Days};
use crate::domain::schedule;
use crate::words::Texts;

/// "Monday, 23 November at 09:00 (Europe/London)".
pub fn moment(texts: &Texts, locale: &str, community: &Community, moment: Timestamp) -> String {
    in_zone(texts, locale, &community.zone, moment)
}

/// The same by the clock of a zone, UTC where its name is unknown.
pub fn in_zone(texts: &Texts, locale: &str, zone_name: &str, moment: Timestamp) -> String {
    let zone = TimeZone::get(zone_name).unwrap_or(TimeZone::UTC);
    let local = zone.to_datetime(moment);
    texts.say(
        locale,
        "when",
        &[
            ("day", weekday(texts, locale, local.date()).into()),
            ("date", date(texts, locale, local.date()).into()),
            ("time", clock(local.time()).into()),
            ("zone", zone_name.to_owned().into()),
        ],
    )
}

/// A moment as Discord shows it by the reader's own clock.
pub fn stamp(moment: Timestamp) -> String {
    format!("<t:{}:f>", moment.as_second())
}

/// Some zones by name, each with the time on its clocks at `now`.
pub fn with_clocks(zones: &[&str], now: Timestamp) -> Vec<(String, String)> {
    let there = |name: &str| {
        let zone = schedule::zone(name).unwrap_or(TimeZone::UTC);
        clock(zone.to_datetime(now).time())
    };
    zones.iter().map(|name| ((*name).to_owned(), there(name))).collect()
}

/// "23 November".
pub fn date(texts: &Texts, locale: &str, date: Date) -> String {
    let month = texts.say(locale, &format!("month-{}", date.month()), &[]);
    texts.say(locale, "day-month", &[("day", date.day().into()), ("month", month.into())])
}

/// "23 November 2026".
pub fn full_date(texts: &Texts, locale: &str, date: Date) -> String {
    let day = self::date(texts, locale, date);
    texts.say(locale, "day-month-year", &[("day", day.into()), ("year", date.year().to_string().into())])
}

/// "09:00".
pub fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "Monday".
pub fn weekday(texts: &Texts, locale: &str, date: Date) -> String {
    day_name(texts, locale, date.weekday().to_monday_one_offset())
}

/// The name of the `number`th day of the week, Monday being 1.
pub fn day_name(texts: &Texts, locale: &str, number: i8) -> String {
    texts.say(locale, &format!("day-{number}"), &[])
}

/// "every day", or the names of the days.
pub fn days(texts: &Texts, locale: &str, days: Days) -> String {
    if days == Days::ALL {
        return texts.say(locale, "days-every", &[]);
    }
    let chosen = (1..=7).filter(|number| days.bits() & (1 << (number - 1)) != 0);
    texts.list(locale, chosen.map(|number| day_name(texts, locale, number)))
}
