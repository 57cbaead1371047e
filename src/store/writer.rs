//! The one writer: every change of either file goes through this task.
//!
//! It takes what waits, up to a batch, and commits it with one sync of the disk.
//! Each job has a savepoint of its own, so that one that fails takes nothing else
//! with it, and no caller hears "saved" before the commit. Callers only wait for
//! an answer, so a caller that goes away leaves no transaction open.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::error::{Fault, StoreError};
use super::keys::KeyCache;
use super::ledger::Ledger;
use super::open::Lock;

/// How many jobs may wait; beyond that callers are told that the store is busy.
pub(super) const QUEUE: usize = 4_096;
/// How many jobs share one commit at most.
const BATCH: usize = 256;

/// No code of SQLite: the job itself broke.
const PANICKED: Fault = Fault::Other(0);

const WAITING: u8 = 0;
const TAKEN: u8 = 1;
const GIVEN_UP: u8 = 2;

/// What a job works on: a connection to each file, and the data keys opened lately.
///
/// `main` is inside the batch's transaction, and `keys` from the first call of
/// [`Tx::new_keys`] on. The key file is committed first: a new key is on disk before the
/// rows sealed with it, and a key without rows harms nobody.
pub(super) struct Tx {
    pub(super) main: SqliteConnection,
    pub(super) keys: SqliteConnection,
    pub(super) cache: KeyCache,
    pub(super) ledger: Arc<Ledger>,
    keys_begun: bool,
}

impl Tx {
    /// On two open connections.
    pub(super) fn new(main: SqliteConnection, keys: SqliteConnection, ledger: Arc<Ledger>) -> Self {
        Self { main, keys, cache: KeyCache::default(), ledger, keys_begun: false }
    }

    /// The key file, inside a transaction that is committed with the batch. Only for jobs in a batch.
    pub(super) async fn new_keys(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        if !self.keys_begun {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut self.keys).await?;
            self.keys_begun = true;
        }
        Ok(&mut self.keys)
    }
}

