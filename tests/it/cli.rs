//! The binary itself, as an operator types it: what it prints, what it writes, how it ends.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;

const TOKEN: &str = "CANARY-token.of.nobody";

fn chimebot(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chimebot"));
    command.args(args).current_dir(dir).env_clear().stdin(Stdio::null());
    command
}

fn run(dir: &Path, args: &[&str]) -> Output {
    chimebot(dir, args).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Breaks one thing in the folder of a bot that was well.
type Breakage = fn(&Path);

const INIT: [&str; 9] = [
    "init",
    "--application-id",
    "1234567890123456789",
    "--operator-name",
    "River Group",
    "--contact",
    "hello@river.example.net",
    "--privacy-url",
    "https://river.example.net/privacy",
];

/// Something that answers the three questions `doctor` asks, with the token it knows.
///
/// The bot is an old one: its own id is not its application's.
async fn a_small_discord(known: &'static str) -> String {
    let answer = |text: &'static str| {
        get(move |headers: HeaderMap| async move {
            let sent = headers.get("authorization").map(|sent| sent.as_bytes().to_owned());
            if sent == Some(format!("Bot {known}").into_bytes()) {
                (StatusCode::OK, text)
            } else {
                (StatusCode::UNAUTHORIZED, "{\"message\":\"401: Unauthorized\",\"code\":0}")
            }
        })
    };
    let app = Router::new()
        .route("/api/v10/gateway", get(|| async { "{\"url\":\"ws://127.0.0.1:1\"}" }))
        .route(
            "/api/v10/users/@me",
            answer("{\"id\":\"987654321098765432\",\"username\":\"b\",\"bot\":true}"),
        )
        .route("/api/v10/applications/@me", answer("{\"id\":\"1234567890123456789\",\"name\":\"b\"}"));
    // Bodies without a Date would leave the clock unchecked; axum's server adds one.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}")
}

fn set_up(dir: &Path, proxy: &str) {
    let output = run(dir, &INIT);
    assert!(output.status.success(), "{}", said(&output));
    let path = dir.join("config.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("[discord]\n", &format!("[discord]\nproxy = \"{proxy}\"\n"))).unwrap();
}

/// Runs `doctor` away from the runtime's own threads, which serve the small Discord.
async fn doctor(dir: &Path, environment: &[(&str, &str)]) -> Output {
    let mut command = chimebot(dir, &["doctor"]);
    command.envs(environment.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(!said(&output).contains("CANARY"), "a token was printed: {}", said(&output));
    output
}

#[test]
fn init_writes_private_files_and_prints_sheet_and_link() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &INIT);
    let text = said(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("recovery sheet") && text.contains("check: "), "{text}");
    assert!(text.contains("client_id=1234567890123456789&permissions=68608&"), "{text}");
    for file in ["config.toml", "data/keys/master.key", "data/keys/reference.key"] {
        let found = std::fs::metadata(dir.path().join(file)).unwrap();
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777, 0o600, "{file}");
    }
}

#[test]
fn init_a_second_time_changes_nothing_and_ends_with_78() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &INIT);
    let key = dir.path().join("data/keys/master.key");
    let before = std::fs::read(&key).unwrap();
    let output = run(dir.path(), &INIT);
    assert_eq!(output.status.code(), Some(78), "{}", said(&output));
    assert!(said(&output).contains("already there"), "{}", said(&output));
    assert_eq!(std::fs::read(&key).unwrap(), before);
}

#[test]
fn init_without_a_terminal_names_the_flag_it_needs() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &INIT[..7]);
    assert_eq!(output.status.code(), Some(78));
    assert!(said(&output).contains("--privacy-url"), "{}", said(&output));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn init_can_keep_the_sheet_off_the_screen() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &[&INIT[..], &["--sheet", "sheet.txt"]].concat());
    assert!(!said(&output).contains("check: "), "{}", said(&output));
    assert!(std::fs::read_to_string(dir.path().join("sheet.txt")).unwrap().contains("check: "));
}

