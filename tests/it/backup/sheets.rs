//! The sheets beside the backups: the newest ledger, and none written over that may know more.

use super::*;

#[tokio::test]
async fn a_disk_with_backups_that_was_away_for_a_moment_gets_the_newest_ledger_when_it_is_back() {
    let home = Home::new().await;
    let mut job = home.job();
    job.look().await;
    let (folder, away) = (home.folder.path().join("backups"), home.folder.path().join("away"));
    let old = std::fs::read(folder.join("erasures.age")).unwrap();
    std::fs::rename(&folder, &away).unwrap();
    std::fs::create_dir(&folder).unwrap();
    let caller = home.store.caller(GuildId(5), UserId(6));
    home.store.turn_on(caller, [Choice::CountDays].into_iter().collect(), CONSENT_VERSION).await.unwrap();
    home.store.erase_member(caller).await.unwrap();
    job.look().await;
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    job.look().await;
    assert_ne!(std::fs::read(folder.join("erasures.age")).unwrap(), old, "the disk has the erasure now");
    let written = std::fs::read(folder.join("erasures.age")).unwrap();
    job.look().await;
    assert_eq!(std::fs::read(folder.join("erasures.age")).unwrap(), written, "and it is written once");
}

/// The sheets beside the folders, by name.
fn sheets(home: &Home) -> Vec<String> {
    let mut names = names(&home.folder.path().join("backups"));
    names.retain(|name| name.starts_with("erasures"));
    names
}

impl Home {
    /// Waits until the sheet beside the backups holds so many lines. Its length does not tell: that is blurred.
    pub async fn until_sealed(&self, lines: usize) {
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
