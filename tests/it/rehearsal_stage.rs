//! The rehearsal with the real bot behind the page: what `chimebot rehearse` serves, over HTTP.

mod eight_weeks;
mod sixty_days;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use chimebot::cli::rehearse::Stage;
use chimebot::rehearsal;
use chimebot::telemetry;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Who the page lets one be, in its order.
const ANA: usize = 0;
const BEN: usize = 1;
const MO: usize = 2;
const LEE: usize = 3;

/// A rehearsal on a port of its own.
struct Page {
    base: String,
    web: reqwest::Client,
    people: Vec<String>,
    cancel: CancellationToken,
    bot: JoinHandle<()>,
}

impl Page {
    async fn open(prompts: Option<&Path>) -> Self {
        let stage = Stage::build(prompts).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(rehearsal::serve(stage.rehearsal(), listener));
        let standin = stage.standin.clone();
        let cancel = CancellationToken::new();
        let bot = stage.app.run(cancel.clone());
        let bot = tokio::spawn(async move { bot.await.unwrap() });
        standin.until_ready().await;
        let web = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut page = Self { base, web, people: Vec::new(), cancel, bot };
        let world = page.get("/api/world").await;
        page.people =
            world["people"].as_array().unwrap().iter().map(|person| text(&person["id"]).to_owned()).collect();
        page.wait("the commands", async || {
            !page.get("/api/world").await["commands"].as_array().unwrap().is_empty()
        })
        .await;
        page
    }

    async fn close(self) {
        self.cancel.cancel();
        self.bot.await.unwrap();
    }

    async fn get(&self, path: &str) -> Value {
        let response = self.web.get(format!("{}{path}", self.base)).send().await.unwrap();
        assert!(response.status().is_success(), "{path}: {}", response.status());
        response.json().await.unwrap()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let response = self.web.post(format!("{}{path}", self.base)).json(&body).send().await.unwrap();
        let status = response.status();
        let answer: Value = response.json().await.unwrap();
        assert!(status.is_success(), "{path} {body}: {answer}");
        answer
    }

