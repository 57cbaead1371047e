//! What may be said of the group's numbers in words, and what a group could do next.
//!
//! It holds printed values and comparisons alone, so picture, words and table cannot differ, and no
//! sentence can say more than the gate let through. Two numbers are called different only where
//! [`Released::compared_with`] finds the gap clear. An idea is for the group or for its staff, never
//! for or about a person, and a quiet month asks nobody why.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::figure::{Cell, Counted, Figure, Level, Part};
use super::released::{Difference, Printed, Released, ReleasedPeriod};
use crate::domain::resource::{Support, Topic};

/// So many cards that did not come are worth a look; fewer can be a bad hour.
const OFTEN: u32 = 3;
/// How many empty topics are named at once.
const NAMED: usize = 3;

/// What staff and bot did in the open during some weeks. No member's act is in here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deeds {
    /// Cards that were posted, also those somebody removed.
    pub posted: u32,
    /// Cards that did not come as they should have.
    pub missed: u32,
    /// Resources that were put on the list and are still on it.
    pub added: u32,
    /// Resources that staff looked at again and found right.
    pub checked: u32,
}

/// On which dates a group got its card, as everybody could see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cards {
    dates: BTreeSet<Date>,
    forgotten: Date,
}

impl Cards {
    /// The cards of these dates; of `forgotten` and what lies before it nothing is known any more.
    pub fn new(dates: BTreeSet<Date>, forgotten: Date) -> Self {
        Self { dates, forgotten }
    }

    /// How many came in a period; none where that is not known any more.
    fn in_weeks(&self, first: Date, last: Date) -> Option<u32> {
        let known = first > self.forgotten && first <= last;
        known.then(|| u32::try_from(self.dates.range(first..=last).count()).unwrap_or(u32::MAX))
    }
}

/// Which numbers come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coming {
    /// Four weeks begin on this day, if the group is large enough then.
    Begins(Date),
    /// Four weeks run; their numbers come on this day.
    Runs(Date),
    /// Four weeks have ended, and their numbers are being made.
    Ended,
}

/// How the list of resources stands, as every member can see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelves {
    /// How many entries are on it.
    pub entries: usize,
    /// How many of them are due to be checked again for their age. What members found dead is no figure.
    pub overdue: usize,
    /// The topics under which nothing stands.
    pub empty: Vec<Topic>,
}

/// Everything the page says of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// How many cards came in it, where that is known.
    pub cards: Option<u32>,
    /// Its figures, in order.
    pub figures: Vec<Told>,
    /// What changed since the period before it; none for the first.
    pub since: Option<Since>,
}

/// One figure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which one.
    pub figure: Figure,
    /// Each of its numbers as it is printed.
    pub cells: Vec<(Cell, Printed)>,
    /// Those that are clearly more than each of the rest; none where no such few stand out.
    pub most: Vec<Cell>,
}

/// A period against the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The first day of that one.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// Whether it ended the day before this one began.
    pub directly: bool,
    /// Whether the group was of another size then: more people look for more of everything.
    pub resized: bool,
    /// How many cards came in it, where these were so many more or fewer that the numbers may differ for
    /// that alone: whoever gets no card is not asked.
    pub cards: Option<u32>,
    /// Each number that both have.
    pub cells: Vec<(Cell, Difference)>,
}

/// Something a group could do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Idea {
    /// This kind of help was picked clearly most.
    Help(Support),
    /// This topic was picked clearly most.
    Theme(Topic),
    /// This topic was picked clearly most, and nothing on the list is about it.
    Missing(Topic),
    /// Answers about this part of CHIME were clearly more low than high.
    Talk(Part),
    /// Clearly fewer took part than in the period before.
    Quieter,
    /// Clearly more took part than in the period before.
    Busier,
    /// Ask the group one question.
    Ask,
    /// Nothing is on the list of resources.
    Starter,
    /// So many cards did not come.
    Cards(u32),
    /// So many resources are due to be checked again.
    Check(usize),
    /// Nothing on the list is about these topics.
    Fill(Vec<Topic>),
}

impl Account {
    /// What is said of `period`, with `before`, the finished one before it.
    pub fn of(period: &ReleasedPeriod, before: Option<&ReleasedPeriod>) -> Self {
        let figures = Figure::ALL.into_iter().filter_map(|figure| {
            let numbers: Vec<&Released> =
                period.numbers.iter().filter(|number| number.figure() == figure).collect();
            let cells = numbers.iter().map(|number| (number.cell(), number.printed())).collect();
            (!numbers.is_empty()).then(|| Told { figure, cells, most: most(&numbers) })
        });
        Self {
            first: period.first,
            last: period.last,
            cards: None,
            figures: figures.collect(),
            since: before.map(|before| since(period, before)),
        }
    }

