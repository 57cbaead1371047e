//! What broke: the cards stop, staff hear it once, and it goes on by itself when it is mended.

use chimebot::domain::community::Trouble;
use chimebot::domain::ids::{ChannelId, RoleId};
use chimebot::service::setup::Change;
use chimebot::standin::{Fault, FaultKind, Message};
use serde_json::json;

use crate::support::TestBot;

const SEND_MESSAGES: u64 = 1 << 11;
const VIEW_CHANNEL: u64 = 1 << 10;
const READ_MESSAGE_HISTORY: u64 = 1 << 16;

/// Ticks until the bot has heard of what happened and `look` is content.
async fn until(bot: &TestBot, what: &str, look: impl AsyncFn() -> bool) {
    for _ in 0..500 {
        bot.tick().await;
        if look().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it never came to that: {what}");
}

async fn until_trouble(bot: &TestBot, trouble: Option<Trouble>) {
    until(bot, &format!("{trouble:?}"), async || bot.community().await.trouble == trouble).await;
    // Delivering is the last part of a tick.
    bot.tick().await;
}

/// What `/setup` shows, typed in the staff channel: the check-in channel may be gone.
async fn setup_page(bot: &TestBot) -> Message {
    let act = bot.standin.slash(bot.admin, bot.staff, "setup", json!({}));
    bot.standin.settled(&act).await
}

fn contents(posts: &[Message]) -> Vec<&str> {
    posts.iter().map(|post| post.content.as_str()).collect()
}

/// The ways in which a right is taken from the bot, and how to give it back.
const WAYS: [&str; 4] = ["an overwrite", "a role", "everyone", "its own role"];

fn take(bot: &TestBot, way: &str) {
    let (everyone, own) = (RoleId(bot.guild.0), bot.standin.bot_role(bot.guild));
    match way {
        "an overwrite" => bot.standin.overwrite_bot(bot.check_in, 0, SEND_MESSAGES),
        "a role" => bot.standin.overwrite_role(bot.check_in, own, 0, READ_MESSAGE_HISTORY),
        "everyone" => bot.standin.overwrite_role(bot.check_in, everyone, 0, VIEW_CHANNEL),
        _ => bot.standin.add_member(bot.guild, bot.standin.bot_user(), &[]),
    }
}

fn give_back(bot: &TestBot, way: &str) {
    let (everyone, own) = (RoleId(bot.guild.0), bot.standin.bot_role(bot.guild));
    match way {
        "an overwrite" => bot.standin.overwrite_bot(bot.check_in, 0, 0),
        "a role" => bot.standin.overwrite_role(bot.check_in, own, 0, 0),
        "everyone" => bot.standin.overwrite_role(bot.check_in, everyone, 0, 0),
        _ => bot.standin.add_member(bot.guild, bot.standin.bot_user(), &[own]),
    }
}

#[tokio::test]
async fn a_lost_right_stops_the_cards_and_staff_hear_it_once_until_it_is_given_back() {
    for way in WAYS {
        let bot = TestBot::set_up().await;
        let own = bot.standin.bot_role(bot.guild);
        if way == "its own role" {
            // In this channel only the bot's own role may write.
            bot.standin.overwrite_role(bot.check_in, RoleId(bot.guild.0), 0, SEND_MESSAGES);
            bot.standin.overwrite_role(bot.check_in, own, SEND_MESSAGES, 0);
            until_trouble(&bot, None).await;
        }
        take(&bot, way);
        until_trouble(&bot, Some(Trouble::PermissionLost)).await;
        bot.at("2026-11-23T09:00:00Z").await;
        bot.at("2026-11-23T10:00:00Z").await;
        let bot = bot.restart().await;
        bot.tick().await;
        assert!(bot.posts(bot.check_in).is_empty(), "{way}");
        let posts = bot.posts(bot.staff);
        let told = format!(
            "I lack a right that I need in <#{}>, so I stopped posting cards. `/setup` shows which rights I need. \
             With them, I go on by myself.",
            bot.check_in
        );
        assert_eq!(contents(&posts), [told], "{way}");
        let why = bot.press(bot.admin, &posts[0], "What happened").await;
        assert_eq!(
            why.content,
            "**The last card, and the next**\n\
             The last card was due Monday, 23 November at 09:00 (Europe/London). \
             I may not post it there. If that is mended by 11:00, it still comes.\n\
             No next card is planned. I cannot post in the check-in channel. `/setup` shows staff what to do.",
            "{way}"
        );
        bot.clock.set("2026-11-23T10:30:00Z".parse().unwrap());
        give_back(&bot, way);
        until_trouble(&bot, None).await;
        until(&bot, "the card comes", async || !bot.posts(bot.check_in).is_empty()).await;
        let act = bot.standin.slash(bot.ana, bot.staff, "why-not", json!({}));
        let why = bot.standin.settled(&act).await.content;
        assert!(why.contains("It was posted, 90 minutes late."), "{way}: {why}");
        assert_eq!(bot.posts(bot.staff).len(), 1, "{way}: nobody is told twice");
        bot.finish().await;
    }
}

#[tokio::test]
async fn a_right_lost_and_given_back_before_nine_changes_nothing() {
    let bot = TestBot::set_up().await;
    take(&bot, "an overwrite");
    until_trouble(&bot, Some(Trouble::PermissionLost)).await;
    give_back(&bot, "an overwrite");
    until_trouble(&bot, None).await;
    bot.at("2026-11-23T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(bot.posts(bot.staff).len(), 1);
    bot.finish().await;
}

#[tokio::test]
async fn what_changes_elsewhere_asks_discord_nothing() {
    let bot = TestBot::set_up().await;
    bot.tick().await;
    let before = bot.standin.requests("GET /guilds");
    let heard = bot.standin.add_channel(bot.guild, "elsewhere");
    for bits in 0..20 {
        bot.standin.overwrite_bot(heard, 0, bits);
    }
    bot.standin.add_member(bot.guild, bot.ana, &[bot.moderators]);
    take(&bot, "an overwrite");
    until_trouble(&bot, Some(Trouble::PermissionLost)).await;
    assert_eq!(bot.standin.requests("GET /guilds") - before, 2, "guild and own member, once");
    assert_eq!(bot.posts(bot.staff).len(), 1);
    bot.finish().await;
}

#[tokio::test]
async fn a_deleted_channel_stops_the_cards_until_another_is_chosen() {
    let bot = TestBot::set_up().await;
    bot.standin.delete_channel(bot.check_in);
    until_trouble(&bot, Some(Trouble::ChannelGone)).await;
    bot.at("2026-11-23T09:00:00Z").await;
    bot.at("2026-11-24T09:00:00Z").await;
    let told = "The check-in channel is gone, so I stopped posting cards. Pick another one in `/setup`.";
    assert_eq!(contents(&bot.posts(bot.staff)), [told]);
    let page = setup_page(&bot).await;
    let state = "I **stopped**: the check-in channel is gone. Pick another one below.";
    assert!(page.content.contains(state), "{}", page.content);
    let other = bot.standin.add_channel(bot.guild, "daily");
    let page = bot.choose(bot.admin, &page, "Check-in channel", &[&other.to_string()]).await;
    let done = format!("Done: check-in channel is <#{other}>, posting goes on.\n");
    assert!(page.content.starts_with(&done), "{}", page.content);
    until(&bot, "the card comes", async || !bot.posts(other).is_empty()).await;
    bot.at("2026-11-25T09:00:00Z").await;
    assert_eq!(bot.posts(other).len(), 2);
    assert_eq!(bot.posts(bot.staff).len(), 1);
    bot.finish().await;
}

/// A 403 that no event announced, as after a broken connection.
fn forbid_posts(bot: &TestBot, channel: ChannelId) {
    bot.standin.fault(Fault {
        method: "POST".to_owned(),
        path_contains: format!("/channels/{channel}/messages"),
        times: None,
        kind: FaultKind::Status(403, json!({ "code": 50013, "message": "Missing Permissions" })),
    });
}

#[tokio::test]
async fn a_right_found_lost_at_sending_is_looked_at_again_each_day() {
    let bot = TestBot::set_up().await;
    bot.tick().await;
    forbid_posts(&bot, bot.check_in);
    bot.at("2026-11-23T09:00:00Z").await;
    bot.tick().await;
    assert_eq!(bot.community().await.trouble, Some(Trouble::PermissionLost));
    assert_eq!(bot.standin.requests(&format!("POST /channels/{}/messages", bot.check_in)), 1, "no storm");
    bot.at("2026-11-23T20:00:00Z").await;
    assert_eq!(bot.community().await.trouble, Some(Trouble::PermissionLost));
    bot.standin.clear_faults();
    bot.at("2026-11-24T08:55:00Z").await;
    assert_eq!(bot.community().await.trouble, None, "the daily look");
    bot.at("2026-11-24T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(bot.posts(bot.staff).len(), 1);
    let why = bot.slash(bot.ana, "why-not").await;
    assert_eq!(
        why.content,
        "**The last card, and the next**\n\
         The last card was due Tuesday, 24 November at 09:00 (Europe/London). It was posted.\n\
         One before that was due Monday, 23 November at 09:00 (Europe/London). \
         I could not post it: the channel was gone or closed to me.\n\
         The next card: Wednesday, 25 November at 09:00 (Europe/London)."
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_new_process_looks_at_once_at_what_had_stopped() {
    let bot = TestBot::set_up().await;
    bot.store().stop_schedule(bot.guild, bot.check_in, Trouble::PermissionLost).await.unwrap();
    let bot = bot.restart().await;
    until_trouble(&bot, None).await;
    bot.at("2026-11-23T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    // The first process may have told staff before it ended; that it goes on needs no word.
    assert!(bot.posts(bot.staff).len() <= 1);
    bot.finish().await;
}

#[tokio::test]
async fn without_a_notice_channel_it_is_the_first_line_until_it_is_mended() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::NoticeChannel(None)]).await;
    take(&bot, "an overwrite");
    until_trouble(&bot, Some(Trouble::PermissionLost)).await;
    let first = format!(
        "I lack a right that I need in <#{}>, so I stopped posting cards. `/setup` shows which rights I need. \
         With them, I go on by myself.\n\
         This stays here until it is mended. Pick a notice channel on page 2 of `/setup` to hear it at once.\n",
        bot.check_in
    );
    for _ in 0..2 {
        let page = bot.slash(bot.admin, "setup").await;
        assert!(page.content.starts_with(&first), "seen is not mended:\n{}", page.content);
        assert!(page.content.contains("I still need: Send Messages."), "{}", page.content);
        let why = bot.slash(bot.ana, "why-not").await;
        assert!(why.content.starts_with(&first), "{}", why.content);
    }
    for channel in [bot.check_in, bot.staff] {
        assert!(bot.posts(channel).is_empty(), "it is not told where nobody asked for it");
    }
    for person in [bot.admin, bot.ana] {
        assert!(bot.standin.dm(person).is_empty(), "never a direct message");
    }
    give_back(&bot, "an overwrite");
    until_trouble(&bot, None).await;
    let page = bot.slash(bot.admin, "setup").await;
    assert!(page.content.starts_with("**Setting me up** (1 of 2)\nI am **on**."), "{}", page.content);

    // Broken again, a channel is chosen at last: it is told there, and only there.
    take(&bot, "an overwrite");
    until_trouble(&bot, Some(Trouble::PermissionLost)).await;
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    bot.choose(bot.admin, &page, "Notice channel for staff", &[&bot.check_in.to_string()]).await;
    bot.tick().await;
    assert!(bot.posts(bot.check_in).is_empty(), "members read that one");
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    bot.choose(bot.admin, &page, "Notice channel for staff", &[&bot.staff.to_string()]).await;
    bot.tick().await;
    assert_eq!(bot.posts(bot.staff).len(), 1);
    let page = bot.slash(bot.admin, "setup").await;
    assert!(page.content.starts_with("**Setting me up** (1 of 2)\nI **stopped**"), "{}", page.content);
    bot.finish().await;
}

#[tokio::test]
async fn opening_setup_looks_anew_and_never_says_two_things() {
    let bot = TestBot::set_up().await;
    bot.store().stop_schedule(bot.guild, bot.check_in, Trouble::PermissionLost).await.unwrap();
    let page = bot.slash(bot.admin, "setup").await;
    assert!(page.content.contains("I am **on**. The next card:"), "{}", page.content);
    assert!(page.content.contains("I have every right I need there."), "{}", page.content);
    assert_eq!(bot.community().await.trouble, None);
    bot.tick().await;
    assert!(bot.posts(bot.staff).len() <= 1);
    bot.finish().await;
}

#[tokio::test]
async fn a_notice_waits_for_its_channel_and_is_posted_when_it_can_be() {
    let bot = TestBot::set_up().await;
    bot.standin.overwrite_bot(bot.staff, 0, SEND_MESSAGES);
    bot.at("2026-11-23T12:00:00Z").await;
    bot.tick().await;
    let sent = |bot: &TestBot| bot.standin.requests(&format!("POST /channels/{}/messages", bot.staff));
    assert_eq!(sent(&bot), 1, "a channel that refuses is left alone for a while");
    let page = bot.slash(bot.admin, "setup").await;
    let waits = "The card due Monday, 23 November at 09:00 (Europe/London) was not posted: \
                 it would have been more than 2 hours late.\n**Setting me up**";
    assert!(page.content.starts_with(waits), "{}", page.content);
    bot.standin.overwrite_bot(bot.staff, 0, 0);
    bot.at("2026-11-23T12:31:00Z").await;
    let posts = bot.posts(bot.staff);
    assert_eq!(posts.len(), 1);
    let why = bot.press(bot.admin, &posts[0], "What happened").await;
    assert_eq!(
        why.content,
        "**The last card, and the next**\n\
         The card was due Monday, 23 November at 09:00 (Europe/London). I could not post it in time. \
         I was not running, or Discord did not answer. After 2 hours it is too late.\n\
         The next card: Tuesday, 24 November at 09:00 (Europe/London)."
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_notice_about_one_card_is_over_when_the_next_one_is_posted() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::NoticeChannel(None)]).await;
    bot.at("2026-11-23T12:00:00Z").await;
    bot.at("2026-11-24T12:00:00Z").await;
    let page = bot.slash(bot.admin, "setup").await;
    let newest = "2 cards were not posted, the last one due Tuesday, 24 November at 09:00 (Europe/London)";
    assert!(page.content.starts_with(newest), "{}", page.content);
    bot.at("2026-11-25T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    let page = bot.slash(bot.admin, "setup").await;
    assert!(page.content.starts_with("**Setting me up**"), "{}", page.content);
    let why = bot.slash(bot.admin, "why-not").await;
    let still = "It was posted.\nOne before that was due Tuesday, 24 November";
    assert!(why.content.contains(still), "{}", why.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_notice_of_unknown_outcome_is_looked_for_and_not_posted_twice() {
    for applied in [true, false] {
        let bot = TestBot::set_up().await;
        let kind = if applied { FaultKind::AfterApply(Box::new(FaultKind::Reset)) } else { FaultKind::Reset };
        bot.standin.fault(Fault {
            method: "POST".to_owned(),
            path_contains: format!("/channels/{}/messages", bot.staff),
            times: None,
            kind,
        });
        bot.at("2026-11-23T12:00:00Z").await;
        assert_eq!(bot.store().waiting_notices(bot.guild).await.unwrap().len(), 1);
        bot.standin.clear_faults();
        // Long after Discord forgets the nonce.
        bot.at("2026-11-23T12:20:00Z").await;
        assert_eq!(bot.posts(bot.staff).len(), 1, "applied: {applied}");
        assert!(bot.store().waiting_notices(bot.guild).await.unwrap().is_empty());
        bot.finish().await;
    }
}

#[tokio::test]
async fn turning_off_while_stopped_leaves_nothing_to_hear() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::NoticeChannel(None)]).await;
    take(&bot, "an overwrite");
    until_trouble(&bot, Some(Trouble::PermissionLost)).await;
    bot.change(vec![Change::Off]).await;
    let page = bot.slash(bot.admin, "setup").await;
    assert!(page.content.starts_with("**Setting me up** (1 of 2)\nI am **off**."), "{}", page.content);
    let why = bot.slash(bot.ana, "why-not").await;
    assert!(
        why.content.ends_with(
            "No next card is planned. I am off. The people who run this server can turn me on with `/setup`."
        ),
        "{}",
        why.content
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_process_that_slept_past_a_card_posts_the_newest_and_tells_of_the_other() {
    let bot = TestBot::set_up().await;
    bot.tick().await;
    bot.at("2026-11-25T10:30:00Z").await;
    bot.tick().await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "today's, late, and only that");
    let why = bot.slash(bot.ana, "why-not").await;
    assert!(
        why.content
            .contains("due Wednesday, 25 November at 09:00 (Europe/London). It was posted, 90 minutes late.")
    );
    let told = "2 cards were not posted, the last one due Tuesday, 24 November at 09:00 (Europe/London): \
                each would have been more than 2 hours late.";
    assert!(bot.posts(bot.staff).iter().all(|post| post.content == told));
    bot.finish().await;
}
