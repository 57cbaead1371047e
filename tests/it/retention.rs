//! Forgetting: what has had its time goes by itself, and nothing goes before.

use chimebot::clock::Clock;
use chimebot::domain::consent::{CONSENT_VERSION, Choice};
use chimebot::domain::ids::GuildId;
use chimebot::service::setup::Change;
use chimebot::store::{Given, Span, Why};
use futures_util::future::join_all;
use jiff::SignedDuration;
use jiff::civil::date;
use serde_json::json;

use crate::support::{MORNING, Makings, TestBot};

/// Lets every batch of a day go.
async fn a_day_at(bot: &TestBot, moment: &str) {
    bot.at(moment).await;
    for _ in 0..5 {
        bot.tick().await;
    }
}

async fn audit_lines(bot: &TestBot) -> usize {
    bot.store().audit(bot.guild, 5_000).await.unwrap().len()
}

#[tokio::test]
async fn each_thing_goes_when_its_time_is_over_and_not_before() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    bot.press(bot.ben, &card, "Skip").await;
    let store = bot.store().clone();
    let caller = store.caller(bot.guild, bot.ana);
    store.turn_on(caller, [Choice::KeepAnswers].into_iter().collect(), CONSENT_VERSION).await.unwrap();
    let slot = store.newest_posted(bot.guild).await.unwrap().unwrap().slot;
    let given = Given {
        what: slot.token.to_string(),
        date: date(2026, 11, 23),
        answer: r#"{"given":"skip","question":"x"}"#.to_owned(),
        keep_until: date(2027, 2, 21),
        counts: vec![],
    };
    store.record_answer(caller, given).await.unwrap();
    let span = Span { why: Why::Quiet, from: date(2026, 11, 20), until: Some(date(2026, 11, 23)) };
    store.save_span(bot.guild, span).await.unwrap();
    store.add_notice(bot.guild, "notice-missed", json!({ "due_ms": 0 }).to_string()).await.unwrap();
    bot.tick().await;
    assert_eq!(bot.posts(bot.staff).len(), 1);

    let prompt = async || store.find_slot(slot.token).await.unwrap().map(|found| found.prompt.is_some());
    let spans = async || store.spans(bot.guild, date(2020, 1, 1)).await.unwrap().len();
    let answers = async || store.holdings(caller).await.unwrap().map(|held| held.answers.len());

    // The answer may be kept up to its last day, wherever its day ends last.
    a_day_at(&bot, "2027-02-22T09:00:00Z").await;
    assert_eq!((answers().await, prompt().await), (Some(1), Some(true)));
    a_day_at(&bot, "2027-02-23T09:00:00Z").await;
    assert_eq!(answers().await, Some(0));
    // With its last answer goes the copy of the prompt; the row of the post stays.
    a_day_at(&bot, "2027-02-24T09:00:00Z").await;
    assert_eq!(prompt().await, Some(false));
    let closed = bot.press(bot.ben, &card, "Hard day").await;
    assert!(closed.content.starts_with("That one has closed. Here is today's."), "{}", closed.content);
    let newest = store.newest_posted(bot.guild).await.unwrap().unwrap();
    assert!(newest.prompt.is_some(), "the newest card stays open");

    a_day_at(&bot, "2027-05-22T08:00:00Z").await;
    assert_eq!(audit_lines(&bot).await, 1, "180 days");
    a_day_at(&bot, "2027-05-22T12:00:00Z").await;
    assert_eq!(audit_lines(&bot).await, 1);
    a_day_at(&bot, "2027-05-23T12:00:00Z").await;
    assert_eq!(audit_lines(&bot).await, 0);
    assert_eq!(bot.community().await.check_in_channel, Some(bot.check_in), "what they set up stays");

    a_day_at(&bot, "2027-12-28T08:00:00Z").await;
    assert_eq!((spans().await, prompt().await), (1, Some(false)), "400 days");
    a_day_at(&bot, "2027-12-29T08:00:00Z").await;
    assert_eq!((spans().await, prompt().await), (0, None));

    a_day_at(&bot, "2027-12-31T23:00:00Z").await;
    assert!(store.find_member(caller).await.unwrap().is_some(), "seen 13 calendar months ago");
    a_day_at(&bot, "2028-01-01T09:00:00Z").await;
    assert!(store.find_member(caller).await.unwrap().is_none(), "and 14");
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    // Cards that came and were missed in between, all of them looked at.
    bot.posts(bot.check_in);
    bot.posts(bot.staff);
    bot.finish().await;
}

