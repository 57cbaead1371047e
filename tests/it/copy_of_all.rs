//! The copy that a member takes along holds every column about them, or says here why not.

use std::collections::BTreeSet;

use chimebot::domain::community::Days;
use chimebot::domain::consent::Choice;
use chimebot::domain::suggestion::Suggestion;
use chimebot::service::caller::Rights;
use chimebot::service::me::Own;
use serde_json::Value;

use crate::support::TestBot;

/// Where each column stands in the JSON; a place that begins with "not" is the reason why it does not.
const PLACES: [(&str, &str); 42] = [
    ("member.guild", "/community"),
    ("member.member_ref", "not: a keyed reference says nothing to anybody"),
    ("member.zone", "/settings/zone"),
    ("member.country", "/settings/country"),
    ("member.day_start", "/settings/day_start"),
    ("member.locale", "not: nothing sets it in this version"),
    ("member.last_seen", "/settings/month_last_seen"),
    ("member.keep_long", "/settings/answers_kept_for_13_months"),
    ("member.words_days", "/settings/days_own_words_are_kept"),
    ("consent.guild", "/community"),
    ("consent.member_ref", "not: as above"),
    ("consent.choice", "/choices/0/choice"),
    ("consent.version", "/choices/0/text_version"),
    ("consent.given_at", "/choices/0/given_at"),
    ("answer.guild", "/community"),
    ("answer.member_ref", "not: as above"),
    ("answer.local_date", "/answers/0/date"),
    ("answer.what", "/answers/0/check_in"),
    ("answer.keep_until", "/answers/0/kept_until"),
    ("answer.sealed", "/answers/0/answer"),
    ("own_words.guild", "/community"),
    ("own_words.member_ref", "not: as above"),
    ("own_words.local_date", "/answers/0/date"),
    ("own_words.what", "/answers/0/check_in"),
    ("own_words.keep_until", "/answers/0/own_words_kept_until"),
    ("own_words.sealed", "/answers/0/own_words"),
    ("days.sealed", "/days/dates/0"),
    ("tally.guild", "/community"),
    ("tally.period", "/group_counts/period_began_at"),
    ("tally.figure", "/group_counts/counted/0/figure"),
    ("tally.tag", "not: a keyed reference says nothing to anybody"),
    ("tally.box", "/group_counts/counted/0/cell"),
    ("reminder.due", "/reminders/next_due_at"),
    ("reminder.sealed", "/reminders/discord_id"),
    ("suggestion.guild", "/community"),
    ("suggestion.id", "/suggestions/0/id"),
    ("suggestion.given_at", "/suggestions/0/sent_at"),
    ("suggestion.keep_until", "/suggestions/0/kept_until"),
    ("suggestion.sealed", "/suggestions/0/title"),
    ("suggestion.outcome", "/suggestions/1/decided"),
    ("suggestion.outcome_sealed", "/suggestions/1/discord_id"),
    ("suggestion.due", "/suggestions/1/tell_at"),
];

/// Tables whose every column has one reason.
const TABLES: [(&str, &str); 1] =
    [("member_key", "a key is no data about anybody, and opens what the copy holds in the clear")];

/// Columns that each table has to find its member.
const OF_THE_TABLE: [&str; 2] = ["guild", "member_ref"];

#[tokio::test]
async fn each_column_about_a_member_is_in_the_copy_or_has_a_reason_not_to_be() {
    let bot = TestBot::set_up().await;
    bot.standin.set_crowd(bot.guild, 50);
    bot.change(vec![chimebot::service::setup::Change::People(50)]).await;
    bot.at("2026-11-23T08:55:00Z").await;
    bot.at("2026-11-30T00:00:10Z").await;
    bot.member(bot.ana, &Choice::ALL).await;
    bot.change(vec![chimebot::service::setup::Change::Words(true)]).await;
    let services = &bot.bot().services;
    let caller = services.caller(bot.guild, bot.ana, Rights::default());
    for own in [
        Own::Zone(Some("Asia/Tokyo".to_owned())),
        Own::Country(Some("JP".to_owned())),
        Own::DayStart(jiff::civil::time(5, 0, 0, 0)),
        Own::KeepAnswers(chimebot::domain::keeping::KeepAnswers::Months13),
        Own::Rest(true),
        Own::Rest(false),
    ] {
        assert!(services.set_own(&caller, own).await.unwrap());
    }
    services.reminder_hour(&caller, 18).await.unwrap();
    services.reminder_days(&caller, Days::ALL).await.unwrap();
    bot.at("2026-11-30T09:00:00Z").await;
    bot.press(bot.ana, &bot.card(), "Hard day").await;
    let kept = bot.held(bot.ana).await.unwrap().answers.remove(0);
    services.write_words(&caller, kept.date, &kept.what, "a wren").await.unwrap();
    // One that waits, and one that was decided and is still to be told.
    let suggestion = Suggestion::read("Food bank", "https://food.example", "It helped.").unwrap();
    services.suggest(&caller, 1, suggestion.clone(), false).await.unwrap();
    bot.clock.advance(jiff::SignedDuration::from_secs(1));
    services.suggest(&caller, 2, suggestion, true).await.unwrap();
    let decided = bot.store().suggestions_of(bot.store().caller(bot.guild, bot.ana)).await.unwrap().remove(1);
    let moderator = Rights { manage_messages: true, ..Rights::default() };
    let moderator = services.caller(bot.guild, bot.moderator, moderator);
    services.decline(&moderator, decided.id).await.unwrap();

    let (_, _, json) = services.export(&caller).await.unwrap();
    let json: Value = serde_json::from_str(&json).unwrap();
    let mut met = BTreeSet::new();
    for row in bot.store().raw_rows(bot.store().caller(bot.guild, bot.ana)).await.unwrap() {
        if TABLES.iter().any(|(table, _)| *table == row.table) {
            continue;
        }
        for (column, _) in row.columns {
            let name = format!("{}.{column}", row.table);
            let place = PLACES.iter().find(|(known, _)| *known == name);
            let place = place.or_else(|| {
                // Guild and reference are each row's way to its member.
                OF_THE_TABLE.contains(&column.as_str()).then(|| &PLACES[usize::from(column != "guild")])
            });
            let (_, place) = place.unwrap_or_else(|| panic!("{name} has no place in the copy and no reason"));
            met.insert(name.clone());
            if !place.starts_with("not") {
                let value = json.pointer(place).unwrap_or_else(|| panic!("{name}: no {place} in {json:#}"));
                assert!(!value.is_null(), "{name}: {place} is empty");
            }
        }
    }
    for (known, _) in PLACES {
        assert!(met.contains(known), "{known} is no column of anything that was filled in");
    }
    // The rest, and the day that the journey to Tokyo cut short.
    assert_eq!(json["days"]["breaks"].as_array().unwrap().len(), 2);

    let data = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &data, "Take a copy").await;
    let sent = bot.press(bot.ana, &ask, "Send it here").await;
    let text = String::from_utf8(bot.standin.attachment(sent.id, "my-data.txt").unwrap()).unwrap();
    for said in [
        "Counted in the group's numbers, from 2026-11-30T00:00:00Z to 2026-12-28T00:00:00Z: took part",
        "Title: Food bank\nLink or number: https://food.example",
        "\nWhy: It helped.",
        "What was decided: ",
        &format!("Your Discord id, to tell you: {}", bot.ana),
    ] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    drop(bot.standin.dm(bot.ana));
    drop(bot.posts(bot.staff));
    bot.finish().await;
}
