//! The published numbers as a file for a spreadsheet: the printed values, and nothing beside them.

use super::super::button;
use super::super::screen::Screen;
use super::words::Say;
use crate::domain::engagement::{Printed, ReleasedPeriod};
use crate::domain::resource::file::guarded;
use crate::words::Texts;

/// The columns, in a fixed order that tools may rely on.
const COLUMNS: [&str; 8] =
    ["first_day", "last_day", "figure", "of", "printed", "value", "could_be_from", "could_be_to"];
/// What the file is called.
const NAME: &str = "engagement.csv";

/// The file; a refusal where `periods` are none.
pub fn taken(texts: &Texts, locale: &str, periods: Option<&[ReleasedPeriod]>) -> Screen {
    let say = Say { texts, locale };
    let buttons = vec![super::open(texts, locale), button::help(texts, locale)];
    match periods {
        None => Screen::text(say.plain("engagement-only-leader")),
        Some([]) => Screen::text(say.plain("engagement-file-none")),
        Some(periods) => Screen::text(say.plain("engagement-file")).file(NAME, csv(say, periods)),
    }
    .buttons(buttons)
}

/// One line a number, the last period first. No cell is one that a spreadsheet takes for a formula.
fn csv(say: Say<'_>, periods: &[ReleasedPeriod]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut write = |cells: [String; 8]| {
        let cells = cells.map(|cell| guarded(&cell));
        writer.write_record(cells).expect("writing into memory does not fail, and all rows are as long");
    };
    write(COLUMNS.map(str::to_owned));
    for period in periods {
        for number in &period.numbers {
            let printed = number.printed();
            let [value, low, high] = match printed {
                Printed::Handful => [const { String::new() }; 3],
                Printed::About { value, low, high } => [value, low, high].map(|number| number.to_string()),
            };
            write([
                period.first.to_string(),
                period.last.to_string(),
                say.figure(number.figure()),
                say.cell(number.cell()),
                say.printed(printed),
                value,
                low,
                high,
            ]);
        }
    }
    let bytes = writer.into_inner().expect("writing into memory does not fail");
    format!("\u{feff}{}", String::from_utf8_lossy(&bytes))
}
