//! `/healthz` of a running bot: ready, not ready, and blind to what members do.

use std::time::Duration;

use super::child::{Home, NOWHERE, Process};
use super::town::Town;

/// The page's address, as the bot tells it.
async fn page(bot: &mut Process) -> String {
    bot.until_said("/healthz").await;
    let said = bot.said();
    let from = said.find("http://127.0.0.1:").unwrap();
    said[from..].split_whitespace().next().unwrap().to_owned()
}

async fn look(page: &str) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(page).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn until_status(page: &str, wanted: u16) -> String {
    for _ in 0..600 {
        let (status, body) = look(page).await;
        if status == wanted {
            return body;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{page} never answered {wanted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_is_ready_while_it_is_connected_and_not_before_or_after() {
    let home = Home::at(NOWHERE, "a.b.c");
    home.set("[health]\nlisten = \"127.0.0.1:0\"");
    let mut bot = home.start(&["run"]);
    let away = page(&mut bot).await;
    let (status, body) = look(&away).await;
    assert_eq!((status, body.as_str()), (503, r#"{"gateway":false,"ready":false,"scheduler":false}"#));
    bot.stops().await;

    let town = Town::at("2026-11-23T08:00:00Z").await;
    let home = town.home().await;
    home.set("[health]\nlisten = \"127.0.0.1:0\"");
    let mut bot = home.run(&town.standin);
    let here = page(&mut bot).await;
    let body = until_status(&here, 200).await;
    assert_eq!(body, r#"{"gateway":true,"ready":true,"scheduler":true}"#);
    // The stand-in goes away with the last handle to it.
    town.finish();
    let body = until_status(&here, 503).await;
    assert_eq!(body, r#"{"gateway":false,"ready":false,"scheduler":true}"#);
    bot.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_whose_port_is_taken_is_told_with_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::at(NOWHERE, "a.b.c");
    home.set(&format!("[health]\nlisten = \"{}\"", taken.local_addr().unwrap()));
    let (code, said) = home.ends(&["run"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("Choose a free port for `listen` in [health]"), "{said}");
    assert!(home.data().is_empty(), "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_for_help_leave_no_trace() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    home.set("[health]\nlisten = \"127.0.0.1:0\"\n[log]\nlevel = \"trace\"");
    let mut bot = home.run(&town.standin);
    let page = page(&mut bot).await;
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    let card = town.card(1).await;
    bot.until_said("state=Posted").await;
    let first = town.slash(town.ana, "help-now").await;
    let files = home.data_at_rest().await;
    let (log, health) = (bot.said(), look(&page).await);
    for _ in 0..100 {
        let presses: Vec<_> = (0..10).map(|_| town.start_press(town.ana, &card, "Get help now")).collect();
        for press in &presses {
            assert_eq!(town.settled(press).await.content, first.content);
        }
    }
    assert_eq!(look(&page).await, health);
    assert!(home.data() == files, "a file of the bot was changed");
    assert_eq!(bot.said(), log, "the log grew");
    bot.stops().await;
    town.finish();
}
