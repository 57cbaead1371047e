//! Nothing is stored before a yes, and the yes says what it means.

use std::collections::BTreeSet;

use chimebot::domain::consent::CONSENT_VERSION;
use chimebot::domain::consent::Choice::{CountDays, KeepAnswers, RemindMe};
use chimebot::domain::days::REMEMBERED;
use chimebot::standin::Message;

use crate::support::TestBot;

const PRIVACY: &str = include_str!("../../PRIVACY.md");

/// From a thank-you to the question about age, with these choices ticked.
async fn ask(bot: &TestBot, thanks: &Message, labels: &[&str]) -> Message {
    let mut screen = bot.press(bot.ana, thanks, "Keep something?").await;
    for label in labels {
        screen = bot.press(bot.ana, &screen, label).await;
    }
    bot.press(bot.ana, &screen, "Turn these on").await
}

#[tokio::test]
async fn every_way_of_saying_no_leaves_the_files_as_they_were() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let before = bot.files();
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let no = bot.press(bot.ana, &choices, "Not now").await;
    assert_eq!(no.content, "That is fine. I turned nothing on. You can change your mind any time.");

    for (label, words) in [("Not now", "That is fine."), ("I am under 18", "Thank you for saying so.")] {
        let thanks = bot.press(bot.ana, &bot.card(), "Hard day").await;
        let age = ask(&bot, &thanks, &["Count my days", "Keep my answers for me"]).await;
        assert!(age.content.contains("you need to be 18 or older"), "{}", age.content);
        let end = bot.press(bot.ana, &age, label).await;
        assert!(end.content.starts_with(words), "{}", end.content);
        assert!(bot.files() == before, "{label} is not remembered");
    }
    let again = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(
        again.find_button("Keep something?").is_some(),
        "nothing remembers a no: the offer is still there"
    );
    assert!(bot.files() == before);
    bot.finish().await;
}

#[tokio::test]
async fn nothing_can_be_turned_on_before_something_is_ticked_and_a_tick_can_be_taken_back() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    assert!(choices.content.contains("Each one is off until you turn it on."), "{}", choices.content);
    assert_eq!(choices.content.matches('☐').count(), 4, "all are off: {}", choices.content);
    let on = |screen: &Message| screen.buttons().iter().any(|b| b.label == "Turn these on" && !b.disabled);
    assert!(!on(&choices));
    let ticked = bot.press(bot.ana, &choices, "Count my days").await;
    assert!(on(&ticked) && ticked.content.contains("☑ **Count my days**"), "{}", ticked.content);
    let cleared = bot.press(bot.ana, &ticked, "Count my days").await;
    assert!(!on(&cleared) && !cleared.content.contains('☑'), "{}", cleared.content);
    let ticked = bot.press(bot.ana, &cleared, "Keep my answers for me").await;
    let whole = bot.press(bot.ana, &ticked, "Read it all").await;
    let back = bot.press(bot.ana, &whole, "Back").await;
    assert_eq!(back.content, ticked.content, "reading loses no tick");
    bot.finish().await;
}

