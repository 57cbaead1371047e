//! Drafts: each step saved, nothing lost, nothing on the list before the last press.

use super::*;

#[tokio::test]
async fn a_moderator_writes_an_entry_step_by_step_and_sees_it_as_members_will() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let blank = bot.slash(mo, "library add").await;
    assert_eq!(
        blank.content,
        "**A new entry**\n\
         Three short forms and one page of lists. I save each step as a draft for 24 hours, with your Discord id. \
         Nobody sees it before you put it on the list."
    );
    let (form, _) = bot.open_form(mo, &blank, "Begin").await;
    let lists = bot.submit(mo, &form, &WHOLE).await;
    says(&lists, "Pick from each list. I save each pick at once.\nKind: nothing\nTopics: nothing");
    let lists = bot.choose(mo, &lists, "What it is", &["practical"]).await;
    let lists = bot.choose(mo, &lists, "What it is about (one or more)", &["food", "community"]).await;
    let lists = bot.choose(mo, &lists, "What it gives (one or more)", &["practical", "belonging"]).await;
    let lists = bot.choose(mo, &lists, "Parts of CHIME it goes with (if any)", &["connectedness"]).await;
    says(&lists, "Kind: Practical help\nTopics: Food, People and places nearby\n");
    let draft = bot.press(mo, &lists, "Go on").await;
    says(&draft, "It is all there. Look at it as members will see it, then put it on the list.");
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let place = [
        ("country", "united kingdom"),
        ("languages", "en, cy"),
        ("cost", "free"),
        ("hours", "Fridays 10 to 12"),
    ];
    let draft = bot.submit(mo, &form, &place).await;
    let (form, _) = bot.open_form(mo, &draft, "For whom").await;
    let people = [("audience", "adults"), ("owner", "Soup Trust"), ("tags", "warm, evening")];
    let draft = bot.submit(mo, &form, &people).await;
    assert!(entries(&bot).await.is_empty(), "nothing is on the list yet");
    let preview = bot.press(mo, &draft, "See it as members will").await;
    assert_eq!(
        preview.content,
        "This is what members will see when they open it:\n\n\
         **Soup kitchen**\n\
         Warm soup each evening.\n\
         Practical help\n\
         <https://soup.example/>\n\
         **0113 496 0000**\n\
         Open: Fridays 10 to 12\n\
         Cost: free\n\
         For whom: adults\n\
         Languages: Welsh, English\n\
         For: United Kingdom\n\
         Run by: Soup Trust\n\
         Last checked in November 2026.\n\n\
         Kind: Practical help\n\
         Topics: Food, People and places nearby\n\
         What it gives: A hand with something, People to be with\n\
         Goes with: Connectedness\n\
         Search words: evening, warm"
    );
    assert!(
        preview.buttons().iter().any(|button| button.label == "Open soup.example"),
        "the way members have"
    );
    let done = bot.press(mo, &preview, "Put it on the list").await;
    assert!(
        done.content.starts_with("It is on the list.\n\n**Soup kitchen**\nWarm soup"),
        "{}",
        done.content
    );
    let seen = bot.slash_with(bot.ana, "resources", json!({ "search": "#soup-kitchen" })).await;
    assert!(preview.content.contains(&seen.content), "word for word: {}", seen.content);
    let kept = entries(&bot).await;
    assert_eq!((kept.len(), kept[0].id.as_str(), kept[0].version), (1, "soup-kitchen", 1));
    assert_eq!(kept[0].body.checked_on.to_string(), "2026-11-23");
    assert!(!has_draft(&bot, mo).await);
    let again = press_stale(&bot, mo, &preview, "Put it on the list").await;
    says(&again, "That draft is not here any more.");
    assert_eq!(entries(&bot).await.len(), 1, "a second press puts no second one there");
    bot.finish().await;
}

