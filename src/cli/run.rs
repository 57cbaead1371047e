//! `chimebot run`: the bot against Discord, or anything that speaks it.

use std::process::ExitCode;

use anyhow::bail;

use super::RunArgs;

/// Runs the bot until it is asked to stop.
#[expect(clippy::unused_async, reason = "the signature every long-running subcommand has")]
pub async fn main(_args: RunArgs) -> anyhow::Result<ExitCode> {
    bail!("`run` is not in this build yet")
}
