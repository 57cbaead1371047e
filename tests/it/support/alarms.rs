//! The log of a test's own bot. A line at ERROR that the test did not expect fails it.

use std::cell::{Cell, RefCell};

use chimebot::config::LogLevel;
use chimebot::telemetry::{LogTap, capture};
use tracing::subscriber::DefaultGuard;

thread_local! {
    /// The tap that hears this thread, and so the test that runs on it.
    static HEARD: RefCell<Option<LogTap>> = const { RefCell::new(None) };
    static EXPECTED: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
}

/// Ends the listening on this thread.
pub struct Listening {
    _guard: DefaultGuard,
}

impl Drop for Listening {
    fn drop(&mut self) {
        HEARD.set(None);
        EXPECTED.set(&[]);
    }
}

/// Hears all that is logged on this test's thread, as a live bot writes it at TRACE. A test's runtime has
/// one thread, so this is its own bot alone. Start it before the bot, and keep the guard.
pub fn listen() -> (LogTap, Listening) {
    let tap = LogTap::default();
    let listening = hear(&tap, LogLevel::Trace);
    (tap, listening)
}

/// Hears what needs a person, unless the test hears everything already.
pub fn watch() -> Option<Listening> {
    let heard = HEARD.with_borrow(Option::is_some);
    (!heard).then(|| hear(&LogTap::default(), LogLevel::Error))
}

fn hear(tap: &LogTap, level: LogLevel) -> Listening {
    // With a single subscriber in the process, tracing asks whichever thread meets a line first whether
    // anybody listens to it, and believes that for good. So there are always two.
    let _ = capture();
    HEARD.set(Some(tap.clone()));
    Listening { _guard: tracing::subscriber::set_default(tap.subscriber(level)) }
}

/// Lines at ERROR that this test provokes, each by a part of its text.
pub fn expect(parts: &'static [&'static str]) {
    EXPECTED.set(parts);
}

/// What was logged at ERROR and not expected, and what was expected and never logged.
pub fn unexpected() -> Vec<String> {
    let lines = HEARD.with_borrow(|tap| tap.as_ref().map(LogTap::lines)).unwrap_or_default();
    let errors: Vec<_> = lines.into_iter().filter(|line| line.contains(" ERROR ")).collect();
    let expected = EXPECTED.get();
    let missing = expected.iter().filter(|part| !errors.iter().any(|line| line.contains(**part)));
    let missing: Vec<_> = missing.map(|part| format!("never logged: {part}")).collect();
    let known = |line: &String| expected.iter().any(|part| line.contains(part));
    errors.into_iter().filter(|line| !known(line)).chain(missing).collect()
}