/// The way to the writer.
pub(super) struct Writer {
    queue: mpsc::Sender<Queued>,
    patience: Duration,
    /// Told to stop; what waits is still written.
    stop: CancellationToken,
    /// The task has closed both files, or ended by a panic.
    ended: CancellationToken,
    /// Milliseconds for which the next commit hangs: a fault on demand.
    hang: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the task on two open connections; `reopen` is used when one of them breaks.
    ///
    /// The task keeps `lock` until it has closed both files.
    pub(super) fn start(tx: Tx, reopen: [SqliteConnectOptions; 2], patience: Duration, lock: Lock) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let (stop, ended) = (CancellationToken::new(), CancellationToken::new());
        let (told, last) = (stop.clone(), ended.clone().drop_guard());
        let hang = Arc::new(AtomicU64::new(0));
        let task = Task { tx, reopen, broken: false, hang: Arc::clone(&hang), _lock: lock };
        tokio::spawn(async move {
            task.run(jobs, told).await;
            drop(last);
        });
        Self { queue, patience, stop, ended, hang }
    }

    /// Runs `job` in the next batch and waits until it is committed.
    ///
    /// # Errors
    /// Besides the job's own: [`StoreError::Busy`], [`StoreError::NotSaved`] when the batch could not
    /// be committed or did not begin in time, [`StoreError::Unknown`] when it began and gave no answer.
    pub(super) async fn run<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.send(job, false, self.patience).await
    }

    /// Runs `job` between two batches, outside any transaction, and waits three times as long.
    pub(super) async fn alone<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, StoreError>> + Send + 'static,
    {
        self.send(job, true, 3 * self.patience).await
    }

    /// Resolves when all that waited is written and both files are closed.
    pub(super) async fn finish(&self) {
        self.stop.cancel();
        self.ended.cancelled().await;
    }

    /// Lets the next commit hang for `time`.
    pub(super) fn hang_next_commit(&self, time: Duration) {
        self.hang.store(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }

    /// How many jobs wait.
    pub(super) fn depth(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    async fn send<T, F>(&self, job: F, alone: bool, patience: Duration) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, StoreError>> + Send + 'static,
    {
        let (reply, mut answer) = oneshot::channel();
        let state = Arc::new(AtomicU8::new(WAITING));
        let work = Box::new(Job { todo: Some(job), result: None, reply });
        self.queue.try_send(Queued { work, alone, state: Arc::clone(&state) }).map_err(
            |error| match error {
                mpsc::error::TrySendError::Full(_) => StoreError::Busy,
                mpsc::error::TrySendError::Closed(_) => StoreError::NotSaved(Fault::Closed),
            },
        )?;
        match timeout(patience, &mut answer).await {
            Ok(Ok(result)) => result,
            Ok(Err(_gone)) => Err(unanswered(&state, Fault::Closed)),
            Err(_late) => Err(unanswered(&state, Fault::TimedOut)),
        }
    }
}

/// A job that was not taken yet is called back, and then certainly not saved.
fn unanswered(state: &AtomicU8, fault: Fault) -> StoreError {
    match state.compare_exchange(WAITING, GIVEN_UP, Ordering::SeqCst, Ordering::SeqCst) {
        Ok(_) => StoreError::NotSaved(fault),
        Err(_) => StoreError::Unknown(fault),
    }
}

struct Queued {
    work: Box<dyn Work>,
    alone: bool,
    state: Arc<AtomicU8>,
}

/// A job without its types: it keeps its result until the batch's fate is known.
trait Work: Send {
    /// Runs the job once.
    ///
    /// # Errors
    /// When its changes must not stay.
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<(), Fault>>;
    /// Tells the caller: the job's own result, or why the batch did not hold.
    fn answer(self: Box<Self>, batch: Result<(), StoreError>);
}

struct Job<T, F> {
    todo: Option<F>,
    result: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Work for Job<T, F>
where
    T: Send,
    F: for<'a> FnOnce(&'a mut Tx) -> BoxFuture<'a, Result<T, StoreError>> + Send,
{
    fn run<'a>(&'a mut self, tx: &'a mut Tx) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let job = self.todo.take().ok_or(Fault::Closed)?;
            // A job that panics is a fault of ours; it must not end the writer for everybody.
            let result =
                AssertUnwindSafe(job(tx)).catch_unwind().await.unwrap_or(Err(StoreError::NotSaved(PANICKED)));
            let result = result.map_err(StoreError::rolled_back);
            self.result.insert(result).as_ref().map(|_| ()).map_err(StoreError::fault)
        })
    }

    fn answer(self: Box<Self>, batch: Result<(), StoreError>) {
        let result = match (batch, self.result) {
            (Err(error), None | Some(Ok(_))) => Err(error),
            (_, Some(result)) => result,
            (Ok(()), None) => Err(StoreError::NotSaved(Fault::Closed)),
        };
        // The caller may have stopped waiting; what was saved stays saved.
        let _ = self.reply.send(result);
    }
}

struct Task {
    tx: Tx,
    reopen: [SqliteConnectOptions; 2],
    /// A connection may be in no known state and is opened anew before the next batch.
    broken: bool,
    hang: Arc<AtomicU64>,
    _lock: Lock,
}

