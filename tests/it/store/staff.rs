//! What staff set up and must hear.

use chimebot::domain::community::{Community, Quiet, Trouble};
use chimebot::domain::ids::{ChannelId, GuildId, UserId};
use chimebot::store::{Span, Undone, Why};
use futures_util::future::join_all;
use jiff::SignedDuration;
use jiff::civil::date;

use super::*;

#[tokio::test]
async fn every_setting_of_a_community_survives_a_restart_and_leaves_a_line() {
    let home = Home::new().await;
    let changed = home
        .store
        .change_community(GUILD, STAFF, "setup", |community| {
            community.zone = "Europe/London".to_owned();
            community.country = Some("GB".to_owned());
            community.locale = "de".to_owned();
            community.check_in_channel = Some(ChannelId(u64::MAX >> 1));
            community.time = jiff::civil::time(23, 59, 0, 0);
            community.days = chimebot::domain::community::Days::from_bits(0b1010).unwrap();
            community.moderator_role = Some(7.into());
            community.leader_role = Some(8.into());
            community.notice_channel = Some(ChannelId(9));
            community.digest_channel = Some(ChannelId(10));
            community.people = Some(u32::MAX);
            (community.words, community.sound) = (true, true);
            community.on_since = Some(start());
            community.quiet = Some(Quiet { from: TODAY, until: Some(date(2026, 12, 1)) });
        })
        .await
        .unwrap();
    assert_eq!(changed.before, None);
    let home = home.restart().await;
    assert_eq!(home.store.find_community(GUILD).await.unwrap().as_ref(), Some(&changed.after));
    assert_eq!(home.store.communities_on().await.unwrap(), [changed.after]);
    let lines = home.store.audit(GUILD, 10).await.unwrap();
    assert_eq!((lines.len(), lines[0].actor, lines[0].at, &*lines[0].what), (1, STAFF, start(), "setup"));
}

