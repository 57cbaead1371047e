//! `/my-data`: what is kept is shown, and what is turned off or erased is gone from the disk.

use chimebot::domain::consent::Choice::{self, CountDays, KeepAnswers};
use chimebot::domain::ids::UserId;

use crate::support::TestBot;

/// The sealed bytes of somebody's row in `table`, as they lie on disk.
async fn sealed(bot: &TestBot, user: UserId, table: &str, column: &str) -> Vec<u8> {
    let rows = bot.store().raw_rows(bot.store().caller(bot.guild, user)).await.unwrap();
    let row = rows.into_iter().find(|row| row.table == table).unwrap_or_else(|| panic!("no row in {table}"));
    let hex = row.columns.into_iter().find(|(name, _)| *name == column).unwrap().1.unwrap();
    let digits: Vec<_> = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap()).collect();
    digits.into_iter().map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// The files that hold these bytes.
fn held_by(bot: &TestBot, bytes: &[u8]) -> Vec<String> {
    assert!(bytes.len() >= 24, "long enough to be found by chance nowhere");
    let files = bot.files().into_iter();
    let holds = files.filter(|(_, content)| content.windows(bytes.len()).any(|part| part == bytes));
    holds.map(|(name, _)| name).collect()
}

/// A member with both choices on and an answer given.
async fn member(bot: &TestBot) -> [Vec<u8>; 3] {
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    bot.press(bot.ana, &bot.card(), "Hard day").await;
    let canaries = [
        sealed(bot, bot.ana, "answer", "sealed").await,
        sealed(bot, bot.ana, "days", "sealed").await,
        sealed(bot, bot.ana, "member_key", "wrapped").await,
    ];
    for canary in &canaries {
        assert!(!held_by(bot, canary).is_empty(), "the search finds what is there");
    }
    canaries
}

#[tokio::test]
async fn turning_a_choice_off_removes_its_bytes_and_leaves_the_other_as_it_was() {
    for off in [KeepAnswers, CountDays] {
        let bot = TestBot::set_up().await;
        let [answer, days, key] = member(&bot).await;
        turn_off(&bot, off).await;
        let (gone, left) = if off == KeepAnswers { (&answer, &days) } else { (&days, &answer) };
        assert_eq!(held_by(&bot, gone), Vec::<String>::new(), "{off}: its bytes are on no disk");
        assert!(!held_by(&bot, left).is_empty() && !held_by(&bot, &key).is_empty(), "{off}: the other stays");
        let held = bot.held(bot.ana).await.unwrap();
        assert!(!held.member.choices.contains(off) && held.consents.len() == 1);
        assert_eq!(held.answers.is_empty(), off == KeepAnswers);
        assert_eq!(held.days.is_none(), off == CountDays);
        bot.finish().await;
    }
}

#[tokio::test]
async fn turning_off_the_last_choice_removes_the_member_and_the_key() {
    let bot = TestBot::set_up().await;
    let canaries = member(&bot).await;
    turn_off(&bot, KeepAnswers).await;
    turn_off(&bot, CountDays).await;
    for canary in canaries {
        assert_eq!(held_by(&bot, &canary), Vec::<String>::new());
    }
    assert_eq!(bot.rows_about(bot.ana).await, 0, "no row in any table, and no key");
    let data = bot.slash(bot.ana, "my-data").await;
    assert!(
        data.content.starts_with("**I keep no answers, days or choices of yours here.**"),
        "{}",
        data.content
    );
    bot.finish().await;
}

#[tokio::test]
async fn erasing_removes_everything_and_says_so_only_then() {
    let bot = TestBot::set_up().await;
    let canaries = member(&bot).await;
    let data = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &data, "Erase all of it now").await;
    let back = bot.press(bot.ana, &ask, "Go back").await;
    assert_eq!(back.content, data.content, "a confirm can be left");
    let ask = bot.press(bot.ana, &back, "Erase all of it now").await;
    let again = ask.find_button("Erase it all").unwrap();
    let gone = bot.press(bot.ana, &ask, "Erase it all").await;
    assert!(
        gone.content.starts_with(
            "Done. Your answers and own words, days, reminders, settings, choices, what you suggested and your part in \
             the group's numbers for these four weeks are gone from here."
        ),
        "{}",
        gone.content
    );
    for canary in canaries {
        assert_eq!(held_by(&bot, &canary), Vec::<String>::new());
    }
    assert_eq!(bot.rows_about(bot.ana).await, 0);

    let files = bot.files();
    let act = bot.standin.press_forged(bot.ana, gone.id, &again);
    assert_eq!(
        bot.standin.settled(&act).await.content,
        "Nothing of yours is kept here now: no answers, no days, no choices."
    );
    assert!(bot.files() == files, "erasing nothing writes nothing");
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert_eq!(thanks.content, "No problem. See you another time.", "they are a guest again");
    assert!(bot.files() == files);
    bot.finish().await;
}

