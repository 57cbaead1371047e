//! Reminders in a direct message: who asked gets one at the hour they picked, once, and nobody else does.

use chimebot::clock::Clock;
use chimebot::domain::consent::Choice::{CountDays, KeepAnswers, RemindMe};
use chimebot::domain::ids::UserId;
use chimebot::domain::reminder::Rest;
use chimebot::service::caller::{Caller, Rights};
use chimebot::service::me::Own;
use chimebot::standin::Message;
use serde_json::json;

use crate::support::{Makings, TestBot};

mod presence;
mod trouble;

const NUDGE: &str = "Hello. A quiet nudge, as you asked.";
const BUTTONS: [&str; 5] = ["Check in", "Later", "Not today", "Fewer", "Stop"];

/// Through every screen from a thank-you to a yes to *Remind me*.
async fn say_yes(bot: &TestBot, user: UserId) -> Message {
    let thanks = bot.press(user, &bot.card(), "Skip").await;
    let choices = bot.press(user, &thanks, "Keep something?").await;
    let ticked = bot.press(user, &choices, "Remind me").await;
    let age = bot.press(user, &ticked, "Turn these on").await;
    bot.press(user, &age, "Yes, I agree").await
}

/// A community on Monday at nine, and Ana, who on Sunday picked so often and this hour.
async fn asked(often: &str, hour: &str) -> TestBot {
    let clock = Clock::frozen("2026-11-22T08:50:00Z".parse().unwrap());
    let bot = TestBot::set_up_with(Makings { clock, ..Makings::default() }).await;
    bot.at("2026-11-22T09:00:00Z").await;
    let yes = say_yes(&bot, bot.ana).await;
    let screen = bot.press(bot.ana, &yes, often).await;
    bot.choose(bot.ana, &screen, "Pick a time", &[hour]).await;
    bot.live_to("2026-11-23T09:00:00Z").await;
    bot
}

/// Presses a button under the newest direct message; gives that message as it then is.
async fn press(bot: &TestBot, label: &str) -> Message {
    let newest = bot.standin.dm(bot.ana).pop().expect("there is a direct message");
    let id = newest.find_button(label).unwrap_or_else(|| panic!("no {label:?} under {}", newest.text()));
    let act = bot.standin.press(bot.ana, newest.id, &id);
    let answer = bot.standin.settled(&act).await;
    assert_eq!(answer.id, newest.id, "the reminder itself becomes the answer");
    answer
}

/// How many direct messages Ana has after the clock went to `moment`.
async fn dms_at(bot: &TestBot, moment: &str) -> usize {
    bot.at(moment).await;
    bot.standin.dm(bot.ana).len()
}

/// Ends a test; what stands in the channels besides is not its business.
async fn finish(bot: TestBot) {
    // A card that the loop has just set going comes first.
    bot.tick().await;
    drop((bot.posts(bot.check_in), bot.posts(bot.staff), bot.standin.dm(bot.ana)));
    bot.finish().await;
}

async fn rest(bot: &TestBot) -> Option<Rest> {
    bot.held(bot.ana).await.and_then(|held| held.reminder).and_then(|reminder| reminder.rest)
}

