//! A suggestion on its way: sent with a yes of its own, looked at, put on the list, told; or taken back.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::ids::UserId;
use chimebot::jobs::retention;
use chimebot::standin::{Fault, FaultKind, Message};
use chimebot::store::{HeldSuggestion, Paths, Store};
use serde_json::json;

use crate::support::TestBot;
use crate::support::library::body;

mod accepting;
mod waiting;

const LISTED: &str = "Hello. Something you sent in is on the list now. Thank you.";
const DECLINED: &str =
    "Hello. Something you sent in was looked at. It is not on the list this time. Thank you for sending it.";

/// Writes a suggestion; gives the screen that asks before it is kept.
async fn write(bot: &TestBot, user: UserId, title: &str, way: &str, why: &str) -> Message {
    let start = bot.slash(user, "resources").await;
    let (form, _) = bot.open_form(user, &start, "Suggest one").await;
    bot.submit(user, &form, &[("title", title), ("way", way), ("why", why)]).await
}

/// Sends one about a shed.
async fn send(bot: &TestBot, user: UserId, button: &str) -> Message {
    let confirm =
        write(bot, user, "Mending shed", "shed.example/at_home", "People mend things together.").await;
    bot.press(user, &confirm, button).await
}

async fn held(bot: &TestBot, user: UserId) -> Vec<HeldSuggestion> {
    bot.store().suggestions_of(bot.store().caller(bot.guild, user)).await.unwrap()
}

async fn review(bot: &TestBot) -> Message {
    bot.slash(bot.moderator, "library review").await
}

/// Picks everything in the lists of a draft of a suggestion, and goes on.
async fn picked(bot: &TestBot, user: UserId, lists: &Message) -> Message {
    let lists = bot.choose(user, lists, "What it is", &["group"]).await;
    let lists = bot.choose(user, &lists, "What it is about (one or more)", &["skills", "community"]).await;
    let lists = bot.choose(user, &lists, "What it gives (one or more)", &["belonging"]).await;
    bot.press(user, &lists, "Go on").await
}

/// Puts the suggestion on this screen on the list, with everything picked.
async fn accept(bot: &TestBot, screen: &Message) -> Message {
    let (form, _) = bot.open_form(bot.moderator, screen, "Edit").await;
    let lists = bot.submit(bot.moderator, &form, &[("title", "Mending shed, Leeds")]).await;
    let draft = picked(bot, bot.moderator, &lists).await;
    let preview = bot.press(bot.moderator, &draft, "See it as members will").await;
    bot.press(bot.moderator, &preview, "Put it on the list").await
}

/// A press that somebody's own screen does not offer, and that is refused.
async fn forged(bot: &TestBot, user: UserId, id: &str) {
    let own = bot.slash(user, "resources").await;
    let act = bot.standin.press_forged(user, own.id, id);
    let answer = bot.standin.settled(&act).await;
    assert!(answer.content.to_lowercase().contains("moderators"), "{id}: {}", answer.content);
}

async fn finish(bot: TestBot) {
    drop((bot.posts(bot.check_in), bot.posts(bot.staff), bot.standin.dm(bot.ana), bot.standin.dm(bot.ben)));
    bot.finish().await;
}

