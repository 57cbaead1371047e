//! The lines between the rooms, held by reading the sources.
//!
//! Each rule is a function from a file to its breaches, and each has a control: a
//! sample that must be caught, so that a rule which stopped seeing fails too.

mod gate;
mod privacy;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

use self::source::Source;

type Rule = fn(&Source) -> Vec<String>;

/// Every rule, with a file that breaks it.
const RULES: [(&str, Rule, &str, &str); 15] = [
    ("the domain is pure", the_domain_is_pure, "src/domain/x.rs", "use sqlx::Row;"),
    ("the domain knows no other room", rooms_look_one_way, "src/domain/x.rs", "use crate::store::Store;"),
    (
        "services know no Discord",
        rooms_look_one_way,
        "src/service/x.rs",
        "fn f() { crate::discord::post(); }",
    ),
    ("the stand-in knows no bot", rooms_look_one_way, "src/standin/x.rs", "use crate::service;"),
    (
        "a picture is drawn from what is handed in",
        rooms_look_one_way,
        "src/picture/x.rs",
        "use crate::words;",
    ),
    (
        "Discord's library stays in its room",
        discord_stays_in_its_room,
        "src/jobs/x.rs",
        "use serenity::all::Http;",
    ),
    (
        "SQL by its library stays in the store",
        sql_stays_in_the_store,
        "src/service/x.rs",
        "sqlx::query!(\"x\");",
    ),
    (
        "SQL by its words stays in the store",
        sql_stays_in_the_store,
        "src/app.rs",
        "let a = \"SELECT id FROM slot\";",
    ),
    (
        "words live in word files",
        words_live_in_word_files,
        "src/discord/render/x.rs",
        "let a = \"Well done!\";",
    ),
    ("a file has a page or two", files_are_short, "src/x.rs", LONG),
    ("no test is ignored", no_test_is_ignored, "tests/it/x.rs", "#[test]\n#[ignore = \"slow\"]\nfn f() {}"),
    ("lints are expected, not allowed", nothing_is_allowed, "src/x.rs", "#![allow(dead_code)]"),
    ("a module says what it is", modules_open_with_a_word, "src/x.rs", "use std::fmt;"),
    ("the environment has one reader", one_reader_each, "src/app.rs", "let a = std::env::vars();"),
    ("the clock has one reader", one_reader_each, "src/app.rs", "let a = std::time::SystemTime::now();"),
];

/// As many lines as no file should have.
const LONG: &str = {
    const LINES: [u8; 501] = [b'\n'; 501];
    match std::str::from_utf8(&LINES) {
        Ok(text) => text,
        Err(_) => unreachable!(),
    }
};

fn the_domain_is_pure(source: &Source) -> Vec<String> {
    if !source.is_in(&["src/domain/"]) {
        return Vec::new();
    }
    let names = [
        "serenity", "poise", "sqlx", "tokio", "axum", "reqwest", "std::fs", "std::net", "std::env", "std::io",
    ];
    source.breaches(&names, "the domain is pure; hand the value in")
}

/// Which room may not look into which others.
const BLIND: [(&str, &[&str]); 6] = [
    (
        "src/domain/",
        &[
            "app",
            "cli",
            "config",
            "discord",
            "jobs",
            "picture",
            "rehearsal",
            "service",
            "standin",
            "store",
            "telemetry",
            "words",
        ],
    ),
    (
        "src/picture/",
        &["app", "cli", "config", "discord", "jobs", "rehearsal", "service", "standin", "store", "words"],
    ),
    ("src/store/", &["app", "cli", "discord", "jobs", "picture", "rehearsal", "service", "standin", "words"]),
    ("src/service/", &["app", "cli", "discord", "jobs", "picture", "rehearsal", "standin"]),
    ("src/standin/", &["app", "cli", "discord", "jobs", "picture", "rehearsal", "service", "store", "words"]),
    ("src/discord/", &["app", "cli", "jobs", "rehearsal", "standin"]),
];