#[tokio::test]
async fn who_asks_is_written_to_at_their_hour_once_a_day_and_nobody_else_is() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    bot.member(bot.ben, &[CountDays, KeepAnswers]).await;
    let yes = say_yes(&bot, bot.ana).await;
    assert!(
        yes.content.starts_with("Done. I turned on: Remind me.")
            && yes.content.contains("Nothing is picked yet, so nothing comes."),
        "{}",
        yes.content
    );
    assert_eq!(bot.rows_about(bot.ana).await, 3, "a member, a yes and a key: nothing is picked for them");
    assert_eq!(dms_at(&bot, "2026-11-24T09:00:00Z").await, 0);

    let screen = bot.press(bot.ana, &yes, "Every day").await;
    assert!(screen.content.contains("Now pick a time, by the clock of Europe/London."), "{}", screen.content);
    assert_eq!(dms_at(&bot, "2026-11-25T10:00:00Z").await, 0, "an hour is missing");
    let screen = bot.choose(bot.ana, &screen, "Pick a time", &["18"]).await;
    assert!(
        screen.content.ends_with(
            "Days: every day.\nTime: 18:00, by the clock of Europe/London.\n\
             The next one comes on Wednesday, 25 November at 18:00 (Europe/London)."
        ),
        "{}",
        screen.content
    );
    assert_eq!(dms_at(&bot, "2026-11-25T17:59:59Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-11-25T18:00:00Z").await, 1);
    let dm = bot.standin.dm(bot.ana).remove(0);
    assert_eq!(dm.content, NUDGE);
    let labels: Vec<_> = dm.buttons().into_iter().map(|button| button.label).collect();
    assert_eq!(labels, BUTTONS);
    assert_eq!(dms_at(&bot, "2026-11-25T18:30:00Z").await, 1);
    assert_eq!(dms_at(&bot, "2026-11-26T18:00:00Z").await, 2);
    assert_eq!(bot.standin.dm(bot.ben).len() + bot.standin.dm(bot.moderator).len(), 0);
    finish(bot).await;
}

#[tokio::test]
async fn days_are_picked_one_by_one() {
    let bot = asked("Three days a week", "10").await;
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(
        page.content.contains(
            "Reminders: Monday, Wednesday, Friday, at 10:00. Why: you turned on *Remind me*. Until: you turn it \
             off. To write to you I keep your Discord id, locked."
        ),
        "{}",
        page.content
    );
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    let screen = bot.choose(bot.ana, &screen, "Pick other days", &["2", "6"]).await;
    assert!(screen.content.contains("Days: Tuesday, Saturday."), "{}", screen.content);
    assert!(screen.content.contains("Tuesday, 24 November at 10:00"), "{}", screen.content);
    for (moment, count) in [
        ("2026-11-23T10:00:00Z", 0),
        ("2026-11-24T10:00:00Z", 1),
        ("2026-11-27T10:00:00Z", 1),
        ("2026-11-28T10:00:00Z", 2),
    ] {
        assert_eq!(dms_at(&bot, moment).await, count, "{moment}");
    }
    finish(bot).await;
}

#[tokio::test]
async fn check_in_gives_the_way_and_names_nothing() {
    let bot = asked("Every day", "10").await;
    bot.at("2026-11-23T10:00:00Z").await;
    let way = press(&bot, "Check in").await;
    assert_eq!(way.content, "Good to see you. This takes you there.");
    let link = way.buttons().remove(0);
    assert_eq!(link.label, "Take me there");
    let url = way.json["components"][0]["components"][0]["url"].as_str().unwrap();
    assert_eq!(url, format!("https://discord.com/channels/{}/{}", bot.guild, bot.check_in));
    finish(bot).await;
}

#[tokio::test]
async fn nothing_in_a_direct_message_tells_what_it_is_about() {
    let bot = asked("Every day", "10").await;
    let mut said = Vec::new();
    for (day, label) in [(23, "Check in"), (24, "Later"), (25, "Not today"), (26, "Fewer"), (27, "Stop")] {
        bot.at(&format!("2026-11-{day}T10:00:00Z")).await;
        said.extend(bot.standin.dm(bot.ana).pop().map(|dm| dm.text()));
        said.push(press(&bot, label).await.text());
    }
    finish(bot).await;
    assert_eq!(said.len(), 10);
    for text in said {
        let text = text.to_lowercase();
        for word in [
            "riverside",
            "recovery",
            "peer",
            "support",
            "connectedness",
            "hope",
            "identity",
            "meaning",
            "empowerment",
            "help",
            "health",
            "community",
            "days you",
        ] {
            assert!(!text.contains(word), "{word:?} in {text:?}");
        }
    }
}

#[tokio::test]
async fn later_is_one_more_in_three_hours_and_at_night_it_is_not_today() {
    let bot = asked("Every day", "10").await;
    bot.at("2026-11-23T10:30:00Z").await;
    let later = press(&bot, "Later").await;
    assert_eq!(later.content, "All right. I will write once more at 13:30.");
    assert!(later.buttons().is_empty());
    assert_eq!(dms_at(&bot, "2026-11-23T13:29:59Z").await, 1);
    assert_eq!(dms_at(&bot, "2026-11-23T13:30:00Z").await, 2);
    bot.clock.set("2026-11-23T18:00:00Z".parse().unwrap());
    let night = press(&bot, "Later").await;
    assert_eq!(night.content, "All right, not today. See you another time.");
    assert_eq!(dms_at(&bot, "2026-11-23T21:00:00Z").await, 2);
    assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, 3);
    finish(bot).await;
}

