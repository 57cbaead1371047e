//! A list of resources in a channel: posted once, kept right by few edits, whatever happens meanwhile.

mod restored;
mod trouble;

use std::collections::BTreeMap;

use chimebot::domain::ids::ChannelId;
use chimebot::domain::resource::{Body, EntryId};
use chimebot::service::caller::Rights;
use chimebot::service::library::Kept;
use chimebot::standin::{Fault, FaultKind, Message};
use chimebot::store::{Act, Change};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::TestBot;

/// A bot, and a channel for the list.
struct Shelf {
    bot: TestBot,
    room: ChannelId,
}

impl Shelf {
    /// With `count` entries about food, about eleven to a message.
    async fn with(count: usize) -> Self {
        let bot = TestBot::set_up().await;
        let room = bot.standin.add_channel(bot.guild, "resources");
        let shelf = Self { bot, room };
        shelf.add(0..count).await;
        shelf
    }

    /// As [`Self::with`], and the list is published.
    async fn published(count: usize) -> Self {
        let shelf = Self::with(count).await;
        let page = shelf.ask().await;
        shelf.press(&page, "Publish").await;
        shelf.bot.tick().await;
        shelf
    }

    async fn restart(self) -> Self {
        Self { bot: self.bot.restart().await, room: self.room }
    }

    async fn change(&self, changes: Vec<Change>) {
        let services = &self.bot.bot().services;
        let rights = Rights { manage_messages: true, ..Rights::default() };
        let caller = services.caller(self.bot.guild, self.bot.moderator, rights);
        assert!(matches!(services.change_entries(&caller, changes).await.unwrap(), Kept::Done(_)));
    }

    async fn add(&self, numbers: std::ops::Range<usize>) {
        let new = |number| Change {
            id: id(number),
            seen: None,
            act: Act::Add,
            body: body(number, ""),
            retired: false,
        };
        self.change(numbers.map(new).collect()).await;
    }

    /// Changes one entry's title to end with `mark`.
    async fn mark(&self, number: usize, mark: &str) {
        self.edit(number, Act::Edit, body(number, mark)).await;
    }

    async fn retire(&self, numbers: std::ops::Range<usize>) {
        for number in numbers {
            self.edit(number, Act::Retire, body(number, "")).await;
        }
    }

    async fn edit(&self, number: usize, act: Act, body: Body) {
        let library = self.bot.bot().services.library(self.bot.guild).await.unwrap();
        let seen = library.get(&id(number)).map(|entry| entry.version);
        self.change(vec![Change { id: id(number), seen, act, body, retired: act == Act::Retire }]).await;
    }

    /// `/library publish` by the moderator.
    async fn ask(&self) -> Message {
        self.ask_about("food").await
    }

    async fn ask_about(&self, topic: &str) -> Message {
        let options = json!({ "channel": self.room.to_string(), "topic": topic });
        self.bot.slash_with(self.bot.moderator, "library publish", options).await
    }

    async fn press(&self, page: &Message, label: &str) -> Message {
        self.bot.press(self.bot.moderator, page, label).await
    }

    /// Lets time go by and does what is then due.
    async fn pass(&self, minutes: i64) {
        self.bot.clock.advance(SignedDuration::from_mins(minutes));
        self.bot.tick().await;
    }

    /// The list as it stands, oldest message first.
    fn list(&self) -> Vec<Message> {
        self.bot.posts(self.room)
    }

    /// How many requests of a kind went to the list's channel.
    fn asked(&self, method: &str) -> usize {
        self.bot.standin.requests(&format!("{method} /channels/{}/messages", self.room))
    }

    fn arm(&self, method: &str, times: u32, kind: FaultKind) {
        let path_contains = format!("/channels/{}/messages", self.room);
        let times = (times > 0).then_some(times);
        self.bot.standin.fault(Fault { method: method.to_owned(), path_contains, times, kind });
    }

    /// Fails unless the list shows exactly these entries, each once and in order, on `messages` messages.
    fn shows(&self, numbers: impl IntoIterator<Item = usize>, messages: usize) {
        let list = self.list();
        assert_eq!(
            titles(&list),
            numbers.into_iter().map(|number| format!("Place {number:03}")).collect::<Vec<_>>()
        );
        assert_eq!(list.len(), messages);
        for (at, message) in list.iter().enumerate() {
            assert_eq!(message.content.starts_with("**Resources"), at == 0, "{}", message.content);
            assert!(message.find_button("Search").is_some() && message.find_button("Get help now").is_some());
        }
    }

