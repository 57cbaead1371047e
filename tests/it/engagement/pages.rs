//! `/engagement` as members and leaders open it: what it says, when it says nothing, and who may take the file.

use chimebot::domain::engagement::Tier;
use chimebot::domain::ids::{RoleId, UserId};
use chimebot::domain::resource::EntryId;
use chimebot::service::caller::Rights;
use chimebot::service::setup::Change;
use chimebot::standin::Message;
use chimebot::store::{Act, Change as EntryChange};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::{BEGINS, ENDS, GroupCounts, group};
use crate::support::TestBot;
use crate::support::library::body;

const GUESS: &str = "Somebody who knows what everyone else did can make a better guess about you, and over many \
                     months the guess gets better.";
const REFUSED: &str =
    "Only group leaders can take the file, and people who can manage this server. Nothing was changed.";
const FILE: &str = "Take the numbers as a file";
/// When the second period has ended.
const LATER: &str = "2027-01-25T00:00:10Z";

fn says(message: &Message, wanted: &str) {
    assert!(message.content.contains(wanted), "{wanted:?} is not in:\n{}", message.content);
}

fn silent(message: &Message, unwanted: &str) {
    assert!(!message.content.contains(unwanted), "{unwanted:?} is in:\n{}", message.content);
}

impl TestBot {
    async fn page(&self, user: UserId) -> Message {
        let page = self.slash(user, "engagement").await;
        assert!(page.find_button("Get help now").is_some(), "{}", page.content);
        page
    }

    /// All parts of what the page says just now.
    async fn whole_page(&self, user: UserId) -> String {
        let mut page = self.page(user).await;
        let mut parts = vec![page.content.clone()];
        while page.find_button("Read on").is_some() {
            page = self.press(user, &page, "Read on").await;
            parts.push(page.content.clone());
        }
        parts.join("\n")
    }

    pub(super) async fn on_disk(&self, sql: &'static str) {
        let options = SqliteConnectOptions::new().filename(self.folder().join("chimebot.db"));
        let mut file = options.connect().await.unwrap();
        sqlx::query(sql).execute(&mut file).await.unwrap();
        file.close().await.unwrap();
    }

    /// The role of group leaders, which Ben has from now on.
    async fn with_leader(&self) -> RoleId {
        let role = self.standin.add_role(self.guild, "leaders", 0);
        self.standin.add_member(self.guild, self.ben, &[role]);
        self.change(vec![Change::LeaderRole(Some(role))]).await;
        role
    }

    /// The one picture beside a page, and what is said of it; none where there is none.
    fn picture_of(&self, page: &Message) -> Option<(Vec<u8>, String)> {
        let beside = page.json["attachments"].as_array().unwrap();
        assert!(beside.len() <= 1, "{beside:?}");
        let picture = beside.first()?;
        assert_eq!(picture["filename"], "engagement.png");
        let png = self.standin.attachment(page.id, "engagement.png").unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        Some((png, picture["description"].as_str().unwrap().to_owned()))
    }

    fn file_of(&self, message: &Message) -> String {
        let bytes = self.standin.attachment(message.id, "engagement.csv").expect("the file is there");
        String::from_utf8(bytes).unwrap()
    }
}

/// A group of 40 whose first four weeks have ended.
async fn with_numbers() -> TestBot {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.settle_at(ENDS).await;
    bot.on_disk(
        "UPDATE release SET noisy = CASE bin WHEN 'people' THEN 23 WHEN 'practical' THEN 14 ELSE 2 END",
    )
    .await;
    bot
}

