//! A check-in: what was answered, where, and for which day it counts.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::ids::SlotToken;

/// When a member's day begins, unless they chose otherwise: late enough for a night owl.
pub const DAY_START: Time = Time::constant(4, 0, 0, 0);

/// Until when, on the day after, an older card still takes answers.
pub const CLOSES_AT: Time = Time::constant(12, 0, 0, 0);

/// Which check-in an answer belongs to. Written, it is part of a `custom_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckInRef {
    /// A posted card.
    Slot(SlotToken),
    /// A prompt served privately by `/checkin` on a day without a card.
    CardLess {
        /// The prompt.
        prompt: String,
        /// Eight hex digits of its content, so that an edited prompt is noticed.
        content: String,
        /// The member's local day for which it was served.
        date: Date,
    },
}

/// What the member said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// The answer at this place of the prompt.
    Answer(u8),
    /// *Hard day*: a full answer.
    Hard,
    /// *Skip*: a full answer.
    Skip,
}

/// For which day a press counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// For this local day of the member.
    On(Date),
    /// For none: the card has closed.
    Closed,
}

/// The local day that holds `moment`, for somebody whose days begin at `day_start`.
pub fn day_of(zone: &TimeZone, day_start: Time, moment: Timestamp) -> Date {
    let local = zone.to_datetime(moment);
    if local.time() < day_start { local.date().yesterday().unwrap_or(Date::MIN) } else { local.date() }
}

/// An answer as the offer under it carries it along: stored nowhere, with the day it was given for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOn {
    /// The check-in.
    pub at: CheckInRef,
    /// The answer.
    pub given: Given,
    /// The day for which it counted when it was given.
    pub day: Date,
}

/// For which day a press at `now` counts.
///
/// `older_card_posted_at` is the moment an older card was posted; a press on the
/// newest card, or a card-less check-in, hands in none and counts the present day.
pub fn counts(
    zone: &TimeZone,
    day_start: Time,
    now: Timestamp,
    older_card_posted_at: Option<Timestamp>,
) -> Counts {
    let Some(posted_at) = older_card_posted_at else {
        return Counts::On(day_of(zone, day_start, now));
    };
    let day = day_of(zone, day_start, posted_at);
    let open = day
        .tomorrow()
        .ok()
        .and_then(|next| next.to_datetime(CLOSES_AT).to_zoned(zone.clone()).ok())
        // A day start after noon must not close a card before its own day has ended.
        .is_some_and(|closing| now < closing.timestamp() || day_of(zone, day_start, now) == day);
    // A clock that ran backwards must not count a day that has not come.
    if open && now + SignedDuration::from_mins(5) >= posted_at { Counts::On(day) } else { Counts::Closed }
}

/// The text is not a reference to a check-in or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a reference to a check-in")]
pub struct BadRef;

/// A date as ids write it: 20261123.
pub fn compact(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

impl fmt::Display for CheckInRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slot(token) => token.fmt(f),
            Self::CardLess { prompt, content, date } => {
                write!(f, "{prompt}.{content}.{}", compact(*date))
            }
        }
    }
}

impl FromStr for CheckInRef {
    type Err = BadRef;

    fn from_str(text: &str) -> Result<Self, BadRef> {
        let mut parts = text.split('.');
        let (Some(first), Some(content), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return text.parse().map(Self::Slot).map_err(|_| BadRef);
        };
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if !is_prompt_id(first) || content.len() != 8 || !content.bytes().all(hex) {
            return Err(BadRef);
        }
        Ok(Self::CardLess { prompt: first.to_owned(), content: content.to_owned(), date: parse_date(day)? })
    }
}

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(index) => index.fmt(f),
            Self::Hard => f.write_str("h"),
            Self::Skip => f.write_str("s"),
        }
    }
}

impl FromStr for Given {
    type Err = BadRef;

    fn from_str(text: &str) -> Result<Self, BadRef> {
        match text {
            "h" => Ok(Self::Hard),
            "s" => Ok(Self::Skip),
            _ => small_number(text, 24).map(Self::Answer).ok_or(BadRef),
        }
    }
}

/// Whether `text` can be a prompt's id: 1 to 24 of `a-z`, `0-9`, `-`, `_`.
pub fn is_prompt_id(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    (1..=24).contains(&text.len()) && text.bytes().all(plain)
}

/// A decimal number without sign or leading zero, at most `most`.
pub fn small_number(text: &str, most: u8) -> Option<u8> {
    let canonical = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|number| canonical && *number <= most)
}

/// Reads a date as ids write it.
///
/// # Errors
/// When it is none.
pub fn parse_date(text: &str) -> Result<Date, BadRef> {
    if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(BadRef);
    }
    let number: u32 = text.parse().map_err(|_| BadRef)?;
    let part = |value: u32| i8::try_from(value).map_err(|_| BadRef);
    let year = i16::try_from(number / 10_000).map_err(|_| BadRef)?;
    Date::new(year, part(number / 100 % 100)?, part(number % 100)?).map_err(|_| BadRef)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn a_night_before_four_still_belongs_to_the_day_before() {
        let london = zone("Europe/London");
        assert_eq!(day_of(&london, DAY_START, at("2026-11-22T03:59:00Z")), day("2026-11-21"));
        assert_eq!(day_of(&london, DAY_START, at("2026-11-22T04:00:00Z")), day("2026-11-22"));
    }

    #[test]
    fn the_newest_card_counts_the_present_day_however_old_it_is() {
        let now = at("2026-11-22T20:00:00Z");
        assert_eq!(counts(&zone("UTC"), DAY_START, now, None), Counts::On(day("2026-11-22")));
    }

    #[test]
    fn an_older_card_counts_its_own_day_until_noon_of_the_next() {
        let utc = zone("UTC");
        let posted = Some(at("2026-11-21T09:00:00Z"));
        let press = |moment: &str| counts(&utc, DAY_START, at(moment), posted);
        assert_eq!(press("2026-11-22T11:59:59Z"), Counts::On(day("2026-11-21")));
        assert_eq!(press("2026-11-22T12:00:00Z"), Counts::Closed);
    }

    #[test]
    fn each_member_has_their_own_noon() {
        let posted = Some(at("2026-11-21T09:00:00Z"));
        let now = at("2026-11-22T12:30:00Z");
        assert_eq!(counts(&zone("UTC"), DAY_START, now, posted), Counts::Closed);
        let new_york = zone("America/New_York");
        assert_eq!(counts(&new_york, DAY_START, now, posted), Counts::On(day("2026-11-21")));
    }

    #[test]
    fn references_are_written_and_read_back() {
        let card = CheckInRef::Slot(SlotToken([9; 16]));
        assert_eq!(card.to_string().parse(), Ok(card));
        let text = "c1-side.0a1b2c3d.20261122";
        let served: CheckInRef = text.parse().unwrap();
        assert_eq!(served.to_string(), text);
        for bad in [
            "",
            ".",
            "..",
            "c1.0a1b2c3d.20261332",
            "c1.0A1B2C3D.20261122",
            "c1.0a1b2c3d.2026112",
            "c 1.0a1b2c3d.20261122",
            "c1.0a1b2c3d.20261122.x",
        ] {
            assert!(bad.parse::<CheckInRef>().is_err(), "{bad}");
        }
        for bad in ["", "01", "+1", "25", "256", "H", " 1"] {
            assert!(bad.parse::<Given>().is_err(), "{bad}");
        }
    }
}