#[tokio::test]
async fn a_suggestion_travels_to_the_list_and_its_sender_is_told_once_and_forgotten() {
    let bot = TestBot::set_up().await;
    let confirm =
        write(&bot, bot.ana, "**Mending** shed", "shed.example/at_home", "People mend things.").await;
    assert!(
        confirm
            .content
            .contains("\n> Mending shed\n> <https://shed.example/at_home>\n> People mend things.\n"),
        "{}",
        confirm.content
    );
    for said in
        ["21 February 2027 at the latest", "18 or older", "keep your Discord id, locked", "without your name"]
    {
        assert!(confirm.content.contains(said), "{said}: {}", confirm.content);
    }
    assert_eq!(bot.rows_about(bot.ana).await, 0, "nothing is kept before the yes");
    let sent = bot.press(bot.ana, &confirm, "Tell me what becomes of it").await;
    assert!(sent.content.starts_with("Thank you. The moderators will look at it."), "{}", sent.content);
    assert_eq!(bot.rows_about(bot.ana).await, 2, "the suggestion and a key, and no member");
    assert!(bot.held(bot.ana).await.is_none());

    let screen = review(&bot).await;
    assert!(screen.content.starts_with("**1 of 1** Somebody suggested this."), "{}", screen.content);
    assert!(!screen.content.contains("Ana") && !screen.content.contains(&bot.ana.to_string()));
    let done = accept(&bot, &screen).await;
    assert!(done.content.starts_with("It is on the list.\n\n**Mending shed, Leeds**"), "{}", done.content);
    let nothing = bot.press(bot.moderator, &done, "What else waits").await;
    assert!(nothing.content.starts_with("Nothing waits for you"), "{}", nothing.content);
    let start = bot.slash(bot.ben, "resources").await;
    let list = bot.press(bot.ben, &start, "People to be with").await;
    assert!(
        list.content.contains("**Mending shed, Leeds**\nPeople mend things.\nshed.example"),
        "{}",
        list.content
    );
    let one = held(&bot, bot.ana).await.remove(0);
    assert_eq!((one.suggestion, one.outcome.as_deref()), (None, Some("listed")), "what was typed is gone");

    bot.tick().await;
    let told = bot.standin.dm(bot.ana);
    assert_eq!(told.iter().map(|dm| dm.content.as_str()).collect::<Vec<_>>(), [LISTED]);
    assert_eq!(bot.rows_about(bot.ana).await, 0, "nothing is left, not even the key");
    bot.tick().await;
    bot.at("2026-11-24T08:50:00Z").await;
    assert_eq!(bot.standin.dm(bot.ana).len(), 1, "once");
    let id = told[0].find_button("What you keep about me").unwrap();
    let act = bot.standin.press(bot.ana, told[0].id, &id);
    let page = bot.standin.settled(&act).await;
    assert!(page.content.contains("I keep no answers, days or choices of yours here."), "{}", page.content);
    finish(bot).await;
}

#[tokio::test]
async fn one_that_is_not_taken_leaves_nothing_and_whoever_did_not_ask_hears_nothing() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    // The one that was sent first is shown first.
    bot.at("2026-11-23T08:51:00Z").await;
    send(&bot, bot.ben, "Tell me what becomes of it").await;
    let (screen, older) = (review(&bot).await, review(&bot).await);
    let next = bot.press(bot.moderator, &screen, "Decline").await;
    assert!(
        next.content.starts_with("It was not taken, and what was written is deleted.\n**1 of 1**"),
        "{}",
        next.content
    );
    assert_eq!(bot.rows_about(bot.ana).await, 0, "the suggestion and the key went");
    let nothing = bot.press(bot.moderator, &next, "Decline").await;
    assert!(nothing.content.contains("Nothing waits for you"), "{}", nothing.content);
    bot.tick().await;
    assert!(bot.standin.dm(bot.ana).is_empty());
    assert_eq!(bot.standin.dm(bot.ben)[0].content, DECLINED);
    assert_eq!(bot.rows_about(bot.ben).await, 0);
    // Older screens of the same thing change nothing.
    let late = bot.press(bot.moderator, &older, "Decline").await;
    assert!(late.content.starts_with("Somebody else was faster"), "{}", late.content);
    finish(bot).await;
}

#[tokio::test]
async fn what_cannot_be_read_or_is_too_much_gets_one_clear_sentence_and_keeps_nothing() {
    let bot = TestBot::set_up().await;
    for (title, way, why, said) in [
        ("Shed", "call Bob", "Kind.", "I could not read “call Bob”."),
        (
            "Shed",
            "http://shed.example",
            "Kind.",
            "I could not take “http://shed.example”. The link must begin with https. Nothing was kept.",
        ),
        (
            "Shed",
            "https://bit.ly/1",
            "Kind.",
            "I could not take “https://bit.ly/1”. The link is a short one that passes people on.",
        ),
        ("***", "https://shed.example", "Kind.", "Something was missing."),
    ] {
        let screen = write(&bot, bot.ana, title, way, why).await;
        assert!(screen.content.starts_with(said), "{}", screen.content);
        assert!(
            screen.find_button("Write it again").is_some() && screen.find_button("Get help now").is_some()
        );
    }
    // Two presses on one screen send one.
    let confirm = write(&bot, bot.ana, "Shed", "116 123", "Kind.").await;
    let id = confirm.find_button("I am 18 or older: send it").unwrap();
    let first = bot.standin.press(bot.ana, confirm.id, &id);
    bot.press_id(bot.ana, confirm.id, &id).await;
    bot.standin.settled(&first).await;
    assert_eq!(held(&bot, bot.ana).await.len(), 1);
    for _ in 0..2 {
        send(&bot, bot.ana, "I am 18 or older: send it").await;
    }
    let fourth = send(&bot, bot.ana, "I am 18 or older: send it").await;
    assert!(fourth.content.starts_with("Three of yours are waiting already."), "{}", fourth.content);
    assert_eq!(held(&bot, bot.ana).await.len(), 3);
    for number in 0..98 {
        let person = bot.standin.add_user(&format!("P{number}"));
        let caller =
            bot.bot().services.caller(bot.guild, person, chimebot::service::caller::Rights::default());
        let text = chimebot::domain::suggestion::Suggestion::read("Shed", "116 123", "Kind.").unwrap();
        bot.bot().services.suggest(&caller, number, text, false).await.unwrap();
    }
    let full = send(&bot, bot.ben, "Tell me what becomes of it").await;
    assert!(full.content.starts_with("Many suggestions are waiting here"), "{}", full.content);
    assert_eq!(bot.rows_about(bot.ben).await, 0);
    finish(bot).await;
}

