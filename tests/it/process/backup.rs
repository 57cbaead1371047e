//! Backups by the real binary: made beside a running bot, put back on an empty disk, and refused where
//! they would do harm.

use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret as _;
use age::x25519::Identity;
use chimebot::clock::Clock;
use chimebot::domain::ids::UserId;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::child::{Home, Process, until};
use super::town::Town;

/// A bot with backups.
pub struct Stage {
    pub town: Town,
    pub home: Home,
}

impl Stage {
    /// On today's date, for the commands that do not follow the stand-in's clock.
    pub async fn set() -> Self {
        let town = Town::at(&Clock::system().now().to_string()).await;
        let home = town.home().await;
        let identity = Identity::generate();
        home.set(&format!(
            "[backup]\nfolder = \"backups\"\nrecipient = \"{}\"\nevery_hours = 24",
            identity.to_public()
        ));
        home.write("identity.txt", &format!("# mine\n{}\n", identity.to_string().expose_secret()));
        Self { town, home }
    }

    /// Starts the bot. There is no backup yet, so the first one is due at once, and is waited for.
    pub async fn run(&self) -> Process {
        let mut bot = self.home.run(&self.town.standin);
        bot.until_said("a backup was made and read back").await;
        bot.until_said("connected to Discord").await;
        bot
    }

    pub fn backups(&self) -> PathBuf {
        self.home.path().join("backups")
    }

    pub fn data(&self, name: &str) -> PathBuf {
        self.home.path().join("data").join(name)
    }

    pub async fn keep(&self, user: UserId) {
        let served = self.town.slash(user, "checkin").await;
        self.town.keep_everything(user, &served).await;
    }

    pub async fn erase(&self, user: UserId) {
        let data = self.town.slash(user, "my-data").await;
        let ask = self.town.press(user, &data, "Erase all of it now").await;
        let done = self.town.press(user, &ask, "Erase it all").await;
        assert!(done.content.starts_with("Done."), "{}", done.content);
    }

    /// Makes a backup, and gives its folder.
    pub async fn backup(&self) -> String {
        let (code, said) = self.home.ends(&["backup"]).await;
        assert_eq!(code, Some(0), "{said}");
        let folder = said.lines().find(|line| line.contains("backups/")).unwrap();
        self.home.path().join(folder).to_str().unwrap().to_owned()
    }

    pub async fn restore(&self, from: &str, more: &[&str]) -> (Option<i32>, String) {
        let args = ["restore", "--from", from, "--identity", "identity.txt"];
        self.home.ends(&[&args, more].concat()).await
    }

    /// Whether anything is kept of a person.
    pub async fn holds(&self, user: UserId) -> bool {
        let (code, said) = self.home.ends(&["member", "export", "--user", &user.to_string()]).await;
        assert_eq!(code, Some(0), "{said}");
        said.contains("\"question\": \"")
    }

    /// The disk with the databases is lost.
    pub fn lose(&self, names: &[&str]) {
        for name in names {
            for ending in ["", "-wal", "-shm"] {
                // Not each of them is always there.
                drop(std::fs::remove_file(self.data(&format!("{name}{ending}"))));
            }
        }
    }
}