#[tokio::test]
async fn one_choice_alone_keeps_that_alone_and_a_second_one_asks_no_age_again() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    let thanks = bot.press(bot.ana, &card, "Hard day").await;
    let age = ask(&bot, &thanks, &["Keep my answers for me"]).await;
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert_eq!(
        done.content,
        "Done. I turned on: Keep my answers for me. You can change it any time with `/my-data`.\n\
         I kept your answer: **Hard day**."
    );
    let held = bot.held(bot.ana).await.unwrap();
    assert_eq!((held.answers.len(), held.days), (1, None), "days are not counted");

    let thanks = bot.press(bot.ana, &card, "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    assert!(choices.content.contains("☑ Keep my answers for me (on)"), "{}", choices.content);
    let ticked = bot.press(bot.ana, &choices, "Count my days").await;
    let done = bot.press(bot.ana, &ticked, "Turn these on").await;
    assert_eq!(
        done.content,
        "Done. I turned on: Count my days. You can change it any time with `/my-data`.\n\
         Your check-in counts.\nYou have shown up on 1 day."
    );
    let thanks = bot.press(bot.ana, &card, "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let ticked = bot.press(bot.ana, &choices, "Remind me").await;
    let done = bot.press(bot.ana, &ticked, "Turn these on").await;
    assert!(done.content.starts_with("Done. I turned on: Remind me."), "{}", done.content);
    let thanks = bot.press(bot.ana, &card, "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let ticked = bot.press(bot.ana, &choices, "Add me to group counts").await;
    let done = bot.press(bot.ana, &ticked, "Turn these on").await;
    assert!(done.content.starts_with("Done. I turned on: Add me to group counts."), "{}", done.content);
    let full = bot.press(bot.ana, &card, "Skip").await;
    assert!(full.find_button("Keep something?").is_none(), "there is nothing more to offer");
    bot.finish().await;
}

#[tokio::test]
async fn a_yes_to_one_thing_leaves_an_answer_alone_that_was_kept_later() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    bot.at("2026-11-23T09:00:00Z").await;
    let older = bot.press(bot.ana, &bot.card(), "Hard day").await;
    bot.press(bot.ana, &bot.card(), "Skip").await;
    let done = ask(&bot, &older, &["Count my days"]).await;
    assert!(done.content.contains("Count my days") && !done.content.contains("Hard day"), "{}", done.content);
    assert_eq!(bot.kept(bot.ana).await, [("2026-11-23".to_owned(), "s".to_owned())]);
    assert_eq!(bot.total(bot.ana).await, 1);
    bot.finish().await;
}

#[tokio::test]
async fn a_yes_under_a_closed_card_turns_on_stores_no_answer_and_says_so() {
    let bot = TestBot::set_up().await;
    let monday = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    let thanks = bot.press(bot.ana, &monday, "4").await;
    let age = ask(&bot, &thanks, &["Count my days", "Keep my answers for me"]).await;
    bot.post("2026-11-24", &bot.prompt("h2-went-okay")).await;
    bot.at("2026-11-24T12:00:00Z").await;
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert_eq!(
        done.content,
        "Done. I turned on: Count my days, Keep my answers for me. You can change it any time with `/my-data`.\n\
         That card has closed, so I did not keep that answer. What you turned on counts from now."
    );
    let held = bot.held(bot.ana).await.unwrap();
    assert!([CountDays, KeepAnswers].into_iter().all(|choice| held.member.choices.contains(choice)));
    assert_eq!((held.answers.len(), held.days.map_or(0, |days| days.total())), (0, 0));
    bot.finish().await;
}

#[tokio::test]
async fn two_devices_that_say_yes_at_once_turn_on_once() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let mut acts = Vec::new();
    for label in ["Hard day", "Skip"] {
        let thanks = bot.press(bot.ana, &bot.card(), label).await;
        let age = ask(&bot, &thanks, &["Count my days", "Keep my answers for me"]).await;
        acts.push((age.id, age.find_button("Yes, I agree").unwrap()));
    }
    let acts = acts.into_iter().map(|(screen, id)| bot.standin.press(bot.ana, screen, &id));
    for act in acts.collect::<Vec<_>>() {
        let done = bot.standin.settled(&act).await;
        let known = done.content.starts_with("Done.") || done.content.starts_with("That is on already.");
        assert!(known, "{}", done.content);
    }
    assert_eq!((bot.kept(bot.ana).await.len(), bot.total(bot.ana).await), (1, 1));
    bot.finish().await;
}