fn rooms_look_one_way(source: &Source) -> Vec<String> {
    BLIND
        .iter()
        .filter(|(room, _)| source.is_in(&[room]))
        .flat_map(|(room, others)| {
            let paths: Vec<String> = others.iter().map(|other| format!("crate::{other}")).collect();
            let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
            source.breaches(&paths, &format!("{room} may not look there (ARCHITECTURE.md, rooms)"))
        })
        .collect()
}

fn discord_stays_in_its_room(source: &Source) -> Vec<String> {
    // The rules' own tests feed them what serenity's builders make.
    if !source.is_in(&["src/"]) || source.is_in(&["src/discord/", "src/standin/rules/tests/"]) {
        return Vec::new();
    }
    source.breaches(&["serenity", "poise"], "only src/discord names Discord's libraries")
}

fn sql_stays_in_the_store(source: &Source) -> Vec<String> {
    if !source.is_in(&["src/"]) || source.is_in(&["src/store/"]) {
        return Vec::new();
    }
    let starts = [
        "SELECT ",
        "INSERT INTO ",
        "INSERT OR ",
        "UPDATE ",
        "DELETE FROM ",
        "CREATE TABLE ",
        "PRAGMA ",
        "BEGIN IMMEDIATE",
    ];
    let by_words = source
        .strings
        .iter()
        .filter(|(_, text, _)| starts.iter().any(|start| text.trim_start().starts_with(start)))
        .map(|(line, _, _)| source.breach(*line, "SQL lives in src/store"));
    source.breaches(&["sqlx"], "only src/store speaks to the database").into_iter().chain(by_words).collect()
}

fn words_live_in_word_files(source: &Source) -> Vec<String> {
    let rooms = ["render", "components", "modals", "commands"];
    let here = rooms
        .iter()
        .any(|room| source.is_in(&[&format!("src/discord/{room}/"), &format!("src/discord/{room}.rs")]));
    let strings = if here { source.strings.as_slice() } else { &[] };
    strings
        .iter()
        .filter(|(_, text, before)| text.contains(' ') && !before.ends_with("expect("))
        .map(|(line, text, _)| {
            source.breach(*line, &format!("\"{text}\": what people read lives in the word files"))
        })
        .collect()
}

fn files_are_short(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines > 500 {
        vec![source.breach(lines, "over 500 lines: its name no longer says what is inside")]
    } else {
        Vec::new()
    }
}

fn no_test_is_ignored(source: &Source) -> Vec<String> {
    attributes_beginning(source, "ignore", "a test that is not run shows nothing")
}

fn nothing_is_allowed(source: &Source) -> Vec<String> {
    attributes_beginning(source, "allow", "write #[expect(lint, reason = ..)], which ends when the need does")
}

fn attributes_beginning(source: &Source, name: &str, why: &str) -> Vec<String> {
    source
        .attributes
        .iter()
        .filter(|(_, attribute)| {
            let inside = attribute.trim_start_matches(['#', '!', '[']).trim_start();
            let rest = inside.strip_prefix(name);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        })
        .map(|(line, _)| source.breach(*line, why))
        .collect()
}

fn modules_open_with_a_word(source: &Source) -> Vec<String> {
    let opens = source.text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 8);
    if opens {
        Vec::new()
    } else {
        vec![source.breach(1, "open with a //! paragraph that says what this is for")]
    }
}

