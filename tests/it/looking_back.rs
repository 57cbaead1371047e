//! Looking back: kept answers by week, one of them, and deleting it for good.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::service::setup::Change;

use crate::support::TestBot;

#[tokio::test]
async fn kept_answers_come_week_by_week_and_newest_first() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    for day in ["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01"] {
        bot.at(&format!("{day}T09:00:00Z")).await;
        bot.press(bot.ana, &bot.card(), "Hard day").await;
    }
    let page = bot.slash(bot.ana, "me").await;
    let newest = bot.press(bot.ana, &page, "Look back").await;
    assert!(newest.content.starts_with("**Looking back**: the week of 30 November"), "{}", newest.content);
    let days = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("- "))
            .map(|line| line[2..8].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(days(&newest.content), ["Tuesda", "Monday"]);
    let older = bot.press(bot.ana, &newest, "Older").await;
    assert!(older.content.starts_with("**Looking back**: the week of 23 November"), "{}", older.content);
    assert!(older.content.ends_with("Page 2 of 2"), "{}", older.content);
    assert_eq!(days(&older.content), ["Sunday", "Saturd"]);
    let back = bot.press(bot.ana, &older, "Newer").await;
    assert_eq!(back.content, newest.content);
    bot.finish().await;
}

#[tokio::test]
async fn one_answer_is_deleted_from_the_disk_after_one_confirm_and_days_stay() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers, CountDays]).await;
    for day in [23, 24] {
        bot.at(&format!("2026-11-{day}T09:00:00Z")).await;
        bot.press(bot.ana, &bot.card(), "Hard day").await;
    }
    let caller = bot.store().caller(bot.guild, bot.ana);
    let rows = bot.store().raw_rows(caller).await.unwrap();
    let sealed: Vec<_> = rows
        .into_iter()
        .filter(|row| row.table == "answer")
        .map(|row| row.columns.into_iter().find(|(name, _)| *name == "sealed").unwrap().1.unwrap())
        .collect();
    let bytes = |hex: &str| -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    };
    let found = |hex: &str| {
        let needle = bytes(hex);
        bot.files().values().any(|file| file.windows(needle.len()).any(|part| part == needle))
    };
    assert!(sealed.iter().all(|hex| found(hex)), "the search finds what is there");

    let page = bot.slash(bot.ana, "me").await;
    let list = bot.press(bot.ana, &page, "Look back").await;
    let oldest = list.selects().remove(0).options.pop().unwrap().1;
    let one = bot.choose(bot.ana, &list, "Pick one to see or delete it", &[&oldest]).await;
    assert!(one.content.starts_with("Monday, 23 November 2026\n"), "{}", one.content);
    assert!(
        one.content.ends_with("You said: **Hard day**\nI keep this until 21 February 2027."),
        "{}",
        one.content
    );
    let ask = bot.press(bot.ana, &one, "Delete it").await;
    let kept = bot.press(bot.ana, &ask, "Go back").await;
    assert_eq!(kept.content, one.content, "a confirm can be left");
    let ask = bot.press(bot.ana, &kept, "Delete it").await;
    let again = ask.find_button("Yes, delete it").unwrap();
    let done = bot.press(bot.ana, &ask, "Yes, delete it").await;
    assert_eq!(done.content, "Done. That answer is deleted. Your days stay as they are.");
    assert_eq!((found(&sealed[0]), found(&sealed[1])), (false, true), "its bytes alone are gone");
    assert_eq!(bot.total(bot.ana).await, 2);
    let act = bot.standin.press_forged(bot.ana, done.id, &again);
    assert_eq!(bot.standin.settled(&act).await.content, "That one is not here any more.");
    let act = bot.standin.press_forged(bot.ben, bot.card().id, &again.replace("20261123", "20261124"));
    assert_eq!(bot.standin.settled(&act).await.content, "That one is not here any more.");
    assert_eq!(bot.kept(bot.ana).await.len(), 1, "nobody deletes what is another's");
    bot.finish().await;
}

