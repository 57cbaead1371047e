//! The log at its most talkative, over hundreds of acts and every fault at hand: it holds no content, no
//! name, no token and nobody's Discord id.

use std::time::Duration;

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::ids::UserId;
use chimebot::standin::{Act, Fault, FaultKind, Message, StandIn};
use chimebot::telemetry::capture;
use serde_json::json;

use crate::support::TestBot;
use crate::support::alarms::listen;

const QUESTION: &str = "Where did the kestrelquestion land today?";
const ANSWERS: [&str; 3] = ["on the heronfirst", "by the heronsecond", "not on any heronthird"];
const ACK: &str = "Thank you, wrenthanks.";
const TYPED: [&str; 3] = ["Ploverzone", "Dunlindate", "Siskincountry"];
const ROUNDS: usize = 12;

#[tokio::test]
async fn three_hundred_acts_and_every_fault_leave_no_secret_in_the_log() {
    let (own, _listening) = listen();
    let everywhere = capture();
    let bot = TestBot::set_up().await;
    let people: Vec<UserId> = ["Goldcrestana", "Firecrestben", "Treecreepercy"]
        .map(|name| {
            let person = bot.standin.add_user(name);
            bot.standin.add_member(bot.guild, person, &[]);
            person
        })
        .to_vec();
    bot.member(people[0], &[CountDays, KeepAnswers]).await;
    let mut prompt = bot.prompt("h1-hope-today");
    prompt.question = QUESTION.to_owned();
    prompt.answers = ANSWERS.map(str::to_owned).to_vec();
    (prompt.ack, prompt.ack_hard, prompt.acks, prompt.hard) =
        (ACK.to_owned(), ACK.to_owned(), vec![], vec![2]);
    let card = bot.post("2026-11-23", &prompt).await;
    tracing::trace!(target: "chimebot::canary", "the control: this tap hears the lowest level");

    let mut acts = 0;
    for round in 0..ROUNDS {
        let person = people[round % people.len()];
        acts += member_acts(&bot, person, &card).await;
        acts += staff_acts(&bot).await;
        acts += forged_acts(&bot, person, &card).await;
        acts += faults(&bot, person, &card, round).await;
    }
    // A stored person, so that ids of theirs were at hand in every path, and an event nobody can read.
    let odd = json!({ "guild_id": bot.guild.to_string(), "user": { "id": people[0].to_string(),
        "username": "Goldcrestana" }, "text": QUESTION });
    bot.standin.send_raw_event("SOMETHING_NEW", odd);
    bot.standin.send_raw_event(
        "INTERACTION_CREATE",
        json!({ "id": "1", "token": "aW50ZXJhY3Rpb246x", "type": 3,
        "guild_id": bot.guild.to_string(), "member": { "user": { "id": people[1].to_string() } } }),
    );
    // Rounds end with the store gone: every path fails, and says so.
    bot.store().close().await;
    for label in ["on the heronfirst", "Hard day"] {
        bot.press(people[0], &card, label).await;
    }
    bot.slash(people[0], "my-data").await;
    acts += 5;
    println!("{acts} acts");
    assert!(acts >= 300, "only {acts}");

    let lines: Vec<String> = own.lines().into_iter().chain(everywhere.lines()).collect();
    for heard in ["the control", "an interaction could not be answered", "an interaction failed"] {
        assert!(own.lines().iter().any(|line| line.contains(heard)), "nothing was heard of: {heard}");
    }
    let mut secrets: Vec<String> = vec![bot.standin.token().to_owned(), "aW50ZXJhY3Rpb246".to_owned()];
    secrets.extend([QUESTION, ACK, "Riverside", "wrenthanks", "kestrelquestion"].map(str::to_owned));
    secrets.extend(ANSWERS.into_iter().chain(TYPED).map(str::to_owned));
    secrets.extend(["Goldcrestana", "Firecrestben", "Treecreepercy"].map(str::to_owned));
    secrets.extend(people.iter().chain([&bot.admin, &bot.moderator]).map(ToString::to_string));
    for secret in &secrets {
        let leak = lines.iter().find(|line| line.to_lowercase().contains(&secret.to_lowercase()));
        assert!(leak.is_none(), "{secret:?} stands in the log: {leak:?}");
    }
    println!("{} lines, {} secrets looked for", lines.len(), secrets.len());
    // Parallel tests write to the common log as well; an error of this bot is an error.
    let error = own.lines().into_iter().find(|line| line.contains(" ERROR "));
    assert!(error.is_none(), "{error:?}");
    bot.finish().await;
}