fn one_reader_each(source: &Source) -> Vec<String> {
    if !source.is_in(&["src/"]) {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    if !source.is_in(&["src/config.rs", "src/config/"]) {
        let reads = ["env::var", "env::vars", "env::var_os", "env::vars_os"];
        breaches.extend(source.breaches(&reads, "only src/config reads the environment"));
    }
    if !source.is_in(&["src/clock.rs"]) {
        let reads = ["Timestamp::now", "Zoned::now", "SystemTime::now"];
        breaches.extend(source.breaches(&reads, "take the moment from the Clock that was handed down"));
    }
    breaches
}

/// Finds a path that is right on one machine alone.
fn machine_path(text: &str) -> Option<usize> {
    // In parts, or this file would be its own first find.
    let roots = ["home", "root", "mnt", "work"].map(|root| format!("/{root}/"));
    (1..).zip(text.lines()).find_map(|(number, line)| {
        let found = roots.iter().any(|root| {
            line.match_indices(root.as_str()).any(|(at, _)| {
                let starts = !line[..at].ends_with(|c: char| c.is_alphanumeric() || "_.-}$".contains(c));
                starts && line[at + root.len()..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '.')
            })
        });
        found.then_some(number)
    })
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `dir` that git could hold.
fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    const NOT_OURS: [&str; 5] = [".git", "target", "node_modules", "rehearsal-data", "data"];
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if dir == top() && NOT_OURS.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for dir in ["src", "tests", "benches", "examples"].map(|dir| top().join(dir)) {
        if dir.is_dir() {
            files(&dir, &mut found);
        }
    }
    found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(top()).unwrap().to_str().unwrap().replace('\\', "/");
            Source::new(&name, &text)
        })
        .collect()
}

#[test]
fn every_rule_holds_in_every_file() {
    let sources = sources();
    assert!(sources.len() > 20, "the sources were found");
    let breaches: Vec<String> =
        sources.iter().flat_map(|source| RULES.iter().flat_map(|(_, rule, _, _)| rule(source))).collect();
    let mut breaches: Vec<&str> = breaches.iter().map(String::as_str).collect();
    breaches.sort_unstable();
    breaches.dedup();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

#[test]
fn every_rule_catches_the_file_that_breaks_it() {
    for (name, rule, path, sample) in RULES {
        assert!(!rule(&Source::new(path, sample)).is_empty(), "{name}");
    }
}

#[test]
fn what_is_allowed_is_not_caught() {
    let fine = "//! About serenity, and a file.\n\
                // SELECT a FROM b; std::env::var(\"X\")\n\
                #[expect(dead_code, reason = \"a reason with spaces and #[allow(x)]\")]\n\
                fn f<'a>(x: &'a str) { x.find('\"'); y.expect(\"a reason it cannot fail\"); g(\"key\"); }\n\
                #[cfg(test)]\nmod tests { fn t() { serenity::x(tokio, sqlx, \"words and spaces\"); } }\n";
    for path in ["src/discord/render/x.rs", "src/domain/x.rs", "src/x.rs"] {
        let source = Source::new(path, fine);
        for (name, rule, _, _) in RULES {
            assert_eq!(rule(&source), Vec::<String>::new(), "{name} in {path}");
        }
    }
}

#[test]
fn the_reader_tells_code_from_text_and_keeps_its_lines() {
    let text = "//! x\nlet a = \"one\ntwo\";\nlet b = r#\"a \"quoted\" serenity\"#; /* poise\n/* */ */ sqlx::x();\nlet c = '\\''; let d = b\"tokio\";";
    let source = Source::new("src/x.rs", text);
    assert_eq!(source.lines_naming("sqlx"), [5]);
    for word in ["serenity", "poise", "tokio"] {
        assert_eq!(source.lines_naming(word), [0_usize; 0], "{word}");
    }
    let strings: Vec<&str> = source.strings.iter().map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(strings, ["one\ntwo", "a \"quoted\" serenity", "tokio"]);
}

#[test]
fn no_file_holds_a_path_of_one_machine() {
    let mut found = Vec::new();
    files(top(), &mut found);
    let breaches: Vec<String> = found
        .iter()
        .filter(|path| !path.ends_with("Cargo.lock"))
        .filter_map(|path| Some((path, machine_path(&fs::read_to_string(path).ok()?)?)))
        .map(|(path, line)| format!("{}:{line}", path.display()))
        .collect();
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    let (control, no_path) =
        (["see /", "home/", "ann/x"].concat(), "https://example.org/work/x and $HOME/work/a");
    assert_eq!(machine_path(&control), Some(1));
    assert_eq!(machine_path(no_path), None);
}
