//! The integration tests: one binary, one file a capability.

mod cli;
mod config;
mod tidy;
