//! A card is posted once, whatever happens to its request.

use chimebot::app::Ended;
use chimebot::discord::client::Fatal;
use chimebot::domain::slot::{Slot, SlotState};
use chimebot::standin::FaultKind;
use jiff::SignedDuration;
use jiff::civil::date;

use super::{HISTORY, POST, after, arm, broken, impatient, limited, pass, refused};
use crate::support::alarms;
use crate::support::{TestBot, is_over_tls};

const NINE: &str = "2026-11-23T09:00:00Z";
/// What a bot without Read Message History has.
const VIEW_AND_SEND: u64 = 1 << 10 | 1 << 11;

async fn slot(bot: &TestBot) -> Slot {
    bot.store().slot_on(bot.guild, date(2026, 11, 23)).await.unwrap().unwrap()
}

/// One fault at nine: a few seconds later the card stands there once, and stays the only one.
async fn once(kind: FaultKind) {
    let bot = impatient().await;
    arm(&bot, POST, 1, kind);
    bot.at(NINE).await;
    pass(&bot, 8, 1).await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "a few seconds after the fault it is there");
    pass(&bot, 300, 30).await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "and no second one follows");
    let slot = slot(&bot).await;
    assert_eq!(slot.state, SlotState::Posted);
    assert_eq!(slot.message, Some(bot.card().id));
    assert_eq!(bot.standin.requests("GET /channels"), 0, "so soon the nonce is enough");
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert_eq!(thanks.content, "No problem. See you another time.");
    bot.finish().await;
}

#[tokio::test]
pub async fn after_a_429() {
    once(limited()).await;
}

#[tokio::test]
pub async fn after_a_500() {
    once(broken()).await;
}

#[tokio::test]
pub async fn after_a_500_although_it_was_posted() {
    once(after(broken())).await;
}

#[tokio::test]
pub async fn after_a_reset() {
    once(FaultKind::Reset).await;
}

#[tokio::test]
pub async fn after_a_reset_although_it_was_posted() {
    once(after(FaultKind::Reset)).await;
}

#[tokio::test]
pub async fn after_a_request_that_never_ends() {
    once(FaultKind::Hang).await;
}

#[tokio::test]
pub async fn after_a_request_that_never_ends_although_it_was_posted() {
    once(after(FaultKind::Hang)).await;
}

