//! The controls of `/engagement`, the page about the group as a whole.
//!
//! A period is named by its first day, so that *Older* leads to the same one when another has ended since.

use std::fmt;

use jiff::civil::Date;

use super::{BadId, number};
use crate::domain::check_in::{compact, parse_date};
use crate::domain::ids::SlotToken;

/// A control of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupStep {
    /// Show the period that began on this day, or the last one; and which part of what is said of it, from 0.
    Show(Option<Date>, u8),
    /// Take what was published along as a file.
    File,
    /// *See the page* under the digest: the post's own token, by which it is found again, and the first day of
    /// its period; none under a notice about one.
    Digest(SlotToken, Option<Date>),
    /// Post the digest from now on.
    PostDigest,
    /// Post it no more.
    StopDigest,
}

impl GroupStep {
    /// Reads what stands behind `group`.
    pub(super) fn read(kind: &str, at: &str, arg: &str) -> Result<Self, BadId> {
        match (kind, at, arg) {
            ("file", "", "") => Ok(Self::File),
            ("digest", token, first) => {
                let first = (!first.is_empty()).then(|| parse_date(first)).transpose()?;
                Ok(Self::Digest(token.parse().map_err(|_| BadId)?, first))
            }
            ("post", "", "") => Ok(Self::PostDigest),
            ("stop", "", "") => Ok(Self::StopDigest),
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
            Self::Digest(token, None) => write!(f, "1:groupdigest:{token}::"),
            Self::Digest(token, Some(first)) => write!(f, "1:groupdigest:{token}:{}:", compact(*first)),
            Self::PostDigest => f.write_str("1:grouppost:::"),
            Self::StopDigest => f.write_str("1:groupstop:::"),
        }
    }
}