#[tokio::test]
async fn not_today_fewer_and_fewest_are_answered_kindly() {
    let bot = asked("Every day", "10").await;
    bot.at("2026-11-23T10:00:00Z").await;
    assert_eq!(press(&bot, "Not today").await.content, "All right, not today. See you another time.");
    bot.at("2026-11-24T10:00:00Z").await;
    let fewer = press(&bot, "Fewer").await;
    assert_eq!(fewer.content, "All right. From now on I write on: Monday, Wednesday, Friday.");
    bot.at("2026-11-25T10:00:00Z").await;
    assert_eq!(press(&bot, "Fewer").await.content, "All right. From now on I write on: Monday.");
    assert_eq!(dms_at(&bot, "2026-11-27T10:00:00Z").await, 3);
    assert_eq!(dms_at(&bot, "2026-11-30T10:00:00Z").await, 4);
    let fewest = press(&bot, "Fewer").await;
    assert_eq!(fewest.content, "Once a week is the fewest I know. Press *Stop* if you want none.");
    let stopped = press(&bot, "Stop").await;
    assert!(stopped.content.starts_with("Done. I will not write to you any more."), "{}", stopped.content);
    finish(bot).await;
}

#[tokio::test]
async fn stop_deletes_all_that_reminders_kept_and_nothing_comes_after_it() {
    let bot = asked("Every day", "10").await;
    bot.member(bot.ana, &[CountDays]).await;
    bot.at("2026-11-23T10:00:00Z").await;
    bot.at("2026-11-24T10:00:00Z").await;
    let older = bot.standin.dm(bot.ana).remove(0);
    press(&bot, "Stop").await;
    let held = bot.held(bot.ana).await.expect("days are still counted");
    assert!(!held.member.choices.contains(RemindMe) && held.reminder.is_none());
    for day in 25..=30 {
        assert_eq!(dms_at(&bot, &format!("2026-11-{day}T10:00:00Z")).await, 2);
    }
    // An older one is answered too, and changes nothing.
    let id = older.find_button("Later").unwrap();
    let act = bot.standin.press(bot.ana, older.id, &id);
    let told = bot.standin.settled(&act).await;
    assert_eq!(told.content, "I do not write to you any more. Nothing was changed.");
    finish(bot).await;
}

#[tokio::test]
async fn stop_as_the_last_choice_leaves_no_row() {
    let bot = asked("Every day", "10").await;
    bot.at("2026-11-23T10:00:00Z").await;
    press(&bot, "Stop").await;
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    finish(bot).await;
}

#[tokio::test]
async fn three_unanswered_make_it_weekly_and_three_more_end_it_kindly() {
    let bot = asked("Every day", "10").await;
    let mut came = Vec::new();
    for day in 0..45 {
        let date = jiff::civil::date(2026, 11, 23).saturating_add(jiff::ToSpan::days(day));
        let before = bot.standin.dm(bot.ana).len();
        if dms_at(&bot, &format!("{date}T10:00:00Z")).await > before {
            came.push(date.strftime("%m-%d").to_string());
        }
    }
    assert_eq!(came, ["11-23", "11-24", "11-25", "12-02", "12-09", "12-16", "12-23"]);
    let last = bot.standin.dm(bot.ana).pop().unwrap();
    assert_eq!(
        last.content,
        "I have not heard from you, and that is okay. I will stop asking now. I'll be here if you want me."
    );
    assert_eq!(rest(&bot).await, Some(Rest::Faded));
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(
        page.content.contains("I do not keep your Discord id now. I stopped, as I had not heard from you."),
        "{}",
        page.content
    );
    let again = press(&bot, "Start again").await;
    assert!(
        again.content.starts_with("I am glad. The next one comes on Thursday, 7 January"),
        "{}",
        again.content
    );
    assert_eq!(dms_at(&bot, "2027-01-07T10:00:00Z").await, 8);
    finish(bot).await;
}

