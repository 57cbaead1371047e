//! A file of entries, as spreadsheets and people save them: CSV or TOML, in the letters of any year.
//!
//! Nothing is judged here but whether it can be read as rows at all.

use std::collections::BTreeSet;

use super::quotes::quotes_close;
use super::text::quoted;
use super::{Field, RawEntry};
use crate::domain::prompt::line_at;

/// The largest file that is read, in bytes.
pub const LARGEST: usize = 1 << 20;
/// The most rows of a file, and the most entries of a community.
pub const MOST: usize = 10_000;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table, for spreadsheets.
    Csv,
    /// For people and version control.
    Toml,
}

impl Format {
    /// By the ending of a file's name.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }

    /// Its word in options and file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Toml => "toml",
        }
    }
}

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// It is larger than [`LARGEST`].
    #[error("larger than 1 MB")]
    Big,
    /// Its name says that it is neither CSV nor TOML.
    #[error("neither CSV nor TOML")]
    Kind,
    /// It is a spreadsheet's own file, or another that is no text.
    #[error("not saved as text")]
    Binary,
    /// There is nothing in it.
    #[error("empty")]
    Empty,
    /// Its first line does not name the columns.
    #[error("no column named title")]
    Columns,
    /// It is no TOML.
    #[error("no TOML, at line {line}")]
    Toml {
        /// Where it stops being that, from 1.
        line: usize,
    },
    /// Two of its columns mean the same part, and only one of the two could be kept.
    #[error("two columns for one part")]
    Twice(Field),
    /// A quotation mark opens a cell, and none closes it at its end: what follows is no rows any more.
    #[error("a quotation mark that does not close its cell, in row {row}")]
    Quote {
        /// The row it stands in, as a spreadsheet counts them.
        row: usize,
    },
    /// It has more rows than [`MOST`], or would make the list longer than that.
    #[error("more than 10,000 entries")]
    Rows,
}

impl FileFault {
    /// The key of the sentence that tells a moderator.
    pub fn key(self) -> &'static str {
        match self {
            Self::Big => "big",
            Self::Kind => "kind",
            Self::Binary => "binary",
            Self::Empty => "empty",
            Self::Columns => "columns",
            Self::Toml { .. } => "toml",
            Self::Twice(_) => "twice",
            Self::Quote { .. } => "quote",
            Self::Rows => "rows",
        }
    }
}

/// The rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The rows, each with its number: in CSV as a spreadsheet counts them, in TOML from 1.
    pub rows: Vec<Row>,
    /// Names of columns that mean nothing here. Harmless to be told back.
    pub ignored: BTreeSet<String>,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub number: usize,
    /// What stands in it.
    pub raw: RawEntry,
    /// The parts that it names, empty ones too. The others are left as they are.
    pub parts: BTreeSet<Field>,
    /// There are more cells than columns: a separator inside of a text that is not quoted.
    pub shifted: bool,
}

/// Opens a file by its name: how it is written, and its text.
///
/// # Errors
/// When it is too large, or no text of a kind that is read.
pub fn open(name: &str, bytes: &[u8]) -> Result<(Format, String), FileFault> {
    let format = Format::of_name(name).ok_or(FileFault::Kind);
    if bytes.len() > LARGEST {
        return Err(FileFault::Big);
    }
    // A spreadsheet's own file is told apart by what to do about it.
    let text = decoded(bytes).ok_or(FileFault::Binary)?;
    Ok((format?, text))
}

/// The rows in the text of a file.
///
/// # Errors
/// When it cannot be read as rows at all.
pub fn rows(format: Format, text: &str) -> Result<Sheet, FileFault> {
    let sheet = match format {
        Format::Csv => table(text),
        Format::Toml => tables(text),
    }?;
    match sheet.rows.len() {
        0 => Err(FileFault::Empty),
        1..=MOST => Ok(sheet),
        _ => Err(FileFault::Rows),
    }
}

/// Reads a file by its name.
///
/// # Errors
/// When it cannot be read as rows at all.
pub fn read(name: &str, bytes: &[u8]) -> Result<Sheet, FileFault> {
    let (format, text) = open(name, bytes)?;
    rows(format, &text)
}

