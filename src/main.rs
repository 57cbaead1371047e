//! The thin binary: reads the command line, does what it says, and ends with its exit code.

use std::process::ExitCode;
use std::time::Duration;

use chimebot::cli::{self, Cli};
use clap::Parser as _;

/// How long the program waits at its end for tasks that it no longer needs.
const REST: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => {
            return cli::explain(&anyhow::Error::new(why).context("the program could not start its threads"));
        }
    };
    let code = runtime.block_on(cli::dispatch(cli)).unwrap_or_else(|why| cli::explain(&why));
    // All that must be finished is. A task of a library that never rests must not keep the process alive.
    runtime.shutdown_timeout(REST);
    code
}
