//! The operator's own words: `prompts check`, the start with bad ones, and help lines laid over.

use super::child::{Home, NOWHERE};
use super::town::Town;

const HOPE: &str = include_str!("../../../prompts/en/hope.toml");

/// The built-in prompts of one component with a key misspelt in line 12.
fn spoiled() -> String {
    let mut lines: Vec<&str> = HOPE.lines().collect();
    let key = lines[11].split(" = ").next().unwrap();
    assert!(!key.is_empty() && lines[11].contains(" = "), "line 12 holds a key: {}", lines[11]);
    let line = lines[11].replacen(key, "questoin", 1);
    lines[11] = &line;
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_check_passes_the_built_in_words_and_a_good_folder() {
    let home = Home::at(NOWHERE, "a.b.c");
    let (code, said) = home.ends(&["prompts", "check"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("prompts, no errors."), "{said}");
    home.write("own/en/hope.toml", HOPE);
    let (code, again) = home.ends(&["prompts", "check", "own"]).await;
    assert_eq!((code, &again), (Some(0), &said));
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_check_names_the_file_and_line_of_an_error() {
    let home = Home::at(NOWHERE, "a.b.c");
    home.write("own/en/hope.toml", &spoiled());
    let (code, said) = home.ends(&["prompts", "check", "own"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("en/hope.toml:12: error [unknown-key]") && said.contains("questoin"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_check_does_not_pass_a_folder_it_would_not_read() {
    let home = Home::at(NOWHERE, "a.b.c");
    home.write("own/en/hope.toml", HOPE);
    let (code, said) = home.ends(&["prompts", "check", "onw"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("onw is not a folder: name one laid out as prompts/"), "{said}");
    // One folder too deep: the files would be passed over.
    let (code, said) = home.ends(&["prompts", "check", "own/en"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("holds no texts: they lie one folder deeper"), "{said}");
    home.write("own/enn/about.ftl", "about-title = Hello\n");
    let (code, said) = home.ends(&["prompts", "check", "own"]).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("enn/:1: error [unknown-language]"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_does_not_start_with_bad_words_and_keeps_its_good_ones_while_it_runs() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    home.set("[words]\nprompts_dir = \"own\"");
    home.write("own/en/hope.toml", &spoiled());
    for command in ["run", "doctor"] {
        let (code, said) = home.ends(&[command]).await;
        assert_eq!(code, Some(78), "{command}: {said}");
        assert!(said.contains("en/hope.toml:12: error [unknown-key]"), "{command}: {said}");
    }
    home.write("own/en/hope.toml", HOPE);
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    home.write("own/en/hope.toml", &spoiled());
    bot.until_said("the old ones stay in force").await;
    assert!(bot.said().contains("en/hope.toml:12: error"), "{}", bot.said());
    town.clock.set("2026-11-23T09:00:01Z".parse().unwrap());
    town.card(1).await;
    home.write("own/en/hope.toml", HOPE);
    bot.until_said("changed words are in force").await;
    bot.stops().await;
    town.finish();
}

const LINES: &str = r#"schema = 1

[[country]]
code = "GB"
name = "United Kingdom"

[[country.line]]
id = "river-line"
name = "River Group's evening line"
call = "0300 123 4567"
url = "https://river.example.org/"
source = "https://river.example.org/call"
checked_on = 2026-11-01
"#;

#[tokio::test(flavor = "multi_thread")]
async fn help_lines_of_the_operators_own_are_shown_beside_the_built_in_ones() {
    let town = Town::at("2026-11-23T08:59:00Z").await;
    let home = town.home().await;
    home.set("[words]\nhelp_overrides = \"help.toml\"");
    for command in ["run", "doctor"] {
        let (code, said) = home.ends(&[command]).await;
        assert_eq!(code, Some(78), "{command}: {said}");
        assert!(said.contains("help.toml:1: error [unreadable]"), "{command}: {said}");
        assert!(said.contains("correct `help_overrides` in [words]"), "{command}: {said}");
    }
    home.write("help.toml", &LINES.replace("call =", "cal ="));
    let (code, said) = home.ends(&["run"]).await;
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("help.toml:10: error [unknown-key]"), "{said}");

    home.write("help.toml", LINES);
    let mut bot = home.run(&town.standin);
    bot.until_said("connected to Discord").await;
    let help = town.slash(town.ana, "help-now").await;
    assert!(help.content.contains("0300 123 4567") && help.content.contains("116 123"), "{}", help.content);
    // A number that changed shows without a restart, and a slip takes nothing away.
    home.write("help.toml", &LINES.replace("4567", "9999"));
    bot.until_said("changed words are in force").await;
    let help = town.slash(town.ana, "help-now").await;
    assert!(help.content.contains("0300 123 9999"), "{}", help.content);
    std::fs::remove_file(home.path().join("help.toml")).unwrap();
    bot.until_said("the old ones stay in force").await;
    let help = town.slash(town.ana, "help-now").await;
    assert!(help.content.contains("0300 123 9999"), "{}", help.content);
    bot.stops().await;
    town.finish();
}
