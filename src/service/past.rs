//! Looking back: the caller's kept answers, week by week, and taking one away.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::Services;
use super::caller::Caller;
use crate::domain::consent::Choice;
use crate::domain::plain;
use crate::store::{HeldAnswer, StoreError, WordsGiven};

/// How many answers a page shows at most: a phone's screen or two, and no more than Discord takes.
pub const PAGE: usize = 8;

/// One page of kept answers: those of one week, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which page, counted from 0, the newest first.
    pub number: usize,
    /// How many there are.
    pub of: usize,
    /// The Monday of its week; none when nothing is kept.
    pub week: Option<Date>,
    /// Its answers, newest first.
    pub answers: Vec<HeldAnswer>,
    /// Whether *keep my answers* is on.
    pub keeps: bool,
}

/// What became of own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// They are kept.
    Kept {
        /// The last date on which they are.
        until: Date,
    },
    /// Nothing was written, and nothing was changed.
    Nothing,
    /// The answer they were for is not kept any more.
    NoAnswer,
    /// Own words are turned off in this community.
    Off,
}

impl Services {
    /// A page of the caller's kept answers; the last one where there are fewer.
    pub async fn past(&self, caller: &Caller, number: usize) -> Result<Page, StoreError> {
        let held = self.store.holdings(caller.holder()).await?;
        if let Some(held) = &held {
            self.note_seen(caller, &held.member).await;
        }
        let keeps = held.as_ref().is_some_and(|held| held.member.choices.contains(Choice::KeepAnswers));
        Ok(Page { keeps, ..page(held.map(|held| held.answers).unwrap_or_default(), number) })
    }

    /// One kept answer of the caller's.
    pub async fn past_one(
        &self,
        caller: &Caller,
        date: Date,
        what: &str,
    ) -> Result<Option<HeldAnswer>, StoreError> {
        let held = self.store.holdings(caller.holder()).await?;
        let answers = held.map(|held| held.answers).unwrap_or_default();
        Ok(answers.into_iter().find(|held| held.date == date && held.what == what))
    }

    /// Keeps a few words of the caller's own beside one of their kept answers, in place of those kept before.
    pub async fn write_words(
        &self,
        caller: &Caller,
        date: Date,
        what: &str,
        typed: &str,
    ) -> Result<Written, StoreError> {
        let known = self.community_or_new(caller).await?;
        if !known.words {
            return Ok(Written::Off);
        }
        let person = self.person(caller, &known).await?;
        let words = plain::readable(typed);
        if words.is_empty() {
            return Ok(Written::Nothing);
        }
        let keep_until = person.keep_words.until(person.day_of(self.clock.now()));
        let given = WordsGiven { date, what: what.to_owned(), words, keep_until };
        let kept = self.store.keep_words(caller.holder(), given).await?;
        Ok(kept.map_or(Written::NoAnswer, |until| Written::Kept { until }))
    }

    /// Deletes the caller's own words beside one of their kept answers, also where words are off by now.
    /// False when there are none.
    pub async fn forget_words(&self, caller: &Caller, date: Date, what: &str) -> Result<bool, StoreError> {
        self.store.delete_words(caller.holder(), date, what.to_owned()).await
    }

    /// Whether members of this community may write own words.
    pub async fn may_write(&self, caller: &Caller) -> Result<bool, StoreError> {
        Ok(self.community_or_new(caller).await?.words)
    }

    /// Deletes one kept answer of the caller's. False when it is not there. Days stay as they are.
    pub async fn forget_answer(&self, caller: &Caller, date: Date, what: &str) -> Result<bool, StoreError> {
        self.store.delete_answer(caller.holder(), date, what.to_owned()).await
    }
}

/// A page of `answers`, which stand oldest first.
fn page(answers: Vec<HeldAnswer>, number: usize) -> Page {
    let mut weeks: BTreeMap<Date, Vec<HeldAnswer>> = BTreeMap::new();
    for answer in answers {
        weeks.entry(monday(answer.date)).or_default().push(answer);
    }
    let mut pages: Vec<(Date, Vec<HeldAnswer>)> = Vec::new();
    for (week, mut answers) in weeks.into_iter().rev() {
        answers.reverse();
        pages.extend(answers.chunks(PAGE).map(|part| (week, part.to_vec())));
    }
    let of = pages.len();
    let number = number.min(of.saturating_sub(1));
    match pages.into_iter().nth(number) {
        Some((week, answers)) => Page { number, of, week: Some(week), answers, keeps: true },
        None => Page { number: 0, of: 0, week: None, answers: Vec::new(), keeps: false },
    }
}

fn monday(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn held(day: i8, what: &str) -> HeldAnswer {
        let date = date(2026, 11, day);
        HeldAnswer { what: what.to_owned(), date, answer: String::new(), keep_until: date, words: None }
    }

    #[test]
    fn each_week_has_its_own_page_newest_first_and_a_full_week_has_two() {
        let mut answers: Vec<_> = (1..=8).map(|day| held(day, "a")).collect();
        answers.extend((9..=15).flat_map(|day| [held(day, "a"), held(day, "b")]));
        let all: Vec<_> = (0..4).map(|number| page(answers.clone(), number)).collect();
        let seen: Vec<_> = all
            .iter()
            .map(|page| (page.week.unwrap().day(), page.answers.len(), page.answers[0].date.day()))
            .collect();
        assert_eq!(seen, [(9, 8, 15), (9, 6, 11), (2, 7, 8), (26, 1, 1)]);
        assert!(all.iter().all(|page| page.of == 4));
        assert_eq!(page(answers, 99).number, 3, "a page that is gone is the last one");
        assert_eq!((page(Vec::new(), 3).of, page(Vec::new(), 3).week), (0, None));
    }
}
