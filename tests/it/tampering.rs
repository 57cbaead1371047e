//! Forged and damaged buttons: whatever is sent, nothing changes and the answer is kind.

use std::collections::{BTreeMap, BTreeSet};

use chimebot::discord::custom_id::{CustomId, KeepStep, MyDataStep};
use chimebot::domain::check_in::{CheckInRef, Given};
use chimebot::domain::consent::Choice::{CountDays, KeepAnswers};
use chimebot::domain::consent::ChoiceSet;
use chimebot::domain::ids::{ChannelId, GuildId, SlotToken, UserId};
use chimebot::service::caller::Rights;
use chimebot::service::setup::Change;
use chimebot::standin::{Message, Select};
use jiff::civil::Date;

use crate::support::TestBot;
use crate::support::alarms::listen;

/// As many forged ids as there must be at least, for each person.
const AT_LEAST: usize = 500;

/// What the bot may say to a press it cannot take at its word.
const LOST: &str = "I do not know that button any more. Nothing was changed. You can use `/checkin` to see today's question.";

#[tokio::test]
async fn a_thousand_forged_buttons_change_nothing_and_are_answered_kindly() {
    let (tap, _listening) = listen();
    let bot = TestBot::set_up().await;
    bot.member(bot.ben, &[CountDays, KeepAnswers]).await;
    let elsewhere = card_elsewhere(&bot).await;
    let served = bot.slash(bot.ana, "checkin").await;
    let card = bot.post("2026-11-23", &bot.prompt("h1-hope-today")).await;
    // What Ben keeps, so that there is something to lose.
    let thanks = bot.press(bot.ben, &card, "4").await;
    assert!(thanks.content.contains("I kept this for you."), "{}", thanks.content);
    let honest = honest_ids(&bot, &card, &served).await;
    let forged = forgeries(&honest, &elsewhere);

    for (person, chose) in [(bot.ana, false), (bot.ben, true)] {
        let private = bot.press(person, &card, "About").await;
        let places = [card.id, private.id];
        let harmless: Vec<_> = forged.iter().filter(|id| !is_honest(id, &honest, chose)).collect();
        assert!(harmless.len() >= AT_LEAST, "only {} forged ids", harmless.len());
        let files = bot.files();
        let mut said = BTreeMap::new();
        for (number, id) in harmless.iter().enumerate() {
            let act = bot.standin.press_forged(person, places[number % 2], id);
            let answer = bot.standin.settled(&act).await;
            assert_eq!(answer.ephemeral_to, Some(person), "{id:?}: {}", answer.content);
            assert!(!answer.content.is_empty() && !answer.content.contains("went wrong"), "{id:?}");
            if id.parse::<CustomId>().is_err() {
                assert_eq!(answer.content, LOST, "{id:?}");
                assert!(answer.find_button("Get help now").is_some());
            }
            assert!(bot.files() == files, "{id:?} wrote something: {}", answer.content);
            *said.entry(answer.content).or_insert(0) += 1;
        }
        println!("{} forged presses, {} different answers", harmless.len(), said.len());
        let lost = said.get(LOST).copied().unwrap_or_default();
        assert!(lost >= AT_LEAST, "most of them are no button of ours: {lost}");
    }
    let after = bot.press(bot.ana, &card, "3").await;
    assert_eq!(after.content, "Thank you. Some hope is still hope.", "the honest buttons go on working");
    let bad: Vec<_> = tap.lines().into_iter().filter(is_alarm).collect();
    assert!(bad.is_empty(), "a forged press is nobody's fault: {bad:?}");
    bot.finish().await;
}

#[tokio::test]
async fn a_forged_choice_in_a_list_is_no_answer() {
    let bot = TestBot::set_up().await;
    bot.member(bot.ana, &[KeepAnswers]).await;
    let card = bot.post("2026-11-23", &bot.prompt("h2-went-okay")).await;
    let files = bot.files();
    // A list is answered by its values; pressed like a button it brings none.
    let act = bot.standin.press_forged(bot.ana, card.id, &card.selects()[0].custom_id);
    assert_eq!(bot.standin.settled(&act).await.content, LOST);
    assert!(bot.files() == files);
    bot.finish().await;
}

