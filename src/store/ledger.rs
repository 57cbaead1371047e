//! The ledger of erasures: an append-only file that keeps an erasure erased.
//!
//! A line is on the disk before the key it speaks of is destroyed, so that an erasure
//! cut off by a crash is finished at the next start, and one that an old copy of the
//! databases knows nothing of is carried out again when that copy is put back. A line
//! names a keyed reference, a moment and a scope, and no content. It is dropped after
//! 30 days, when no backup is left that could bring anybody back.
//!
//! Each line ends with a check over itself: a last line that a crash tore is noticed and
//! ignored, and its erasure had not begun. Moments grow from line to line, and what is
//! made after an erasure is never dated before it, also when the machine's clock goes
//! back; so "made before its moment" is true of what the erasure took, and of nothing else.
//!
//! A ledger's first line says since when it knows of every erasure. One that was lost, and begun anew,
//! so never passes for the whole ([`Entries::reaches`]); nor does an empty file.

mod line;

#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

pub use line::{Line, Scope};

use super::members::Caller;
use crate::domain::ids::{GuildId, MemberRef};

/// How long a line is kept: longer than any backup lives that could undo its erasure.
pub const LINES_LIVE: SignedDuration = SignedDuration::from_hours(30 * 24);
const STEP: SignedDuration = SignedDuration::from_millis(1);

/// What a ledger's file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    /// Every line that is whole, oldest first.
    pub lines: Vec<Line>,
    /// Since when it knows of every erasure, as its own line says.
    pub since: Option<Timestamp>,
    /// How many lines before the last are not whole: something other than a crash was at the file.
    pub damaged: usize,
    /// Bytes up to the end of the last line; what stands behind was torn by a crash.
    whole: u64,
}

impl Entries {
    /// Reads a ledger's bytes.
    pub fn parse(bytes: &[u8]) -> Self {
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut entries = Self { whole: whole as u64, ..Self::default() };
        for text in bytes[..whole].split(|byte| *byte == b'\n').filter(|text| !text.is_empty()) {
            match std::str::from_utf8(text).ok().and_then(Read::parse) {
                Some(Read::Erasure(line)) => entries.lines.push(line),
                Some(Read::Since(since)) => entries.begins(since),
                None => entries.damaged += 1,
            }
        }
        entries.lines.sort_by_key(|line| line.at);
        entries
    }

    /// Reads the ledger at `path`; none when there is no file.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(Self::parse(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The lines of both, each once.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.lines.extend(other.lines);
        self.lines.sort();
        self.lines.dedup();
        if let Some(since) = other.since {
            self.begins(since);
        }
        Self { damaged: self.damaged + other.damaged, whole: 0, ..self }
    }

    /// Since when it knows of every erasure; none for one of which nothing is left.
    pub fn knows_since(&self) -> Option<Timestamp> {
        self.since.or_else(|| self.lines.first().map(|line| line.at))
    }

    /// Whether it knows of every erasure since `moment`.
    pub fn reaches(&self, moment: Timestamp) -> bool {
        self.knows_since().is_some_and(|since| since <= moment)
    }

    fn begins(&mut self, since: Timestamp) {
        self.since = Some(self.since.map_or(since, |other| other.min(since)));
    }

    /// The lines as they stand in a file.
    pub fn render(&self) -> String {
        let since = self.since.map(line::render_since);
        since.into_iter().chain(self.lines.iter().map(Line::render)).collect()
    }
}

/// What a whole line says.
enum Read {
    Erasure(Line),
    Since(Timestamp),
}

impl Read {
    fn parse(text: &str) -> Option<Self> {
        Line::parse(text).map(Self::Erasure).or_else(|| line::parse_since(text).map(Self::Since))
    }
}

/// The ledger of an open store.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    entries: Mutex<Entries>,
    /// Grows with each change of the file.
    changes: watch::Sender<u64>,
    /// Whether the logs of the databases hold what was erased.
    logs: Mutex<Option<Waiting>>,
    /// An erasure destroyed a key and could not remove the rows.
    half_done: AtomicBool,
}