#[tokio::test]
async fn a_bad_field_is_named_with_what_to_do_and_never_loses_the_rest() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let long = "Very long ".repeat(12);
    let bad = [
        ("title", long.as_str()),
        ("sentence", "Warm soup."),
        ("link", "http://soup.example"),
        ("phone", "call us"),
    ];
    let draft = draft_with(&bot, mo, &bad).await;
    says(
        &draft,
        "**Still to do.** All you typed is kept.\n\
         • The title has 119 characters. 80 fit.\n\
         • The link must begin with https.\n\
         • I cannot read the phone number.",
    );
    says(&draft, "Phone: call us");
    assert!(draft.find_button("See it as members will").is_none());
    let (form, shown) = bot.open_form(mo, &draft, "What it is").await;
    for kept in [long.trim(), "http://soup.example", "call us"] {
        assert!(shown.to_string().contains(kept), "{kept} stands in the form again");
    }
    let draft =
        bot.submit(mo, &form, &[("title", "Soup"), ("link", "https://soup.example"), ("phone", "")]).await;
    says(&draft, "It is all there.");
    says(&draft, "Sentence: Warm soup.");
    says(&draft, "Phone: nothing");
    says(&draft, "Topics: Food, People and places nearby");
    bot.finish().await;
}

#[tokio::test]
async fn a_draft_is_gone_on_with_after_a_restart_and_empty_fields_then_change_nothing() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let draft = draft_with(&bot, mo, &WHOLE).await;
    let bot = bot.restart().await;
    // Memory is empty, and a form waits for no store: it opens empty.
    let (form, shown) = bot.open_form(mo, &draft, "What it is").await;
    assert!(!shown.to_string().contains("Soup kitchen"));
    let draft = bot.submit(mo, &form, &[("title", "Soup and bread")]).await;
    says(&draft, "Title: Soup and bread\nSentence: Warm soup each evening.");
    says(&draft, "Phone: 0113 496 0000");
    let other = bot.slash(mo, "library add").await;
    assert_eq!(
        other.content,
        "You have a draft already: **Soup and bread**. You can go on with it, or throw it away and begin again."
    );
    let draft = bot.press(mo, &other, "Continue my draft").await;
    says(&draft, "Title: Soup and bread");
    let gone = bot.press(mo, &draft, "Throw the draft away").await;
    assert_eq!(gone.content, "Your draft is thrown away. Nothing on the list was changed.");
    assert!(!has_draft(&bot, mo).await);
    bot.finish().await;
}

#[tokio::test]
async fn a_draft_older_than_a_day_is_gone_and_what_is_typed_then_begins_another() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let draft = draft_with(&bot, mo, &WHOLE).await;
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.at("2026-11-24T08:51:00Z").await;
    assert!(!has_draft(&bot, mo).await, "retention took it");
    let late = bot.press(mo, &preview, "Put it on the list").await;
    assert_eq!(
        late.content,
        "That draft is not here any more. I keep a draft for 24 hours, or until it is on the list. \
         Nothing on the list was changed."
    );
    let anew = bot.submit(mo, &form, &[("cost", "free")]).await;
    says(
        &anew,
        "Your draft was older than 24 hours, so it was gone. I began a new one with what you just typed.",
    );
    says(&anew, "Cost: free");
    assert!(entries(&bot).await.is_empty());
    drop(bot.posts(bot.staff));
    drop(bot.posts(bot.check_in));
    bot.finish().await;
}