/// The text in a file: UTF-8, UTF-16 with its mark, or Windows-1252, which older spreadsheets save.
fn decoded(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes)?,
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
            }
        }
    };
    // Text has no such marks; the archive that a spreadsheet's own file is begins with `PK`.
    (!text.contains(['\0', '\u{1}', '\u{2}', '\u{3}', '\u{4}']) && !text.starts_with("PK\u{5}"))
        .then_some(text)
}

/// A letter of Windows-1252, which is Latin-1 but for these 32.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

fn table(text: &str) -> Result<Sheet, FileFault> {
    let (text, told) = match text.split_once(['\r', '\n']) {
        // Spreadsheets of one maker say in a first line which mark they use, and count it as a row.
        Some((first, rest)) if first.len() == 5 && first.to_ascii_lowercase().starts_with("sep=") => {
            (rest.trim_start_matches('\n'), first.as_bytes().last().copied())
        }
        _ => (text, None),
    };
    let separator = told.unwrap_or_else(|| separator(text));
    let mut records = numbered(text, separator, usize::from(told.is_some()))?.into_iter();
    let is_blank = |record: &csv::StringRecord| record.iter().all(|cell| cell.trim().is_empty());
    let (_, header) = records.find(|(_, record)| !is_blank(record)).ok_or(FileFault::Empty)?;
    let columns: Vec<Option<Field>> = header.iter().map(column).collect();
    let (mut sheet, mut parts) = (Sheet::default(), BTreeSet::new());
    for (name, known) in header.iter().zip(&columns) {
        match known {
            Some(field) if !parts.insert(*field) => return Err(FileFault::Twice(*field)),
            Some(_) => {}
            None if name.trim().is_empty() => {}
            None => drop(sheet.ignored.insert(quoted(name))),
        }
    }
    if !parts.contains(&Field::Title) && !parts.contains(&Field::Id) {
        return Err(FileFault::Columns);
    }
    for (number, record) in records.filter(|(_, record)| !is_blank(record)).take(MOST + 1) {
        let mut row = Row { number, parts: parts.clone(), ..Row::default() };
        for (place, cell) in record.iter().enumerate() {
            match columns.get(place) {
                Some(Some(field)) => *row.raw.get_mut(*field) = unguarded(cell),
                Some(None) => {}
                None => row.shifted |= !cell.trim().is_empty(),
            }
        }
        sheet.rows.push(row);
    }
    Ok(sheet)
}

/// The records of a table, each with the number of its row as a spreadsheet shows it: the reader passes
/// over blank rows, and they count. `before` rows stand above the text.
fn numbered(text: &str, separator: u8, before: usize) -> Result<Vec<(usize, csv::StringRecord)>, FileFault> {
    quotes_close(text, separator).map_err(|row| FileFault::Quote { row: before + row })?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let (mut records, mut record, mut number) = (Vec::new(), csv::StringRecord::new(), before);
    loop {
        let start = usize::try_from(reader.position().byte()).unwrap_or(text.len());
        if !reader.read_record(&mut record).unwrap_or(false) {
            break;
        }
        number += blank_rows(text.as_bytes(), start) + 1;
        records.push((number, record.clone()));
    }
    Ok(records)
}

/// How many blank rows begin at `start`.
fn blank_rows(text: &[u8], start: usize) -> usize {
    let ends_before = start > 0 && text[start - 1] == b'\r' && text.get(start) == Some(&b'\n');
    let mut rest = &text[start + usize::from(ends_before)..];
    let mut blank = 0;
    while let Some(after) =
        rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).or_else(|| rest.strip_prefix(b"\r"))
    {
        (rest, blank) = (after, blank + 1);
    }
    blank
}

