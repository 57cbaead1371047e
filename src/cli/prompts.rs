//! `chimebot prompts check`: the lint that the bot itself runs before it uses a pack.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;

/// What `prompts check` is told.
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// The folder of prompt files; the built-in ones when left out
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Checks a folder of prompts and prints each finding with its file and line.
pub fn main(_args: &CheckArgs) -> anyhow::Result<ExitCode> {
    bail!("`prompts check` is not in this build yet")
}
