//! The group's numbers through the stand-in: the fourth choice, four weeks of a group, and what members see.

use chimebot::domain::consent::Choice::{CountDays, GroupCounts};
use chimebot::domain::consent::{CONSENT_VERSION, Choice};
use chimebot::domain::engagement::{Counted, Figure, Tier};
use chimebot::domain::ids::UserId;
use chimebot::domain::resource::{Support, Topic};
use chimebot::service::caller::{Caller, Rights};
use chimebot::service::setup::Change;
use chimebot::standin::{Fault, FaultKind, Message};
use serde_json::{Value, json};

use crate::support::TestBot;
use crate::support::library::body;

mod absence;
mod attacks;
mod digest;
mod pages;

/// The first Monday after the test's own morning, and the one four weeks later.
const BEGINS: &str = "2026-11-30T00:00:10Z";
const ENDS: &str = "2026-12-28T00:00:10Z";

/// A community of so many people, as its admins say and as its server has them.
async fn group(people: u32, crowd: u64) -> TestBot {
    let bot = TestBot::set_up().await;
    bot.standin.set_crowd(bot.guild, crowd);
    bot.change(vec![Change::People(people)]).await;
    bot.at("2026-11-23T08:55:00Z").await;
    bot
}

impl TestBot {
    fn acting(&self, user: UserId) -> Caller {
        self.bot().services.caller(self.guild, user, Rights::default())
    }

    async fn tier(&self) -> Option<Tier> {
        self.store().live_period(self.guild).await.unwrap().and_then(|live| live.tier)
    }

    async fn checks_in(&self, user: UserId, label: &str) -> Message {
        let served = self.slash(user, "checkin").await;
        self.press(user, &served, label).await
    }

    /// Lets a period be opened or closed, with the posts of the day.
    async fn settle_at(&self, moment: &str) {
        self.at(moment).await;
        self.tick().await;
    }

    /// The cards and notices of the weeks in between are no part of this.
    async fn done(self) {
        for channel in [self.staff, self.check_in] {
            drop(self.posts(channel));
        }
        self.finish().await;
    }
}

#[tokio::test]
async fn the_fourth_choice_says_what_others_see_and_never_promises_too_much() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    let thanks = bot.checks_in(bot.ana, "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let line = "☐ **Add me to group counts**: count me in the group's numbers. Members and leaders see blurred \
                totals, four weeks at a time. Never names, never one person's answers.";
    assert!(choices.content.contains(line), "{}", choices.content);
    let whole = bot.press(bot.ana, &choices, "Read it all").await;
    for needed in [
        "In `/engagement` or a channel, leaders and members see deliberately blurred totals of four weeks",
        "Somebody who knows what everyone else did can make a better guess about you, and over many months the \
         guess gets better.",
    ] {
        assert!(whole.content.contains(needed), "{}", whole.content);
    }
    let choices = bot.press(bot.ana, &whole, "Back").await;
    let ticked = bot.press(bot.ana, &choices, "Add me to group counts").await;
    let age = bot.press(bot.ana, &ticked, "Turn these on").await;
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert!(done.content.starts_with("Done. I turned on: Add me to group counts."), "{}", done.content);
    let held = bot.held(bot.ana).await.unwrap();
    assert_eq!((held.consents[0].choice, held.consents[0].version), (GroupCounts, CONSENT_VERSION));
    assert_eq!(held.counted, None, "the answer under the offer came before the yes");
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(page.content.contains("you are not counted right now"), "{}", page.content);
    bot.done().await;
}

#[test]
fn no_word_of_ours_promises_that_somebody_cannot_be_found_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/prompts/en");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap().to_lowercase();
        assert!(!text.contains("anonym"), "{}", path.display());
        read += 1;
    }
    assert!(read > 10);
}

