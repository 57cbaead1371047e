//! Prompts of a community's own: written, judged, asked in their turn, changed, retired.

use chimebot::standin::{Answer, Message};
use serde_json::json;

use crate::support::TestBot;

const REFUSED: &str = "Only moderators can do that. Nothing was changed.";

/// Fields of a form as a moderator fills them in.
const BIRD: [(&str, &str); 5] = [
    ("question", "Did you hear a bird this week?"),
    ("answers", "yes\nfor a moment\nno"),
    ("hard", "3"),
    ("ack", "Thank you. Birds are good company."),
    ("ack_hard", "Thank you for telling me. Some weeks are quiet."),
];

/// Opens the form of `/prompt add` and sends it.
async fn add(bot: &TestBot, kind: &str, about: &str, fields: &[(&str, &str)]) -> Message {
    let options = json!({ "kind": kind, "about": about });
    let act = bot.standin.slash(bot.moderator, bot.check_in, "prompt add", options);
    assert!(matches!(bot.standin.answer(&act).await, Answer::Modal(_)), "a form opens at once");
    bot.submit(bot.moderator, &act, fields).await
}

fn says(message: &Message, wanted: &str) {
    assert!(message.content.contains(wanted), "{wanted:?} is not in:\n{}", message.content);
}

#[tokio::test]
async fn a_moderator_writes_a_prompt_sees_its_card_and_puts_it_to_use() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    says(&bot.slash(mo, "prompt list").await, "You have no prompts of your own yet.");
    let offered = bot.complete(mo, "prompt add", "about", "enjoy").await;
    assert_eq!(offered[0], ("enjoying life".to_owned(), "quality_of_life".to_owned()));
    let shown = add(&bot, "choice of answers", "quality_of_life", &BIRD).await;
    says(&shown, "**Prompt 1**, not in use yet");
    says(&shown, "Did you hear a bird this week?");
    says(&shown, "After a hard answer: Thank you for telling me. Some weeks are quiet.");
    assert!(shown.find_button("Get help now").is_some(), "the card's own row is there, and help works");
    let pack = bot.bot().services.prompts(&bot.community().await).await.unwrap();
    assert!(pack.pack().get("own-1").is_none(), "what is only typed is asked of nobody");
    let used = bot.press(mo, &shown, "Use it").await;
    says(&used, "It is in use now. It will come in its turn.");
    says(&used, "**Prompt 1**, in use");
    assert!(used.find_button("Use it").is_none());
    let pack = bot.bot().services.prompts(&bot.community().await).await.unwrap();
    assert_eq!(pack.pack().get("own-1").unwrap().question, BIRD[0].1);
    let bot = bot.restart().await;
    let pack = bot.bot().services.prompts(&bot.community().await).await.unwrap();
    assert!(pack.pack().get("own-1").is_some(), "it outlives a restart");
    let lines = bot.store().changes_by(bot.guild, mo).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.table == "own_prompt_change").count(), 1);
    bot.finish().await;
}

#[tokio::test]
async fn an_own_prompt_comes_on_a_card_in_its_turn_and_is_thanked_for_in_its_own_words() {
    let bot = TestBot::set_up().await;
    let shown = add(&bot, "choice", "quality_of_life", &BIRD).await;
    bot.press(bot.moderator, &shown, "Use it").await;
    // Other cards come first, until it is this one's turn.
    let (services, known) = (&bot.bot().services, bot.community().await);
    let prompts = services.prompts(&known).await.unwrap();
    let mut bags = services.bags(&known).await.unwrap();
    for draw in 0.. {
        assert!(draw < 1_000, "it never comes");
        if services.chance.with(|rng| bags.peek(prompts.pack(), rng)) == "own-1" {
            break;
        }
        services.chance.with(|rng| bags.draw(prompts.pack(), rng));
    }
    services.save_bags(&known, &bags).await.unwrap();
    let next = bot.press(bot.moderator, &bot.slash(bot.moderator, "quiet").await, "See the next card").await;
    says(&next, BIRD[0].1);
    bot.at("2026-11-23T09:00:00Z").await;
    let card = bot.card();
    says(&card, BIRD[0].1);
    says(&bot.press(bot.ana, &card, "no").await, "Some weeks are quiet.");
    says(&bot.press(bot.ben, &card, "yes").await, "Birds are good company.");
    bot.finish().await;
}

#[tokio::test]
async fn what_is_wrong_is_said_in_plain_words_and_nothing_typed_is_lost() {
    let bot = TestBot::set_up().await;
    let mo = bot.moderator;
    let bad = [
        ("question", "Did you stay strong today?"),
        ("answers", "yes\nno"),
        ("hard", "5"),
        ("ack", "Thank you."),
        ("ack_hard", ""),
    ];
    let shown = add(&bot, "choice", "strengths", &bad).await;
    says(&shown, "This keeps it from being used.");
    says(&shown, "- The hard answers do not fit.");
    assert!(shown.find_button("Use it").is_none());
    let (act, form) = bot.open_form(mo, &shown, "Change it").await;
    assert!(form.to_string().contains("Did you stay strong today?"), "{form}");
    let shown = bot.submit(mo, &act, &[("hard", "")]).await;
    says(&shown, "- A word that can hurt:");
    let (act, _) = bot.open_form(mo, &shown, "Change it").await;
    let shown = bot.submit(mo, &act, &[("question", "What gave you strength today?")]).await;
    assert!(shown.find_button("Use it").is_some(), "{}", shown.content);
    bot.finish().await;
}