    async fn wait(&self, what: &str, mut there: impl AsyncFnMut() -> bool) {
        let start = Instant::now();
        while !there().await {
            assert!(start.elapsed() < Duration::from_secs(10), "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The channel called `name` in the community at this place of the list.
    async fn channel(&self, guild: usize, name: &str) -> String {
        let world = self.get("/api/world").await;
        let channels = world["guilds"][guild]["channels"].as_array().unwrap().clone();
        text(&channels.iter().find(|channel| channel["name"] == name).unwrap()["id"]).to_owned()
    }

    /// What one person sees in a channel.
    async fn messages(&self, person: usize, channel: &str) -> Vec<Value> {
        let seen = self.get(&format!("/api/channel/{channel}?as={}", self.people[person])).await;
        seen["messages"].as_array().unwrap().clone()
    }

    /// The cards that stand in a channel.
    async fn cards(&self, channel: &str) -> Vec<Value> {
        let mut seen = self.messages(ANA, channel).await;
        seen.retain(|message| message["ephemeral"] == false && button(message, "Get help now").is_some());
        seen
    }

    /// The newest message that only this person sees: a card may come right after an answer.
    async fn newest_private(&self, person: usize, channel: &str) -> Value {
        let mut seen = self.messages(person, channel).await;
        seen.retain(|message| message["ephemeral"] == true);
        seen.pop().unwrap()
    }

    async fn stored(&self, person: usize) -> Value {
        self.get(&format!("/api/stored?as={}", self.people[person])).await
    }

    /// Presses the button called `label`, and gives the newest answer this person then sees.
    async fn press(&self, person: usize, channel: &str, message: &Value, label: &str) -> Value {
        let id = button(message, label).unwrap_or_else(|| panic!("no {label} under {}", message["content"]));
        let pressed = json!({ "as": self.people[person], "message": message["id"], "custom_id": text(&id["custom_id"]) });
        let answer = self.post("/api/press", pressed).await;
        assert_ne!(answer["kind"], "failed", "{label}");
        self.newest_private(person, channel).await
    }

    async fn slash(&self, person: usize, channel: &str, command: &str, options: Value) -> Value {
        let sent =
            json!({ "as": self.people[person], "channel": channel, "command": command, "options": options });
        let answer = self.post("/api/slash", sent).await;
        assert_ne!(answer["kind"], "failed", "/{command}");
        self.newest_private(person, channel).await
    }

    async fn next_morning(&self) {
        self.post("/api/clock", json!({ "next_morning": true })).await;
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is not a text"))
}

/// The button with this label on a message.
fn button(message: &Value, label: &str) -> Option<Value> {
    let rows = message["components"].as_array()?.iter();
    let mut parts = rows.flat_map(|row| row["components"].as_array().cloned().unwrap_or_default());
    parts.find(|part| part["label"] == label)
}

#[tokio::test]
async fn a_card_is_there_when_the_page_opens_and_each_morning_brings_one_by_itself() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    page.wait("this morning's card", async || page.cards(&channel).await.len() == 1).await;
    for morning in 2..=4 {
        page.next_morning().await;
        assert_eq!(page.cards(&channel).await.len(), morning, "one card a morning, none twice");
    }
    let components: Vec<_> = page
        .cards(&channel)
        .await
        .iter()
        .map(|card| text(&card["content"]).lines().next().unwrap().to_owned())
        .collect();
    assert!(components.windows(2).all(|two| two[0] != two[1]), "{components:?}");
    page.close().await;
}

#[tokio::test]
async fn the_staff_channel_is_for_staff_and_what_they_did_is_shown_as_stored() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    let channels = async |person: usize| {
        let world = page.get(&format!("/api/world?as={}", page.people[person])).await;
        let all = world["guilds"][0]["channels"].as_array().unwrap().clone();
        all.iter().map(|channel| text(&channel["name"]).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(channels(ANA).await, ["check-in", "lounge"]);
    assert_eq!(channels(MO).await, ["check-in", "lounge", "staff"]);
    page.wait("the card", async || page.cards(&channel).await.len() == 1).await;
    let panel = page.slash(MO, &channel, "quiet", json!({})).await;
    page.press(MO, &channel, &panel, "Rest until I end it").await;
    let stored = page.stored(MO).await;
    assert_eq!(stored["rows"][0]["table"], "audit");
    assert!(text(&stored["plain"][0]["text"]).starts_with("As staff: 1 change"), "{stored}");
    page.close().await;
}

#[tokio::test]
async fn what_is_stored_is_nothing_then_rows_after_a_yes_then_nothing_again() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    page.wait("the card", async || page.cards(&channel).await.len() == 1).await;
    let nothing = json!({ "rows": [], "plain": [] });
    let card = page.cards(&channel).await.remove(0);
    let thanks = page.press(ANA, &channel, &card, "Skip").await;
    let choices = page.press(ANA, &channel, &thanks, "Keep something?").await;
    let ticked = page.press(ANA, &channel, &choices, "Count my days").await;
    let ticked = page.press(ANA, &channel, &ticked, "Keep my answers for me").await;
    let age = page.press(ANA, &channel, &ticked, "Turn these on").await;
    assert_eq!(page.stored(ANA).await, nothing, "nothing before the yes");

    let done = page.press(ANA, &channel, &age, "Yes, I agree").await;
    assert!(text(&done["content"]).contains("You have shown up on 1 day."), "{done}");
    let held = page.stored(ANA).await;
    let tables: Vec<&str> = held["rows"].as_array().unwrap().iter().map(|row| text(&row["table"])).collect();
    for table in ["member", "consent", "answer", "days", "member_key"] {
        assert!(tables.contains(&table), "{table} is not among {tables:?}");
    }
    let disk = held["rows"].to_string();
    let question = text(&card["content"]).lines().last().unwrap();
    assert!(!disk.contains(question) && !disk.contains(&page.people[ANA]), "on disk it is sealed: {disk}");
    assert!(held["plain"].to_string().contains(question), "with the key it can be read: {held}");
    assert_eq!(page.stored(BEN).await, nothing, "and nobody else has a row");

    let data = page.slash(ANA, &channel, "my-data", json!({})).await;
    let ask = page.press(ANA, &channel, &data, "Erase all of it now").await;
    page.press(ANA, &channel, &ask, "Erase it all").await;
    assert_eq!(page.stored(ANA).await, nothing);
    page.close().await;
}

#[tokio::test]
async fn a_nudge_is_there_the_morning_after_it_was_asked_for() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    page.wait("the card", async || page.cards(&channel).await.len() == 1).await;
    let card = page.cards(&channel).await.remove(0);
    let mut screen = page.press(ANA, &channel, &card, "Skip").await;
    for label in ["Keep something?", "Remind me", "Turn these on", "Yes, I agree", "Every day"] {
        screen = page.press(ANA, &channel, &screen, label).await;
    }
    let body = json!({ "as": page.people[ANA], "message": screen["id"], "custom_id": "1:remind::hour:", "values": ["9"] });
    page.post("/api/press", body).await;
    let held = page.stored(ANA).await;
    assert!(held["plain"].to_string().contains("Reminders: every day, at 09:00."), "{held}");
    let disk = held["rows"].to_string();
    assert!(disk.contains("\"reminder\"") && !disk.contains(&page.people[ANA]), "the id is sealed: {disk}");

    page.next_morning().await;
    let direct = async |person: usize| {
        let seen = page.get(&format!("/api/dm?as={}", page.people[person])).await;
        seen["messages"].as_array().unwrap().clone()
    };
    let nudge = direct(ANA).await.remove(0);
    assert_eq!(nudge["content"], "Hello. A quiet nudge, as you asked.");
    let world = page.get(&format!("/api/world?as={}", page.people[ANA])).await;
    assert_eq!(world["dm_last"], nudge["id"], "the page sees that it is new");
    assert!(direct(BEN).await.is_empty());
    let id = text(&button(&nudge, "Check in").unwrap()["custom_id"]).to_owned();
    let pressed = json!({ "as": page.people[ANA], "message": nudge["id"], "custom_id": id });
    page.post("/api/press", pressed).await;
    let way = direct(ANA).await.remove(0);
    let link = button(&way, "Take me there").unwrap();
    assert_eq!(link["url"], format!("https://discord.com/channels/{}/{channel}", text(&world["home"])));
    page.close().await;
}

#[tokio::test]
async fn an_empty_community_is_set_up_to_its_first_card() {
    let page = Page::open(None).await;
    page.post("/api/empty_community", json!({})).await;
    let world = page.get("/api/world").await;
    let [home, new] = [0, 1].map(|at| world["guilds"][at].clone());
    assert_eq!((&home["on"], &new["on"]), (&json!(true), &json!(false)));
    let channel = page.channel(1, "check-in").await;

    let asked = json!({ "as": page.people[ANA], "channel": channel, "command": "setup" });
    let refused = page.web.post(format!("{}/api/slash", page.base)).json(&asked).send().await.unwrap();
    assert!(refused.status().is_client_error(), "members are not offered /setup, as at Discord");
    let options = json!({ "zone": "Europe/Lisbon", "country": "GB", "time": "10:30" });
    let panel = page.slash(LEE, &channel, "setup", options).await;
    assert!(text(&panel["content"]).contains("Time: 10:30, Europe/Lisbon"), "{}", panel["content"]);
    let body = json!({ "as": page.people[LEE], "message": panel["id"], "custom_id": "1:setup::channel:", "values": [channel] });
    page.post("/api/press", body).await;
    let panel = page.newest_private(LEE, &channel).await;
    let panel = page.press(LEE, &channel, &panel, "Page 2").await;
    let panel = page.press(LEE, &channel, &panel, "Turn on").await;
    assert!(text(&panel["content"]).contains("I am **on**"), "{}", panel["content"]);

    page.post("/api/clock", json!({ "guild": new["id"], "next_morning": true })).await;
    assert_eq!(page.cards(&channel).await.len(), 1);
    assert_eq!(page.get("/api/world").await["guilds"][1]["on"], true);
    page.post("/api/empty_community", json!({})).await;
    let world = page.get("/api/world").await;
    assert_eq!(world["guilds"].as_array().unwrap().len(), 3);
    assert_ne!(world["guilds"][1]["name"], world["guilds"][2]["name"], "two communities can be told apart");
    page.close().await;
}

/// A folder of prompts of one's own, as it lies in the repository.
fn own_prompts() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/en");
    std::fs::create_dir(folder.path().join("en")).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join("en").join(entry.file_name())).unwrap();
    }
    folder
}

