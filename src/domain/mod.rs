//! The pure core: what a check-in, a prompt, a schedule, a day and a consent are,
//! and every decision about them.
//!
//! Nothing in here does input or output, knows what time it is or draws from a
//! global generator: callers hand in the moment, the zone and the generator.
//! `tests/it/tidy.rs` holds the line.

pub mod bag;
pub mod check_in;
pub mod community;
pub mod consent;
pub mod days;
pub mod engagement;
pub mod help;
pub mod ids;
pub mod keeping;
pub mod pacing;
pub mod permissions;
pub mod plain;
pub mod planner;
pub mod prompt;
pub mod reminder;
pub mod resource;
pub mod schedule;
pub mod search;
pub mod slot;
mod slug;
pub mod suggestion;