    async fn finish(self) {
        // What else was posted meanwhile is no concern of these tests.
        for room in self.bot.standin.channels(self.bot.guild) {
            drop(self.bot.posts(room.id));
        }
        self.bot.finish().await;
    }
}

fn id(number: usize) -> EntryId {
    format!("place-{number}").parse().unwrap()
}

fn body(number: usize, mark: &str) -> Body {
    let json = json!({
        "title": format!("Place {number:03}{mark}"), "sentence": "a bag of food each Friday. ".repeat(7).trim(),
        "link": format!("https://food.example/{number}"), "phone": "0113 496 0000", "kind": "practical",
        "topics": ["food"], "supports": ["practical"], "cost": "free ".repeat(15).trim(),
        "hours": "each Friday morning ".repeat(4).trim(), "audience": "for everybody ".repeat(5).trim(),
        "languages": ["en", "pl"], "checked_on": "2026-11-01",
    });
    serde_json::from_value(json).unwrap()
}

/// What the embeds of the list say.
fn said(list: &[Message]) -> String {
    let embeds =
        list.iter().flat_map(|message| message.json["embeds"].as_array().cloned().unwrap_or_default());
    embeds.map(|embed| embed["description"].as_str().unwrap().to_owned() + "\n").collect()
}

/// The titles on the list, without their marks.
fn titles(list: &[Message]) -> Vec<String> {
    let said = said(list);
    let lines = said.lines().filter_map(|line| line.strip_prefix("**Place ")?.get(..3).map(str::to_owned));
    lines.map(|number| format!("Place {number}")).collect()
}

/// What each message says, by its id.
fn by_id(list: &[Message]) -> BTreeMap<u64, Value> {
    list.iter().map(|message| (message.id.0, json!([message.content, message.json["embeds"]]))).collect()
}

/// How many messages of before say something else now, are gone, or are new.
fn touched(before: &[Message], after: &[Message]) -> usize {
    let (before, after) = (by_id(before), by_id(after));
    let gone_or_changed = before.iter().filter(|(id, said)| after.get(id) != Some(said)).count();
    gone_or_changed + after.keys().filter(|id| !before.contains_key(id)).count()
}

#[tokio::test]
async fn a_moderator_sees_what_would_be_posted_and_then_it_stands_there_once_and_in_order() {
    let shelf = Shelf::with(25).await;
    let page = shelf.ask().await;
    assert!(page.content.contains("I would post **Food**: 25 entries in 3 messages."), "{}", page.content);
    assert!(shelf.list().is_empty(), "nothing before the yes");
    let shown = said(std::slice::from_ref(&page));
    let done = shelf.press(&page, "Publish").await;
    assert!(done.content.contains("I am posting **Food**"), "{}", done.content);
    assert_eq!(said(&[done]), "", "the look at it is over");
    shelf.bot.tick().await;
    shelf.shows(0..25, 3);
    assert_eq!(shown, said(&shelf.list()[..1]), "the first message is as it was shown");
    assert!(page.content.ends_with(&shelf.list()[0].content), "{}", page.content);
    let list = shelf.list();
    let first = said(&list[..1]);
    assert!(first.starts_with("**Place 000**\na bag of food each Friday. a bag"), "{first}");
    for line in [
        "<https://food.example/0>",
        "Phone: 0113 496 0000",
        "Languages: English, Polish",
        "Checked on 1 November 2026",
    ] {
        assert!(first.contains(line), "{line} in {first}");
    }
    assert!(
        list.iter().all(|message| message.json["flags"].as_u64().unwrap() & 1 << 2 == 0),
        "embeds are seen"
    );
    shelf.pass(30).await;
    shelf.shows(0..25, 3);
    assert_eq!((shelf.asked("POST"), shelf.asked("PATCH")), (3, 0));
    let how = shelf.bot.press(shelf.bot.ana, &list[2], "Search").await;
    assert!(how.content.starts_with("**What would help?**"), "{}", how.content);
    shelf.finish().await;
}

