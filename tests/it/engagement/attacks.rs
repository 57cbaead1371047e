//! Attacks on the group's numbers by way of what people can see: screens, files, cards, posts and the log.
//!
//! Two worlds in which people answered otherwise and the same numbers were stored look the same to everybody,
//! to the byte. What was released stays, whoever looks, comes late, leaves or erases, and whenever the bot
//! dies. The statistics on the gate itself are in `domain::engagement`.

use std::collections::BTreeSet;

use chimebot::discord::render::engagement;
use chimebot::domain::consent::Choice::{CountDays, GroupCounts};
use chimebot::domain::ids::{ChannelId, UserId};
use chimebot::service::setup::Change;
use chimebot::standin::Message;
use futures_util::future::join_all;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::{BEGINS, ENDS, group};
use crate::support::TestBot;
use crate::support::alarms::listen;

/// Numbers that any answers could have led to, whatever the noise was.
const PLANT: &str = "CREATE TRIGGER plant AFTER INSERT ON release BEGIN
    UPDATE release SET noisy = 8 + 6 * (length(NEW.bin) % 3)
    WHERE guild = NEW.guild AND period = NEW.period AND figure = NEW.figure AND bin = NEW.bin; END";
const FILE: &str = "Take the numbers as a file";

/// One screen: its text, its controls, and its files with name, description and bytes.
type Seen = (String, Value, Vec<(String, Value, Vec<u8>)>);

impl TestBot {
    fn seen(&self, message: &Message) -> Seen {
        let files = message.json["attachments"].as_array().cloned().unwrap_or_default();
        let files = files.into_iter().map(|file| {
            let name = file["filename"].as_str().unwrap().to_owned();
            let bytes = self.standin.attachment(message.id, &name).unwrap();
            (name, file["description"].clone(), bytes)
        });
        (message.content.clone(), message.json["components"].clone(), files.collect())
    }

    /// Everything somebody can see of the group's numbers: all parts, all periods, and the file if it is offered.
    async fn all_seen(&self, user: UserId) -> Vec<Seen> {
        let mut page = self.slash(user, "engagement").await;
        let mut all = vec![self.seen(&page)];
        if page.find_button(FILE).is_some() {
            let file = self.press(user, &page, FILE).await;
            all.push(self.seen(&file));
        }
        for label in ["Read on", "Older weeks"] {
            while page.find_button(label).is_some() {
                page = self.press(user, &page, label).await;
                all.push(self.seen(&page));
            }
        }
        all
    }

    async fn everybody_sees(&self) -> Vec<Vec<Seen>> {
        let mut all = Vec::new();
        for user in [self.ana, self.ben, self.moderator, self.admin] {
            all.push(self.all_seen(user).await);
        }
        all
    }

    async fn in_file(&self, file: &str, sql: &'static str) -> i64 {
        let mut file =
            SqliteConnectOptions::new().filename(self.folder().join(file)).connect().await.unwrap();
        let found = sqlx::query_scalar(sql).fetch_optional(&mut file).await.unwrap();
        file.close().await.unwrap();
        found.unwrap_or(0)
    }

    /// When the bot posted something.
    fn posted(&self) -> Vec<String> {
        let channels = [self.check_in, self.staff].map(|channel| self.posts(channel));
        channels.iter().flatten().map(|post| post.json["timestamp"].to_string()).collect()
    }

    /// The posts of a channel, with their moments; without the mark that each carries on its buttons.
    fn posts_seen(&self, channel: ChannelId) -> Vec<(String, Seen)> {
        let shown = |post: &Message| {
            let (content, _, files) = self.seen(post);
            (post.json["timestamp"].to_string(), (content, Value::Null, files))
        };
        self.posts(channel).iter().map(shown).collect()
    }
}

