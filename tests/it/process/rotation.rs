//! The master key is changed while the bot runs, while it stands, and cut off at every step.

use std::path::{Path, PathBuf};

use chimebot::keyfile::{self, KeyName};
use chimebot::standin::Message;
use chimebot::store::{Lock, Paths};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;
use zeroize::Zeroizing;

use super::child::{Home, Process};
use super::town::Town;

fn key(home: &Home, name: &str) -> PathBuf {
    home.path().join("data/keys").join(name)
}

/// Every member's key as it is wrapped on the disk.
async fn wrapped(home: &Home) -> Vec<Vec<u8>> {
    let path = home.path().join("data/keys.db");
    let mut file = SqliteConnectOptions::new().filename(path).read_only(true).connect().await.unwrap();
    sqlx::query_scalar("SELECT wrapped FROM member_key").fetch_all(&mut file).await.unwrap()
}

fn on_disk(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().map(Result::unwrap).any(|entry| {
        entry.file_type().unwrap().is_file()
            && std::fs::read(entry.path()).unwrap().windows(needle.len()).any(|window| window == needle)
    })
}

/// A town in which Ana keeps an answer, her thank-you, and the running bot.
async fn stage() -> (Town, Home, Message, Process) {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let served = town.slash(town.ana, "checkin").await;
    town.keep_everything(town.ana, &served).await;
    (town, home, served, bot)
}

