//! `chimebot rehearse`: the bot without Discord, on a page on this machine.

use std::process::ExitCode;

use anyhow::bail;

use super::RehearseArgs;

/// Runs stand-in, bot and page until it is asked to stop.
#[expect(clippy::unused_async, reason = "the signature every long-running subcommand has")]
pub async fn main(_args: RehearseArgs) -> anyhow::Result<ExitCode> {
    bail!("`rehearse` is not in this build yet")
}