/// A line of the log without its moment and what is drawn by chance.
fn plain(line: &str) -> String {
    let words = line.split_whitespace().skip(1);
    let words = words.map(|word| if word.contains(|c: char| c.is_ascii_digit()) { "#" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// What one world showed to people, to the channels and to its operator.
#[derive(Debug, PartialEq)]
struct World {
    posted: Vec<String>,
    digest: Vec<(String, Seen)>,
    seen: Vec<Vec<Seen>>,
    after: Vec<Vec<Seen>>,
    log: BTreeSet<String>,
}

/// Four weeks of a group whose people all press the same buttons or others, and are counted or not.
async fn world(counted: bool) -> World {
    let (tap, _listening) = listen();
    let bot = group(40, 100).await;
    let room = bot.standin.add_channel(bot.guild, "numbers");
    bot.change(vec![Change::DigestChannel(Some(room))]).await;
    bot.settle_at(BEGINS).await;
    let people = [bot.ana, bot.ben, bot.moderator, bot.admin];
    let choices = if counted { vec![GroupCounts, CountDays] } else { vec![CountDays] };
    for user in people {
        bot.member(user, &choices).await;
    }
    for day in ["2026-11-30", "2026-12-01"] {
        let card = bot.post(day, &bot.prompt("h1-hope-today")).await;
        let stood = card.json.clone();
        for (number, user) in people.into_iter().enumerate() {
            let label = if counted { "Hard day" } else { "Skip" };
            bot.press(user, &card, label).await;
            let start = bot.slash(user, "resources").await;
            let kind = if counted { number % 2 } else { 3 };
            let label = start.buttons()[kind].label.clone();
            bot.press(user, &start, &label).await;
        }
        assert_eq!(bot.card().json, stood, "no press is seen on the card");
    }
    let tallies = bot.in_file("chimebot.db", "SELECT count(*) FROM tally").await;
    assert_eq!(tallies, if counted { 8 } else { 0 }, "the control: the worlds differ");
    bot.in_file("chimebot.db", PLANT).await;
    bot.settle_at(ENDS).await;
    let seen = bot.everybody_sees().await;
    // The morning after the numbers, with card and digest, and what those who go leave behind.
    for moment in ["2026-12-28T09:00:10Z", "2026-12-28T10:00:10Z"] {
        bot.settle_at(moment).await;
    }
    for user in [bot.ana, bot.ben] {
        bot.bot().services.erase(&bot.acting(user)).await.unwrap();
    }
    let after = bot.everybody_sees().await;
    let log = tap.lines().iter().map(|line| plain(line)).collect();
    let (posted, digest) = (bot.posted(), bot.posts_seen(room));
    bot.done().await;
    World { posted, digest, seen, after, log }
}

#[tokio::test]
async fn two_worlds_with_the_same_numbers_stored_look_the_same_to_everybody() {
    let (one, other) = (world(true).await, world(false).await);
    assert!(one.seen[0][0].0.contains("about 8 took part"), "{}", one.seen[0][0].0);
    assert_eq!(one.seen[3].len(), one.seen[0].len() + 1, "the admin took the file");
    assert_eq!(one.digest.len(), 1, "the digest was posted: {:?}", one.digest);
    assert!(one.log.len() > 3, "the control: the log is heard: {:?}", one.log);
    assert!(one.log.iter().all(|line| !line.contains("Hard") && !line.contains("Skip")));
    assert_eq!(one, other);
}

#[tokio::test]
async fn a_thousand_looks_late_answers_and_all_who_go_or_come_change_no_byte() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    let people = [bot.ana, bot.ben, bot.moderator, bot.admin];
    for user in people {
        bot.member(user, &[GroupCounts, CountDays]).await;
        bot.checks_in(user, "Skip").await;
    }
    bot.settle_at(ENDS).await;
    let first = bot.everybody_sees().await;
    // What the screens are made of, a thousand times; and the screens with their pictures, which take longer.
    let services = &bot.bot().services;
    let texts = services.words.now();
    let look = async |user| {
        let page = services.group_page(&bot.acting(user)).await.unwrap();
        engagement::page(&texts, "en", &page, None, 0)
    };
    let made = look(bot.ana).await;
    assert_eq!(made.content, first[0][0].0);
    for round in 0..1_000 {
        assert_eq!(look(people[round % 3]).await, made, "look {round}");
    }
    for round in 0..5 {
        let looks = people.map(|user| bot.slash(user, "engagement"));
        for (at, page) in join_all(looks).await.iter().enumerate() {
            assert_eq!(bot.seen(page), first[at][0], "look {round}/{at}");
        }
    }
    let unchanged = async |bot: &TestBot, why: &str| assert_eq!(bot.everybody_sees().await, first, "{why}");
    bot.checks_in(bot.ana, "Hard day").await;
    unchanged(&bot, "a late answer").await;
    let data = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &data, "Turn off: Add me to group counts").await;
    bot.press(bot.ana, &ask, "Turn it off").await;
    unchanged(&bot, "a choice turned off").await;
    let data = bot.slash(bot.ben, "my-data").await;
    let ask = bot.press(bot.ben, &data, "Erase all of it now").await;
    bot.press(bot.ben, &ask, "Erase it all").await;
    unchanged(&bot, "an erasure").await;
    bot.member(bot.ben, &[GroupCounts]).await;
    unchanged(&bot, "somebody who comes back").await;
    bot.standin.remove_member(bot.guild, bot.ben);
    bot.standin.add_member(bot.guild, bot.ben, &[]);
    unchanged(&bot, "somebody who left and joined again").await;
    bot.store().community_left(bot.guild).await.unwrap();
    bot.store().community_is_back(bot.guild).await.unwrap();
    unchanged(&bot, "the bot put out and asked in again").await;
    let bot = bot.restart().await;
    unchanged(&bot, "a restart").await;
    bot.done().await;
}

/// Where a closing may die: at each of its statements.
const STEPS: [&str; 6] = [
    "CREATE TRIGGER crash BEFORE INSERT ON release BEGIN SELECT RAISE(ABORT, 'x'); END",
    "CREATE TRIGGER crash BEFORE INSERT ON release WHEN NEW.bin = 'practical' BEGIN SELECT RAISE(ABORT, 'x'); END",
    "CREATE TRIGGER crash BEFORE UPDATE ON budget BEGIN SELECT RAISE(ABORT, 'x'); END",
    "CREATE TRIGGER crash BEFORE DELETE ON tally BEGIN SELECT RAISE(ABORT, 'x'); END",
    "CREATE TRIGGER crash BEFORE UPDATE ON period BEGIN SELECT RAISE(ABORT, 'x'); END",
    "CREATE TRIGGER crash BEFORE INSERT ON period BEGIN SELECT RAISE(ABORT, 'x'); END",
];

#[tokio::test]
async fn a_closing_that_dies_at_any_step_shows_nothing_and_is_made_once() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    for user in [bot.ana, bot.ben] {
        bot.member(user, &[GroupCounts]).await;
        bot.checks_in(user, "Skip").await;
    }
    bot.settle_at("2026-12-27T23:59:00Z").await;
    // The bot's own loop runs beside the test, and closes as soon as it may: nothing may while this is here.
    bot.in_file(
        "chimebot.db",
        "CREATE TRIGGER hold BEFORE UPDATE ON period BEGIN SELECT RAISE(ABORT, 'x'); END",
    )
    .await;
    bot.clock.set(ENDS.parse().unwrap());
    let before = bot.everybody_sees().await;
    assert!(before[0][0].0.contains("Four weeks have just ended."), "{}", before[0][0].0);
    for (number, step) in (0..).zip(STEPS) {
        bot.in_file("chimebot.db", step).await;
        bot.in_file("chimebot.db", "DROP TRIGGER IF EXISTS hold").await;
        // A closing that failed rests for half a minute.
        bot.settle_at(&format!("2026-12-28T00:0{number}:30Z")).await;
        assert_eq!(bot.everybody_sees().await, before, "{step}");
        assert_eq!(bot.store().budgets(bot.guild).await.unwrap(), [(0, 3_000_000)], "{step}");
        assert_eq!(bot.in_file("chimebot.db", "SELECT count(*) FROM tally").await, 2, "{step}");
        bot.in_file("chimebot.db", "DROP TRIGGER crash").await;
    }
    // The process dies as well, before it tries again.
    bot.in_file("keys.db", "CREATE TABLE kept AS SELECT * FROM period_key").await;
    let bot = bot.restart().await;
    bot.settle_at("2026-12-28T00:08:00Z").await;
    let numbers = bot.bot().services.report(bot.guild).await.unwrap();
    assert_eq!(
        (numbers.len(), bot.store().budgets(bot.guild).await.unwrap()[0]),
        (1, (2_000_000, 3_000_000))
    );
    let seen = bot.everybody_sees().await;
    // Or after the numbers were written and before the key went: it opens nothing, and the start removes it.
    bot.in_file("keys.db", "INSERT OR IGNORE INTO period_key SELECT * FROM kept").await;
    bot.in_file("keys.db", "DROP TABLE kept").await;
    assert_eq!(bot.in_file("keys.db", "SELECT count(*) FROM period_key").await, 2, "that of the next, too");
    let bot = bot.restart().await;
    assert_eq!(bot.in_file("keys.db", "SELECT count(*) FROM period_key").await, 1);
    assert_eq!(bot.everybody_sees().await, seen);
    assert_eq!(bot.bot().services.report(bot.guild).await.unwrap(), numbers);
    bot.done().await;
}

