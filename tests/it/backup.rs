//! Backups over real files: how long they live, what keeps out of each other's way, and the job that makes them.

mod sheets;

use std::path::Path;

use age::x25519::Identity;
use chimebot::backup::{
    BackupError, Backups, ERASURES, KEYS, Known, MAIN, RestoreError, clean, clear_copies_left,
    expire_set_aside, unpack,
};
use chimebot::clock::Clock;
use chimebot::domain::consent::{CONSENT_VERSION, Choice};
use chimebot::domain::engagement::{Counted, Tier, Window};
use chimebot::domain::ids::{GuildId, UserId};
use chimebot::jobs::backups::{BackupJob, let_set_aside_go};
use chimebot::jobs::retention;
use chimebot::rng::Chance;
use chimebot::store::{Entries, Given, Keyring, Paths, Plan, Store};
use futures_util::future::join_all;
use jiff::SignedDuration;
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use tempfile::TempDir;

const DAY: SignedDuration = SignedDuration::from_hours(24);

struct Home {
    folder: TempDir,
    clock: Clock,
    store: Store,
    backups: Backups,
    identity: Identity,
}

impl Home {
    async fn new() -> Self {
        Self::on(Clock::frozen("2026-11-23T09:00:00Z".parse().unwrap())).await
    }

    async fn on(clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Keyring::generate(&Chance::seeded(3));
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        let paths = Paths::in_folder(&data);
        let store = Store::open(paths.clone(), keyring.clone(), clock.clone()).await.unwrap();
        let identity = Identity::generate();
        let to = identity.to_public();
        let backups = Backups::new(folder.path().join("backups"), to, paths, keyring, clock.clone());
        Self { folder, clock, store, backups, identity }
    }

    fn paths(&self) -> Paths {
        Paths::in_folder(&self.folder.path().join("data"))
    }

    /// The dated folders, by name.
    fn dated(&self) -> Vec<String> {
        let mut names = names(&self.folder.path().join("backups"));
        names.retain(|name| name.starts_with("20"));
        names
    }

