//! Reminders and whether somebody is there: days come back with a sign of life, and who has checked in gets none.

use super::*;

#[tokio::test]
async fn whoever_counts_days_and_checked_in_that_day_gets_none_and_others_get_theirs() {
    for (counts, wanted) in [(true, 0), (false, 1)] {
        let bot = asked("Every day", "10").await;
        if counts {
            bot.member(bot.ana, &[CountDays]).await;
        }
        bot.press(bot.ana, &bot.card(), "Skip").await;
        assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, wanted, "counts days: {counts}");
        assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, wanted + 1, "the next day is another");
        let kept = bot.held(bot.ana).await.unwrap().reminder.unwrap();
        assert_eq!(kept.unanswered, u8::from(!counts));
        finish(bot).await;
    }
}

#[tokio::test]
async fn days_that_were_picked_are_kept_while_it_is_weekly_and_come_back() {
    let bot = asked("Every day", "10").await;
    for day in 23..=26 {
        bot.at(&format!("2026-11-{day}T10:00:00Z")).await;
    }
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(page.content.contains("Reminders: Wednesday, at 10:00."), "{}", page.content);
    assert!(page.content.contains("You had picked: every day."), "{}", page.content);
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    assert!(
        screen.content.contains("For now I write once a week, as I had not heard from you. That is okay."),
        "{}",
        screen.content
    );
    assert!(screen.find_button("Get help now").is_some());
    let before = bot.press(bot.ana, &screen, "As before").await;
    assert!(before.content.contains("Days: every day."), "{}", before.content);
    assert!(before.content.contains("Friday, 27 November at 10:00"), "{}", before.content);
    assert_eq!(before.find_button("As before"), None);
    assert_eq!(dms_at(&bot, "2026-11-27T10:00:00Z").await, 4);
    finish(bot).await;
}

#[tokio::test]
async fn an_answer_to_the_weekly_one_brings_the_picked_days_back() {
    let bot = asked("Every day", "10").await;
    for moment in ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-12-02"] {
        bot.at(&format!("{moment}T10:00:00Z")).await;
    }
    assert_eq!(bot.standin.dm(bot.ana).len(), 4);
    press(&bot, "Check in").await;
    assert_eq!(dms_at(&bot, "2026-12-03T10:00:00Z").await, 5);
    finish(bot).await;
}