#[tokio::test]
async fn a_backup_put_back_keeps_what_was_told_and_tells_nothing_of_the_weeks_that_ran() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.settle_at(ENDS).await;
    for user in [bot.ana, bot.ben] {
        bot.member(user, &[GroupCounts]).await;
        bot.checks_in(user, "Skip").await;
    }
    let (told, file) = (bot.bot().services.report(bot.guild).await.unwrap(), bot.all_seen(bot.admin).await);
    let copy = bot.copy_files().await;
    bot.checks_in(bot.moderator, "Hard day").await;
    let bot = bot.put_back(copy).await;
    assert_eq!(bot.bot().services.report(bot.guild).await.unwrap(), told);
    assert_eq!(bot.in_file("chimebot.db", "SELECT count(*) FROM tally").await, 0);
    let again = bot.all_seen(bot.admin).await;
    assert_eq!(again[1], file[1], "the file holds the same bytes");
    // The end of the weeks that ran brings no number, for who was counted in them is gone.
    bot.settle_at("2027-01-25T00:00:10Z").await;
    bot.settle_at("2027-01-25T00:01:00Z").await;
    assert_eq!(bot.bot().services.report(bot.guild).await.unwrap(), told);
    let budgets = bot.store().budgets(bot.guild).await.unwrap();
    assert_eq!(budgets.iter().map(|(spent, _)| *spent).sum::<u32>(), 2_000_000, "{budgets:?}");
    bot.done().await;
}