#[tokio::test]
async fn words_edited_on_disk_show_at_once_and_a_bad_file_leaves_the_old_ones() {
    let log = telemetry::capture();
    let folder = own_prompts();
    let page = Page::open(Some(folder.path())).await;
    let channel = page.channel(0, "check-in").await;
    let about = page.slash(ANA, &channel, "about", json!({})).await;
    assert!(text(&about["content"]).contains("I am chimebot"), "{about}");

    let file = folder.path().join("en/about.ftl");
    let words = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, words.replace("about-name = chimebot", "about-name = Robin")).unwrap();
    page.wait("the new name", async || {
        text(&page.slash(ANA, &channel, "about", json!({})).await["content"]).contains("I am Robin")
    })
    .await;

    let prompts = folder.path().join("en/hope.toml");
    let pack = std::fs::read_to_string(&prompts).unwrap();
    std::fs::write(&prompts, pack.replacen("component", "kind", 1)).unwrap();
    std::fs::write(&file, words.replace("about-name = chimebot", "about-name = Wren")).unwrap();
    page.wait("the finding", async || {
        log.lines()
            .iter()
            .any(|line| line.contains("the old ones stay in force") && line.contains("hope.toml"))
    })
    .await;
    let about = page.slash(ANA, &channel, "about", json!({})).await;
    assert!(text(&about["content"]).contains("I am Robin"), "nothing of a bad set is taken: {about}");

    std::fs::write(&prompts, pack).unwrap();
    page.wait("the mended words", async || {
        text(&page.slash(ANA, &channel, "about", json!({})).await["content"]).contains("I am Wren")
    })
    .await;
    page.close().await;
}