impl Task {
    async fn run(mut self, mut jobs: mpsc::Receiver<Queued>, stop: CancellationToken) {
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            tokio::select! {
                taken = jobs.recv_many(&mut batch, BATCH) => if taken == 0 { break },
                () = stop.cancelled(), if !jobs.is_closed() => jobs.close(),
            }
            let mut together = Vec::with_capacity(batch.len());
            for queued in batch.drain(..) {
                if queued.state.compare_exchange(WAITING, TAKEN, Ordering::SeqCst, Ordering::SeqCst).is_err()
                {
                    continue;
                }
                if queued.alone {
                    self.together(std::mem::take(&mut together)).await;
                    self.alone(queued.work).await;
                } else {
                    together.push(queued.work);
                }
            }
            self.together(together).await;
        }
        close(self.tx).await;
    }

    /// Runs jobs in shared transactions; more than one only when one had to be given up.
    async fn together(&mut self, jobs: Vec<Box<dyn Work>>) {
        let mut waiting = jobs.into_iter().peekable();
        while waiting.peek().is_some() {
            if let Err(error) = self.begin().await {
                for job in waiting.by_ref() {
                    job.answer(Err(StoreError::NotSaved(Fault::from(&error))));
                }
                return;
            }
            let mut done = Vec::new();
            let mut torn = None;
            for mut job in waiting.by_ref() {
                torn = self.in_savepoint(&mut job, done.is_empty()).await.err();
                done.push(job);
                if torn.is_some() {
                    break;
                }
            }
            let ended = match torn {
                Some(fault) => Err(StoreError::NotSaved(fault)),
                None => self.commit().await,
            };
            if ended.is_err() {
                self.abandon().await;
            }
            for job in done {
                job.answer(ended.as_ref().copied().map_err(same));
            }
        }
    }

    /// Runs one job so that its failure undoes its own changes only.
    ///
    /// # Errors
    /// When SQLite gave up the whole transaction, as it may on a full disk.
    async fn in_savepoint(&mut self, job: &mut Box<dyn Work>, first: bool) -> Result<(), Fault> {
        if !first {
            // One statement instead of two: each is a hand-over to the database's thread.
            self.execute("RELEASE job; SAVEPOINT job").await.map_err(|error| Fault::from(&error))?;
        }
        if let Err(fault) = job.run(&mut self.tx).await {
            self.execute("ROLLBACK TO job").await.map_err(|_| fault)?;
        }
        Ok(())
    }

    async fn alone(&mut self, mut job: Box<dyn Work>) {
        if let Err(error) = self.mend().await {
            return job.answer(Err(StoreError::NotSaved(Fault::from(&error))));
        }
        // Its own result goes to the caller below.
        let _ = job.run(&mut self.tx).await;
        self.abandon().await;
        job.answer(Ok(()));
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.mend().await?;
        let begun = self.execute("BEGIN IMMEDIATE; SAVEPOINT job").await;
        if begun.is_err() {
            self.abandon().await;
        }
        begun
    }

    async fn commit(&mut self) -> Result<(), StoreError> {
        let hang = self.hang.swap(0, Ordering::SeqCst);
        if hang > 0 {
            tokio::time::sleep(Duration::from_millis(hang)).await;
        }
        if self.tx.keys_begun {
            // While the rows are not committed, nothing is saved, whatever becomes of the keys.
            let committed = sqlx::query("COMMIT").execute(&mut self.tx.keys).await;
            committed.map_err(|error| StoreError::NotSaved(Fault::from(&error)))?;
            self.tx.keys_begun = false;
        }
        self.execute("RELEASE job; COMMIT").await.map_err(|error| StoreError::of_commit(&error))
    }

    /// Leaves no transaction open, whatever state the connections are in.
    async fn abandon(&mut self) {
        self.broken |= !rolled_back(&mut self.tx.main).await;
        if self.tx.keys_begun {
            self.broken |= !rolled_back(&mut self.tx.keys).await;
            self.tx.keys_begun = false;
            // It may hold keys that are on no disk.
            self.tx.cache = KeyCache::default();
        }
    }

    /// Opens both connections anew if one of them was left in no known state.
    async fn mend(&mut self) -> Result<(), sqlx::Error> {
        if self.broken {
            let [main, keys] = &self.reopen;
            let ledger = Arc::clone(&self.tx.ledger);
            self.tx = Tx::new(main.connect().await?, keys.connect().await?, ledger);
            self.broken = false;
        }
        Ok(())
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(sql).execute(&mut self.tx.main).await.map(|_| ())
    }
}

/// Ends the open transaction, if there is one. False when the connection cannot be relied on.
async fn rolled_back(file: &mut SqliteConnection) -> bool {
    const NOTHING_TO_ROLL_BACK: i32 = 1;
    match sqlx::query("ROLLBACK").execute(file).await {
        Ok(_) => true,
        Err(error) => Fault::from(&error) == Fault::Other(NOTHING_TO_ROLL_BACK),
    }
}

/// The batch's error for one more caller.
fn same(error: &StoreError) -> StoreError {
    match error {
        StoreError::Unknown(fault) => StoreError::Unknown(*fault),
        StoreError::NotSaved(fault) => StoreError::NotSaved(*fault),
        _ => StoreError::NotSaved(Fault::Closed),
    }
}

async fn close(mut tx: Tx) {
    use sqlx::Connection as _;
    for file in [&mut tx.main, &mut tx.keys] {
        // Also where somebody else has the file open, so that a copy of the file alone is whole.
        if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(file).await {
            tracing::warn!(fault = %Fault::from(&error), "a database's log could not be moved into its file");
        }
    }
    // Whatever happens here, everything acknowledged is on disk.
    for closed in [tx.main.close().await, tx.keys.close().await] {
        if let Err(error) = closed {
            tracing::warn!(fault = %Fault::from(&error), "a database file did not close cleanly");
        }
    }
}
