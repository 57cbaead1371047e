//! Quotation marks in a table: whether they hold cells together as was meant.

/// Whether each quotation mark that opens a cell is closed at the end of it. Where it is not, the reader
/// would take rows for one cell, up to a mark that stands in another row by chance.
///
/// # Errors
/// The row in which the first such cell begins, as a spreadsheet counts rows.
pub(super) fn quotes_close(text: &str, separator: u8) -> Result<(), usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum At {
        Begin,
        Bare,
        Quoted,
        Mark,
    }
    let (mut at, mut row, mut opened) = (At::Begin, 1, 0);
    let mut last = 0;
    for byte in text.bytes() {
        let ends = byte == separator || byte == b'\n' || byte == b'\r';
        at = match (at, byte) {
            (At::Begin, b'"') => {
                opened = row;
                At::Quoted
            }
            (At::Quoted, b'"') => At::Mark,
            (At::Mark, b'"') | (At::Quoted, _) => At::Quoted,
            (_, _) if ends => At::Begin,
            (At::Mark, b' ') => At::Mark,
            (At::Mark, _) => return Err(opened),
            (At::Begin | At::Bare, _) => At::Bare,
        };
        let line_ends = byte == b'\n' && last != b'\r' || byte == b'\r';
        row += usize::from(at == At::Begin && line_ends);
        last = byte;
    }
    if at == At::Quoted { Err(opened) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_opens_a_cell_closes_it_at_its_end() {
        let good = "\"title\",\"sentence\"\n\"A \"\"b\"\"\",\"\"\r\n\"C\" ,\"d,\n\ne\"\nF,6\" plates";
        assert_eq!(quotes_close(good, b','), Ok(()));
        for (bad, row) in [
            ("title;sentence\n\nA;\"b\nC;d\n", 3),
            ("\"title;sentence\nA;b\n", 1),
            // Another row's mark closes none.
            ("title;sentence\nTea;\"We drink\nWalks;We say \"hello\" and walk\nC;d", 2),
            ("title;sentence\r\n\r\n\"Food bank;We.\r\n\"Good two\";s\r\n", 3),
            ("title;sentence\rA;\"b\" c\r", 2),
        ] {
            assert_eq!(quotes_close(bad, b';'), Err(row), "{bad:?}");
        }
    }
}
