//! The log: what may be written, where it goes, and how a test reads it.
//!
//! The libraries below the bot write tokens, addresses and message bodies when they
//! are asked for detail. So what they may write is a fixed floor in this file, which
//! neither the settings nor the environment can lower; `RUST_LOG` is never read. Only
//! the bot's own lines have a level to choose, and those hold ids of our own rows,
//! never content, names or Discord's ids of people.

use std::fmt::{Debug, Write as _};
use std::io::{self, IsTerminal as _, Write};
use std::panic::PanicHookInfo;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

use crate::config::{Environment, LogLevel};

/// What libraries may write at most. Everything not named here may warn.
///
/// Seen in serenity 0.12.5: `gateway::ws` warns with a whole event when it cannot read
/// it; `http` opens spans with bodies and interaction tokens, which any line inside
/// them prints; `model` names people by id when a role of theirs is gone.
const FLOOR: [(&str, LevelFilter); 13] = [
    ("serenity", LevelFilter::WARN),
    ("serenity::gateway::ws", LevelFilter::OFF),
    ("serenity::http", LevelFilter::OFF),
    ("serenity::model", LevelFilter::OFF),
    ("poise", LevelFilter::WARN),
    ("reqwest", LevelFilter::OFF),
    ("hyper", LevelFilter::OFF),
    ("hyper_util", LevelFilter::OFF),
    ("h2", LevelFilter::OFF),
    ("tungstenite", LevelFilter::OFF),
    ("tokio_tungstenite", LevelFilter::OFF),
    ("rustls", LevelFilter::OFF),
    ("sqlx", LevelFilter::WARN),
];

/// Starts the log on standard error and takes charge of what a panic may print.
///
/// Colour is used on a terminal alone, and not where `NO_COLOR` is set. Calling it a
/// second time changes nothing.
pub fn init(level: LogLevel, environment: &Environment) {
    init_with_ear(level, environment, |_| {});
}

/// As [`init`]; `ear` also hears each line that Discord's gateway client may write.
pub fn init_with_ear(level: LogLevel, environment: &Environment, ear: impl Hears) {
    let colour = io::stderr().is_terminal() && !environment.wants_no_colour();
    let log = subscriber(level, io::stderr, colour).with(Ear(ear));
    if tracing::subscriber::set_global_default(log).is_ok() {
        hush_panics();
    }
}

/// The filter of a bot whose own lines are written at `level`.
fn filter(level: LogLevel) -> Targets {
    Targets::new()
        .with_default(LevelFilter::WARN)
        .with_targets(FLOOR)
        .with_target(env!("CARGO_CRATE_NAME"), own_level(level))
}

fn own_level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

fn subscriber<W>(
    level: LogLevel,
    writer: W,
    colour: bool,
) -> impl Subscriber + for<'a> LookupSpan<'a> + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(colour);
    tracing_subscriber::registry().with(filter(level)).with(lines)
}

/// What may be told of the gateway's lines.
pub trait Hears: Fn(&str) + Send + Sync + 'static {}
impl<F: Fn(&str) + Send + Sync + 'static> Hears for F {}

/// Passes on the lines of the gateway's client, below the floor as all others.
struct Ear<F>(F);

impl<S: Subscriber, F: Hears> Layer<S> for Ear<F> {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        if event.metadata().target().starts_with("serenity::gateway") {
            let mut line = Line(String::new());
            event.record(&mut line);
            (self.0)(&line.0);
        }
    }
}

/// The text of a line, without its fields.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message" {
            // Writing to a text does not fail.
            let _ = write!(self.0, "{value:?}");
        }
    }
}

/// Lets a panic say where it was and no more than text written in the source.
///
/// A panic's own message may be made from the value that surprised us, and that value
/// may be somebody's words.
fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| tracing::error!("{}", describe_panic(panic))));
}

fn describe_panic(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    match panic.payload().downcast_ref::<&'static str>() {
        Some(literal) => format!("a part of the bot failed at {place}: {literal}"),
        None => format!("a part of the bot failed at {place}"),
    }
}

/// A log kept in memory, for tests that read what the bot would have written.
#[derive(Clone, Debug, Default)]
pub struct LogTap {
    text: Arc<Mutex<Vec<u8>>>,
    /// Where this tap's own view starts.
    from: usize,
}

