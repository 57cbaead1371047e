//! What `init` writes, what it takes back, and what it says.

use super::*;
use crate::config::{Config, Environment};

fn answers(dir: &Path) -> InitArgs {
    InitArgs {
        config: dir.join("config.toml"),
        data_dir: "data".into(),
        application_id: Some("1234567890123456789".into()),
        operator_name: Some("The \"River\" Group".into()),
        contact: Some("hello@example.org".into()),
        privacy_url: Some("https://example.org/privacy".into()),
        sheet: None,
    }
}

#[test]
fn what_is_written_is_what_the_bot_reads() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Plan::new(&answers(dir.path()), None).unwrap().write(&Chance::seeded(1)).unwrap();
    let config = Config::load(&dir.path().join("config.toml")).unwrap();
    assert_eq!(config.operator().unwrap().name, "The \"River\" Group");
    assert_eq!(config.discord.application_id, Some(1_234_567_890_123_456_789));
    for (name, key) in keys {
        let path = config.storage.key_file(name, &Environment::from_pairs([]));
        assert_eq!(keyfile::read(name, &path).unwrap(), key);
    }
}

#[test]
fn the_two_keys_differ_and_the_sheet_restores_each() {
    let dir = tempfile::tempdir().unwrap();
    let keys = Plan::new(&answers(dir.path()), None).unwrap().write(&Chance::seeded(1)).unwrap();
    assert_ne!(keys[0].1, keys[1].1);
    let sheet = recovery_sheet(&keys, &Identity::generate());
    for (name, key) in &keys {
        let from = sheet.find(&format!("name:  {}", name.as_str())).unwrap();
        let lines: String = sheet[from..].split_inclusive('\n').take(4).collect();
        assert_eq!(keyfile::parse(*name, &lines).as_ref(), Ok(key));
    }
}

#[test]
fn a_terminal_is_asked_for_what_no_flag_gave_until_the_answer_is_good() {
    let dir = tempfile::tempdir().unwrap();
    let args = InitArgs { application_id: None, privacy_url: None, ..answers(dir.path()) };
    let mut typed = io::Cursor::new("my bot\n1234567890123456789\n\nhttps://example.org/p\n");
    let mut screen = Vec::new();
    let plan = Plan::new(&args, Some((&mut typed, &mut screen))).unwrap();
    let screen = String::from_utf8(screen).unwrap();
    assert_eq!(plan.application_id, 1_234_567_890_123_456_789);
    assert_eq!(screen.matches("Not yet").count(), 2, "{screen}");
    assert!(screen.contains("17 to 20 digits") && screen.contains("it is empty"), "{screen}");
}

#[test]
fn any_file_in_the_way_stops_it_before_anything_is_written() {
    for taken in ["config.toml", "data/keys/master.key", "data/keys/reference.key"] {
        let dir = tempfile::tempdir().unwrap();
        let taken = dir.path().join(taken);
        std::fs::create_dir_all(taken.parent().unwrap()).unwrap();
        std::fs::write(&taken, "mine").unwrap();
        let why = Plan::new(&answers(dir.path()), None).err().unwrap().to_string();
        assert!(why.contains(taken.to_str().unwrap()), "{why}");
        assert_eq!(std::fs::read_to_string(&taken).unwrap(), "mine");
    }
}

#[test]
fn what_cannot_be_finished_is_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    let plan = Plan::new(&answers(dir.path()), None).unwrap();
    // Somebody else makes the last file between the look and the writing.
    std::fs::write(&plan.config, "theirs").unwrap();
    assert!(plan.write(&Chance::seeded(1)).is_err());
    assert_eq!(std::fs::read_to_string(&plan.config).unwrap(), "theirs");
    assert!(!plan.key_file(KeyName::Master).exists() && !plan.key_file(KeyName::Reference).exists());
}

#[test]
fn a_folder_that_is_missing_or_is_a_file_is_told_before_the_first_question() {
    let dir = tempfile::tempdir().unwrap();
    let args = InitArgs { sheet: Some(dir.path().join("sub/sheet.txt")), ..answers(dir.path()) };
    let why = Plan::new(&args, None).err().unwrap().to_string();
    assert!(why.contains("there is no folder") && why.contains("Make the folder first"), "{why}");
    std::fs::write(dir.path().join("data"), "mine").unwrap();
    let why = Plan::new(&answers(dir.path()), None).err().unwrap().to_string();
    assert!(why.contains("is a file") && why.contains("--data-dir"), "{why}");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was written");
}

#[test]
fn folders_that_were_made_are_taken_back_and_others_stay() {
    let dir = tempfile::tempdir().unwrap();
    for ours in ["data", "theirs/data"] {
        let args = InitArgs { data_dir: ours.into(), ..answers(dir.path()) };
        let plan = Plan::new(&args, None).unwrap();
        std::fs::create_dir_all(dir.path().join("theirs")).unwrap();
        std::fs::write(&plan.config, "theirs").unwrap();
        let why = plan.write(&Chance::seeded(1)).err().unwrap().to_string();
        assert!(why.contains("config.toml cannot be written") && why.contains("nothing was kept"), "{why}");
        assert!(!dir.path().join(ours).exists() && dir.path().join("theirs").is_dir());
        std::fs::remove_file(&plan.config).unwrap();
    }
}

#[test]
fn a_path_with_a_space_is_printed_as_a_shell_needs_it() {
    let dir = tempfile::tempdir().unwrap();
    let args = InitArgs { config: dir.path().join("my bot/it's.toml"), ..answers(dir.path()) };
    let farewell = Plan::new(&args, None).unwrap().farewell();
    assert!(farewell.contains("run --config '") && farewell.contains(r"my bot/it'\''s.toml'"), "{farewell}");
    assert_eq!(for_shell(Path::new("a/b.toml")), "a/b.toml");
}

#[test]
fn a_bad_flag_is_named_with_what_is_wrong() {
    let dir = tempfile::tempdir().unwrap();
    for (args, flag) in [
        (InitArgs { application_id: Some("12".into()), ..answers(dir.path()) }, "--application-id"),
        (InitArgs { operator_name: Some("a\nb".into()), ..answers(dir.path()) }, "--operator-name"),
        (InitArgs { contact: Some(" ".into()), ..answers(dir.path()) }, "--contact"),
        (InitArgs { privacy_url: Some("http://a.b".into()), ..answers(dir.path()) }, "--privacy-url"),
        (InitArgs { privacy_url: None, ..answers(dir.path()) }, "--privacy-url"),
    ] {
        let why = Plan::new(&args, None).err().unwrap().to_string();
        assert!(why.contains(flag), "{why}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn the_sheet_opens_the_backups_of_the_settings_and_the_settings_do_not() {
    let dir = tempfile::tempdir().unwrap();
    let plan = Plan::new(&answers(dir.path()), None).unwrap();
    let keys = plan.write(&Chance::seeded(5)).unwrap();
    let sheet = recovery_sheet(&keys, &plan.backups);
    let line = sheet.lines().find(|line| line.starts_with("AGE-SECRET-KEY-1")).unwrap();
    let settings = std::fs::read_to_string(dir.path().join("config.toml")).unwrap();
    assert!(!settings.contains("AGE-SECRET-KEY"));
    let set = settings.replace("# [backup]", "[backup]").replace("# folder", "folder");
    let config = Config::parse(&set.replace("# recipient", "recipient"), Path::new("config.toml")).unwrap();
    let opens = crate::backup::identities(line).unwrap();
    assert_eq!(config.backup.unwrap().recipient().unwrap(), opens[0].to_public());
}
