//! `chimebot run` over `discord.proxy`: a card, a press, the commands, the clock.

use std::time::Duration;

use chimebot::standin::{Fault, FaultKind};
use serde_json::json;

use super::child::{Home, NOWHERE};
use super::town::Town;

const REGISTRATION: &str = "PUT /applications/";

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_posted_and_pressed_and_the_process_stops_when_asked() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    assert!(town.standin.messages(town.channel, None).is_empty(), "nine has not come");
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    let card = town.card(1).await;
    let thanks = town.press(town.ana, &card, "Hard day").await;
    assert!(thanks.content.starts_with("Thank you for telling me."), "{}", thanks.content);
    let help = town.slash(town.ana, "help-now").await;
    assert!(help.content.contains("116 123"), "{}", help.content);
    let log = bot.stops().await;
    let unrest: Vec<_> = log.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).collect();
    assert!(unrest.is_empty(), "{unrest:#?}");
    assert!(!log.contains(town.standin.token()), "the token is in no log");
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_once_and_again_when_their_words_change() {
    let town = Town::at("2026-11-23T08:50:00Z").await;
    let home = town.home().await;
    home.set("[words]\nprompts_dir = \"own\"");
    std::fs::create_dir(home.path().join("own")).unwrap();
    for (start, registered) in [("first", 1), ("second", 1), ("third", 2), ("fourth", 2)] {
        if start == "third" {
            let words = include_str!("../../../prompts/en/commands.ftl");
            home.write(
                "own/en/commands.ftl",
                &words.replace("A short check-in, just for you", "A short one"),
            );
        }
        let mut bot = home.run(&town.standin);
        bot.until_said("connected to Discord").await;
        if town.standin.requests(REGISTRATION) < registered {
            bot.until_said("the slash commands were registered").await;
        }
        // A gateway that comes back says READY again; that is no reason to register.
        town.standin.invalidate_session(false);
        super::child::until("a second READY", || {
            (bot.said().matches("connected to Discord").count() == 2).then_some(())
        })
        .await;
        bot.stops().await;
        assert_eq!(town.standin.requests(REGISTRATION), registered, "after the {start} start");
    }
    let commands = town.standin.commands().to_string();
    assert!(commands.contains("A short one") && !commands.contains("just for you"), "{commands}");
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_that_could_not_be_registered_are_tried_again() {
    let town = Town::at("2026-11-23T08:50:00Z").await;
    let home = town.home().await;
    town.standin.fault(Fault {
        method: "PUT".to_owned(),
        path_contains: "/commands".to_owned(),
        times: Some(1),
        kind: FaultKind::Status(503, json!({ "message": "away", "code": 0 })),
    });
    let mut bot = home.run(&town.standin);
    bot.until_said("the slash commands were registered").await;
    assert_eq!(town.standin.requests(REGISTRATION), 2);
    bot.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_a_stand_in_is_refused_where_discord_is_elsewhere() {
    let home = Home::at("http://discord.example.net", "a.b.c");
    let mut bot = home.start(&["run", "--clock", NOWHERE]);
    assert_eq!(bot.ended(Duration::from_secs(20)).await, Some(1));
    assert!(bot.said().contains("--clock is for a stand-in on this machine"), "{}", bot.said());
    assert!(home.data().is_empty(), "nothing was begun");
}
