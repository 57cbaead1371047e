//! The integration tests: one binary, one file a capability.
#![expect(clippy::unwrap_used, reason = "a test's helper may panic: that is how the test fails")]

mod answering;
mod answering_twice;
mod check_in;
mod cli;
mod config;
mod judge;
mod migrations;
mod over_tls;
#[cfg(unix)]
mod process;
mod prompts;
mod rehearsal;
mod rehearsal_stage;
mod schedule;
mod screens;
mod simulation;
mod standin;
mod store;
mod support;
mod tidy;
mod trouble;
