//! How the process ends: asked to, refused by Discord, with work under way.

#[cfg(target_os = "linux")]
use std::process::Command;
use std::time::{Duration, Instant};

use chimebot::standin::{Fault, FaultKind};
use serde_json::json;

use super::child::{Home, NOWHERE, Process, until};
use super::town::Town;

const POSTS: &str = "POST /channels/";

/// What stands on a line of its own for the person who started it.
fn sentences(bot: &Process) -> Vec<String> {
    let said = bot.said();
    said.lines().filter(|line| line.starts_with("chimebot: ")).map(str::to_owned).collect()
}

fn on_posts(kind: FaultKind) -> Fault {
    Fault { method: "POST".to_owned(), path_contains: "/messages".to_owned(), times: Some(1), kind }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_heard_although_discord_was_never_reached() {
    let home = Home::at(NOWHERE, "a.b.c");
    let mut bot = home.start(&["run"]);
    bot.until_said("Discord cannot be reached; trying again").await;
    bot.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_for_all_programs_is_named_once_when_nothing_arrives() {
    for (base, variable) in
        [("http://discord.invalid", "HTTP_PROXY"), ("https://discord.invalid", "HTTPS_PROXY")]
    {
        let home = Home::at(base, "a.b.c");
        let bot = home.start(&["run"]);
        until("two attempts", || {
            (bot.said().matches("Discord cannot be reached; trying again").count() == 2).then_some(())
        })
        .await;
        let words = format!("{variable} sends all programs through a proxy");
        assert_eq!(bot.said().matches(&words).count(), 1, "{}", bot.said());
        assert_eq!(bot.said().matches("_PROXY").count(), 1, "{}", bot.said());
        assert!(bot.said().contains("`chimebot doctor`"), "{}", bot.said());
        bot.stops().await;
    }
    // Nothing on this machine is reached through it.
    let home = Home::at(NOWHERE, "a.b.c");
    let mut bot = home.start(&["run"]);
    bot.until_said("`chimebot doctor`").await;
    assert!(!bot.stops().await.contains("_PROXY"));
}

/// The settings come through a pipe, so that the bot stands still before it has read a word.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_heard_before_the_settings_are_read() {
    let home = Home::at(NOWHERE, "a.b.c");
    let (settings, pipe) = (home.path().join("config.toml"), home.path().join("pipe"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut bot = home.start(&["run", "--config", "pipe"]);
    let status = format!("/proc/{}/status", bot.id());
    until("SIGTERM to be caught", || {
        let text = std::fs::read_to_string(&status).unwrap();
        let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim().to_owned();
        (u64::from_str_radix(&caught, 16).unwrap() & 1 << (15 - 1) != 0).then_some(())
    })
    .await;
    bot.terminate();
    std::fs::write(&pipe, std::fs::read(&settings).unwrap()).unwrap();
    assert_eq!(bot.ended(Duration::from_secs(20)).await, Some(0), "{}", bot.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_lets_a_post_and_a_reply_finish() {
    let town = Town::at("2026-11-23T08:50:00Z").await;
    let home = town.home().await;
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    let card = town.card(1).await;
    let slow = FaultKind::Delay(Duration::from_millis(1_500));
    town.standin.fault(on_posts(slow.clone()));
    town.standin.fault(Fault {
        method: "POST".to_owned(),
        path_contains: "/callback".to_owned(),
        times: Some(1),
        kind: slow,
    });
    town.clock.set("2026-11-24T09:00:01Z".parse().unwrap());
    until("the second post", || (town.standin.requests(POSTS) == 2).then_some(())).await;
    let press = town.start_press(town.ana, &card, "Skip");
    until("the reply", || (town.standin.requests("/callback") == 1).then_some(())).await;
    let log = bot.stops().await;
    assert_eq!(log.matches("state=Posted").count(), 2, "both are known to be posted: {log}");
    town.settled(&press).await;
    town.card(2).await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_a_discord_that_hangs_and_the_card_still_comes_once() {
    let town = Town::at("2026-11-23T08:50:00Z").await;
    let home = town.home().await;
    // It posts and never says so.
    town.standin.fault(on_posts(FaultKind::AfterApply(Box::new(FaultKind::Hang))));
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    until("the post", || (town.standin.requests(POSTS) == 1).then_some(())).await;
    let asked = Instant::now();
    bot.terminate();
    assert_eq!(bot.ended(Duration::from_secs(7)).await, Some(0), "{}", bot.said());
    println!("stopped after {:?} with a request hanging", asked.elapsed());
    // Later than the nonce is remembered: the history has to tell.
    town.clock.set("2026-11-23T09:10:00Z".parse().unwrap());
    let mut bot = home.run(&town.standin);
    bot.until_said("state=Posted").await;
    bot.stops().await;
    town.card(1).await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fatal_close_ends_with_one_sentence_and_78() {
    for (code, words) in [
        (4004, "refused the bot token"),
        (4010, "another number of shards"),
        (4011, "another number of shards"),
        (4012, "install a newer one"),
        (4013, "refused the intents"),
        (4014, "refused the intents"),
    ] {
        let town = Town::at("2026-11-23T08:50:00Z").await;
        let home = town.home().await;
        let mut bot = home.run(&town.standin);
        bot.until_said("connected to Discord").await;
        town.standin.close_gateway(code);
        assert_eq!(bot.ended(Duration::from_secs(20)).await, Some(78), "{}", bot.said());
        let said = sentences(&bot);
        assert!(said.len() == 1 && said[0].contains(words), "{code}: {said:?}");
        town.finish();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_close_that_a_new_session_mends_is_mended_and_a_stop_is_still_heard() {
    let town = Town::at("2026-11-23T08:50:00Z").await;
    let home = town.home().await;
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    town.standin.close_gateway(4003);
    until("a second session", || (bot.said().matches("connected to Discord").count() == 2).then_some(()))
        .await;
    bot.stops().await;
    town.finish();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_401_ends_with_one_sentence_and_78_at_the_start_and_in_the_middle() {
    let town = Town::at("2026-11-23T08:50:00Z").await;
    let home = Home::at(&town.standin.base_url(), "another.token.than-this");
    let mut bot = home.run(&town.standin);
    assert_eq!(bot.ended(Duration::from_secs(20)).await, Some(78), "{}", bot.said());
    let said = sentences(&bot);
    assert!(said.len() == 1 && said[0].contains("Reset Token"), "{said:?}");
    assert!(!bot.said().contains("another.token"), "no token is printed");

    let home = town.home().await;
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let refused = json!({ "message": "401: Unauthorized", "code": 0 });
    town.standin.fault(on_posts(FaultKind::Status(401, refused)));
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    assert_eq!(bot.ended(Duration::from_secs(20)).await, Some(78), "{}", bot.said());
    assert_eq!(sentences(&bot).len(), 1, "{:?}", sentences(&bot));

    // With a good token the card that was refused still comes, if it did not on a second try before the end.
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    town.card(1).await;
    bot.stops().await;
    town.standin.expect_violations("401");
    town.finish();
}
