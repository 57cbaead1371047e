//! Controls of a community's own prompts: `1:own-<step>:<number>:<print>:`, and the form's
//! `1:ownform:<number or empty>:<format>.<sub-theme>:<print or empty>`.

use std::fmt;

use super::{BadId, by_name, name_of, number};
use crate::domain::prompt::{Format, SubTheme};

/// A control of one own prompt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnControl {
    /// What it does.
    pub step: OwnStep,
    /// The prompt's number.
    pub number: i64,
    /// The print of what was seen of it: a stale press does nothing.
    pub seen: u32,
}

/// What a control of one own prompt does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnStep {
    /// Put what was typed to use.
    Use,
    /// Ask it no longer.
    Retire,
    /// Ask it again.
    Restore,
}

/// The form for a prompt: opens it, and is its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnForm {
    /// The prompt's number; none for a new one.
    pub number: Option<i64>,
    /// How it is answered.
    pub format: Format,
    /// What it is about.
    pub subtheme: SubTheme,
    /// The print of what it was filled in with; none for an empty form.
    pub seen: Option<u32>,
}

const STEPS: [(OwnStep, &str); 3] =
    [(OwnStep::Use, "use"), (OwnStep::Retire, "retire"), (OwnStep::Restore, "restore")];

impl OwnControl {
    pub(super) fn read(step: &str, at: &str, seen: &str) -> Result<Self, BadId> {
        Ok(Self { step: by_name(&STEPS, step)?, number: natural(at)?, seen: print(seen)? })
    }
}

impl fmt::Display for OwnControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1:own-{}:{}:{:08x}:", name_of(&STEPS, &self.step), self.number, self.seen)
    }
}

impl OwnForm {
    pub(super) fn read(at: &str, kind: &str, seen: &str) -> Result<Self, BadId> {
        let (format, subtheme) = kind.split_once('.').ok_or(BadId)?;
        Ok(Self {
            number: if at.is_empty() { None } else { Some(natural(at)?) },
            format: Format::from_slug(format).ok_or(BadId)?,
            subtheme: SubTheme::from_slug(subtheme).ok_or(BadId)?,
            seen: if seen.is_empty() { None } else { Some(print(seen)?) },
        })
    }
}

impl fmt::Display for OwnForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.number.map(|number| number.to_string()).unwrap_or_default();
        let seen = self.seen.map(|seen| format!("{seen:08x}")).unwrap_or_default();
        write!(f, "1:ownform:{at}:{}.{}:{seen}", self.format.slug(), self.subtheme.slug())
    }
}

/// A print from its eight hex digits.
fn print(text: &str) -> Result<u32, BadId> {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if text.len() != 8 || !text.chars().all(hex) {
        return Err(BadId);
    }
    u32::from_str_radix(text, 16).map_err(|_| BadId)
}

fn natural(text: &str) -> Result<i64, BadId> {
    number::<i64>(text).and_then(|number| if number > 0 { Ok(number) } else { Err(BadId) })
}
