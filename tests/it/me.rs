//! `/me`, its settings, and the private button for a setback.

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers, RemindMe};

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
    assert_eq!(
        labels,
        ["Keep something?", "What leaders can see", "I had a setback", "Get help now", "Help lines"]
    );
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
async fn whoever_has_only_reminders_reads_how_they_stand_and_takes_a_break_in_one_tap() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[RemindMe]).await;
    let page = bot.slash(bot.ana, "me").await;
    assert!(page.content.contains("Reminders: nothing is picked yet, so nothing comes."), "{}", page.content);
    assert!(page.find_button("Take a break").is_none(), "there is nothing to take one from");
    let panel = bot.press(bot.ana, &page, "Reminders").await;
    let panel = bot.press(bot.ana, &panel, "Every day").await;
    bot.choose(bot.ana, &panel, "Pick a time", &["10"]).await;
    let page = bot.slash(bot.ana, "me").await;
    let next = "Reminders: every day, at 10:00. The next one comes on Tuesday, 24 November at 10:00";
    assert!(page.content.contains(next), "{}", page.content);
    let rests = bot.press(bot.ana, &page, "Take a break").await;
    assert!(rests.content.starts_with("Your break has begun."), "{}", rests.content);
    assert!(rests.content.contains("Reminders: every day, at 10:00. They are paused."), "{}", rests.content);
    let over = bot.press(bot.ana, &rests, "End my break").await;
    assert!(over.content.starts_with("Welcome back. Your break is over.\n"), "{}", over.content);
    assert!(over.content.contains(next), "{}", over.content);
    bot.finish().await;
}

#[tokio::test]
async fn a_day_begins_by_noon_and_a_country_can_be_unset_again() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    let page = bot.slash(bot.ana, "me").await;
    let settings = bot.press(bot.ana, &page, "My settings").await;
    let hours = |screen: &chimebot::standin::Message| {
        let select = screen.selects().into_iter().find(|select| select.placeholder.starts_with("When does"));
        select.unwrap().options.into_iter().map(|(label, _)| label).collect::<Vec<_>>()
    };
    let offered = hours(&settings);
    assert_eq!((offered.len(), offered.last().unwrap().as_str()), (13, "12:00"));
    let late = bot.standin.press_forged(bot.ana, settings.id, "1:mezone:Factory::");
    let late = bot.standin.settled(&late).await;
    assert!(late.content.contains("this community's, Europe/London"), "no place: {}", late.content);
    // One that was picked when later hours were offered is kept, shown, and can be changed.
    let own = chimebot::store::Setting::DayStart(jiff::civil::time(18, 0, 0, 0));
    bot.store().set_own(bot.store().caller(bot.guild, bot.ana), own).await.unwrap();
    let page = bot.slash(bot.ana, "me").await;
    let settings = bot.press(bot.ana, &page, "My settings").await;
    assert!(settings.content.contains("Your day begins at 18:00."), "{}", settings.content);
    assert_eq!(hours(&settings).last().unwrap(), "18:00");
    let set = bot.choose(bot.ana, &settings, "Which country are you in?", &["IE"]).await;
    assert!(set.content.contains("Your country: Ireland."), "{}", set.content);
    let label = &set.selects()[1].options[0].0;
    assert_eq!(label, "The same as this community");
    let set = bot.choose(bot.ana, &set, "Which country are you in?", &["none"]).await;
    assert!(set.content.contains("Your country: this community's."), "{}", set.content);
    assert_eq!(bot.held(bot.ana).await.unwrap().member.country, None);
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
    assert!(
        data.content
            .contains("What you set in `/me`: time zone America/Chicago, country United States. Why:")
    );
    let ask = bot.press(bot.ana, &data, "Turn off: Keep my answers for me").await;
    let last = "It is the last one that is on. So what you set in `/me` goes too.";
    assert!(ask.content.ends_with(last), "{}", ask.content);
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
