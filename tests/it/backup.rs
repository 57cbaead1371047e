//! Backups over real files: how long they live, what keeps out of each other's way, and the job that makes them.

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

/// The sheets beside the folders, by name.
fn sheets(home: &Home) -> Vec<String> {
    let mut names = names(&home.folder.path().join("backups"));
    names.retain(|name| name.starts_with("erasures"));
    names
}

impl Home {
    /// Waits until the sheet beside the backups holds so many lines. Its length does not tell: that is blurred.
    async fn until_sealed(&self, lines: usize) {
        let memory = self.folder.path().join("data/erasures.sealed");
        // The sheet's name and its beginning come first.
        let sealed =
            || std::fs::read_to_string(&memory).map_or(0, |text| text.lines().count().saturating_sub(2));
        for _ in 0..2_000 {
            if sealed() == lines {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{lines} lines were not sealed, but {}", sealed());
    }

    async fn keep_and_erase(&self, user: u64) {
        let caller = self.store.caller(GuildId(5), UserId(user));
        let choices = [Choice::CountDays].into_iter().collect();
        self.store.turn_on(caller, choices, CONSENT_VERSION).await.unwrap();
        self.store.erase_member(caller).await.unwrap();
    }

    /// Loses files below `data`, leaves `left` as the ledger, and starts afresh on what there is.
    async fn after_losing(self, lost: &[&str], left: Option<&[u8]>) -> Self {
        self.store.close().await;
        let data = self.folder.path().join("data");
        for name in lost {
            // Not each of them is always there.
            drop(std::fs::remove_file(data.join(name)));
        }
        if let Some(bytes) = left {
            std::fs::write(data.join("erasures.log"), bytes).unwrap();
        }
        let keyring = Keyring::generate(&Chance::seeded(3));
        let store = Store::open(self.paths(), keyring, self.clock.clone()).await.unwrap();
        Self { store, ..self }
    }

    /// Unpacks a backup for an empty machine that has the backups alone.
    async fn lines_for(&self, made: &Path) -> usize {
        let empty = tempfile::tempdir().unwrap();
        let identity = std::slice::from_ref(&self.identity);
        let unpacked = unpack(made, identity, false, &Paths::in_folder(empty.path())).await.unwrap();
        assert_eq!(unpacked.known, Known::All);
        Entries::read(&unpacked.copies.erasures).unwrap().unwrap().lines.len()
    }
}

#[tokio::test]
async fn a_bot_that_lost_its_ledger_writes_over_no_sheet_and_a_restore_reads_them_all() {
    let databases = ["chimebot.db", "keys.db"];
    let all = ["erasures.log", "erasures.sealed", "chimebot.db", "keys.db"];
    let losses: [(&[&str], Option<&[u8]>); 4] =
        [(&all[..1], None), (&[], Some(&[])), (&[], Some(&[0; 200])), (&all, None)];
    for (lost, left) in losses {
        let home = Home::new().await;
        let made = home.backups.make().await.unwrap();
        home.clock.advance(SignedDuration::from_hours(1));
        home.keep_and_erase(1).await;
        home.backups.seal_erasures().await.unwrap();
        home.keep_and_erase(2).await;
        home.backups.seal_erasures().await.unwrap();
        assert_eq!(sheets(&home), ["erasures.age"], "one that grew out of the other takes its place");
        home.clock.advance(SignedDuration::from_hours(1));
        let home = home.after_losing(lost, left).await;
        home.keep_and_erase(3).await;
        for _ in 0..2 {
            home.backups.seal_erasures().await.unwrap();
        }
        assert_eq!(sheets(&home), ["erasures-2026-11-23T110000Z.age", "erasures.age"], "{lost:?}");
        assert_eq!(home.lines_for(&made).await, 3, "{lost:?} {left:?}");
        home.clock.advance(30 * DAY);
        home.backups.expire(home.clock.now()).unwrap();
        assert_eq!(sheets(&home).len(), 2);
        home.clock.advance(SignedDuration::from_secs(1));
        home.backups.expire(home.clock.now()).unwrap();
        assert_eq!(sheets(&home), ["erasures.age"], "no backup is left that it could matter to");
    }
    // Lines that have had their time are no loss.
    let home = Home::new().await;
    home.keep_and_erase(1).await;
    home.backups.seal_erasures().await.unwrap();
    home.clock.advance(31 * DAY);
    home.store.prune_erasures(home.clock.now() - 30 * DAY).await.unwrap();
    home.backups.seal_erasures().await.unwrap();
    assert_eq!(sheets(&home), ["erasures.age"]);
    let home = home.after_losing(&databases, None).await;
    home.backups.seal_erasures().await.unwrap();
    assert_eq!(sheets(&home), ["erasures.age"], "the ledger is whole");
}

#[tokio::test]
async fn a_ledger_that_began_after_the_backup_proves_nothing_and_a_whole_one_needs_no_sheet() {
    let home = Home::new().await;
    let made = home.backups.make().await.unwrap();
    let folder = home.folder.path().join("backups");
    let identity = std::slice::from_ref(&home.identity);
    let unpacked = async |without| unpack(&made, identity, without, &home.paths()).await;
    // Another recipient wrote the sheet, and one in another dated folder is spoilt.
    std::fs::write(folder.join("erasures.age"), "spoilt").unwrap();
    std::fs::create_dir(folder.join("2026-11-20T090000Z")).unwrap();
    std::fs::write(folder.join("2026-11-20T090000Z/erasures.age"), "spoilt").unwrap();
    home.store.close().await;
    let found = unpacked(false).await.unwrap();
    assert_eq!((found.known, found.unread.len()), (Known::All, 2), "the ledger here is whole");
    drop(found);
    // The ledger is lost and begun anew.
    std::fs::remove_file(home.paths().erasures).unwrap();
    home.clock.advance(SignedDuration::from_hours(1));
    let keyring = Keyring::generate(&Chance::seeded(3));
    Store::open(home.paths(), keyring, home.clock.clone()).await.unwrap().close().await;
    let refused = unpacked(false).await.err().unwrap();
    assert!(matches!(&refused, RestoreError::Sealed { path, .. } if *path == folder.join("erasures.age")));
    std::fs::remove_file(folder.join("erasures.age")).unwrap();
    let refused = unpacked(false).await.err().unwrap();
    assert!(refused.to_string().contains("begins on 2026-11-23 10:00 UTC, after this backup"), "{refused}");
    assert_eq!(unpacked(true).await.unwrap().known, Known::Since(home.clock.now()));
    std::fs::remove_file(home.paths().erasures).unwrap();
    assert!(matches!(unpacked(false).await.err().unwrap(), RestoreError::NoLedger { .. }));
    assert_eq!(unpacked(true).await.unwrap().known, Known::Nothing);
}

#[tokio::test]
async fn while_no_backup_can_be_made_each_erasure_is_sealed_all_the_same() {
    let home = Home::new().await;
    let mut job = home.job();
    job.look().await;
    // Something is in the way of the clear copies.
    home.clock.advance(DAY);
    let clear = home.folder.path().join("data/chimebot.clear");
    std::fs::write(&clear, "a file").unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(job.run(stop.clone()));
    for user in 1..3 {
        home.keep_and_erase(user).await;
        home.until_sealed(usize::try_from(user).unwrap()).await;
    }
    assert_eq!(home.dated().len(), 1, "the control: none could be made");
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn backups_go_on_under_a_master_key_that_the_running_bot_took_up() {
    let home = Home::new().await;
    let (to, keyring) = (home.identity.to_public(), home.store.keyring().clone());
    let folder = home.folder.path().join("backups");
    let backups = Backups::new(folder, to, home.paths(), keyring, home.clock.clone());
    home.store.rotate_master([9; 32].into()).await.unwrap();
    backups.make().await.unwrap();
}

#[tokio::test]
async fn only_clear_copies_that_nobody_is_making_are_called_left_over() {
    let home = Home::new().await;
    assert_eq!(clear_copies_left(&home.paths()), None);
    let clear = home.folder.path().join("data/chimebot.clear");
    std::fs::create_dir(&clear).unwrap();
    assert_eq!(clear_copies_left(&home.paths()), Some(clear.clone()));
    let stop = tokio_util::sync::CancellationToken::new();
    let going = tokio::spawn(let_set_aside_go(home.paths(), home.clock.clone(), stop.clone()));
    for _ in 0..1_000 {
        if !clear.exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert!(!clear.exists(), "a running bot takes them away by itself");
    stop.cancel();
    going.await.unwrap();
}