    fn job(&self) -> BackupJob {
        BackupJob::new(self.backups.clone(), self.clock.clone(), DAY, self.store.erasures())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn copies_of_keys_live_seven_days_and_those_of_the_main_file_fourteen() {
    let home = Home::new().await;
    let made = home.backups.make().await.unwrap();
    assert_eq!(names(&made), [MAIN, ERASURES, KEYS]);
    home.clock.advance(7 * DAY);
    home.backups.expire(home.clock.now()).unwrap();
    assert_eq!(names(&made), [MAIN, ERASURES, KEYS]);
    home.clock.advance(SignedDuration::from_secs(1));
    home.backups.expire(home.clock.now()).unwrap();
    assert_eq!(names(&made), [MAIN, ERASURES]);
    home.clock.advance(7 * DAY);
    let younger = home.backups.make().await.unwrap();
    assert!(!made.exists() && younger.exists(), "making one takes the old ones away");
    assert_eq!(names(&home.folder.path().join("backups")), [&home.dated()[0], "erasures.age"]);
}

#[tokio::test]
async fn a_clock_set_a_year_ahead_for_a_moment_costs_no_backup_and_what_was_made_meanwhile_goes_in_time() {
    let clock = Clock::of_a_machine("2026-11-23T09:00:00Z".parse().unwrap());
    let home = Home::on(clock).await;
    let mut job = home.job();
    job.look().await;
    home.clock.pass(SignedDuration::from_hours(2));
    job.look().await;
    home.clock.jump(365 * DAY);
    job.look().await;
    assert_eq!(home.dated(), ["2026-11-23T090000Z", "2027-11-23T110000Z"]);
    assert_eq!(names(&home.folder.path().join("backups/2026-11-23T090000Z")), [MAIN, ERASURES, KEYS]);
    home.clock.jump(-365 * DAY);
    job.look().await;
    assert_eq!(home.dated().len(), 2, "nobody knows yet which time is the right one");
    home.clock.pass(SignedDuration::from_hours(1));
    job.look().await;
    assert_eq!(home.dated(), ["2026-11-23T090000Z", "2026-11-23T120000Z"], "its days count from now on");
    home.clock.pass(15 * DAY);
    job.look().await;
    assert_eq!(home.dated(), ["2026-12-08T120000Z"]);
}

#[tokio::test]
async fn the_job_makes_one_when_it_is_due_and_seals_each_erasure_at_once() {
    let home = Home::new().await;
    let mut job = home.job();
    job.look().await;
    assert_eq!(home.dated(), ["2026-11-23T090000Z"]);
    home.clock.advance(DAY - SignedDuration::from_secs(1));
    job.look().await;
    assert_eq!(home.dated().len(), 1);
    // After a restart it is still known when the last one was.
    let mut job = home.job();
    home.clock.advance(SignedDuration::from_secs(1));
    job.look().await;
    assert_eq!(home.dated(), ["2026-11-23T090000Z", "2026-11-24T090000Z"]);

    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(home.job().run(stop.clone()));
    let caller = home.store.caller(GuildId(5), UserId(6));
    home.store.turn_on(caller, [Choice::CountDays].into_iter().collect(), CONSENT_VERSION).await.unwrap();
    home.store.erase_member(caller).await.unwrap();
    home.until_sealed(1).await;
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_tried_again_after_a_while() {
    let home = Home::new().await;
    let folder = home.folder.path().join("backups");
    // A file stands where the folder should be.
    std::fs::write(&folder, "").unwrap();
    let mut job = home.job();
    job.look().await;
    assert!(home.backups.make().await.is_err());
    std::fs::remove_file(&folder).unwrap();
    job.look().await;
    assert!(!folder.exists(), "not every second");
    home.clock.advance(SignedDuration::from_mins(10));
    job.look().await;
    assert_eq!(home.dated().len(), 1);
    assert!(!home.folder.path().join("data/chimebot.clear").exists());
}

#[tokio::test]
async fn a_backup_is_made_while_members_come_answer_and_go() {
    let home = Home::new().await;
    let busy = async {
        for round in 0..20_u64 {
            let acts = (0..20).map(|n| {
                let (store, caller) = (home.store.clone(), home.store.caller(GuildId(5), UserId(n + 1)));
                async move {
                    store.turn_on(caller, Choice::ALL.into_iter().collect(), CONSENT_VERSION).await.unwrap();
                    if (n + round) % 3 == 0 {
                        store.erase_member(caller).await.unwrap();
                    }
                }
            });
            join_all(acts).await;
        }
    };
    let backups = async {
        for _ in 0..3 {
            home.clock.advance(SignedDuration::from_secs(1));
            home.backups.make().await.unwrap();
        }
    };
    tokio::join!(busy, backups);
    assert_eq!(home.dated().len(), 3);
}

#[tokio::test]
async fn what_a_restore_set_aside_goes_after_seven_days_and_nothing_else_does() {
    let home = Home::new().await;
    let data = home.folder.path().join("data");
    for name in [
        "set-aside-2026-11-16T090000Z",
        "set-aside-2026-11-16T085959Z",
        "set-aside-mine",
        "2026-01-01T000000Z",
    ] {
        std::fs::create_dir(data.join(name)).unwrap();
        std::fs::write(data.join(name).join("keys.db"), "what was here").unwrap();
    }
    expire_set_aside(&home.paths(), home.clock.now()).unwrap();
    let mut left = names(&data);
    left.retain(|name| data.join(name).is_dir());
    assert_eq!(left, ["2026-01-01T000000Z", "set-aside-2026-11-16T090000Z", "set-aside-mine"]);
    expire_set_aside(&home.paths(), home.clock.now() + SignedDuration::from_secs(1)).unwrap();
    assert!(!data.join("set-aside-2026-11-16T090000Z").exists());
}

#[tokio::test]
async fn two_backups_at_once_keep_out_of_each_others_way_and_a_crash_leaves_no_clear_copy_for_long() {
    let home = Home::new().await;
    let (one, two) = tokio::join!(home.backups.make(), home.backups.make());
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let refused = one.err().or(two.err()).unwrap();
    assert!(matches!(refused, BackupError::UnderWay | BackupError::Exists(_)), "{refused}");

    let clear = home.folder.path().join("data/chimebot.clear");
    std::fs::create_dir(&clear).unwrap();
    std::fs::write(clear.join("keys.db"), "what a crash left").unwrap();
    clean(&home.paths());
    assert!(!clear.exists());
}

#[tokio::test]
async fn what_has_had_its_time_is_gone_from_a_backup_before_it_is_put_back() {
    let home = Home::new().await;
    let (there, left) = (GuildId(5), GuildId(6));
    for guild in [there, left] {
        let caller = home.store.caller(guild, UserId(6));
        home.store.turn_on(caller, Choice::ALL.into_iter().collect(), CONSENT_VERSION).await.unwrap();
        for (day, until) in [(20, "2026-11-24"), (23, "2027-02-21")] {
            let given = Given {
                what: "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
                date: jiff::civil::date(2026, 11, day),
                answer: "3".to_owned(),
                keep_until: until.parse().unwrap(),
                counts: vec![],
            };
            home.store.record_answer(caller, given).await.unwrap();
        }
    }
    home.store.community_left(left).await.unwrap();
    let made = home.backups.make().await.unwrap();
    home.clock.advance(8 * DAY);

    let empty = home.folder.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    let unpacked =
        unpack(&made, std::slice::from_ref(&home.identity), false, &Paths::in_folder(&empty)).await.unwrap();
    assert_eq!(unpacked.copied_at, Some("2026-11-23T09:00:00Z".parse().unwrap()));
    let keyring = home.store.keyring().clone();
    let store = Store::open(unpacked.copies.clone(), keyring, home.clock.clone()).await.unwrap();
    let answers = async |guild| {
        let held = store.holdings(store.caller(guild, UserId(6))).await.unwrap();
        held.map(|held| held.answers.len())
    };
    assert_eq!((answers(there).await, answers(left).await), (Some(2), Some(2)), "the control");
    retention::catch_up(&store, home.clock.now()).await.unwrap();
    // Whether that community is back since the backup is known only when Discord was asked.
    assert_eq!((answers(there).await, answers(left).await), (Some(1), Some(1)));
    store.close().await;
}

#[tokio::test]
async fn a_backup_holds_nobody_of_an_open_period_and_put_back_that_period_is_void() {
    let home = Home::new().await;
    let (guild, now) = (GuildId(5), home.clock.now());
    let window = Window { start: now, end: now + 28 * DAY };
    let plan = Plan { window, zone: "UTC".to_owned() };
    home.store.plan_period(guild, plan.clone()).await.unwrap();
    assert!(home.store.open_period(guild, plan, Tier::From10).await.unwrap());
    let caller = home.store.caller(guild, UserId(6));
    home.store.turn_on(caller, Choice::ALL.into_iter().collect(), CONSENT_VERSION).await.unwrap();
    home.store.count(caller, Counted::TookPart).await.unwrap();
    let rows = async |paths: &Paths| {
        let mut found = Vec::new();
        for (path, table) in [(&paths.main, "tally"), (&paths.keys, "period_key"), (&paths.main, "consent")] {
            let count: &'static str = format!("SELECT count(*) FROM {table}").leak();
            let options = SqliteConnectOptions::new().filename(path).read_only(true);
            let mut file = options.connect().await.unwrap();
            found.push(sqlx::query_scalar::<_, i64>(count).fetch_one(&mut file).await.unwrap());
        }
        found
    };
    assert_eq!(rows(&home.paths()).await, [1, 1, 4], "the control: it is in the files");
    let made = home.backups.make().await.unwrap();
    assert_eq!(rows(&home.paths()).await, [1, 1, 4], "and stays there");

    let elsewhere = tempfile::tempdir().unwrap();
    let live = Paths::in_folder(elsewhere.path());
    let unpacked = unpack(&made, std::slice::from_ref(&home.identity), true, &live).await.unwrap();
    assert_eq!(rows(&unpacked.copies).await, [0, 0, 4]);
    let keyring = home.store.keyring().clone();
    let store = Store::open(unpacked.copies.clone(), keyring, home.clock.clone()).await.unwrap();
    assert_eq!(store.live_period(guild).await.unwrap(), None, "it is void");
    assert!(!store.close_period(guild, now, None).await.unwrap());
    store.count(caller, Counted::TookPart).await.unwrap();
    assert!(
        store.counted(caller).await.unwrap().is_none() && store.released(guild).await.unwrap().is_empty()
    );
    store.close().await;
}
