//! The sheet that is drawn on, from top to bottom, and the few marks there are.

use std::fmt::Write as _;

use super::fonts::{self, FAMILY, Type};
use super::style;

/// Where a text is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// By its left end.
    Left,
    /// By its middle.
    Middle,
    /// By its right end.
    Right,
}

/// A drawing that grows downwards.
#[derive(Debug)]
pub struct Sheet {
    marks: String,
    at: i64,
}

impl Sheet {
    /// An empty one.
    pub fn new() -> Self {
        Self { marks: String::new(), at: style::MARGIN - 4 }
    }

    /// How far down it has come.
    pub fn at(&self) -> i64 {
        self.at
    }

    /// Leaves some of it free.
    pub fn space(&mut self, height: i64) {
        self.at += height;
    }

    /// A line of text, below what is there.
    pub fn line(&mut self, x: i64, face: Type, colour: &str, text: &str) {
        self.text((x, self.at + face.ascent()), face, Held::Left, colour, text);
        self.at += face.height();
    }

    /// A text with its foot at a place.
    pub fn text(&mut self, (x, y): (i64, i64), face: Type, held: Held, colour: &str, text: &str) {
        let anchor = match held {
            Held::Left => "",
            Held::Middle => " text-anchor=\"middle\"",
            Held::Right => " text-anchor=\"end\"",
        };
        let weight = if face.bold { " font-weight=\"700\"" } else { "" };
        self.mark(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\"{weight}{anchor} fill=\"{colour}\">{}</text>",
            face.size,
            escaped(text),
        ));
    }

    /// A text whose capital letters stand around the height `middle`.
    pub fn beside(&mut self, (x, middle): (i64, i64), face: Type, held: Held, colour: &str, text: &str) {
        self.text((x, middle + face.capitals() / 2), face, held, colour, text);
    }

    /// A text held by its left end, on a piece of paper of its own where lines would run into its letters.
    pub fn on_paper(&mut self, (x, y): (i64, i64), face: Type, colour: &str, text: &str) {
        let (top, high) = (y - face.capitals() - style::RIM, face.height());
        let wide = fonts::width(text, face) + 2 * style::RIM;
        let left = x - style::RIM;
        self.mark(&format!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{}\"/>",
            style::PAPER
        ));
        self.text((x, y), face, Held::Left, colour, text);
    }

    /// A line across the sheet.
    pub fn rule(&mut self) {
        let (from, to) = (style::MARGIN, style::WIDTH - style::MARGIN);
        self.across(from, to, self.at, style::FAINT, 2);
    }

    /// A line from left to right.
    pub fn across(&mut self, from: i64, to: i64, y: i64, colour: &str, thick: i64) {
        self.mark(&format!("<path d=\"M{from} {y}H{to}\" stroke=\"{colour}\" stroke-width=\"{thick}\"/>"));
    }

    /// A line from top to bottom.
    pub fn upright(&mut self, x: i64, from: i64, to: i64, colour: &str, thick: i64) {
        self.mark(&format!("<path d=\"M{x} {from}V{to}\" stroke=\"{colour}\" stroke-width=\"{thick}\"/>"));
    }

    /// A range: a light bar with a firm end on each side.
    pub fn band(&mut self, from: i64, to: i64, middle: i64, colour: &str) {
        let (top, high, wide) = (middle - style::BAR / 2, style::BAR, to - from);
        self.mark(&format!(
            "<rect x=\"{from}\" y=\"{top}\" width=\"{wide}\" height=\"{high}\" fill=\"{colour}\" \
             fill-opacity=\"0.32\"/>"
        ));
        for end in [from, to] {
            self.upright(end, top - 2, top + high + 2, colour, 4);
        }
    }

    /// The number itself, as large as there is room on its range.
    pub fn dot(&mut self, x: i64, middle: i64, room: i64, colour: &str) {
        let radius = room.clamp(4, 9);
        let edge = if radius < 7 { 1 } else { 3 };
        self.mark(&format!(
            "<circle cx=\"{x}\" cy=\"{middle}\" r=\"{radius}\" fill=\"{colour}\" stroke=\"{}\" \
             stroke-width=\"{edge}\"/>",
            style::PAPER
        ));
    }

    /// The mark of a handful or none.
    pub fn hatched(&mut self, x: i64, middle: i64) {
        let (side, top) = (style::HANDFUL, middle - style::HANDFUL / 2);
        self.mark(&format!(
            "<rect x=\"{x}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" fill=\"url(#hatch)\" \
             stroke=\"{}\" stroke-width=\"2\"/>",
            style::GREY
        ));
    }

    fn mark(&mut self, mark: &str) {
        self.marks.push_str(mark);
        self.marks.push('\n');
    }

    /// The whole drawing.
    pub fn finish(mut self, title: &str) -> String {
        self.space(style::MARGIN - 8);
        let (wide, high) = (style::WIDTH, self.at);
        let mut all = String::new();
        let written = write!(
            all,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" \
             viewBox=\"0 0 {wide} {high}\" font-family=\"{FAMILY}\">\n\
             <title>{}</title>\n\
             <defs><pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path d=\"M2 0V7\" stroke=\"{}\" stroke-width=\"3\"/>\
             </pattern></defs>\n\
             <rect width=\"{wide}\" height=\"{high}\" fill=\"{}\"/>\n{}</svg>\n",
            escaped(title),
            style::GREY,
            style::PAPER,
            self.marks,
        );
        written.expect("a String takes what is written to it");
        all
    }
}

/// A text as SVG may hold it.
pub fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            '\'' => all.push_str("&apos;"),
            // Not even as a reference does XML know these.
            control if control.is_control() => all.push(' '),
            letter => all.push(letter),
        }
    }
    all
}
