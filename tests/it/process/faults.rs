//! Three faults of the disk under a running bot. Help answers at once in all of them, a
//! check-in says what became of it, and the same process saves again when the fault is over.

use std::process::Command;
use std::time::{Duration, Instant};

use chimebot::standin::Message;
use serde_json::json;
use sqlx::{Connection as _, SqliteConnection};

use super::child::{Home, Process, until};
use super::town::Town;

const HELP_LIMIT: Duration = Duration::from_secs(3);

/// A community in which Ana keeps everything, with the card of a second day.
struct Scene {
    town: Town,
    home: Home,
    bot: Process,
    card: Message,
}

impl Scene {
    /// The bot starts after `first` was done in its shell.
    async fn set(first: &str) -> Self {
        let town = Town::at("2026-11-23T08:59:00Z").await;
        let home = town.home().await;
        let mut bot = home.run_after(first, &town.standin);
        bot.until_said("connected to Discord").await;
        town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
        let card = town.card(1).await;
        town.keep_everything(town.ana, &card).await;
        town.clock.set("2026-11-24T09:00:01Z".parse().unwrap());
        let card = town.card(2).await;
        until("both cards to be settled", || (bot.said().matches("state=Posted").count() == 2).then_some(()))
            .await;
        // The new day's own writes are through, or one of them would stand before the answer.
        until("the heartbeat after the night", || bot.said().contains("the bot was away").then_some(()))
            .await;
        Self { town, home, bot, card }
    }

    /// Help by button and by command, and a tap of somebody who keeps nothing: as on any day.
    async fn the_rest_works(&self) {
        let begun = Instant::now();
        let help = self.town.press(self.town.ben, &self.card, "Get help now").await;
        assert!(begun.elapsed() < HELP_LIMIT, "help took {:?}", begun.elapsed());
        assert!(help.content.contains("**999**") && help.content.contains("116 123"), "{}", help.content);
        let begun = Instant::now();
        let typed = self.town.slash(self.town.ana, "help-now").await;
        assert!(begun.elapsed() < HELP_LIMIT, "help took {:?}", begun.elapsed());
        assert_eq!(typed.content, help.content);
        let thanks = self.town.press(self.town.ben, &self.card, "Hard day").await;
        assert!(thanks.content.starts_with("Thank you for telling me."), "{}", thanks.content);
    }

    /// The same process takes an answer again, and still has the old ones.
    async fn saves_again(self, days: &str) {
        let thanks = self.town.press(self.town.ana, &self.card, "Skip").await;
        assert!(thanks.content.contains(days), "{}", thanks.content);
        let same = self.town.press(self.town.ana, &self.card, "Skip").await;
        assert!(same.content.contains("nothing changed"), "it was kept: {}", same.content);
        let log = self.bot.stops().await;
        assert!(!log.contains("ERROR"), "{log}");
        self.town.finish();
        drop(self.home);
    }
}

fn says_not_saved(answer: &Message) {
    assert!(answer.content.contains("was **not saved**"), "{}", answer.content);
    assert!(answer.find_button("Get help now").is_some(), "help stands beside it");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn files_that_may_not_grow_any_more() {
    let scene = Scene::set("trap '' XFSZ").await;
    let limit = |to: &str| {
        let id = scene.bot.id().to_string();
        let limited =
            Command::new("prlimit").args(["--pid", &id, &format!("--fsize={to}:unlimited")]).status();
        assert!(limited.unwrap().success());
    };
    limit("4096");
    let answer = scene.town.press(scene.town.ana, &scene.card, "Skip").await;
    says_not_saved(&answer);
    scene.the_rest_works().await;
    limit("unlimited");
    scene.saves_again("You have shown up on 2 days.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_that_holds_the_database() {
    let scene = Scene::set(":").await;
    let path = scene.home.path().join("data/chimebot.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let mut other = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let begun = Instant::now();
    let press = scene.town.start_press(scene.town.ana, &scene.card, "Skip");
    scene.the_rest_works().await;
    says_not_saved(&scene.town.settled(&press).await);
    println!("told after {:?} that another program holds the database", begun.elapsed());
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    scene.saves_again("You have shown up on 2 days.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_hangs_before_it_takes_the_answer() {
    let scene = Scene::set(":").await;
    let begun = Instant::now();
    scene.town.standin.order(json!({ "stall_ms": 20_000 }));
    // The order is heard with the next look at the clock.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let press = scene.town.start_press(scene.town.ana, &scene.card, "Skip");
    scene.the_rest_works().await;
    says_not_saved(&scene.town.settled(&press).await);
    println!("told after {:?} that it was not saved", begun.elapsed());
    scene.after_the_hang(begun).await;
    scene.saves_again("You have shown up on 2 days.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_hangs_while_it_saves_the_answer() {
    let scene = Scene::set(":").await;
    let begun = Instant::now();
    scene.town.standin.order(json!({ "hang_commit_ms": 20_000 }));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let press = scene.town.start_press(scene.town.ana, &scene.card, "Hard day");
    scene.the_rest_works().await;
    let answer = scene.town.settled(&press).await;
    assert!(answer.content.contains("I cannot tell if it was saved"), "{}", answer.content);
    assert!(answer.find_button("Get help now").is_some(), "help stands beside it");
    println!("told after {:?} that nobody can say", begun.elapsed());
    scene.after_the_hang(begun).await;
    // It was saved after all, and the press that follows counts once.
    let again = scene.town.press(scene.town.ana, &scene.card, "Hard day").await;
    assert!(again.content.contains("nothing changed"), "{}", again.content);
    scene.saves_again("I changed your answer for this day.").await;
}

impl Scene {
    async fn after_the_hang(&self, begun: Instant) {
        tokio::time::sleep(Duration::from_secs(22).saturating_sub(begun.elapsed())).await;
    }
}