#[tokio::test]
async fn before_the_first_four_weeks_have_ended_the_page_helps_without_a_number() {
    let bot = group(40, 100).await;
    let page = bot.page(bot.ana).await;
    says(&page, "**In the last four weeks, staff and I did this:**\n- Cards posted: 0\n");
    says(
        &page,
        "**Four weeks of numbers can begin on 30 November.** For that, ten people or more must take part.",
    );
    bot.settle_at(BEGINS).await;
    bot.member(bot.ana, &[GroupCounts]).await;
    bot.checks_in(bot.ana, "Skip").await;
    for user in [bot.ana, bot.ben, bot.admin] {
        let page = bot.page(user).await;
        says(&page, "**The first numbers come on 28 December.** Until then nobody sees any, staff included.");
        says(
            &page,
            "**How to ask the group.** People know best what they need. Post this, or read it out:\n> Three",
        );
        silent(&page, "took part");
        silent(&page, "blurred");
        assert!(page.find_button(FILE).is_none(), "there is none to take");
        assert_eq!(bot.picture_of(&page), None);
    }
    // A button from somewhere else, before there is anything.
    let page = bot.page(bot.admin).await;
    let act = bot.standin.press_forged(bot.admin, page.id, "1:groupfile:::");
    let told = bot.standin.settled(&act).await;
    says(&told, "There is nothing to take along yet: no four weeks of numbers have ended.");
    assert!(told.json["attachments"].as_array().unwrap().is_empty());
    bot.done().await;
}

#[tokio::test]
async fn a_group_under_ten_reads_why_there_are_no_numbers_and_what_it_can_do_instead() {
    let bot = group(9, 100).await;
    says(
        &bot.page(bot.ana).await,
        "- The list of resources is empty. An admin finds a starter list on page 2 of `/setup`.",
    );
    bot.settle_at(BEGINS).await;
    let page = bot.page(bot.ana).await;
    says(&page, "**No numbers for a group under ten.** In so small a group a total points at somebody.");
    says(&page, "Keep no list of who answered. Ask nobody why not.");
    says(&page, "- 7 cards did not come. `/why-not` tells of the last one.");
    silent(&page, "blurred");

    let unasked = TestBot::set_up().await;
    says(
        &unasked.page(unasked.ana).await,
        "First an admin says about how many people take part: `/setup`, page 2.",
    );
    unasked.change(vec![Change::Off]).await;
    says(&unasked.page(unasked.ana).await, "**No numbers are being made,** for I am off.");
    let new = TestBot::new().await;
    says(&new.page(new.ana).await, "for I am off.");
    for bot in [bot, unasked, new] {
        bot.done().await;
    }
}

#[tokio::test]
async fn a_size_that_contradicts_the_server_brings_no_numbers_and_the_page_says_what_counts() {
    let bot = group(40, 3).await;
    bot.settle_at(BEGINS).await;
    bot.settle_at("2026-11-30T00:02:00Z").await;
    assert_eq!(bot.tier().await, None);
    let page = bot.page(bot.ana).await;
    says(&page, "can begin on 7 December.** For that, ten people or more must take part.");
    says(&page, "I go by what `/setup` says, but never by more than this server has.");
    bot.done().await;
}