#[tokio::test]
async fn a_changed_entry_changes_one_message_after_ten_minutes() {
    let shelf = Shelf::published(25).await;
    let before = shelf.list();
    shelf.mark(13, " new").await;
    shelf.pass(5).await;
    shelf.mark(12, " too").await;
    shelf.pass(4).await;
    assert_eq!(shelf.asked("PATCH"), 0, "changes are gathered");
    let page = shelf.ask().await;
    assert!(page.content.contains("I edit its messages soon"), "{}", page.content);
    shelf.pass(1).await;
    assert_eq!((shelf.asked("PATCH"), shelf.asked("POST"), shelf.asked("DELETE")), (1, 3, 0));
    let after = shelf.list();
    assert_eq!(touched(&before, &after), 1);
    assert!(said(&after).contains("**Place 013 new**") && said(&after).contains("**Place 012 too**"));
    shelf.shows(0..25, 3);
    shelf.pass(60).await;
    assert_eq!(shelf.asked("PATCH"), 1, "and then it is right");
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_grows_at_its_end_and_shrinks_again() {
    let shelf = Shelf::published(9).await;
    let first = shelf.list().remove(0).id;
    shelf.add(9..30).await;
    shelf.pass(10).await;
    shelf.shows(0..30, 3);
    assert_eq!(shelf.list()[0].id, first, "the same message goes on");
    shelf.retire(4..29).await;
    shelf.pass(10).await;
    shelf.shows([0, 1, 2, 3, 29], shelf.list().len());
    assert!(shelf.list().len() <= 2, "at most one too many");
    assert_eq!(shelf.list()[0].id, first);
    shelf.retire(0..4).await;
    shelf.edit(29, Act::Retire, body(29, "")).await;
    shelf.pass(10).await;
    let left = shelf.list();
    assert_eq!(left.len(), 1);
    assert!(left[0].content.contains("Nothing stands on this list yet"), "{}", left[0].content);
    shelf.add(40..42).await;
    shelf.pass(10).await;
    shelf.shows(40..42, 1);
    shelf.finish().await;
}

#[tokio::test]
async fn a_message_removed_by_hand_stays_away_until_it_is_asked_for() {
    for noticed in ["at the next edit", "at the daily look"] {
        let shelf = Shelf::published(34).await;
        let list = shelf.list();
        assert_eq!(list.len(), 4);
        let gone = titles(&list[1..2]);
        shelf.bot.standin.delete_message(list[1].id);
        if noticed == "at the next edit" {
            let number = gone[0].trim_start_matches("Place ").parse().unwrap();
            shelf.mark(number, " new").await;
            shelf.pass(10).await;
        } else {
            shelf.pass(24 * 60).await;
        }
        shelf.pass(10).await;
        assert_eq!(shelf.list().len(), 3, "{noticed}: it is not put back by itself");
        let page = shelf.ask().await;
        assert!(
            page.content.contains("One of its messages was removed by hand."),
            "{noticed}: {}",
            page.content
        );
        let done = shelf.press(&page, "Put back").await;
        assert!(done.content.contains("putting it right"), "{}", done.content);
        shelf.bot.tick().await;
        shelf.shows(0..34, 4);
        let page = shelf.ask().await;
        assert!(page.find_button("Put back").is_none());
        shelf.finish().await;
    }
}

#[tokio::test]
async fn what_was_removed_and_nobody_noticed_comes_back_with_what_was_asked_for() {
    let shelf = Shelf::published(34).await;
    let list = shelf.list();
    for message in &list {
        shelf.bot.standin.delete_message(message.id);
    }
    let number = titles(&list[1..2])[0].trim_start_matches("Place ").parse().unwrap();
    shelf.mark(number, "").await;
    shelf.mark(number, " new").await;
    shelf.pass(10).await;
    let page = shelf.ask().await;
    assert!(page.content.contains("One of its messages was removed by hand."), "{}", page.content);
    shelf.press(&page, "Put back").await;
    shelf.bot.tick().await;
    assert_eq!(shelf.list().len(), 4, "all of them, at the first time of asking");
    assert!(shelf.ask().await.find_button("Put back").is_none());
    // A message that goes later is left alone again.
    shelf.bot.standin.delete_message(shelf.list()[0].id);
    shelf.pass(24 * 60 + 10).await;
    assert_eq!(shelf.list().len(), 3);
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_is_taken_down_whole_and_only_after_a_second_yes() {
    let shelf = Shelf::published(25).await;
    let sure = shelf.press(&shelf.ask().await, "Take it down").await;
    shelf.bot.tick().await;
    assert_eq!(shelf.list().len(), 3);
    let done = shelf.press(&sure, "Yes, take it down").await;
    assert!(done.content.contains("I am taking **Food** out of"), "{}", done.content);
    shelf.bot.tick().await;
    assert!(shelf.list().is_empty());
    shelf.add(30..31).await;
    shelf.pass(20).await;
    assert!(shelf.list().is_empty());
    let page = shelf.ask().await;
    assert!(page.find_button("Publish").is_some(), "it can be published again");
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_of_everything_goes_through_the_topics_and_shows_each_entry_once() {
    let shelf = Shelf::with(2).await;
    let mut both = body(2, "");
    both.topics = [chimebot::domain::resource::Topic::Health, chimebot::domain::resource::Topic::Food].into();
    shelf.change(vec![Change { id: id(2), seen: None, act: Act::Add, body: both, retired: false }]).await;
    let options = json!({ "channel": shelf.room.to_string() });
    let page = shelf.bot.slash_with(shelf.bot.moderator, "library publish", options).await;
    shelf.press(&page, "Publish").await;
    shelf.bot.tick().await;
    shelf.shows([2, 0, 1], 1);
    let said = said(&shelf.list());
    assert!(said.starts_with("**Health**\n**Place 002**"), "{said}");
    assert_eq!(said.matches("**Food**\n**Place 000**").count(), 1, "{said}");
    shelf.finish().await;
}

#[tokio::test]
async fn a_number_that_nobody_checked_for_a_year_is_hidden_and_the_daily_look_hides_it() {
    let shelf = Shelf::with(0).await;
    let mut old = body(0, "");
    old.checked_on = "2025-11-23".parse().unwrap();
    shelf.change(vec![Change { id: id(0), seen: None, act: Act::Add, body: old, retired: false }]).await;
    shelf.press(&shelf.ask().await, "Publish").await;
    shelf.bot.tick().await;
    assert!(said(&shelf.list()).contains("Phone: 0113 496 0000"), "a year to the day");
    shelf.pass(24 * 60).await;
    let said = said(&shelf.list());
    assert!(!said.contains("0113") && said.contains("Nobody checked the phone number for a year"), "{said}");
    assert!(said.contains("<https://food.example/0>"), "the link stays");
    shelf.finish().await;
}

#[tokio::test]
async fn only_moderators_publish_and_only_where_the_bot_may() {
    let shelf = Shelf::with(3).await;
    let page = shelf.ask().await;
    let publish = page.find_button("Publish").unwrap();
    shelf.bot.standin.add_member(shelf.bot.guild, shelf.bot.moderator, &[]);
    let refused = shelf.bot.press_id(shelf.bot.moderator, page.id, &publish).await;
    assert!(refused.content.starts_with("Only moderators can do that."), "{}", refused.content);
    shelf.bot.standin.add_member(shelf.bot.guild, shelf.bot.moderator, &[shelf.bot.moderators]);
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 1 << 14);
    let page = shelf.ask().await;
    assert!(page.content.contains("I still need these rights there: Embed Links."), "{}", page.content);
    assert!(page.find_button("Publish").is_none());
    let page = shelf.ask_about("nothing like it").await;
    assert!(page.content.starts_with("I know no topic"), "{}", page.content);
    let page = shelf.ask_about("money").await;
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 0);
    assert!(page.content.contains("Embed Links"), "{}", page.content);
    let page = shelf.ask_about("Money").await;
    assert!(page.content.contains("no entry for **Money**"), "{}", page.content);
    shelf.bot.tick().await;
    assert!(shelf.list().is_empty());
    shelf.finish().await;
}

#[tokio::test]
async fn publishing_is_no_setting_that_setup_would_undo() {
    let shelf = Shelf::published(3).await;
    let undo = shelf.bot.store().undoable(shelf.bot.guild).await.unwrap().expect("the set-up before it");
    assert!(undo.back.after.on_since.is_none() || undo.back.after.check_in_channel.is_none());
    let acts: Vec<String> = shelf
        .bot
        .store()
        .audit(shelf.bot.guild, 1)
        .await
        .unwrap()
        .into_iter()
        .map(|line| line.what)
        .collect();
    assert_eq!(acts, ["publish"]);
    shelf.finish().await;
}
