//! Members at the edges: in two communities, on the move each day, with the largest id there is, with long
//! and right-to-left names.

use std::collections::BTreeSet;

use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::ids::{GuildId, UserId};
use chimebot::service::caller::Rights;
use chimebot::service::me::Own;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::support::TestBot;

#[tokio::test]
async fn the_largest_id_and_a_long_name_from_right_to_left_check_in_look_and_go() {
    let bot = TestBot::set_up().await;
    let name = "\u{202e}مرحبا بكم في كل مكان اليوم كله";
    let far = bot.standin.add_user_with_id(name, UserId(u64::MAX));
    assert_eq!(far.to_string().len(), 20);
    bot.standin.add_member(bot.guild, far, &[]);
    bot.member(far, &[CountDays, KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(far, &bot.card(), "Hard day").await;
    assert!(thanks.content.contains("You have shown up on 1 day."), "{}", thanks.content);
    let me = bot.slash(far, "me").await;
    assert!(me.content.contains("Your own page") && !me.content.contains(name), "{}", me.content);
    let data = bot.slash(far, "my-data").await;
    assert!(data.content.contains("Days you showed up: 1"), "{}", data.content);
    let rows = format!("{:?}", bot.store().raw_rows(bot.store().caller(bot.guild, far)).await.unwrap());
    assert!(!rows.contains(&far.to_string()), "the id itself is in no row");
    let ask = bot.press(far, &data, "Erase all of it now").await;
    bot.press(far, &ask, "Erase it all").await;
    assert_eq!(bot.rows_about(far).await, 0);
    bot.finish().await;
}

#[tokio::test]
async fn one_person_in_two_communities_is_two_strangers_on_the_rows() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays, KeepAnswers]).await;
    let (here, there) = (bot.store().caller(bot.guild, bot.ana), bot.store().caller(GuildId(77), bot.ana));
    bot.store().turn_on(there, [CountDays].into_iter().collect(), 3).await.unwrap();
    assert_ne!(here.member, there.member);
    let values = async |caller, column: &str| {
        let rows = bot.store().raw_rows(caller).await.unwrap();
        let all = rows.into_iter().flat_map(|row| row.columns);
        all.filter(|(name, _)| name == column).filter_map(|(_, value)| value).collect::<BTreeSet<_>>()
    };
    for column in ["member_ref", "wrapped", "sealed"] {
        let (one, other) = (values(here, column).await, values(there, column).await);
        assert!(one.is_disjoint(&other), "{column} links the two");
    }
    bot.store().erase_member(there).await.unwrap();
    assert!(bot.held(bot.ana).await.is_some(), "one goes and the other stays");
    bot.finish().await;
}

#[tokio::test]
async fn whoever_changes_zone_each_day_has_each_of_their_own_dates_once_and_never_fewer() {
    const ZONES: [&str; 4] = ["Europe/London", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"];
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[CountDays]).await;
    let services = bot.bot().services.clone();
    let caller = services.caller(bot.guild, bot.ana, Rights::default());
    let first: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    let (mut dates, mut before) = (BTreeSet::new(), 0);
    for day in 0..28 {
        let now = first + SignedDuration::from_hours(24 * day);
        bot.live_to(&now.to_string()).await;
        let zone = ZONES[usize::try_from(day).unwrap() % ZONES.len()];
        assert!(services.set_own(&caller, Own::Zone(Some(zone.to_owned()))).await.unwrap());
        bot.press(bot.ana, &bot.card(), "Skip").await;
        // A day begins at four.
        let own = TimeZone::get(zone).unwrap().to_datetime(now - SignedDuration::from_hours(4));
        dates.insert(own.date());
        let total = bot.held(bot.ana).await.unwrap().days.unwrap().total();
        assert!(total >= before, "day {day}: {total} after {before}");
        assert_eq!(usize::try_from(total).unwrap(), dates.len(), "day {day} in {zone}");
        before = total;
    }
    bot.finish().await;
}
