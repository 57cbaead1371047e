//! The integration tests: one binary, one file a capability.
#![expect(clippy::unwrap_used, reason = "a test's helper may panic: that is how the test fails")]

mod answering;
mod answering_twice;
mod backup;
mod canary;
mod check_in;
mod cli;
mod config;
mod consent;
mod copy_of_all;
mod data_everywhere;
mod days;
mod erasure_canary;
mod help;
mod judge;
mod looking_back;
mod lost_answers;
mod me;
mod migrations;
mod my_data;
mod notices;
mod over_tls;
#[cfg(unix)]
mod process;
mod prompts;
mod rehearsal;
mod rehearsal_stage;
mod reminders;
mod retention;
mod schedule;
mod screens;
mod setup;
mod setup_tells;
mod simulation;
mod slow_store;
mod staff;
mod standin;
mod store;
mod support;
mod tampering;
mod tidy;
mod trouble;
