//! Lists that come in and go out as files, as a moderator sees them.

use std::fmt::Write as _;
use std::time::Duration;

use chimebot::domain::ids::UserId;
use chimebot::domain::resource::Entry;
use chimebot::service::caller::Rights;
use chimebot::service::intake::{BroughtIn, Planned};
use chimebot::standin::{Fault, FaultKind, Message};
use chimebot::store::Act;
use serde_json::{Value, json};

use crate::support::TestBot;

/// What the choices of `/library export` send: their place in the list.
const CSV: u64 = 0;
const TOML: u64 = 1;

const REFUSED: &str = "Only moderators can do that. Nothing was changed.";

async fn import(bot: &TestBot, user: UserId, name: &str, bytes: &[u8]) -> Message {
    let file = bot.standin.upload(name, bytes);
    bot.slash_with(user, "library import", json!({ "file": file })).await
}

async fn entries(bot: &TestBot) -> Vec<Entry> {
    bot.store().entries(bot.guild).await.unwrap()
}

async fn titles(bot: &TestBot) -> Vec<String> {
    entries(bot).await.into_iter().map(|entry| entry.body.title).collect()
}

/// The files beside a message, by name.
fn files(message: &Message) -> Vec<&str> {
    let list = message.json["attachments"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|file| file["filename"].as_str()).collect()
}

fn file(bot: &TestBot, message: &Message, name: &str) -> String {
    String::from_utf8(bot.standin.attachment(message.id, name).expect("the file is there")).unwrap()
}

/// A table as an older spreadsheet saves it in Europe: semicolons, CRLF, Windows-1252.
fn old_table(rows: &str) -> Vec<u8> {
    let text = format!("Title;Sentence;Link;Phone;Kind;Topics;Supports;Country;Checked on\n{rows}")
        .replace('\n', "\r\n");
    let byte = |mark: char| match mark {
        '€' => 0x80,
        '–' => 0x96,
        mark => u8::try_from(u32::from(mark)).expect("a letter of Windows-1252"),
    };
    text.chars().map(byte).collect()
}

const TWO_GOOD_TWO_BAD: &str = "\
Café Élan;\"Soup; and bread – for 1 €.\";https://elan.example/;;practical;food;practical, belonging;GB;31/01/2026
Walks;We walk on Sundays.;;0113 496 0000;group;health;belonging;;
Help desk;Ask us.;desk.example;;helpline;money;information;GB;
Night shelter;A bed.;https://shelter.example;call Jo;practical;shelter;practical;Narnia;
";

#[tokio::test]
async fn a_moderator_brings_in_a_spreadsheet_and_mends_two_refused_rows() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let plan = import(&bot, mo, "list.csv", &old_table(TWO_GOOD_TWO_BAD)).await;
    assert_eq!(
        plan.content,
        "**Your file.** Nothing is changed yet.\n\
         New: 2\n\
         Not taken: 2\n\
         - Row 4 (Help desk): The link has no `https://` in front.\n\
         - Row 5 (Night shelter): I cannot read the phone number. It can have 2 to 15 digits, spaces, and a + in \
         front. I do not know the country “Narnia”. Write two letters, such as GB.\n\
         Mend these rows in your file and bring it in again. Rows that are on the list already do no harm.\n\
         I note who brings it in for 180 days, with their Discord id."
    );
    assert!(entries(&bot).await.is_empty(), "a dry run changes nothing");
    let done = bot.press(mo, &plan, "Bring in these 2").await;
    assert_eq!(done.content, "Done. New: 2. Changed: 0. `/library history` tells of each.");
    assert!(done.buttons().is_empty() && files(&done).is_empty(), "{:?}", done.json);
    let kept = entries(&bot).await;
    assert_eq!(kept[0].body.title, "Café Élan");
    assert_eq!(kept[0].body.sentence, "Soup; and bread – for 1 €.");
    assert_eq!(kept[0].body.checked_on, jiff::civil::date(2026, 1, 31));
    assert_eq!(
        kept[1].body.checked_on,
        jiff::civil::date(2026, 11, 23),
        "today, where the file names no day"
    );
    let lines = bot.store().history(bot.guild, &kept[0].id, 5).await.unwrap();
    assert_eq!((lines.len(), lines[0].act, lines[0].actor), (1, Act::Import, mo));

    let mended = TWO_GOOD_TWO_BAD
        .replace("desk.example", "https://desk.example")
        .replace("call Jo", "")
        .replace("Narnia", "gb");
    let plan = import(&bot, mo, "list.csv", &old_table(&mended)).await;
    assert!(plan.content.contains("New: 2\nAs on the list already: 2\nI note"), "{}", plan.content);
    bot.press(mo, &plan, "Bring in these 2").await;
    assert_eq!(titles(&bot).await, ["Café Élan", "Help desk", "Night shelter", "Walks"]);
    let again = import(&bot, mo, "list.csv", &old_table(&mended)).await;
    assert_eq!(
        again.content,
        "**Your file.** Nothing is changed yet.\nAs on the list already: 4\nThere is nothing to bring in."
    );
    assert!(again.buttons().is_empty());
    bot.finish().await;
}