#[tokio::test]
async fn whoever_keeps_no_answers_is_told_so() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let hard = bot.press(bot.ana, &bot.card(), "Hard day").await;
    let act = bot.standin.press_forged(bot.ana, hard.id, "1:past:0::");
    let none = bot.standin.settled(&act).await;
    assert!(none.content.starts_with("I keep no answers of yours here"), "{}", none.content);
    bot.finish().await;
}

#[tokio::test]
async fn own_words_are_for_their_writer_alone_where_the_community_allows_them() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Hard day").await;
    assert!(thanks.find_button("Add a few words").is_none(), "words are off until an admin turns them on");
    bot.change(vec![Change::Words(true)]).await;
    let guest = bot.press(bot.ben, &bot.card(), "Hard day").await;
    assert!(guest.find_button("Add a few words").is_none(), "there is no answer to keep them beside");
    let thanks = bot.press(bot.ana, &bot.card(), "Hard day").await;
    let (form, shown) = bot.open_form(bot.ana, &thanks, "Add a few words").await;
    assert!(shown.to_string().contains("For your eyes only. No medical details."), "{shown}");
    let said = bot.submit(bot.ana, &form, &[("words", " The wren sang.\n\n\u{200b}It **helped**. ")]).await;
    assert_eq!(said.content, "I kept your words. Only you can see them. They go after 23 December 2026.");
    let plain = b"The wren sang.";
    assert!(
        bot.files().values().all(|file| file.windows(plain.len()).all(|part| part != plain)),
        "sealed on disk"
    );

    let page = bot.slash(bot.ana, "me").await;
    let list = bot.press(bot.ana, &page, "Look back").await;
    let value = list.selects().remove(0).options.pop().unwrap().1;
    let one = bot.choose(bot.ana, &list, "Pick one to see or delete it", &[&value]).await;
    assert!(one.content.contains("In your words: The wren sang.\nIt **helped**."), "{}", one.content);
    assert!(one.content.ends_with("I keep your words until 23 December 2026."), "{}", one.content);

    let settings = bot.slash(bot.ana, "me").await;
    let settings = bot.press(bot.ana, &settings, "My settings").await;
    let set = bot.choose(bot.ana, &settings, "How long shall I keep your own words?", &["7"]).await;
    assert!(
        set.content.starts_with("Done. I changed that.\n"),
        "nothing is old enough to go: {}",
        set.content
    );
    let words = async || bot.held(bot.ana).await.unwrap().answers[0].words.clone();
    assert_eq!(words().await.unwrap().keep_until.to_string(), "2026-11-30", "those kept already as well");
    let longer = bot.choose(bot.ana, &set, "How long shall I keep your answers?", &["13m"]).await;
    assert!(longer.content.starts_with("Done. I changed that. What is here now stays longer, too.\n"));
    let same = bot.choose(bot.ana, &set, "How long shall I keep your answers?", &["13m"]).await;
    assert!(same.content.starts_with("Done. I changed that.\n"), "{}", same.content);
    assert_eq!(bot.held(bot.ana).await.unwrap().answers[0].keep_until.to_string(), "2027-12-23");
    bot.choose(bot.ana, &set, "How long shall I keep your answers?", &["90d"]).await;
    assert_eq!(bot.held(bot.ana).await.unwrap().answers[0].keep_until.to_string(), "2027-02-21");

    let (form, shown) = bot.open_form(bot.ana, &one, "Write my words anew").await;
    assert!(shown.to_string().contains("New words. Empty: the old ones stay."), "{shown}");
    let empty = bot.submit(bot.ana, &form, &[("words", "")]).await;
    assert_eq!(empty.content, "You wrote nothing, so nothing was changed.");
    assert!(words().await.is_some(), "an empty form deletes nothing");
    let ask = bot.press(bot.ana, &one, "Delete my words").await;
    let gone = bot.press(bot.ana, &ask, "Yes, delete it").await;
    assert_eq!(gone.content, "Done. Your words are deleted.");
    assert_eq!(words().await, None);
    let page = bot.slash(bot.ana, "me").await;
    let list = bot.press(bot.ana, &page, "Look back").await;
    let one = bot.choose(bot.ana, &list, "Pick one to see or delete it", &[&value]).await;
    let (form, _) = bot.open_form(bot.ana, &one, "Add a few words").await;
    bot.submit(bot.ana, &form, &[("words", "once more")]).await;
    for moment in ["2026-12-02T09:00:00Z", "2026-12-03T09:00:00Z"] {
        bot.at(moment).await;
        bot.tick().await;
    }
    assert_eq!(words().await, None, "a week is over");
    assert_eq!(bot.kept(bot.ana).await.len(), 1, "their answer stays");

    let (form, _) = bot.open_form(bot.ana, &one, "Add a few words").await;
    bot.change(vec![Change::Words(false)]).await;
    let off = bot.submit(bot.ana, &form, &[("words", "too late")]).await;
    assert_eq!(off.content, "Own words are turned off in this community. I did not keep what you wrote.");
    let ask = bot.press(bot.ana, &one, "Delete it").await;
    bot.press(bot.ana, &ask, "Yes, delete it").await;
    bot.change(vec![Change::Words(true)]).await;
    let late = bot.submit(bot.ana, &form, &[("words", "for nothing")]).await;
    assert!(
        late.content.starts_with("The answer these words were for is not kept any more"),
        "{}",
        late.content
    );
    bot.card();
    bot.finish().await;
}