#[test]
fn init_that_cannot_finish_says_what_to_do_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(dir.path(), &[&INIT[..], &["--sheet", "sub/sheet.txt"]].concat());
    assert_eq!(output.status.code(), Some(78), "{}", said(&output));
    assert!(said(&output).contains("there is no folder sub for sub/sheet.txt"), "{}", said(&output));
    assert!(!said(&output).contains("key file"), "{}", said(&output));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    std::fs::write(dir.path().join("data"), "mine").unwrap();
    let output = run(dir.path(), &INIT);
    assert_eq!(output.status.code(), Some(78), "{}", said(&output));
    assert!(said(&output).contains("data is a file"), "{}", said(&output));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_a_new_bot_well_but_for_the_shared_volume() {
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), &a_small_discord(TOKEN).await);
    // A proxy for all programs must not come between the bot and its own machine.
    let environment = [("CHIMEBOT_TOKEN", TOKEN), ("HTTP_PROXY", "http://127.0.0.1:1")];
    let output = doctor(dir.path(), &environment).await;
    let text = said(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for line in ["Discord accepts it", "agrees with Discord's", "whole and private", "built into the program"]
    {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(text.contains("on one volume") && !text.contains("FAILED"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_what_to_do_about_each_fault() {
    let base = a_small_discord(TOKEN).await;
    let break_it: [(&str, Breakage); 7] = [
        ("master key is missing", |dir| std::fs::remove_file(dir.join("data/keys/master.key")).unwrap()),
        ("has been cut short", |dir| {
            let path = dir.join("data/keys/reference.key");
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, text.replacen("key:  ", "key:  00", 1)).unwrap();
        }),
        ("two files may have been swapped", |dir| {
            let keys = dir.join("data/keys");
            std::fs::copy(keys.join("master.key"), keys.join("reference.key")).unwrap();
        }),
        ("is not a SQLite database", |dir| std::fs::write(dir.join("data/chimebot.db"), [b'x'; 99]).unwrap()),
        ("does not say who runs this bot", |dir| std::fs::write(dir.join("config.toml"), "").unwrap()),
        ("Did you mean `contact`?", |dir| {
            let path = dir.join("config.toml");
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, text.replace("contact", "contcat")).unwrap();
        }),
        ("`chimebot init` writes one", |dir| std::fs::remove_file(dir.join("config.toml")).unwrap()),
    ];
    let base = Arc::new(base);
    for (sentence, breakage) in break_it {
        let dir = tempfile::tempdir().unwrap();
        set_up(dir.path(), &base);
        breakage(dir.path());
        // Discord itself is not reached where the settings that point elsewhere are gone.
        let output =
            doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN), ("HTTPS_PROXY", "http://127.0.0.1:1")]).await;
        assert!(said(&output).contains(sentence), "{sentence}: {}", said(&output));
        assert_eq!(output.status.code(), Some(78), "{}", said(&output));
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn doctor_warns_of_a_token_and_databases_that_others_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), &a_small_discord(TOKEN).await);
    std::fs::write(dir.path().join("token"), TOKEN).unwrap();
    for name in ["data/chimebot.db", "data/keys.db"] {
        std::fs::write(dir.path().join(name), "SQLite format 3\0").unwrap();
    }
    let open = |path: &str, mode| {
        std::fs::set_permissions(dir.path().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    for name in ["token", "data/chimebot.db", "data/keys.db"] {
        open(name, 0o644);
    }
    let token = dir.path().join("token");
    let environment = [("CHIMEBOT_TOKEN_FILE", token.to_str().unwrap())];
    let text = said(&doctor(dir.path(), &environment).await);
    let told = "can be read by other users (mode 0644)";
    assert_eq!(text.matches(told).count(), 1, "the databases lie in a folder of their own: {text}");
    assert!(text.contains(&format!("chmod 600 {}", token.display())), "{text}");
    open("data", 0o755);
    let text = said(&doctor(dir.path(), &environment).await);
    assert_eq!(text.matches(told).count(), 3, "{text}");
    for name in ["token", "data/chimebot.db", "data/keys.db"] {
        open(name, 0o600);
    }
    let text = said(&doctor(dir.path(), &environment).await);
    assert!(!text.contains("other users"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_tells_a_wrong_token_from_a_missing_one() {
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), &a_small_discord("another").await);
    let output = doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN)]).await;
    assert!(said(&output).contains("does not accept the token"), "{}", said(&output));
    assert!(said(&output).contains("Reset Token"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(78));
    let output = doctor(dir.path(), &[]).await;
    assert!(said(&output).contains("there is no bot token"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(78));
}

/// Where keys and token come as credentials, a shell does not have them.
#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_how_to_call_it_where_systemd_holds_the_keys_and_the_token() {
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), "http://127.0.0.1:1");
    std::fs::remove_dir_all(dir.path().join("data/keys")).unwrap();
    let output = doctor(dir.path(), &[]).await;
    let text = said(&output);
    assert_eq!(text.matches("run the doctor as docs/operators.md says").count(), 3, "{text}");
    assert!(include_str!("../../docs/operators.md").contains("LoadCredentialEncrypted=chimebot-token:"));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_tells_the_token_of_another_application() {
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), &a_small_discord(TOKEN).await);
    let text = said(&doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN)]).await);
    assert!(
        text.contains("Discord accepts it"),
        "an old bot with an id of its own is no reason to warn: {text}"
    );
    let path = dir.path().join("config.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, settings.replace("1234567890123456789", "1234567890123456780")).unwrap();
    let text = said(&doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN)]).await);
    assert!(text.contains("belongs to the application 1234567890123456789"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_ends_with_69_when_only_discord_is_away() {
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), "http://127.0.0.1:1");
    let output = doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN)]).await;
    assert!(said(&output).contains("cannot be reached"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(69), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_explains_a_proxy_that_points_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    // A name that is reserved never to exist, so this leaves the machine under no setting.
    set_up(dir.path(), "http://discord.invalid");
    let proxy = ("HTTP_PROXY", "http://user:CANARY@127.0.0.1:1");
    let output = doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN), proxy]).await;
    assert!(said(&output).contains("HTTP_PROXY sends all programs through 127.0.0.1:1"), "{}", said(&output));
    assert_eq!(output.status.code(), Some(69), "{}", said(&output));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_does_not_blame_a_proxy_that_is_not_used() {
    let dir = tempfile::tempdir().unwrap();
    set_up(dir.path(), "https://discord.invalid");
    let proxy = ("HTTP_PROXY", "http://127.0.0.1:1");
    let output = doctor(dir.path(), &[("CHIMEBOT_TOKEN", TOKEN), proxy]).await;
    assert!(said(&output).contains("discord.invalid cannot be reached"), "{}", said(&output));
    assert!(!said(&output).contains("HTTP_PROXY"), "{}", said(&output));
}

#[test]
fn help_tells_the_exit_codes() {
    let output = run(Path::new("."), &["--help"]);
    let text = said(&output);
    for code in ["  69  ", "  78  ", "rehearse", "doctor"] {
        assert!(text.contains(code), "{code}: {text}");
    }
}
