//! The example settings: that they can be used as they stand, and that they leave nothing out.

use std::path::Path;

use chimebot::config::Config;

const EXAMPLE: &str = include_str!("../../config.example.toml");
const SECTIONS: [&str; 7] = ["operator", "discord", "storage", "backup", "words", "health", "log"];

fn parse(text: &str) -> Result<Config, String> {
    Config::parse(text, Path::new("config.toml")).map_err(|fault| fault.to_string())
}

/// Takes the comment mark off every line that shows a key or names a section. The recipient there is none,
/// so that nobody's backups go to a stranger.
fn with_every_key_set(text: &str) -> String {
    let shown = |line: &&str| {
        line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
    };
    let recipient = age::x25519::Identity::generate().to_public().to_string();
    text.lines()
        .map(|line| line.strip_prefix("# ").filter(shown).unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
        .replace("age1...", &recipient)
}

/// The keys of a section, as the error about an unknown one lists them.
fn keys_of(section: &str) -> Vec<String> {
    let fault = parse(&format!("[{section}]\nzzzzzzzzzzzz = 1\n")).unwrap_err();
    let list = fault.split("There are ").nth(1).unwrap_or_else(|| panic!("{fault}"));
    list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_example_can_be_used_as_it_stands() {
    let config = parse(EXAMPLE).unwrap();
    assert_eq!(config.operator().unwrap().name, "The River Group");
}

#[test]
fn every_value_the_example_shows_is_accepted() {
    let text = with_every_key_set(EXAMPLE);
    let config = parse(&text).unwrap();
    assert_eq!(config.discord.base(), "http://127.0.0.1:9200");
    assert!(config.storage.backups.is_some() && config.health.listen.is_some());
}

#[test]
fn the_defaults_the_example_names_are_the_real_ones() {
    let (short, long) = (parse(EXAMPLE).unwrap(), parse(&with_every_key_set(EXAMPLE)).unwrap());
    assert_eq!(short.storage.database(), long.storage.database());
    assert_eq!(short.storage.keys_database(), long.storage.keys_database());
    assert_eq!(short.storage.erasures(), long.storage.erasures());
    assert_eq!(short.log.level, long.log.level);
    let backup =
        format!("[backup]\nfolder = \"b\"\nrecipient = \"{}\"", long.backup.as_ref().unwrap().recipient);
    assert_eq!(parse(&backup).unwrap().backup.unwrap().every_hours, long.backup.unwrap().every_hours);
}

#[test]
fn every_key_there_is_stands_in_the_example_with_a_word_about_it() {
    let text = with_every_key_set(EXAMPLE);
    let mut seen = 0;
    for section in SECTIONS {
        for key in keys_of(section) {
            let at = text
                .find(&format!("\n{key} = "))
                .unwrap_or_else(|| panic!("[{section}] {key} is not explained"));
            let line_above = text[..at].lines().next_back().unwrap_or_default();
            assert!(
                line_above.starts_with('#') || line_above.contains(" = "),
                "[{section}] {key}: {line_above}"
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 19, "a new setting is counted here once it is explained");
    assert_eq!(keys_of_the_file(), SECTIONS, "a new section is listed here");
}

fn keys_of_the_file() -> Vec<String> {
    let fault = parse("zzzzzzzzzzzz = 1\n").unwrap_err();
    fault.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}
