//! The whole way of a list: a spreadsheet, its two refused rows, a list in a channel that changes in place, a
//! member who finds a food bank, and a suggestion that travels there.

use jiff::SignedDuration;

use super::*;

const SHEET: &str = "Title;Sentence;Link;Phone;Kind;Topics;Supports\r\n\
    Food bank Leeds;A bag of food each Friday.;https://food.example/leeds;;practical;food;practical\r\n\
    Choir;We sing on Tuesdays.;choir.example;;group;leisure;belonging\r\n\
    Debt table;Somebody looks at your letters.;https://debt.example/;call Jo;practical;money;practical\r\n";

/// What the embeds of a channel's messages say.
fn said(bot: &TestBot, room: chimebot::domain::ids::ChannelId) -> String {
    let embeds = bot
        .posts(room)
        .into_iter()
        .flat_map(|message| message.json["embeds"].as_array().cloned().unwrap_or_default());
    embeds.map(|embed| embed["description"].as_str().unwrap().to_owned() + "\n").collect()
}

async fn bring_in(bot: &TestBot, sheet: &str, says_first: &str, press: &str) {
    let file = bot.standin.upload("places.csv", sheet.as_bytes());
    let plan = bot.slash_with(bot.moderator, "library import", json!({ "file": file })).await;
    says(&plan, says_first);
    bot.press(bot.moderator, &plan, press).await;
}

async fn minutes(bot: &TestBot, minutes: i64) {
    bot.clock.advance(SignedDuration::from_mins(minutes));
    bot.tick().await;
}

#[tokio::test]
async fn from_a_spreadsheet_to_a_list_that_members_find_and_add_to() {
    let bot = TestBot::set_up().await;
    let (mo, ana) = (bot.moderator, bot.ana);
    bring_in(&bot, SHEET, "New: 1\nNot taken: 2\n- Row 3 (Choir)", "Bring in these 1").await;
    let mended = SHEET.replace("choir.example", "https://choir.example/").replace("call Jo", "0113 496 0002");
    bring_in(&bot, &mended, "New: 2\nAs on the list already: 1", "Bring in these 2").await;

    let room = bot.standin.add_channel(bot.guild, "resources");
    let ask = bot.slash_with(mo, "library publish", json!({ "channel": room.to_string() })).await;
    bot.press(mo, &ask, "Publish").await;
    bot.tick().await;
    let list = bot.posts(room);
    assert_eq!(list.len(), 1);
    for title in ["Food bank Leeds", "Choir", "Debt table"] {
        assert_eq!(said(&bot, room).matches(&format!("**{title}**")).count(), 1, "{title}");
    }
    let draft = on_entry(&bot, mo, "edit", "Choir").await;
    let (form, _) = bot.open_form(mo, &draft, "What it is").await;
    let draft = bot.submit(mo, &form, &[("sentence", "We sing on Wednesdays.")]).await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.press(mo, &preview, "Save the change").await;
    minutes(&bot, 11).await;
    assert!(said(&bot, room).contains("We sing on Wednesdays."));
    assert_eq!(bot.posts(room)[0].id, list[0].id, "in place");

    let start = bot.slash(ana, "resources").await;
    let food = bot.choose(ana, &start, "Or pick a topic", &["food"]).await;
    says(&food, "**Food bank Leeds**\nA bag of food each Friday.\nfood.example");
    let found = bot.slash_with(ana, "resources", json!({ "search": "fodo bnak" })).await;
    says(&found, "**Food bank Leeds**");
    let (form, _) = bot.open_form(ana, &found, "Suggest one").await;
    let shed = [("title", "Mending shed"), ("way", "shed.example"), ("why", "People mend things together.")];
    let confirm = bot.submit(ana, &form, &shed).await;
    bot.press(ana, &confirm, "Tell me what becomes of it").await;

    let lists = bot.press(mo, &bot.slash(mo, "library review").await, "Accept").await;
    let lists = bot.choose(mo, &lists, "What it is", &["group"]).await;
    let lists = bot.choose(mo, &lists, "What it is about (one or more)", &["skills"]).await;
    let lists = bot.choose(mo, &lists, "What it gives (one or more)", &["belonging"]).await;
    let draft = bot.press(mo, &lists, "Go on").await;
    let preview = bot.press(mo, &draft, "See it as members will").await;
    bot.press(mo, &preview, "Put it on the list").await;
    minutes(&bot, 11).await;
    assert!(said(&bot, room).contains("**Mending shed**\nPeople mend things together."));
    assert_eq!(bot.standin.dm(ana).len(), 1, "and she hears of it");
    drop((bot.posts(bot.check_in), bot.posts(bot.staff)));
    bot.finish().await;
}
