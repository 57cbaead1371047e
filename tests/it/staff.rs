//! What staff do besides setting up: the rest, and asking why there is no card.

use chimebot::domain::ids::{MessageId, SlotToken};
use chimebot::domain::schedule::Occurrence;
use chimebot::domain::slot::{Slot, SlotState};
use chimebot::service::setup::Change;
use chimebot::standin::Message;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::support::TestBot;

const REFUSED: &str = "Only moderators can do that. Nothing was changed.";

/// The community's neutral dates, as (first, last).
async fn spans(bot: &TestBot) -> Vec<(Date, Option<Date>)> {
    let spans = bot.store().spans(bot.guild, date(2020, 1, 1)).await.unwrap();
    spans.into_iter().map(|span| (span.from, span.until)).collect()
}

fn day(day: i8) -> Date {
    date(2026, 11, day)
}

fn says(message: &Message, wanted: &str) {
    assert!(message.content.contains(wanted), "{wanted:?} is not in:\n{}", message.content);
}

#[tokio::test]
async fn a_moderator_lets_the_cards_rest_and_ends_it() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let panel = bot.slash(mo, "quiet").await;
    assert_eq!(
        panel.content,
        "Cards come on the chosen days.\n\
         For a rest with an end, use `/quiet until:2027-01-31`. A rest counts against nobody. \
         I note who starts or ends one for 180 days, with their Discord id."
    );
    let began = bot.press(mo, &panel, "Rest until I end it").await;
    assert_eq!(began.content, "Cards rest from today until you end it. Nobody loses a day by it.");
    assert_eq!(spans(&bot).await, [(day(23), None)]);
    bot.at("2026-11-23T09:00:00Z").await;
    bot.at("2026-11-24T09:00:00Z").await;
    assert!(bot.posts(bot.check_in).is_empty(), "cards rest");
    assert!(bot.posts(bot.staff).is_empty(), "and nothing broke");
    let why = bot.slash(bot.ana, "why-not").await;
    assert_eq!(
        why.content,
        "**The last card, and the next**\n\
         The last card was due Monday, 23 November at 09:00 (Europe/London). \
         It was left out: cards were resting, I was off, or its time or days were changed that day.\n\
         No next card is planned. Cards are resting until a moderator ends it with `/quiet`."
    );
    let setup = bot.slash(bot.admin, "setup").await;
    says(&setup, "Cards are **resting**. `/quiet` ends it.");
    let panel = bot.slash(mo, "quiet").await;
    says(&panel, "Cards rest until you end it. Nobody loses a day by it.");
    let ended = bot.press(mo, &panel, "End the rest now").await;
    assert_eq!(
        ended.content,
        "The rest has ended. The next card: Wednesday, 25 November at 09:00 (Europe/London)."
    );
    let again = bot.press(mo, &began, "End the rest now").await;
    assert_eq!(again.content, "There is no rest to end.");
    assert_eq!(spans(&bot).await, [(day(23), Some(day(24)))]);
    bot.at("2026-11-25T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1);
    let lines = bot.store().audit(bot.guild, 2).await.unwrap();
    assert!(lines.iter().all(|line| line.actor == mo && line.what == "quiet"), "{lines:?}");
    bot.finish().await;
}