/// The numbers people are told are those the code and the privacy page have.
#[tokio::test]
async fn the_consent_text_says_what_it_must_and_its_numbers_are_true() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let whole = bot.press(bot.ana, &choices, "Read it all").await.content;
    let days = "90 days".to_owned();
    let dates = format!("{REMEMBERED} dates");
    for needed in [
        "not a doctor or a crisis line",
        "without saying yes to anything",
        &format!("each answer for {days}"),
        &format!("up to {dates}"),
        "those, your Discord id, and if you checked in since the last one",
        "about your health",
        "They pass through Discord, and sit on a computer run by Riverside Peers",
        "Whoever runs it could get at them",
        "You can see it all, or take it all away, with `/my-data`",
        "Turning one off deletes what it kept",
        "for 13 months, I delete everything",
        "it all goes after 7 days",
        "https://example.org/privacy",
    ] {
        assert!(whole.contains(needed), "{needed:?} is missing in:\n{whole}");
    }
    assert!(choices.content.contains(&format!("for {days}, for your eyes only")), "{}", choices.content);
    let row = |column: &str| PRIVACY.lines().find(|line| line.contains(column)).unwrap().to_owned();
    assert!(row("`answer.guild`").contains(&days) && row("`days.sealed`").contains(&format!("last {dates}")));
    assert!(
        row("`reminder.sealed`").contains("your Discord id") && row("`reminder.due`").contains("not sealed")
    );
    assert!(row("`member.guild`").contains("7 days after the bot left; not seen for 13 months"));
    assert!(PRIVACY.contains("You must be 18 or older to have anything stored."));
    // Each period in the text, and no other, is one of those that hold, and stands on the privacy page too.
    let kept = [days.as_str(), dates.as_str(), "30 days", "13 months", "7 days"];
    assert_eq!(periods(&whole), kept.into_iter().map(str::to_owned).collect());
    assert!(periods(&choices.content).iter().all(|period| *period == days));
    let told = periods(PRIVACY);
    for period in kept {
        assert!(told.contains(period), "{period} is not in PRIVACY.md");
    }
    let note = PRIVACY.split("## The note of an erasure").nth(1).unwrap().split("##").next().unwrap();
    assert_eq!(periods(note), [String::from("30 days")].into());
    bot.finish().await;
}

#[tokio::test]
async fn a_yes_after_midnight_keeps_the_answer_for_the_day_of_the_tap() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    bot.clock.set("2026-11-23T23:50:00Z".parse().unwrap());
    let thanks = bot.press(bot.ana, &card, "Skip").await;
    let age = ask(&bot, &thanks, &["Count my days", "Keep my answers for me"]).await;
    // Past four in the morning the next day has begun.
    bot.clock.set("2026-11-24T04:10:00Z".parse().unwrap());
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert!(done.content.contains("I kept your answer: **Skip**."), "{}", done.content);
    assert_eq!(bot.kept(bot.ana).await, [("2026-11-23".to_owned(), "s".to_owned())]);
    assert_eq!(bot.total(bot.ana).await, 1);
    bot.finish().await;
}

#[tokio::test]
async fn a_yes_under_a_question_that_changed_meanwhile_still_turns_the_choices_on() {
    let bot = TestBot::new().await;
    let served = bot.slash(bot.ana, "checkin").await;
    let thanks = bot.press(bot.ana, &served, "Skip").await;
    let age = ask(&bot, &thanks, &["Count my days"]).await;
    std::fs::create_dir(bot.words().join("en")).unwrap();
    for (name, pack) in PACKS {
        let questions = pack.lines().filter_map(|line| line.strip_prefix("text = \"")?.strip_suffix('"'));
        if let Some(asked) = questions.clone().find(|question| served.content.contains(*question)) {
            let changed = pack.replace(asked, &asked.replacen('?', " now?", 1));
            std::fs::write(bot.words().join("en").join(name), changed).unwrap();
        }
    }
    bot.tick().await;
    let done = bot.press(bot.ana, &age, "Yes, I agree").await;
    assert_eq!(
        done.content,
        "Done. I turned on: Count my days. You can change it any time with `/my-data`.\n\
         That card has closed, so I did not keep that answer. What you turned on counts from now."
    );
    assert!(bot.kept(bot.ana).await.is_empty());
    bot.finish().await;
}

