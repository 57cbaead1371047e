//! `PRIVACY.md` names every column there is, and no column that is not.

use std::collections::BTreeSet;
use std::fs;

/// The columns of every table that a migration makes or widens, as `table.column`.
fn columns(sql: &str) -> BTreeSet<String> {
    let code: String =
        sql.lines().map(|line| line.split("--").next().unwrap_or_default().to_owned() + "\n").collect();
    let mut found = BTreeSet::new();
    for statement in statements(&code) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", table, ..] => {
                let table = table.split('(').next().unwrap_or_default();
                let body = statement.split_once('(').map_or("", |(_, body)| body);
                for part in parts(body) {
                    let first = part.split_whitespace().next().unwrap_or_default();
                    if !["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", ""].contains(&first) {
                        found.insert(format!("{table}.{first}"));
                    }
                }
            }
            ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..]
            | ["ALTER", "TABLE", table, "ADD", column, ..] => {
                found.insert(format!("{table}.{column}"));
            }
            ["ALTER", "TABLE", table, "DROP", "COLUMN", column, ..] => {
                found.remove(&format!("{table}.{column}"));
            }
            _ => {}
        }
    }
    found
}

/// The statements of a script; a semicolon inside quotes ends none.
fn statements(code: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut quoted = false;
    for c in code.chars() {
        quoted ^= c == '\'';
        if c == ';' && !quoted {
            found.push(String::new());
        } else if let Some(last) = found.last_mut() {
            last.push(c);
        }
    }
    found
}

/// What stands between the commas of a list, up to the bracket that closes it.
fn parts(body: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let (mut depth, mut quoted) = (0, false);
    for c in body.chars() {
        quoted ^= c == '\'';
        match c {
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => break,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        found.last_mut().unwrap().push(c);
    }
    found
}

/// The columns named by the first cell of a row, and how many cells each row has filled.
fn rows(page: &str) -> Vec<(String, usize)> {
    page.lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .map(|line| {
            let cells = line.split('|').filter(|cell| !cell.trim().is_empty()).count();
            (line.split('`').next().unwrap_or_default().to_owned(), cells)
        })
        .collect()
}

#[test]
fn the_privacy_page_has_a_row_for_every_column() {
    let page = fs::read_to_string(super::top().join("PRIVACY.md")).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 30, "the tables were found");
    for (column, cells) in &rows {
        assert_eq!(*cells, 5, "{column}: why, how long, copied how, erased how");
    }
    let mut found = Vec::new();
    super::files(super::top(), &mut found);
    let mut scripts: Vec<_> = found
        .into_iter()
        .filter(|path| {
            path.starts_with(super::top().join("migrations")) && path.extension().is_some_and(|e| e == "sql")
        })
        .collect();
    scripts.sort();
    let sql: String = scripts.iter().map(|path| fs::read_to_string(path).unwrap() + ";\n").collect();
    let (stored, told) = (columns(&sql), rows.into_iter().map(|(column, _)| column).collect::<BTreeSet<_>>());
    let untold: Vec<_> = stored.difference(&told).collect();
    assert!(untold.is_empty(), "stored, and not in PRIVACY.md: {untold:?}");
    if !scripts.is_empty() {
        let unkept: Vec<_> = told.difference(&stored).collect();
        assert!(unkept.is_empty(), "in PRIVACY.md, and not stored: {unkept:?}");
    }
}

#[test]
fn columns_are_read_from_tables_as_they_are_written() {
    let sql = "-- CREATE TABLE no (x);\nCREATE TABLE a (\n  id INTEGER CONSTRAINT c CHECK (id IN (1, 2)),\n\
               b TEXT CHECK (b <> ';,('), -- note, c\n  PRIMARY KEY (id, b),\n CONSTRAINT u UNIQUE (b)\n) STRICT;\n\
               CREATE INDEX i ON a (b); ALTER TABLE a ADD COLUMN d TEXT; ALTER TABLE a DROP COLUMN b;";
    assert_eq!(columns(sql).into_iter().collect::<Vec<_>>(), ["a.d", "a.id"]);
}
