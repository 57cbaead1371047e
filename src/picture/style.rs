//! Sizes and colours, in one place.

use super::fonts::Type;
use crate::domain::engagement::Figure;

/// How wide the picture is.
pub const WIDTH: i64 = 720;
/// What is left free on each side.
pub const MARGIN: i64 = 32;
/// How wide what is drawn may be.
pub const INNER: i64 = WIDTH - 2 * MARGIN;
/// The air between two figures.
pub const GAP: i64 = 32;
/// The height of one number's row.
pub const ROW: i64 = 43;
/// How thick the bar of a range is.
pub const BAR: i64 = 20;
/// The side of the mark of a handful or none.
pub const HANDFUL: i64 = 22;
/// How far its paper stands out around a text.
pub const RIM: i64 = 3;
/// How wide the sample beside the note is.
pub const SAMPLE: i64 = 64;
/// The most a name takes beside the marks.
pub const NAME: i64 = 304;
/// The least that is left for the marks of a row, with the air around them.
pub const MARKS: i64 = 190;

/// The picture's own title.
pub const TITLE: Type = Type { size: 32, bold: true };
/// The title of a figure.
pub const HEADING: Type = Type { size: 28, bold: true };
/// One number that stands alone.
pub const HERO: Type = Type { size: 60, bold: true };
/// The range beside it.
pub const HERO_RANGE: Type = Type { size: 30, bold: false };
/// A number in a row.
pub const NUMBER: Type = Type { size: 26, bold: true };
/// A number in a narrow place.
pub const CELL: Type = Type { size: 24, bold: true };
/// A name.
pub const LABEL: Type = Type { size: 25, bold: false };
/// The smallest there is.
pub const SMALL: Type = Type { size: 22, bold: false };

/// The ground. It is opaque, so that the picture is the same on light and on dark.
pub const PAPER: &str = "#fbfaf7";
/// Words and numbers.
pub const INK: &str = "#1d1d22";
/// What is said beside them.
pub const GREY: &str = "#55555e";
/// Lines that only lead the eye.
pub const FAINT: &str = "#d8d5cd";

/// The colour of a figure: blue, bluish green, vermilion and reddish purple of Okabe and Ito.
pub fn colour(figure: Figure) -> &'static str {
    match figure {
        Figure::TookPart => "#0072b2",
        Figure::Support => "#009e73",
        Figure::Topic => "#d55e00",
        Figure::Scale(_) => "#cc79a7",
    }
}