#[tokio::test]
async fn the_second_of_two_sees_what_differs_and_lays_theirs_on_top_or_takes_the_newer() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let draft = on_entry(&bot, mo, "edit", "Food bank").await;
    says(&draft, "**Draft of a change to Food bank**");
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let draft = bot.submit(mo, &form, &[("cost", "free")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    says(&preview, "**What changes**\nCost: nothing → free");
    change(&bot, "food-bank", Some(1), Body { title: "Food pantry".to_owned(), ..food_bank() }, false).await;
    let newer = bot.press(mo, &preview, "Save the change").await;
    assert_eq!(
        newer.content,
        "**Somebody changed Food pantry while you wrote.** Nothing is overwritten, and your draft is kept. \
         What differs:\n\
         • Title. On the list now: Food pantry. In your draft: Food bank\n\
         • Cost. On the list now: nothing. In your draft: free\n\
         *Put mine on top* keeps theirs where you changed nothing, and shows you the result first."
    );
    let preview = bot.press(mo, &newer, "Put mine on top").await;
    says(&preview, "**Food pantry**\n");
    says(&preview, "**What changes**\nCost: nothing → free");
    bot.press(mo, &preview, "Save the change").await;
    let both = food(&bot).await;
    assert_eq!((both.version, both.body.title.as_str(), both.body.cost.as_str()), (3, "Food pantry", "free"));

    let draft = on_entry(&bot, mo, "edit", "food-bank").await;
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let draft = bot.submit(mo, &form, &[("cost", "1 pound")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    change(&bot, "food-bank", Some(3), food_bank(), true).await;
    let newer = bot.press(mo, &preview, "Save the change").await;
    says(&newer, "• They took it off the list.");
    let preview = bot.press(mo, &newer, "Put mine on top").await;
    says(&preview, "It is off the list now, and stays off.");
    let saved = bot.press(mo, &preview, "Save the change").await;
    assert!(
        saved.content.starts_with("The change is saved. It is off the list, and stays off."),
        "{}",
        saved.content
    );
    assert!(food(&bot).await.retired);
    bot.press(mo, &saved, "Put it back on the list").await;
    assert!(!food(&bot).await.retired);
    let draft = on_entry(&bot, mo, "edit", "food-bank").await;
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let draft = bot.submit(mo, &form, &[("cost", "2 pounds")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    let version = food(&bot).await.version;
    change(&bot, "food-bank", Some(version), food_bank(), true).await;
    let newer = bot.press(mo, &preview, "Save the change").await;
    bot.press(mo, &newer, "Take theirs").await;
    assert!(food(&bot).await.retired && !has_draft(&bot, mo).await);
    bot.finish().await;
}

#[tokio::test]
async fn what_was_shown_is_what_goes_on_the_list() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let draft = draft_with(&bot, mo, &WHOLE).await;
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.submit(mo, &form, &[("cost", "free")]).await;
    let again = press_stale(&bot, mo, &preview, "Put it on the list").await;
    assert!(again.content.starts_with("Your draft changed since you saw it, so I did nothing yet."));
    says(&again, "Cost: free");
    assert!(entries(&bot).await.is_empty());
    bot.press(mo, &again, "Put it on the list").await;
    assert_eq!(entries(&bot).await.len(), 1);
    bot.finish().await;
}

#[tokio::test]
async fn another_draft_stands_in_the_way_and_what_was_typed_is_given_back() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let blank = bot.slash(mo, "library add").await;
    let (form, _) = bot.open_form(mo, &blank, "Begin").await;
    on_entry(&bot, mo, "edit", "food-bank").await;
    let other = bot.submit(mo, &form, &[("title", "Soup kitchen")]).await;
    says(&other, "You have a draft already: **Food bank**.");
    says(&other, "What you just typed is here to copy:\nTitle: Soup kitchen");
    let blank = bot.press(mo, &other, "Throw it away, begin again").await;
    says(&blank, "**A new entry**");
    assert!(!has_draft(&bot, mo).await);
    bot.finish().await;
}

#[tokio::test]
async fn text_from_right_to_left_and_a_host_in_other_letters_are_shown_as_such() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let words = [("title", "مطبخ الحساء"), ("sentence", "حساء دافئ."), ("link", "https://пример.example/")];
    let draft = draft_with(&bot, mo, &words).await;
    says(&draft, "xn--e1afmkfd.example");
    says(&draft, "Look closely, then press *The link is right*.");
    let draft = bot.press(mo, &draft, "The link is right").await;
    says(&draft, "It is all there.");
    let preview = bot.press(mo, &draft, "See it as members will").await;
    says(&preview, "**مطبخ الحساء**\n");
    says(&preview, "<https://xn--e1afmkfd.example/>");
    bot.press(mo, &preview, "Put it on the list").await;
    assert_eq!(entries(&bot).await[0].body.title, "مطبخ الحساء");
    bot.finish().await;
}

#[tokio::test]
async fn each_step_asks_for_the_right_again_the_last_one_included() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    let lists = {
        let blank = bot.slash(mo, "library add").await;
        let (form, _) = bot.open_form(mo, &blank, "Begin").await;
        bot.submit(mo, &form, &WHOLE).await
    };
    let draft = bot.press(mo, &lists, "Go on").await;
    let (form, _) = bot.open_form(mo, &draft, "Where and when").await;
    let whole = draft_whole(&bot, &draft).await;
    let preview = bot.press(mo, &whole, "See it as members will").await;
    let retire = on_entry(&bot, mo, "retire", "food-bank").await;
    let history = on_entry(&bot, mo, "history", "food-bank").await;
    let before = bot.store().draft(bot.guild, mo).await.unwrap();

    bot.standin.add_member(bot.guild, mo, &[]);
    let mut controls: Vec<String> = Vec::new();
    for screen in [&lists, &draft, &preview, &retire, &history] {
        let buttons = screen.buttons().into_iter().filter_map(|button| button.custom_id);
        controls.extend(buttons.filter(|id| id.starts_with("1:lib-")));
        controls.extend(screen.selects().into_iter().map(|select| select.custom_id));
    }
    controls.extend(
        ["check:food-bank:1:", "restore:food-bank:1:", "next:::", "edit:food-bank::", "ontop::1:"]
            .map(|control| format!("1:lib-{control}")),
    );
    controls.retain(|id| !id.starts_with("1:lib-drop:"));
    assert!(controls.len() > 15, "{controls:?}");
    for id in &controls {
        let act = bot.standin.press_forged(mo, preview.id, id);
        assert_eq!(bot.standin.settled(&act).await.content, REFUSED, "{id}");
    }
    let sent = bot.submit(mo, &form, &[("cost", "free")]).await;
    assert_eq!(sent.content, REFUSED, "a form that was open all the while");
    assert_eq!(bot.store().draft(bot.guild, mo).await.unwrap(), before, "nothing was changed");
    assert_eq!((entries(&bot).await.len(), food(&bot).await.version), (1, 1));
    // Their own draft is theirs to throw away.
    let data = bot.slash(mo, "my-data").await;
    says(&data, "a draft of an entry for the list of resources is kept with your Discord id");
    bot.press(mo, &data, "Throw my draft away").await;
    assert!(!has_draft(&bot, mo).await);
    bot.finish().await;
}

/// The draft whose lists are picked.
async fn draft_whole(bot: &TestBot, draft: &Message) -> Message {
    let mo = bot.moderator;
    let lists = bot.press(mo, draft, "Lists").await;
    let lists = bot.choose(mo, &lists, "What it is", &["practical"]).await;
    let lists = bot.choose(mo, &lists, "What it is about (one or more)", &["food"]).await;
    let lists = bot.choose(mo, &lists, "What it gives (one or more)", &["practical"]).await;
    bot.press(mo, &lists, "Go on").await
}

#[tokio::test]
async fn a_member_who_is_no_moderator_begins_nothing() {
    let bot = with_food_bank().await;
    let offered = bot.standin.offered(bot.ana, bot.check_in);
    assert!(offered.iter().all(|command| command["name"] != "library"));
    let help = bot.slash(bot.ana, "help-now").await;
    for control in ["words:::0", "begin:::", "show:::", "edit:food-bank::", "retire:food-bank:1:"] {
        let act = bot.standin.press_forged(bot.ana, help.id, &format!("1:lib-{control}"));
        assert_eq!(bot.standin.settled(&act).await.content, REFUSED, "{control}");
    }
    assert!(!has_draft(&bot, bot.ana).await);
    bot.finish().await;
}

#[tokio::test]
async fn a_draft_is_in_the_copy_and_goes_with_an_erasure() {
    let bot = with_food_bank().await;
    let mo = bot.moderator;
    draft_with(&bot, mo, &WHOLE).await;
    let data = bot.slash(mo, "my-data").await;
    let ask = bot.press(mo, &data, "Take a copy").await;
    let copy = bot.press(mo, &ask, "Send it here").await;
    assert!(copy.content.starts_with("Here is everything"), "{}", copy.content);
    let services = &bot.bot().services;
    let caller = services.caller(bot.guild, mo, Rights::default());
    let (_, _, json) = services.export(&caller).await.unwrap();
    assert!(json.contains("Warm soup each evening."), "{json}");
    let text = String::from_utf8(bot.standin.attachment(copy.id, "my-data.txt").unwrap()).unwrap();
    assert!(text.contains("Warm soup each evening."), "{text}");
    assert!(services.erase(&caller).await.unwrap().anything);
    assert!(!has_draft(&bot, mo).await);
    bot.finish().await;
}