/// The mark between the cells: the one that the first line has most of, outside of quotes.
fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut quoted = false;
    let open: String = first
        .chars()
        .filter(|mark| {
            quoted ^= *mark == '"';
            !quoted
        })
        .collect();
    let count = |mark: &u8| open.matches(char::from(*mark)).count();
    [b';', b'\t', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// The column of this name, in any case, by the words people use for it.
fn column(name: &str) -> Option<Field> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let name = match name.as_str() {
        "name" => "title",
        "description" | "summary" => "sentence",
        "url" | "website" | "web" => "link",
        "telephone" | "tel" | "number" | "phone_number" => "phone",
        "topic" => "topics",
        "support" => "supports",
        "component" | "chime" => "components",
        "language" => "languages",
        "tag" => "tags",
        "checked" | "last_checked" => "checked_on",
        other => other,
    };
    Field::from_slug(name)
}

/// Whether a spreadsheet may take a cell that begins so for a formula.
fn starts_formula(mark: char) -> bool {
    matches!(mark, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠')
}

fn is_guardable(cell: &str) -> bool {
    cell.trim_start_matches(['\'', ' ']).starts_with(starts_formula)
}

/// A cell that no spreadsheet takes for a formula: with a `'` before it. A spreadsheet that parts cells at
/// semicolons may make several of it, and each gets its own.
pub fn guarded(cell: &str) -> String {
    let guard = |part: &str| if is_guardable(part) { format!("'{part}") } else { part.to_owned() };
    cell.split(';').map(guard).collect::<Vec<_>>().join(";")
}

/// A cell without the `'` that [`guarded`] sets.
fn unguarded(cell: &str) -> String {
    let bare = |part: &'_ str| {
        part.strip_prefix('\'').filter(|inner| is_guardable(inner)).unwrap_or(part).to_owned()
    };
    cell.split(';').map(bare).collect::<Vec<_>>().join(";")
}

fn tables(text: &str) -> Result<Sheet, FileFault> {
    let fault = |place: usize| FileFault::Toml { line: line_at(text, place.min(text.len())) };
    let file: toml::Table =
        text.parse().map_err(|error: toml::de::Error| fault(error.span().map_or(0, |span| span.start)))?;
    let mut sheet = Sheet::default();
    for (name, value) in file {
        let entries = match value {
            toml::Value::Array(entries) if name == "entry" => entries,
            _ => {
                sheet.ignored.insert(quoted(&name));
                continue;
            }
        };
        for (at, entry) in entries.into_iter().enumerate() {
            let toml::Value::Table(entry) = entry else { return Err(fault(0)) };
            let mut row = Row { number: at + 1, ..Row::default() };
            for (name, value) in entry {
                match Field::from_slug(&name) {
                    Some(field) => {
                        row.parts.insert(field);
                        *row.raw.get_mut(field) = written(value);
                    }
                    None => drop(sheet.ignored.insert(quoted(&name))),
                }
            }
            sheet.rows.push(row);
        }
    }
    Ok(sheet)
}