/// Logs that could not be emptied after an erasure.
#[derive(Clone, Copy, Debug, Default)]
struct Waiting {
    /// When the job that empties them first met them.
    since: Option<Timestamp>,
    alarmed: bool,
}

impl Ledger {
    /// The ledger at `path`; where nothing is left of one, another begins at `now`. A torn last line is cut off.
    pub(super) fn open(path: &Path, now: Timestamp) -> io::Result<Self> {
        let mut entries = Entries::read(path)?.unwrap_or_default();
        if entries.damaged > 0 {
            tracing::error!(
                lines = entries.damaged,
                "the ledger of erasures holds lines that cannot be read"
            );
        }
        let begun = entries.knows_since().is_none();
        if begun {
            entries.since = Some(now);
        }
        let ledger = Self {
            path: path.to_owned(),
            entries: Mutex::new(entries),
            changes: watch::Sender::new(0),
            logs: Mutex::new(None),
            half_done: AtomicBool::new(false),
        };
        // So that the next line does not run on behind half of another.
        let mut file = ledger.file()?;
        if begun {
            file.write_all(line::render_since(now).as_bytes())?;
        }
        file.sync_all()?;
        Ok(ledger)
    }

    /// Every line.
    pub(super) fn lines(&self) -> Vec<Line> {
        self.locked().lines.clone()
    }

    /// All that it holds.
    pub(super) fn entries(&self) -> Entries {
        self.locked().clone()
    }

    /// The moment of the newest line.
    pub(super) fn newest(&self) -> Option<Timestamp> {
        self.locked().lines.last().map(|line| line.at)
    }

    /// Notes that something was lost from it: it knows of every erasure only since `now`.
    pub(super) fn begin_anew(&self, now: Timestamp) -> io::Result<()> {
        let mut entries = self.locked();
        entries.since = Some(now);
        replace(&self.path, entries.render().as_bytes())?;
        drop(entries);
        self.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }

    /// Grows with each change of the file.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Writes a line for what was made at `newest` or before, and waits until it is on the disk.
    /// Returns its moment, which lies after `newest` and after every other line's.
    ///
    /// # Errors
    /// When it is not certain that the line is on the disk. Then nothing may be erased.
    pub(super) fn append(
        &self,
        (guild, member): (GuildId, MemberRef),
        scope: Scope,
        now: Timestamp,
        newest: Timestamp,
    ) -> io::Result<Timestamp> {
        let mut entries = self.locked();
        let after = |moment: Timestamp| moment.saturating_add(STEP).unwrap_or(Timestamp::MAX);
        let last = entries.lines.last().map_or(now, |last| after(last.at));
        let line = Line { at: now.max(last).max(after(newest)), guild, member, scope };
        if !self.path.exists() {
            // Somebody took it away. What it said is known here.
            replace(&self.path, entries.render().as_bytes())?;
        }
        let mut file = self.file()?;
        let end = file.stream_position()?;
        let written = file.write_all(line.render().as_bytes()).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Its erasure is not made, so the line must not be carried out at the next start.
            file.set_len(end)?;
            return Err(error);
        }
        let at = line.at;
        entries.lines.push(line);
        drop(entries);
        self.changes.send_modify(|changes| *changes += 1);
        Ok(at)
    }

    /// Takes the line of `at` back: its erasure did nothing, for certain, and the caller was told so. Left
    /// there, it would be carried out at the next start, when nobody expects it any more.
    pub(super) fn take_back(&self, at: Timestamp) -> io::Result<()> {
        // On the full disk that most often brings this about there is no room for another file, but the end
        // of this one can be cut off.
        if self.cut_off(at)? { Ok(()) } else { self.keep(|line| line.at != at) }
    }

    /// Cuts the line of `at` off, if the file ends with it.
    fn cut_off(&self, at: Timestamp) -> io::Result<bool> {
        let mut entries = self.locked();
        let Some(line) = entries.lines.last().filter(|line| line.at == at) else { return Ok(false) };
        let written = line.render();
        let mut file = self.file()?;
        let Some(start) = file.stream_position()?.checked_sub(written.len() as u64) else { return Ok(false) };
        let mut there = Vec::new();
        file.seek(io::SeekFrom::Start(start))?;
        file.read_to_end(&mut there)?;
        if there != written.as_bytes() {
            return Ok(false);
        }
        file.set_len(start)?;
        file.sync_all()?;
        entries.lines.pop();
        drop(entries);
        self.changes.send_modify(|changes| *changes += 1);
        Ok(true)
    }

    /// The moment at which something made `now` for the caller is dated: not before their last erasure.
    pub(super) fn not_before_an_erasure(&self, caller: Caller, now: Timestamp) -> Timestamp {
        let entries = self.locked();
        let theirs = entries.lines.iter().filter(|line| line.is_about(caller.guild, caller.member));
        theirs.map(|line| line.at).fold(now, Timestamp::max)
    }

    /// Drops lines from before `moment`. Writes nothing when there is none.
    pub(super) fn prune(&self, moment: Timestamp) -> io::Result<()> {
        self.keep(|line| line.at >= moment)
    }

    /// Drops every other line.
    fn keep(&self, wanted: impl Fn(&Line) -> bool) -> io::Result<()> {
        let mut entries = self.locked();
        let kept: Vec<_> = entries.lines.iter().filter(|line| wanted(line)).cloned().collect();
        if kept.len() == entries.lines.len() {
            return Ok(());
        }
        // What begins with its first line is not to begin with a later one.
        let kept = Entries { lines: kept, since: entries.knows_since(), ..Entries::default() };
        replace(&self.path, kept.render().as_bytes())?;
        *entries = kept;
        drop(entries);
        self.changes.send_modify(|changes| *changes += 1);
        Ok(())
    }

    /// Notes whether the logs of the databases still hold what was erased.
    pub(super) fn logs_emptied(&self, emptied: bool) {
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        *logs = match *logs {
            _ if emptied => None,
            None => Some(Waiting::default()),
            waiting => waiting,
        };
    }

    /// Whether the logs of the databases still hold what was erased.
    pub(super) fn logs_wait(&self) -> bool {
        self.logs.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Whether they have waited `long` at `now`, counted from the first such question. True once.
    pub(super) fn logs_overdue(&self, now: Timestamp, long: SignedDuration) -> bool {
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(waiting) = &mut *logs else { return false };
        let since = *waiting.since.get_or_insert(now);
        let overdue = !waiting.alarmed && now.duration_since(since) >= long;
        waiting.alarmed |= overdue;
        overdue
    }

    /// Notes whether an erasure destroyed a key and could not remove the rows.
    pub(super) fn half_done(&self, half: bool) {
        self.half_done.store(half, Ordering::SeqCst);
    }

    /// Whether rows without a key wait to be removed.
    pub(super) fn is_half_done(&self) -> bool {
        self.half_done.load(Ordering::SeqCst)
    }

    /// The file, at its end; one that a crash or a full disk tore is cut back to its last whole line.
    fn file(&self) -> io::Result<File> {
        let new = !self.path.exists();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        if new {
            sync_folder(&self.path)?;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let whole = Entries::parse(&bytes).whole;
        if whole < bytes.len() as u64 {
            tracing::warn!("the last line of the ledger of erasures was torn and is taken away");
            file.set_len(whole)?;
        }
        file.seek(io::SeekFrom::Start(whole))?;
        Ok(file)
    }

    fn locked(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Puts `bytes` in the place of the file at `path`, whole or not at all, readable by its owner alone.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    sync_folder(path)
}

/// Waits until the folder of `path` knows its files, also after a power cut.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Elsewhere a folder cannot be opened, and the system looks after it.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
