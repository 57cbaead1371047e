//! How moderators keep the list of resources, as they do it: by commands, forms, lists and buttons.

use chimebot::domain::ids::UserId;
use chimebot::domain::resource::{Body, Entry, EntryId};
use chimebot::service::caller::Rights;
use chimebot::standin::Message;
use chimebot::store::{Act, Change};
use serde_json::json;

use crate::support::TestBot;

mod checking;
mod forms;
mod history;
mod story;

const REFUSED: &str = "Only moderators can do that. Nothing was changed.";

fn says(message: &Message, wanted: &str) {
    assert!(message.content.contains(wanted), "{wanted:?} is not in:\n{}", message.content);
}

fn food_bank() -> Body {
    let json = json!({
        "title": "Food bank", "sentence": "A bag of food each Friday.", "link": "https://food.example/leeds",
        "kind": "practical", "topics": ["food"], "supports": ["practical"], "checked_on": "2026-11-01",
    });
    serde_json::from_value(json).unwrap()
}

fn id(name: &str) -> EntryId {
    name.parse().unwrap()
}

/// Changes the list as another moderator would, without the screens.
async fn change(bot: &TestBot, name: &str, seen: Option<u32>, body: Body, retired: bool) {
    let services = &bot.bot().services;
    let rights = Rights { manage_messages: true, ..Rights::default() };
    let caller = services.caller(bot.guild, bot.admin, rights);
    let act = if seen.is_some() { Act::Edit } else { Act::Add };
    let change = Change { id: id(name), seen, act, body, retired };
    services.change_entries(&caller, vec![change]).await.unwrap();
}

async fn with_food_bank() -> TestBot {
    let bot = TestBot::set_up().await;
    change(&bot, "food-bank", None, food_bank(), false).await;
    bot
}

async fn entries(bot: &TestBot) -> Vec<Entry> {
    bot.store().entries(bot.guild).await.unwrap()
}

async fn food(bot: &TestBot) -> Entry {
    entries(bot).await.into_iter().find(|entry| entry.id == id("food-bank")).unwrap()
}

async fn has_draft(bot: &TestBot, user: UserId) -> bool {
    bot.store().draft_row(bot.guild, user).await.unwrap().is_some()
}

async fn on_entry(bot: &TestBot, user: UserId, command: &str, entry: &str) -> Message {
    bot.slash_with(user, &format!("library {command}"), json!({ "entry": entry })).await
}

/// Begins a new entry with these words, and picks what a food bank is.
async fn draft_with(bot: &TestBot, user: UserId, words: &[(&str, &str)]) -> Message {
    let blank = bot.slash(user, "library add").await;
    let (form, _) = bot.open_form(user, &blank, "Begin").await;
    let lists = bot.submit(user, &form, words).await;
    let lists = bot.choose(user, &lists, "What it is", &["practical"]).await;
    let lists = bot.choose(user, &lists, "What it is about (one or more)", &["food", "community"]).await;
    let lists = bot.choose(user, &lists, "What it gives (one or more)", &["practical"]).await;
    bot.press(user, &lists, "Go on").await
}

/// Presses a button of a screen that another has taken the place of, as on a second device.
async fn press_stale(bot: &TestBot, user: UserId, screen: &Message, label: &str) -> Message {
    let act = bot.standin.press_forged(user, screen.id, &screen.find_button(label).unwrap());
    bot.standin.settled(&act).await
}

/// The words of a whole entry.
const WHOLE: [(&str, &str); 4] = [
    ("title", "Soup kitchen"),
    ("sentence", "Warm soup each evening."),
    ("link", "https://soup.example/"),
    ("phone", "0113 496 0000"),
];
