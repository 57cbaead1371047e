//! Between Rust values and columns: snowflakes are integers, moments unix milliseconds,
//! local dates and times ISO text.

use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::error::StoreError;
use crate::domain::ids::MemberRef;

/// A snowflake as SQLite keeps it. Reversible; the tables refuse zero and what is beyond 2^63.
pub(super) fn id(snowflake: u64) -> i64 {
    snowflake.cast_signed()
}

/// A snowflake as it was.
pub(super) fn snowflake(id: i64) -> u64 {
    id.cast_unsigned()
}

/// A moment in unix milliseconds.
pub(super) fn ms(moment: Timestamp) -> i64 {
    moment.as_millisecond()
}

/// The moment of unix milliseconds.
pub(super) fn moment(ms: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(ms).map_err(|_| StoreError::BadRow("a moment"))
}

/// The moment of unix milliseconds, where there is one.
pub(super) fn maybe_moment(ms: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    ms.map(moment).transpose()
}

/// A value from its text; `what` names the column in the error.
pub(super) fn parsed<T: FromStr>(text: &str, what: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::BadRow(what))
}

/// A date from its text, where there is one.
pub(super) fn maybe_date(text: Option<&str>, what: &'static str) -> Result<Option<Date>, StoreError> {
    text.map(|text| parsed(text, what)).transpose()
}

/// A local clock time as `HH:MM`.
pub(super) fn hour_minute(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// A member's reference from its column.
pub(super) fn member_ref(bytes: &[u8]) -> Result<MemberRef, StoreError> {
    bytes.try_into().map(MemberRef).map_err(|_| StoreError::BadRow("member_ref"))
}
