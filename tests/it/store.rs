//! The store over real files: what is kept, for whom, and what is left when it goes.

use std::collections::BTreeMap;
use std::path::Path;

use chimebot::clock::Clock;
use chimebot::domain::consent::{CONSENT_VERSION, Choice};
use chimebot::domain::ids::{ChannelId, GuildId, SlotToken, UserId};
use chimebot::domain::reminder::Reminder;
use chimebot::domain::slot::{Slot, SlotState};
use chimebot::rng::Chance;
use chimebot::store::{Answered, Caller, Given, Kept, Keyring, OpenError, Paths, Store};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use tempfile::TempDir;

mod erasure;
mod ledger;
mod members;
mod opening;
mod periods;
mod reminders;
mod resources;
mod slots;
mod staff;

const GUILD: GuildId = GuildId(1_000_000_000_000_000_001);
const USER: UserId = UserId(2_000_000_000_000_000_002);
const STAFF: UserId = UserId(3_000_000_000_000_000_003);
const CANARY: &str = "canary-sings-at-dawn";

fn start() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

fn keyring() -> Keyring {
    Keyring::generate(&Chance::seeded(11))
}

/// A store in a folder of its own, on a clock that stands still.
struct Home {
    folder: TempDir,
    clock: Clock,
    store: Store,
}

impl Home {
    async fn new() -> Self {
        let (folder, clock) = (TempDir::new().unwrap(), Clock::frozen(start()));
        let store = open(folder.path(), &clock).await.unwrap();
        Self { folder, clock, store }
    }

    /// Closes the store and opens it again, as a restart does.
    async fn restart(self) -> Self {
        self.store.close().await;
        let store = open(self.folder.path(), &self.clock).await.unwrap();
        Self { store, ..self }
    }

    fn caller(&self) -> Caller {
        self.store.caller(GUILD, USER)
    }

    async fn turn_on(&self, choices: &[Choice]) {
        let choices = choices.iter().copied().collect();
        self.store.turn_on(self.caller(), choices, CONSENT_VERSION).await.unwrap();
    }

    /// Picks something for reminders, so that they have a row.
    async fn remind(&self) {
        let reminder = Reminder { user: Some(USER), hour: Some(9), ..Reminder::default() };
        let kept = move |_: &Reminder| Kept { reminder, due: Some(start()), told: () };
        self.store.change_reminder(self.caller(), kept).await.unwrap().expect("it is on");
    }

    /// Each table of both files with all its rows, as text, but for what is remembered of the ledger.
    async fn tables(&self) -> BTreeMap<String, Vec<String>> {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in ["chimebot.db", "keys.db"] {
            let mut file = connect(&self.folder.path().join(name)).await;
            for table in table_names(&mut file).await {
                let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info(?1)")
                    .bind(&table)
                    .fetch_all(&mut file)
                    .await
                    .unwrap();
                let row = columns
                    .iter()
                    .map(|name| format!("quote({name})"))
                    .collect::<Vec<_>>()
                    .join(" || ',' || ");
                let sql: &'static str = format!("SELECT {row} FROM {table} ORDER BY 1").leak();
                tables.insert(table, sqlx::query_scalar(sql).fetch_all(&mut file).await.unwrap());
            }
        }
        tables.get_mut("meta").unwrap().retain(|row: &String| !row.starts_with("'ledger_"));
        tables
    }

    /// How often `needle` stands in the two files and their logs.
    fn on_disk(&self, needle: &[u8]) -> usize {
        assert!(needle.len() >= 8, "too short to be told from chance");
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .map(|bytes| bytes.windows(needle.len()).filter(|window| *window == needle).count())
            .sum()
    }
}

async fn open(folder: &Path, clock: &Clock) -> Result<Store, OpenError> {
    Store::open(Paths::in_folder(folder), keyring(), clock.clone()).await
}

async fn connect(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).disable_statement_logging().connect().await.unwrap()
}

async fn table_names(file: &mut SqliteConnection) -> Vec<String> {
    let names = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'",
    );
    names.fetch_all(file).await.unwrap()
}

fn given(answer: &str, day: Date) -> Given {
    Given {
        what: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        date: day,
        answer: answer.to_owned(),
        keep_until: day,
        counts: vec![],
    }
}

fn slot(token: u8, day: Date) -> Slot {
    Slot {
        token: SlotToken([token; 16]),
        guild: GUILD,
        channel: ChannelId(5),
        local_date: day,
        due: start(),
        deadline: start() + jiff::SignedDuration::from_hours(2),
        state: SlotState::Planned,
        attempts: 0,
        first_send: None,
        last_send: None,
        next_try: None,
        message: None,
        posted_at: None,
    }
}

const TODAY: Date = date(2026, 11, 22);
