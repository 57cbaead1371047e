//! The thin binary: reads the command line, does what it says, and ends with its exit code.

use std::process::ExitCode;

use chimebot::cli::{self, Cli};
use clap::Parser as _;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            return cli::explain(&anyhow::Error::new(why).context("the program could not start its threads"));
        }
    };
    runtime.block_on(cli::dispatch(cli)).unwrap_or_else(|why| cli::explain(&why))
}
