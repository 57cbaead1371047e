//! Notices to staff arrive once, whatever happens to them on the way.

use chimebot::domain::community::Trouble;
use chimebot::standin::FaultKind;

use super::{after, arm, broken, impatient, limited, pass, refused};

/// The check-in channel is lost while one fault meets the notice about it.
async fn told_once_in_spite_of(kind: FaultKind) {
    let bot = impatient().await;
    // The first look at rights is over: it would find nothing wrong and end the trouble.
    bot.tick().await;
    arm(&bot, ("POST", "/messages"), 1, kind);
    bot.bot().channel_trouble(bot.guild, bot.check_in, Trouble::ChannelGone).await;
    bot.tick().await;
    pass(&bot, 20, 1).await;
    let told = bot.posts(bot.staff);
    assert_eq!(told.len(), 1, "soon after the fault");
    assert!(told[0].content.starts_with("The check-in channel is gone"), "{}", told[0].content);
    pass(&bot, 1_800, 60).await;
    assert_eq!(bot.posts(bot.staff).len(), 1, "and not again");
    bot.finish().await;
}

#[tokio::test]
pub async fn a_429() {
    told_once_in_spite_of(limited()).await;
}

#[tokio::test]
pub async fn a_500() {
    told_once_in_spite_of(broken()).await;
}

#[tokio::test]
pub async fn a_500_although_it_was_posted() {
    told_once_in_spite_of(after(broken())).await;
}

#[tokio::test]
pub async fn a_reset_although_it_was_posted() {
    told_once_in_spite_of(after(FaultKind::Reset)).await;
}

#[tokio::test]
pub async fn a_notice_that_hangs_although_it_was_posted() {
    told_once_in_spite_of(after(FaultKind::Hang)).await;
}

#[tokio::test]
pub async fn a_closed_notice_channel_is_tried_twice_an_hour_and_no_more() {
    let bot = impatient().await;
    // The first look at rights is over: it would find nothing wrong and end the trouble.
    bot.tick().await;
    arm(&bot, ("POST", "/messages"), 0, refused(403, 50001));
    bot.bot().channel_trouble(bot.guild, bot.check_in, Trouble::ChannelGone).await;
    bot.tick().await;
    pass(&bot, 2 * 3_600, 30).await;
    let tried = bot.standin.requests("POST /channels");
    assert!((4..=5).contains(&tried), "{tried}");
    bot.standin.clear_faults();
    pass(&bot, 1_830, 30).await;
    assert_eq!(bot.posts(bot.staff).len(), 1, "it waits until it can be told");
    bot.finish().await;
}