#[tokio::test]
async fn the_page_says_what_is_kept_why_and_until_when() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let prompt = bot.prompt("h1-hope-today");
    let card = bot.post("2026-11-23", &prompt).await;
    bot.press(bot.ana, &card, "4").await;
    let data = bot.slash(bot.ana, "my-data").await;
    assert_eq!(
        data.content,
        "**What I keep about you here**\n\
         Turned on: Count my days, Keep my answers for me.\n\
         When you said yes: 2026-11-23. Why: I must know what you agreed to. Until: you turn it off.\n\
         The month you last came: 2026-11. Why: if I do not see you for 13 months, I delete everything of yours.\n\
         Days you showed up: 1. Why: you turned on *Count my days*. Until: you turn it off.\n\
         I also keep their dates, times you came back (0), breaks and journeys (0), and that your run is not \
         shown.\n\
         Answers kept: 1. Why: you turned on *Keep my answers for me*. Each goes after 90 days.\n\
         - 2026-11-23: How much hope do you have today? **4**\n\
         Locked under a key of your own: your total, dates and breaks, what you answered and wrote.\n\
         Not locked: what is turned on, since when, the month you last came, what you set, the day and the \
         question of each answer, and when it and your words go. Nobody in this community can see any of it."
    );
    let other = bot.slash(bot.ben, "my-data").await;
    assert!(
        other.content.starts_with("**I keep no answers, days or choices of yours here.**"),
        "{}",
        other.content
    );
    bot.finish().await;
}

#[tokio::test]
async fn an_old_page_turns_off_nothing_that_is_off_already() {
    let bot = TestBot::set_up().await;
    member(&bot).await;
    let old = bot.slash(bot.ana, "my-data").await;
    let ask = old.find_button("Turn off: Count my days").unwrap();
    turn_off(&bot, CountDays).await;
    let page = bot.press_id(bot.ana, old.id, &ask).await;
    assert!(page.content.contains("Turned on: Keep my answers for me."), "how things are: {}", page.content);
    let files = bot.files();
    let forged = bot.standin.press_forged(bot.ana, page.id, "1:mydata::askoff:12");
    let page = bot.standin.settled(&forged).await;
    assert!(page.content.contains("Turned on: Keep my answers for me."), "{}", page.content);
    assert!(bot.files() == files);
    bot.finish().await;
}

#[tokio::test]
async fn reading_the_page_in_a_new_month_notes_that_month_and_help_does_not() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    bot.clock.set("2026-12-01T10:00:00Z".parse().unwrap());
    let files = bot.files();
    bot.press(bot.ana, &card, "Get help now").await;
    assert!(bot.files() == files);
    bot.slash(bot.ana, "my-data").await;
    assert_eq!(bot.held(bot.ana).await.unwrap().member.last_seen, "2026-12");
    let noted = bot.files();
    bot.slash(bot.ana, "my-data").await;
    assert!(bot.files() == noted, "once a month at most");
    bot.finish().await;
}

async fn turn_off(bot: &TestBot, choice: Choice) {
    let name = if choice == CountDays { "Count my days" } else { "Keep my answers for me" };
    let data = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &data, &format!("Turn off: {name}")).await;
    assert!(ask.content.contains("It cannot be brought back."), "{}", ask.content);
    let done = bot.press(bot.ana, &ask, "Turn it off").await;
    assert_eq!(done.content, format!("Done. *{name}* is off, and what it kept is deleted."));
}

#[tokio::test]
async fn every_kept_answer_can_be_seen_page_by_page() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    bot.tick().await;
    for day in 0..16 {
        let date = jiff::civil::date(2026, 11, 23).saturating_add(jiff::ToSpan::days(day)).to_string();
        let card = bot.post(&date, &bot.prompt("h1-hope-today")).await;
        bot.press(bot.ana, &card, "4").await;
    }
    let mut page = bot.slash(bot.ana, "my-data").await;
    let mut seen = Vec::new();
    loop {
        let dates = page.content.lines().filter_map(|line| line.strip_prefix("- ")?.split(':').next());
        seen.extend(dates.map(str::to_owned));
        if page.find_button("Older answers").is_none() {
            break;
        }
        page = bot.press(bot.ana, &page, "Older answers").await;
    }
    assert!(page.content.starts_with("**Your kept answers**, page 3 of 3"), "{}", page.content);
    let last = jiff::civil::date(2026, 12, 8);
    let all: Vec<String> =
        (0..16).map(|ago| last.saturating_sub(jiff::ToSpan::days(ago)).to_string()).collect();
    assert_eq!(seen, all);
    let page = bot.press(bot.ana, &page, "Newer answers").await;
    assert!(page.content.starts_with("**Your kept answers**, page 2 of 3"), "{}", page.content);
    let back = bot.press(bot.ana, &page, "Go back").await;
    assert!(back.content.starts_with("**What I keep about you here**"), "{}", back.content);
    bot.finish().await;
}