#[tokio::test]
async fn a_check_in_in_the_community_is_an_answer() {
    let bot = asked("Every day", "10").await;
    for day in 23..=30 {
        bot.at(&format!("2026-11-{day}T09:00:00Z")).await;
        bot.at(&format!("2026-11-{day}T10:00:00Z")).await;
        bot.press(bot.ana, &bot.card(), "Hard day").await;
    }
    assert_eq!(bot.standin.dm(bot.ana).len(), 8, "they stay as often as they were picked");
    finish(bot).await;
}

#[tokio::test]
async fn a_pause_lasts_until_it_is_ended() {
    let bot = asked("Every day", "10").await;
    let page = bot.slash(bot.ana, "my-data").await;
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    let paused = bot.press(bot.ana, &screen, "Pause").await;
    assert!(
        paused.content.contains("They are **paused**. Nothing comes until you say so."),
        "{}",
        paused.content
    );
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-12-10T10:00:00Z").await, 0);
    let back = bot.press(bot.ana, &paused, "Start again").await;
    assert!(back.content.contains("Friday, 11 December at 10:00"), "{}", back.content);
    assert_eq!(dms_at(&bot, "2026-12-11T10:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn a_closed_door_pauses_them_and_says_so() {
    let bot = asked("Every day", "10").await;
    bot.standin.close_dms(bot.ana);
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 0);
    assert_eq!(rest(&bot).await, Some(Rest::Closed));
    let asked = bot.standin.requests("POST /channels/");
    assert_eq!(dms_at(&bot, "2026-11-24T08:59:00Z").await, 0);
    assert_eq!(bot.standin.requests("POST /channels/"), asked, "nobody knocks a second time");
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(page.content.contains("your direct messages are closed to me"), "{}", page.content);
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    assert!(screen.content.contains("your direct messages are closed to me"), "{}", screen.content);
    bot.standin.open_dms(bot.ana);
    bot.press(bot.ana, &screen, "Start again").await;
    assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn who_left_the_community_is_not_written_to_and_their_reminders_go() {
    let bot = asked("Every day", "10").await;
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 1);
    bot.standin.remove_member(bot.guild, bot.ana);
    assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, 1);
    assert_eq!(bot.rows_about(bot.ana).await, 0, "it was their only choice");
    finish(bot).await;
}

