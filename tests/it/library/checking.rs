//! The queue of entries to check again, taking off and putting back, and the notice that something waits.

use super::*;

fn checked(title: &str, kind: &str, on: &str) -> Body {
    let json = json!({
        "title": title, "sentence": "A place to go.", "link": "https://place.example/", "kind": kind,
        "topics": ["health"], "supports": ["practical"], "checked_on": on,
    });
    serde_json::from_value(json).unwrap()
}

/// The end of a test in which entries wait: staff hear of that, whenever the bot gets to it.
async fn finish(bot: TestBot) {
    bot.tick().await;
    drop(bot.posts(bot.staff));
    bot.finish().await;
}

/// Four entries, of which three wait: one found dead, one old, one crisis line.
async fn waiting() -> TestBot {
    let bot = TestBot::set_up().await;
    change(&bot, "old", None, checked("Old place", "group", "2026-05-01"), false).await;
    change(&bot, "line", None, checked("Crisis line", "crisis", "2026-08-01"), false).await;
    change(&bot, "fine", None, checked("Fine place", "group", "2026-11-01"), false).await;
    change(&bot, "dead", None, checked("Dead place", "group", "2026-11-02"), false).await;
    change(&bot, "off", None, checked("Place off the list", "group", "2020-01-01"), true).await;
    assert!(bot.store().flag_dead(bot.guild, id("dead")).await.unwrap());
    bot
}

#[tokio::test]
async fn the_queue_shows_one_entry_at_a_time_dead_ones_first() {
    let bot = waiting().await;
    let mo = bot.moderator;
    let first = bot.slash(mo, "library check").await;
    assert!(first.content.starts_with(
        "**To check again: 1 of 3** Open the link or call the number. Is it all still right?\n\
         A member found that it does not work any more.\n\n\
         **Dead place**\nA place to go.\n"
    ));
    let second = bot.press(mo, &first, "Next").await;
    says(&second, "**To check again: 2 of 3**");
    says(&second, "**Old place**\nA place to go.");
    let third = bot.press(mo, &second, "Still right").await;
    assert!(third.content.starts_with("Old place is noted as checked today.\n"), "{}", third.content);
    says(&third, "**Crisis line**\nA place to go.");
    let again = bot.press(mo, &third, "Next").await;
    says(&again, "**Dead place**\nA place to go.");
    let ask = bot.press(mo, &again, "Retire").await;
    says(&ask, "Take this off the list? Members stop seeing it. It can be put back any time.");
    let off = bot.press(mo, &ask, "Take it off the list").await;
    assert_eq!(off.content, "Dead place is off the list.");
    let last = bot.press(mo, &off, "What else to check").await;
    says(&last, "**To check again: 1 of 1**");
    let done = bot.press(mo, &last, "Still right").await;
    assert_eq!(
        done.content,
        "Crisis line is noted as checked today.\nNothing waits to be checked. Thank you for looking."
    );
    let kept = entries(&bot).await;
    let on = |name: &str| kept.iter().find(|entry| entry.id == id(name)).unwrap();
    assert_eq!(on("old").body.checked_on.to_string(), "2026-11-23");
    assert!(on("dead").retired && !on("dead").dead);
    finish(bot).await;
}

#[tokio::test]
async fn an_entry_that_changed_under_the_press_is_shown_again_and_not_checked_unseen() {
    let bot = waiting().await;
    let mo = bot.moderator;
    let first = bot.slash(mo, "library check").await;
    let seen = bot.bot().services.library(bot.guild).await.unwrap().get(&id("dead")).unwrap().version;
    change(&bot, "dead", Some(seen), checked("Moved place", "group", "2026-11-02"), false).await;
    let next = bot.press(mo, &first, "Still right").await;
    says(&next, "Somebody changed it since you saw it, so I did nothing yet.");
    says(&next, "**Moved place**");
    let off = bot.bot().services.library(bot.guild).await.unwrap().get(&id("dead")).cloned().unwrap();
    change(&bot, "dead", Some(off.version), off.body, true).await;
    let next = bot.press(mo, &next, "Still right").await;
    says(&next, "Somebody else saw to Moved place meanwhile, so I did nothing.");
    says(&next, "**Old place**");
    let kept = entries(&bot).await;
    let moved = kept.iter().find(|entry| entry.id == id("dead")).unwrap();
    assert_eq!((moved.version, moved.body.checked_on.to_string().as_str()), (seen + 2, "2026-11-02"));
    finish(bot).await;
}