#[tokio::test]
async fn a_members_press_on_a_staff_control_is_refused_and_changes_nothing() {
    let bot = TestBot::set_up().await;
    bot.at("2026-11-23T09:00:00Z").await;
    let files = bot.files();
    let controls = [
        "setup::off:",
        "setup::words:",
        "undo:1::",
        "zone:540:UTC:",
        "quiet::start:",
        "lib-words:::0",
        "lib-begin:::",
        "lib-save::1:",
        "lib-retire:food-bank:1:",
        "lib-check:food-bank:1:",
        "lib-undo:food-bank:1:",
    ];
    for control in controls {
        let act = bot.standin.press_forged(bot.ana, bot.card().id, &format!("1:{control}"));
        let answer = bot.standin.settled(&act).await;
        let told = answer.content;
        assert!(told.starts_with("Only ") && told.ends_with("Nothing was changed."), "{control}: {told}");
        assert!(bot.files() == files, "{control}");
    }
    bot.finish().await;
}

/// A line that an operator would look into; that this test moves the clock is no news.
#[expect(clippy::ptr_arg, reason = "it filters lines as they come")]
fn is_alarm(line: &String) -> bool {
    let alarm = [" ERROR ", " WARN "].iter().any(|level| line.contains(level));
    alarm && !line.contains("the clock jumped")
}

/// A card in another community of the same bot.
async fn card_elsewhere(bot: &TestBot) -> SlotToken {
    let owner = bot.standin.add_user("Rae");
    let guild = bot.standin.add_guild("Hillside", owner);
    let channel = bot.standin.add_channel(guild, "check-in");
    turn_on(bot, guild, owner, channel).await;
    bot.at("2026-11-23T08:55:00Z").await;
    let posted = bot.store().newest_posted(guild).await.unwrap().expect("that community has a card");
    assert_eq!(bot.posts(channel).len(), 1);
    posted.slot.token
}

async fn turn_on(bot: &TestBot, guild: GuildId, owner: UserId, channel: ChannelId) {
    let services = &bot.bot().services;
    let rights = Rights { manage_server: true, ..Rights::default() };
    let caller = services.caller(guild, owner, rights);
    let early = Change::Time(jiff::civil::time(8, 55, 0, 0));
    services.change(&caller, vec![early, Change::CheckInChannel(channel), Change::On]).await.unwrap();
}

/// Every id that screens of this community offer right now.
async fn honest_ids(bot: &TestBot, card: &Message, served: &Message) -> BTreeSet<String> {
    let thanks = bot.press(bot.ana, card, "Skip").await;
    let private = bot.press(bot.ana, served, "Skip").await;
    let mut screens = vec![card.clone(), served.clone(), thanks.clone(), private.clone()];
    for thanks in [&thanks, &private] {
        let choices = bot.press(bot.ana, thanks, "Keep something?").await;
        screens.push(choices.clone());
        let ticked = bot.press(bot.ana, &choices, "Count my days").await;
        screens.push(ticked.clone());
        let age = bot.press(bot.ana, &ticked, "Turn these on").await;
        screens.push(age);
    }
    let data = bot.slash(bot.ben, "my-data").await;
    screens.push(data.clone());
    let off = bot.press(bot.ben, &data, "Turn off: Count my days").await;
    screens.push(off.clone());
    let data = bot.press(bot.ben, &off, "Go back").await;
    screens.push(bot.press(bot.ben, &data, "Erase all of it now").await);
    screens.push(bot.slash(bot.admin, "setup").await);
    screens.push(bot.slash(bot.moderator, "quiet").await);
    let buttons = screens.iter().flat_map(Message::buttons).filter_map(|button| button.custom_id);
    let lists: Vec<_> = screens.iter().flat_map(Message::selects).collect();
    let picked = lists.iter().flat_map(picks);
    buttons.chain(picked).chain(lists.iter().map(|list| list.custom_id.clone())).collect()
}

/// What the answers of a list would be as buttons: whoever may pick one gives that answer.
fn picks(list: &Select) -> Vec<String> {
    let Ok(CustomId::Pick(at)) = list.custom_id.parse() else { return Vec::new() };
    let values = list.options.iter().map(|(_, value)| Given::Answer(value.parse().unwrap()));
    values.map(|given| CustomId::Answer(at.clone(), given).to_string()).collect()
}