#[tokio::test]
async fn moderators_let_the_cards_rest_and_end_it() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    page.wait("the card", async || page.cards(&channel).await.len() == 1).await;
    let panel = page.slash(MO, &channel, "quiet", json!({})).await;
    page.press(MO, &channel, &panel, "Rest until I end it").await;
    page.next_morning().await;
    page.next_morning().await;
    assert_eq!(page.cards(&channel).await.len(), 1);
    let panel = page.slash(MO, &channel, "quiet", json!({})).await;
    page.press(MO, &channel, &panel, "End the rest now").await;
    page.next_morning().await;
    assert_eq!(page.cards(&channel).await.len(), 2);
    page.close().await;
}

#[tokio::test]
async fn a_moderator_chooses_a_file_for_a_command_and_saves_the_one_that_comes_back() {
    let page = Page::open(None).await;
    let channel = page.channel(0, "check-in").await;
    let table = "title;sentence;phone;kind;topics;supports\nWalks;We walk.;116 123;group;health;belonging\n";
    let address = format!("{}/api/upload?name=my%20list.csv", page.base);
    let chosen: Value = page.web.post(address).body(table).send().await.unwrap().json().await.unwrap();
    let file = json!({ "import": { "file": chosen["id"] } });
    let plan = page.slash(MO, &channel, "library", file).await;
    let done = page.press(MO, &channel, &plan, "Bring in these 1").await;
    assert!(text(&done["content"]).starts_with("Done. New: 1."), "{done}");
    let sent = page.slash(MO, &channel, "library", json!({ "export": { "format": 1 } })).await;
    let address = format!("{}/api/attachment/{}/resources.toml", page.base, text(&sent["id"]));
    let saved = page.web.get(address).send().await.unwrap();
    assert_eq!(saved.headers()["content-disposition"], "attachment", "it is saved and never shown");
    assert!(saved.text().await.unwrap().contains("title = \"Walks\""));
    page.close().await;
}

/// The binary itself, with its own folder for temporary files.
struct Rehearse {
    child: Child,
    scratch: tempfile::TempDir,
    address: String,
}

impl Rehearse {
    fn start() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chimebot"))
            .args(["rehearse", "--port", "0"])
            .current_dir(scratch.path())
            .env("TMPDIR", scratch.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit_once("http://").expect("an address").1.to_owned();
        Self { child, scratch, address }
    }

    fn stop(mut self) -> (Option<i32>, String, tempfile::TempDir) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success());
        let start = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(start.elapsed() < Duration::from_secs(10), "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said, self.scratch)
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_listens_beyond_this_machine_and_nothing_is_left_behind() {
    let rehearse = Rehearse::start();
    assert!(rehearse.address.starts_with("127.0.0.1:"), "{}", rehearse.address);
    let listening = listening_addresses(rehearse.child.id());
    assert!(listening.len() >= 2, "the page and the stand-in: {listening:?}");
    // The kernel writes 127.0.0.1 as 0100007F.
    assert!(listening.iter().all(|address| address.starts_with("0100007F:")), "{listening:?}");
    let (code, said, scratch) = rehearse.stop();
    assert_eq!((code, said.as_str()), (Some(0), ""), "SIGTERM is a good end");
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "the database is thrown away");
}

/// Where the process listens, as `/proc` writes it.
#[cfg(target_os = "linux")]
fn listening_addresses(process: u32) -> Vec<String> {
    let sockets: Vec<String> = std::fs::read_dir(format!("/proc/{process}/fd"))
        .unwrap()
        .filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok())
        .filter_map(|link| link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned))
        .collect();
    let tables = ["tcp", "tcp6", "udp", "udp6"].map(|table| (table, format!("/proc/{process}/net/{table}")));
    let mut found = Vec::new();
    for (table, path) in tables {
        for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            // 0A is LISTEN; a datagram socket hears without it.
            let hears = fields[3] == "0A" || table.starts_with("udp");
            if hears && sockets.iter().any(|inode| inode == fields[9]) {
                found.push(fields[1].to_owned());
            }
        }
    }
    found
}

#[test]
fn a_port_that_is_taken_is_said_in_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = Command::new(env!("CARGO_BIN_EXE_chimebot"))
        .args(["rehearse", "--port", &port.to_string()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(78));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        format!(
            "chimebot: port {port} is taken: choose another with --port, or --port 0 for any that is free\n"
        )
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "nothing claims to be open");
}