#[tokio::test]
async fn an_entry_is_taken_off_and_put_back_as_it_was_seen() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let ask = on_entry(&bot, mo, "retire", "food bank").await;
    change(&bot, "food-bank", Some(1), Body { cost: "free".to_owned(), ..food_bank() }, false).await;
    let again = bot.press(mo, &ask, "Take it off the list").await;
    says(&again, "Somebody changed it since you saw it, so I did nothing yet. Here is how it stands now.");
    says(&again, "Cost: free");
    assert!(!food(&bot).await.retired);
    let off = bot.press(mo, &again, "Take it off the list").await;
    assert_eq!(off.content, "Food bank is off the list.");
    let twice = on_entry(&bot, mo, "retire", "food-bank").await;
    assert_eq!(twice.content, "Food bank is off the list already.");
    let ask = on_entry(&bot, mo, "restore", "food-bank").await;
    let back = bot.press(mo, &ask, "Put it back on the list").await;
    assert_eq!(back.content, "Food bank is back on the list.");
    let kept = food(&bot).await;
    assert!(!kept.retired && kept.version == 4);
    let unknown = on_entry(&bot, mo, "retire", "bakery").await;
    says(&unknown, "I do not know which entry “bakery” is.");
    bot.finish().await;
}

#[tokio::test]
async fn the_number_that_members_do_not_see_any_more_is_there_for_whoever_is_to_call_it() {
    let bot = TestBot::set_up().await;
    let mut old = checked("Old line", "group", "2020-08-20");
    old.phone = Some("116 125".parse().unwrap());
    change(&bot, "line", None, old, false).await;
    let first = bot.slash(bot.moderator, "library check").await;
    says(&first, "The number was hidden: nobody checked it for a year.");
    says(&first, "The number to call is **116 125**. Members see it again once it is noted as still right.");
    bot.press(bot.moderator, &first, "Still right").await;
    let seen = bot.slash_with(bot.ana, "resources", json!({ "search": "#line" })).await;
    says(&seen, "**116 125**");
    finish(bot).await;
}