/// Whether pressing this is something the person could do with an honest button as well.
fn is_honest(id: &str, honest: &BTreeSet<String>, chose: bool) -> bool {
    let Ok(id) = id.parse::<CustomId>() else { return false };
    let today: Date = "2026-11-23".parse().unwrap();
    let ours = |at: &CheckInRef, given: Given| {
        let at = match at.clone() {
            // An older day of the same question is what a private card of that day says.
            CheckInRef::CardLess { prompt, content, date } if date < today => {
                CheckInRef::CardLess { prompt, content, date: today }
            }
            same => same,
        };
        honest.contains(&CustomId::Answer(at, given).to_string())
    };
    match id {
        CustomId::Answer(at, given) => ours(&at, given),
        CustomId::Keep(KeepStep::Agree | KeepStep::Age, state) => {
            state.answer.is_none_or(|answer| {
                // A yes under a question that is asked no more turns on what was ticked, and keeps no answer.
                matches!(answer.at, CheckInRef::CardLess { .. }) || ours(&answer.at, answer.given)
            })
        }
        CustomId::MyData(_, MyDataStep::Erase) => true,
        CustomId::MyData(_, MyDataStep::Off(choices)) => {
            chose && !choices.and([CountDays, KeepAnswers].into_iter().collect::<ChoiceSet>()).is_empty()
        }
        _ => false,
    }
}

/// One id of each kind and kind of check-in, and each step of a member's own data.
fn one_of_each_kind(honest: &BTreeSet<String>) -> Vec<&String> {
    let mut seen = BTreeSet::new();
    let kind = |id: &str| {
        let parts: Vec<&str> = id.split(':').collect();
        let step = if parts[1] == "mydata" { parts[3] } else { "" };
        (parts[1].to_owned(), parts[2].contains('.'), step.to_owned())
    };
    honest.iter().filter(|id| seen.insert(kind(id))).collect()
}

/// An honest id of each kind, damaged in every way; none of them as it was.
fn forgeries(honest: &BTreeSet<String>, elsewhere: &SlotToken) -> BTreeSet<String> {
    let mut forged = BTreeSet::new();
    for id in one_of_each_kind(honest) {
        assert!(id.is_ascii(), "{id}");
        for place in 0..id.len() {
            forged.insert(id[..place].to_owned());
            let mut bytes = id.clone().into_bytes();
            bytes[place] ^= 1 << (place % 7);
            forged.insert(String::from_utf8(bytes).unwrap());
        }
        let middle = id.len() / 2;
        for odd in ["é", "💛", "\u{202e}", "\u{200b}", "\0", "１", "%00", "'", "\n", "::"] {
            forged.insert(format!("{}{odd}{}", &id[..middle], &id[middle..]));
        }
        for more in [":", "x", ":0", " ", "::::", ":answer"] {
            forged.insert(format!("{id}{more}"));
        }
        for length in [101, 200, 4_000] {
            forged.insert(format!("{id:x<length$}"));
        }
        for version in ["0", "2", "01", "", "one"] {
            forged.insert(format!("{version}{}", &id[1..]));
        }
        let Ok(CustomId::Answer(at, _)) = id.parse::<CustomId>() else { continue };
        for wrong in ["5", "9", "24", "25", "255", "256", "-1", "00", "99999999999", "H", "hard", ""] {
            forged.insert(format!("1:answer:{at}:{wrong}:"));
            forged.insert(format!("1:keep-agree:{at}:{wrong}:3"));
            forged.insert(format!("1:keep-agree:{at}:{wrong}.20261123:3"));
        }
        for bits in ["0", "4", "8", "12", "16", "255", "256", "-1", "03"] {
            forged.insert(format!("1:keep-agree:{at}:9.20261123:{bits}"));
            forged.insert(format!("1:mydata::off:{bits}"));
            forged.insert(format!("1:mydata::askoff:{bits}"));
        }
    }
    let unknown = SlotToken([0xA5; 16]);
    for at in [&elsewhere.to_string(), &unknown.to_string(), "nobody.0a1b2c3d.20261123"] {
        for given in ["0", "4", "h", "s", "0.20261123", "s.20261122", "h.20271123"] {
            for act in ["answer", "pick", "keep-choose", "keep-age", "keep-agree"] {
                for bits in ["", "1", "3"] {
                    forged.insert(format!("1:{act}:{at}:{given}:{bits}"));
                }
            }
        }
        forged.insert(format!("1:happened:{at}::"));
    }
    forged.retain(|id| !honest.contains(id));
    forged
}