#[tokio::test]
async fn a_change_that_changes_nothing_leaves_no_line() {
    let home = Home::new().await;
    home.store.change_community(GUILD, STAFF, "setup", |community| community.words = true).await.unwrap();
    let again =
        home.store.change_community(GUILD, STAFF, "setup", |community| community.words = true).await.unwrap();
    assert!(!again.anything());
    assert_eq!(home.store.audit(GUILD, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn undo_takes_back_the_last_change_only_and_can_itself_be_undone() {
    let home = Home::new().await;
    let store = &home.store;
    assert_eq!(store.undoable(GUILD).await.unwrap(), None, "there is nothing to take back");
    assert_eq!(store.undo_change(GUILD, STAFF, 1).await.unwrap(), Undone::Nothing);
    store
        .change_community(GUILD, STAFF, "setup", |community| community.zone = "Asia/Tokyo".to_owned())
        .await
        .unwrap();
    store
        .change_community(GUILD, STAFF, "setup", |community| {
            (community.check_in_channel, community.on_since) = (Some(ChannelId(5)), Some(start()));
        })
        .await
        .unwrap();
    store.change_community(GUILD, STAFF, "setup", |community| community.people = Some(40)).await.unwrap();
    assert!(store.stop_schedule(GUILD, ChannelId(5), Trouble::ChannelGone).await.unwrap());

    let undone = undo(store).await;
    assert_eq!((undone.people, &*undone.zone), (None, "Asia/Tokyo"));
    assert_eq!(undone.trouble, Some(Trouble::ChannelGone), "what the bot noted itself stays");
    let redone = undo(store).await;
    assert_eq!(redone.people, Some(40));
    assert_eq!(store.audit(GUILD, 10).await.unwrap().len(), 5);
}

#[tokio::test]
async fn undo_takes_back_no_other_change_than_the_one_it_was_shown_for_and_never_a_rest() {
    let home = Home::new().await;
    let store = &home.store;
    store.change_community(GUILD, STAFF, "setup", |known| known.sound = true).await.unwrap();
    let shown = store.undoable(GUILD).await.unwrap().unwrap();
    assert_eq!((shown.actor, shown.back.after.sound), (STAFF, false));
    let quiet = Some(Quiet { from: TODAY, until: None });
    store.change_community(GUILD, UserId(8), "quiet", move |known| known.quiet = quiet).await.unwrap();
    assert_eq!(store.undoable(GUILD).await.unwrap().unwrap().number, shown.number, "a rest is no setting");
    store.change_community(GUILD, UserId(8), "setup", |known| known.people = Some(40)).await.unwrap();
    assert_eq!(store.undo_change(GUILD, STAFF, shown.number).await.unwrap(), Undone::Newer);
    let now = store.find_community(GUILD).await.unwrap().unwrap();
    assert_eq!((now.sound, now.people, now.quiet), (true, Some(40), quiet), "nothing was taken back");
    assert_eq!(undo(store).await.quiet, quiet, "the rest goes on");
}

/// Takes back what can be.
async fn undo(store: &Store) -> Community {
    let last = store.undoable(GUILD).await.unwrap().expect("there is something to take back");
    match store.undo_change(GUILD, STAFF, last.number).await.unwrap() {
        Undone::Done(changed) => changed.after,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn two_admins_at_once_do_not_overwrite_each_other() {
    let home = Home::new().await;
    let add = |_| {
        home.store.change_community(GUILD, STAFF, "setup", |c| c.people = Some(c.people.unwrap_or(0) + 1))
    };
    for result in join_all((0..50).map(add)).await {
        result.unwrap();
    }
    assert_eq!(home.store.find_community(GUILD).await.unwrap().unwrap().people, Some(50));
}

#[tokio::test]
async fn trouble_is_news_once_and_its_notice_goes_with_it() {
    let home = Home::new().await;
    let store = &home.store;
    let (channel, other) = (ChannelId(5), ChannelId(6));
    let stop = async |trouble| store.stop_schedule(GUILD, channel, trouble).await.unwrap();
    let waiting = async || {
        let waiting = store.waiting_notices(GUILD).await.unwrap();
        waiting.into_iter().map(|notice| notice.key).collect::<Vec<_>>()
    };
    assert!(!stop(Trouble::ChannelGone).await, "nobody set it up");
    store.change_community(GUILD, STAFF, "setup", move |c| c.check_in_channel = Some(channel)).await.unwrap();
    assert!(!stop(Trouble::ChannelGone).await, "it is off");
    store.change_community(GUILD, STAFF, "setup", |c| c.on_since = Some(start())).await.unwrap();
    assert!(!store.stop_schedule(GUILD, other, Trouble::ChannelGone).await.unwrap(), "it posts elsewhere");
    assert!(stop(Trouble::ChannelGone).await);
    assert!(!stop(Trouble::ChannelGone).await);
    assert_eq!(waiting().await, ["notice-channel-gone"]);
    assert!(stop(Trouble::PermissionLost).await);
    assert_eq!(waiting().await, ["notice-permission-lost"], "what is no longer so is not told");
    assert!(store.schedule_mended(GUILD).await.unwrap());
    assert!(!store.schedule_mended(GUILD).await.unwrap());
    assert!(waiting().await.is_empty());
    assert!(stop(Trouble::PermissionLost).await);
    store.change_community(GUILD, STAFF, "setup", |c| c.trouble = None).await.unwrap();
    assert!(waiting().await.is_empty(), "a person mended it");
}

#[tokio::test]
async fn neutral_dates_follow_the_rest_whatever_is_changed() {
    let home = Home::new().await;
    let store = &home.store;
    let day = |days: i64| TODAY.checked_add(jiff::Span::new().days(days)).unwrap();
    let rest = async |from, until| {
        let quiet = Some(Quiet { from, until });
        store.change_community(GUILD, STAFF, "quiet", move |c| c.quiet = quiet).await.unwrap();
    };
    let end = async || store.change_community(GUILD, STAFF, "quiet", |c| c.quiet = None).await.unwrap();
    let spans = async || {
        let spans = store.spans(GUILD, date(2020, 1, 1)).await.unwrap();
        spans.into_iter().map(|span| (span.from, span.until)).collect::<Vec<_>>()
    };
    rest(TODAY, None).await;
    assert_eq!(spans().await, [(TODAY, None)]);
    home.clock.advance(SignedDuration::from_hours(48));
    end().await;
    assert_eq!(spans().await, [(TODAY, Some(day(2)))], "the days that rested stay neutral");
    rest(TODAY, None).await;
    assert_eq!(spans().await, [(TODAY, None)], "the rest is back");
    rest(TODAY, Some(day(3))).await;
    rest(TODAY, Some(day(9))).await;
    home.clock.advance(SignedDuration::from_hours(72));
    rest(TODAY, Some(day(3))).await;
    assert_eq!(spans().await, [(TODAY, Some(day(5)))], "today rested already");
    end().await;
    assert_eq!(spans().await, [(TODAY, Some(day(5)))], "a rest that is over is not made longer");
    rest(day(5), None).await;
    store.change_community(GUILD, STAFF, "setup", |c| c.zone = "Pacific/Pago_Pago".to_owned()).await.unwrap();
    end().await;
    assert_eq!(spans().await, [(TODAY, Some(day(5)))], "further west that rest has not begun");
}

#[tokio::test]
async fn what_staff_did_is_forgotten_when_its_time_is_over() {
    let home = Home::new().await;
    home.store.change_community(GUILD, STAFF, "setup", |community| community.words = true).await.unwrap();
    assert_eq!(home.store.prune_audit(start(), 100).await.unwrap(), 0);
    assert_eq!(home.store.prune_audit(start() + SignedDuration::from_secs(1), 100).await.unwrap(), 1);
    assert!(home.store.audit(GUILD, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_notice_waits_once_until_it_is_delivered() {
    let home = Home::new().await;
    let store = &home.store;
    assert!(store.add_notice(GUILD, "channel_gone", "{}".to_owned()).await.unwrap());
    assert!(!store.add_notice(GUILD, "channel_gone", r#"{"n":0}"#.to_owned()).await.unwrap());
    assert_eq!(store.waiting_notices(GUILD).await.unwrap()[0].args, r#"{"n":0}"#, "it tells the newest");
    assert!(store.add_notice(GUILD, "missed", r#"{"n":1}"#.to_owned()).await.unwrap());
    assert!(store.guilds_with_notices().await.unwrap().is_empty(), "there is no channel for it");
    store
        .change_community(GUILD, STAFF, "setup", |community| community.notice_channel = Some(ChannelId(9)))
        .await
        .unwrap();
    assert_eq!(store.guilds_with_notices().await.unwrap(), [GUILD]);
    let waiting = store.waiting_notices(GUILD).await.unwrap();
    assert_eq!(waiting.iter().map(|notice| &*notice.key).collect::<Vec<_>>(), ["channel_gone", "missed"]);
    assert!(store.notice_delivered(waiting[0].id).await.unwrap());
    assert!(!store.notice_delivered(waiting[0].id).await.unwrap());
    assert!(store.add_notice(GUILD, "channel_gone", "{}".to_owned()).await.unwrap(), "it broke again");
    assert_eq!(store.waiting_notices(GUILD).await.unwrap().len(), 2);
    assert_eq!(store.prune_notices(start(), 100).await.unwrap(), 0);
    assert_eq!(store.prune_notices(start() + SignedDuration::from_secs(1), 2).await.unwrap(), 2);
    assert_eq!(store.prune_notices(start() + SignedDuration::from_secs(1), 2).await.unwrap(), 1);
}

#[tokio::test]
async fn bags_spans_and_notes_about_itself_survive_a_restart() {
    let home = Home::new().await;
    let span = Span { why: Why::Quiet, from: TODAY, until: None };
    for state in ["[1]", "[2]"] {
        home.store.save_bags(GUILD, state.to_owned()).await.unwrap();
    }
    home.store.set_meta("commands", "a").await.unwrap();
    home.store.set_meta("commands", "b").await.unwrap();
    home.store.save_span(GUILD, span).await.unwrap();
    let home = home.restart().await;
    let store = &home.store;
    assert_eq!(store.find_bags(GUILD).await.unwrap().as_deref(), Some("[2]"));
    assert_eq!(store.find_bags(GuildId(2)).await.unwrap(), None);
    assert_eq!(store.meta("commands").await.unwrap().as_deref(), Some("b"));
    assert_eq!(store.spans(GUILD, TODAY).await.unwrap(), [span]);
    let ended = Span { until: Some(TODAY), ..span };
    store.save_span(GUILD, ended).await.unwrap();
    assert_eq!(store.spans(GUILD, TODAY).await.unwrap(), [ended]);
    assert!(store.spans(GUILD, TODAY.tomorrow().unwrap()).await.unwrap().is_empty());
    assert_eq!(store.prune_spans(TODAY.tomorrow().unwrap(), 100).await.unwrap(), 1);
}