#[tokio::test]
async fn nothing_is_brought_in_where_it_is_cancelled_the_list_moved_or_the_right_is_gone() {
    let bot = TestBot::set_up().await;
    let (mo, lee) = (bot.moderator, bot.admin);
    let good: String = TWO_GOOD_TWO_BAD.lines().take(2).fold(String::new(), |all, line| all + line + "\n");
    let table = old_table(&good);
    let plan = import(&bot, mo, "list.csv", &table).await;
    let no = bot.press(mo, &plan, "Cancel").await;
    assert_eq!((no.content.as_str(), no.id), ("Nothing was brought in.", plan.id));

    let (mine, theirs) = (import(&bot, mo, "a.csv", &table).await, import(&bot, lee, "b.csv", &table).await);
    bot.press(lee, &theirs, "Bring in these 2").await;
    let stale = bot.press(mo, &mine, "Bring in these 2").await;
    assert!(
        stale.content.starts_with("**Look again.** The list changed while you looked."),
        "{}",
        stale.content
    );
    assert!(
        stale.content.ends_with("As on the list already: 2\nThere is nothing to bring in."),
        "{}",
        stale.content
    );

    let changed = old_table(&good.replace("We walk", "We run"));
    let plan = import(&bot, mo, "c.csv", &changed).await;
    assert!(plan.content.contains("Changed: 1\nAs on the list already: 1"), "{}", plan.content);
    bot.standin.add_member(bot.guild, mo, &[]);
    let refused = bot.press(mo, &plan, "Bring in these 1").await;
    assert_eq!(refused.content, REFUSED);
    assert_eq!(entries(&bot).await[1].body.sentence, "We walk on Sundays.");
    assert!(bot.standin.try_slash(mo, bot.check_in, "library export", json!({ "format": CSV })).is_err());
    bot.finish().await;
}

#[tokio::test]
async fn a_press_after_a_restart_reads_the_file_from_the_message_again() {
    let bot = TestBot::set_up().await;
    let text = "[[entry]]\ntitle = \"Walks\"\nsentence = \"We walk.\"\nphone = \"0113 496 0000\"\nkind = \"group\"\n\
        topics = [\"health\"]\nsupports = [\"belonging\"]\nrank = 1\n";
    let plan = import(&bot, bot.moderator, "list.toml", text.as_bytes()).await;
    assert!(plan.content.contains("I did not read these columns: rank."), "{}", plan.content);
    let bot = bot.restart().await;
    // Past midnight it would be checked on another day, which changes nothing of what was shown.
    bot.clock.set("2026-11-24T00:03:00Z".parse().unwrap());
    let done = bot.press(bot.moderator, &plan, "Bring in these 1").await;
    assert_eq!(done.content, "Done. New: 1. Changed: 0. `/library history` tells of each.");
    assert_eq!(titles(&bot).await, ["Walks"]);
    bot.finish().await;
}

#[tokio::test]
async fn many_refused_rows_stand_in_a_file_and_strange_hosts_are_shown_first() {
    let bot = TestBot::set_up().await;
    let mut rows = String::from("title,sentence,link,kind,topics,supports\n");
    for number in 0..30 {
        writeln!(rows, "Place {number},Here.,http://place.example,group,food,practical").unwrap();
    }
    rows += "Fruit,Sweet.,https://аррӏе.com/,group,food,practical\n";
    let plan = import(&bot, bot.moderator, "list.csv", rows.as_bytes()).await;
    for part in [
        "Not taken: 30\n- Row 2 (Place 0): The link must begin with https.",
        "The file not-taken.txt tells all that is wrong.",
        "This is where they lead:\n- Row 32: `xn--80ak6aa92e.com`",
    ] {
        assert!(plan.content.contains(part), "{part}:\n{}", plan.content);
    }
    assert_eq!(files(&plan), ["not-taken.txt", "import.csv"]);
    let all = file(&bot, &plan, "not-taken.txt");
    assert_eq!(all.lines().count(), 30);
    assert!(all.ends_with("- Row 31 (Place 29): The link must begin with https."), "{all}");
    bot.finish().await;
}

#[tokio::test]
async fn all_that_is_wrong_with_one_row_is_told_where_the_message_has_no_room_for_it() {
    let bot = TestBot::set_up().await;
    let rows = "title,sentence,link,kind,topics,supports,languages\nD,,https://d.example,x,y,z,English\n";
    let plan = import(&bot, bot.moderator, "list.csv", rows.as_bytes()).await;
    assert!(plan.content.contains("The file not-taken.txt tells all that is wrong."), "{}", plan.content);
    let all = file(&bot, &plan, "not-taken.txt");
    for given in ["x", "y", "z", "English"] {
        assert!(all.contains(&format!("“{given}”")), "{given}: {all}");
    }
    bot.finish().await;
}