#[tokio::test]
async fn quiet_days_are_quiet_here_too() {
    let bot = asked("Every day", "10").await;
    bot.slash_with(bot.moderator, "quiet", json!({ "until": "2026-11-25" })).await;
    let page = bot.slash(bot.ana, "my-data").await;
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    assert!(
        screen.content.contains("Cards and reminders rest in this community just now."),
        "{}",
        screen.content
    );
    for day in 23..=25 {
        assert_eq!(dms_at(&bot, &format!("2026-11-{day}T10:00:00Z")).await, 0);
    }
    assert_eq!(dms_at(&bot, "2026-11-26T10:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn nothing_comes_while_its_reader_takes_a_break() {
    let bot = asked("Every day", "10").await;
    bot.member(bot.ana, &[CountDays]).await;
    let page = bot.slash(bot.ana, "me").await;
    let page = bot.press(bot.ana, &page, "Take a break").await;
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    assert!(screen.content.contains("You are taking a break, so nothing comes"), "{}", screen.content);
    for day in 23..=28 {
        assert_eq!(dms_at(&bot, &format!("2026-11-{day}T10:00:00Z")).await, 0);
    }
    let page = bot.slash(bot.ana, "me").await;
    bot.press(bot.ana, &page, "End my break").await;
    assert_eq!(dms_at(&bot, "2026-11-29T10:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn one_that_is_over_two_hours_late_is_skipped() {
    let bot = asked("Every day", "10").await;
    assert_eq!(dms_at(&bot, "2026-11-23T12:00:01Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-11-24T11:59:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn an_own_zone_moves_them_and_the_own_page_leads_to_them() {
    let bot = asked("Every day", "10").await;
    let caller = bot.store().caller(bot.guild, bot.ana);
    let caller = Caller { guild: bot.guild, member: caller.member, user: bot.ana, rights: Rights::default() };
    let zone = Own::Zone(Some("Asia/Tokyo".to_owned()));
    assert!(bot.bot().services.set_own(&caller, zone).await.unwrap());
    let page = bot.slash(bot.ana, "me").await;
    let screen = bot.press(bot.ana, &page, "Reminders").await;
    assert!(screen.content.contains("Tuesday, 24 November at 10:00 (Asia/Tokyo)"), "{}", screen.content);
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-11-24T01:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn another_zone_of_the_community_moves_them_at_once() {
    use chimebot::service::setup::Change;
    let bot = asked("Every day", "10").await;
    // In Tokyo it is 18:00: ten o'clock there is one in the night here.
    bot.change(vec![Change::Zone("Asia/Tokyo".to_owned())]).await;
    assert_eq!(dms_at(&bot, "2026-11-23T10:00:00Z").await, 0);
    assert_eq!(dms_at(&bot, "2026-11-24T01:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn somebody_elses_button_does_nothing_to_ana() {
    let bot = asked("Every day", "10").await;
    bot.at("2026-11-23T10:00:00Z").await;
    let dm = bot.standin.dm(bot.ana).remove(0);
    let stop = dm.find_button("Stop").unwrap();
    let menu = bot.press(bot.ben, &bot.card(), "Skip").await;
    let forged = bot.standin.press_forged(bot.ben, menu.id, &stop);
    let told = bot.standin.settled(&forged).await;
    assert_eq!(told.content, "I do not write to you any more. Nothing was changed.");
    let elsewhere = stop.replace("1:nudge:", "1:nudge:1");
    let forged = bot.standin.press_forged(bot.ben, menu.id, &elsewhere);
    let told = bot.standin.settled(&forged).await;
    assert!(told.content.starts_with("I do not know that button any more."), "{}", told.content);
    assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, 2);
    finish(bot).await;
}

#[tokio::test]
async fn turning_it_off_removes_the_row_and_the_copy_shows_it_before() {
    let bot = asked("Every day", "10").await;
    bot.member(bot.ana, &[CountDays]).await;
    bot.at("2026-11-23T10:00:00Z").await;
    let page = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &page, "Take a copy").await;
    let sent = bot.press(bot.ana, &ask, "Send it here").await;
    let json = bot.standin.attachment(sent.id, "my-data.json").unwrap();
    let copy: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let kept = &copy["reminders"];
    assert_eq!((&kept["hour"], &kept["weekdays"]), (&json!(10), &json!([1, 2, 3, 4, 5, 6, 7])));
    assert_eq!(kept["discord_id"], bot.ana.to_string());
    assert_eq!(kept["next_due_at"], "2026-11-24T10:00:00Z");

    let page = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &page, "Turn off: Remind me").await;
    assert!(ask.content.contains("the days and time you picked, and your Discord id"), "{}", ask.content);
    bot.press(bot.ana, &ask, "Turn it off").await;
    assert!(bot.held(bot.ana).await.unwrap().reminder.is_none());
    assert_eq!(dms_at(&bot, "2026-11-24T10:00:00Z").await, 1);
    finish(bot).await;
}

#[tokio::test]
async fn the_id_lies_in_no_file_in_the_clear() {
    let bot = asked("Every day", "10").await;
    bot.at("2026-11-23T10:00:00Z").await;
    let needles = [
        bot.ana.to_string().into_bytes(),
        bot.ana.0.to_be_bytes().to_vec(),
        bot.ana.0.to_le_bytes().to_vec(),
    ];
    for (name, content) in bot.files() {
        for needle in &needles {
            assert!(!content.windows(needle.len()).any(|part| part == needle), "in {name}");
        }
    }
    let rows = bot.store().raw_rows(bot.store().caller(bot.guild, bot.ana)).await.unwrap();
    let row = rows.into_iter().find(|row| row.table == "reminder").unwrap();
    let names: Vec<_> = row.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["guild", "member_ref", "due", "sealed"], "in the open lies when it is due");
    finish(bot).await;
}
