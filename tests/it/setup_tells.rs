//! What the panel tells is so: the next card, what undo does, places as people name them.

use chimebot::service::setup::Change;
use serde_json::json;

use crate::setup::{says, starts};
use crate::support::TestBot;

#[tokio::test]
async fn undo_says_what_it_takes_back_and_takes_back_nothing_that_came_after() {
    let bot = TestBot::set_up().await;
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    let page = bot.press(bot.admin, &page, "Turn sound on").await;
    says(&page, &format!("*Undo last change* would mean: sound is off (changed by <@{}>).", bot.admin));
    bot.slash_with(bot.moderator, "quiet", json!({ "until": "2026-11-30" })).await;
    bot.change(vec![Change::Off]).await;
    let page = bot.press(bot.admin, &page, "Undo last change").await;
    starts(&page, "Somebody changed something since, so nothing was undone.");
    says(&page, "*Undo last change* would mean: posting is on (changed by");
    let known = bot.community().await;
    assert!(known.sound && known.quiet.is_some() && known.on_since.is_none(), "{known:?}");
    bot.press(bot.admin, &page, "Undo last change").await;
    let known = bot.community().await;
    assert!(known.on_since.is_some() && known.quiet.is_some(), "the rest goes on: {known:?}");
    bot.finish().await;
}

#[tokio::test]
async fn the_next_card_that_is_named_is_one_that_comes() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let page = bot.slash_with(bot.admin, "setup", json!({ "time": "18:00" })).await;
    says(&page, "I am **on**. The next card: Tuesday, 24 November at 18:00 (Europe/London).");
    let why = bot.slash(bot.ana, "why-not").await;
    says(&why, "The next card: Tuesday, 24 November at 18:00");
    bot.at("2026-11-23T18:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "today had its card");
    let page = bot.slash_with(bot.admin, "setup", json!({ "zone": "Pacific/Auckland" })).await;
    says(&page, "The next card: Tuesday, 24 November at 18:00 (Pacific/Auckland)");
    bot.tick().await;
    bot.at("2026-11-24T05:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 2);
    let page = bot.slash_with(bot.admin, "setup", json!({ "zone": "Europe/London" })).await;
    says(&page, "The next card: Wednesday, 25 November at 18:00 (Europe/London)");
    bot.finish().await;
}

#[tokio::test]
async fn whoever_moves_the_time_past_today_is_told_that_no_card_comes_today() {
    let bot = TestBot::set_up().await;
    bot.slash_with(bot.admin, "setup", json!({ "time": "18:00" })).await;
    bot.at("2026-11-23T10:00:00Z").await;
    let page = bot.slash_with(bot.admin, "setup", json!({ "time": "09:00" })).await;
    starts(&page, "Done: time is 09:00.\nNo card comes today any more: its new time has gone by");
    says(&page, "The next card: Tuesday, 24 November at 09:00");
    bot.at("2026-11-23T18:00:00Z").await;
    let why = bot.slash(bot.ana, "why-not").await;
    says(&why, "It was left out: cards were resting, I was off, or its time or days were changed that day.");
    bot.finish().await;
}

#[tokio::test]
async fn a_place_is_understood_as_people_name_it() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let page = bot.slash_with(lee, "setup", json!({ "zone": "Munich", "country": "uk" })).await;
    starts(&page, "Done: zone is Europe/Berlin, country is United Kingdom.\n");
    let zones = bot.complete(lee, "setup", "zone", "san fran").await;
    assert_eq!(zones[0].1, "America/Los_Angeles");
    for typed in ["GB", "britain", "scotl"] {
        assert_eq!(bot.complete(lee, "setup", "country", typed).await[0].1, "GB", "{typed}");
    }
    let page = bot.slash_with(lee, "setup", json!({ "country": "Germany" })).await;
    starts(
        &page,
        "I have no help lines for “Germany” yet. Without a country, *Get help now* points people to findahelpline.com. I know: Australia",
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_form_that_could_not_be_read_opens_again_with_what_could() {
    let bot = TestBot::new().await;
    let lee = bot.admin;
    let page = bot.slash(lee, "setup").await;
    let (form, _) = bot.open_form(lee, &page, "Time and zone").await;
    let told = bot.submit(lee, &form, &[("time", "18:30"), ("zone", "qqqq")]).await;
    starts(&told, "I know no zone like “qqqq”.");
    let (_, again) = bot.open_form(lee, &told, "Try again").await;
    assert!(again.to_string().contains("18:30") && again.to_string().contains("qqqq"), "{again}");
    bot.finish().await;
}
