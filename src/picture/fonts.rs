//! The font that comes along: how wide a text will be, and how it is fitted into its place.
//!
//! Widths are whole numbers, rounded up and without kerning, so that a text is never wider than
//! was thought.

use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb;
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};

static REGULAR: &[u8] = include_bytes!("../../assets/fonts/OpenSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../../assets/fonts/OpenSans-Bold.ttf");

/// The family as the files name it.
pub const FAMILY: &str = "Open Sans";
/// What stands for words that did not fit.
const CUT: char = '…';
/// Units of the font in one em.
const EM: i64 = 2_048;

/// The fonts for the renderer, read once. Nothing of the machine's is among them.
pub static ALL: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut all = fontdb::Database::new();
    all.load_font_data(REGULAR.to_vec());
    all.load_font_data(BOLD.to_vec());
    Arc::new(all)
});

/// A size and a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// In pixels.
    pub size: i64,
    /// Whether it is bold.
    pub bold: bool,
}

impl Type {
    /// From one line to the next.
    pub fn height(self) -> i64 {
        self.size * 13 / 10
    }

    /// From the top of a line to the foot of its letters.
    pub fn ascent(self) -> i64 {
        self.size
    }

    /// The height of its capital letters.
    pub fn capitals(self) -> i64 {
        self.size * 5 / 7
    }
}

/// How wide a text is at most.
pub fn width(text: &str, face: Type) -> i64 {
    let units: i64 = text.chars().filter_map(|letter| units(letter, face.bold)).sum();
    (units * face.size + EM - 1) / EM
}

/// A text in at most `most` lines of at most `wide` pixels each; what does not fit is cut off.
pub fn wrap(text: &str, face: Type, wide: i64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer.filter(|longer| width(longer, face) <= wide) {
            Some(longer) => *lines.last_mut().expect("a line was made longer") = longer,
            None if lines.len() < most => lines.push(word.to_owned()),
            None => {
                let rest = words.fold(word.to_owned(), |all, word| format!("{all} {word}"));
                let last = lines.last_mut().expect("no line fits into none");
                *last = format!("{last} {rest}");
                break;
            }
        }
    }
    lines.into_iter().map(|line| fit(&line, face, wide)).collect()
}

/// A text in one line of at most `wide` pixels.
pub fn fit(text: &str, face: Type, wide: i64) -> String {
    if width(text, face) <= wide {
        return text.to_owned();
    }
    let room = wide - width(&CUT.to_string(), face);
    let mut kept = String::new();
    let mut taken = 0;
    for letter in text.chars() {
        // Sums before they are scaled, as `width` does it.
        taken += units(letter, face.bold).unwrap_or(0);
        if taken * face.size > room * EM {
            break;
        }
        kept.push(letter);
    }
    format!("{}{CUT}", kept.trim_end())
}

/// A text as the font can write it: in one line, without signs that it lacks. None when a letter or digit is
/// among these, or nothing is left.
pub fn writable(text: &str) -> Option<String> {
    let mut kept = String::new();
    for letter in text.chars() {
        match units(letter, false) {
            Some(_) if letter.is_whitespace() => kept.push(' '),
            Some(_) => kept.push(letter),
            None if letter.is_alphanumeric() => return None,
            None => kept.push(' '),
        }
    }
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    (!kept.is_empty()).then_some(kept)
}

/// How far a letter goes, in units of the font; none where the font lacks it.
fn units(letter: char, bold: bool) -> Option<i64> {
    let face = if bold { &*BOLD_FACE } else { &*REGULAR_FACE };
    let glyph = face.charmap().map(letter)?;
    face.hmtx().ok()?.advance(glyph).map(i64::from)
}

static REGULAR_FACE: LazyLock<FontRef<'static>> = LazyLock::new(|| read(REGULAR));
static BOLD_FACE: LazyLock<FontRef<'static>> = LazyLock::new(|| read(BOLD));

fn read(data: &'static [u8]) -> FontRef<'static> {
    FontRef::new(data).expect("the font is compiled in, and a test reads it")
}
