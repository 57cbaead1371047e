//! Who changed an entry, field by field, and taking the last change back.

use super::*;

#[tokio::test]
async fn each_change_tells_what_it_changed_and_the_last_one_is_taken_back() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let cheap = Body { cost: "free".to_owned(), title: "Food pantry".to_owned(), ..food_bank() };
    change(&bot, "food-bank", Some(1), cheap, false).await;
    let history = on_entry(&bot, mo, "history", "food pantry").await;
    says(&history, "**Food pantry** Newest change first. I keep this for 180 days.");
    says(&history, "changed by <@");
    says(&history, "Title: Food bank → Food pantry\nCost: nothing → free\n");
    let undone = bot.press(mo, &history, "Undo the last change").await;
    says(&undone, "The last change is taken back. Undo once more to bring it back.");
    says(&undone, "Title: Food pantry → Food bank");
    assert_eq!((food(&bot).await.version, food(&bot).await.body), (3, food_bank()));
    bot.press(mo, &undone, "Undo the last change").await;
    assert_eq!(food(&bot).await.body.title, "Food pantry");
    // An older screen's undo meets a newer change.
    let late = press_stale(&bot, mo, &history, "Undo the last change").await;
    says(&late, "Somebody changed it since, so I took nothing back.");
    assert_eq!(food(&bot).await.version, 4);
    bot.finish().await;
}

#[tokio::test]
async fn taking_back_a_new_entry_takes_it_off_the_list() {
    let bot = with_food_bank().await;
    let history = on_entry(&bot, bot.moderator, "history", "food-bank").await;
    bot.press(bot.moderator, &history, "Undo the last change").await;
    assert!(food(&bot).await.retired);
    bot.finish().await;
}

#[tokio::test]
async fn what_somebody_found_dead_waits_again_once_the_change_that_settled_it_is_taken_back() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let moved = Body { link: Some("https://pantry.example/".parse().unwrap()), ..food_bank() };
    for settles in ["a new link", "still right", "off the list"] {
        bot.bot().services.flag_dead(&bot.as_moderator(), &"food-bank".parse().unwrap()).await.unwrap();
        assert!(food(&bot).await.dead, "the control");
        let seen = food(&bot).await.version;
        match settles {
            "a new link" => change(&bot, "food-bank", Some(seen), moved.clone(), false).await,
            "still right" => {
                let waits = bot.slash(mo, "library review").await;
                bot.press(mo, &waits, "Still right").await;
            }
            _ => {
                let ask = on_entry(&bot, mo, "retire", "food-bank").await;
                bot.press(mo, &ask, "Take it off the list").await;
            }
        }
        assert!(!food(&bot).await.dead, "somebody looked: {settles}");
        let history = on_entry(&bot, mo, "history", "food-bank").await;
        bot.press(mo, &history, "Undo the last change").await;
        let stands = food(&bot).await;
        assert!(stands.dead && !stands.retired && stands.body == food_bank(), "{settles}: {stands:?}");
        says(&bot.slash(mo, "library review").await, "Somebody said that this does not work any more:");
    }
    // Staff hear that something waits, in this minute or the next.
    bot.tick().await;
    drop(bot.posts(bot.staff));
    bot.finish().await;
}

#[tokio::test]
async fn a_long_history_has_pages() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    for version in 1..=30 {
        let sentence = format!("Number {version}: {}.", "a bag of food each Friday ".repeat(5).trim_end());
        change(&bot, "food-bank", Some(version), Body { sentence, ..food_bank() }, false).await;
    }
    let first = on_entry(&bot, mo, "history", "food-bank").await;
    says(&first, "Page 1 of ");
    assert!(first.content.chars().count() <= 2_000);
    let mut page = first;
    while page.find_button("Older changes").is_some() {
        page = bot.press(mo, &page, "Older changes").await;
        assert!(page.find_button("Undo the last change").is_none());
    }
    says(&page, "put on the list by <@");
    bot.press(mo, &page, "Newer changes").await;
    bot.finish().await;
}
