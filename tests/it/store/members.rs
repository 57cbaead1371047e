//! What is kept about members, and that nothing is kept about others.

use chimebot::domain::consent::{CONSENT_VERSION, Choice, ChoiceSet};
use chimebot::domain::ids::{GuildId, UserId};
use futures_util::future::join_all;
use jiff::SignedDuration;

use super::*;

#[tokio::test]
async fn a_person_with_no_choice_on_leaves_every_table_as_it_was() {
    let home = Home::new().await;
    home.store.plan_slot(&slot(1, TODAY)).await.unwrap();
    let before = home.tables().await;
    assert!(
        before.len() >= 12 && before["slot"].len() == 1,
        "the comparison sees tables and rows: {before:?}"
    );
    for (answer, day) in [("3", TODAY), ("4", TODAY), ("3", TODAY.tomorrow().unwrap())] {
        let recorded = home.store.record_answer(home.caller(), given(answer, day)).await.unwrap();
        assert_eq!((recorded.answer, recorded.days), (Answered::NotKept, None));
    }
    home.store.seen(home.caller()).await.unwrap();
    home.store.turn_on(home.caller(), ChoiceSet::NONE, CONSENT_VERSION).await.unwrap();
    home.store.turn_off(home.caller(), Choice::CountDays).await.unwrap();
    assert_eq!(home.store.holdings(home.caller()).await.unwrap(), None);
    assert_eq!(home.tables().await, before);
}

#[tokio::test]
async fn an_answer_is_stored_then_the_same_then_replaced() {
    let home = Home::new().await;
    home.turn_on(&[Choice::KeepAnswers]).await;
    let record = |answer: &str, day| home.store.record_answer(home.caller(), given(answer, day));
    assert_eq!(record("3", TODAY).await.unwrap().answer, Answered::Stored);
    let before = home.tables().await;
    assert_eq!(record("3", TODAY).await.unwrap().answer, Answered::Same);
    assert_eq!(home.tables().await, before, "the same tap changes nothing");
    let replaced = record("5", TODAY).await.unwrap();
    assert_eq!(replaced.answer, Answered::Replaced { previous: "3".to_owned() });
    assert_eq!(replaced.days, None, "days were not asked for");
    assert_eq!(
        record("5", TODAY.tomorrow().unwrap()).await.unwrap().answer,
        Answered::Stored,
        "another date"
    );
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert_eq!(held.answers.iter().map(|held| &*held.answer).collect::<Vec<_>>(), ["5", "5"]);
    assert_eq!(held.days, None);
}

#[tokio::test]
async fn days_are_counted_without_keeping_the_answer() {
    let home = Home::new().await;
    home.turn_on(&[Choice::CountDays]).await;
    let mut told = Vec::new();
    for day in [0, 0, 1, 8, 3] {
        let day = TODAY.checked_add(jiff::Span::new().days(day)).unwrap();
        let recorded = home.store.record_answer(home.caller(), given("3", day)).await.unwrap();
        assert_eq!(recorded.answer, Answered::NotKept);
        let days = recorded.days.unwrap();
        told.push((days.days.total(), days.counted.new, days.days.came_back(), days.counted.came_back));
    }
    let expected = [
        (1, true, 0, false),
        (1, false, 0, false),
        (2, true, 0, false),
        (3, true, 1, true),
        (4, true, 1, false),
    ];
    assert_eq!(told, expected);
    let home = home.restart().await;
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert_eq!(held.days.unwrap().total(), 4);
    assert!(held.answers.is_empty());
}

#[tokio::test]
async fn two_devices_at_once_count_once() {
    let home = Home::new().await;
    home.turn_on(&[Choice::KeepAnswers, Choice::CountDays]).await;
    let presses = (0..100).map(|_| home.store.record_answer(home.caller(), given("3", TODAY)));
    let recorded: Vec<_> = join_all(presses).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(recorded.iter().filter(|one| one.answer == Answered::Stored).count(), 1);
    assert_eq!(recorded.iter().filter(|one| one.answer == Answered::Same).count(), 99);
    assert_eq!(recorded.iter().filter(|one| one.days.as_ref().unwrap().counted.new).count(), 1);
    assert!(recorded.iter().all(|one| one.days.as_ref().unwrap().days.total() == 1));
}

