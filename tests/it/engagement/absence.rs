//! Weeks in which the bot was away or the group moved: they count against nobody, and the page says so.

use chimebot::service::setup::Change;

use super::{BEGINS, ENDS, group};
use crate::support::TestBot;

const SECOND_ENDS: &str = "2027-01-25T00:00:10Z";

async fn read(bot: &TestBot) -> String {
    bot.slash(bot.ana, "engagement").await.content
}

fn says(page: &str, wanted: &str) {
    assert!(page.contains(wanted), "{wanted:?} is not in:\n{page}");
}

#[tokio::test]
async fn every_card_that_did_not_come_is_told_and_people_are_not_said_to_have_stayed_away() {
    let bot = group(12, 100).await;
    bot.settle_at(BEGINS).await;
    bot.at("2026-11-30T09:00:00Z").await;
    for day in 1..28 {
        bot.at(&format!("2026-12-{day:02}T09:00:00Z")).await;
    }
    bot.settle_at(ENDS).await;
    let page = read(&bot).await;
    says(&page, "- Cards posted: 28\n");
    says(&page, "28 cards were posted in these weeks.");

    // Four cards come, and then nobody is there until the weeks are over.
    for day in ["28", "29", "30", "31"] {
        bot.at(&format!("2026-12-{day}T09:00:00Z")).await;
    }
    bot.settle_at(SECOND_ENDS).await;
    bot.on_disk("UPDATE release SET noisy = CASE period WHEN 1796515200000 THEN 30 ELSE 5 END").await;
    let page = read(&bot).await;
    says(&page, "- Cards posted: 4. Cards that did not come: 24\n");
    says(&page, "4 cards were posted in these weeks.");
    says(&page, "- 28 cards came then, and 4 now. So more or fewer may mean only that.");
    says(&page, "- 24 cards did not come.");
    assert!(!page.contains("Fewer took part this time"), "{page}");
    let notices = bot.posts(bot.staff).into_iter().filter(|post| post.content.contains("24 January")).count();
    assert_eq!(notices, 1, "staff hear of a long absence once");
    bot.done().await;
}

#[tokio::test]
async fn after_a_move_westward_each_day_is_in_one_period_and_they_follow_on_each_other() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.change(vec![Change::Zone("America/New_York".to_owned())]).await;
    bot.settle_at(ENDS).await;
    bot.settle_at("2027-01-25T05:00:10Z").await;
    let page = read(&bot).await;
    says(&page, "**28 December 2026 to 24 January 2027.**");
    says(&page, "**What changed** since the four weeks before:");
    bot.done().await;
}
