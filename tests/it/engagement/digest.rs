//! The digest through the stand-in: the numbers of four weeks, posted once in a channel that staff chose.

use chimebot::domain::ids::{ChannelId, RoleId, UserId};
use chimebot::service::setup::Change;
use chimebot::standin::{Fault, FaultKind, Message};
use serde_json::{Value, json};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::{BEGINS, ENDS, group};
use crate::support::TestBot;

/// Ten on the Monday on which the four weeks end; and the next time.
const DUE: &str = "2026-12-28T10:00:00Z";
const NEXT: &str = "2027-01-25T10:00:00Z";

const VIEW_CHANNEL: u64 = 1 << 10;
const SEND_MESSAGES: u64 = 1 << 11;
const ATTACH_FILES: u64 = 1 << 15;
const READ_MESSAGE_HISTORY: u64 = 1 << 16;

const ONLY_LEADERS: &str =
    "Only group leaders can do that, and people who can manage this server. Nothing was changed.";

/// A group of 40 in its first four weeks, and the channel that an admin chose for the digest.
async fn with_digest() -> (TestBot, ChannelId) {
    let bot = group(40, 100).await;
    let room = bot.standin.add_channel(bot.guild, "numbers");
    bot.change(vec![Change::DigestChannel(Some(room))]).await;
    bot.settle_at(BEGINS).await;
    (bot, room)
}

/// The same after the four weeks, with numbers that are known.
async fn ended() -> (TestBot, ChannelId) {
    let (bot, room) = with_digest().await;
    bot.settle_at(ENDS).await;
    on_disk(
        &bot,
        "UPDATE release SET noisy = CASE bin WHEN 'people' THEN 23 WHEN 'practical' THEN 14 ELSE 2 END",
    )
    .await;
    (bot, room)
}

