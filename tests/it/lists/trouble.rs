//! What can go wrong between a published list and Discord.

use super::*;

const EMBED_LINKS: u64 = 1 << 14;

fn refused(status: u16, code: u32) -> FaultKind {
    FaultKind::Status(status, json!({ "message": "a fault", "code": code }))
}

fn broken() -> FaultKind {
    FaultKind::Status(503, Value::Null)
}

/// What staff read.
fn notices(shelf: &Shelf) -> Vec<String> {
    shelf.bot.posts(shelf.bot.staff).into_iter().map(|post| post.content).collect()
}

#[tokio::test]
async fn a_post_of_unknown_outcome_is_not_doubled() {
    for kind in [
        FaultKind::AfterApply(Box::new(broken())),
        FaultKind::AfterApply(Box::new(FaultKind::Reset)),
        FaultKind::Reset,
    ] {
        let shelf = Shelf::with(25).await;
        shelf.press(&shelf.ask().await, "Publish").await;
        // For longer than Discord knows a nonce again.
        shelf.arm("POST", 0, kind.clone());
        for _ in 0..20 {
            shelf.bot.clock.advance(SignedDuration::from_secs(10));
            shelf.bot.tick().await;
        }
        let ordered: Vec<_> = (0..25).map(|number| format!("Place {number:03}")).collect();
        assert!(ordered.starts_with(&titles(&shelf.list())), "{kind:?}: each waits for the one before it");
        shelf.bot.standin.clear_faults();
        for _ in 0..20 {
            shelf.bot.clock.advance(SignedDuration::from_secs(30));
            shelf.bot.tick().await;
        }
        shelf.shows(0..25, 3);
        shelf.finish().await;
    }
}

#[tokio::test]
async fn a_restart_in_between_neither_loses_nor_doubles() {
    let shelf = Shelf::with(25).await;
    shelf.press(&shelf.ask().await, "Publish").await;
    shelf.arm("POST", 1, FaultKind::AfterApply(Box::new(FaultKind::Reset)));
    shelf.bot.tick().await;
    let shelf = shelf.restart().await;
    for _ in 0..20 {
        shelf.bot.clock.advance(SignedDuration::from_secs(10));
        shelf.bot.tick().await;
    }
    shelf.shows(0..25, 3);
    shelf.mark(3, " new").await;
    let shelf = shelf.restart().await;
    shelf.pass(10).await;
    assert!(said(&shelf.list()).contains("**Place 003 new**"), "a change is not forgotten");
    shelf.shows(0..25, 3);
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_that_is_edited_while_it_is_published_ends_up_right() {
    let shelf = Shelf::with(25).await;
    shelf.press(&shelf.ask().await, "Publish").await;
    shelf.arm("POST", 0, broken());
    shelf.bot.tick().await;
    shelf.mark(3, " new").await;
    shelf.retire(0..2).await;
    shelf.add(25..28).await;
    shelf.bot.standin.clear_faults();
    for _ in 0..30 {
        shelf.pass(1).await;
    }
    shelf.shows(2..28, 3);
    assert!(said(&shelf.list()).contains("**Place 003 new**"));
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_whose_channel_is_gone_stops_and_says_so_once() {
    let shelf = Shelf::published(14).await;
    shelf.bot.standin.delete_channel(shelf.room);
    shelf.mark(3, " new").await;
    shelf.pass(10).await;
    shelf.pass(24 * 60).await;
    shelf.pass(24 * 60).await;
    let told = "A channel with a list of resources is gone, so I stopped keeping that list.";
    assert_eq!(notices(&shelf), [told]);
    let notice = shelf.bot.posts(shelf.bot.staff).remove(0);
    let state = shelf.press(&notice, "What happened").await;
    assert!(state.content.starts_with("I stopped keeping **Food** right in"), "{}", state.content);
    assert!(state.content.contains("I cannot find that channel."), "{}", state.content);
    let refused = shelf.bot.press(shelf.bot.ana, &notice, "What happened").await;
    assert!(refused.content.starts_with("Only moderators can do that."), "{}", refused.content);
    assert!(shelf.asked("PATCH") <= 1, "and it is not tried again");
    shelf.finish().await;
}

#[tokio::test]
async fn a_lost_right_stops_a_list_until_it_is_given_back() {
    let shelf = Shelf::published(14).await;
    shelf.bot.standin.overwrite_bot(shelf.room, 0, EMBED_LINKS);
    shelf.mark(3, " new").await;
    for _ in 0..12 {
        shelf.pass(10).await;
    }
    assert_eq!(shelf.asked("PATCH"), 1, "no storm of retries");
    let told = format!("I lack a right that I need in <#{}>, so I stopped keeping the list", shelf.room);
    let posts = notices(&shelf);
    assert!(posts.len() == 1 && posts[0].starts_with(&told), "{posts:?}");
    let notice = shelf.bot.posts(shelf.bot.staff).remove(0);
    let page = shelf.press(&notice, "What happened").await;
    assert!(page.content.starts_with("I stopped keeping **Food** right"), "{}", page.content);
    assert!(page.content.contains("I still need these rights there: Embed Links."), "{}", page.content);
    let why = shelf.press(&page, "Go on").await;
    assert!(why.content.contains("Embed Links"), "{}", why.content);
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 0);
    let done = shelf.press(&why, "Try again").await;
    assert!(done.content.starts_with("I am putting it right again."), "{}", done.content);
    shelf.bot.tick().await;
    assert!(said(&shelf.list()).contains("**Place 003 new**"));
    // And by itself, when nobody asks.
    shelf.bot.standin.overwrite_bot(shelf.room, 0, EMBED_LINKS);
    shelf.mark(4, " too").await;
    shelf.pass(10).await;
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 0);
    shelf.pass(24 * 60).await;
    shelf.bot.tick().await;
    assert!(said(&shelf.list()).contains("**Place 004 too**"));
    shelf.shows(0..14, 2);
    shelf.finish().await;
}