#[tokio::test]
async fn it_shows_in_my_data_with_nothing_else_on_and_is_taken_back_or_erased() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "Tell me what becomes of it").await;
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(page.content.contains("Suggested for the list of resources: 1."), "{}", page.content);
    let mine = bot.press(bot.ana, &page, "What I suggested").await;
    for said in ["> Mending shed", "21 February 2027 at the latest", "I keep your Discord id, locked."] {
        assert!(mine.content.contains(said), "{said}: {}", mine.content);
    }
    let done = bot.press(bot.ana, &mine, "Take back: Mending shed").await;
    assert!(done.content.starts_with("Done. It is deleted, and nobody will see it."), "{}", done.content);
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    assert!(review(&bot).await.content.starts_with("Nothing waits for you"));

    send(&bot, bot.ana, "I am 18 or older: send it").await;
    let page = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &page, "Erase all of it now").await;
    let gone = bot.press(bot.ana, &ask, "Erase it all").await;
    assert!(gone.content.starts_with("Done."), "{}", gone.content);
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    assert!(bot.store().held_in(bot.ana).await.unwrap().is_empty());
    finish(bot).await;
}

#[tokio::test]
async fn the_last_choice_off_keeps_what_waits_and_what_waits_survives_a_restart() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    let store = bot.store();
    let caller = store.caller(bot.guild, bot.ana);
    store.turn_off(caller, CountDays).await.unwrap();
    assert!(store.turn_off(caller, KeepAnswers).await.unwrap().is_empty());
    assert_eq!(bot.rows_about(bot.ana).await, 2, "the suggestion and the key alone");
    let bot = bot.restart().await;
    assert_eq!(held(&bot, bot.ana).await.len(), 1);
    assert!(bot.held(bot.ana).await.is_none());
    // Coming back uses the same key.
    bot.member(bot.ana, &[CountDays]).await;
    assert_eq!(held(&bot, bot.ana).await.len(), 1);
    bot.store().turn_off(caller, CountDays).await.unwrap();
    bot.store().take_back(caller, held(&bot, bot.ana).await[0].id).await.unwrap();
    assert_eq!(bot.rows_about(bot.ana).await, 0, "with the last row goes the key");
    let bot = bot.restart().await;
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    finish(bot).await;
}

#[tokio::test]
async fn after_ninety_days_it_goes_with_its_key() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "Tell me what becomes of it").await;
    for (now, left) in [("2027-02-21T23:00:00Z", 2), ("2027-02-22T00:00:00Z", 0)] {
        retention::catch_up(bot.store(), now.parse().unwrap()).await.unwrap();
        assert_eq!(bot.rows_about(bot.ana).await, left, "{now}");
    }
    finish(bot).await;
}

/// Copies the files of a store that is closed.
fn copied(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[tokio::test]
async fn an_old_copy_of_the_files_brings_nothing_back_that_was_taken_back_or_erased() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    send(&bot, bot.ben, "I am 18 or older: send it").await;
    send(&bot, bot.ben, "I am 18 or older: send it").await;
    let old = tempfile::tempdir().unwrap();
    let bot = bot.restart().await;
    let (from, keyring, clock) = (bot.folder().to_owned(), bot.store().keyring().clone(), bot.clock.clone());
    let bot = bot.restart_after(|_| copied(&from, old.path())).await;
    let (ana, ben) = (bot.store().caller(bot.guild, bot.ana), bot.store().caller(bot.guild, bot.ben));
    assert!(bot.store().erase_member(ana).await.unwrap().anything);
    let theirs = held(&bot, bot.ben).await;
    assert!(bot.store().take_back(ben, theirs[0].id).await.unwrap());
    // Ana comes back and sends another: that one is younger than the line.
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    let again = tempfile::tempdir().unwrap();
    let bot = bot.restart_after(|_| copied(&from, again.path())).await;
    assert_eq!((held(&bot, bot.ana).await.len(), held(&bot, bot.ben).await.len()), (1, 1));
    std::fs::copy(again.path().join("erasures.log"), old.path().join("erasures.log")).unwrap();
    let store = Store::open(Paths::in_folder(old.path()), keyring, clock).await.unwrap();
    assert!(
        store.suggestions_of(ana).await.unwrap().is_empty() && store.raw_rows(ana).await.unwrap().is_empty()
    );
    let left: Vec<_> = store.suggestions_of(ben).await.unwrap().iter().map(|held| held.id).collect();
    assert_eq!(left, [theirs[1].id]);
    store.delete_community(bot.guild).await.unwrap();
    assert!(store.raw_rows(ben).await.unwrap().is_empty());
    store.close().await;
    finish(bot).await;
}