#[tokio::test]
async fn a_file_that_is_no_list_is_answered_with_one_clear_sentence() {
    let bot = TestBot::set_up().await;
    let big = vec![b'a'; 5 << 20];
    let cases: [(&str, &[u8], &str); 6] = [
        (
            "list.csv",
            &big,
            "This file is larger than 1 MB. Split it and send the parts. Nothing was changed.",
        ),
        (
            "list.xlsx",
            b"PK\x03\x04",
            "This file is not plain text. In your spreadsheet, save it as CSV. Nothing was changed.",
        ),
        ("list.pdf", b"%PDF", "I read files that end in .csv or .toml. Nothing was changed."),
        ("list.csv", b"", "This file has no entries in it. Nothing was changed."),
        (
            "list.csv",
            b"1,2\n3,4\n",
            "I find no column named title. The first row must name the columns. Nothing was changed.",
        ),
        ("list.toml", b"a = 1\nb\n", "I cannot read line 2 of this file as TOML. Nothing was changed."),
    ];
    for (name, bytes, said) in cases {
        let told = import(&bot, bot.moderator, name, bytes).await;
        assert_eq!(told.content, said, "{name}");
        assert!(told.buttons().is_empty());
    }
    bot.finish().await;
}

#[tokio::test]
async fn a_file_that_does_not_come_is_told_kindly_and_no_redirect_is_followed() {
    let bot = TestBot::set_up().await;
    let row = old_table(TWO_GOOD_TWO_BAD);
    let fault = |kind: FaultKind| {
        bot.standin.fault(Fault {
            method: "GET".to_owned(),
            path_contains: "/attachments/".to_owned(),
            times: Some(1),
            kind,
        });
    };
    let late = "Discord did not give me the file. Please try again. Nothing was changed.";
    for (status, said) in [
        (404, "Discord does not have this file any more. Please send it again. Nothing was changed."),
        (302, late),
        (500, late),
    ] {
        fault(FaultKind::Status(status, Value::Null));
        assert_eq!(import(&bot, bot.moderator, "list.csv", &row).await.content, said, "{status}");
    }
    fault(FaultKind::Hang);
    let chosen = bot.standin.upload("list.csv", &row);
    let act = bot.standin.slash(bot.moderator, bot.check_in, "library import", json!({ "file": chosen }));
    let told = bot.standin.try_settled(&act, Duration::from_secs(12)).await.expect("it gives up");
    assert_eq!(told.content, late);

    let plan = import(&bot, bot.moderator, "list.csv", &row).await;
    fault(FaultKind::Status(404, Value::Null));
    let gone = bot.press(bot.moderator, &plan, "Bring in these 2").await;
    assert!(gone.content.starts_with("Discord does not have this file any more."), "{}", gone.content);
    assert!(entries(&bot).await.is_empty());
    bot.finish().await;
}

#[tokio::test]
async fn a_list_goes_out_as_a_file_and_comes_back_as_it_was() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let none = bot.slash_with(mo, "library export", json!({ "format": CSV })).await;
    assert_eq!(none.content, "There is nothing on the list yet.");
    let rows = TWO_GOOD_TWO_BAD.lines().take(2).fold(String::new(), |all, line| all + line + "\n");
    let rows = rows.replace("Walks;", "=1+1;").replace("0113", "+44 113");
    let plan = import(&bot, mo, "list.csv", &old_table(&rows)).await;
    bot.press(mo, &plan, "Bring in these 2").await;
    for (format, choice) in [("csv", CSV), ("toml", TOML)] {
        let sent = bot.slash_with(mo, "library export", json!({ "format": choice })).await;
        assert_eq!(
            sent.content,
            "Here is your list, with 2 entries. Change it and bring it back with `/library import`."
        );
        let name = format!("resources.{format}");
        assert_eq!(files(&sent), [name.as_str()]);
        let text = file(&bot, &sent, &name);
        assert_eq!(
            text.contains("'=1+1,") && text.contains(",'+44 113 496 0000,"),
            format == "csv",
            "{text}"
        );
        let back = import(&bot, mo, &name, text.as_bytes()).await;
        assert!(
            back.content.contains("As on the list already: 2\nThere is nothing to bring in."),
            "{}",
            back.content
        );
    }
    bot.finish().await;
}

#[tokio::test]
async fn the_starter_list_is_offered_to_moderators_and_taken_once() {
    let bot = TestBot::set_up().await;
    let services = &bot.bot().services;
    let mo = services.caller(bot.guild, bot.moderator, Rights { manage_messages: true, ..Rights::default() });
    let Planned::Plan(plan) = services.starter(&mo).await.unwrap() else { panic!("it can be read") };
    assert!(plan.added.len() >= 10 && plan.refused.is_empty() && plan.to_confirm.is_empty(), "{plan:?}");
    let ana = services.caller(bot.guild, bot.ana, Rights::default());
    assert_eq!(services.starter(&ana).await.unwrap(), Planned::Refused);
    assert_eq!(services.bring_in_starter(&ana).await.unwrap(), BroughtIn::Refused);
    let done = services.bring_in_starter(&mo).await.unwrap();
    assert_eq!(done, BroughtIn::Done { added: plan.added.len(), changed: 0 });
    let again = services.bring_in_starter(&mo).await.unwrap();
    assert_eq!(again, BroughtIn::Done { added: 0, changed: 0 });
    assert_eq!(entries(&bot).await.len(), plan.added.len());
    bot.finish().await;
}
