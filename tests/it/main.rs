//! The integration tests: one binary, one file a capability.

#![expect(clippy::unwrap_used, reason = "a test's helper may panic: that is how the test fails")]

mod migrations;
mod store;
