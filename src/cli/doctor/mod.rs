//! `chimebot doctor`: looks at everything the bot needs, and says what to do about each fault.
//!
//! It changes nothing and may run beside a bot at work. A check is data, and a probe
//! a function that yields checks, so a room that can tell more (the store, about its
//! files) adds a probe and nothing here changes.

mod machine;
mod network;
mod rooms;

use std::fmt::Write as _;
use std::io::Write as _;
use std::pin::Pin;
use std::process::ExitCode;

use super::{ConfigArgs, EXIT_CONFIG, EXIT_UNREACHABLE, EXIT_WARNINGS};
use crate::clock::Clock;
use crate::config::{Config, Environment};

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What was looked at, in a word or two.
    pub name: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// What was found. Never a secret.
    pub found: String,
    /// What to do about it; empty when nothing need be done.
    pub todo: String,
}

/// How a checked thing is, from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// The bot runs; a person should know.
    Warn,
    /// Discord did not answer, which may pass.
    Unreachable,
    /// The bot would not run, or not keep its promises.
    Fail,
}

impl Check {
    /// A thing that is as it should be.
    pub fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, verdict: Verdict::Ok, found: found.into(), todo: String::new() }
    }

    /// A thing that is not, and what to do about it.
    pub fn not_ok(
        name: &'static str,
        verdict: Verdict,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self { name, verdict, found: found.into(), todo: todo.into() }
    }
}

/// A shell does not have what systemd hands to the service, and the doctor then misses it for no reason.
const FROM_SYSTEMD: &str = "If the service gets them from systemd, run the doctor as docs/operators.md says.";

/// Looks at something of the bot's and tells how it is.
pub type Probe =
    for<'a> fn(&'a Config, &'a Environment) -> Pin<Box<dyn Future<Output = Vec<Check>> + Send + 'a>>;

/// What the store and the words tell about themselves.
pub const PROBES: [Probe; 3] = [
    |config, environment| Box::pin(rooms::store(config, environment)),
    |config, _| Box::pin(async { rooms::backups(config, &Clock::system()) }),
    |config, _| Box::pin(async { rooms::words(config) }),
];

/// Runs every check, prints them, and ends with the exit code that fits the worst.
///
/// `probes` are the checks of other rooms; they run after those of the machine and
/// before those that need the network.
pub async fn main(args: &ConfigArgs, probes: &[Probe]) -> anyhow::Result<ExitCode> {
    let environment = Environment::read();
    let checks = examine(args, &environment, probes).await;
    std::io::stdout().lock().write_all(report(&checks).as_bytes())?;
    Ok(exit_code(&checks))
}

/// Every check. One that cannot be made because an earlier one failed is left out.
async fn examine(args: &ConfigArgs, environment: &Environment, probes: &[Probe]) -> Vec<Check> {
    let config = match Config::load(&args.config) {
        Ok(config) => config,
        Err(why) => {
            let todo = "Mend this first; the other checks need the settings.";
            return vec![Check::not_ok("settings", Verdict::Fail, why.to_string(), todo)];
        }
    };
    let mut checks = machine::checks(&config, environment);
    for probe in probes {
        checks.extend(probe(&config, environment).await);
    }
    checks.extend(network::checks(&config, environment).await);
    checks
}

/// The checks as a person reads them.
fn report(checks: &[Check]) -> String {
    let mut text = String::new();
    for check in checks {
        let mark = match check.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warning",
            Verdict::Unreachable | Verdict::Fail => "FAILED",
        };
        let _ = writeln!(text, "{mark:<8} {:<12} {}", check.name, check.found);
        if !check.todo.is_empty() {
            let _ = writeln!(text, "{:<22}What to do: {}", "", check.todo);
        }
    }
    let count =
        |verdicts: &[Verdict]| checks.iter().filter(|check| verdicts.contains(&check.verdict)).count();
    let failed = count(&[Verdict::Fail, Verdict::Unreachable]);
    let warned = count(&[Verdict::Warn]);
    let _ = match (failed, warned) {
        (0, 0) => writeln!(text, "\nAll is well."),
        (0, n) => writeln!(text, "\nNothing stops the bot. Worth a thought: {n}."),
        (n, _) => writeln!(text, "\nTo be put right before the bot can run: {n}."),
    };
    text
}

fn exit_code(checks: &[Check]) -> ExitCode {
    match checks.iter().map(|check| check.verdict).max() {
        None | Some(Verdict::Ok) => ExitCode::SUCCESS,
        Some(Verdict::Warn) => ExitCode::from(EXIT_WARNINGS),
        Some(Verdict::Unreachable) => ExitCode::from(EXIT_UNREACHABLE),
        Some(Verdict::Fail) => ExitCode::from(EXIT_CONFIG),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_check_decides_how_it_ends() {
        let check = |verdict| Check::not_ok("x", verdict, "found", "do");
        for (verdicts, code) in [
            (vec![], 0),
            (vec![Verdict::Ok, Verdict::Ok], 0),
            (vec![Verdict::Warn, Verdict::Ok], 1),
            (vec![Verdict::Unreachable, Verdict::Warn], 69),
            (vec![Verdict::Unreachable, Verdict::Fail, Verdict::Ok], 78),
        ] {
            let checks: Vec<_> = verdicts.into_iter().map(check).collect();
            assert_eq!(format!("{:?}", exit_code(&checks)), format!("{:?}", ExitCode::from(code)));
        }
    }

    #[test]
    fn a_fault_is_followed_by_what_to_do() {
        let text = report(&[
            Check::ok("disk", "12 GB free"),
            Check::not_ok("token", Verdict::Fail, "there is none", "Make one."),
        ]);
        assert!(text.contains("ok       disk         12 GB free\n"), "{text}");
        assert!(text.contains("FAILED   token        there is none\n"), "{text}");
        assert!(text.contains("What to do: Make one.\n") && text.contains("can run: 1."), "{text}");
    }

    #[tokio::test]
    async fn a_probe_of_another_room_is_asked_between_machine_and_network() {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("config.toml");
        std::fs::write(&config, "[discord]\nproxy = \"http://127.0.0.1:1\"\n").unwrap();
        let probe: Probe = |_, _| Box::pin(async { vec![Check::ok("probed", "yes")] });
        let checks = examine(&ConfigArgs { config }, &Environment::from_pairs([]), &[probe]).await;
        let at = |name| checks.iter().position(|check| check.name == name).unwrap();
        assert!(at("zones") < at("probed") && at("probed") < at("Discord"), "{checks:#?}");
    }
}
