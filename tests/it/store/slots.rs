//! Slots: planned once, sent by one, moved on from where they stood.

use chimebot::domain::consent::Choice;
use chimebot::domain::ids::MessageId;
use chimebot::domain::slot::{Slot, SlotState};
use chimebot::store::Given;
use futures_util::future::join_all;
use jiff::SignedDuration;

use super::*;

#[tokio::test]
async fn a_community_has_one_slot_a_date_however_many_plan_it() {
    let home = Home::new().await;
    let slots: Vec<_> = (1..=20).map(|token| slot(token, TODAY)).collect();
    let planned = join_all(slots.iter().map(|slot| home.store.plan_slot(slot))).await;
    assert_eq!(planned.into_iter().filter(|planned| *planned.as_ref().unwrap()).count(), 1);
    let kept = home.store.slot_on(GUILD, TODAY).await.unwrap().unwrap();
    assert!(slots.contains(&kept));
    assert!(
        home.store.plan_slot(&slot(99, TODAY.tomorrow().unwrap())).await.unwrap(),
        "another date is another slot"
    );
}

#[tokio::test]
async fn one_of_many_who_would_send_a_slot_may() {
    let home = Home::new().await;
    let store = &home.store;
    let planned = slot(1, TODAY);
    store.plan_slot(&planned).await.unwrap();
    let sending = Slot { state: SlotState::Sending, attempts: 1, ..planned };
    let claims = join_all((0..20).map(|_| store.save_slot(SlotState::Planned, &sending))).await;
    assert_eq!(claims.into_iter().filter(|won| *won.as_ref().unwrap()).count(), 1);
}

#[tokio::test]
async fn a_step_is_recorded_only_from_the_state_it_began_in() {
    let home = Home::new().await;
    let store = &home.store;
    let planned = slot(1, TODAY);
    store.plan_slot(&planned).await.unwrap();
    let sending = Slot {
        state: SlotState::Sending,
        attempts: 1,
        first_send: Some(start()),
        last_send: Some(start() + SignedDuration::from_millis(1)),
        ..planned.clone()
    };
    assert!(store.save_slot(SlotState::Planned, &sending).await.unwrap());
    assert!(!store.save_slot(SlotState::Planned, &sending).await.unwrap(), "it is no longer planned");
    let posted = Slot {
        state: SlotState::Posted,
        message: Some(MessageId(77)),
        posted_at: Some(start() + SignedDuration::from_secs(1)),
        ..sending
    };
    assert!(store.save_slot(SlotState::Sending, &posted).await.unwrap());
    let home = home.restart().await;
    assert_eq!(home.store.find_slot(posted.token).await.unwrap().unwrap().slot, posted);
    assert_eq!(home.store.newest_posted(GUILD).await.unwrap().unwrap().slot, posted);
    assert!(home.store.unfinished_slots().await.unwrap().is_empty());
}

#[tokio::test]
async fn slots_are_due_by_their_moment_and_their_next_try() {
    let home = Home::new().await;
    let store = &home.store;
    let second = |seconds| start() + SignedDuration::from_secs(seconds);
    let mut waiting = slot(1, TODAY);
    waiting.next_try = Some(second(30));
    waiting.state = SlotState::Retry;
    let later = Slot { due: second(60), deadline: second(7260), ..slot(2, TODAY.tomorrow().unwrap()) };
    let missed = Slot { state: SlotState::Missed, ..slot(3, TODAY.yesterday().unwrap()) };
    for slot in [&waiting, &later, &missed] {
        store.plan_slot(slot).await.unwrap();
    }
    assert!(store.due_slots(second(29), None, 10).await.unwrap().is_empty());
    assert_eq!(store.due_slots(second(30), None, 10).await.unwrap(), [waiting.clone()]);
    assert_eq!(store.due_slots(second(60), None, 10).await.unwrap(), [waiting.clone(), later.clone()]);
    assert_eq!(store.due_slots(second(60), None, 1).await.unwrap(), [waiting.clone()]);
    assert_eq!(store.due_slots(second(60), Some(&waiting), 10).await.unwrap(), std::slice::from_ref(&later));
    assert!(store.due_slots(second(60), Some(&later), 10).await.unwrap().is_empty());
    assert_eq!(store.due_together(later.due).await.unwrap(), 1);
    assert_eq!(store.due_together(missed.due).await.unwrap(), 1, "what is settled is of no herd");
    assert_eq!(store.unfinished_slots().await.unwrap(), [waiting.clone(), later.clone()]);
    assert_eq!(store.last_due(GUILD, second(59)).await.unwrap(), Some(waiting));
    assert_eq!(store.last_due(GUILD, second(60)).await.unwrap(), Some(later));
    assert_eq!(store.last_due(GUILD, second(-1)).await.unwrap(), None);
}

#[tokio::test]
async fn a_posted_prompt_stays_until_the_last_answer_to_it_is_gone() {
    let home = Home::new().await;
    let store = &home.store;
    let slot = slot(1, TODAY);
    store.plan_slot(&slot).await.unwrap();
    assert!(store.set_slot_prompt(&slot, r#"{"question":"one"}"#.to_owned(), "{}".to_owned()).await.unwrap());
    assert!(
        !store.set_slot_prompt(&slot, r#"{"question":"two"}"#.to_owned(), "[]".to_owned()).await.unwrap(),
        "it stays"
    );
    assert_eq!(store.find_bags(GUILD).await.unwrap().as_deref(), Some("{}"), "as the draw left them");
    home.turn_on(&[Choice::KeepAnswers]).await;
    let answer = Given { what: slot.token.to_string(), ..given("3", TODAY) };
    store.record_answer(home.caller(), answer).await.unwrap();

    let later = TODAY.checked_add(jiff::Span::new().days(5)).unwrap();
    let none = Vec::<SlotToken>::new();
    assert_eq!(store.prune_answers(TODAY, 100).await.unwrap(), 0);
    assert_eq!(store.prune_answers(later, 100).await.unwrap(), 1);
    assert_eq!(store.stale_prompts(later).await.unwrap(), none, "the newest card stays open");
    let newer =
        Slot { token: SlotToken([9; 16]), local_date: later, state: SlotState::Posted, ..slot.clone() };
    let newer = Slot { message: Some(5.into()), ..newer };
    assert!(store.plan_slot(&newer).await.unwrap());
    let answer = Given { what: slot.token.to_string(), ..given("3", TODAY) };
    store.record_answer(home.caller(), answer).await.unwrap();
    assert_eq!(store.stale_prompts(later).await.unwrap(), none, "an answer needs it");
    assert_eq!(store.prune_answers(later, 100).await.unwrap(), 1);
    assert_eq!(store.stale_prompts(TODAY).await.unwrap(), none, "it is not closed");
    let stale = store.stale_prompts(later).await.unwrap();
    assert_eq!(stale, [slot.token]);
    assert_eq!(store.prune_slots(later, 100).await.unwrap(), 0, "what has a prompt is kept");
    store.drop_prompts(stale).await.unwrap();
    assert_eq!(store.find_slot(slot.token).await.unwrap().unwrap().prompt, None);
}
