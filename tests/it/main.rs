//! The integration tests: one binary, one file a capability.
#![expect(clippy::unwrap_used, reason = "a test's helper may panic: that is how the test fails")]

mod cli;
mod config;
mod schedule;
mod tidy;
mod prompts;
mod simulation;

mod judge;

#![expect(clippy::unwrap_used, reason = "a test's helper may panic: that is how the test fails")]

mod rehearsal;
mod standin;

#![expect(clippy::unwrap_used, reason = "a test's helper may panic: that is how the test fails")]

mod migrations;
mod store;