#[tokio::test]
async fn staff_are_told_what_is_noted_of_them_and_that_erasing_leaves_it() {
    let bot = TestBot::set_up().await;
    bot.slash_with(bot.moderator, "quiet", serde_json::json!({ "until": "2026-12-01" })).await;
    let data = bot.slash(bot.moderator, "my-data").await;
    assert_eq!(
        data.content,
        "**I keep no answers, days or choices of yours here.** What you did as staff is noted.\n\
         As staff: 1 change you made is noted with your Discord id, for 180 days. Why: others can see who did it, \
         and undo it."
    );
    bot.member(bot.moderator, &[CountDays]).await;
    let data = bot.slash(bot.moderator, "my-data").await;
    assert!(data.content.contains("Days you showed up: none yet."), "{}", data.content);
    let ask = bot.press(bot.moderator, &data, "Erase all of it now").await;
    let gone = bot.press(bot.moderator, &ask, "Erase it all").await;
    assert!(
        gone.content.contains("are gone from here.") && gone.content.contains("As staff: 1 change"),
        "{}",
        gone.content
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_direct_message_shows_and_erases_what_a_community_keeps_after_one_left_it() {
    let bot = TestBot::set_up().await;
    let dm = bot.standin.dm_channel(bot.ana);
    let ask = async || {
        let act = bot.standin.slash(bot.ana, dm, "my-data", serde_json::json!({}));
        bot.standin.settled(&act).await
    };
    let files = bot.files();
    let nowhere = ask().await;
    assert!(
        nowhere.content.starts_with("**I keep no answers, days or choices of yours** in any"),
        "{}",
        nowhere.content
    );
    assert!(bot.files() == files, "asking leaves nothing");

    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    bot.press(bot.ana, &card, "4").await;
    let page = ask().await;
    assert!(
        page.content.starts_with("In **Riverside**:\n**What I keep about you here**\n"),
        "{}",
        page.content
    );
    assert!(page.content.contains("How much hope do you have today? **4**"), "{}", page.content);

    let second = bot.standin.add_guild("**Hill** <@1>side", bot.admin);
    bot.store()
        .turn_on(bot.store().caller(second, bot.ana), [CountDays].into_iter().collect(), 1)
        .await
        .unwrap();
    let which = ask().await;
    assert!(which.content.starts_with("2 communities hold something of yours."), "{}", which.content);
    let list = which.selects().remove(0);
    let names: Vec<_> = list.options.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Riverside", "Hill @1side"], "a name cannot dress up");
    let page = bot.select(bot.ana, &which, &list.custom_id, &[&list.options[0].1]).await;
    let ask_first = bot.press(bot.ana, &page, "Erase all of it now").await;
    let gone = bot.press(bot.ana, &ask_first, "Erase it all").await;
    assert!(
        gone.content.starts_with("In **Riverside**:\nDone. Your answers and own words, days,"),
        "{}",
        gone.content
    );
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    let left = ask().await;
    assert!(
        left.content.contains("Days you showed up: none yet."),
        "the other is as it was: {}",
        left.content
    );
    let off = bot.press(bot.ana, &left, "Turn off: Count my days").await;
    let off = bot.press(bot.ana, &off, "Turn it off").await;
    assert!(off.content.contains("\nDone. *Count my days* is off"), "{}", off.content);
    assert_eq!(bot.store().held_in(bot.ana).await.unwrap(), []);
    bot.finish().await;
}

#[tokio::test]
async fn a_copy_holds_everything_that_is_kept_and_is_sent_only_after_a_yes() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.tick().await;
    for day in 0..9 {
        let date = jiff::civil::date(2026, 11, 23).saturating_add(jiff::ToSpan::days(day)).to_string();
        let card = bot.post(&date, &bot.prompt("h1-hope-today")).await;
        bot.press(bot.ana, &card, "4").await;
    }
    let files = bot.files();
    let page = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &page, "Take a copy").await;
    assert!(
        ask.content.contains("They go through Discord to reach you")
            && ask.content.contains("hello@example.org")
    );
    assert_eq!(bot.press(bot.ana, &ask, "Go back").await.content, page.content);
    let ask = bot.press(bot.ana, &page, "Take a copy").await;
    let sent = bot.press(bot.ana, &ask, "Send it here").await;
    let file = |name| String::from_utf8(bot.standin.attachment(sent.id, name).expect(name)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&file("my-data.json")).unwrap();
    assert_eq!(json["days"]["total"], 9);
    assert_eq!(json["days"]["dates"].as_array().unwrap().len(), 9);
    let answers = json["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 9);
    assert_eq!(
        (&answers[0]["question"], &answers[0]["answer"]),
        (&"How much hope do you have today?".into(), &"4".into())
    );
    assert_eq!(json["choices"][0]["choice"], "count_days");
    assert_eq!(json["settings"]["month_last_seen"], "2026-12");
    let text = file("my-data.txt");
    assert_eq!(text.matches("How much hope do you have today?\nYour answer: 4\n").count(), 9, "{text}");
    assert!(text.contains("The days you showed up: 2026-11-23, 2026-11-24,"), "{text}");
    assert!(bot.files() == files, "a copy changes nothing");
    bot.finish().await;
}
