//! The parts of CHIME: a row for each, with low, middle and high beside each other.

use super::axis::{Axis, range};
use super::rows::{heading, names_beside};
use super::svg::{Held, Sheet};
use super::{Labels, fonts, of, style};
use crate::domain::engagement::{Figure, Part, Printed, Released, ReleasedPeriod};

/// The height of a part's row.
const ROW: i64 = 78;
/// What it grows by where ranges stand below their numbers.
const STACKED: i64 = 28;
/// The air between a number and its range.
const BETWEEN: i64 = 7;
/// The air on each side of a mark, where the scale's last number stands out.
const AIR: i64 = 8;

/// The table of all parts; nothing where none was released.
pub fn table(sheet: &mut Sheet, labels: &Labels, period: &ReleasedPeriod) {
    let parts = Part::ALL.iter().map(|part| Figure::Scale(*part));
    let parts: Vec<(Figure, Vec<&Released>)> =
        parts.map(|figure| (figure, of(period, figure).collect::<Vec<_>>())).collect();
    let rows = parts.iter().filter(|(_, numbers)| !numbers.is_empty());
    let Some((first, cells)) = rows.clone().next() else { return };
    let colour = style::colour(*first);
    heading(sheet, &labels.levels, colour);
    let names = parts.iter().map(|(figure, _)| fonts::width(labels.figure(*figure), style::LABEL));
    let name = names.max().unwrap_or(0).min(style::NAME * 2 / 3);
    let begin = style::MARGIN + name + 18;
    let columns = i64::try_from(cells.len()).unwrap_or(1);
    let wide = (style::WIDTH - style::MARGIN - begin) / columns;
    let places = || (0..columns).map(|column| (begin + column * wide, begin + (column + 1) * wide));
    for ((from, to), number) in places().zip(cells) {
        let said = fonts::fit(labels.cell(number.cell()), style::SMALL, to - from - 10);
        let foot = sheet.at() + style::SMALL.ascent();
        sheet.text((from + AIR, foot), style::SMALL, Held::Left, style::INK, &said);
    }
    sheet.space(style::SMALL.height() + 8);
    let all = || parts.iter().flat_map(|(_, numbers)| numbers.iter().copied());
    // Large numbers do not fit beside their ranges; then none stands so.
    let stacked = all().any(|number| !fits(number, wide - AIR - 4));
    let row = if stacked { ROW + STACKED } else { ROW };
    let (top, bottom) = (sheet.at(), sheet.at() + row * i64::try_from(rows.clone().count()).unwrap_or(1));
    let axes: Vec<Axis> =
        places().map(|(from, to)| Axis::of(all(), (from + AIR, to - AIR - 8), 70)).collect();
    for axis in &axes {
        axis.draw(sheet, top, bottom);
    }
    for (figure, numbers) in rows {
        let lines = fonts::wrap(labels.figure(*figure), style::LABEL, name, 2);
        names_beside(sheet, style::MARGIN, sheet.at() + row / 2, &lines);
        for ((place, axis), number) in places().zip(&axes).zip(numbers) {
            cell(sheet, labels, (place, row), axis, number, colour);
        }
        sheet.space(row);
    }
    sheet.space(34);
}

/// One number: its digits, and its mark below.
fn cell(
    sheet: &mut Sheet,
    labels: &Labels,
    ((from, to), row): ((i64, i64), i64),
    axis: &Axis,
    number: &Released,
    colour: &str,
) {
    let (top, printed) = (sheet.at(), number.printed());
    let x = from + AIR + 4;
    match printed {
        Printed::Handful => {
            let room = to - x - style::HANDFUL - 10;
            axis.mark(sheet, printed, top + row / 2, colour);
            let lines = fonts::wrap(&labels.handful, style::SMALL, room, 2);
            let (face, count) = (style::SMALL, i64::try_from(lines.len()).unwrap_or(1));
            let first = top + row / 2 - (count - 1) * face.height() / 2;
            for (down, line) in (0..).zip(&lines) {
                let foot = first + down * face.height() + face.capitals() / 2;
                sheet.on_paper((x + style::HANDFUL + 6, foot), face, style::GREY, line);
            }
        }
        Printed::About { value, low, high } => {
            let (digits, foot) = (value.to_string(), top + 32);
            sheet.on_paper((x, foot), style::CELL, style::INK, &digits);
            let beside = (x + fonts::width(&digits, style::CELL) + BETWEEN, foot);
            let place = if row > ROW { (x, foot + STACKED) } else { beside };
            sheet.on_paper(place, style::SMALL, style::GREY, &range(low, high));
            axis.mark(sheet, printed, top + row - 22, colour);
        }
    }
}

/// Whether a number and its range have room beside each other.
fn fits(number: &Released, wide: i64) -> bool {
    match number.printed() {
        Printed::Handful => true,
        Printed::About { value, low, high } => {
            let digits = fonts::width(&value.to_string(), style::CELL);
            digits + BETWEEN + fonts::width(&range(low, high), style::SMALL) <= wide
        }
    }
}