#[tokio::test]
async fn after_four_weeks_every_member_reads_the_same_and_a_leader_takes_the_same_along() {
    let bot = with_numbers().await;
    bot.with_leader().await;
    bot.list(vec![body("Food bank", &json!({ "checked_on": "2026-12-20" }))]).await;
    let page = bot.page(bot.ana).await;
    for needed in [
        "**30 November to 27 December 2026.** Deliberately blurred totals of four weeks:\n\
         No card was posted in these weeks.\n\
         Of the people who chose to be counted, about 23 took part (could be 20 to 26).",
        "**Kind of help.** Of the people who chose to be counted, so many picked this first:\n\
         - A hand with something: about 14 (could be 11 to 17)\n\
         - A handful or none each: Facts and tips, Someone to listen, People to be with\n\
         Clearly more than any other: A hand with something.",
        "These are the first numbers, so there is nothing to compare them with yet.",
        "The next numbers come on 25 January. Until then nobody sees any, staff included.",
        "**What the group could do next**\n- *A hand with something* stood out. Try a hands-on evening:",
        "- 28 cards did not come. `/why-not` tells of the last one.",
        "They are deliberately blurred totals:",
        GUESS,
    ] {
        let whole = bot.whole_page(bot.ana).await;
        assert!(whole.contains(needed), "{needed:?} is not in:\n{whole}");
    }
    assert!(page.find_button(FILE).is_none(), "a member takes nothing along");
    assert_eq!(bot.whole_page(bot.ben).await, bot.whole_page(bot.ana).await);
    assert_eq!(bot.whole_page(bot.admin).await, bot.whole_page(bot.ana).await);

    let page = bot.page(bot.ben).await;
    let taken = bot.press(bot.ben, &page, FILE).await;
    says(
        &taken,
        "Here is every number that was published, as the page shows it. They are deliberately blurred totals.",
    );
    let file = bot.file_of(&taken);
    let wanted = "2026-11-30,2026-12-27,Took part,people who chose to be counted,about 23 (could be 20 to 26),23,20,26";
    assert_eq!(file.lines().nth(1), Some(wanted));
    assert_eq!(file.lines().count(), 6);
    let again = bot.press(bot.admin, &bot.page(bot.admin).await, FILE).await;
    assert_eq!(bot.file_of(&again), file, "whoever may manage the server may, too");
    let back = bot.press(bot.ben, &taken, "See the page").await;
    assert_eq!(back.content, page.content);
    assert!(bot.picture_of(&back).is_some(), "the file does not stay beside the page");
    bot.done().await;
}

#[tokio::test]
async fn who_may_take_the_file_is_asked_at_each_press() {
    let bot = with_numbers().await;
    let role = bot.with_leader().await;
    let page = bot.page(bot.ben).await;
    assert!(bot.press(bot.ben, &page, FILE).await.content.starts_with("Here is every number"));
    let refused = async |user, why: &str| {
        let told = bot.standin.settled(&bot.standin.press_forged(user, page.id, "1:groupfile:::")).await;
        assert_eq!(told.content, REFUSED, "{why}");
        assert!(
            told.json["attachments"].as_array().unwrap().is_empty()
                && told.find_button("Get help now").is_some()
        );
    };
    refused(bot.ana, "somebody without the role").await;
    refused(bot.moderator, "a moderator is no group leader").await;
    // The page is still open when the role is taken away.
    bot.standin.add_member(bot.guild, bot.ben, &[]);
    let told = bot.press(bot.ben, &page, FILE).await;
    assert_eq!(told.content, REFUSED);
    assert!(bot.page(bot.ben).await.find_button(FILE).is_none());
    // Back again, and then another role is picked.
    bot.standin.add_member(bot.guild, bot.ben, &[role]);
    assert!(bot.press(bot.ben, &page, FILE).await.content.starts_with("Here is every number"));
    bot.change(vec![Change::LeaderRole(Some(bot.moderators))]).await;
    refused(bot.ben, "the role of former leaders").await;
    bot.change(vec![Change::LeaderRole(Some(role))]).await;
    // The role itself is deleted: nobody has it any more, and admins still may.
    bot.standin.delete_role(bot.guild, role);
    refused(bot.ben, "a role that vanished").await;
    says(&bot.page(bot.ben).await, "about 23 took part");
    assert!(bot.press(bot.admin, &bot.page(bot.admin).await, FILE).await.content.starts_with("Here is"));
    bot.change(vec![Change::LeaderRole(None)]).await;
    refused(bot.ben, "no role is picked").await;
    bot.done().await;
}

