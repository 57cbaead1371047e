//! `/my-data` for staff, in direct messages and in the copy: everything that is kept is shown, and nothing of
//! it is cut or changed.

use chimebot::domain::consent::Choice::{self, CountDays, KeepAnswers};
use chimebot::domain::ids::UserId;
use chimebot::service::setup::Change;
use chimebot::standin::Message;
use serde_json::json;

use crate::support::TestBot;

/// `/my-data` in a direct message.
async fn by_dm(bot: &TestBot, user: UserId) -> Message {
    let act = bot.standin.slash(user, bot.standin.dm_channel(user), "my-data", json!({}));
    bot.standin.settled(&act).await
}

/// The copy to read, from a page of `/my-data`.
async fn copy(bot: &TestBot, user: UserId, page: &Message) -> String {
    let ask = bot.press(user, page, "Take a copy").await;
    let sent = bot.press(user, &ask, "Send it here").await;
    String::from_utf8(bot.standin.attachment(sent.id, "my-data.txt").unwrap()).unwrap()
}

#[tokio::test]
async fn staff_who_are_no_members_see_what_is_noted_of_them_everywhere_and_take_it_along() {
    let bot = TestBot::set_up().await;
    bot.slash_with(bot.moderator, "quiet", json!({ "until": "2026-12-01" })).await;
    let page = bot.slash(bot.moderator, "my-data").await;
    assert!(page.content.contains("What you did as staff is noted.\nAs staff: 1 change"), "{}", page.content);
    let text = copy(&bot, bot.moderator, &page).await;
    let line = format!("2026-11-23T08:50:00Z, by {}: quiet. Before: ", bot.moderator);
    assert!(text.contains("What you changed as staff") && text.contains(&line), "{text}");
    let dm = by_dm(&bot, bot.moderator).await;
    assert!(dm.content.starts_with("In **Riverside**:\n"), "{}", dm.content);
    assert!(dm.content.contains("As staff: 1 change"), "{}", dm.content);
    let text = copy(&bot, bot.moderator, &dm).await;
    assert!(text.starts_with("Everything I keep about you in Riverside\n") && text.contains(&line), "{text}");
    bot.finish().await;
}

#[tokio::test]
async fn staff_of_whom_only_a_draft_is_kept_find_it_in_direct_messages_too_and_throw_it_away_there() {
    let bot = TestBot::set_up().await;
    let blank = bot.slash(bot.moderator, "library add").await;
    let (form, _) = bot.open_form(bot.moderator, &blank, "Begin").await;
    bot.submit(bot.moderator, &form, &[("title", "Soup kitchen")]).await;
    let dm = by_dm(&bot, bot.moderator).await;
    assert!(dm.content.starts_with("In **Riverside**:\n"), "{}", dm.content);
    assert!(dm.content.contains("a draft of an entry for the list of resources is kept"), "{}", dm.content);
    let text = copy(&bot, bot.moderator, &dm).await;
    assert!(text.contains("Soup kitchen"), "{text}");
    let gone = bot.press(bot.moderator, &by_dm(&bot, bot.moderator).await, "Throw my draft away").await;
    assert!(!gone.content.contains("a draft of an entry"), "{}", gone.content);
    assert!(bot.store().draft_row(bot.guild, bot.moderator).await.unwrap().is_none());
    assert!(!by_dm(&bot, bot.moderator).await.content.contains("Riverside"), "nothing is kept there now");
    bot.finish().await;
}

#[tokio::test]
async fn a_copy_to_read_has_every_thing_under_its_label_and_leaves_own_words_as_they_are() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::Words(true)]).await;
    bot.member(bot.ana, &Choice::ALL).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Hard day").await;
    let (form, _) = bot.open_form(bot.ana, &thanks, "Add a few words").await;
    bot.submit(bot.ana, &form, &[("words", "2*3*4 **bold** _and_ # so\non")]).await;
    let me = bot.slash(bot.ana, "me").await;
    let me = bot.press(bot.ana, &me, "Show my run").await;
    let me = bot.press(bot.ana, &me, "Take a break").await;
    let me = bot.press(bot.ana, &me, "End my break").await;
    let panel = bot.press(bot.ana, &me, "Reminders").await;
    let panel = bot.press(bot.ana, &panel, "Every day").await;
    bot.choose(bot.ana, &panel, "Pick a time", &["10"]).await;
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(
        page.content.contains(
            "I also keep their dates, times you came back (0), breaks and journeys (1), and that your run is shown."
        ),
        "{}",
        page.content
    );
    let text = copy(&bot, bot.ana, &page).await;
    for part in [
        "Everything I keep about you in this community\n",
        "You turned on: Count my days, at 2026-11-23T08:50:00Z, under version 4 of the text.",
        "The days you showed up: 2026-11-23\n",
        "Times you came back: 0\n",
        "Your current run: you asked to see it.\n",
        "Breaks and journeys: 2026-11-23 to 2026-11-23\n",
        "Reminders, days: every day\nReminders, time: 10:00\n",
        "When the next one is due: 2026-11-24T10:00:00Z\n",
        "Your answer: Hard day\nKept until: 2027-02-21\n",
        "Your own words: 2*3*4 **bold** _and_ # so\non\nYour own words are kept until: 2026-12-23\n",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    assert!(text.contains(&format!("Your Discord id, to write to you: {}\n", bot.ana)), "{text}");
    bot.finish().await;
}

