//! The list of resources: all or nothing, nobody overwritten, and who did what for 180 days.

use chimebot::domain::resource::{Body, Draft, Entry, EntryId};
use chimebot::store::{Act, Change, Saved};
use jiff::SignedDuration;

use super::*;

fn body(title: &str) -> Body {
    let json = serde_json::json!({
        "title": title, "sentence": "A bag of food each Friday.", "link": "https://food.example/leeds",
        "kind": "practical", "topics": ["food"], "supports": ["practical"], "checked_on": "2026-11-01",
    });
    serde_json::from_value(json).unwrap()
}

fn change(id: &str, seen: Option<u32>, act: Act, title: &str) -> Change {
    Change { id: id.parse().unwrap(), seen, act, body: body(title), retired: act == Act::Retire }
}

async fn make(home: &Home, changes: Vec<Change>) -> Saved {
    home.store.change_entries(GUILD, STAFF, changes).await.unwrap()
}

async fn entries(home: &Home) -> Vec<Entry> {
    home.store.entries(GUILD).await.unwrap()
}

#[tokio::test]
async fn an_entry_is_kept_through_a_restart_and_each_change_of_it_leaves_a_line() {
    let home = Home::new().await;
    make(&home, vec![change("food", None, Act::Add, "Food bank")]).await;
    home.clock.set(start() + SignedDuration::from_mins(1));
    make(&home, vec![change("food", Some(1), Act::Retire, "Food bank")]).await;
    let home = home.restart().await;
    let kept = entries(&home).await;
    assert_eq!(
        (kept.len(), kept[0].version, kept[0].retired, &*kept[0].body.title),
        (1, 2, true, "Food bank")
    );
    let food: EntryId = "food".parse().unwrap();
    let lines = home.store.history(GUILD, &food, 10).await.unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.act, line.actor)).collect::<Vec<_>>(),
        [(Act::Retire, STAFF), (Act::Add, STAFF)]
    );
    assert_eq!((lines[1].before.clone(), lines[0].before.clone()), (None, Some(lines[1].after.clone())));
    let later = start() + SignedDuration::from_secs(1);
    assert_eq!(home.store.prune_entry_changes(later, 100).await.unwrap(), 1);
    assert_eq!(home.store.history(GUILD, &food, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_entry_that_was_seen_differently_keeps_all_of_a_change_out() {
    let home = Home::new().await;
    make(&home, vec![change("a", None, Act::Add, "A"), change("b", None, Act::Add, "B")]).await;
    make(&home, vec![change("b", Some(1), Act::Edit, "B, newer")]).await;
    let both = vec![change("a", Some(1), Act::Edit, "A, mine"), change("b", Some(1), Act::Edit, "B, mine")];
    let Saved::Stale(id, stands) = make(&home, both).await else { panic!("b was changed by somebody else") };
    assert_eq!((id.as_str(), stands.map(|entry| entry.body.title)), ("b", Some("B, newer".to_owned())));
    let taken =
        make(&home, vec![change("c", None, Act::Add, "C"), change("a", None, Act::Add, "A again")]).await;
    assert!(matches!(taken, Saved::Stale(..)), "a name is taken once");
    let gone = make(&home, vec![change("z", Some(1), Act::Edit, "Z")]).await;
    assert_eq!(gone, Saved::Stale("z".parse().unwrap(), None));
    let titles: Vec<_> = entries(&home).await.into_iter().map(|entry| entry.body.title).collect();
    assert_eq!(titles, ["A", "B, newer"]);
}

#[tokio::test]
async fn a_dead_flag_says_nothing_about_who_set_it_and_goes_when_staff_look() {
    let home = Home::new().await;
    let food: EntryId = "food".parse().unwrap();
    make(&home, vec![change("food", None, Act::Add, "Food bank")]).await;
    assert!(home.store.flag_dead(GUILD, food.clone()).await.unwrap());
    assert!(!home.store.flag_dead(GUILD, food.clone()).await.unwrap(), "it was known");
    assert!(entries(&home).await[0].dead);
    assert_eq!(home.store.history(GUILD, &food, 10).await.unwrap().len(), 1, "no line is written for a flag");
    make(&home, vec![change("food", Some(2), Act::Check, "Food bank")]).await;
    assert!(!entries(&home).await[0].dead);
}

#[tokio::test]
async fn a_draft_is_one_for_each_moderator_and_goes_a_day_after_it_was_saved() {
    let home = Home::new().await;
    let mut draft = Draft::begun(None, start());
    assert!(home.store.save_draft(GUILD, STAFF, draft.clone()).await.unwrap());
    draft.raw.typed.title = "Soup".to_owned();
    assert!(home.store.save_draft(GUILD, STAFF, draft.clone()).await.unwrap());
    let home = home.restart().await;
    assert_eq!(home.store.draft(GUILD, STAFF).await.unwrap(), Some(draft.clone()));
    assert_eq!(home.store.draft(GUILD, USER).await.unwrap(), None);
    home.clock.set(draft.keep_until);
    assert_eq!(home.store.draft(GUILD, STAFF).await.unwrap(), None, "its time is over");
    assert!(
        home.store.draft_row(GUILD, STAFF).await.unwrap().is_some(),
        "and it lies there until it is swept"
    );
    assert_eq!(home.store.prune_drafts(draft.keep_until, 10).await.unwrap(), 1);
    assert!(!home.store.drop_draft(GUILD, STAFF).await.unwrap());
}

#[tokio::test]
async fn the_list_and_its_history_go_with_their_community() {
    let home = Home::new().await;
    make(&home, vec![change("food", None, Act::Add, "Food bank")]).await;
    let draft = Draft::begun(None, start());
    assert!(home.store.save_draft(GUILD, STAFF, draft.clone()).await.unwrap());
    assert!(home.store.save_draft(GUILD, USER, draft).await.unwrap());
    assert_eq!(home.store.changes_by(GUILD, STAFF).await.unwrap().len(), 1);
    assert_eq!(home.store.changed_by(USER).await.unwrap(), [GUILD], "a draft is found by its writer");
    assert_eq!(home.store.changed_by(STAFF).await.unwrap(), [GUILD]);
    home.store.delete_community(GUILD).await.unwrap();
    assert!(entries(&home).await.is_empty());
    assert_eq!(home.store.draft(GUILD, STAFF).await.unwrap(), None);
    assert_eq!(home.store.changes_by(GUILD, STAFF).await.unwrap(), []);
}