#[tokio::test]
async fn older_weeks_are_a_press_away_and_each_is_held_against_the_one_before() {
    let bot = with_numbers().await;
    bot.settle_at(LATER).await;
    bot.on_disk(
        "UPDATE release SET noisy = CASE bin WHEN 'people' THEN 12 WHEN 'belonging' THEN 9 ELSE 0 END
         WHERE period = (SELECT max(period) FROM release)",
    )
    .await;
    let whole = bot.whole_page(bot.ana).await;
    let changed = "**What changed** since the four weeks before:\n- Fewer people took part.\n\
                   - Clearly more: People to be with\n- Clearly fewer: A hand with something\n\
                   - For all else there is no clear difference.";
    assert!(whole.contains(changed), "{whole}");
    assert!(whole.contains("28 December 2026 to 24 January 2027"), "{whole}");
    assert!(whole.contains("*People to be with* stood out."), "{whole}");
    let page = bot.page(bot.ana).await;
    assert!(page.find_button("Newer weeks").is_none());
    let (_, said) = bot.picture_of(&page).unwrap();
    assert!(said.contains("28 December 2026") && said.contains("about 12 (could be 9 to 15)"), "{said}");
    let older = bot.press(bot.ana, &page, "Older weeks").await;
    let (_, said) = bot.picture_of(&older).unwrap();
    assert!(said.contains("30 November 2026") && said.contains("about 23 (could be 20 to 26)"), "{said}");
    says(&older, "**30 November to 27 December 2026.**");
    says(&older, "about 23 took part (could be 20 to 26)");
    silent(&older, "staff and I did");
    assert!(older.find_button("Older weeks").is_none());
    let newer = bot.press(bot.ana, &older, "Newer weeks").await;
    assert_eq!(newer.content, page.content);
    // An old screen after four more weeks still means the weeks it showed.
    bot.settle_at("2027-02-22T00:00:10Z").await;
    let same = bot.press(bot.ana, &newer, "Older weeks").await;
    says(&same, "**30 November to 27 December 2026.**");
    bot.done().await;
}

#[tokio::test]
async fn a_large_group_reads_everything_in_parts_that_fit() {
    let bot = group(800, 900).await;
    bot.settle_at(BEGINS).await;
    bot.settle_at(ENDS).await;
    bot.settle_at(LATER).await;
    bot.on_disk("UPDATE release SET noisy = 1000 + 10 * length(bin) * length(figure)").await;
    let page = bot.page(bot.ana).await;
    says(&page, "**How this community is doing** (part 1 of ");
    let whole = bot.whole_page(bot.ana).await;
    for topic in ["Health", "Money", "Learning and work", "Things to enjoy"] {
        assert!(whole.contains(&format!("- {topic}: about ")), "{topic}: {whole}");
    }
    for part in ["Connectedness", "Hope", "Identity", "Meaning", "Empowerment"] {
        assert!(whole.contains(&format!("- {part}: low about ")), "{part}: {whole}");
    }
    assert!(whole.contains(GUESS), "{whole}");
    let picture = bot.picture_of(&page);
    assert!(picture.is_some());
    let on = bot.press(bot.ana, &page, "Read on").await;
    says(&on, "(part 2 of ");
    assert_eq!(bot.picture_of(&on), None, "one picture, on the first part");
    let back = bot.press(bot.ana, &on, "Page back").await;
    assert_eq!((&back.content, bot.picture_of(&back)), (&page.content, picture));
    bot.done().await;
}

#[tokio::test]
async fn a_size_or_a_zone_changed_in_the_middle_changes_nothing_that_the_page_says_of_these_weeks() {
    let bot = with_numbers().await;
    let before = bot.whole_page(bot.ana).await;
    bot.change(vec![Change::People(600), Change::Zone("Asia/Tokyo".to_owned())]).await;
    bot.tick().await;
    assert_eq!(bot.whole_page(bot.ana).await, before);
    bot.change(vec![Change::People(5)]).await;
    let after = bot.whole_page(bot.ana).await;
    assert!(after.contains("The next numbers come on 25 January."), "what runs goes on: {after}");
    bot.change(vec![Change::Off]).await;
    assert!(bot.whole_page(bot.ana).await.contains("about 23 took part"));
    bot.done().await;
}