#[tokio::test]
async fn another_word_in_an_old_entry_is_no_check_of_it_and_another_link_is_one() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    change(&bot, "line", None, checked("Old line", "group", "2020-08-20"), false).await;
    assert!(bot.store().flag_dead(bot.guild, id("line")).await.unwrap());
    let draft = on_entry(&bot, mo, "edit", "line").await;
    let (form, _) = bot.open_form(mo, &draft, "What it is").await;
    let draft = bot.submit(mo, &form, &[("sentence", "A place to be.")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    says(&preview, "**What changes**\nSentence: A place to go. → A place to be.");
    assert!(!preview.content.contains("Last checked: "), "{}", preview.content);
    bot.press(mo, &preview, "Save the change").await;
    let stands = entries(&bot).await.remove(0);
    assert_eq!((stands.body.checked_on.to_string().as_str(), stands.dead), ("2020-08-20", true));

    let draft = on_entry(&bot, mo, "edit", "line").await;
    let (form, _) = bot.open_form(mo, &draft, "What it is").await;
    let draft = bot.submit(mo, &form, &[("link", "https://place.example/new")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    says(&preview, "Last checked: 20 August 2020 → 23 November 2026");
    bot.press(mo, &preview, "Save the change").await;
    let stands = entries(&bot).await.remove(0);
    assert_eq!((stands.body.checked_on.to_string().as_str(), stands.dead), ("2026-11-23", false));
    finish(bot).await;
}

/// The names of what is proposed.
fn named(found: Vec<(String, String)>) -> Vec<String> {
    found.into_iter().map(|(name, _)| name).collect()
}

#[tokio::test]
async fn what_is_off_the_list_is_proposed_to_be_put_back_and_nothing_else() {
    let bot = TestBot::set_up().await;
    for number in 0..30 {
        change(
            &bot,
            &format!("p{number}"),
            None,
            checked(&format!("Place {number:02}"), "group", "2026-11-01"),
            number >= 28,
        )
        .await;
    }
    let mo = bot.moderator;
    assert_eq!(named(bot.complete(mo, "library restore", "entry", "").await), ["Place 28", "Place 29"]);
    let off = named(bot.complete(mo, "library retire", "entry", "place").await);
    assert!(off.len() == 25 && !off.contains(&"Place 28".to_owned()), "{off:?}");
    assert_eq!(named(bot.complete(mo, "library history", "entry", "28").await)[0], "Place 28");
    bot.finish().await;
}

#[tokio::test]
async fn an_entry_with_more_languages_than_a_form_takes_is_edited_all_the_same() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let mut many = checked("Many tongues", "group", "2026-11-01");
    many.languages = ('a'..='z').flat_map(|a| ['a', 'e'].map(|b| format!("{a}{b}"))).collect();
    change(&bot, "many", None, many.clone(), false).await;
    let draft = on_entry(&bot, mo, "edit", "many").await;
    let (form, shown) = bot.open_form(mo, &draft, "Where and when").await;
    assert!(shown.to_string().contains("za, ze"), "all of them are there");
    let draft = bot.submit(mo, &form, &[("cost", "free")]).await;
    says(&draft, "It is all there.");
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.press(mo, &preview, "Save the change").await;
    assert_eq!(entries(&bot).await[0].body.languages, many.languages);
    bot.finish().await;
}

#[tokio::test]
async fn staff_hear_that_something_waits_once_a_month_at_most_and_never_of_whom() {
    let bot = waiting().await;
    bot.at("2026-11-24T08:00:00Z").await;
    let heard = async |bot: &TestBot| {
        let posts = bot.posts(bot.staff);
        posts.into_iter().filter(|post| post.content.contains("checked again")).collect::<Vec<_>>()
    };
    let posts = heard(&bot).await;
    assert_eq!(posts.len(), 1);
    assert_eq!(
        posts[0].content,
        "Some entries on the list of resources wait to be checked again. `/library check` shows them one by one."
    );
    let queue = bot.press(bot.moderator, &posts[0], "Look at them").await;
    says(&queue, "**To check again: 1 of 3**");
    let refused = bot.press(bot.ben, &posts[0], "Look at them").await;
    assert_eq!(refused.content, REFUSED);
    bot.at("2026-11-25T08:00:00Z").await;
    bot.at("2026-12-24T08:00:00Z").await;
    assert_eq!(heard(&bot).await.len(), 1);
    bot.at("2026-12-26T08:00:00Z").await;
    assert_eq!(heard(&bot).await.len(), 2, "they still wait a month later");
    drop(bot.posts(bot.check_in));
    bot.finish().await;
}

#[tokio::test]
async fn a_dead_flag_that_came_after_the_moderator_looked_is_not_settled_by_their_press() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let old = Body { checked_on: "2026-01-10".parse().unwrap(), ..food_bank() };
    let seen = food(&bot).await.version;
    change(&bot, "food-bank", Some(seen), old, false).await;
    let page = bot.slash(mo, "library check").await;
    bot.bot().services.flag_dead(&bot.as_moderator(), &"food-bank".parse().unwrap()).await.unwrap();
    let told = bot.press(mo, &page, "Still right").await;
    says(&told, "Somebody changed it since you saw it, so I did nothing yet.");
    assert!(food(&bot).await.dead);
    says(&bot.slash(mo, "library review").await, "Somebody said that this does not work any more:");
    finish(bot).await;
}

#[tokio::test]
async fn a_draft_goes_onto_the_list_though_its_entry_was_found_dead_meanwhile() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let draft = on_entry(&bot, mo, "edit", "food-bank").await;
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let draft = bot.submit(mo, &form, &[("cost", "free")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.bot().services.flag_dead(&bot.as_moderator(), &"food-bank".parse().unwrap()).await.unwrap();
    let saved = bot.press(mo, &preview, "Save the change").await;
    says(&saved, "The change is on the list.");
    let stands = food(&bot).await;
    assert!(stands.dead && stands.body.cost == "free", "another word is no look at it: {stands:?}");
    finish(bot).await;
}

#[tokio::test]
async fn entries_of_one_title_are_told_apart_where_one_is_picked() {
    let bot = with_food_bank().await;
    let far = Body { link: Some("https://york.example/".parse().unwrap()), ..food_bank() };
    change(&bot, "food-bank-york", None, far, false).await;
    let proposed = named(bot.complete(bot.moderator, "library edit", "entry", "food").await);
    assert_eq!(proposed, ["Food bank · food-bank", "Food bank · food-bank-york"]);
    let proposed = named(bot.complete(bot.ana, "resources", "search", "food").await);
    assert!(proposed.contains(&"Food bank · york.example".to_owned()), "{proposed:?}");
    // A typed title means none of them; a name does.
    let unsure = on_entry(&bot, bot.moderator, "history", "Food bank").await;
    says(&unsure, "I do not know which entry “Food bank” is.");
    says(
        &on_entry(&bot, bot.moderator, "history", "food-bank-york").await,
        "**Food bank** Newest change first.",
    );
    bot.finish().await;
}

#[tokio::test]
async fn setup_offers_the_starter_list_says_what_is_in_it_and_forces_nothing() {
    let bot = TestBot::set_up().await;
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    let ask = bot.press(bot.admin, &page, "Bring in a starter list").await;
    says(&ask, "Nothing is there yet.");
    says(&ask, "• Samaritans (www.samaritans.org)");
    let back = bot.press(bot.admin, &ask, "Go back").await;
    assert!(entries(&bot).await.is_empty(), "a look brings nothing in");
    let ask = bot.press(bot.admin, &back, "Bring in a starter list").await;
    let refused = bot.standin.press_forged(bot.moderator, ask.id, "1:setup::starteryes:");
    let refused = bot.standin.settled(&refused).await;
    assert_eq!(refused.content, "Only people who can manage this server can do that. Nothing was changed.");
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    let ask = bot.press(bot.admin, &page, "Bring in a starter list").await;
    let done = bot.press(bot.admin, &ask, "Bring these in").await;
    let kept = entries(&bot).await.len();
    assert!(kept > 5 && done.content.starts_with(&format!("{kept} places are on your list of resources.")));
    assert!(done.find_button("Bring in a starter list").is_none(), "it is offered while the list is empty");
    bot.finish().await;
}