    /// The same, with what is known of the group's cards.
    #[must_use]
    pub fn with_cards(mut self, cards: &Cards) -> Self {
        self.cards = cards.in_weeks(self.first, self.last);
        if let Some(since) = &mut self.since {
            let before = cards.in_weeks(since.first, since.last);
            since.cards = before.filter(|before| self.cards.is_some_and(|now| are_far_apart(now, *before)));
        }
        self
    }

    /// How a number stands to that of the period before.
    fn change(&self, cell: Cell) -> Option<Difference> {
        let cells = &self.since.as_ref()?.cells;
        cells.iter().find(|(known, _)| *known == cell).map(|(_, difference)| *difference)
    }

    /// Whether this cell is the first of those that stand out in its figure.
    fn leads(&self, counted: Counted) -> bool {
        let cell = counted.cell();
        let told = self.figures.iter().find(|told| told.figure == cell.figure());
        told.is_some_and(|told| told.most.first() == Some(&cell))
    }
}

/// One or two things a group could do: at most one from its numbers, and at most one for its staff.
///
/// Without numbers the page tells how to ask the group, so nothing is repeated here.
pub fn ideas(account: Option<&Account>, deeds: &Deeds, shelves: &Shelves) -> Vec<Idea> {
    let from_numbers = account.map(|account| from_numbers(account, shelves));
    // What the first idea says already is not said twice.
    let named = match &from_numbers {
        Some(Idea::Missing(topic)) => Some(*topic),
        _ => None,
    };
    from_numbers.into_iter().chain(for_staff(deeds, shelves, named)).collect()
}

fn from_numbers(account: &Account, shelves: &Shelves) -> Idea {
    let support = Support::ALL.iter().find(|way| account.leads(Counted::Support(**way)));
    let topic = Topic::ALL.iter().find(|topic| account.leads(Counted::Topic(**topic)));
    let part = Part::ALL.iter().find(|part| account.leads(Counted::Scale(**part, Level::Low)));
    // In a group of another size, or with other cards, more or fewer take part for that alone.
    let alike = account.since.as_ref().is_some_and(|since| !since.resized && since.cards.is_none());
    let change = account.change(Counted::TookPart.cell()).filter(|_| alike);
    match (topic, support, part, change) {
        // Where a want is clear and nothing is there for it, that comes first.
        (Some(topic), ..) if shelves.empty.contains(topic) => Idea::Missing(*topic),
        (_, Some(way), ..) => Idea::Help(*way),
        (Some(topic), ..) => Idea::Theme(*topic),
        (.., Some(part), _) => Idea::Talk(*part),
        (.., Some(Difference::Fewer)) => Idea::Quieter,
        (.., Some(Difference::More)) => Idea::Busier,
        _ => Idea::Ask,
    }
}

fn for_staff(deeds: &Deeds, shelves: &Shelves, named: Option<Topic>) -> Option<Idea> {
    if deeds.missed >= OFTEN {
        return Some(Idea::Cards(deeds.missed));
    }
    if shelves.entries == 0 {
        return Some(Idea::Starter);
    }
    if shelves.overdue > 0 {
        return Some(Idea::Check(shelves.overdue));
    }
    let empty: Vec<Topic> =
        shelves.empty.iter().copied().filter(|topic| Some(*topic) != named).take(NAMED).collect();
    (!empty.is_empty()).then_some(Idea::Fill(empty))
}

fn since(period: &ReleasedPeriod, before: &ReleasedPeriod) -> Since {
    let earlier = |cell| before.numbers.iter().find(|number| number.cell() == cell);
    let cells = period
        .numbers
        .iter()
        .filter_map(|number| Some((number.cell(), number.compared_with(earlier(number.cell())?))));
    Since {
        first: before.first,
        last: before.last,
        directly: before.last.tomorrow().is_ok_and(|next| next == period.first),
        resized: before.tier != period.tier,
        cards: None,
        cells: cells.collect(),
    }
}

/// Whether two numbers of cards differ by a quarter or more: one week of four, or one card of a weekly rhythm.
fn are_far_apart(one: u32, other: u32) -> bool {
    one != other && one.abs_diff(other).saturating_mul(4) >= one.max(other)
}

/// The fewest cells of which each is clearly more than every one of the rest: one, or some, but never
/// more than a half, for what most cells share stands out in none.
///
/// It looks at whole groups and not at pairs: among the 66 pairs of twelve topics, chance alone would
/// make some look different every month.
fn most(numbers: &[&Released]) -> Vec<Cell> {
    let more = |one: &Released, other: &Released| one.compared_with(other) == Difference::More;
    (1..=numbers.len() / 2)
        .find_map(|few| {
            let others = numbers.len() - few;
            let beats_rest =
                |one: &&&Released| numbers.iter().filter(|other| more(one, other)).count() >= others;
            let leading: Vec<Cell> = numbers.iter().filter(beats_rest).map(|number| number.cell()).collect();
            (leading.len() == few).then_some(leading)
        })
        .unwrap_or_default()
}