#[tokio::test]
async fn whoever_floods_the_bot_leaves_what_one_press_leaves_and_the_card_does_not_move() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.member(bot.ana, &[GroupCounts]).await;
    let card = bot.post("2026-11-30", &bot.prompt("h1-hope-today")).await;
    bot.press(bot.ana, &card, "Skip").await;
    let row = async || {
        let rows = bot.store().raw_rows(bot.store().caller(bot.guild, bot.ana)).await.unwrap();
        rows.into_iter().filter(|row| row.table == "tally").collect::<Vec<_>>()
    };
    let (once, edits) = (row().await, bot.standin.requests("PATCH"));
    assert_eq!(once.len(), 1);
    let ids: Vec<String> = card.buttons().into_iter().filter_map(|button| button.custom_id).collect();
    let answers = &ids[..ids.len() - 2];
    for _ in 0..10 {
        let acts = answers.iter().map(|id| bot.press_id(bot.ana, card.id, id));
        join_all(acts).await;
        bot.checks_in(bot.ana, "Hard day").await;
    }
    assert_eq!(row().await, once, "the same bytes, so whatever noise comes hides one person");
    assert_eq!(bot.card().json, card.json);
    assert_eq!(bot.standin.requests("PATCH"), edits, "nothing was edited");
    bot.done().await;
}
