//! A list whose bot was put back from a backup: nothing stands there twice, and staff hear what may be lost.

use super::*;

impl Shelf {
    async fn put_back(self, copy: tempfile::TempDir) -> Self {
        Self { bot: self.bot.put_back(copy).await, room: self.room }
    }

    /// What staff read about lists and entries.
    fn told(&self) -> Vec<Message> {
        let posts = self.bot.posts(self.bot.staff).into_iter();
        posts.filter(|post| post.content.contains("older copy")).collect()
    }
}

#[tokio::test]
async fn a_list_that_was_posted_after_the_backup_is_not_posted_again() {
    let shelf = Shelf::with(25).await;
    let page = shelf.ask().await;
    shelf.press(&page, "Publish").await;
    let copy = shelf.bot.copy_files().await;
    shelf.bot.tick().await;
    shelf.shows(0..25, 3);
    let before = by_id(&shelf.list());
    shelf.mark(3, " newer").await;
    shelf.pass(11).await;
    let shelf = shelf.put_back(copy).await;
    shelf.pass(1).await;
    shelf.shows(0..25, 3);
    assert_eq!(by_id(&shelf.list()), before, "the same messages, as the backup has the entries");
    shelf.add(25..40).await;
    shelf.pass(11).await;
    // At most one message more than are needed.
    shelf.shows(0..40, shelf.list().len());
    assert!((4..=5).contains(&shelf.list().len()));
    let told = shelf.told();
    assert_eq!(told.len(), 1, "{told:?}");
    let state = shelf.press(&told[0], "What happened").await;
    assert!(state.content.starts_with("**Food** stands in"), "{}", state.content);
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_of_which_the_backup_does_not_know_is_taken_over_when_it_is_published_again() {
    let shelf = Shelf::with(25).await;
    let copy = shelf.bot.copy_files().await;
    shelf.bot.standin.say(shelf.bot.ana, shelf.room, "Somebody wrote before it.");
    let page = shelf.ask().await;
    shelf.press(&page, "Publish").await;
    shelf.bot.tick().await;
    let before: Vec<_> = by_id(&shelf.list()).into_keys().collect();
    let shelf = shelf.put_back(copy).await;
    shelf.pass(30).await;
    let told = shelf.told();
    assert!(told[0].content.contains("after that is gone"), "{told:?}");
    let page = shelf.ask().await;
    shelf.press(&page, "Publish").await;
    shelf.bot.tick().await;
    assert_eq!(by_id(&shelf.list()).into_keys().collect::<Vec<_>>(), before, "no message is new");
    shelf.finish().await;
}

#[tokio::test]
async fn a_list_that_grew_after_the_backup_takes_its_own_message_over_before_it_posts_one() {
    let shelf = Shelf::published(9).await;
    let copy = shelf.bot.copy_files().await;
    shelf.add(9..30).await;
    shelf.pass(11).await;
    shelf.shows(0..30, 3);
    let shelf = shelf.put_back(copy).await;
    shelf.pass(1).await;
    assert_eq!(shelf.list().len(), 3, "what nobody needs is left to a person");
    shelf.add(9..30).await;
    shelf.pass(11).await;
    shelf.shows(0..30, 3);
    shelf.finish().await;
}

#[tokio::test]
async fn where_the_history_may_not_be_read_the_list_waits_and_says_so() {
    let shelf = Shelf::with(14).await;
    let page = shelf.ask().await;
    shelf.press(&page, "Publish").await;
    let copy = shelf.bot.copy_files().await;
    shelf.bot.tick().await;
    shelf.shows(0..14, 2);
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 1 << 16);
    let shelf = shelf.put_back(copy).await;
    shelf.pass(1).await;
    assert_eq!(shelf.list().len(), 2, "nothing is doubled");
    let page = shelf.ask().await;
    assert!(page.content.contains("Read Message History"), "{}", page.content);
    shelf.bot.standin.overwrite_bot(shelf.room, 0, 0);
    shelf.press(&page, "Go on").await;
    shelf.bot.tick().await;
    shelf.shows(0..14, 2);
    shelf.finish().await;
}
