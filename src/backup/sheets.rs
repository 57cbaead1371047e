//! The sheets: encrypted copies of the ledger of erasures, beside the dated folders.
//!
//! The bot cannot read a sheet, and so cannot see what is in it. It remembers beside the ledger which
//! sheet it wrote and what stood in that. A sheet that it does not remember, or that holds a line the
//! ledger does not have any more, is never written over: it gets a name with its date and stays as long
//! as its lines could matter. So a ledger that was lost, and begun anew, takes nothing along.

use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{AHEAD, BackupError, DATED, ERASURES, Inner, beginning, lock_file, make_private, seal};
use crate::store::{Entries, LINES_LIVE, Line, replace, sync_folder};

/// How sheets that were put aside begin; the rest is a moment.
const ASIDE: &str = "erasures-";
/// How they end.
const ENDING: &str = ".age";
/// A second, by which a name that is taken is moved on.
const STEP: SignedDuration = SignedDuration::from_secs(1);

/// The sheets in a folder that were put aside, each with its moment.
pub(super) fn put_aside(folder: &Path) -> io::Result<Vec<(Timestamp, PathBuf)>> {
    beginning(folder, ASIDE, ENDING)
}

/// Takes away sheets that have had their time at `now`. One from the future gets another name.
pub(super) fn expire(folder: &Path, now: Timestamp) -> Result<(), BackupError> {
    let mut stuck = Ok(());
    for (made, sheet) in put_aside(folder).map_err(BackupError::io(folder))? {
        let age = now.duration_since(made);
        let gone = if age > LINES_LIVE {
            std::fs::remove_file(&sheet)
        } else if age < -AHEAD {
            std::fs::rename(&sheet, free_name(folder, now))
        } else {
            Ok(())
        };
        if let Err(error) = gone {
            stuck = Err(BackupError::io(&sheet)(error));
        }
    }
    stuck
}

/// Seals the ledger as it is now, beside the dated folders.
pub(super) fn seal_erasures(inner: &Inner) -> Result<(), BackupError> {
    let Inner { folder, recipient, paths, clock, .. } = inner;
    make_private(folder).map_err(BackupError::io(folder))?;
    // Whoever reads the ledger last must be the last to put it there.
    let lock = paths.main.with_extension("sealing");
    let locked = lock_file(&lock).and_then(|file| file.lock().map(|()| file));
    let _locked = locked.map_err(BackupError::io(&lock))?;
    let (new, there) = (folder.join(format!("{ERASURES}.new")), folder.join(ERASURES));
    let lines = match std::fs::read(&paths.erasures) {
        // The ledger is lost, and no bot has begun another. What is there is all that is known of it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read.map_err(BackupError::io(&paths.erasures))?,
    };
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(BackupError::io(&new)(error)),
        _ => {}
    }
    seal::seal(lines.as_slice(), &new, recipient).map_err(BackupError::seal(&new))?;
    let (memory, now, entries) = (memory(&paths.erasures), clock.now(), Entries::parse(&lines));
    if there.exists() && !Remembered::read(&memory).is_some_and(|of| of.grew_into(&there, &entries, now)) {
        let aside = free_name(folder, now);
        std::fs::rename(&there, &aside).map_err(BackupError::io(&aside))?;
        tracing::warn!(
            "the copy of the ledger of erasures beside the backups may hold what the ledger here does not: it is \
             kept for 30 days under another name"
        );
    }
    std::fs::rename(&new, &there).map_err(BackupError::io(&there))?;
    sync_folder(&there).map_err(BackupError::io(&there))?;
    let remembered = Remembered::of(&there, &entries).map_err(BackupError::io(&there))?;
    replace(&memory, remembered.render().as_bytes()).map_err(BackupError::io(&memory))
}

/// Whether the sheet that was written last lies beside the dated folders. A disk that was away for a moment
/// comes back with an older one, and nobody would look.
pub(super) fn is_the_last(inner: &Inner) -> bool {
    let there = hash_of(&inner.folder.join(ERASURES)).ok();
    let last = Remembered::read(&memory(&inner.paths.erasures)).map(|of| of.sheet);
    there == last
}

/// Where it stands which sheet was written last.
fn memory(ledger: &Path) -> PathBuf {
    ledger.with_extension("sealed")
}

/// A name for a sheet that is put aside.
fn free_name(folder: &Path, now: Timestamp) -> PathBuf {
    let mut moment = now;
    loop {
        let name = folder.join(format!("{ASIDE}{}{ENDING}", moment.strftime(DATED)));
        match moment.checked_add(STEP) {
            Ok(next) if name.exists() => moment = next,
            _ => return name,
        }
    }
}

/// The sheet that was written last, and what stood in it.
#[derive(Debug, PartialEq, Eq)]
struct Remembered {
    /// The hash of the encrypted file.
    sheet: String,
    /// Since when the ledger knew everything.
    since: Option<i64>,
    /// The moment of each line, and its check.
    lines: Vec<(i64, String)>,
}

impl Remembered {
    fn of(sheet: &Path, entries: &Entries) -> io::Result<Self> {
        Ok(Self {
            sheet: hash_of(sheet)?,
            since: entries.knows_since().map(Timestamp::as_millisecond),
            lines: entries.lines.iter().map(trace).collect(),
        })
    }

    /// Whether it is this sheet that is there, and all that stood in it stands in `entries`, or has had its time.
    fn grew_into(&self, there: &Path, entries: &Entries, now: Timestamp) -> bool {
        let now_there: Vec<_> = entries.lines.iter().map(trace).collect();
        let over = now.saturating_sub(LINES_LIVE).unwrap_or(Timestamp::MIN).as_millisecond();
        let since = entries.knows_since().map(Timestamp::as_millisecond);
        hash_of(there).is_ok_and(|hash| hash == self.sheet)
            && self.since.is_none_or(|before| since.is_some_and(|since| since <= before))
            && self.lines.iter().all(|line| line.0 < over || now_there.contains(line))
    }

    fn render(&self) -> String {
        let mut text = format!("sheet {}\n", self.sheet);
        if let Some(since) = self.since {
            let _ = writeln!(text, "since {since}");
        }
        for (at, check) in &self.lines {
            let _ = writeln!(text, "{at} {check}");
        }
        text
    }

    /// Reads what was rendered; none when it is not all there.
    fn read(path: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(path).ok()?;
        let mut remembered = Self { sheet: String::new(), since: None, lines: Vec::new() };
        for line in text.lines() {
            match line.split_once(' ')? {
                ("sheet", hash) => hash.clone_into(&mut remembered.sheet),
                ("since", ms) => remembered.since = Some(ms.parse().ok()?),
                (ms, check) => remembered.lines.push((ms.parse().ok()?, check.to_owned())),
            }
        }
        Some(remembered)
    }
}

/// What tells a line from every other and says nothing about anybody: its moment and the check at its end.
fn trace(line: &Line) -> (i64, String) {
    let text = line.render();
    let check = text.trim_end().rsplit(' ').next().unwrap_or_default().to_owned();
    (line.at.as_millisecond(), check)
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path)?, &mut Into(&mut hash))?;
    Ok(hash.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// A hash as something to write into.
struct Into<'a>(&'a mut Sha256);

impl io::Write for Into<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