#[tokio::test]
async fn a_member_counts_once_sees_it_takes_it_along_and_it_goes_when_the_four_weeks_end() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    assert_eq!(bot.tier().await, Some(Tier::From25));
    for user in [bot.ana, bot.ben] {
        bot.member(user, &[GroupCounts]).await;
    }
    bot.member(bot.moderator, &[CountDays]).await;
    for (user, label) in
        [(bot.ana, "Skip"), (bot.ana, "Hard day"), (bot.ben, "Hard day"), (bot.moderator, "Skip")]
    {
        bot.checks_in(user, label).await;
    }
    let services = &bot.bot().services;
    let ana = bot.acting(bot.ana);
    services.count_support(&ana, Support::Practical).await.unwrap();
    services.count_support(&ana, Support::Emotional).await.unwrap();
    services.count_topic(&ana, Topic::Money).await.unwrap();
    services.count_support(&bot.acting(bot.moderator), Support::Practical).await.unwrap();

    let page = bot.slash(bot.ana, "my-data").await;
    let line = "Counted in the group's numbers for these four weeks: took part, kind of support (a hand with something).";
    assert!(page.content.contains(line), "{}", page.content);
    assert!(page.content.contains("It goes after 27 December"), "{}", page.content);
    assert!(bot.held(bot.moderator).await.unwrap().counted.is_none(), "another choice is none");
    let (_, _, copy) = services.export(&ana).await.unwrap();
    let copy: Value = serde_json::from_str(&copy).unwrap();
    let counted =
        json!([{ "figure": "took_part", "cell": "people" }, { "figure": "support", "cell": "practical" }]);
    assert_eq!(copy["group_counts"]["counted"], counted);
    assert_eq!(copy["group_counts"]["period_ends_at"], "2026-12-28T00:00:00Z");
    assert!(services.report(bot.guild).await.unwrap().is_empty(), "nothing is told while it runs");

    bot.settle_at(ENDS).await;
    let report = services.report(bot.guild).await.unwrap();
    assert_eq!(report.len(), 1);
    assert_eq!(
        (report[0].first.to_string(), report[0].last.to_string()),
        ("2026-11-30".into(), "2026-12-27".into())
    );
    let figures: Vec<_> =
        report[0].numbers.iter().map(chimebot::domain::engagement::Released::figure).collect();
    assert_eq!(
        figures,
        [Figure::TookPart, Figure::Support, Figure::Support, Figure::Support, Figure::Support]
    );
    let page = bot.slash(bot.ana, "my-data").await;
    assert!(page.content.contains("you are not counted right now"), "{}", page.content);
    let next = bot.store().live_period(bot.guild).await.unwrap().unwrap();
    assert_eq!((next.start.to_string(), next.tier), ("2026-12-28T00:00:00Z".into(), Some(Tier::From25)));
    bot.done().await;
}

#[tokio::test]
async fn turning_it_off_takes_the_member_out_and_says_so() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.member(bot.ana, &[GroupCounts, CountDays]).await;
    bot.checks_in(bot.ana, "Skip").await;
    assert!(bot.held(bot.ana).await.unwrap().counted.is_some());
    let page = bot.slash(bot.ana, "my-data").await;
    let ask = bot.press(bot.ana, &page, "Turn off: Add me to group counts").await;
    assert!(ask.content.contains("your part in the group's numbers for these four weeks"), "{}", ask.content);
    bot.press(bot.ana, &ask, "Turn it off").await;
    assert!(bot.store().counted(bot.store().caller(bot.guild, bot.ana)).await.unwrap().is_none());
    let held = bot.held(bot.ana).await.unwrap();
    assert!(held.days.is_some() && !held.member.choices.contains(GroupCounts));
    bot.done().await;
}

#[tokio::test]
async fn a_group_is_never_larger_than_its_server_and_under_ten_has_no_period() {
    let bot = group(40, 3).await;
    bot.settle_at(BEGINS).await;
    assert_eq!(bot.tier().await, None, "four people of the test, three more, and 40 declared");
    // Too small at the start: it is looked at again on the next Monday.
    bot.standin.set_crowd(bot.guild, 7);
    bot.settle_at("2026-12-01T10:00:00Z").await;
    assert_eq!(bot.tier().await, None);
    bot.settle_at("2026-12-07T00:00:10Z").await;
    assert_eq!(bot.tier().await, Some(Tier::From10), "12 on the server, 40 declared");
    // What is declared in between changes nothing until the next start.
    bot.standin.set_crowd(bot.guild, 5_000);
    bot.change(vec![Change::People(600)]).await;
    bot.settle_at("2026-12-20T10:00:00Z").await;
    assert_eq!(bot.tier().await, Some(Tier::From10));
    bot.settle_at("2027-01-04T00:00:10Z").await;
    assert_eq!(bot.tier().await, Some(Tier::From500));

    let quiet = group(9, 500).await;
    quiet.settle_at(BEGINS).await;
    assert_eq!(quiet.store().live_period(quiet.guild).await.unwrap(), None);
    for bot in [bot, quiet] {
        bot.done().await;
    }
}

