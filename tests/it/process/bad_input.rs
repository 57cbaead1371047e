//! What can be wrong before the bot starts: each is answered by a sentence that says what to
//! do, ends with 78, and leaves every file as it was.

use std::process::Command;

use axum::Router;
use axum::http::header::DATE;
use axum::routing::get;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use sqlx::{Connection as _, SqliteConnection};

use super::child::{Home, NOWHERE, until};
use super::town::Town;

/// What is broken: words of the answer, whether `doctor` says it too, and the breaking.
struct Broken {
    says: &'static str,
    /// What to do about it.
    todo: &'static str,
    /// What `doctor` calls it; its words may differ where it looks from outside.
    doctor: &'static str,
    how: fn(&Home),
}

const BROKEN: [Broken; 8] = [
    Broken {
        says: "line 6: there is no setting `contcat` here",
        todo: "Did you mean `contact`?",
        doctor: "Did you mean `contact`?",
        how: |home| home.edit("config.toml", "contact", "contcat"),
    },
    Broken {
        says: "the master key is missing",
        todo: "restore it from its recovery sheet",
        doctor: "restore it from its recovery sheet",
        how: |home| std::fs::remove_file(home.path().join("data/keys/master.key")).unwrap(),
    },
    Broken {
        says: "a key has 64 digits and this one has 60",
        todo: "Compare it with the recovery sheet",
        doctor: "Compare it with the recovery sheet",
        how: |home| {
            let path = home.path().join("data/keys/reference.key");
            let text = std::fs::read_to_string(&path).unwrap();
            let line = text.lines().find(|line| line.starts_with("key:")).unwrap();
            std::fs::write(&path, text.replacen(line, &line[..line.len() - 4], 1)).unwrap();
        },
    },
    Broken {
        says: "the reference key is not the one",
        todo: "put the right key file back",
        doctor: "",
        how: |home| {
            let other = Home::at(NOWHERE, "a.b.c");
            let key = "data/keys/reference.key";
            std::fs::copy(other.path().join(key), home.path().join(key)).unwrap();
        },
    },
    Broken {
        says: "is damaged and was left untouched",
        todo: "restore the last backup",
        doctor: "restore the last backup",
        how: |home| {
            let path = home.path().join("data/chimebot.db");
            let mut bytes = std::fs::read(&path).unwrap();
            bytes[3 * 4_096..5 * 4_096].fill(0xA5);
            std::fs::write(&path, bytes).unwrap();
        },
    },
    Broken {
        says: "keys.db is damaged and was left untouched",
        todo: "restore the last backup",
        doctor: "is not a SQLite database",
        how: |home| std::fs::write(home.path().join("data/keys.db"), vec![b'x'; 8_192]).unwrap(),
    },
    Broken {
        says: "cannot be written: the disk or folder is read-only",
        todo: "mount it writable or correct its owner",
        doctor: "",
        // The system's own folder refuses new files to everybody, root included.
        how: |home| {
            let keys = home.path().join("data/keys").display().to_string();
            let keys =
                format!("master_key = \"{keys}/master.key\"\nreference_key = \"{keys}/reference.key\"");
            home.edit("config.toml", "dir = \"data\"", &format!("dir = \"/sys\"\n{keys}"));
        },
    },
    Broken {
        says: "the folder of",
        todo: "create it, or correct [storage]",
        doctor: "",
        how: |home| {
            home.edit("config.toml", "dir = \"data\"", "dir = \"data\"\ndatabase = \"dta/chimebot.db\"");
        },
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn each_broken_thing_is_told_with_what_to_do_and_nothing_is_lost() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    for broken in BROKEN {
        let home = town.home().await;
        (broken.how)(&home);
        let before = home.data();
        let (code, said) = home.ends(&["run"]).await;
        assert_eq!(code, Some(78), "{}: {said}", broken.says);
        assert!(said.contains(broken.says) && said.contains(broken.todo), "{}: {said}", broken.says);
        assert_eq!(said.matches("chimebot: ").count(), 1, "one sentence: {said}");
        if !broken.doctor.is_empty() {
            let (code, said) = home.ends(&["doctor"]).await;
            assert_eq!(code, Some(78), "{}: {said}", broken.says);
            assert!(said.contains(broken.doctor), "{}: {said}", broken.says);
        }
        assert!(home.data() == before, "{}: a file was changed", broken.says);
    }
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_a_newer_version_is_left_alone() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    for file in ["chimebot.db", "keys.db"] {
        let home = town.home().await;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(home.path().join("data").join(file));
        let mut database = SqliteConnection::connect_with(&options).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', 1, x'00', 0)",
        )
        .execute(&mut database)
        .await
        .unwrap();
        database.close().await.unwrap();
        let before = home.data();
        for command in ["run", "doctor"] {
            let (code, said) = home.ends(&[command]).await;
            assert_eq!(code, Some(78), "{said}");
            let told = said.contains("comes from a newer chimebot") && said.contains("start that version");
            assert!(told && said.contains(file), "{command}: {said}");
        }
        assert!(home.data() == before, "a file was changed");
    }
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_token_is_told_with_where_to_put_it() {
    let home = Home::at(NOWHERE, "");
    let (code, said) = home.ends(&["run"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("there is no bot token") && said.contains("CHIMEBOT_TOKEN_FILE"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_is_turned_away_and_the_first_goes_on() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let mut first = home.run(&town.standin);
    first.until_said("connected to Discord").await;
    let (code, said) = home.ends(&["run"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("another chimebot is using") && said.contains("stop it first"), "{said}");
    // The doctor may look beside it.
    let (_, said) = home.ends(&["doctor"]).await;
    assert!(said.contains("every page is whole"), "{said}");
    assert!(said.contains("every text can be used"), "{said}");
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    let card = town.card(1).await;
    town.press(town.ana, &card, "Skip").await;
    first.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_with_a_slip_is_answered_with_what_to_try() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let mut bot = home.run(&town.standin);
    bot.until_said("the slash commands were registered").await;
    let lee = town.standin.guilds()[0].owner;
    let before = home.data_at_rest().await;
    let options = serde_json::json!({ "zone": "Gotham City" });
    let act = town.standin.slash(lee, town.channel, "setup", options);
    let answer = town.settled(&act).await;
    assert!(answer.content.contains("I know no zone like “Gotham City”"), "{}", answer.content);
    assert!(answer.content.contains("Nothing was changed."), "{}", answer.content);
    assert!(home.data() == before, "nothing was changed");
    bot.stops().await;
    town.finish();
}

/// A small disk that is full. Where the system lets nobody mount one, a limit on the size of
/// files stands in for it, which SQLite meets in the same place.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_at_the_start_is_told_and_nothing_is_lost() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let disk = home.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Disk::mount(&disk, "64k");
    home.edit("config.toml", "dir = \"data\"", "dir = \"data\"\ndatabase = \"disk/chimebot.db\"");
    let (first, words) = if mounted.is_some() {
        (":", "is full: free some space")
    } else {
        (LIMITED, "limits on the size of files")
    };
    let mut bot = home.run_after(first, &town.standin);
    let code = bot.ended(std::time::Duration::from_secs(20)).await;
    let said = bot.said();
    println!("a full disk, {}: {said}", if mounted.is_some() { "mounted" } else { "by a limit" });
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains(words) && said.contains("nothing was lost"), "{said}");
    drop(mounted);
    // With room, the same files serve.
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    bot.stops().await;
    town.finish();
}

#[cfg(target_os = "linux")]
const LIMITED: &str = "trap '' XFSZ; ulimit -f 16";

/// Whatever SQLite calls the failure, which depends on how much room is left, the cause is the same.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_with_too_little_room_is_called_full_however_little_it_is() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    for size in ["4k", "8k", "16k", "32k"] {
        let home = town.home().await;
        let disk = home.path().join("disk");
        std::fs::create_dir(&disk).unwrap();
        let Some(mounted) = Disk::mount(&disk, size) else {
            println!("this system lets nobody mount a small disk");
            break;
        };
        home.edit("config.toml", "dir = \"data\"", "dir = \"data\"\ndatabase = \"disk/chimebot.db\"");
        let (code, said) = home.ends(&["run"]).await;
        assert_eq!(code, Some(78), "{size}: {said}");
        assert!(said.contains("is full: free some space"), "{size}: {said}");
        drop(mounted);
    }
    town.finish();
}

/// A mounted disk with room for next to nothing.
struct Disk(std::path::PathBuf);

impl Disk {
    fn mount(at: &std::path::Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"])
            .arg(at)
            .stderr(std::process::Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.0).status();
        assert!(unmounted.unwrap().success());
    }
}

/// The folder of a bot whose Discord says a time so many days from the machine's.
async fn home_of_a_discord_days_away(days: i64) -> Home {
    let date = Timestamp::from_second(machine_seconds() + days * 86_400).unwrap();
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&date).unwrap();
    let gateway = move || async move { ([(DATE, date)], "{\"url\":\"ws://127.0.0.1:1\"}") };
    let app = Router::new().route("/api/v10/gateway", get(gateway));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let home = Home::at(&format!("http://{}", listener.local_addr().unwrap()), "a.b.c");
    tokio::spawn(async move { axum::serve(listener, app).await });
    home
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_a_day_wrong_is_told_by_the_doctor() {
    for (days, words) in [(1, "behind Discord"), (-1, "ahead of Discord")] {
        let home = home_of_a_discord_days_away(days).await;
        let (code, said) = home.ends(&["doctor"]).await;
        assert_eq!(code, Some(78), "{said}");
        assert!(said.contains(words) && said.contains("Turn on time synchronisation"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_a_day_wrong_is_told_once_by_the_bot_and_one_that_is_right_is_not() {
    for (days, told) in [(1, 1), (-1, 1), (0, 0)] {
        let home = home_of_a_discord_days_away(days).await;
        let bot = home.start(&["run"]);
        until("two attempts", || (bot.said().matches("; trying again").count() > 2).then_some(())).await;
        let said = bot.stops().await;
        assert_eq!(said.matches("this machine's clock is wrong").count(), told, "{said}");
    }
}

/// The machine's own time, which the doctor compares.
fn machine_seconds() -> i64 {
    chimebot::clock::Clock::system().now().as_second()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_told_by_rehearse() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let home = Home::at(NOWHERE, "a.b.c");
    let (code, said) = home.ends(&["rehearse", "--port", &port]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains(&format!("port {port} is taken: choose another with --port")), "{said}");
}
