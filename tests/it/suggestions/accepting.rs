//! A suggestion that is taken becomes a draft like any other: the same forms, the same checks, the same look
//! before it is on the list; and what its sender wrote stays theirs until then.

use super::*;

/// Another moderator.
fn second(bot: &TestBot) -> UserId {
    let user = bot.standin.add_user("Max");
    bot.standin.add_member(bot.guild, user, &[bot.moderators]);
    user
}

#[tokio::test]
async fn an_accepted_suggestion_is_a_draft_with_its_words_and_is_seen_before_it_is_on_the_list() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    let lists = bot.press(mo, &review(&bot).await, "Accept").await;
    assert!(
        lists.content.starts_with("**Draft of a suggested entry**\nPick from each list."),
        "{}",
        lists.content
    );
    let draft = picked(&bot, mo, &lists).await;
    for said in ["Title: Mending shed", "Sentence: People mend things together.", "It is all there."] {
        assert!(draft.content.contains(said), "{said}: {}", draft.content);
    }
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let draft = bot.submit(mo, &form, &[("cost", "free"), ("languages", "en")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    assert!(bot.store().entries(bot.guild).await.unwrap().is_empty(), "nothing is on the list yet");
    let done = bot.press(mo, &preview, "Put it on the list").await;
    assert!(done.content.starts_with("It is on the list."), "{}", done.content);
    assert_eq!(bot.rows_about(bot.ana).await, 0, "what was typed is gone, and the key");
    // What the moderator saw is what members see.
    let seen = bot.slash_with(bot.ben, "resources", json!({ "search": "#mending-shed" })).await;
    assert!(preview.content.contains(&seen.content), "{}\n\n{}", preview.content, seen.content);
    let opens =
        |screen: &Message| screen.buttons().into_iter().find(|button| button.label.starts_with("Open "));
    assert_eq!(opens(&preview).map(|button| button.label), opens(&seen).map(|button| button.label));
    finish(bot).await;
}

#[tokio::test]
async fn a_name_in_mixed_letters_is_shown_as_it_is_and_confirmed_first() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let confirm = write(&bot, bot.ana, "Shed", "https://\u{43f}\u{440}\u{438}.example/", "Kind.").await;
    bot.press(bot.ana, &confirm, "I am 18 or older: send it").await;
    let lists = bot.press(mo, &review(&bot).await, "Accept").await;
    let draft = picked(&bot, mo, &lists).await;
    assert!(draft.content.contains("The link's true name is xn--"), "{}", draft.content);
    assert!(draft.find_button("See it as members will").is_none(), "not before somebody looked");
    let draft = bot.press(mo, &draft, "The link is right").await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    let done = bot.press(mo, &preview, "Put it on the list").await;
    assert!(done.content.starts_with("It is on the list."), "{}", done.content);
    finish(bot).await;
}

#[tokio::test]
async fn of_two_who_accept_at_once_the_second_is_told_and_loses_nothing() {
    let bot = TestBot::set_up().await;
    let (mo, max) = (bot.moderator, second(&bot));
    send(&bot, bot.ana, "Tell me what becomes of it").await;
    let screens = [review(&bot).await, bot.slash(max, "library review").await];
    let mine = bot.press(mo, &screens[0], "Accept").await;
    let theirs = bot.press(max, &screens[1], "Accept").await;
    let mine = picked(&bot, mo, &mine).await;
    let theirs = picked(&bot, max, &theirs).await;
    let (form, _) = bot.open_form(max, &theirs, "Where and when").await;
    let theirs = bot.submit(max, &form, &[("hours", "Fridays 10 to 12")]).await;
    let theirs = bot.press(max, &theirs, "See it as members will").await;
    let mine = bot.press(mo, &mine, "See it as members will").await;
    bot.press(mo, &mine, "Put it on the list").await;

    let told = bot.press(max, &theirs, "Put it on the list").await;
    assert!(
        told.content.starts_with(
            "Somebody else has put this on the list while you wrote. What you changed in **Mending shed** is kept"
        ),
        "{}",
        told.content
    );
    assert_eq!(bot.store().entries(bot.guild).await.unwrap().len(), 1, "it stands there once");
    let draft = bot.press(max, &told, "Continue my draft").await;
    assert!(draft.content.contains("Fridays 10 to 12"), "{}", draft.content);
    let row = bot.store().draft_row(bot.guild, max).await.unwrap().unwrap();
    let column = |name| row.columns.iter().find(|(known, _)| known == name).unwrap().1.clone();
    assert_eq!((column("entry"), column("suggestion")), (Some("mending-shed".to_owned()), None));
    let seen = bot.press(max, &draft, "See it as members will").await;
    assert!(seen.content.contains("Fridays 10 to 12"), "{}", seen.content);
    bot.press(max, &seen, "Save the change").await;
    let entries = bot.store().entries(bot.guild).await.unwrap();
    assert_eq!((entries.len(), entries[0].body.hours.as_str()), (1, "Fridays 10 to 12"));
    bot.tick().await;
    assert_eq!(bot.standin.dm(bot.ana).len(), 1, "and who asked is told once");
    finish(bot).await;
}