#[tokio::test]
async fn in_a_large_group_the_last_answer_on_a_scale_counts_where_it_lies() {
    let bot = group(800, 900).await;
    bot.settle_at(BEGINS).await;
    bot.member(bot.ana, &[GroupCounts]).await;
    let mut prompt = bot.prompt("h1-hope-today");
    prompt.format = chimebot::domain::prompt::Format::Scale;
    prompt.answers = ["1 not at all", "2", "3", "4", "5 very much"].map(str::to_owned).to_vec();
    let card = bot.post("2026-11-30", &prompt).await;
    bot.press(bot.ana, &card, "1 not at all").await;
    bot.press(bot.ana, &card, "3").await;
    bot.press(bot.ana, &card, "Hard day").await;
    let page = bot.slash(bot.ana, "my-data").await;
    let line = "for these four weeks: took part, Hope (in the middle).";
    assert!(page.content.contains(line), "{}", page.content);
    bot.done().await;
}

#[tokio::test]
async fn a_jump_over_two_ends_closes_the_old_period_and_opens_the_one_that_holds_now() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    bot.member(bot.ana, &[GroupCounts]).await;
    bot.checks_in(bot.ana, "Skip").await;
    bot.settle_at("2027-02-10T12:00:00Z").await;
    assert_eq!(
        bot.bot().services.report(bot.guild).await.unwrap().len(),
        1,
        "the ones in between never were"
    );
    let now = bot.store().live_period(bot.guild).await.unwrap().unwrap();
    assert_eq!(
        (now.start.to_string(), now.end.to_string()),
        ("2027-01-25T00:00:00Z".into(), "2027-02-22T00:00:00Z".into())
    );
    // Back again: an hour that was lived already opens and closes nothing.
    bot.settle_at("2026-12-30T12:00:00Z").await;
    assert_eq!(bot.store().live_period(bot.guild).await.unwrap(), Some(now));
    bot.done().await;
}

#[tokio::test]
async fn a_zone_changed_in_between_moves_no_end_and_the_next_period_follows_without_a_gap() {
    let bot = group(40, 100).await;
    // Before the start the Monday moves along.
    bot.change(vec![Change::Zone("Asia/Tokyo".to_owned())]).await;
    bot.at("2026-11-23T08:57:00Z").await;
    bot.settle_at("2026-11-29T15:00:10Z").await;
    let first = bot.store().live_period(bot.guild).await.unwrap().unwrap();
    assert_eq!((first.start.to_string(), first.tier), ("2026-11-29T15:00:00Z".into(), Some(Tier::From25)));
    bot.change(vec![Change::Zone("Europe/London".to_owned())]).await;
    bot.settle_at("2026-12-27T14:59:00Z").await;
    assert_eq!(bot.store().live_period(bot.guild).await.unwrap().unwrap(), first);
    bot.settle_at("2026-12-27T15:00:10Z").await;
    let second = bot.store().live_period(bot.guild).await.unwrap().unwrap();
    assert_eq!((second.start, second.end.to_string()), (first.end, "2027-01-25T00:00:00Z".into()));
    bot.done().await;
}

#[tokio::test]
async fn a_start_that_discord_does_not_answer_is_made_a_little_later() {
    let bot = group(40, 100).await;
    bot.standin.fault(Fault {
        method: "GET".to_owned(),
        path_contains: format!("/guilds/{}", bot.guild),
        times: None,
        kind: FaultKind::Status(500, json!({ "message": "500", "code": 0 })),
    });
    bot.settle_at(BEGINS).await;
    assert_eq!(bot.tier().await, None);
    bot.standin.clear_faults();
    bot.settle_at("2026-11-30T00:06:00Z").await;
    let live = bot.store().live_period(bot.guild).await.unwrap().unwrap();
    assert_eq!((live.start.to_string(), live.tier), ("2026-11-30T00:00:00Z".into(), Some(Tier::From25)));
    bot.done().await;
}

#[tokio::test]
async fn what_members_see_of_others_is_the_same_after_late_answers_erasures_and_a_restart() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    for user in [bot.ana, bot.ben] {
        bot.member(user, &[GroupCounts]).await;
        bot.checks_in(user, "Skip").await;
    }
    bot.settle_at(ENDS).await;
    let report = bot.bot().services.report(bot.guild).await.unwrap();
    bot.checks_in(bot.ana, "Skip").await;
    bot.bot().services.erase(&bot.acting(bot.ben)).await.unwrap();
    let bot = bot.restart().await;
    for _ in 0..100 {
        assert_eq!(bot.bot().services.report(bot.guild).await.unwrap(), report);
    }
    bot.done().await;
}