/// A value as a form or a cell would hold it.
fn written(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(parts) => parts.into_iter().map(written).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_rows(name: &str, bytes: &[u8]) -> Vec<(usize, String, String)> {
        let sheet = read(name, bytes).unwrap();
        sheet.rows.into_iter().map(|row| (row.number, row.raw.title, row.raw.sentence)).collect()
    }

    fn row(number: usize, title: &str, sentence: &str) -> (usize, String, String) {
        (number, title.to_owned(), sentence.to_owned())
    }

    #[test]
    fn a_table_is_read_however_a_spreadsheet_saved_it() {
        let wanted = [row(2, "Café", "A; b"), row(3, "B", "two\r\nlines")];
        let with = |separator: &str| {
            format!("Sentence{separator}TITLE\r\n\"A; b\"{separator}Café\r\n\"two\r\nlines\"{separator}B\r\n")
        };
        for separator in [";", ",", "\t"] {
            let text = with(separator);
            assert_eq!(read_rows("a.csv", text.as_bytes()), wanted, "{separator:?}");
            assert_eq!(read_rows("a.CSV", format!("\u{feff}{text}").as_bytes()), wanted);
            let old: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            assert_eq!(read_rows("a.csv", &old), wanted, "Windows-1252");
            let wide: Vec<u8> =
                "\u{feff}".chars().chain(text.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
            assert_eq!(read_rows("a.txt", &wide), wanted, "UTF-16");
        }
        assert_eq!(read_rows("a.csv", "sep=;\r\ntitle;sentence\r\nA;b".as_bytes()), [row(3, "A", "b")]);
        assert_eq!(read_rows("a.csv", b"title;sentence\xb4\nA\x80\x96;b"), [row(2, "A€–", "")]);
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let text = "title,sentence\n\nA,\"x\n\ny\"\n,\n\r\nB,z\n";
        assert_eq!(read_rows("a.csv", text.as_bytes()), [row(3, "A", "x\n\ny"), row(6, "B", "z")]);
        let inches = "title;sentence\r\n6\" plates;s\r\n\r\nTwo;\"a\r\n\r\nb\"\r\nLast;s";
        let wanted = [row(2, "6\" plates", "s"), row(4, "Two", "a\r\n\r\nb"), row(5, "Last", "s")];
        assert_eq!(read_rows("a.csv", inches.as_bytes()), wanted);
        let old = inches.replace("\r\n", "\r");
        assert_eq!(read_rows("a.csv", old.as_bytes()).iter().map(|row| row.0).collect::<Vec<_>>(), [2, 4, 5]);
    }

    #[test]
    fn a_file_that_is_no_list_is_told_apart_by_what_to_do_about_it() {
        let faults = [
            ("a.xlsx", b"PK\x03\x04..".as_slice(), FileFault::Binary),
            ("a.csv", b"PK\x03\x04..", FileFault::Binary),
            ("a.pdf", b"text", FileFault::Kind),
            ("a.csv", b"", FileFault::Empty),
            ("a.csv", b"title,sentence\n", FileFault::Empty),
            ("a.csv", b"one,two\n1,2\n", FileFault::Columns),
            ("a.toml", b"[[entry]]\ntitle = \"A\"\nwhat?\n", FileFault::Toml { line: 3 }),
            ("a.toml", b"", FileFault::Empty),
        ];
        for (name, bytes, fault) in faults {
            assert_eq!(read(name, bytes), Err(fault), "{name}");
        }
        let row = |row| Err(FileFault::Quote { row });
        assert_eq!(read("a.csv", b"title;sentence\n\nA;\"b\nC;d\n"), row(3));
        assert_eq!(read("a.csv", b"\"title;sentence\nA;b\n"), row(1));
        for twice in ["title,url,website", "title,Link,web", "name,title,link"] {
            let field = if twice.starts_with("name") { Field::Title } else { Field::Link };
            assert_eq!(read("a.csv", format!("{twice}\nA,b,c\n").as_bytes()), Err(FileFault::Twice(field)));
        }
        assert_eq!(read("a.csv", &vec![b'a'; LARGEST + 1]), Err(FileFault::Big));
        assert_eq!(
            read("a.csv", format!("title\n{}", "a\n".repeat(MOST + 1)).as_bytes()),
            Err(FileFault::Rows)
        );
    }

    #[test]
    fn unknown_columns_are_named_and_a_shifted_row_is_noticed() {
        let sheet = read("a.csv", b"title,sentence,**Notes**\nA,b,c\nA,b, more,d\n").unwrap();
        assert_eq!(sheet.ignored, ["Notes".to_owned()].into());
        assert_eq!(sheet.rows.iter().map(|row| row.shifted).collect::<Vec<_>>(), [false, true]);
        let sheet =
            read("a.toml", b"x = 1\n[[entry]]\ntitle = \"A\"\ntopics = [\"food\", \"money\"]\nrank = 1")
                .unwrap();
        assert_eq!(sheet.ignored, ["rank".to_owned(), "x".to_owned()].into());
        assert_eq!(sheet.rows[0].raw.topics, "food; money");
    }

    proptest! {
        #[test]
        fn no_guarded_cell_is_a_formula_and_the_guard_comes_off_again(cell in "['=+@; \\-\t＝a-z]{0,8}") {
            let guarded = guarded(&cell);
            prop_assert!(guarded.split(';').all(|part| !part.trim_start_matches(' ').starts_with(starts_formula)));
            prop_assert_eq!(unguarded(&guarded), cell);
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200), toml in any::<bool>()) {
            let _ = read(if toml { "a.toml" } else { "a.csv" }, &bytes);
        }
    }
}
