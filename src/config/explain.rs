//! Turns a TOML reader's fault into a line and a sentence for the person who made it.
//!
//! Values are left out on purpose: the reader's own messages quote them, and a value
//! may be a token that was pasted into the wrong file.

use toml::de::Error;

/// The line a fault is on, counted from 1.
pub fn line(text: &str, fault: &Error) -> usize {
    line_at(text, fault.span().map_or(0, |span| span.start))
}

/// The line of `section`'s `key`, counted from 1; the section's own when the key is not written out.
pub fn line_of_key(text: &str, (section, key): (&str, &str)) -> usize {
    let mut here = false;
    let mut at = 1;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            here = name.trim_end_matches(']').trim() == section;
            at = if here { index + 1 } else { at };
        } else if here && line.split('=').next().is_some_and(|name| name.trim() == key) {
            return index + 1;
        }
    }
    at
}

/// What is wrong and what to do, without repeating a value.
pub fn problem(text: &str, fault: &Error) -> String {
    let message = fault.message();
    let names = quoted(message);
    if message.starts_with("unknown field") {
        let Some((unknown, known)) = names.split_first() else {
            return "there is no such setting".to_owned();
        };
        return unknown_key(unknown, known);
    }
    if message.starts_with("missing field") {
        let name = names.first().copied().unwrap_or("a setting");
        return format!("`{name}` is missing here. config.example.toml shows every setting with its meaning");
    }
    if message.starts_with("unknown variant") {
        return format!("this must be one of {}", list(names.get(1..).unwrap_or_default()));
    }
    if message.starts_with("duplicate key") {
        return "this stands here a second time; keep one of the two".to_owned();
    }
    if message.starts_with("an id is ") {
        return message.to_owned();
    }
    if message.contains("socket address") {
        return "this must be an address and a port, such as \"127.0.0.1:9300\"".to_owned();
    }
    if message.starts_with("invalid type") {
        let written = text.get(fault.span().unwrap_or_default()).unwrap_or_default();
        let hint = if message.contains("expected struct") {
            "write it as a section: its name in [brackets] on a line of its own"
        } else if !written.starts_with('"') && (message.contains("string") || message.contains("path")) {
            "put the value in double quotes"
        } else {
            "config.example.toml shows how it is written"
        };
        return format!("this value is of the wrong kind; {hint}");
    }
    "this is not valid TOML. Text stands in double quotes, sections in [brackets], and a comment starts with #"
        .to_owned()
}

fn unknown_key(unknown: &str, known: &[&str]) -> String {
    if unknown.to_lowercase().contains("token") {
        return "the token must not stand in this file. Put it in a file of its own and name that file in the \
                environment variable CHIMEBOT_TOKEN_FILE. If other people may have read it here, make a new one \
                on the Bot page of Discord's developer portal"
            .to_owned();
    }
    if unknown.len() > 32 {
        // Longer than any setting's name: it may be a value that slipped, so it is not repeated.
        return format!("there is no such setting here. There are {}", list(known));
    }
    let nearest = known.iter().map(|name| (distance(unknown, name), *name)).min();
    match nearest {
        // Two slips in a short word make another word; a third of its letters is the usual limit.
        Some((slips, name)) if slips * 3 <= name.len().max(3) => {
            format!("there is no setting `{unknown}` here. Did you mean `{name}`?")
        }
        _ => format!("there is no setting `{unknown}` here. There are {}", list(known)),
    }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The names between backticks.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// How many letters must be added, dropped, changed or swapped with their neighbour to turn one word into the other.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=to.len()).collect()];
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let same = usize::from(from[i - 1] != to[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted_as_a_typist_makes_them() {
        for (from, to, slips) in [
            ("name", "name", 0),
            ("naem", "name", 1),
            ("nme", "name", 1),
            ("listne", "listen", 1),
            ("", "abc", 3),
        ] {
            assert_eq!(distance(from, to), slips, "{from} {to}");
        }
    }

    #[test]
    fn a_key_is_found_in_its_own_section() {
        let text = "[a]\nname = 1\n[b]\n# name = 2\nname = 3\n";
        assert_eq!(line_of_key(text, ("b", "name")), 5);
        assert_eq!(line_of_key(text, ("b", "other")), 3);
    }
}