#[tokio::test]
async fn somebody_who_chose_nothing_is_read_about_and_never_written_about() {
    let bot = group(40, 100).await;
    bot.settle_at(BEGINS).await;
    let before = bot.files();
    let services = &bot.bot().services;
    services.count_topic(&bot.acting(bot.ben), Topic::Food).await.unwrap();
    services.count_support(&bot.acting(bot.ben), Support::Practical).await.unwrap();
    assert_eq!(bot.files(), before);
    assert_eq!(Choice::ALL.len(), chimebot::service::check_ins::OFFERED.len());
    bot.done().await;
}

#[tokio::test]
async fn who_is_counted_is_told_what_is_kept_before_they_pick_and_nobody_is_told_what_is_not_so() {
    const NOTHING: &str =
        "Nobody sees what you look at. I save none of it, unless you choose *Add me to group counts*";
    const SUPPORT: &str =
        "So I keep the first kind of help you pick in these four weeks, and in a larger group";
    const TOPIC: &str = "So I keep the first kind of help and the first topic you pick in these four weeks.";
    let said = |screen: &Message| {
        assert!(screen.find_button("Get help now").is_some());
        [NOTHING, SUPPORT, TOPIC].map(|words| screen.content.contains(words))
    };
    for (people, crowd, now_said) in
        [(20, 500, [true, false, false]), (40, 100, [false, true, false]), (150, 500, [false, false, true])]
    {
        let bot = group(people, crowd).await;
        bot.list(vec![body("Food bank", &json!({}))]).await;
        bot.member(bot.ana, &[GroupCounts]).await;
        bot.member(bot.ben, &[CountDays]).await;
        let early = bot.slash(bot.ana, "resources").await;
        assert_eq!(said(&early), [true, false, false], "no period runs yet, so nothing is kept");
        bot.settle_at(BEGINS).await;
        let start = bot.slash(bot.ana, "resources").await;
        assert_eq!(said(&start), now_said, "{people}: {}", start.content);
        for user in [bot.ben, bot.moderator] {
            assert_eq!(said(&bot.slash(user, "resources").await), [true, false, false]);
        }
        let list = bot.press(bot.ana, &start, "A hand with something").await;
        let again = bot.press(bot.ana, &list, "Start over").await;
        assert_eq!(said(&again), now_said);
        bot.choose(bot.ana, &again, "Or pick a topic", &["food"]).await;
        // What was said is what is kept.
        let cells = bot.held(bot.ana).await.unwrap().counted.map_or(0, |held| held.cells.len());
        assert_eq!(cells, now_said.iter().position(|said| *said).unwrap(), "{people}");
        bot.done().await;
    }
}

#[tokio::test]
async fn a_look_at_crisis_lines_alone_is_counted_for_nobody() {
    let bot = group(40, 100).await;
    bot.list(vec![
        body("A line", &json!({ "kind": "helpline", "supports": ["emotional"] })),
        body("Another line", &json!({ "kind": "crisis", "supports": ["emotional"] })),
        body("A walk", &json!({ "kind": "group", "supports": ["belonging"] })),
    ])
    .await;
    bot.member(bot.ana, &[GroupCounts]).await;
    bot.settle_at(BEGINS).await;
    let start = bot.slash(bot.ana, "resources").await;
    let lines = bot.press(bot.ana, &start, "Someone to listen").await;
    assert_eq!(bot.held(bot.ana).await.unwrap().counted, None);
    let again = bot.press(bot.ana, &lines, "Start over").await;
    bot.press(bot.ana, &again, "People to be with").await;
    let cells = bot.held(bot.ana).await.unwrap().counted.map(|held| held.cells);
    assert_eq!(cells, Some(vec![Counted::Support(Support::Belonging).cell()]), "the control");
    bot.done().await;
}

#[tokio::test]
async fn with_the_list_as_it_is_shipped_whoever_looks_for_somebody_to_listen_is_not_counted() {
    let bot = group(40, 100).await;
    bot.bot().services.bring_in_starter(&bot.as_moderator()).await.unwrap();
    bot.member(bot.ana, &[GroupCounts]).await;
    bot.settle_at(BEGINS).await;
    let start = bot.slash(bot.ana, "resources").await;
    let lines = bot.press(bot.ana, &start, "Someone to listen").await;
    assert!(lines.content.contains("Find A Helpline"), "{}", lines.content);
    assert_eq!(bot.held(bot.ana).await.unwrap().counted, None);
    bot.done().await;
}
