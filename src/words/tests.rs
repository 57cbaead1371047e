//! An operator's own words over the built-in ones: what is taken, what is refused, and that help stays whole.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::*;

fn under(files: &[(&str, &str)]) -> Result<Texts, Vec<Finding>> {
    let own: BTreeMap<String, String> =
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Texts::under(&own)
}

/// What is said of one file of messages.
fn refused(text: &str) -> Vec<String> {
    under(&[("en/own.ftl", text)]).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn the_built_in_words_pass_their_own_checks() {
    let own: BTreeMap<String, String> = overlay::embedded();
    let found = Texts::under(&own).err();
    assert!(found.is_none(), "{found:#?}");
}

#[test]
fn a_file_with_one_message_changes_that_one_and_leaves_the_others() {
    let texts = under(&[("en/help.ftl", "help-bot = I am a bot. Nothing is saved.\n")]).unwrap();
    assert_eq!(texts.say("en", "help-bot", &[]), "I am a bot. Nothing is saved.");
    let danger = texts.say("en", "help-danger-here", &[("emergency", "999".into())]);
    assert_eq!(danger, "If you are in danger now, call 999.");
    // An editor that empties a file before it writes takes nothing away.
    let texts = under(&[("en/check-in.ftl", "")]).unwrap();
    assert_eq!(texts.say("en", "button-help", &[]), "Get help now");
}

#[test]
fn a_message_that_would_break_a_screen_is_refused_at_its_line() {
    let long =
        "Please press this one if today is more than you would like it to be for you and yours. ".repeat(3);
    for (text, says) in [
        (
            "# Ours\nhelp-danger-here = Call { $number }.\n".to_owned(),
            "en/own.ftl:2: error [text]: `help-danger-here` must say { $emergency }",
        ),
        ("help-danger-here = Call { $emergency }, { $name }.\n".to_owned(), "says { $name }"),
        ("help-bot = { help-robot }\n".to_owned(), "refers to a text or function that there is not"),
        ("help-bot = { LOUD(\"x\") }\n".to_owned(), "refers to a text or function that there is not"),
        ("help-bot = { \"\" }\n".to_owned(), "says nothing"),
        (format!("button-help = {long}\n"), "and 80 fit"),
        (format!("help-pick = {long}\n"), "`help-pick` has"),
        (format!("help-danger-here = {long}{{ $emergency }}\n"), "`help-danger-here` has"),
        (format!("command-help-now = help-now\n    .description = {long}\n"), "and 100 fit"),
        ("command-help-now = sos\n".to_owned(), "`command-help-now` is the name of a command"),
        ("help-bot Nothing.\n".to_owned(), "[syntax]"),
    ] {
        let found = refused(&text);
        assert!(found.iter().any(|one| one.contains(says)), "{text}: {found:#?}");
    }
}

#[test]
fn a_message_the_bot_never_says_is_noted_and_harmless() {
    assert!(under(&[("en/own.ftl", "help-dangr = Call.\n")]).is_ok());
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("en")).unwrap();
    std::fs::write(folder.path().join("en/own.ftl"), "# Ours\nhelp-dangr = Call.\n").unwrap();
    let notes = notes(folder.path());
    assert!(
        !notes[0].is_error() && notes[0].to_string().starts_with("en/own.ftl:2: note [unknown-text]"),
        "{notes:?}"
    );
}

#[test]
fn another_language_is_held_against_the_base_locale() {
    let texts =
        under(&[("de/help.ftl", "help-talk-here = Wenn du jetzt reden willst: **{ $country }**\n")]).unwrap();
    assert_eq!(
        texts.say("de", "help-talk-here", &[("country", "X".into())]),
        "Wenn du jetzt reden willst: **X**"
    );
    assert!(texts.say("de", "help-bot", &[]).starts_with("I am a bot."), "what is not there stays English");
    let found = under(&[("de/help.ftl", "help-talk-here = Wenn du jetzt reden willst\n")]).unwrap_err();
    assert!(found[0].to_string().contains("must say { $country }"), "{found:?}");
}

#[test]
fn built_in_help_lines_stay_whatever_an_overlay_holds() {
    let own = "schema = 1\n[[country]]\ncode = \"GB\"\nname = \"United Kingdom\"\n";
    let texts = under(&[("help/lines.toml", own)]).unwrap();
    let built_in = built_in_help().unwrap();
    let day = date(2026, 12, 1);
    assert_eq!(texts.help().card("GB", day), built_in.card("GB", day));
    assert_eq!(texts.help().countries(), built_in.countries());
}
