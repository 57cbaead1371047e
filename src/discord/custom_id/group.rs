//! The controls of `/engagement`, the page about the group as a whole.
//!
//! A period is named by its first day, so that *Older* leads to the same one when another has ended since.

use std::fmt;

use jiff::civil::Date;

use super::{BadId, number};
use crate::domain::check_in::{compact, parse_date};

/// A control of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupStep {
    /// Show the period that began on this day, or the last one; and which part of what is said of it, from 0.
    Show(Option<Date>, u8),
    /// Take what was published along as a file.
    File,
}

impl GroupStep {
    /// Reads what stands behind `group`.
    pub(super) fn read(kind: &str, at: &str, arg: &str) -> Result<Self, BadId> {
        match (kind, at, arg) {
            ("file", "", "") => Ok(Self::File),
            ("", "", part) => Ok(Self::Show(None, number(part)?)),
            ("", date, part) => Ok(Self::Show(Some(parse_date(date)?), number(part)?)),
            _ => Err(BadId),
        }
    }
}

impl fmt::Display for GroupStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show(None, part) => write!(f, "1:group::{part}:"),
            Self::Show(Some(date), part) => write!(f, "1:group:{}:{part}:", compact(*date)),
            Self::File => f.write_str("1:groupfile:::"),
        }
    }
}