#[tokio::test]
async fn a_clock_that_jumps_over_an_end_shows_no_number_until_they_are_made_and_then_once() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.clock.set("2027-02-10T12:00:00Z".parse().unwrap());
    let page = bot.page(bot.ana).await;
    says(
        &page,
        "Four weeks have just ended. Their numbers are on their way. Please look again a little later.",
    );
    silent(&page, "took part");
    bot.settle_at("2027-02-10T12:00:30Z").await;
    let page = bot.page(bot.ana).await;
    says(&page, "30 November to 27 December 2026");
    assert!(page.find_button("Older weeks").is_none(), "the weeks in between never were");
    let whole = bot.whole_page(bot.ana).await;
    // Back again: what was told once is told as it was.
    bot.clock.set("2026-12-30T12:00:00Z".parse().unwrap());
    bot.tick().await;
    let again = bot.whole_page(bot.ana).await;
    let numbers = |text: &str| {
        text.split("**30 November").nth(1).unwrap().split("The next numbers").next().unwrap().to_owned()
    };
    assert_eq!(numbers(&again), numbers(&whole));
    bot.done().await;
}

#[tokio::test]
async fn a_closing_that_the_disk_cuts_off_shows_nothing_and_is_made_once_there_is_room() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.member(bot.ana, &[GroupCounts]).await;
    bot.checks_in(bot.ana, "Skip").await;
    // As a full disk does: some numbers are written, and then one is not.
    bot.on_disk(
        "CREATE TRIGGER no_room BEFORE INSERT ON release WHEN new.bin = 'practical'
         BEGIN SELECT RAISE(ABORT, 'no room'); END",
    )
    .await;
    bot.settle_at(ENDS).await;
    for user in [bot.ana, bot.admin] {
        let page = bot.page(user).await;
        says(&page, "Their numbers are on their way.");
        silent(&page, "took part");
        assert!(page.find_button(FILE).is_none());
    }
    assert_eq!(bot.tier().await, Some(Tier::From25), "the period is still open");
    assert!(bot.held(bot.ana).await.unwrap().counted.is_some());
    bot.on_disk("DROP TRIGGER no_room").await;
    let bot = bot.restart().await;
    bot.settle_at("2026-12-28T00:01:00Z").await;
    let page = bot.whole_page(bot.ana).await;
    assert!(page.contains("30 November to 27 December 2026"), "{page}");
    for _ in 0..3 {
        bot.tick().await;
        assert_eq!(bot.whole_page(bot.ana).await, page);
    }
    bot.done().await;
}