async fn on_disk(bot: &TestBot, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(bot.folder().join("chimebot.db"));
    let mut file = options.connect().await.unwrap();
    sqlx::query(sql).execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

/// What stands in the staff channel about the digest.
fn told(bot: &TestBot) -> Vec<String> {
    let posts = bot.posts(bot.staff).into_iter().map(|post| post.content);
    posts.filter(|content| content.contains("`/engagement` shows them")).collect()
}

fn strike(bot: &TestBot, method: &str, room: ChannelId, kind: FaultKind) {
    let path_contains = format!("/channels/{room}/messages");
    bot.standin.fault(Fault { method: method.to_owned(), path_contains, times: Some(1), kind });
}

async fn finish(bot: TestBot, room: ChannelId) {
    drop(bot.posts(room));
    bot.done().await;
}

async fn pass(bot: &TestBot, seconds: i64) {
    for _ in 0..seconds / 10 {
        bot.clock.advance(jiff::SignedDuration::from_secs(10));
        bot.tick().await;
    }
}

#[tokio::test]
async fn the_numbers_come_once_at_ten_in_short_with_a_picture_and_the_way_to_the_page() {
    let (bot, room) = ended().await;
    bot.at("2026-12-28T09:59:59Z").await;
    assert!(bot.posts(room).is_empty(), "the hour is fixed");
    bot.at(DUE).await;
    let posts = bot.posts(room);
    assert_eq!(posts.len(), 1);
    let post = &posts[0];
    assert_eq!(
        post.content,
        "**30 November to 27 December 2026.** Deliberately blurred totals of four weeks:\n\
         No card was posted in these weeks.\n\
         Of the people who chose to be counted, about 23 took part (could be 20 to 26).\n\
         Kind of help, first picked: A hand with something stood out clearly.\n\
         These are deliberately blurred totals. The page shows all of them, what changed, and how to read them: \
         `/engagement`"
    );
    let picture = &post.json["attachments"][0];
    assert_eq!(
        (&picture["filename"], &picture["content_type"]),
        (&json!("engagement.png"), &json!("image/png"))
    );
    let alt = picture["description"].as_str().unwrap();
    assert!(alt.contains("Took part: about 23 (could be 20 to 26)."), "{alt}");
    assert!(alt.contains("Facts and tips a handful or none"), "{alt}");
    let png = bot.standin.attachment(post.id, "engagement.png").unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    assert!(post.json["flags"].as_u64().unwrap() & (1 << 12) != 0, "it makes no sound");
    let labels: Vec<_> = post.buttons().into_iter().map(|button| button.label).collect();
    assert_eq!(labels, ["See the page", "Get help now", "Help lines"]);

    let page = bot.press(bot.ana, post, "See the page").await;
    assert!(page.content.contains("How this community is doing"), "{}", page.content);
    assert!(page.content.contains("about 23 took part"), "{}", page.content);
    for moment in ["2026-12-28T10:00:30Z", "2026-12-28T18:00:00Z", "2027-01-04T10:00:00Z"] {
        bot.at(moment).await;
    }
    assert_eq!(bot.posts(room).len(), 1);
    bot.settle_at(NEXT).await;
    assert_eq!(bot.posts(room).len(), 2, "each four weeks have their own");
    let page = bot.press(bot.ana, post, "See the page").await;
    assert!(page.content.contains("30 November to 27 December 2026"), "an older one leads to its own weeks");
    finish(bot, room).await;
}

#[tokio::test]
async fn an_answer_that_is_lost_neither_loses_nor_doubles_it() {
    for applied in [true, false] {
        for kind in [FaultKind::Reset, FaultKind::Status(503, Value::Null)] {
            let (bot, room) = ended().await;
            let kind = if applied { FaultKind::AfterApply(Box::new(kind)) } else { kind };
            strike(&bot, "POST", room, kind);
            bot.at(DUE).await;
            pass(&bot, 300).await;
            assert_eq!(bot.posts(room).len(), 1, "applied: {applied}");
            assert!(told(&bot).is_empty());
            finish(bot, room).await;
        }
    }
}

#[tokio::test]
async fn what_cannot_be_told_for_long_is_looked_for_and_not_sent_again() {
    let (bot, room) = ended().await;
    strike(&bot, "POST", room, FaultKind::AfterApply(Box::new(FaultKind::Reset)));
    bot.at(DUE).await;
    // Beyond the time in which Discord knows a nonce.
    bot.at("2026-12-28T10:20:00Z").await;
    pass(&bot, 120).await;
    assert_eq!(bot.posts(room).len(), 1);
    finish(bot, room).await;

    let (bot, room) = ended().await;
    strike(&bot, "POST", room, FaultKind::AfterApply(Box::new(FaultKind::Reset)));
    bot.at(DUE).await;
    bot.standin.overwrite_bot(room, 0, READ_MESSAGE_HISTORY);
    bot.at("2026-12-28T10:20:00Z").await;
    pass(&bot, 120).await;
    assert_eq!(bot.posts(room).len(), 1);
    let said = format!(
        "I cannot tell if the group's numbers were posted in <#{room}>, because I may not read its history. \
         Please look. `/engagement` shows them."
    );
    assert_eq!(told(&bot), [said]);
    finish(bot, room).await;
}

#[tokio::test]
async fn a_restart_or_an_older_copy_posts_it_no_second_time() {
    let (bot, room) = ended().await;
    let bot = bot.restart().await;
    let copy = bot.copy_files().await;
    bot.at(DUE).await;
    assert_eq!(bot.posts(room).len(), 1);
    let bot = bot.restart().await;
    pass(&bot, 60).await;
    bot.clock.set("2026-12-28T10:30:00Z".parse().unwrap());
    let bot = bot.put_back(copy).await;
    pass(&bot, 60).await;
    assert_eq!(bot.posts(room).len(), 1, "it was due when nobody knows what became of it");
    // The four weeks that the copy holds open became void; those after them have their digest.
    bot.settle_at(NEXT).await;
    assert_eq!(bot.posts(room).len(), 1);
    bot.settle_at("2027-02-22T10:00:00Z").await;
    assert_eq!(bot.posts(room).len(), 2);
    finish(bot, room).await;
}

#[tokio::test]
async fn a_copy_that_holds_the_four_weeks_open_brings_no_numbers_and_no_digest() {
    let (bot, room) = with_digest().await;
    let copy = bot.copy_files().await;
    bot.clock.set("2026-12-27T12:00:00Z".parse().unwrap());
    let bot = bot.put_back(copy).await;
    bot.settle_at(ENDS).await;
    bot.at(DUE).await;
    assert!(bot.posts(room).is_empty() && told(&bot).is_empty());
    finish(bot, room).await;
}

#[tokio::test]
async fn it_is_off_until_somebody_asks_and_small_groups_quiet_days_and_a_bot_that_is_off_bring_none() {
    let until = "2026-12-29".parse().unwrap();
    for what in ["unasked", "small", "quiet", "off", "taken away"] {
        let people = if what == "small" { 9 } else { 40 };
        let bot = group(people, 100).await;
        let room = bot.standin.add_channel(bot.guild, "numbers");
        if what != "unasked" {
            bot.change(vec![Change::DigestChannel(Some(room))]).await;
        }
        bot.settle_at(BEGINS).await;
        bot.settle_at(ENDS).await;
        match what {
            "quiet" => {
                let rights = chimebot::service::caller::Rights { manage_server: true, ..Default::default() };
                let caller = bot.bot().services.caller(bot.guild, bot.admin, rights);
                bot.bot().services.rest(&caller, Some(until)).await.unwrap();
            }
            "off" => bot.change(vec![Change::Off]).await,
            "taken away" => bot.change(vec![Change::DigestChannel(None)]).await,
            _ => {}
        }
        bot.at(DUE).await;
        pass(&bot, 30).await;
        assert!(bot.posts(room).is_empty(), "{what}");
        assert!(told(&bot).is_empty(), "{what}");
        finish(bot, room).await;
    }
}

#[tokio::test]
async fn it_goes_where_it_was_last_to_go_and_one_that_was_removed_stays_so() {
    let (bot, room) = ended().await;
    let other = bot.standin.add_channel(bot.guild, "elsewhere");
    bot.change(vec![Change::DigestChannel(Some(other))]).await;
    bot.at(DUE).await;
    assert!(bot.posts(room).is_empty());
    let posts = bot.posts(other);
    assert_eq!(posts.len(), 1);
    bot.standin.delete_message(posts[0].id);
    let bot = bot.restart().await;
    pass(&bot, 60).await;
    bot.at("2027-01-04T10:00:00Z").await;
    assert!(bot.posts(other).is_empty());
    finish(bot, room).await;
}

#[tokio::test]
async fn a_lost_right_or_channel_is_told_to_staff_once_and_the_next_one_comes() {
    for (denied, named) in [(SEND_MESSAGES, "Send Messages"), (ATTACH_FILES, "Attach Files")] {
        let (bot, room) = ended().await;
        bot.standin.overwrite_bot(room, 0, denied);
        bot.at(DUE).await;
        pass(&bot, 60).await;
        assert!(bot.posts(room).is_empty());
        let said = format!(
            "I lack a right that I need in <#{room}>, so I could not post the group's numbers. `/engagement` shows \
             them. `/setup`, page 2, shows which right. With it, the next ones come."
        );
        assert_eq!(told(&bot), [said]);
        let notice = bot.posts(bot.staff).into_iter().find(|post| post.content.contains("I lack a right"));
        let page = bot.press(bot.admin, &notice.unwrap(), "See the page").await;
        assert!(page.content.contains("about 23 took part"), "{}", page.content);
        let setup = second_page(&bot).await;
        let needs = format!("In <#{room}> I still need: {named}.");
        assert!(setup.content.contains(&needs), "{}", setup.content);
        bot.standin.overwrite_bot(room, 0, 0);
        bot.settle_at(NEXT).await;
        assert_eq!(bot.posts(room).len(), 1);
        finish(bot, room).await;
    }
    let (bot, room) = ended().await;
    bot.standin.delete_channel(room);
    bot.at(DUE).await;
    pass(&bot, 60).await;
    let said = "The digest channel is gone, so I could not post the group's numbers. `/engagement` shows them. Pick \
                another channel on page 2 of `/setup`.";
    assert_eq!(told(&bot), [said]);
    let setup = second_page(&bot).await;
    assert!(setup.content.contains("I cannot find the digest channel."), "{}", setup.content);
    bot.done().await;
}

async fn second_page(bot: &TestBot) -> Message {
    let page = bot.slash(bot.admin, "setup").await;
    bot.press(bot.admin, &page, "Page 2").await
}

#[tokio::test]
async fn one_that_would_come_hours_late_is_left_out_and_staff_hear_why() {
    let (bot, room) = ended().await;
    bot.at("2026-12-28T12:00:01Z").await;
    pass(&bot, 30).await;
    assert!(bot.posts(room).is_empty());
    let said = format!(
        "The group's numbers due Monday, 28 December at 10:00 (Europe/London) were not posted in <#{room}>: it would \
         have been more than 2 hours late. `/engagement` shows them."
    );
    assert_eq!(told(&bot), [said]);
    finish(bot, room).await;
}

#[tokio::test]
async fn two_that_were_missed_in_one_absence_are_both_told() {
    let (bot, room) = with_digest().await;
    bot.settle_at("2026-12-28T00:00:10Z").await;
    bot.settle_at("2027-01-25T12:30:00Z").await;
    pass(&bot, 30).await;
    assert!(bot.posts(room).is_empty());
    let said = format!(
        "2 times the group's numbers were not posted in <#{room}>, the last time Monday, 25 January at 10:00 \
         (Europe/London): it would have been more than 2 hours late. `/engagement` shows them."
    );
    assert_eq!(told(&bot), [said]);
    finish(bot, room).await;
}

#[tokio::test]
async fn between_the_end_and_its_hour_the_switch_names_the_digest_of_that_day() {
    let (bot, room) = ended().await;
    let page = bot.slash(bot.admin, "engagement").await;
    let stopped = bot.press(bot.admin, &page, "Stop posting it").await;
    let page = bot.press(bot.admin, &stopped, "See the page").await;
    let said = bot.press(bot.admin, &page, "Post this every four weeks").await;
    assert!(said.content.ends_with("The next time is 28 December."), "{}", said.content);
    bot.at(DUE).await;
    assert_eq!(bot.posts(room).len(), 1);
    let page = bot.slash(bot.admin, "engagement").await;
    let stopped = bot.press(bot.admin, &page, "Stop posting it").await;
    let page = bot.press(bot.admin, &stopped, "See the page").await;
    let said = bot.press(bot.admin, &page, "Post this every four weeks").await;
    assert!(said.content.ends_with("The next time is 25 January."), "{}", said.content);
    finish(bot, room).await;
}

#[tokio::test]
async fn no_day_is_promised_while_the_bot_is_off_or_on_which_it_is_quiet() {
    let (bot, room) = with_digest().await;
    let on_again = async |bot: &TestBot| {
        let page = bot.slash(bot.admin, "engagement").await;
        let stopped = bot.press(bot.admin, &page, "Stop posting it").await;
        let page = bot.press(bot.admin, &stopped, "See the page").await;
        bot.press(bot.admin, &page, "Post this every four weeks").await.content
    };
    bot.slash_with(bot.admin, "quiet", json!({ "until": "2027-01-03" })).await;
    let said = on_again(&bot).await;
    assert!(said.ends_with("On 28 December it is quiet here, so I leave that one out."), "{said}");
    bot.slash_with(bot.admin, "quiet", json!({ "until": "2026-12-20" })).await;
    let said = on_again(&bot).await;
    assert!(said.ends_with("The next time is 28 December."), "{said}");
    bot.change(vec![Change::Off]).await;
    let said = on_again(&bot).await;
    assert!(said.starts_with("It is noted. I am off now, so nothing is posted."), "{said}");
    let page = bot.slash(bot.ana, "engagement").await;
    assert!(!page.content.contains("I post this in short"), "{}", page.content);
    finish(bot, room).await;
}

#[tokio::test]
async fn leaders_stop_it_and_let_it_go_on_and_each_press_asks_who_they_are() {
    let (bot, room) = ended().await;
    let role = leader(&bot).await;
    let page = bot.slash(bot.ana, "engagement").await;
    assert!(
        page.find_button("Stop posting it").is_none()
            && page.find_button("Post this every four weeks").is_none()
    );

    let page = bot.slash(bot.ben, "engagement").await;
    let stop = page.find_button("Stop posting it").expect("a leader may");
    assert_eq!(forged(&bot, bot.ana, &page, &stop).await, ONLY_LEADERS);
    let said = bot.press(bot.ben, &page, "Stop posting it").await;
    assert!(said.content.starts_with("I stopped. Nothing more is posted by itself."), "{}", said.content);
    let setup = second_page(&bot).await;
    let stopped =
        format!("Digest channel: <#{room}>, stopped. Group leaders can let it go on with `/engagement`.");
    assert!(setup.content.contains(&stopped), "{}", setup.content);
    bot.at(DUE).await;
    assert!(bot.posts(room).is_empty());

    let page = bot.slash(bot.ben, "engagement").await;
    let said = bot.press(bot.ben, &page, "Post this every four weeks").await;
    let now = format!(
        "From now on I post the numbers in short in <#{room}>, once every four weeks. The next time is 25 January."
    );
    assert_eq!(said.content, now);
    let shown = bot.slash(bot.ana, "engagement").await;
    let post = "1:grouppost:::";
    bot.standin.add_member(bot.guild, bot.ben, &[]);
    assert_eq!(forged(&bot, bot.ben, &page, post).await, ONLY_LEADERS, "the role was taken away");
    assert_eq!(forged(&bot, bot.ana, &shown, "1:groupstop:::").await, ONLY_LEADERS);
    bot.standin.add_member(bot.guild, bot.ben, &[role]);
    bot.standin.delete_role(bot.guild, role);
    assert_eq!(forged(&bot, bot.ben, &page, post).await, ONLY_LEADERS, "the role is gone");
    bot.settle_at(NEXT).await;
    assert_eq!(bot.posts(room).len(), 1);
    finish(bot, room).await;
}

#[tokio::test]
async fn without_a_channel_the_switch_says_who_chooses_one_and_a_missing_right_is_said_at_once() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.settle_at(ENDS).await;
    let page = bot.slash(bot.admin, "engagement").await;
    let said = bot.press(bot.admin, &page, "Post this every four weeks").await;
    assert_eq!(
        said.content,
        "No channel is chosen for it yet. An admin picks the digest channel on page 2 of `/setup`. Nothing was \
         changed."
    );
    let room = bot.standin.add_channel(bot.guild, "numbers");
    bot.change(vec![Change::DigestChannel(Some(room))]).await;
    let page = bot.slash(bot.admin, "engagement").await;
    bot.press(bot.admin, &page, "Stop posting it").await;
    bot.standin.overwrite_bot(room, 0, VIEW_CHANNEL);
    let page = bot.slash(bot.admin, "engagement").await;
    let said = bot.press(bot.admin, &page, "Post this every four weeks").await;
    assert!(said.content.contains(&format!("In <#{room}> I still need: View Channel")), "{}", said.content);
    bot.done().await;
}

async fn leader(bot: &TestBot) -> RoleId {
    let role = bot.standin.add_role(bot.guild, "leaders", 0);
    bot.standin.add_member(bot.guild, bot.ben, &[role]);
    bot.change(vec![Change::LeaderRole(Some(role))]).await;
    role
}

async fn forged(bot: &TestBot, user: UserId, message: &Message, id: &str) -> String {
    let act = bot.standin.press_forged(user, message.id, id);
    bot.standin.settled(&act).await.content
}