#[tokio::test]
async fn a_second_yes_from_another_device_says_that_its_answer_was_not_kept() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    let [one, two] = ["Skip", "Hard day"];
    let first = bot.press(bot.ana, &card, one).await;
    let first = ask(&bot, &first, &["Count my days", "Keep my answers for me"]).await;
    let second = bot.press(bot.ana, &card, two).await;
    let second = ask(&bot, &second, &["Count my days", "Keep my answers for me"]).await;
    bot.press(bot.ana, &first, "Yes, I agree").await;
    let told = bot.press(bot.ana, &second, "Yes, I agree").await;
    assert!(told.content.contains("I did not keep the answer on this screen"), "{}", told.content);
    assert_eq!(bot.kept(bot.ana).await, [("2026-11-23".to_owned(), "s".to_owned())]);
    bot.finish().await;
}

#[tokio::test]
async fn help_is_one_press_away_on_every_step_of_a_yes() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let mut screen = bot.press(bot.ana, &bot.card(), "Hard day").await;
    for label in ["Keep something?", "Count my days", "Read it all", "Back", "Turn these on", "Not now"] {
        screen = bot.press(bot.ana, &screen, label).await;
        assert!(screen.find_button("Get help now").is_some(), "{label}");
    }
    bot.finish().await;
}

#[tokio::test]
async fn whoever_agreed_to_an_older_text_is_asked_again_quietly_and_may_say_nothing() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let caller = bot.store().caller(bot.guild, bot.ana);
    let choices = [CountDays, KeepAnswers].into_iter().collect();
    bot.store().turn_on(caller, choices, CONSENT_VERSION - 1).await.unwrap();
    let asks = |screen: &Message| {
        let line = screen.content.contains("What I say about keeping has changed since you said yes.");
        assert_eq!(line, screen.find_button("Read what I say now").is_some(), "{}", screen.content);
        line
    };
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    assert!(asks(&thanks) && asks(&bot.slash(bot.ana, "my-data").await));
    // Saying nothing takes nothing away.
    assert!(asks(&bot.press(bot.ana, &bot.card(), "Skip").await));
    assert_eq!(bot.kept(bot.ana).await.len(), 1);

    let text = bot.press(bot.ana, &thanks, "Read what I say now").await;
    let whole = "A coded note of an erasure stays for 30 days, so that no backup brings you back.";
    assert!(text.content.contains(whole), "{}", text.content);
    assert!(text.content.contains("Count my days") && text.content.contains("Keep my answers for me"));
    let page = bot.slash(bot.ana, "my-data").await;
    let elsewhere = bot.press(bot.ana, &page, "Read what I say now").await;
    let done = bot.press(bot.ana, &text, "Yes, I agree").await;
    assert_eq!(done.content, "Thank you. I noted that you agree to it.");
    let held = bot.held(bot.ana).await.unwrap();
    assert!(held.consents.iter().all(|consent| consent.version == CONSENT_VERSION));
    assert_eq!(held.member.choices, choices, "nothing was turned on or off");
    assert!(!asks(&bot.press(bot.ana, &bot.card(), "Hard day").await));
    assert!(!asks(&bot.slash(bot.ana, "my-data").await));

    // An older screen, and somebody who has nothing on.
    let again = bot.press(bot.ana, &elsewhere, "Yes, I agree").await;
    assert_eq!(again.content, "There is nothing new to agree to.");
    let before = bot.files();
    assert!(!asks(&bot.press(bot.ben, &bot.card(), "Skip").await));
    assert_eq!(bot.files(), before);
    bot.finish().await;
}

#[tokio::test]
async fn whoever_has_only_reminders_is_asked_again_on_every_page_of_theirs() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let caller = bot.store().caller(bot.guild, bot.ana);
    bot.store().turn_on(caller, [RemindMe].into_iter().collect(), CONSENT_VERSION - 1).await.unwrap();
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let me = bot.slash(bot.ana, "me").await;
    let reminders = bot.press(bot.ana, &me, "Reminders").await;
    for screen in [&thanks, &me, &reminders] {
        assert!(screen.content.contains("What I say about keeping has changed"), "{}", screen.content);
    }
    let text = bot.press(bot.ana, &reminders, "Read what I say now").await;
    bot.press(bot.ana, &text, "Yes, I agree").await;
    let me = bot.slash(bot.ana, "me").await;
    assert!(me.find_button("Read what I say now").is_none(), "{}", me.content);
    bot.finish().await;
}

