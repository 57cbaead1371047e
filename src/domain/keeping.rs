//! How long a member wants their answers and own words kept.

use jiff::ToSpan as _;
use jiff::civil::Date;

/// How long answers are kept (product contract, section 10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeepAnswers {
    /// 90 days.
    #[default]
    Days90,
    /// 13 months, by choice.
    Months13,
}

impl KeepAnswers {
    /// The last date on which an answer of `date` may be kept.
    pub fn until(self, date: Date) -> Date {
        match self {
            Self::Days90 => date.saturating_add(90.days()),
            Self::Months13 => date.saturating_add(13.months()),
        }
    }
}

/// How long own words are kept, in days (product contract, section 10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeepWords {
    /// A week.
    Days7,
    /// A month.
    #[default]
    Days30,
    /// As long as an answer.
    Days90,
}

impl KeepWords {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Days7, Self::Days30, Self::Days90];

    /// The number of days.
    pub fn days(self) -> u8 {
        match self {
            Self::Days7 => 7,
            Self::Days30 => 30,
            Self::Days90 => 90,
        }
    }

    /// The choice of that many days.
    pub fn of_days(days: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.days() == days)
    }

    /// The last date on which words written on `date` may be kept.
    pub fn until(self, date: Date) -> Date {
        date.saturating_add(i64::from(self.days()).days())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_usual_is_ninety_days_for_answers_and_thirty_for_words() {
        assert_eq!(KeepAnswers::default().until(date(2026, 11, 23)), date(2027, 2, 21));
        assert_eq!(KeepAnswers::Months13.until(date(2026, 1, 31)), date(2027, 2, 28));
        assert_eq!(KeepWords::default().until(date(2026, 11, 23)), date(2026, 12, 23));
        assert!(KeepWords::ALL.into_iter().all(|one| KeepWords::of_days(one.days()) == Some(one)));
        assert_eq!(KeepWords::of_days(31), None);
    }
}