impl LogTap {
    /// A subscriber that writes into this tap as a live bot writes at `level`.
    ///
    /// Use it with `tracing::subscriber::with_default`, or on one thread with
    /// `set_default`; to hear every thread of the process, take [`capture`].
    pub fn subscriber(&self, level: LogLevel) -> impl Subscriber + Send + Sync + use<> {
        subscriber(level, self.clone(), false)
    }

    /// The lines written since this tap was made.
    pub fn lines(&self) -> Vec<String> {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&text[self.from..]).lines().map(str::to_owned).collect()
    }
}

/// Hears the whole process from here on, as a live bot at its most talkative.
///
/// The process has one log, so tests that run side by side read each other's lines:
/// look for what must not be there, or for a mark of your own. Where another log was
/// started first, the tap stays empty.
pub fn capture() -> LogTap {
    static WHOLE: OnceLock<LogTap> = OnceLock::new();
    let whole = WHOLE.get_or_init(|| {
        let tap = LogTap::default();
        // A log that is already there stays: a test that needs this one sees an empty tap and says so.
        let _ = tracing::subscriber::set_global_default(tap.subscriber(LogLevel::Trace));
        tap
    });
    let from = whole.text.lock().unwrap_or_else(PoisonError::into_inner).len();
    LogTap { text: Arc::clone(&whole.text), from }
}

impl Write for LogTap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for LogTap {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(level: LogLevel, write: impl FnOnce()) -> String {
        let tap = LogTap::default();
        tracing::subscriber::with_default(tap.subscriber(level), write);
        tap.lines().join("\n")
    }

    #[test]
    fn our_own_lines_follow_the_chosen_level() {
        let write = || {
            tracing::trace!("a trace line");
            tracing::info!("an info line");
        };
        assert!(written(LogLevel::Trace, write).contains("a trace line"));
        let info = written(LogLevel::Info, write);
        assert!(info.contains("an info line") && !info.contains("a trace line"), "{info}");
        assert_eq!(written(LogLevel::Error, write), "");
    }

    #[test]
    fn libraries_stay_below_the_floor_at_every_level() {
        for level in [LogLevel::Trace, LogLevel::Info] {
            let log = written(level, || {
                tracing::debug!(target: "serenity::http::client", "LEAK");
                tracing::error!(target: "serenity::gateway::ws", "LEAK");
                tracing::error!(target: "serenity::http::request", "LEAK");
                tracing::warn!(target: "serenity::model::guild", "LEAK");
                tracing::info!(target: "serenity::gateway::shard", "LEAK");
                tracing::error!(target: "reqwest::connect", "LEAK");
                tracing::error!(target: "hyper_util::client", "LEAK");
                tracing::error!(target: "tungstenite::protocol", "LEAK");
                tracing::debug!(target: "sqlx::query", "LEAK");
                tracing::info!(target: "some_library", "LEAK");
                tracing::warn!(target: "serenity::gateway::shard", "heard");
            });
            assert!(log.contains("heard"), "the control: warnings of the shard do come through: {log}");
            assert!(!log.contains("LEAK"), "{log}");
        }
    }

    #[test]
    fn a_span_of_a_library_gives_its_fields_to_no_line() {
        let log = written(LogLevel::Trace, || {
            let request =
                tracing::info_span!(target: "serenity::http::client", "fire", body = "LEAK").entered();
            let own = tracing::debug_span!("post", slot = 7).entered();
            tracing::info!("inside both");
            drop((own, request));
        });
        assert!(log.contains("inside both") && log.contains("slot=7") && !log.contains("LEAK"), "{log}");
    }

    #[test]
    fn a_panic_tells_its_place_and_literal_text_alone() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let hook = std::panic::take_hook();
        let heard = Arc::clone(&told);
        std::panic::set_hook(Box::new(move |panic| heard.lock().unwrap().push(describe_panic(panic))));
        let words = "SOMEBODY'S WORDS".to_owned();
        let first = std::panic::catch_unwind(|| panic!("it said {words}"));
        let second = std::panic::catch_unwind(|| panic!("a plain literal"));
        std::panic::set_hook(hook);
        assert!(first.is_err() && second.is_err());
        let told = told.lock().unwrap().join("\n");
        assert!(told.contains("telemetry.rs:") && told.contains("a plain literal"), "{told}");
        assert!(!told.contains("WORDS"), "{told}");
    }
}
