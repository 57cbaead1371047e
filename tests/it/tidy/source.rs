//! Reads a Rust file just well enough to tell its code from its text.

/// One Rust file, split into what the compiler runs and what it only carries.
pub struct Source {
    pub path: String,
    pub text: String,
    /// The code without comments, attributes, unit tests and the insides of literals.
    code: Vec<String>,
    /// Every string literal outside attributes and unit tests: its line, its text, and the code before it.
    pub strings: Vec<(usize, String, String)>,
    /// Every attribute and its line.
    pub attributes: Vec<(usize, String)>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let mut source = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            code: vec![String::new()],
            strings: Vec::new(),
            attributes: Vec::new(),
        };
        source.split(text);
        source
    }

    fn split(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        let ahead =
            |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
        // Unit tests may name and say what they like.
        let mut tests_begin = self.path.ends_with("/tests.rs");
        let mut at = 0;
        while at < chars.len() {
            let line = self.code.len();
            let from = at;
            if ahead(at, "//") {
                at = end_of(&chars, at, |c| c == '\n');
            } else if ahead(at, "/*") {
                let mut depth = 1;
                at += 2;
                while at < chars.len() && depth > 0 {
                    depth = if ahead(at, "/*") {
                        depth + 1
                    } else if ahead(at, "*/") {
                        depth - 1
                    } else {
                        depth
                    };
                    at += 1;
                }
            } else if ahead(at, "#[") || ahead(at, "#![") {
                at = end_of_attribute(&chars, at);
                let attribute: String = chars[from..at].iter().collect();
                let follows: String = chars[at..].iter().skip_while(|c| c.is_whitespace()).take(4).collect();
                tests_begin |= attribute == "#[cfg(test)]" && follows == "mod ";
                self.attributes.push((line, attribute));
            } else if let Some((start, end, next)) = string_at(&chars, at) {
                let before =
                    self.code.iter().rev().take(3).rev().fold(String::new(), |all, line| all + line.trim());
                if !tests_begin {
                    self.strings.push((line, chars[start..end].iter().collect(), before));
                }
                self.push("\"\"");
                at = next;
            } else if chars[at] == '\'' && char_literal(&chars, at).is_some() {
                at = char_literal(&chars, at).unwrap();
                self.push("' '");
            } else {
                if chars[at] == '\n' {
                    self.code.push(String::new());
                } else if !tests_begin {
                    self.push(&chars[at].to_string());
                }
                at += 1;
                continue;
            }
            for _ in chars[from..at.min(chars.len())].iter().filter(|c| **c == '\n') {
                self.code.push(String::new());
            }
        }
    }

    fn push(&mut self, code: &str) {
        self.code.last_mut().unwrap().push_str(code);
    }

    /// Whether the file lies in one of these folders or is one of these files.
    pub fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| {
            self.path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || place.ends_with('/'))
        })
    }

    /// The lines of code that hold `word` as a whole path or name.
    pub fn lines_naming(&self, word: &str) -> Vec<usize> {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let stands = |line: &str| {
            line.match_indices(word).any(|(at, _)| {
                !line[..at].chars().next_back().is_some_and(is_name)
                    && !line[at + word.len()..].chars().next().is_some_and(is_name)
            })
        };
        (1..).zip(&self.code).filter(|(_, line)| stands(line)).map(|(number, _)| number).collect()
    }

    pub fn breach(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    pub fn breaches(&self, words: &[&str], why: &str) -> Vec<String> {
        words
            .iter()
            .flat_map(|word| self.lines_naming(word).into_iter().map(move |line| (line, word)))
            .map(|(line, word)| self.breach(line, &format!("`{word}`: {why}")))
            .collect()
    }
}

fn end_of(chars: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|at| stop(chars[*at])).unwrap_or(chars.len())
}

fn end_of_attribute(chars: &[char], from: usize) -> usize {
    let mut depth = 0;
    let mut at = from;
    while at < chars.len() {
        if let Some((_, _, next)) = string_at(chars, at) {
            at = next;
            continue;
        }
        match chars[at] {
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
}

/// Where a string literal that begins at `at` has its inside and its end: `(start, end, next)`.
fn string_at(chars: &[char], at: usize) -> Option<(usize, usize, usize)> {
    let after_name = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    let mut open = at;
    if !after_name && matches!(chars[open], 'b' | 'c') {
        open += 1;
    }
    let raw = !(after_name && open == at) && chars.get(open) == Some(&'r');
    if raw {
        let hashes = chars[open + 1..].iter().take_while(|c| **c == '#').count();
        let start = open + hashes + 2;
        if chars.get(start - 1) != Some(&'"') {
            return None;
        }
        let closes = |at: &usize| {
            chars[*at] == '"' && chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
        };
        let end = (start..chars.len()).find(closes)?;
        return Some((start, end, end + 1 + hashes));
    }
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let mut end = open + 1;
    while *chars.get(end)? != '"' {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    Some((open + 1, end, end + 1))
}

/// The end of a character literal; a lifetime is none.
fn char_literal(chars: &[char], at: usize) -> Option<usize> {
    match chars.get(at + 1)? {
        '\\' => {
            let escaped = at + 3;
            Some(end_of(chars, escaped, |c| c == '\'') + 1)
        }
        _ if chars.get(at + 2) == Some(&'\'') => Some(at + 3),
        _ => None,
    }
}