#[tokio::test]
async fn what_is_declined_or_taken_back_leaves_no_draft_with_its_words() {
    for how in ["declined", "taken back", "erased"] {
        let bot = TestBot::set_up().await;
        let (mo, max) = (bot.moderator, second(&bot));
        send(&bot, bot.ana, "Tell me what becomes of it").await;
        let lists = bot.press(mo, &review(&bot).await, "Accept").await;
        let (form, _) = {
            let draft = bot.press(mo, &lists, "Go on").await;
            bot.open_form(mo, &draft, "What it is").await
        };
        match how {
            "declined" => drop({
                let other = bot.slash(max, "library review").await;
                bot.press(max, &other, "Decline").await
            }),
            "taken back" => {
                let page = bot.slash(bot.ana, "my-data").await;
                let mine = bot.press(bot.ana, &page, "What I suggested").await;
                bot.press(bot.ana, &mine, "Take back: Mending shed").await;
            }
            _ => {
                let page = bot.slash(bot.ana, "my-data").await;
                let ask = bot.press(bot.ana, &page, "Erase all of it now").await;
                bot.press(bot.ana, &ask, "Erase it all").await;
            }
        }
        assert!(bot.store().draft_row(bot.guild, mo).await.unwrap().is_none(), "{how}");
        let late = bot.submit(mo, &form, &[("title", "Shed")]).await;
        assert!(
            late.content.starts_with("Somebody else was faster, or it was taken back."),
            "{how}: {}",
            late.content
        );
        assert!(
            bot.store().draft_row(bot.guild, mo).await.unwrap().is_none(),
            "{how}: and nothing is begun anew"
        );
        finish(bot).await;
    }
}

#[tokio::test]
async fn a_draft_of_a_suggestion_survives_a_restart_and_its_suggestion_outlives_it() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    let lists = bot.press(mo, &review(&bot).await, "Accept").await;
    let draft = picked(&bot, mo, &lists).await;
    let bot = bot.restart().await;
    let other = bot.slash(mo, "library add").await;
    assert!(other.content.starts_with("You have a draft already: **Mending shed**."), "{}", other.content);
    let again = bot.press(mo, &other, "Continue my draft").await;
    assert_eq!(again.content, draft.content);
    // Accepting it once more goes on with what is there.
    let same = bot.press(mo, &review(&bot).await, "Accept").await;
    assert_eq!(same.content, draft.content);
    let gone = bot.press(mo, &same, "Throw the draft away").await;
    assert_eq!(gone.content, "Your draft is thrown away. The suggestion still waits.");
    let waits = bot.press(mo, &gone, "What else waits").await;
    assert!(waits.content.contains("> Mending shed"), "{}", waits.content);
    bot.press(mo, &waits, "Accept").await;
    bot.at("2026-11-24T08:51:00Z").await;
    assert!(bot.store().draft_row(bot.guild, mo).await.unwrap().is_none(), "its day is over");
    assert!(review(&bot).await.content.contains("> Mending shed"));
    finish(bot).await;
}

#[tokio::test]
async fn another_draft_stands_in_the_way_and_is_thrown_away_only_when_asked() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    bot.list(vec![body("Choir", &json!({}))]).await;
    send(&bot, bot.ana, "I am 18 or older: send it").await;
    bot.slash_with(mo, "library edit", json!({ "entry": "Choir" })).await;
    let other = bot.press(mo, &review(&bot).await, "Accept").await;
    assert!(other.content.starts_with("You have a draft already: **Choir**."), "{}", other.content);
    let lists = bot.press(mo, &other, "Throw it away, begin again").await;
    assert!(lists.content.starts_with("**Draft of a suggested entry**"), "{}", lists.content);
    finish(bot).await;
}

#[tokio::test]
async fn an_entry_that_is_said_to_be_dead_is_edited_from_the_review() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    bot.list(vec![body("Food bank", &json!({}))]).await;
    let opened = bot.slash_with(bot.ben, "resources", json!({ "search": "#food-bank" })).await;
    bot.press(bot.ben, &opened, "This is dead").await;
    let draft = bot.press(mo, &review(&bot).await, "Edit").await;
    assert!(draft.content.contains("**Draft of a change to Food bank**"), "{}", draft.content);
    let (form, _) = bot.open_form(mo, &draft, "What it is").await;
    let draft = bot.submit(mo, &form, &[("link", "https://food.example/moved")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.press(mo, &preview, "Save the change").await;
    assert!(review(&bot).await.content.starts_with("Nothing waits for you"));
    finish(bot).await;
}