#[tokio::test]
async fn staff_rights_are_asked_at_each_step_and_dead_entries_are_settled() {
    let bot = TestBot::set_up().await;
    bot.list(vec![body("Food bank", &json!({ "checked_on": "2025-01-01" })), body("Choir", &json!({}))])
        .await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    for id in ["food-bank", "choir"] {
        let opened = bot.slash_with(bot.ben, "resources", json!({ "search": format!("#{id}") })).await;
        bot.press(bot.ben, &opened, "This is dead").await;
    }
    let screen = review(&bot).await;
    for label in ["Accept", "Edit", "Decline"] {
        forged(&bot, bot.ben, &screen.find_button(label).unwrap()).await;
    }
    assert!(bot.store().draft(bot.guild, bot.ben).await.unwrap().is_none(), "nothing was begun");
    assert_eq!(held(&bot, bot.ana).await.len(), 1, "nothing was decided");
    let first = bot.press(bot.moderator, &screen, "Next").await;
    assert!(
        first
            .content
            .starts_with("**2 of 3** Somebody said that this does not work any more:\n\n**Choir**\n")
    );
    let second = bot.press(bot.moderator, &first, "Next").await;
    for label in ["Still right", "Retire"] {
        forged(&bot, bot.ben, &second.find_button(label).unwrap()).await;
    }
    let done = bot.press(bot.moderator, &second, "Still right").await;
    assert!(done.content.starts_with("Noted as still right, checked today."), "{}", done.content);
    let older = bot.press(bot.moderator, &review(&bot).await, "Next").await;
    let screen = bot.press(bot.moderator, &review(&bot).await, "Next").await;
    let done = bot.press(bot.moderator, &screen, "Retire").await;
    assert!(done.content.starts_with("It is off the list."), "{}", done.content);
    let again = bot.press(bot.moderator, &older, "Retire").await;
    assert!(again.content.starts_with("Somebody else was faster"), "{}", again.content);
    let entries = bot.store().entries(bot.guild).await.unwrap();
    let stand: Vec<_> = entries
        .iter()
        .map(|entry| (entry.id.as_str(), entry.dead, entry.retired, entry.body.checked_on.to_string()))
        .collect();
    let expected = [
        ("choir", false, true, "2026-11-01".to_owned()),
        ("food-bank", false, false, "2026-11-23".to_owned()),
    ];
    assert_eq!(stand, expected);
    finish(bot).await;
}

#[tokio::test]
async fn closed_messages_and_trouble_at_discord_neither_double_nor_keep_an_outcome() {
    let bot = TestBot::set_up().await;
    send(&bot, bot.ana, "Tell me what becomes of it").await;
    send(&bot, bot.ben, "Tell me what becomes of it").await;
    bot.standin.close_dms(bot.ben);
    for _ in 0..2 {
        bot.press(bot.moderator, &review(&bot).await, "Decline").await;
    }
    // The answer to the message is lost: the bot asks again under the same nonce.
    let path_contains = format!("/channels/{}/messages", bot.standin.dm_channel(bot.ana));
    let broken = FaultKind::Status(500, json!({ "message": "oops", "code": 0 }));
    let kind = FaultKind::AfterApply(Box::new(broken));
    bot.standin.fault(Fault { method: "POST".to_owned(), path_contains, times: Some(1), kind });
    bot.tick().await;
    bot.clock.advance(jiff::SignedDuration::from_secs(10));
    bot.tick().await;
    assert_eq!(bot.standin.dm(bot.ana).len(), 1);
    assert_eq!((bot.rows_about(bot.ana).await, bot.rows_about(bot.ben).await), (0, 0));
    finish(bot).await;
}