#[tokio::test]
async fn two_moderators_do_not_overwrite_each_other_and_a_retired_prompt_is_asked_of_nobody() {
    let bot = TestBot::set_up().await;
    let (mo, lee) = (bot.moderator, bot.admin);
    let first = add(&bot, "choice", "quality_of_life", &BIRD).await;
    let list = bot.slash(lee, "prompt list").await;
    let seen = bot.choose(lee, &list, "Pick a prompt", &["1"]).await;
    let (act, _) = bot.open_form(lee, &seen, "Change it").await;
    bot.submit(lee, &act, &[("question", "Did you hear an owl this week?")]).await;
    let stale = bot.press(mo, &first, "Use it").await;
    says(&stale, "Somebody changed it meanwhile, so nothing was done.");
    says(&stale, "Did you hear an owl this week?");
    let used = bot.press(mo, &stale, "Use it").await;
    let retired = bot.press(mo, &used, "Retire it").await;
    says(&retired, "It is retired. Cards posted already go on working.");
    let again = bot.standin.press_forged(mo, used.id, &used.find_button("Retire it").unwrap());
    says(&bot.standin.settled(&again).await, "Somebody changed it meanwhile");
    let pack = bot.bot().services.prompts(&bot.community().await).await.unwrap();
    assert!(pack.pack().get("own-1").is_none());
    says(&bot.press(mo, &retired, "Ask it again").await, "It is in use again.");
    bot.finish().await;
}

#[tokio::test]
async fn of_two_who_write_at_once_neither_overwrites_the_other() {
    let bot = TestBot::set_up().await;
    let (mo, lee) = (bot.moderator, bot.admin);
    let shown = add(&bot, "choice", "quality_of_life", &BIRD).await;
    let list = bot.slash(lee, "prompt list").await;
    let seen = bot.choose(lee, &list, "Pick a prompt", &["1"]).await;
    let (first, _) = bot.open_form(mo, &shown, "Change it").await;
    let (second, _) = bot.open_form(lee, &seen, "Change it").await;
    let mine = bot.submit(mo, &first, &[("question", "Did you see the sea this month?")]).await;
    let theirs = bot.submit(lee, &second, &[("question", "Did you hum a song this month?")]).await;
    says(
        &theirs,
        "Somebody changed that prompt while you wrote, so what you wrote is kept as one of its own.",
    );
    says(&theirs, "**Prompt 2**, not in use yet");
    says(&bot.press(mo, &mine, "Use it").await, "It is in use now.");
    says(&bot.press(lee, &theirs, "Use it").await, "It is in use now.");
    let pack = bot.bot().services.prompts(&bot.community().await).await.unwrap();
    assert!(pack.pack().get("own-1").unwrap().question.contains("the sea"));
    assert!(pack.pack().get("own-2").unwrap().question.contains("a song"));
    bot.finish().await;
}

#[tokio::test]
async fn who_is_no_moderator_at_the_press_changes_nothing() {
    let bot = TestBot::set_up().await;
    let shown = add(&bot, "choice", "quality_of_life", &BIRD).await;
    let use_it = shown.find_button("Use it").unwrap();
    let files = bot.files();
    let act = bot.standin.press_forged(bot.ana, shown.id, &use_it);
    assert_eq!(bot.standin.settled(&act).await.content, REFUSED);
    let list = bot.standin.press_forged(bot.ana, shown.id, "1:owns:0::");
    assert_eq!(bot.standin.settled(&list).await.content, REFUSED);
    assert!(bot.files() == files);
    bot.finish().await;
}

#[tokio::test]
async fn what_was_never_put_to_use_goes_after_a_day() {
    let bot = TestBot::set_up().await;
    add(&bot, "choice", "quality_of_life", &BIRD).await;
    bot.live_to("2026-11-24T08:40:00Z").await;
    assert_eq!(bot.store().own_prompts(bot.guild).await.unwrap().len(), 1);
    let mo = bot.moderator;
    let list = bot.slash(mo, "prompt list").await;
    let shown = bot.choose(mo, &list, "Pick a prompt", &["1"]).await;
    let (form, _) = bot.open_form(mo, &shown, "Change it").await;
    // A minute after its day it is on no screen, whenever its row goes.
    bot.clock.set("2026-11-24T08:56:00Z".parse().unwrap());
    says(&bot.slash(mo, "prompt list").await, "You have no prompts of your own yet");
    says(&bot.press(mo, &shown, "Use it").await, "That prompt is not there any more.");
    bot.at("2026-11-24T09:56:00Z").await;
    bot.tick().await;
    assert!(
        bot.store().own_prompts(bot.guild).await.unwrap().is_empty(),
        "and an hour later its row is gone"
    );
    // Whoever still had its form open loses nothing.
    let anew = bot.submit(mo, &form, &[("question", "Did you hear an owl this week?")]).await;
    says(&anew, "so what you wrote is kept as one of its own.");
    says(&anew, "Did you hear an owl this week?");
    assert!(anew.find_button("Use it").is_some());
    bot.at("2026-11-25T10:57:00Z").await;
    bot.tick().await;
    assert!(bot.store().own_prompts(bot.guild).await.unwrap().is_empty());
    for channel in [bot.staff, bot.check_in] {
        drop(bot.posts(channel));
    }
    bot.finish().await;
}
