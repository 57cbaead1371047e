//! What left the gate: numbers with their noise, and what may be printed of them.
//!
//! A [`Released`] is made in two ways. [`blur`] makes one from a count and always adds noise; the
//! store reads back the very one it wrote. Its number is for the store alone: whoever reports gets
//! [`Released::printed`] and [`Released::compared_with`].

use std::collections::BTreeMap;

use jiff::civil::Date;
use rand::Rng;

use super::figure::{Cell, Figure};
use super::noise::discrete_laplace;
use super::tier::{Epsilon, Tier};

/// Below this a number is not printed as one.
const HANDFUL: i64 = 5;

/// One number that passed the gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    cell: Cell,
    epsilon: Epsilon,
    tier: Tier,
    noisy: i64,
}

/// Everything that was released of one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedPeriod {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// The size of the group when it began.
    pub tier: Tier,
    /// The numbers, figure by figure.
    pub numbers: Vec<Released>,
}

/// A number as it may be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printed {
    /// A handful or none.
    Handful,
    /// About so many.
    About {
        /// The number.
        value: i64,
        /// It could be as few as this.
        low: i64,
        /// It could be as many as this.
        high: i64,
    },
}

/// What may be said of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The first is larger.
    More,
    /// The first is smaller.
    Fewer,
    /// They cannot be told apart from chance.
    NotClear,
}

/// Blurs the counts of one period: every cell of every figure of the tier, each with noise of its own.
///
/// The count of a cell that nobody is in is zero, and is blurred like any other.
pub fn blur(tier: Tier, counts: &BTreeMap<Cell, u32>, rng: &mut dyn Rng) -> Vec<Released> {
    let cells = tier.figures().flat_map(|(figure, epsilon)| figure.cells().map(move |cell| (cell, epsilon)));
    blurred(tier, cells, counts, rng)
}

/// Blurs some cells. The tests of attacks look at those alone that hold the person attacked.
pub(super) fn blurred(
    tier: Tier,
    cells: impl Iterator<Item = (Cell, Epsilon)>,
    counts: &BTreeMap<Cell, u32>,
    rng: &mut dyn Rng,
) -> Vec<Released> {
    let mut numbers = Vec::new();
    for (cell, epsilon) in cells {
        let count = counts.get(&cell).copied().unwrap_or(0);
        let noisy = i64::from(count).saturating_add(discrete_laplace(epsilon, rng));
        numbers.push(Released { cell, epsilon, tier, noisy });
    }
    numbers
}

impl Released {
    /// A number as it was stored. For the store alone, which reads what it wrote.
    pub(crate) fn from_the_store(tier: Tier, cell: Cell, epsilon: Epsilon, noisy: i64) -> Self {
        Self { cell, epsilon, tier, noisy }
    }

    /// The number as it is stored. For the store alone.
    pub(crate) fn for_the_store(&self) -> i64 {
        self.noisy
    }

    /// Which number it is.
    pub fn cell(&self) -> Cell {
        self.cell
    }

    /// Of which figure.
    pub fn figure(&self) -> Figure {
        self.cell.figure()
    }

    /// What it spent.
    pub fn epsilon(&self) -> Epsilon {
        self.epsilon
    }

    /// What may be printed: picture, words and table hold this and nothing else.
    pub fn printed(&self) -> Printed {
        let value = self.clamped();
        if value < HANDFUL {
            return Printed::Handful;
        }
        let (step, within) = (self.tier.prints_to(), self.epsilon.within());
        let down = |number: i64| number.max(0) / step * step;
        Printed::About {
            value: down(value.saturating_add(step / 2)),
            low: down(value.saturating_sub(within)),
            high: down(value.saturating_add(within).saturating_add(step - 1)),
        }
    }

    /// Whether it is larger or smaller than another, where that can be told apart from chance. Across
    /// periods the one with more noise decides. Two that are printed alike as a handful or none are never
    /// told apart: a reader could make nothing of it, and would learn more than is printed.
    pub fn compared_with(&self, other: &Self) -> Difference {
        let (own, theirs) = (self.clamped(), other.clamped());
        let handfuls = own < HANDFUL && theirs < HANDFUL;
        if handfuls || !self.epsilon.min(other.epsilon).tells_apart(own.abs_diff(theirs)) {
            Difference::NotClear
        } else if own > theirs {
            Difference::More
        } else {
            Difference::Fewer
        }
    }

    /// Nobody is less than none.
    fn clamped(&self) -> i64 {
        self.noisy.max(0)
    }
}