/// Changes a database of a bot that stands.
async fn on_main(path: PathBuf, sql: &'static str) {
    let mut file = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    sqlx::query(sql).execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_a_running_bot_brings_all_back_but_what_was_erased_since() {
    let stage = Stage::set().await;
    let Stage { town, home } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    stage.keep(town.ben).await;
    let made = stage.backup().await;
    for name in ["chimebot.db.age", "keys.db.age"] {
        let path = Path::new(&made).join(name);
        assert!(std::fs::read(&path).unwrap().starts_with(b"age-encryption.org/v1\n"));
        assert_eq!(mode(&path), 0o600);
    }
    assert!(!stage.data("chimebot.clear").exists(), "the clear copies are gone");
    let ledger = stage.backups().join("erasures.age");
    let before = std::fs::read(&ledger).unwrap();
    stage.erase(town.ben).await;
    until("the ledger beside the backups", || std::fs::read(&ledger).ok().filter(|bytes| *bytes != before))
        .await;
    bot.stops().await;

    stage.lose(&["chimebot.db", "keys.db", "erasures.log"]);
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("The data is from 20") && said.contains("0 days, 0 hours"), "{said}");
    assert!(stage.holds(town.ana).await);
    assert!(!stage.holds(town.ben).await, "what was erased stays erased");
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let data = town.slash(town.ana, "my-data").await;
    assert!(data.content.contains("Answers kept: 1"), "{}", data.content);
    bot.stops().await;
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_ledger_a_restore_says_what_that_means_and_brings_everybody_back_only_when_told() {
    let stage = Stage::set().await;
    let town = &stage.town;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    let made = stage.backup().await;
    stage.erase(town.ana).await;
    bot.stops().await;
    std::fs::remove_file(stage.backups().join("erasures.age")).unwrap();
    stage.lose(&["chimebot.db", "keys.db", "erasures.log"]);
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("would be back in it") && said.contains("--no-ledger"), "{said}");
    assert!(!stage.data("chimebot.db").exists(), "nothing was put back");
    let (code, said) = stage.restore(&made, &["--no-ledger"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("is BACK in it") && !said.contains("is not in it. Start"), "{said}");
    assert!(stage.holds(town.ana).await, "the control: it is the ledger that keeps an erasure erased");
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_would_do_harm_is_refused_and_every_file_stays_as_it_is() {
    let stage = Stage::set().await;
    let Stage { town, home } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    let made = stage.backup().await;
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("another chimebot is using"), "{said}");
    bot.stops().await;

    let files = || home.data().into_iter().filter(|(name, _)| !name.contains('-')).collect::<Vec<_>>();
    let untouched = files();
    let other = Identity::generate();
    home.write("other.txt", other.to_string().expose_secret());
    home.write("nothing.txt", "age1something");
    for (identity, words) in [("other.txt", "does not open it"), ("nothing.txt", "holds no identity")] {
        let (code, said) = home.ends(&["restore", "--from", &made, "--identity", identity]).await;
        assert_eq!(code, Some(78), "{said}");
        assert!(said.contains(words), "{said}");
    }
    let (code, said) = stage.restore("backups", &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("name one of the dated folders"), "{said}");

    let file = Path::new(&made).join("chimebot.db.age");
    let whole = std::fs::read(&file).unwrap();
    let mut bent = whole.clone();
    bent[whole.len() / 2] ^= 1;
    for damaged in [&bent[..], &whole[..whole.len() - 100], b"nothing of the kind"] {
        std::fs::write(&file, damaged).unwrap();
        let (code, said) = stage.restore(&made, &[]).await;
        assert_eq!(code, Some(78), "{said}");
        assert!(said.contains("it is damaged or was cut short"), "{said}");
    }
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(files(), untouched);

    // A backup of a newer version.
    let add = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (9999, 'to come', 1, x'00', 1)";
    on_main(stage.data("chimebot.db"), add).await;
    let newer = stage.backup().await;
    on_main(stage.data("chimebot.db"), "DELETE FROM _sqlx_migrations WHERE version = 9999").await;
    let before = files();
    let (code, said) = stage.restore(&newer, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("comes from a newer chimebot"), "{said}");

    // The keys of another bot.
    let elsewhere = Stage::set().await;
    let keys = home.path().join("data/keys");
    let (mine, aside) = (keys.join("master.key"), keys.join("aside.key"));
    std::fs::rename(&mine, &aside).unwrap();
    std::fs::copy(elsewhere.data("keys/master.key"), &mine).unwrap();
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("the master key is not the one"), "{said}");
    std::fs::rename(&aside, &mine).unwrap();
    assert_eq!(files(), before);

    // What is put back at last sets aside what was there, and writes over nothing.
    let live = std::fs::read(stage.data("chimebot.db")).unwrap();
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    let aside = said.lines().find_map(|line| line.strip_prefix("What was here lies in ")).unwrap();
    let aside = home.path().join(aside.split(" now").next().unwrap());
    assert_eq!(std::fs::read(aside.join("chimebot.db")).unwrap(), live);
    assert!(aside.join("keys.db").exists());
    assert_eq!(mode(&aside), 0o700);
    elsewhere.town.finish();
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_cut_off_keeps_the_bot_from_starting_until_it_is_run_again() {
    let stage = Stage::set().await;
    let Stage { town, home } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    let made = stage.backup().await;
    bot.stops().await;
    // Cut off after the main file was set aside and before the copy took its place.
    home.write("data/chimebot.restoring", "");
    std::fs::rename(stage.data("chimebot.db"), stage.data("aside.db")).unwrap();
    let mut bot = home.run(&town.standin);
    assert_eq!(bot.ended(std::time::Duration::from_secs(20)).await, Some(78), "{}", bot.said());
    assert!(bot.said().contains("run `chimebot restore` again"), "{}", bot.said());
    assert!(!stage.data("chimebot.db").exists(), "no empty database was made in between");
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(stage.holds(town.ana).await);
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_whose_keys_have_had_their_time_is_read_with_the_keys_that_are_here() {
    let stage = Stage::set().await;
    let Stage { town, .. } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    stage.keep(town.ben).await;
    let made = stage.backup().await;
    stage.erase(town.ben).await;
    bot.stops().await;
    std::fs::remove_file(Path::new(&made).join("keys.db.age")).unwrap();
    stage.lose(&["chimebot.db"]);
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("the keys that were here are used"), "{said}");
    assert!(stage.holds(town.ana).await && !stage.holds(town.ben).await);
    stage.lose(&["chimebot.db", "keys.db"]);
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("Take a younger backup"), "{said}");
    stage.town.finish();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn keys_of_a_bot_that_began_anew_do_not_pass_for_those_of_the_backup() {
    let stage = Stage::set().await;
    let Stage { town, home } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    let made = stage.backup().await;
    bot.stops().await;
    std::fs::remove_file(Path::new(&made).join("keys.db.age")).unwrap();
    let keys = std::fs::read(stage.data("keys.db")).unwrap();
    // On the new machine the bot ran once.
    stage.lose(&["chimebot.db", "keys.db"]);
    home.run(&town.standin).until_said("connected to Discord").await;
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("1 of 1 members could not be read"), "{said}");
    // With the right ones it goes on, and every file is its owner's alone.
    stage.lose(&["keys.db"]);
    std::fs::write(stage.data("keys.db"), keys).unwrap();
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(stage.holds(town.ana).await);
    assert_eq!((mode(&stage.data("keys.db")), mode(&stage.data("chimebot.db"))), (0o600, 0o600));

    // Cut off after the keys were set aside: a second run finds them there.
    home.write("data/chimebot.restoring", "");
    std::fs::create_dir(stage.data("set-aside-2026-11-01T090000Z")).unwrap();
    std::fs::rename(stage.data("keys.db"), stage.data("set-aside-2026-11-01T090000Z/keys.db")).unwrap();
    let (_, said) = home.ends(&["doctor"]).await;
    assert!(said.contains("was cut off: run `chimebot restore` again"), "{said}");
    let (code, said) = stage.restore(&made, &[]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("set-aside-2026-11-01T090000Z now"), "every such folder is named: {said}");
    assert!(stage.holds(town.ana).await);
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_a_start_would_say() {
    let stage = Stage::set().await;
    let Stage { town, home } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    bot.stops().await;
    let doctor = async || home.ends(&["doctor"]).await.1;
    assert!(!doctor().await.contains("FAILED   start"), "the control");
    let elsewhere = Stage::set().await;
    for (file, words) in [
        ("keys/master.key", "the master key is not the one"),
        ("keys/reference.key", "the reference key is not the one"),
    ] {
        let mine = std::fs::read(stage.data(file)).unwrap();
        std::fs::copy(elsewhere.data(file), stage.data(file)).unwrap();
        let said = doctor().await;
        assert!(said.contains("FAILED   start") && said.contains(words), "{said}");
        std::fs::write(stage.data(file), mine).unwrap();
    }
    for name in ["keys.db", "chimebot.db"] {
        std::fs::rename(stage.data(name), stage.data("away")).unwrap();
        let said = doctor().await;
        assert!(
            said.contains("FAILED   start") && said.contains("one of the two was moved or lost"),
            "{said}"
        );
        std::fs::rename(stage.data("away"), stage.data(name)).unwrap();
    }
    std::fs::remove_file(stage.data("erasures.log")).unwrap();
    home.write("data/chimebot.clear/keys.db", "");
    home.write("data/set-aside-2026-11-01T090000Z/keys.db", "");
    home.write("backups/2031-01-01T000000Z/chimebot.db.age", "");
    let said = doctor().await;
    for words in ["was lost or emptied", "holds clear copies", "holds what was here before"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(said.contains("the newest is 0 hours old"), "the one of today: {said}");
    for entry in std::fs::read_dir(stage.backups()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("2031-01-01T000000Z") {
            std::fs::remove_dir_all(path).unwrap();
        }
    }
    assert!(doctor().await.contains("there is none in"), "one of 2031 tells nothing");
    elsewhere.town.finish();
    stage.town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_section_for_backups_the_command_and_the_doctor_say_so() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let (code, said) = home.ends(&["backup"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("section [backup] with folder and recipient"), "{said}");
    let (_, said) = home.ends(&["doctor"]).await;
    assert!(said.contains("no backups are made"), "{said}");
    home.set("[backup]\nfolder = \"b\"\nrecipient = \"AGE-SECRET-KEY-1QQQQ\"");
    let (code, said) = home.ends(&["backup"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("this is the secret half") && !said.contains("QQQQ"), "{said}");
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_from_before_the_master_key_was_changed_is_put_back_under_the_present_one() {
    let stage = Stage::set().await;
    let Stage { town, home } = &stage;
    let bot = stage.run().await;
    stage.keep(town.ana).await;
    let made = stage.backup().await;
    let (code, said) = home.ends(&["keys", "rotate-master"]).await;
    assert_eq!(code, Some(0), "{said}");
    bot.stops().await;
    stage.lose(&["chimebot.db", "keys.db"]);
    let (code, said) = stage.restore(&made, &["--no-ledger"]).await;
    assert_eq!(code, Some(0), "{said}");
    std::fs::remove_file(stage.data("keys/master.key.old")).unwrap();
    assert!(stage.holds(town.ana).await, "the old key is needed no more");
    stage.town.finish();
}
