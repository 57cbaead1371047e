//! `/me`, its settings, and the private button for a setback.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};

use crate::support::TestBot;

#[tokio::test]
async fn a_guest_sees_a_calm_page_and_it_writes_nothing() {
    let bot = TestBot::set_up().await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let files = bot.files();
    let page = bot.slash(bot.ana, "me").await;
    assert_eq!(
        page.content,
        "**Your own page.** Only you can see this.\nI keep nothing about you here, and that is fine. You can check in any time with `/checkin`."
    );
    let labels: Vec<_> = page.buttons().into_iter().map(|button| button.label).collect();
    assert_eq!(labels, ["Keep something?", "I had a setback", "Get help now", "Help lines"]);
    assert!(bot.files() == files);
    bot.card();
    bot.finish().await;
}

#[tokio::test]
async fn the_page_holds_days_answers_and_what_is_on_in_words() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let hope = bot.prompt("h1-hope-today");
    bot.press(bot.ana, &bot.post("2026-11-23", &hope).await, "4").await;
    let page = bot.slash(bot.ana, "me").await;
    assert_eq!(
        page.content,
        "**Your own page.** Only you can see this.\n\
         Days you showed up: 1.\n\
         Answers I kept for you: Hope 1.\n\
         Turned on: Count my days, Keep my answers for me.\n\
         Your time zone: this community's, Europe/London. It is 09:00 there now.\n\
         Your day begins at 04:00. A check-in before that counts for the day before.\n\
         Your country: this community's. It only sorts the resources."
    );
    bot.finish().await;
}

#[tokio::test]
async fn a_setback_is_met_with_kind_words_and_leaves_no_trace() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    let hard = bot.press(bot.ana, &bot.card(), "Hard day").await;
    let guest = bot.press(bot.ben, &bot.card(), "Hard day").await;
    let files = bot.files();
    let words = bot.press(bot.ana, &hard, "I had a setback").await;
    assert_eq!(
        words.content,
        "Thank you for telling me. A setback does not wipe out what you have done. Your 1 day is still here.\n\
         What would help now? I do not save that you pressed this."
    );
    let labels: Vec<_> = words.buttons().into_iter().map(|button| button.label).collect();
    assert_eq!(labels, ["Talk to someone now", "See what I said before", "Nothing, thanks", "Help lines"]);
    let before = bot.press(bot.ana, &words, "See what I said before").await;
    assert!(before.content.contains("Hard day"), "{}", before.content);
    let page = bot.slash(bot.ana, "me").await;
    let words = bot.press(bot.ana, &page, "I had a setback").await;
    let fine = bot.press(bot.ana, &words, "Nothing, thanks").await;
    assert_eq!(fine.content, "That is fine. Go gently today. I am here any time.");
    let words = bot.press(bot.ben, &guest, "I had a setback").await;
    assert_eq!(
        words.content,
        "Thank you for telling me. A setback does not wipe out what you have done.\n\
         What would help now? I do not save that you pressed this."
    );
    let help = bot.press(bot.ben, &words, "Talk to someone now").await;
    assert!(help.content.contains("999"), "{}", help.content);
    assert!(bot.files() == files, "not a byte was written");
    assert_eq!(bot.total(bot.ana).await, 1);
    bot.finish().await;
}

#[tokio::test]
async fn settings_are_kept_with_a_choice_and_go_with_the_last() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    let page = bot.slash(bot.ana, "me").await;
    let settings = bot.press(bot.ana, &page, "My settings").await;
    let set = bot.choose(bot.ana, &settings, "Which country are you in?", &["US"]).await;
    assert!(set.content.contains("Your country: United States."), "{}", set.content);
    let (form, _) = bot.open_form(bot.ana, &set, "Change my time zone").await;
    let which = bot.submit(bot.ana, &form, &[("zone", "chicgo")]).await;
    let offer = which.buttons().into_iter().find(|button| button.label.starts_with("America/Chicago"));
    let set = bot.press(bot.ana, &which, &offer.unwrap().label).await;
    assert!(set.content.contains("Your time zone: America/Chicago."), "{}", set.content);
    let (form, _) = bot.open_form(bot.ana, &set, "Change my time zone").await;
    let bad = bot.submit(bot.ana, &form, &[("zone", "Xyzzy123")]).await;
    assert!(bad.content.starts_with("I know no zone like “Xyzzy123”."), "{}", bad.content);
    let held = bot.held(bot.ana).await.unwrap().member;
    assert_eq!((held.zone.as_deref(), held.country.as_deref()), (Some("America/Chicago"), Some("US")));

    let data = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &data, "Turn off: Keep my answers for me").await;
    bot.press(bot.ana, &ask, "Turn it off").await;
    assert_eq!(bot.rows_about(bot.ana).await, 0, "settings go with the last choice");
    let select = settings.selects().remove(0).custom_id;
    let act = bot.standin.press_forged(bot.ana, settings.id, "1:me::zoneback:");
    let none = bot.standin.settled(&act).await;
    assert!(none.content.starts_with("I keep nothing about you here"), "{select}: {}", none.content);
    let act = bot.standin.press_forged(bot.ana, settings.id, "1:me::rest:");
    assert!(bot.standin.settled(&act).await.content.starts_with("I do not count days for you"));
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    bot.finish().await;
}
