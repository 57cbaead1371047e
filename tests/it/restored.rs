//! A backup that is put back brings nothing out a second time, and what nobody knows counts against nobody.

use chimebot::clock::Clock;
use chimebot::domain::community::Days;
use chimebot::domain::consent::Choice;
use chimebot::domain::slot::SlotState;
use chimebot::service::caller::Rights;
use jiff::civil::date;

use crate::support::{Makings, TestBot};

/// Ana asks for a reminder each day at ten.
async fn reminded(bot: &TestBot) {
    bot.member(bot.ana, &[Choice::RemindMe, Choice::CountDays]).await;
    let services = &bot.bot().services;
    let caller = services.caller(bot.guild, bot.ana, Rights::default());
    services.reminder_days(&caller, Days::ALL).await.unwrap().unwrap();
    services.reminder_hour(&caller, 10).await.unwrap().unwrap();
}

#[tokio::test]
async fn the_card_and_the_reminder_of_today_do_not_come_twice_and_those_of_tomorrow_come() {
    let clock = Clock::frozen("2026-11-22T20:00:00Z".parse().unwrap());
    let bot = TestBot::set_up_with(Makings { clock, ..Makings::default() }).await;
    reminded(&bot).await;
    bot.tick().await;
    let copy = bot.copy_files().await;
    let sent = |bot: &TestBot| (bot.posts(bot.check_in).len(), bot.standin.dm(bot.ana).len());
    for moment in
        ["2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z", "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z"]
    {
        bot.at(moment).await;
    }
    assert_eq!(sent(&bot), (2, 2), "the control");

    // Both of Tuesday are less than two hours old, and would still go out.
    bot.clock.set("2026-11-24T10:30:00Z".parse().unwrap());
    let bot = bot.put_back(copy).await;
    for _ in 0..3 {
        bot.tick().await;
    }
    assert_eq!(sent(&bot), (2, 2));
    for day in [23, 24] {
        let slot = bot.store().slot_on(bot.guild, date(2026, 11, day)).await.unwrap().unwrap();
        assert_eq!(slot.state, SlotState::Missed, "that day counts against nobody");
    }
    let why = bot.slash(bot.moderator, "why-not").await;
    assert!(
        why.content
            .contains("I cannot tell if it was posted. After it was due, I was put back from an older copy"),
        "{}",
        why.content
    );
    let held = bot.held(bot.ana).await.unwrap();
    assert_eq!(held.reminder.unwrap().unanswered, 0);

    for moment in ["2026-11-25T09:00:00Z", "2026-11-25T10:00:00Z"] {
        bot.at(moment).await;
    }
    assert_eq!(sent(&bot), (3, 3));
    drop(bot.posts(bot.staff));
    bot.finish().await;
}
