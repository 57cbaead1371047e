//! Every SQL statement: two SQLite files, one writer, read-only readers.
//!
//! `chimebot.db` holds communities, posts and what members chose to keep, under
//! keyed references and sealed; `keys.db` holds each member's wrapped data key, so
//! that destroying one small row makes the rest unreadable. All changes go through
//! one task that commits in groups (`writer`); an `Ok` from a changing function
//! means the change is on disk. Beside the two lies the `ledger` of erasures.
//!
//! Moments are unix milliseconds, local dates ISO text. Functions whose outcome
//! depends on the moment take it from the caller or from the clock handed to
//! [`Store::open`].

mod absences;
mod answers;
mod bags;
mod communities;
mod consents;
mod convert;
mod copies;
mod days;
mod deeds;
mod departures;
mod digests;
mod drafts;
mod erase;
mod error;
mod heartbeat;
mod holdings;
mod keys;
mod ledger;
mod lists;
mod members;
mod meta;
mod notices;
mod open;
mod own_prompts;
mod own_words;
mod periods;
mod raw_rows;
mod readable;
mod releases;
mod remembered;
mod reminders;
mod resources;
mod resume;
mod rotate;
mod seal;
mod settings;
mod slots;
mod spans;
mod suggestions;
mod tallies;
mod undo;
mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Sqlite, SqlitePool};
use tokio::sync::watch;

pub use answers::{Answered, DaysTold, Given, Recorded};
pub use communities::{Audit, Changed};
pub use copies::{CopyError, check_file, copied_at, copy_into, copy_key_file, forget_open_periods};
pub use digests::{
    DIGEST_GONE, DIGEST_MISSED, DIGEST_PERMISSION, DIGEST_REFUSED, DIGEST_UNSURE, Digest, OF_DIGESTS,
    PeriodStands,
};
pub use erase::Erased;
pub use error::{Fault, StoreError};
pub use heartbeat::AWAY_AFTER;
pub use holdings::{ConsentHeld, HeldAnswer, HeldWords, Holdings};
pub use keys::{KEY_LENGTH, KeyError, Keyring, MasterKey};
pub use ledger::{Entries, LINES_LIVE, Line, Scope, replace, sync_folder};
pub use lists::Place as ListPlace;
pub use members::{Caller, Member};
pub use notices::{CARD_MISSED, CARD_REFUSED, CARD_UNSURE, Notice, RECHECKS, SUGGESTIONS};
pub use open::{Examined, LedgerFound, Lock, OpenError, Paths, examine, fits};
pub use own_prompts::{OwnAct, OwnPromptHeld, TYPED_LIVES};
pub use own_words::WordsGiven;
pub use periods::{Live, Plan, Unplanned};
pub use raw_rows::RawRow;
pub use reminders::Kept;
pub use resources::{Act, Change, EntryChange, Saved, Stood, entries_beside};
pub use resume::without_key;
pub use rotate::is_wrapped_by;
pub use settings::Setting;
pub use slots::FoundSlot;
pub use spans::{Span, Why};
pub use suggestions::{
    Decided, Decision, DueOutcome, HeldSuggestion, NewSuggestion, Suggested, WaitingSuggestion,
};
pub use tallies::CountedHeld;
pub use undo::{Undoable, Undone};

use crate::clock::Clock;
use crate::rng::Chance;
use ledger::Ledger;
use writer::Writer;

/// How long a close waits for what is still being read.
const READERS_CLOSE: Duration = Duration::from_millis(400);

/// The open store. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    /// Read-only, `query_only`, on the main file.
    readers: SqlitePool,
    /// Read-only, `query_only`, on the key file.
    key_readers: SqlitePool,
    writer: Writer,
    /// Which erasures there were in the last 30 days.
    ledger: Arc<Ledger>,
    keyring: Keyring,
    clock: Clock,
    /// For nonces and data keys. Always seeded by the system: a generator seeded by a number
    /// would repeat its nonces after a restart.
    chance: Chance,
}

impl Store {
    /// The operator's keys, for references and daily hashes.
    pub fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// Grows with each change of the ledger of erasures, which lies beside the databases.
    pub fn erasures(&self) -> watch::Receiver<u64> {
        self.0.ledger.changes()
    }

    /// How many changes wait to be written: 0 to 4,096.
    pub fn queue_depth(&self) -> usize {
        self.0.writer.depth()
    }

    /// Keeps the writer from doing anything for `time`, as a hanging disk would.
    ///
    /// A fault on demand for the rehearsals of failure; the waiting changes are made afterwards.
    pub async fn stall(&self, time: Duration) -> Result<(), StoreError> {
        self.0
            .writer
            .alone(move |_| {
                Box::pin(async move {
                    tokio::time::sleep(time).await;
                    Ok(())
                })
            })
            .await
    }

    /// Lets the next commit hang for `time`, as a disk does that takes long to sync.
    ///
    /// A fault on demand like [`Store::stall`]: here a change was begun, so nobody can say whether it holds.
    pub fn hang_next_commit(&self, time: Duration) {
        self.0.writer.hang_next_commit(time);
    }

    /// Finishes what waits, closes both files and gives up the lock. For the end of the process.
    ///
    /// It leaves two whole files without a log beside them, which is what operators copy.
    /// Clones that still live find the store closed.
    pub async fn close(&self) {
        // The readers first: the last connection moves the log into the file, and one that only reads may not.
        let readers = futures_util::future::join(self.0.readers.close(), self.0.key_readers.close());
        // A reader that hangs must not keep what waits from being written.
        drop(tokio::time::timeout(READERS_CLOSE, readers).await);
        self.0.writer.finish().await;
    }

    /// Carries out one statement that deletes from the main file. Returns how many rows went.
    async fn delete(&self, statement: Query<'static, Sqlite, SqliteArguments>) -> Result<u64, StoreError> {
        let job = self.0.writer.run(move |tx| {
            Box::pin(async move { Ok(statement.execute(&mut tx.main).await?.rows_affected()) })
        });
        job.await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store(..)")
    }
}