#[tokio::test]
async fn members_do_not_see_each_other_nor_themselves_elsewhere() {
    let home = Home::new().await;
    let people = [(GUILD, USER), (GUILD, UserId(9)), (GuildId(8), USER)];
    for (number, (guild, user)) in people.into_iter().enumerate() {
        let caller = home.store.caller(guild, user);
        home.store.turn_on(caller, ChoiceSet::NONE.with(Choice::KeepAnswers), CONSENT_VERSION).await.unwrap();
        home.store.record_answer(caller, given(&number.to_string(), TODAY)).await.unwrap();
    }
    for (number, (guild, user)) in people.into_iter().enumerate() {
        let held = home.store.holdings(home.store.caller(guild, user)).await.unwrap().unwrap();
        assert_eq!(held.answers.len(), 1);
        assert_eq!(held.answers[0].answer, number.to_string());
    }
    assert_eq!(home.store.held_in(USER).await.unwrap(), [GuildId(8), GUILD]);
    assert_eq!(home.store.held_in(STAFF).await.unwrap(), []);
    assert_eq!(home.on_disk(&USER.0.to_be_bytes()), 0, "nor as SQLite writes a number");
    assert_eq!(home.on_disk(USER.to_string().as_bytes()), 0, "the Discord id itself is nowhere");
}

#[tokio::test]
async fn each_choice_goes_with_what_it_kept_and_the_last_with_everything() {
    let home = Home::new().await;
    let empty = home.tables().await;
    home.turn_on(&[Choice::KeepAnswers, Choice::CountDays]).await;
    home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    let left = home.store.turn_off(home.caller(), Choice::KeepAnswers).await.unwrap();
    assert_eq!(left, ChoiceSet::NONE.with(Choice::CountDays));
    let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
    assert!(held.answers.is_empty() && held.days.is_some());
    assert_eq!(held.member.choices, left);
    let left = home.store.turn_off(home.caller(), Choice::GroupCounts).await.unwrap();
    assert_eq!(left, held.member.choices, "what was off stays off");
    assert!(home.store.turn_off(home.caller(), Choice::CountDays).await.unwrap().is_empty());
    assert_eq!(home.tables().await, empty);
}

#[tokio::test]
async fn a_consent_keeps_its_date_until_the_text_changes() {
    let home = Home::new().await;
    home.turn_on(&[Choice::KeepAnswers]).await;
    home.clock.advance(SignedDuration::from_hours(24));
    home.turn_on(&[Choice::KeepAnswers, Choice::CountDays]).await;
    let dates = async || {
        let held = home.store.holdings(home.caller()).await.unwrap().unwrap();
        held.consents.into_iter().map(|held| (held.choice, held.version, held.given_at)).collect::<Vec<_>>()
    };
    let next = start() + SignedDuration::from_hours(24);
    let (now, later) = (CONSENT_VERSION, CONSENT_VERSION + 1);
    assert_eq!(dates().await, [(Choice::KeepAnswers, now, start()), (Choice::CountDays, now, next)]);
    home.store.turn_on(home.caller(), ChoiceSet::NONE.with(Choice::KeepAnswers), later).await.unwrap();
    assert_eq!(dates().await, [(Choice::CountDays, now, next), (Choice::KeepAnswers, later, next)]);
}

#[tokio::test]
async fn last_seen_is_a_month_and_only_for_people_with_a_row() {
    let home = Home::new().await;
    home.turn_on(&[Choice::KeepAnswers]).await;
    let month = async || home.store.find_member(home.caller()).await.unwrap().unwrap().last_seen;
    assert_eq!(month().await, "2026-11");
    home.clock.set("2026-12-31T23:59:59Z".parse().unwrap());
    home.store.seen(home.caller()).await.unwrap();
    assert_eq!(month().await, "2026-12");
    home.clock.set("2027-01-01T00:00:00Z".parse().unwrap());
    home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    assert_eq!(month().await, "2027-01");
    assert_eq!(home.store.not_seen_since("2027-01", 10).await.unwrap(), []);
    assert_eq!(home.store.not_seen_since("2027-02", 10).await.unwrap(), [home.caller()]);
}