#[tokio::test]
async fn a_rest_with_an_end_is_over_by_itself() {
    let bot = TestBot::set_up().await;
    let until = async |text: &str| bot.slash_with(bot.moderator, "quiet", json!({ "until": text })).await;
    for (text, said) in [
        ("tomorrow", "I could not read the date “tomorrow”. Write it as 2027-01-31. Nothing was changed."),
        (
            "2026-02-30",
            "I could not read the date “2026-02-30”. Write it as 2027-01-31. Nothing was changed.",
        ),
        (
            "31.12.2026",
            "I could not read the date “31.12.2026”. Write it as 2027-01-31. Nothing was changed.",
        ),
        ("2026-11-22", "2026-11-22 has gone by already. Pick today or a later day. Nothing was changed."),
    ] {
        assert_eq!(until(text).await.content, said);
    }
    assert_eq!(bot.community().await.quiet, None);
    let began = until(" 2026-11-25 ").await;
    assert_eq!(began.content, "Cards rest from today until 2026-11-25. Nobody loses a day by it.");
    let longer = until("2026-11-26").await;
    assert_eq!(longer.content, "Cards rest from today until 2026-11-26. Nobody loses a day by it.");
    let shorter = until("2026-11-24").await;
    assert_eq!(shorter.content, "Cards rest from today until 2026-11-24. Nobody loses a day by it.");
    let why = bot.slash(bot.ana, "why-not").await;
    says(
        &why,
        "Cards rest until 2026-11-24. The next card: Wednesday, 25 November at 09:00 (Europe/London).",
    );
    let setup = bot.slash(bot.admin, "setup").await;
    says(&setup, "Cards are **resting** until 2026-11-24. `/quiet` ends it.");
    for morning in 23..=24 {
        bot.at(&format!("2026-11-{morning}T09:00:00Z")).await;
        assert!(bot.posts(bot.check_in).is_empty());
    }
    bot.at("2026-11-25T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "it came back by itself");
    assert_eq!(spans(&bot).await, [(day(23), Some(day(24)))]);
    says(&bot.slash(bot.moderator, "quiet").await, "Cards come on the chosen days.");
    says(&bot.slash(bot.admin, "setup").await, "I am **on**. The next card: Thursday, 26 November");
    let far = until("9999-12-31").await;
    says(&far, "Cards rest from today until 9999-12-31.");
    says(
        &bot.slash(bot.ana, "why-not").await,
        "No next card is planned. Cards are resting until a moderator ends it",
    );
    bot.finish().await;
}

#[tokio::test]
async fn only_moderators_let_the_cards_rest_at_each_step() {
    let bot = TestBot::set_up().await;
    let offered = bot.standin.offered(bot.ana, bot.check_in);
    assert!(offered.iter().all(|command| command["name"] != "quiet"));
    let panel = bot.slash(bot.moderator, "quiet").await;
    let steps = ["Rest until I end it", "See the next card"].map(|label| panel.find_button(label).unwrap());
    let steps: Vec<String> =
        steps.into_iter().chain(["1:quiet::end:", "1:swap:h1::"].map(str::to_owned)).collect();
    for id in &steps {
        let act = bot.standin.press_forged(bot.ana, panel.id, id);
        assert_eq!(bot.standin.settled(&act).await.content, REFUSED, "{id}");
    }
    // The role is taken away while the panel is open.
    bot.standin.add_member(bot.guild, bot.moderator, &[]);
    for id in &steps {
        let act = bot.standin.press_forged(bot.moderator, panel.id, id);
        assert_eq!(bot.standin.settled(&act).await.content, REFUSED, "{id}");
    }
    assert_eq!(bot.community().await.quiet, None);
    // The chosen role is enough, without Manage Messages.
    let greeters = bot.standin.add_role(bot.guild, "greeters", 0);
    bot.change(vec![Change::ModeratorRole(Some(greeters))]).await;
    bot.standin.add_member(bot.guild, bot.ben, &[greeters]);
    let act = bot.standin.press_forged(bot.ben, panel.id, &steps[0]);
    says(&bot.standin.settled(&act).await, "Cards rest from today until you end it.");
    bot.finish().await;
}

#[tokio::test]
async fn two_moderators_at_once_begin_one_rest_and_end_it_once() {
    let bot = TestBot::set_up().await;
    let panels = (bot.slash(bot.moderator, "quiet").await, bot.slash(bot.admin, "quiet").await);
    let (one, two) = tokio::join!(
        bot.press(bot.moderator, &panels.0, "Rest until I end it"),
        bot.press(bot.admin, &panels.1, "Rest until I end it")
    );
    assert_eq!(one.content, two.content);
    let audit = bot.store().audit(bot.guild, 9).await.unwrap();
    assert_eq!(audit.iter().filter(|line| line.what == "quiet").count(), 1, "the second changed nothing");
    let (one, two) = tokio::join!(
        bot.press(bot.moderator, &one, "End the rest now"),
        bot.press(bot.admin, &two, "End the rest now")
    );
    for ended in [one, two] {
        assert!(
            ended.content.starts_with("The rest has ended.") || ended.content == "There is no rest to end.",
            "{}",
            ended.content
        );
    }
    assert_eq!(spans(&bot).await, [(day(23), Some(day(23)))]);
    bot.at("2026-11-23T09:00:00Z").await;
    assert_eq!(bot.posts(bot.check_in).len(), 1, "a rest that ended before nine takes no card");
    bot.finish().await;
}

#[tokio::test]
async fn a_rest_in_a_community_that_is_off_says_so_when_it_ends() {
    let bot = TestBot::set_up().await;
    bot.change(vec![Change::Off]).await;
    let panel = bot.slash(bot.moderator, "quiet").await;
    let began = bot.press(bot.moderator, &panel, "Rest until I end it").await;
    let page = bot.slash(bot.admin, "setup").await;
    let page = bot.press(bot.admin, &page, "Page 2").await;
    let on = bot.press(bot.admin, &page, "Turn on").await;
    says(&on, "I am on. Cards are still resting, and `/quiet` ends it.\n");
    bot.press(bot.admin, &on, "Turn off").await;
    let ended = bot.press(bot.moderator, &began, "End the rest now").await;
    assert_eq!(
        ended.content,
        "The rest has ended. I am still off, so nothing is posted. `/setup` turns me on."
    );
    bot.finish().await;
}

/// What `/why-not` says of a slot in each state.
const FATES: [(SlotState, &str); 11] = [
    (SlotState::Planned, "It is on its way."),
    (SlotState::Sending, "It is on its way."),
    (SlotState::Retry, "It is on its way."),
    (SlotState::Reconcile, "It is on its way."),
    (SlotState::Posted, "It was posted."),
    (SlotState::PostedRemoved, "It was posted, and then somebody removed it."),
    (
        SlotState::Missed,
        "I could not post it in time. I was not running, or Discord did not answer. After 2 hours it is too late.",
    ),
    (
        SlotState::Unsure,
        "I cannot tell if it was posted, because I may not read the channel's history. I did not post it twice.",
    ),
    (SlotState::FailedPerm, "I could not post it: the channel was gone or closed to me."),
    (
        SlotState::FailedBug,
        "Discord refused it. That is a fault of mine. Please tell the people who run me: `/about` names them.",
    ),
    (
        SlotState::Skipped,
        "It was left out: cards were resting, I was off, or its time or days were changed that day.",
    ),
];

#[tokio::test]
async fn why_not_tells_what_became_of_the_last_card_whatever_it_is() {
    let bot = TestBot::set_up().await;
    let first = bot.slash(bot.ana, "why-not").await;
    assert_eq!(
        first.content,
        "**The last card, and the next**\nNo card was due here yet.\n\
         The next card: Monday, 23 November at 09:00 (Europe/London)."
    );
    let moment = |text: String| text.parse::<Timestamp>().unwrap();
    for (n, (state, fate)) in (1..).zip(FATES) {
        let due = moment(format!("2026-11-{n:02}T09:00:00Z"));
        let occurrence =
            Occurrence { local_date: day(n), due, deadline: due + SignedDuration::from_hours(2) };
        let token = SlotToken([n.unsigned_abs(); 16]);
        let mut slot = Slot::planned(token, bot.guild, bot.check_in, occurrence);
        slot.state = state;
        // Left alone by the scheduler while it is looked at.
        slot.next_try = Some(moment("2027-01-01T00:00:00Z".to_owned()));
        (slot.message, slot.posted_at) = (Some(MessageId(1)), (state == SlotState::Posted).then_some(due));
        assert!(bot.store().plan_slot(&slot).await.unwrap());
        let why = bot.slash(bot.ana, "why-not").await;
        let date = day(n).strftime("%A, %-d %B").to_string();
        says(&why, &format!("\nThe last card was due {date} at 09:00 (Europe/London). {fate}\n"));
        let press = bot.standin.press_forged(bot.ana, why.id, &format!("1:happened:{token}::"));
        let told = bot.standin.settled(&press).await;
        says(&told, &format!("The card was due {date} at 09:00 (Europe/London). {fate}\n"));
    }
    // A token of nowhere tells nothing but the usual.
    let why = bot.slash(bot.ana, "why-not").await;
    let press = bot.standin.press_forged(bot.ana, why.id, &format!("1:happened:{}::", SlotToken([99; 16])));
    says(&bot.standin.settled(&press).await, "The last card was due Wednesday, 11 November");
    bot.finish().await;
}

#[tokio::test]
async fn why_not_tells_what_stands_in_the_way_of_the_next_card() {
    let bot = TestBot::new().await;
    says(
        &bot.slash(bot.ana, "why-not").await,
        "No next card is planned. I am off. The people who run this server can turn me on with `/setup`.",
    );
    bot.change(vec![Change::On]).await;
    says(
        &bot.slash(bot.ana, "why-not").await,
        "No next card is planned. No check-in channel is chosen. `/setup` does that.",
    );
    bot.finish().await;
}