#[tokio::test]
async fn a_copy_says_whether_the_last_reminder_met_a_button_or_a_check_in() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[Choice::RemindMe]).await;
    let me = bot.slash(bot.ana, "me").await;
    let panel = bot.press(bot.ana, &me, "Reminders").await;
    let panel = bot.press(bot.ana, &panel, "Every day").await;
    bot.choose(bot.ana, &panel, "Pick a time", &["10"]).await;
    bot.live_to("2026-11-24T10:00:00Z").await;
    let text = copy(&bot, bot.ana, &bot.slash(bot.ana, "my-data").await).await;
    assert!(
        text.contains("When the last reminder went out: 2026-11-24T10:00:00Z\nHow many in a row"),
        "{text}"
    );
    bot.press(bot.ana, &bot.card(), "Skip").await;
    let text = copy(&bot, bot.ana, &bot.slash(bot.ana, "my-data").await).await;
    assert!(text.contains("It met a button or a check-in.\n"), "{text}");
    drop(bot.standin.dm(bot.ana));
    bot.finish().await;
}

#[tokio::test]
async fn a_confirm_in_a_direct_message_names_its_community_and_the_list_has_pages() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    for number in 1..=30 {
        let guild = bot.standin.add_guild(&format!("Hill {number}"), bot.admin);
        let caller = bot.store().caller(guild, bot.ana);
        bot.store().turn_on(caller, [CountDays].into_iter().collect(), 3).await.unwrap();
    }
    let first = by_dm(&bot, bot.ana).await;
    assert!(first.content.starts_with("31 communities hold something of yours."), "{}", first.content);
    let names = |list: &Message| {
        list.selects().remove(0).options.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let mut all = names(&first);
    assert_eq!(all.len(), 25);
    let second = bot.press(bot.ana, &first, "More").await;
    let last = second.selects().remove(0);
    all.extend(names(&second));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 31, "each is on one page");
    let back = bot.press(bot.ana, &second, "Back").await;
    assert_eq!(names(&back), names(&first));
    let second = bot.press(bot.ana, &back, "More").await;

    let (name, value) = last.options.last().unwrap().clone();
    let page = bot.select(bot.ana, &second, &last.custom_id, &[&value]).await;
    let erase = bot.press(bot.ana, &page, "Erase all of it now").await;
    let asks = format!("In **{name}**:\n**Erase everything I keep about you here?**");
    assert!(erase.content.starts_with(&asks), "{}", erase.content);
    assert!(
        erase.content.contains(
            "choices, what you suggested and your part in the group's numbers for these four weeks go."
        ),
        "{}",
        erase.content
    );
    let page = bot.press(bot.ana, &erase, "Go back").await;
    let off = bot.press(bot.ana, &page, "Turn off: Count my days").await;
    assert!(
        off.content.starts_with(&format!("In **{name}**:\nTurn off *Count my days*?")),
        "{}",
        off.content
    );
    let places = bot.press(bot.ana, &off, "My communities").await;
    assert!(places.content.starts_with("31 communities"), "{}", places.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_community_that_took_the_bot_out_says_when_everything_goes() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    assert!(!by_dm(&bot, bot.ana).await.content.contains("taken out"));
    bot.store().community_left(bot.guild).await.unwrap();
    let page = by_dm(&bot, bot.ana).await;
    let goes = "I was taken out of this community. If I stay out, all of this goes after 30 November 2026.";
    assert!(page.content.contains(goes), "{}", page.content);
    bot.finish().await;
}

#[tokio::test]
async fn what_is_said_about_all_of_it_is_never_cut() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::Words(true)]).await;
    let (long, answer) = ("how it went ".repeat(12), "something quite long to say about it ".repeat(2));
    bot.member(bot.moderator, &[CountDays, KeepAnswers, Choice::GroupCounts, Choice::RemindMe]).await;
    bot.slash_with(bot.moderator, "quiet", json!({ "until": "2026-11-23" })).await;
    bot.tick().await;
    let mut prompt = bot.prompt("h1-hope-today");
    prompt.question = format!("Would you say {long}?");
    prompt.answers[3] = answer.clone();
    for day in 24..=30 {
        bot.at(&format!("2026-11-{day}T08:00:00Z")).await;
        let card = bot.post(&format!("2026-11-{day}"), &prompt).await;
        let select = card.find_button(&answer[..answer.len().min(80)]).or_else(|| card.find_button("4"));
        bot.press_id(bot.moderator, card.id, &select.unwrap()).await;
    }
    let me = bot.slash(bot.moderator, "me").await;
    let panel = bot.press(bot.moderator, &me, "Reminders").await;
    let panel = bot.press(bot.moderator, &panel, "Three days a week").await;
    bot.choose(bot.moderator, &panel, "Pick a time", &["10"]).await;
    let page = bot.slash(bot.moderator, "my-data").await;
    assert!(page.content.encode_utf16().count() <= 2_000, "{}", page.content);
    assert!(page.content.contains("\nNot locked: ") && page.content.contains("\nAs staff: 1 change"));
    let shown = page.content.matches("\n- 2026-11-").count();
    assert!((0..7).contains(&shown), "there is no room for all seven: {}", page.content);
    let all = bot.press(bot.moderator, &page, "Older answers").await;
    assert_eq!(all.content.matches("\n- 2026-11-").count(), 7, "{}", all.content);
    bot.finish().await;
}