#[tokio::test]
pub async fn refusals_in_a_row_are_waited_out_for_longer_each_time() {
    let bot = impatient().await;
    arm(&bot, POST, 6, limited());
    bot.at(NINE).await;
    let mut seen = bot.standin.requests("POST /channels");
    let mut at = vec![0];
    for second in 1..200 {
        pass(&bot, 1, 1).await;
        let now = bot.standin.requests("POST /channels");
        if now > seen {
            at.push(second);
            seen = now;
        }
    }
    let waits: Vec<i64> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits.len(), 6, "{waits:?}");
    // Up to half as much again by chance, and up to two seconds so that not all come back at once.
    for (wait, least) in waits.iter().zip([1, 2, 4, 8, 16, 32]) {
        assert!((least..=least + least / 2 + 3).contains(wait), "{waits:?}");
    }
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(slot(&bot).await.attempts, 1, "a refusal is no attempt");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_post_whose_answers_were_lost_for_minutes_is_found_in_the_history() {
    let bot = impatient().await;
    arm(&bot, POST, 0, after(broken()));
    bot.at(NINE).await;
    pass(&bot, 240, 5).await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    let slot = slot(&bot).await;
    assert_eq!((slot.state, slot.message), (SlotState::Posted, Some(bot.card().id)));
    assert_eq!(bot.standin.requests("GET /channels"), 1, "one look was enough");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_post_that_is_not_in_the_history_is_sent_again() {
    let bot = impatient().await;
    arm(&bot, POST, 0, FaultKind::Reset);
    bot.at(NINE).await;
    pass(&bot, 90, 5).await;
    assert!(bot.posts(bot.check_in).is_empty());
    bot.standin.clear_faults();
    // A busy channel: the card would be on the second page.
    for _ in 0..130 {
        bot.standin.say(bot.ben, bot.check_in, "good morning");
    }
    pass(&bot, 90, 5).await;
    let cards = bot.posts(bot.check_in).into_iter().filter(|post| !post.buttons().is_empty());
    assert_eq!(cards.count(), 1);
    assert_eq!(slot(&bot).await.state, SlotState::Posted);
    assert!(bot.standin.requests("GET /channels") >= 3, "both pages, and whether they could be read");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_history_that_fails_too_is_asked_again_and_nothing_is_sent_meanwhile() {
    let bot = impatient().await;
    arm(&bot, POST, 0, after(FaultKind::Hang));
    arm(&bot, HISTORY, 3, broken());
    arm(&bot, HISTORY, 1, FaultKind::Hang);
    arm(&bot, HISTORY, 1, limited());
    bot.at(NINE).await;
    pass(&bot, 110, 5).await;
    let sent = bot.standin.requests("POST /channels");
    pass(&bot, 500, 10).await;
    assert_eq!(bot.standin.requests("POST /channels"), sent, "not before the history has said its word");
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(slot(&bot).await.state, SlotState::Posted);
    bot.finish().await;
}

#[tokio::test]
pub async fn without_the_right_to_read_a_doubt_is_told_to_staff_and_never_sent_again() {
    let bot = impatient().await;
    arm(&bot, POST, 0, after(FaultKind::Reset));
    bot.at(NINE).await;
    pass(&bot, 60, 5).await;
    // To a bot that may not read it, Discord gives an empty history and no refusal.
    bot.standin.set_role_permissions(bot.guild, bot.standin.bot_role(bot.guild), VIEW_AND_SEND);
    bot.standin.set_role_permissions(bot.guild, chimebot::domain::ids::RoleId(bot.guild.0), VIEW_AND_SEND);
    let sent = bot.standin.requests(&format!("POST /channels/{}", bot.check_in));
    pass(&bot, 120, 5).await;
    bot.standin.clear_faults();
    pass(&bot, 1_800, 60).await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(bot.standin.requests(&format!("POST /channels/{}", bot.check_in)), sent);
    assert_eq!(slot(&bot).await.state, SlotState::Unsure);
    let told: Vec<String> = bot.posts(bot.staff).into_iter().map(|post| post.content).collect();
    let unsure = told.iter().filter(|text| text.contains("I cannot tell if the card")).count();
    assert_eq!(unsure, 1, "{told:?}");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_card_that_was_removed_before_its_answer_came_is_not_posted_again() {
    let bot = impatient().await;
    arm(&bot, POST, 1, after(FaultKind::Hang));
    bot.at(NINE).await;
    bot.standin.delete_message(bot.card().id);
    pass(&bot, 600, 5).await;
    assert!(bot.posts(bot.check_in).is_empty());
    assert_eq!(slot(&bot).await.state, SlotState::PostedRemoved);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_card_that_a_moderator_deletes_stays_deleted() {
    let bot = TestBot::set_up().await;
    bot.at(NINE).await;
    bot.standin.delete_message(bot.card().id);
    pass(&bot, 3 * 3_600, 300).await;
    let bot = bot.restart().await;
    pass(&bot, 600, 60).await;
    assert!(bot.posts(bot.check_in).is_empty());
    bot.finish().await;
}

#[tokio::test]
pub async fn a_refusal_stops_the_schedule_and_is_told_once() {
    let bot = TestBot::set_up().await;
    let to_check_in = format!("/channels/{}/messages", bot.check_in);
    arm(&bot, ("POST", &to_check_in), 0, refused(403, 50013));
    bot.at(NINE).await;
    // Within a day: after that a look at the rights, which are whole here, lets it try once more.
    pass(&bot, 20 * 3_600, 1_800).await;
    assert_eq!(bot.standin.requests(&format!("POST {to_check_in}")), 1, "no second knock at a closed door");
    let told = bot.posts(bot.staff);
    assert_eq!(told.len(), 1, "{:?}", told.iter().map(|post| &post.content).collect::<Vec<_>>());
    assert!(told[0].content.starts_with("I lack a right that I need in"), "{}", told[0].content);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_card_that_discord_calls_malformed_is_not_sent_again() {
    alarms::expect(&["Discord called a card malformed"]);
    let bot = TestBot::set_up().await;
    arm(&bot, POST, 1, refused(400, 50035));
    bot.at(NINE).await;
    pass(&bot, 3 * 3_600, 300).await;
    assert!(bot.posts(bot.check_in).is_empty());
    assert_eq!(slot(&bot).await.state, SlotState::FailedBug);
    let told = bot.posts(bot.staff).pop().expect("staff hear of it");
    assert!(told.content.contains("That is a fault of mine."), "{}", told.content);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_token_that_is_refused_ends_the_process() {
    let bot = TestBot::set_up().await;
    arm(&bot, POST, 0, refused(401, 0));
    bot.clock.set(NINE.parse().unwrap());
    let ended = bot.ended().await;
    assert!(matches!(ended, Ended::Fatal(Fatal::BadToken)), "{ended}");
}

#[tokio::test]
pub async fn a_card_too_late_is_missed_and_the_next_day_brings_one() {
    let bot = impatient().await;
    arm(&bot, POST, 0, broken());
    bot.at(NINE).await;
    pass(&bot, 2 * 3_600 + 600, 60).await;
    bot.standin.clear_faults();
    pass(&bot, 3_600, 60).await;
    assert!(bot.posts(bot.check_in).is_empty());
    assert_eq!(slot(&bot).await.state, SlotState::Missed);
    let told = bot.posts(bot.staff).pop().expect("staff hear of it");
    assert!(told.content.contains("would have been more than 2 hours late"), "{}", told.content);
    bot.at("2026-11-24T08:59:00Z").await;
    bot.at("2026-11-24T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_stop_in_the_middle_of_a_request_loses_and_doubles_nothing() {
    let bot = impatient().await;
    for kind in [FaultKind::Hang, after(FaultKind::Hang)] {
        arm(&bot, POST, 1, kind);
    }
    bot.at(NINE).await;
    let bot = bot.restart().await;
    pass(&bot, 1, 1).await;
    let bot = bot.restart().await;
    pass(&bot, 300, 5).await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    assert_eq!(slot(&bot).await.state, SlotState::Posted);
    bot.finish().await;
}

#[tokio::test]
pub async fn a_channel_that_hangs_holds_up_nobody() {
    // By its own loop and not by ticks, which wait for everything.
    let bot = TestBot::set_up().await;
    arm(&bot, ("POST", &format!("/channels/{}/messages", bot.check_in)), 0, FaultKind::Hang);
    let (guild, channel) = super::herd::community(&bot, "Hillside").await;
    bot.clock.set(NINE.parse().unwrap());
    let begun = tokio::time::Instant::now();
    while bot.posts(channel).is_empty() {
        assert!(begun.elapsed().as_secs() < 5, "the other community's card does not come");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    bot.clock.advance(SignedDuration::from_secs(1));
    assert!(bot.posts(bot.check_in).is_empty());
    let there = bot.store().slot_on(guild, date(2026, 11, 23)).await.unwrap().unwrap();
    assert!(matches!(there.state, SlotState::Sending | SlotState::Posted));
    bot.finish().await;
}

#[tokio::test]
async fn over_a_proxy_the_limiter_is_off_and_live_it_is_on() {
    let bot = TestBot::set_up().await;
    assert!(!is_over_tls());
    assert!(bot.bot().http.ratelimiter.is_none());
    bot.finish().await;
    // A test gets a thread of its own, and this one has used up its runtime.
    std::thread::spawn(|| crate::support::over_tls(live_it_is_on)).join().unwrap();
}

fn live_it_is_on() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let bot = TestBot::set_up().await;
        assert!(bot.bot().http.ratelimiter.is_some());
        bot.at(NINE).await;
        assert_eq!(bot.posts(bot.check_in).len(), 1);
        bot.finish().await;
    });
}