/// What is kept opens, and more can be kept.
async fn all_is_well(town: &Town, served: &Message) {
    let data = town.slash(town.ana, "my-data").await;
    assert!(data.content.contains("Answers kept: 1") && data.content.contains("Skip"), "{}", data.content);
    let same = town.press(town.ana, served, "Skip").await;
    assert!(same.content.contains("nothing changed"), "{}", same.content);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_bot_takes_a_new_master_key_up_and_what_the_old_one_wrapped_is_gone() {
    let (town, home, served, bot) = stage().await;
    let before = std::fs::read(key(&home, "master.key")).unwrap();
    let old = wrapped(&home).await;
    let needle = &old[0][..40];
    assert!(on_disk(&home.path().join("data"), needle), "the control");
    let (code, said) = home.ends(&["keys", "rotate-master", "--sheet", "new.txt"]).await;
    assert_eq!(code, Some(0), "{said}");
    all_is_well(&town, &served).await;
    assert_ne!(wrapped(&home).await, old);
    assert!(!on_disk(&home.path().join("data"), needle), "in no file and no log");
    assert_eq!(std::fs::read(key(&home, "master.key.old")).unwrap(), before);
    assert!(!key(&home, "master.key.next").exists());
    let sheet = std::fs::read_to_string(home.path().join("new.txt")).unwrap();
    let now = keyfile::read(KeyName::Master, &key(&home, "master.key")).unwrap();
    assert_eq!(keyfile::parse(KeyName::Master, &sheet).unwrap(), now, "the sheet is of the new key");
    bot.stops().await;

    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    let (code, said) = home.ends(&["keys", "rotate-master"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("delete it when they have passed"), "{said}");
    let (_, said) = home.ends(&["doctor"]).await;
    assert!(said.contains("master.key.old still lies here"), "{said}");
    assert!(said.contains("reference.key, whole and private; it is never changed"), "{said}");
    bot.stops().await;
    // Without the old key nothing is missing.
    std::fs::remove_file(key(&home, "master.key.old")).unwrap();
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    bot.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_master_key_may_be_cut_off_at_every_step_and_is_finished_later() {
    let (town, home, served, bot) = stage().await;
    bot.stops().await;
    // Cut off after the new key was written: the next start takes it up.
    keyfile::write_new(KeyName::Master, &key(&home, "master.key.next"), &Zeroizing::new([7; 32])).unwrap();
    let old = wrapped(&home).await;
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    assert_ne!(wrapped(&home).await, old);
    bot.stops().await;
    // Cut off before the names were changed.
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    let (_, said) = home.ends(&["doctor"]).await;
    assert!(said.contains("a change of the master key was not finished"), "{said}");
    bot.stops().await;
    // Cut off between the two names.
    std::fs::rename(key(&home, "master.key"), key(&home, "master.key.old")).unwrap();
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    bot.stops().await;
    let (code, said) = home.ends(&["keys", "rotate-master"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(key(&home, "master.key").exists() && !key(&home, "master.key.next").exists());
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    bot.stops().await;

    // The old key alone opens nothing any more.
    std::fs::rename(key(&home, "master.key.old"), key(&home, "master.key")).unwrap();
    let mut bot = home.run(&town.standin);
    assert_eq!(bot.ended(std::time::Duration::from_secs(20)).await, Some(78), "{}", bot.said());
    assert!(bot.said().contains("the master key is not the one"), "{}", bot.said());
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_stands_has_its_master_key_changed_by_the_command() {
    let (town, home, served, bot) = stage().await;
    bot.stops().await;
    let old = wrapped(&home).await;
    let (code, said) = home.ends(&["keys", "rotate-master"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("name:  master") && said.contains("check: "), "the sheet is printed: {said}");
    assert_ne!(wrapped(&home).await, old);
    assert!(!on_disk(&home.path().join("data"), &old[0][..40]));
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    bot.stops().await;
    town.finish();
}

/// What systemd does with two credentials: a folder of files, named in the environment.
struct Credentials(PathBuf);

impl Credentials {
    /// Moves both keys of a bot out of its folder.
    fn of(home: &Home) -> Self {
        let folder = home.path().join("credentials");
        std::fs::create_dir(&folder).unwrap();
        for name in ["master", "reference"] {
            let path = folder.join(format!("chimebot-{name}-key"));
            std::fs::rename(key(home, &format!("{name}.key")), path).unwrap();
        }
        std::fs::remove_dir(home.path().join("data/keys")).unwrap();
        Self(folder)
    }

    fn master(&self) -> PathBuf {
        self.0.join("chimebot-master-key")
    }

    async fn run(&self, home: &Home, town: &Town) -> Process {
        let mut bot = home.start_with(&self.0, &["run", "--clock", &town.standin.base_url()]);
        bot.until_said("connected to Discord").await;
        bot
    }

    async fn ends(&self, home: &Home, args: &[&str]) -> (Option<i32>, String) {
        let mut process = home.start_with(&self.0, args);
        let code = process.ended(std::time::Duration::from_secs(30)).await;
        (code, process.said())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_master_key_that_comes_as_a_credential_is_changed_as_the_page_for_operators_says() {
    let (town, home, served, bot) = stage().await;
    bot.stops().await;
    let credentials = Credentials::of(&home);
    let bot = credentials.run(&home, &town).await;
    all_is_well(&town, &served).await;
    let old_key = std::fs::read(credentials.master()).unwrap();
    let old_keys = std::fs::read(home.path().join("data/keys.db")).unwrap();
    let before = wrapped(&home).await;

    let (code, said) = credentials.ends(&home, &["keys", "rotate-master", "--sheet", "new.txt"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("The service gets its master key as a credential"), "{said}");
    assert_ne!(wrapped(&home).await, before, "the running bot took it up");
    all_is_well(&town, &served).await;
    assert_eq!(std::fs::read(credentials.master()).unwrap(), old_key, "that is root's to change");
    assert!(key(&home, "master.key.next").exists() && !key(&home, "master.key.old").exists());
    bot.stops().await;

    // Before the credential is changed, the bot starts with both; the command may be run again.
    let bot = credentials.run(&home, &town).await;
    all_is_well(&town, &served).await;
    let (code, said) = credentials.ends(&home, &["keys", "rotate-master", "--sheet", "new.txt"]).await;
    assert_eq!(code, Some(0), "{said}");
    let (_, said) = credentials.ends(&home, &["doctor"]).await;
    assert!(said.contains("a change of the master key was not finished"), "{said}");
    bot.stops().await;
    // Without the file it does not, and says so.
    std::fs::rename(key(&home, "master.key.next"), home.path().join("away")).unwrap();
    let mut bot = home.start_with(&credentials.0, &["run", "--clock", &town.standin.base_url()]);
    assert_eq!(bot.ended(std::time::Duration::from_secs(20)).await, Some(78), "{}", bot.said());
    assert!(bot.said().contains("the master key is not the one"), "{}", bot.said());
    std::fs::rename(home.path().join("away"), key(&home, "master.key.next")).unwrap();

    // The sheet itself is what is encrypted as the new credential; then the file goes.
    std::fs::copy(home.path().join("new.txt"), credentials.master()).unwrap();
    let bot = credentials.run(&home, &town).await;
    std::fs::remove_file(key(&home, "master.key.next")).unwrap();
    all_is_well(&town, &served).await;
    let (_, said) = credentials.ends(&home, &["doctor"]).await;
    assert!(!said.contains("was not finished"), "{said}");
    bot.stops().await;
    let bot = credentials.run(&home, &town).await;
    all_is_well(&town, &served).await;
    bot.stops().await;

    // A copy of keys from before is put back: with the old key beside it, it is wrapped anew at the start.
    std::fs::write(home.path().join("data/keys.db"), old_keys).unwrap();
    std::fs::write(key(&home, "master.key.old"), old_key).unwrap();
    let bot = credentials.run(&home, &town).await;
    all_is_well(&town, &served).await;
    assert_ne!(wrapped(&home).await, before);
    bot.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_that_cannot_be_written_changes_no_key_and_one_that_was_forgotten_is_no_new_one() {
    let (town, home, served, bot) = stage().await;
    let before = wrapped(&home).await;
    home.write("there.txt", "something else");
    for (sheet, words) in [("there.txt", "holds another key"), ("nowhere/new.txt", "cannot be written")] {
        let (code, said) = home.ends(&["keys", "rotate-master", "--sheet", sheet]).await;
        assert_eq!(code, Some(78), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(!key(&home, "master.key.next").exists());
    }
    // A key that is in force already lies there as the next.
    std::fs::copy(key(&home, "master.key"), key(&home, "master.key.next")).unwrap();
    let (code, said) = home.ends(&["keys", "rotate-master", "--sheet", "new.txt"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("was left from the last change") && said.contains("by the new master key"),
        "{said}"
    );
    assert_ne!(wrapped(&home).await, before, "a fresh one");
    let sheet = std::fs::read_to_string(home.path().join("new.txt")).unwrap();
    assert!(sheet.contains("Keep the old sheet"), "{sheet}");
    all_is_well(&town, &served).await;
    bot.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_ends_while_it_is_waited_for_is_told_of_and_the_change_is_made() {
    let (town, home, served, bot) = stage().await;
    bot.stops().await;
    // A process that owns the files and looks at no key.
    let held = Lock::take(&Paths::in_folder(&home.path().join("data"))).unwrap();
    let before = wrapped(&home).await;
    let mut command = home.start(&["keys", "rotate-master", "--sheet", "new.txt"]);
    super::child::until("the next key", || key(&home, "master.key.next").exists().then_some(())).await;
    assert_eq!(wrapped(&home).await, before, "whoever holds the files takes nothing up");
    drop(held);
    let code = command.ended(std::time::Duration::from_secs(30)).await;
    assert_eq!(code, Some(0), "{}", command.said());
    assert_ne!(wrapped(&home).await, before);
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    all_is_well(&town, &served).await;
    bot.stops().await;
    town.finish();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_owner_of_the_files_is_told_whom_to_run_it_as() {
    use std::os::unix::fs::chown;
    let (town, home, _, bot) = stage().await;
    bot.stops().await;
    let credentials = Credentials::of(&home);
    let database = home.path().join("data/keys.db");
    // Only root may do that.
    if chown(&database, Some(65_534), Some(65_534)).is_err() {
        return town.finish();
    }
    let (code, said) = credentials.ends(&home, &["keys", "rotate-master"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("sudo -u '#65534' chimebot keys rotate-master"), "{said}");
    assert!(!home.path().join("data/keys").exists(), "nothing was written");
    town.finish();
}
