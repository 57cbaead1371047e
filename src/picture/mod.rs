//! The picture of a period: what was released of a group, drawn.
//!
//! [`draw`] writes an SVG of its own and renders it as a PNG, with nothing but printed numbers, the
//! words handed in and the font in `assets/fonts`. So the same release is the same picture to the byte,
//! whatever the machine has installed.
//!
//! It is made to be read on a phone, where its 720 pixels are shown on half as many points: no letter is
//! smaller than `style::SMALL`. Colours are those of Okabe and Ito, and none carries a meaning alone:
//! each mark has its name and its number beside it, ranges are drawn as bars, and what is too small to be
//! printed is hatched.

mod axis;
mod fonts;
mod levels;
mod paint;
mod rows;
mod style;
mod svg;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::domain::engagement::{Cell, Figure, Released, ReleasedPeriod};
use svg::Sheet;

/// A period as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// As it was drawn, in text.
    pub svg: String,
    /// As it is sent.
    pub png: Vec<u8>,
    /// The same facts for those who do not see it.
    pub alt: String,
}

/// Every word of a picture; they come from `prompts/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Of whom it speaks.
    pub title: String,
    /// From when until when.
    pub span: String,
    /// What each figure tells; for the parts of CHIME their names.
    pub figures: BTreeMap<Figure, String>,
    /// What the parts of CHIME tell together.
    pub levels: String,
    /// What each number is of.
    pub cells: BTreeMap<Cell, String>,
    /// What is said instead of a number that is too small to be printed.
    pub handful: String,
    /// How the marks are read.
    pub note: String,
    /// The same facts in words.
    pub alt: String,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing was released.
    #[error("a period without numbers cannot be drawn")]
    Empty,
    /// The font has no letters for a word.
    #[error("the picture's font cannot write one of its words")]
    Letters,
    /// The drawing could not be read back.
    #[error("the drawing is not well-formed: {0}")]
    Drawing(#[from] resvg::usvg::Error),
    /// The pixels could not be had or written.
    #[error("the picture could not be painted: {0}")]
    Pixels(String),
}

/// Draws a period. It takes some milliseconds of a processor, so call it where nobody waits for others.
pub fn draw(period: &ReleasedPeriod, labels: &Labels) -> Result<Picture, Fault> {
    let labels = labels.writable()?;
    if period.numbers.is_empty() {
        return Err(Fault::Empty);
    }
    let mut sheet = Sheet::new();
    head(&mut sheet, &labels);
    for figure in [Figure::TookPart, Figure::Support, Figure::Topic] {
        let numbers: Vec<&Released> = of(period, figure).collect();
        match numbers.as_slice() {
            [] => {}
            [one] => rows::alone(&mut sheet, &labels, figure, one),
            several => rows::below_each_other(&mut sheet, &labels, figure, several),
        }
    }
    levels::table(&mut sheet, &labels, period);
    foot(&mut sheet, &labels);
    let svg = sheet.finish(&labels.title);
    let png = paint::png(&svg)?;
    Ok(Picture { svg, png, alt: labels.alt })
}

/// The numbers of one figure, in the order in which they are printed.
fn of(period: &ReleasedPeriod, figure: Figure) -> impl Iterator<Item = &Released> {
    period.numbers.iter().filter(move |number| number.figure() == figure)
}

fn head(sheet: &mut Sheet, labels: &Labels) {
    for line in fonts::wrap(&labels.title, style::TITLE, style::INNER, 2) {
        sheet.line(style::MARGIN, style::TITLE, style::INK, &line);
    }
    for line in fonts::wrap(&labels.span, style::LABEL, style::INNER, 2) {
        sheet.line(style::MARGIN, style::LABEL, style::GREY, &line);
    }
}

/// How the marks are read, with a mark beside it.
fn foot(sheet: &mut Sheet, labels: &Labels) {
    sheet.space(style::GAP);
    sheet.rule();
    sheet.space(style::GAP / 2);
    let (left, wide) = (style::MARGIN + style::SAMPLE + 16, style::INNER - style::SAMPLE - 16);
    let lines = fonts::wrap(&labels.note, style::SMALL, wide, 5);
    let top = sheet.at();
    let middle = top + style::SMALL.height() / 2;
    sheet.band(style::MARGIN, style::MARGIN + style::SAMPLE, middle, style::GREY);
    sheet.dot(style::MARGIN + style::SAMPLE / 2, middle, style::SAMPLE / 5, style::GREY);
    for line in lines {
        sheet.line(left, style::SMALL, style::GREY, &line);
    }
}

impl Labels {
    /// The same without what the font cannot write. A word of which no letter is left is a fault: better
    /// no picture than one with gaps, for the words beside it say the same.
    fn writable(&self) -> Result<Self, Fault> {
        let text = |text: &String| fonts::writable(text).ok_or(Fault::Letters);
        Ok(Self {
            title: text(&self.title)?,
            span: text(&self.span)?,
            figures: self.figures.iter().map(|(k, v)| Ok((*k, text(v)?))).collect::<Result<_, Fault>>()?,
            levels: text(&self.levels)?,
            cells: self.cells.iter().map(|(k, v)| Ok((*k, text(v)?))).collect::<Result<_, Fault>>()?,
            handful: text(&self.handful)?,
            note: text(&self.note)?,
            alt: self.alt.clone(),
        })
    }

    fn figure(&self, figure: Figure) -> &str {
        self.figures.get(&figure).map_or("", String::as_str)
    }

    fn cell(&self, cell: Cell) -> &str {
        self.cells.get(&cell).map_or("", String::as_str)
    }
}
