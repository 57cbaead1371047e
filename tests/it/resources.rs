//! Resources as members find them: in two taps, by a search, after a check-in; and nothing is noted of it.

use chimebot::domain::consent::Choice::{CountDays, GroupCounts};
use chimebot::domain::resource::Body;
use chimebot::service::me::Own;
use chimebot::standin::Message;
use serde_json::json;

use crate::support::TestBot;
use crate::support::library::body;

/// Whether a screen has a way to help and is one that Discord takes.
fn sound(screen: &Message) {
    assert!(screen.find_button("Get help now").is_some(), "no help under {}", screen.content);
    assert!(screen.content.encode_utf16().count() <= 2_000, "{}", screen.content);
}

async fn opened(bot: &TestBot) -> Message {
    let start = bot.slash(bot.ana, "resources").await;
    sound(&start);
    start
}

/// The titles of a list, in order.
fn titles(screen: &Message) -> Vec<String> {
    let bold = screen.content.lines().filter_map(|line| line.strip_prefix("**")?.strip_suffix("**"));
    bold.filter(|line| line.chars().any(char::is_alphabetic)).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_food_bank_is_two_taps_away_with_host_and_number_in_the_open() {
    let bot = TestBot::set_up().await;
    bot.list(vec![body("Food bank Leeds", &json!({})), body("Choir", &json!({ "topics": ["leisure"] }))])
        .await;
    let start = opened(&bot).await;
    let list = bot.choose(bot.ana, &start, "Or pick a topic", &["food"]).await;
    sound(&list);
    assert_eq!(
        list.content,
        "**Food**\n\n**Food bank Leeds**\nA bag of food each Friday.\nfood.example · **0113 496 0000**\n\
         free · Fri 10-12 · in English · checked in November 2026"
    );
    assert!(list.buttons().iter().any(|button| button.label == "food.example"), "the link shows its host");
    let one = bot.choose(bot.ana, &list, "Look at one", &["food-bank-leeds"]).await;
    sound(&one);
    assert!(one.content.contains("<https://food.example/leeds>"), "the whole address: {}", one.content);
    assert!(one.content.contains("Last checked in November 2026."), "{}", one.content);
    let back = bot.press(bot.ana, &one, "Back to the list").await;
    assert_eq!(back.content, list.content);
    let again = bot.press(bot.ana, &back, "Start over").await;
    let support = bot.press(bot.ana, &again, "A hand with something").await;
    assert_eq!(titles(&support), ["A hand with something", "Choir", "Food bank Leeds"]);
    let empty = bot.press(bot.ana, &support, "Start over").await;
    let empty = bot.choose(bot.ana, &empty, "Or pick a topic", &["money"]).await;
    assert_eq!(empty.content, "**Money** There is nothing here yet. You can suggest one.");
    assert!(empty.find_button("Suggest one").is_some());
    sound(&empty);
    bot.finish().await;
}

#[tokio::test]
async fn a_misspelt_search_finds_it_and_so_do_the_choices_that_come_up() {
    let bot = TestBot::set_up().await;
    let cafe = json!({ "sentence": "Company and a warm drink.", "tags": ["belonging"] });
    bot.list(vec![body("Food bank Leeds", &json!({})), body("Café Élan", &cafe)]).await;
    let found = bot.slash_with(bot.ana, "resources", json!({ "search": "fodo bnak" })).await;
    assert!(found.content.contains("**Food bank Leeds**"), "{}", found.content);
    sound(&found);
    let choices = bot.complete(bot.ana, "resources", "search", "cafe el").await;
    assert_eq!(choices, [("Café Élan".to_owned(), "#cafe-elan".to_owned())]);
    let picked = bot.slash_with(bot.ana, "resources", json!({ "search": "#cafe-elan" })).await;
    assert!(picked.content.starts_with("**Café Élan**\nCompany and a warm drink."), "{}", picked.content);
    let one = bot.choose(bot.ana, &found, "Look at one", &["food-bank-leeds"]).await;
    assert!(one.content.starts_with("**Food bank Leeds**"));
    let none =
        bot.slash_with(bot.ana, "resources", json!({ "search": "@everyone **xylophone** <@1>" })).await;
    assert_eq!(
        none.content,
        "I found nothing like “@everyone xylophone @1”. You can look by topic, or suggest one."
    );
    sound(&none);
    bot.finish().await;
}

#[tokio::test]
async fn own_country_and_language_come_first_and_no_pathway_stands_above_another() {
    let bot = TestBot::set_up().await;
    let at = |country: &str, language: &str| json!({ "country": country, "languages": [language] });
    let entries = [
        ("Zen", at("GB", "en")),
        ("SMART", json!({ "languages": [] })),
        ("AA", json!({ "languages": [] })),
        ("Arigato", at("JP", "ja")),
        ("Aber", at("GB", "cy")),
    ];
    bot.list(entries.iter().map(|(title, more)| body(title, more)).collect()).await;
    let list = bot.choose(bot.ana, &opened(&bot).await, "Or pick a topic", &["food"]).await;
    assert_eq!(titles(&list)[1..], ["Zen", "Aber", "AA", "SMART", "Arigato"]);
    bot.member(bot.ana, &[CountDays]).await;
    let caller = bot.bot().services.caller(bot.guild, bot.ana, chimebot::service::caller::Rights::default());
    bot.bot().services.set_own(&caller, Own::Country(Some("JP".to_owned()))).await.unwrap();
    let moved = bot.choose(bot.ana, &opened(&bot).await, "Or pick a topic", &["food"]).await;
    assert_eq!(titles(&moved)[1..], ["Arigato", "AA", "SMART", "Zen", "Aber"]);
    bot.finish().await;
}

#[tokio::test]
async fn a_number_that_nobody_checked_for_a_year_is_hidden_and_the_link_stays() {
    let bot = TestBot::set_up().await;
    bot.list(vec![
        body("Old", &json!({ "checked_on": "2025-11-22" })),
        body("New", &json!({ "checked_on": "2025-11-23" })),
    ])
    .await;
    let list = bot.choose(bot.ana, &opened(&bot).await, "Or pick a topic", &["food"]).await;
    let hidden = "The number was hidden: nobody checked it for a year.";
    assert_eq!(list.content.matches(hidden).count(), 1);
    assert_eq!(list.content.matches("0113 496 0000").count(), 1);
    let one = bot.choose(bot.ana, &list, "Look at one", &["old"]).await;
    assert!(one.content.contains(hidden) && one.content.contains("<https://food.example/leeds>"));
    bot.finish().await;
}

/// The longest entry there can be.
fn longest(number: usize) -> Body {
    let wide = |most: usize| "W".repeat(most);
    let host = format!("{}.{}.{}.example", "a".repeat(63), "b".repeat(63), "c".repeat(63));
    let path = "p".repeat(399 - host.len() - 10);
    body(
        &format!("{number:02}{}", "🦀".repeat(78)),
        &json!({
            "sentence": wide(200), "link": format!("https://{host}/{path}"), "phone": "+1 (23) 45-67/89 01 23 45",
            "kind": "crisis", "cost": wide(80), "hours": wide(80), "audience": wide(80), "owner": wide(80),
            "languages": ["ar", "cy", "de", "en", "es", "fr", "uk"], "country": "GB", "components": ["hope"],
            "topics": ["health", "money", "food"], "supports": ["practical", "emotional"],
            "tags": (0..8).map(|tag| format!("{tag}{}", wide(29))).collect::<Vec<_>>(),
        }),
    )
}

#[tokio::test]
async fn the_longest_entries_fit_on_every_screen_and_every_page_is_reached() {
    let bot = TestBot::set_up().await;
    bot.list((0..30).map(longest).collect()).await;
    let mut page = bot.choose(bot.ana, &opened(&bot).await, "Or pick a topic", &["food"]).await;
    let first = page.content.clone();
    let (mut seen, mut pages) = (Vec::new(), 1);
    loop {
        sound(&page);
        let numbers =
            page.content.lines().filter_map(|line| line.strip_prefix("**")?.get(..2)?.parse::<usize>().ok());
        seen.extend(numbers);
        let host = page.buttons().into_iter().find(|button| button.label.contains("ccc")).unwrap().label;
        assert!(host.starts_with('…') && host.ends_with("c.example"), "a long host keeps its end: {host}");
        if page.find_button("More").is_none() {
            break;
        }
        page = bot.press(bot.ana, &page, "More").await;
        pages += 1;
    }
    assert_eq!(seen, (0..30).collect::<Vec<_>>());
    for _ in 1..pages {
        page = bot.press(bot.ana, &page, "Earlier ones").await;
        sound(&page);
    }
    assert_eq!(page.content, first);
    let found = bot.slash_with(bot.ana, "resources", json!({ "search": "WWWW" })).await;
    sound(&found);
    bot.finish().await;
}

#[tokio::test]
async fn something_that_may_help_stands_under_a_thank_you_where_there_is_a_list() {
    let bot = TestBot::set_up().await;
    let prompt = bot.prompt("h1-hope-today");
    let card = bot.post("2026-11-23", &prompt).await;
    let thanks = bot.press(bot.ana, &card, "Skip").await;
    assert!(thanks.find_button("Something that may help").is_none(), "there is no list yet");

    let fits = json!({ "components": [prompt.component.slug()],
        "supports": ["information", "practical", "emotional", "belonging"] });
    let mut entries: Vec<Body> = ["A", "B", "C", "D"].iter().map(|title| body(title, &fits)).collect();
    entries.push(body("Elsewhere", &json!({ "components": ["empowerment"] })));
    let mut far = fits.clone();
    far["country"] = "CA".into();
    entries.push(body("Far away", &far));
    bot.list(entries).await;
    let thanks = bot.press(bot.ana, &card, "Hard day").await;
    sound(&thanks);
    let some = bot.press(bot.ana, &thanks, "Something that may help").await;
    assert_ne!(some.id, thanks.id, "the thank-you stays");
    sound(&some);
    assert_eq!(
        titles(&some),
        ["Something that may help", "A", "C", "D"],
        "three, which change with the days"
    );
    let all = bot.press(bot.ana, &some, "More").await;
    assert_eq!(titles(&all), ["Something that may help", "A", "B", "C", "D", "Far away"]);
    assert!(all.content.contains("in English · Canada · checked in November 2026"), "{}", all.content);
    let some = bot.press(bot.ana, &thanks, "Something that may help").await;
    sound(&some);
    for id in ["a", "b", "c", "d"] {
        bot.retire(id).await;
    }
    let person = bot.press(bot.ana, &thanks, "Something that may help").await;
    let channel = format!("Somebody may be around in <#{}>.", bot.check_in);
    assert!(
        person.content.contains(&channel) && person.content.contains("`/help-now`"),
        "{}",
        person.content
    );
    sound(&person);
    bot.finish().await;
}

#[tokio::test]
async fn what_is_opened_under_a_check_in_counts_for_who_chose_that_and_a_crisis_line_never() {
    let bot = TestBot::set_up().await;
    bot.change(vec![chimebot::service::setup::Change::People(40)]).await;
    bot.standin.set_crowd(bot.guild, 100);
    for moment in ["2026-11-23T08:55:00Z", "2026-11-30T00:00:10Z", "2026-11-30T08:00:00Z"] {
        bot.at(moment).await;
    }
    let prompt = bot.prompt("h1-hope-today");
    let near = json!({ "components": [prompt.component.slug()] });
    let all = ["information", "practical", "emotional", "belonging"];
    let with = |more: serde_json::Value| {
        let mut body = near.clone();
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    bot.list(vec![
        body("A line", &with(json!({ "kind": "helpline", "supports": all }))),
        body("Choir", &with(json!({ "supports": all }))),
    ])
    .await;
    let card = bot.post("2026-11-30", &prompt).await;
    bot.member(bot.ana, &[GroupCounts]).await;
    let counted =
        async |user| bot.held(user).await.and_then(|held| held.counted).map(|held| held.cells.len());
    for user in [bot.ana, bot.ben] {
        let thanks = bot.press(user, &card, "Skip").await;
        let some = bot.press(user, &thanks, "Something that may help").await;
        let before = counted(user).await;
        bot.choose(user, &some, "Look at one", &["a-line"]).await;
        assert_eq!(counted(user).await, before, "a line is never counted, nor what was only shown");
        let some = bot.press(user, &thanks, "Something that may help").await;
        bot.choose(user, &some, "Look at one", &["choir"]).await;
        let after = if user == bot.ana { Some(2) } else { None };
        assert_eq!(counted(user).await, after, "took part, and the kind of support");
    }
    assert_eq!(bot.rows_about(bot.ben).await, 0);
    drop((bot.posts(bot.check_in), bot.posts(bot.staff)));
    bot.finish().await;
}

#[tokio::test]
async fn looking_around_leaves_no_trace_and_a_dead_flag_leaves_only_itself() {
    let bot = TestBot::set_up().await;
    bot.list(vec![body("Food bank", &json!({})), body("Choir", &json!({}))]).await;
    let before = bot.files();
    let list = bot.choose(bot.ana, &opened(&bot).await, "Or pick a topic", &["food"]).await;
    bot.choose(bot.ana, &list, "Look at one", &["food-bank"]).await;
    bot.slash_with(bot.ana, "resources", json!({ "search": "food" })).await;
    let list = opened(&bot).await;
    bot.complete(bot.ana, "resources", "search", "fo").await;
    let (form, _) = bot.open_form(bot.ana, &list, "Suggest one").await;
    let typed = [("title", "Shed"), ("way", "https://shed.example"), ("why", "People mend things.")];
    let confirm = bot.submit(bot.ana, &form, &typed).await;
    bot.press(bot.ana, &confirm, "Not now").await;
    assert_eq!(bot.files(), before, "not one byte was written");

    let one = bot.slash_with(bot.ana, "resources", json!({ "search": "#food-bank" })).await;
    let thanked = bot.press(bot.ana, &one, "This is dead").await;
    assert!(thanked.content.starts_with("Thank you. I told the moderators"), "{}", thanked.content);
    sound(&thanked);
    assert_eq!(bot.rows_about(bot.ana).await, 0);
    let changes = bot.store().changes_by(bot.guild, bot.ana).await.unwrap();
    assert!(changes.is_empty(), "not even as a change of hers");
    let entries = bot.store().entries(bot.guild).await.unwrap();
    let dead: Vec<_> = entries.iter().map(|entry| (entry.id.as_str(), entry.dead, entry.version)).collect();
    assert_eq!(dead, [("choir", false, 1), ("food-bank", true, 2)]);
    bot.finish().await;
}

#[tokio::test]
async fn a_dead_flag_survives_double_presses_and_entries_that_went_meanwhile() {
    let bot = TestBot::set_up().await;
    bot.list(vec![body("Food bank", &json!({}))]).await;
    let mut screens = Vec::new();
    for user in [bot.ana, bot.ben, bot.ana] {
        screens.push((user, bot.slash_with(user, "resources", json!({ "search": "#food-bank" })).await));
    }
    let (user, screen) = &screens[0];
    let id = screen.find_button("This is dead").unwrap();
    let act = bot.standin.press(*user, screen.id, &id);
    let first = bot.press_id(*user, screen.id, &id).await;
    bot.standin.settled(&act).await;
    let twice = bot.press(screens[1].0, &screens[1].1, "This is dead").await;
    assert_eq!(first.content, twice.content, "whoever says it again is thanked as well");
    bot.retire("food-bank").await;
    let gone = bot.press(screens[2].0, &screens[2].1, "This is dead").await;
    assert_eq!(gone.content, "That one is gone already. Thank you for looking.");
    sound(&gone);
    let act = bot.standin.press_forged(bot.ana, gone.id, "1:find-dead:never-was::");
    assert_eq!(bot.standin.settled(&act).await.content, gone.content);
    let picked = bot.slash_with(bot.ana, "resources", json!({ "search": "#food-bank" })).await;
    assert_eq!(picked.content, gone.content, "an entry that went while it was picked");
    bot.finish().await;
}
