//! From a number to its place: a scale from 0 to a round number, with a few lines to read it by.

use super::svg::{Held, Sheet};
use super::{fonts, style};
use crate::domain::engagement::{Printed, Released};

/// A scale between two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    from: i64,
    to: i64,
    end: i64,
    step: i64,
}

impl Axis {
    /// A scale for some numbers and their ranges, with lines no closer than `apart`.
    pub fn of<'a>(
        numbers: impl IntoIterator<Item = &'a Released>,
        (from, to): (i64, i64),
        apart: i64,
    ) -> Self {
        let highs = numbers.into_iter().map(|number| match number.printed() {
            Printed::Handful => 0,
            Printed::About { high, .. } => high,
        });
        // Not below ten, or a handful would look like much.
        let highest = highs.max().unwrap_or(0).max(10);
        let apart = apart.max(fonts::width(&highest.to_string(), style::SMALL) + 20);
        let lines = ((to - from) / apart).max(1);
        let step = steps().find(|step| highest <= step.saturating_mul(lines)).unwrap_or(highest);
        let end = highest.saturating_add(step - 1) / step * step;
        Self { from, to, end, step }
    }

    /// Where a number lies.
    pub fn place(&self, number: i64) -> i64 {
        let wide = i128::from(self.to - self.from);
        let along = i128::from(number.clamp(0, self.end)) * wide / i128::from(self.end);
        self.from + i64::try_from(along).unwrap_or(0)
    }

    /// Draws its lines from `top` to `bottom`, and their numbers below.
    pub fn draw(&self, sheet: &mut Sheet, top: i64, bottom: i64) {
        for line in 0..=self.end / self.step {
            let (number, first) = (line * self.step, line == 0);
            let x = self.place(number);
            let colour = if first { style::GREY } else { style::FAINT };
            sheet.upright(x, top, bottom, colour, 2);
            let foot = bottom + style::SMALL.ascent() + 2;
            let text = number.to_string();
            let half = fonts::width(&text, style::SMALL) / 2;
            // With two lines alone their numbers stay between them, or they would meet those beside them.
            let (left, right) =
                if self.step == self.end { (self.from - 6, self.to + 6) } else { (8, style::WIDTH - 8) };
            let x = x.clamp(left + half, (right - half).max(left + half));
            sheet.text((x, foot), style::SMALL, Held::Middle, style::GREY, &text);
        }
    }

    /// Draws a number on it: its range and itself.
    pub fn mark(&self, sheet: &mut Sheet, printed: Printed, middle: i64, colour: &str) {
        match printed {
            Printed::Handful => sheet.hatched(self.from + 1, middle),
            Printed::About { value, low, high } => {
                let (from, to) = (self.place(low), self.place(high));
                sheet.band(from, to, middle, colour);
                // A narrow range is not hidden below its number.
                sheet.dot(self.place(value), middle, (to - from) / 5, colour);
            }
        }
    }
}

/// Round steps: 1, 2, 3, 5, 10, 20, 30, 50 and so on.
fn steps() -> impl Iterator<Item = i64> {
    let tens = std::iter::successors(Some(1_i64), |ten| ten.checked_mul(10));
    tens.flat_map(|ten| [1, 2, 3, 5].map(|step| ten.saturating_mul(step)))
}

/// A range, in digits.
pub fn range(low: i64, high: i64) -> String {
    format!("{low}–{high}")
}
