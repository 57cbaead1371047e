//! A figure with one number, and one with several below each other on a common scale.

use super::axis::{Axis, range};
use super::svg::{Held, Sheet};
use super::{Labels, fonts, style};
use crate::domain::engagement::{Figure, Printed, Released};

/// What the numbers below a scale take.
const SCALE: i64 = 34;

/// The title of a figure, below the one before.
pub fn heading(sheet: &mut Sheet, text: &str, colour: &str) {
    sheet.space(style::GAP);
    let (top, lines) = (sheet.at(), fonts::wrap(text, style::HEADING, style::INNER - 22, 2));
    for line in lines {
        sheet.line(style::MARGIN + 22, style::HEADING, style::INK, &line);
    }
    let x = style::MARGIN + 4;
    sheet.upright(x, top + 4, sheet.at() - 4, colour, 8);
    sheet.space(8);
}

/// One number, large, with its range below.
pub fn alone(sheet: &mut Sheet, labels: &Labels, figure: Figure, number: &Released) {
    let colour = style::colour(figure);
    heading(sheet, labels.figure(figure), colour);
    let printed = number.printed();
    if let Printed::About { value, low, high } = printed {
        let (said, foot) = (value.to_string(), sheet.at() + style::HERO.ascent() - 8);
        sheet.text((style::MARGIN, foot), style::HERO, Held::Left, style::INK, &said);
        let beside = style::MARGIN + fonts::width(&said, style::HERO) + 18;
        sheet.text((beside, foot), style::HERO_RANGE, Held::Left, style::GREY, &range(low, high));
        sheet.space(style::HERO.ascent() + 8);
    }
    let axis = Axis::of([number], (style::MARGIN + 8, style::WIDTH - style::MARGIN - 16), 90);
    let (top, bottom) = (sheet.at(), sheet.at() + style::ROW);
    axis.draw(sheet, top, bottom);
    let middle = top + style::ROW / 2;
    axis.mark(sheet, printed, middle, colour);
    if printed == Printed::Handful {
        few(sheet, labels, style::MARGIN + 8, middle);
    }
    sheet.space(style::ROW + SCALE);
}

/// Several numbers, each with its name on the left and its digits on the right.
pub fn below_each_other(sheet: &mut Sheet, labels: &Labels, figure: Figure, numbers: &[&Released]) {
    let colour = style::colour(figure);
    heading(sheet, labels.figure(figure), colour);
    let printed = || numbers.iter().map(|number| number.printed());
    let abouts = || {
        printed().filter_map(|printed| match printed {
            Printed::Handful => None,
            Printed::About { value, low, high } => Some((value.to_string(), range(low, high))),
        })
    };
    let values = abouts().map(|(value, _)| fonts::width(&value, style::NUMBER)).max().unwrap_or(0);
    let ranges = abouts().map(|(_, range)| fonts::width(&range, style::SMALL)).max().unwrap_or(0);
    let names = numbers.iter().map(|number| fonts::width(labels.cell(number.cell()), style::LABEL));
    // Large numbers take room from the names, which have two lines, and not from the marks.
    let room = style::INNER - values - ranges - style::MARKS;
    let name = names.max().unwrap_or(0).min(style::NAME).min(room.max(style::NAME / 2));
    let from_range = style::WIDTH - style::MARGIN - ranges;
    let to_value = from_range - 10;
    let axis = Axis::of(
        numbers.iter().copied(),
        (style::MARGIN + name + 18, if values == 0 { to_value } else { to_value - values - 26 }),
        70,
    );
    let lines: Vec<Vec<String>> =
        numbers.iter().map(|number| fonts::wrap(labels.cell(number.cell()), style::LABEL, name, 2)).collect();
    let high = |lines: &[String]| if lines.len() > 1 { 2 * style::LABEL.height() + 8 } else { style::ROW };
    let bottom = sheet.at() + lines.iter().map(|lines| high(lines)).sum::<i64>();
    axis.draw(sheet, sheet.at(), bottom);
    for (number, lines) in numbers.iter().zip(&lines) {
        let middle = sheet.at() + high(lines) / 2;
        names_beside(sheet, style::MARGIN, middle, lines);
        axis.mark(sheet, number.printed(), middle, colour);
        match number.printed() {
            Printed::Handful => few(sheet, labels, style::MARGIN + name + 18, middle),
            Printed::About { value, low, high } => {
                let digits = value.to_string();
                sheet.beside((to_value, middle), style::NUMBER, Held::Right, style::INK, &digits);
                let range = range(low, high);
                sheet.beside((from_range, middle), style::SMALL, Held::Left, style::GREY, &range);
            }
        }
        sheet.space(high(lines));
    }
    sheet.space(SCALE);
}

/// A name in one line or two, around a height.
pub fn names_beside(sheet: &mut Sheet, x: i64, middle: i64, lines: &[String]) {
    let face = style::LABEL;
    let lines = lines.iter().map(String::as_str).collect::<Vec<_>>();
    match lines.as_slice() {
        [one, two, ..] => {
            let half = face.height() / 2;
            sheet.beside((x, middle - half), face, Held::Left, style::INK, one);
            sheet.beside((x, middle + half), face, Held::Left, style::INK, two);
        }
        [one] => sheet.beside((x, middle), face, Held::Left, style::INK, one),
        [] => {}
    }
}

/// What is said beside the mark of a handful or none.
fn few(sheet: &mut Sheet, labels: &Labels, x: i64, middle: i64) {
    let x = x + style::HANDFUL + 14;
    let said = fonts::fit(&labels.handful, style::SMALL, style::WIDTH - style::MARGIN - x);
    sheet.on_paper((x, middle + style::SMALL.capitals() / 2), style::SMALL, style::GREY, &said);
}