#[tokio::test]
async fn a_clock_set_a_year_ahead_for_a_moment_takes_nothing_from_anybody() {
    let clock = Clock::of_a_machine(MORNING.parse().unwrap());
    let bot = TestBot::set_up_with(Makings { clock, ..Makings::default() }).await;
    bot.member(bot.ana, &[Choice::KeepAnswers, Choice::CountDays]).await;
    let store = bot.store().clone();
    let caller = store.caller(bot.guild, bot.ana);
    let given = Given {
        what: "hope-03.1a2b3c4d".to_owned(),
        date: date(2026, 11, 23),
        answer: r#"{"given":"skip","question":"x"}"#.to_owned(),
        keep_until: date(2027, 2, 21),
        counts: vec![],
    };
    store.record_answer(caller, given).await.unwrap();
    store.community_left(GuildId(77)).await.unwrap();
    let kept = async || store.holdings(caller).await.unwrap().map(|held| held.answers.len());
    let left = async || store.departed_before(bot.clock.now()).await.unwrap().len();
    bot.clock.pass(SignedDuration::from_hours(1));
    bot.tick().await;
    for years in [2, -2] {
        bot.clock.jump(SignedDuration::from_hours(years * 365 * 24));
        for _ in 0..3 {
            bot.clock.pass(SignedDuration::from_mins(15));
            bot.tick().await;
        }
        assert_eq!((kept().await, left().await), (Some(1), 1));
    }
    // Years that really pass are another matter.
    bot.clock.jump(SignedDuration::from_hours(2 * 365 * 24));
    bot.tick().await;
    bot.clock.pass(SignedDuration::from_hours(1));
    for _ in 0..3 {
        bot.tick().await;
    }
    assert_eq!((kept().await, left().await), (None, 0));
    bot.posts(bot.check_in);
    bot.posts(bot.staff);
    bot.finish().await;
}

#[tokio::test]
async fn a_newest_card_that_is_months_old_still_takes_answers() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    bot.change(vec![Change::Off]).await;
    a_day_at(&bot, "2028-03-01T09:00:00Z").await;
    let thanks = bot.press(bot.ben, &card, "Skip").await;
    assert_eq!(thanks.content, "No problem. See you another time.");
    bot.finish().await;
}

#[tokio::test]
async fn a_large_day_goes_in_batches_and_holds_no_card_up() {
    let bot = TestBot::set_up().await;
    let declare = |people: u32| {
        let change = move |known: &mut chimebot::domain::community::Community| known.people = Some(people);
        bot.store().change_community(bot.guild, bot.admin, "setup", change)
    };
    for result in join_all((0..1_200).map(declare)).await {
        result.unwrap();
    }
    assert_eq!(audit_lines(&bot).await, 1_201);
    bot.at("2027-06-01T08:00:00Z").await;
    bot.tick().await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "the card does not wait for the last batch");
    for _ in 0..4 {
        bot.tick().await;
    }
    assert_eq!(audit_lines(&bot).await, 0);
    // The card that was planned in November came too late, which staff may have heard.
    bot.posts(bot.staff);
    bot.finish().await;
}

/// Lets the bot take note of what Discord named when it connected: that happens beside everything else.
async fn heard(bot: TestBot) -> TestBot {
    while !bot.bot().services.has_heard() {
        tokio::time::sleep(std::time::Duration::from_millis(4)).await;
    }
    bot
}

#[tokio::test]
async fn a_community_that_left_while_nobody_heard_goes_when_it_was_not_named_twice_a_day_apart() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[Choice::KeepAnswers]).await;
    let guild = bot.guild;
    let bot = heard(bot.restart_after(|standin| standin.remove_guild(guild)).await).await;
    let departed = async |bot: &TestBot| {
        bot.store().departed_before(bot.clock.now()).await.unwrap().contains(&bot.guild)
    };
    bot.at("2026-11-24T08:00:00Z").await;
    let bot = heard(bot.restart().await).await;
    assert!(!departed(&bot).await, "less than a day lies between");
    bot.at("2026-11-24T09:00:00Z").await;
    let bot = heard(bot.restart().await).await;
    assert!(departed(&bot).await, "left out twice, a day apart");
    assert!(bot.held(bot.ana).await.is_some(), "seven days begin");
    bot.at("2026-12-02T09:00:00Z").await;
    assert_eq!(bot.held(bot.ana).await, None);
    drop(bot.posts(bot.staff));
    bot.finish().await;
}
