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

