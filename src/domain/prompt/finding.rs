//! What is wrong in a file of words, said so that its author can mend it.

use std::fmt;

/// One fault or remark, with the place it is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Line, the first being 1.
    pub line: usize,
    /// Whether the file may still be used.
    pub severity: Severity,
    /// Short name of the rule, such as `unknown-key`.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file is refused.
    Error,
    /// Worth knowing; the file is used.
    Note,
}

impl Finding {
    pub(crate) fn error(file: &str, line: usize, code: &'static str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, severity: Severity::Error, code, message: message.into() }
    }

    /// Whether it stands in the way of using the file.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "error",
            Severity::Note => "note",
        };
        write!(f, "{}:{}: {word} [{}]: {}", self.file, self.line, self.code, self.message)
    }
}

/// The line, counted from 1, in which the byte `offset` of `text` lies.
pub(crate) fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// A finding for a file that TOML or its schema refused, at the line where reading stopped.
pub(crate) fn from_toml(file: &str, text: &str, fault: &toml::de::Error) -> Finding {
    let line = fault.span().map_or(1, |span| line_at(text, span.start));
    let said = fault.message().trim();
    let (code, advice) = if said.starts_with("unknown field") {
        ("unknown-key", "Mend the name or take the line out.")
    } else if said.starts_with("missing field") {
        ("missing-key", "Add it.")
    } else {
        ("syntax", "Mend this line.")
    };
    Finding::error(file, line, code, format!("{}. {advice}", said.trim_end_matches('.')))
}
