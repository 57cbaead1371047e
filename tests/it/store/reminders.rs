//! Reminders as they lie on disk.

use chimebot::domain::community::Days;
use chimebot::domain::reminder::{Rest, Sent};
use jiff::SignedDuration;

use super::*;

/// Replaces what is kept.
async fn keep(home: &Home, reminder: Reminder, due: Option<Timestamp>) -> Option<()> {
    let change = move |_: &Reminder| Kept { reminder, due, told: () };
    home.store.change_reminder(home.caller(), change).await.unwrap()
}

fn sent() -> Sent {
    let until = start().checked_add(SignedDuration::from_hours(9)).unwrap();
    Sent { token: SlotToken([7; 16]), date: TODAY, at: start(), until, open: true }
}

fn picked() -> Reminder {
    Reminder { user: Some(USER), days: Some(Days::ALL), hour: Some(9), ..Reminder::default() }
}

#[tokio::test]
async fn where_the_choice_is_off_nothing_is_changed() {
    let home = Home::new().await;
    home.turn_on(&[Choice::CountDays]).await;
    let before = home.tables().await;
    assert_eq!(keep(&home, picked(), Some(start())).await, None);
    assert_eq!(home.tables().await, before);
    home.turn_on(&[Choice::RemindMe]).await;
    let before = home.tables().await;
    assert_eq!(keep(&home, Reminder::default(), None).await, Some(()), "nothing was picked");
    assert_eq!(home.tables().await, before, "so there is nothing to keep");
}

#[tokio::test]
async fn what_was_kept_comes_back_in_boxes_of_one_size() {
    let home = Home::new().await;
    home.turn_on(&[Choice::RemindMe]).await;
    let rests = Reminder { rest: Some(Rest::Paused), ..Reminder::default() };
    let long = Reminder { unanswered: 5, last: Some(sent()), done: Some(TODAY), ..picked() };
    let mut sizes = Vec::new();
    for reminder in [picked(), rests, long] {
        keep(&home, reminder.clone(), None).await.unwrap();
        assert_eq!(home.store.reminder(home.caller()).await.unwrap(), Some(reminder));
        let rows = home.store.raw_rows(home.caller()).await.unwrap();
        let row = rows.into_iter().find(|row| row.table == "reminder").unwrap();
        sizes.push(row.columns.into_iter().find(|(name, _)| *name == "sealed").unwrap().1.unwrap().len());
    }
    assert!(sizes.iter().all(|size| *size == sizes[0]), "{sizes:?}");
}

#[tokio::test]
async fn those_that_are_due_come_up_and_those_that_rest_do_not() {
    let home = Home::new().await;
    home.turn_on(&[Choice::RemindMe]).await;
    let due = async |at: Timestamp| home.store.due_reminders(at, 10).await.unwrap();
    keep(&home, picked(), Some(start())).await.unwrap();
    let before = start().checked_sub(SignedDuration::from_millis(1)).unwrap();
    assert_eq!(due(before).await, []);
    assert_eq!(due(start()).await, [home.caller()]);
    let later = start().checked_add(SignedDuration::from_hours(24)).unwrap();
    keep(&home, picked(), Some(later)).await.unwrap();
    assert_eq!(due(start()).await, []);
    home.store.look_at_reminders(GUILD).await.unwrap();
    assert_eq!(due(start()).await, [home.caller()], "their zone is another: they are looked at now");
    keep(&home, picked(), None).await.unwrap();
    home.store.look_at_reminders(GUILD).await.unwrap();
    assert_eq!(due(later).await, []);
}

#[tokio::test]
async fn an_answer_marks_the_reminder_in_its_own_transaction() {
    let home = Home::new().await;
    home.turn_on(&[Choice::RemindMe]).await;
    keep(&home, Reminder { unanswered: 2, last: Some(sent()), ..picked() }, Some(start())).await.unwrap();
    let recorded = home.store.record_answer(home.caller(), given("3", TODAY)).await.unwrap();
    assert_eq!((recorded.answer, recorded.days), (Answered::NotKept, None), "nothing else is kept");
    let kept = home.store.reminder(home.caller()).await.unwrap().unwrap();
    assert_eq!((kept.unanswered, kept.last.unwrap().open), (0, false));
    let before = home.tables().await;
    home.store.record_answer(home.caller(), given("4", TODAY)).await.unwrap();
    assert_eq!(home.tables().await, before, "what is known already is not written again");
}

#[tokio::test]
async fn turning_it_off_leaves_no_byte_of_it() {
    let home = Home::new().await;
    home.turn_on(&[Choice::RemindMe, Choice::CountDays]).await;
    keep(&home, picked(), Some(start())).await.unwrap();
    let rows = home.store.raw_rows(home.caller()).await.unwrap();
    let row = rows.into_iter().find(|row| row.table == "reminder").unwrap();
    let sealed = row.columns.into_iter().find(|(name, _)| *name == "sealed").unwrap().1.unwrap();
    let needle: Vec<u8> =
        (0..40).map(|at| u8::from_str_radix(&sealed[2 * at..2 * at + 2], 16).unwrap()).collect();
    assert!(home.on_disk(&needle) > 0, "the control: it is on disk before");
    home.store.turn_off(home.caller(), Choice::RemindMe).await.unwrap();
    assert_eq!(home.on_disk(&needle), 0);
    assert_eq!(home.store.reminder(home.caller()).await.unwrap(), None);
    home.turn_on(&[Choice::RemindMe]).await;
    assert_eq!(home.store.reminder(home.caller()).await.unwrap(), None, "it begins anew");
}