/// Each column about a member that lies open, and how the consent text names it; empty where it says nothing
/// about anybody.
const OPEN: [(&str, &str); 23] = [
    ("member.guild", ""),
    ("member.member_ref", ""),
    ("member.zone", "what you set in `/me`: zone,"),
    ("member.country", "country,"),
    ("member.day_start", "start of day,"),
    // Nothing sets it yet.
    ("member.locale", ""),
    ("member.last_seen", "the month you last came"),
    ("member.keep_long", "how long to keep things"),
    ("member.words_days", "how long to keep things"),
    ("consent.choice", "what is on"),
    ("consent.version", "what is on"),
    ("consent.given_at", "since when"),
    ("answer.local_date", "The days,"),
    ("answer.what", "the questions"),
    ("answer.keep_until", "when they go are not"),
    ("own_words.local_date", "The days,"),
    ("own_words.what", "the questions"),
    ("own_words.keep_until", "when they go are not"),
    ("reminder.due", "All of it is locked, but not when I next look if one is due"),
    ("days.guild", ""),
    ("tally.period", "Until the four weeks end"),
    ("tally.figure", "in which numbers, not locked"),
    // It leads to nobody.
    ("tally.tag", ""),
];

/// What lies sealed, and how the consent text names it.
const SEALED: [(&str, &[&str]); 5] = [
    ("answer.sealed", &["What you answer and write is locked"]),
    ("own_words.sealed", &["What you answer and write is locked"]),
    ("days.sealed", &["the total", "how often you came back", "your breaks", "if you want to see your run"]),
    ("reminder.sealed", &["the days and at the time you pick", "your Discord id", "if you checked in"]),
    ("tally.box", &["how you count, locked"]),
];

#[tokio::test]
async fn the_consent_text_names_every_column_and_whether_it_is_locked() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let thanks = bot.press(bot.ana, &bot.card(), "Skip").await;
    let choices = bot.press(bot.ana, &thanks, "Keep something?").await;
    let whole = bot.press(bot.ana, &choices, "Read it all").await.content;
    let members = PRIVACY.split("## What is kept about members").nth(1).unwrap().split("##").next().unwrap();
    let told = members.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    // What is sent in for the list of resources has a yes of its own, on its own screen.
    let apart = |column: &&str| column.starts_with("member_key.") || column.starts_with("suggestion.");
    for column in told.filter(|column| !apart(column)) {
        if let Some((_, names)) = SEALED.iter().find(|(known, _)| *known == column) {
            for name in *names {
                assert!(whole.contains(name), "{column}: no {name:?} in {whole}");
            }
            continue;
        }
        // Each table has its way to the member; it is the same everywhere.
        let (_, field) = column.split_once('.').unwrap();
        let row = if ["guild", "member_ref"].contains(&field) { "days.guild" } else { column };
        let (_, name) = OPEN.iter().find(|(known, _)| *known == row).unwrap_or_else(|| {
            panic!("{column} lies open: the consent text must say so, and so must this list")
        });
        assert!(whole.contains(name), "{column}: no {name:?} in {whole}");
    }
    bot.finish().await;
}

/// Every number of days, dates or months in a text.
fn periods(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let pairs = words.windows(2).filter(|pair| {
        pair[0].chars().all(|c| c.is_ascii_digit()) && ["days", "dates", "months"].contains(&pair[1])
    });
    pairs.filter(|pair| !pair[0].is_empty()).map(|pair| pair.join(" ")).collect()
}

const PACKS: [(&str, &str); 5] = [
    ("connectedness.toml", include_str!("../../prompts/en/connectedness.toml")),
    ("hope.toml", include_str!("../../prompts/en/hope.toml")),
    ("identity.toml", include_str!("../../prompts/en/identity.toml")),
    ("meaning.toml", include_str!("../../prompts/en/meaning.toml")),
    ("empowerment.toml", include_str!("../../prompts/en/empowerment.toml")),
];