/// Answers of every kind, consent, the page, erasure; help.
async fn member_acts(bot: &TestBot, person: UserId, card: &Message) -> usize {
    let mut acts = 0;
    for label in ANSWERS.into_iter().chain(["Hard day", "Skip", "Get help now", "About"]) {
        bot.press(person, card, label).await;
        acts += 1;
    }
    let thanks = bot.press(person, card, ANSWERS[0]).await;
    if thanks.find_button("Keep something?").is_some() {
        let mut screen = bot.press(person, &thanks, "Keep something?").await;
        let ticks = ["Count my days", "Keep my answers for me", "Remind me"];
        for label in ["Read it all", "Back"].into_iter().chain(ticks).chain(["Turn these on"]) {
            // What is on already has no button any more.
            if screen.find_button(label).is_some() {
                screen = bot.press(person, &screen, label).await;
                acts += 1;
            }
        }
        if screen.find_button("Yes, I agree").is_some() {
            screen = bot.press(person, &screen, "Yes, I agree").await;
            acts += 1;
        }
        if screen.find_button("Every day").is_some() {
            screen = bot.press(person, &screen, "Every day").await;
            bot.choose(person, &screen, "Pick a time", &["10"]).await;
            acts += 2;
        }
        acts += 2;
    }
    let data = bot.slash(person, "my-data").await;
    assert!(data.content.contains(ANSWERS[0]), "{}", data.content);
    let ask = bot.press(person, &data, "Erase all of it now").await;
    bot.press(person, &ask, "Erase it all").await;
    for command in ["checkin", "help-now", "about", "why-not"] {
        bot.slash(person, command).await;
    }
    acts + 8
}

/// What staff type, right and wrong, in options and in the form.
async fn staff_acts(bot: &TestBot) -> usize {
    let [zone, date, country] = TYPED;
    bot.slash_with(bot.admin, "setup", json!({ "zone": zone })).await;
    bot.slash_with(bot.admin, "setup", json!({ "country": country })).await;
    bot.slash_with(bot.moderator, "quiet", json!({ "until": date })).await;
    let panel = bot.slash(bot.admin, "setup").await;
    let open = bot.standin.press(bot.admin, panel.id, &panel.find_button("Time and zone").unwrap());
    bot.standin.answer(&open).await;
    let sent = bot.standin.submit_modal(bot.admin, &open, &[("time", "09:00"), ("zone", zone)]);
    bot.standin.settled(&sent).await;
    6
}

async fn forged_acts(bot: &TestBot, person: UserId, card: &Message) -> usize {
    let forged = ["1:answer:x:0:", "nonsense", "1:mydata::off:15", "1:swap:h1-hope-today::", "1:setup::on:"];
    for id in forged {
        bot.standin.settled(&bot.standin.press_forged(person, card.id, id)).await;
    }
    forged.len()
}

/// One answer that Discord refuses, one it loses, and one the store is late with.
async fn faults(bot: &TestBot, person: UserId, card: &Message, round: usize) -> usize {
    let kinds = [
        FaultKind::Status(500, json!({ "code": 0, "message": QUESTION })),
        FaultKind::Reset,
        FaultKind::Status(404, json!({ "code": 10062, "message": "Unknown interaction" })),
        FaultKind::Status(400, json!({ "code": 50035, "message": ACK, "errors": { "x": TYPED[0] } })),
        FaultKind::Hang,
        FaultKind::AfterApply(Box::new(FaultKind::Reset)),
    ];
    let kind = kinds[round % kinds.len()].clone();
    let refused = matches!(kind, FaultKind::Status(400 | 404, _));
    bot.standin.fault(Fault {
        method: "POST".to_owned(),
        path_contains: "/callback".to_owned(),
        times: Some(1),
        kind,
    });
    let act = press(&bot.standin, person, card, ANSWERS[1]);
    if refused {
        bot.standin.forgive(&act);
        tokio::time::sleep(Duration::from_millis(50)).await;
    } else {
        bot.standin.settled(&act).await;
    }
    if !round.is_multiple_of(4) {
        return 1;
    }
    bot.member(person, &[CountDays]).await;
    let store = bot.store().clone();
    let stalled = tokio::spawn(async move { store.stall(Duration::from_secs(1)).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    bot.standin.settled(&press(&bot.standin, person, card, ANSWERS[2])).await;
    stalled.await.unwrap().unwrap();
    2
}

fn press(standin: &StandIn, person: UserId, card: &Message, label: &str) -> Act {
    standin.press(person, card.id, &card.find_button(label).unwrap())
}