#[tokio::test]
async fn too_many_edits_of_old_messages_are_waited_out_and_the_page_says_so() {
    let shelf = Shelf::published(25).await;
    let second = shelf.list()[1].id;
    shelf.bot.standin.fault(Fault {
        method: "PATCH".to_owned(),
        path_contains: format!("/messages/{second}"),
        times: None,
        kind: refused(429, 30_046),
    });
    shelf.mark(13, " new").await;
    shelf.pass(10).await;
    assert!(
        shelf.list()[0].content.contains("I am bringing this list up to date."),
        "{}",
        shelf.list()[0].content
    );
    let asked = shelf.asked("PATCH");
    shelf.pass(5).await;
    assert_eq!(shelf.asked("PATCH"), asked, "it waits");
    let page = shelf.ask().await;
    assert!(page.content.contains("only now and then"), "{}", page.content);
    shelf.pass(6).await;
    assert_eq!(shelf.asked("PATCH"), asked + 1, "one try, and it waits on");
    shelf.bot.standin.clear_faults();
    shelf.pass(11).await;
    assert!(said(&shelf.list()).contains("**Place 013 new**"));
    assert!(
        !shelf.list()[0].content.contains("bringing this list up to date"),
        "{}",
        shelf.list()[0].content
    );
    shelf.shows(0..25, 3);
    shelf.finish().await;
}

#[tokio::test]
async fn an_edit_of_unknown_outcome_is_made_again() {
    let shelf = Shelf::published(14).await;
    shelf.mark(3, " new").await;
    shelf.arm("PATCH", 1, FaultKind::Reset);
    shelf.pass(10).await;
    assert!(!said(&shelf.list()).contains("**Place 003 new**"));
    shelf.pass(2).await;
    assert!(said(&shelf.list()).contains("**Place 003 new**"));
    shelf.shows(0..14, 2);
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_taken_down_yet_is_not_forgotten() {
    let shelf = Shelf::published(14).await;
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 1 << 10);
    let sure = shelf.press(&shelf.ask().await, "Take it down").await;
    shelf.press(&sure, "Yes, take it down").await;
    shelf.bot.tick().await;
    shelf.pass(24 * 60).await;
    shelf.pass(24 * 60).await;
    let posts = notices(&shelf);
    let told: Vec<_> = posts.iter().filter(|post| post.contains("I cannot take the list")).collect();
    assert_eq!(told.len(), 1, "{posts:?}");
    assert_eq!(shelf.list().len(), 2);
    let page = shelf.ask().await;
    assert!(page.content.starts_with("I am taking **Food** out of"), "{}", page.content);
    assert!(page.content.contains("View Channel"), "{}", page.content);
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 0);
    shelf.press(&page, "Try again").await;
    shelf.bot.tick().await;
    assert!(shelf.list().is_empty());
    let page = shelf.ask().await;
    assert!(page.find_button("Publish").is_some(), "{}", page.content);
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_goes_with_its_community() {
    let shelf = Shelf::published(14).await;
    let place = (shelf.bot.guild, shelf.room, Some(chimebot::domain::resource::Topic::Food));
    assert!(shelf.bot.store().list_at(place).await.unwrap().is_some());
    shelf.bot.store().delete_community(shelf.bot.guild).await.unwrap();
    assert!(shelf.bot.store().list_at(place).await.unwrap().is_none());
    assert!(shelf.bot.store().lists_due(jiff::Timestamp::MAX, 10).await.unwrap().is_empty());
    shelf.finish().await;
}