#[tokio::test]
async fn a_shorter_time_asks_first_where_something_would_go_by_it_and_says_what() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    bot.change(vec![Change::Words(true)]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let (form, _) = bot.open_form(bot.ana, &thanks, "Add a few words").await;
    bot.submit(bot.ana, &form, &[("words", "The wren sang.")]).await;
    let settings = async || {
        let page = bot.slash(bot.ana, "me").await;
        bot.press(bot.ana, &page, "My settings").await
    };
    let until = async || {
        let answer = bot.held(bot.ana).await.unwrap().answers.remove(0);
        (answer.keep_until.to_string(), answer.words.unwrap().keep_until.to_string())
    };
    let (answers, words) = ("How long shall I keep your answers?", "How long shall I keep your own words?");
    bot.choose(bot.ana, &settings().await, answers, &["13m"]).await;
    bot.choose(bot.ana, &settings().await, words, &["90"]).await;
    assert_eq!(until().await, ("2027-12-23".to_owned(), "2027-02-21".to_owned()));

    bot.at("2026-12-10T10:00:00Z").await;
    let ask = bot.choose(bot.ana, &settings().await, words, &["7"]).await;
    assert_eq!(
        ask.content,
        "Keep your own words for 7 days only? Those you wrote before 3 December would go by tomorrow. After that \
         nobody can bring them back. Your answers stay."
    );
    assert!(ask.find_button("Get help now").is_some());
    bot.press(bot.ana, &ask, "Go back").await;
    assert_eq!(until().await.1, "2027-02-21", "nothing was changed");
    // By thirty days nothing would go, so nothing is asked.
    let set = bot.choose(bot.ana, &settings().await, words, &["30"]).await;
    assert!(set.content.starts_with("Done. I changed that.\n"), "{}", set.content);
    let ask = bot.choose(bot.ana, &settings().await, words, &["7"]).await;
    let done = bot.press(bot.ana, &ask, "Yes, keep them shorter").await;
    assert!(
        done.content.starts_with(
            "Done. I changed that. What is older than this goes soon, by tomorrow at the latest."
        )
    );
    assert_eq!(until().await.1, "2026-11-30");

    bot.clock.set("2027-03-01T10:00:00Z".parse().unwrap());
    let ask = bot.choose(bot.ana, &settings().await, answers, &["90d"]).await;
    assert_eq!(
        ask.content,
        "Keep your answers for 90 days only? Those from before 1 December would go by tomorrow, with your words \
         beside them. After that nobody can bring them back. Your days stay as they are."
    );
    let kept = async || bot.held(bot.ana).await.unwrap().answers[0].keep_until.to_string();
    assert_eq!(kept().await, "2027-12-23");
    bot.press(bot.ana, &ask, "Yes, keep them shorter").await;
    assert_eq!(kept().await, "2027-02-21");
    drop((bot.posts(bot.check_in), bot.posts(bot.staff)));
    bot.finish().await;
}