#[tokio::test]
async fn what_was_done_in_the_open_is_told_and_nothing_that_members_did() {
    let bot = group(5, 100).await;
    bot.list(vec![
        body("Food bank", &json!({ "checked_on": "2026-11-20" })),
        body("Walks", &json!({ "checked_on": "2026-01-10" })),
        body("Old place", &json!({})),
    ])
    .await;
    bot.retire("old-place").await;
    bot.at("2026-11-23T09:00:00Z").await;
    bot.at("2026-11-24T09:00:00Z").await;
    // Nobody was there on the 25th until it was too late.
    bot.at("2026-11-25T13:00:00Z").await;
    let page = bot.page(bot.ana).await;
    says(&page, "- Cards posted: 2. Cards that did not come: 1\n");
    says(&page, "2 of 77 questions have had their turn in this round.");
    says(&page, "- Resources: 2 added, 0 checked again, 1 due for a check");
    says(&page, "- One resource is due for a check. `/library check` shows it to a moderator.");

    // Members answer, keep, and find something dead: the page stays as it is.
    bot.member(bot.ben, &[chimebot::domain::consent::Choice::KeepAnswers, GroupCounts]).await;
    bot.press(bot.ben, &bot.card(), "Skip").await;
    bot.bot().services.flag_dead(&bot.acting(bot.ben), &"food-bank".parse().unwrap()).await.unwrap();
    assert_eq!(bot.page(bot.ana).await.content, page.content);
    // The copies of prompts go where nobody kept an answer; the page does not show where.
    let copies = bot.store().stale_prompts("2026-11-25".parse().unwrap()).await.unwrap();
    bot.store().drop_prompts(copies).await.unwrap();
    assert_eq!(bot.page(bot.ana).await.content, page.content);

    let walks: EntryId = "walks".parse().unwrap();
    let known = bot.bot().services.library(bot.guild).await.unwrap();
    let entry = known.get(&walks).unwrap();
    let mut found = entry.body.clone();
    found.checked_on = "2026-11-25".parse().unwrap();
    let change =
        EntryChange { id: walks, seen: Some(entry.version), act: Act::Check, body: found, retired: false };
    let staff =
        bot.bot().services.caller(bot.guild, bot.admin, Rights { manage_server: true, ..Rights::default() });
    bot.bot().services.change_entries(&staff, vec![change]).await.unwrap();
    says(&bot.page(bot.ana).await, "- Resources: 2 added, 1 checked again, 0 due for a check");
    // Four weeks later all of that is long ago.
    bot.clock.set("2026-12-26T08:00:00Z".parse().unwrap());
    says(&bot.page(bot.ana).await, "- Cards posted: 0\n");
    bot.done().await;
}

#[tokio::test]
async fn page_and_file_are_the_same_bytes_whatever_members_do_after_the_end() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    for user in [bot.ana, bot.ben] {
        bot.member(user, &[GroupCounts]).await;
        bot.checks_in(user, "Skip").await;
    }
    bot.settle_at(ENDS).await;
    let page = bot.whole_page(bot.moderator).await;
    let picture = bot.picture_of(&bot.page(bot.moderator).await);
    assert!(picture.is_some());
    let taken = bot.press(bot.admin, &bot.page(bot.admin).await, FILE).await;
    let file = bot.file_of(&taken);
    let before = bot.files();
    for _ in 0..40 {
        assert_eq!(bot.whole_page(bot.moderator).await, page);
    }
    assert!(bot.files() == before, "a look writes nothing");
    bot.checks_in(bot.ana, "Hard day").await;
    bot.bot().services.erase(&bot.acting(bot.ben)).await.unwrap();
    let bot = bot.restart().await;
    assert_eq!(bot.whole_page(bot.moderator).await, page);
    assert_eq!(bot.picture_of(&bot.page(bot.ana).await), picture);
    let again = bot.press(bot.admin, &bot.page(bot.admin).await, FILE).await;
    assert_eq!(bot.file_of(&again), file);
    bot.done().await;
}

#[tokio::test]
async fn a_member_reads_on_their_own_page_what_leaders_can_see() {
    let bot = with_numbers().await;
    bot.member(bot.ana, &[GroupCounts]).await;
    for (user, own) in [
        (
            bot.ana,
            "You chose *Add me to group counts*. You are in those totals if you take part while four weeks of numbers \
             run. `/my-data` shows if you are counted now, and turns it off.",
        ),
        (bot.ben, "You did not choose *Add me to group counts*, so you are in none of those totals."),
    ] {
        let page = bot.slash(user, "me").await;
        let told = bot.press(user, &page, "What leaders can see").await;
        for needed in [
            "The same page as you: `/engagement`.",
            "They do not see your answers, your days, your words or your choices.",
            "Nothing tells them if you pressed *Get help now*.",
            GUESS,
            own,
        ] {
            says(&told, needed);
        }
        assert!(told.find_button("Get help now").is_some());
        let back = bot.press(user, &told, "Back").await;
        says(&back, "**Your own page.**");
        let told = bot.press(user, &back, "What leaders can see").await;
        let shown = bot.press(user, &told, "See the page").await;
        says(&shown, "about 23 took part");
    }
    bot.done().await;
}
