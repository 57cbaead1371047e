//! Every fault of a file, at its own line.

use super::*;
use crate::domain::prompt::{Format, SubTheme};

const HEAD: &str = "schema = 1\npack = \"ours\"\nlocale = \"en\"\nlicence = \"CC-BY-4.0\"\ncomponent = \"hope\"\nauthor = \"us\"\n\n";
const GOOD: &str = r#"[[prompt]]
id = "sky"
subtheme = "dreams"
capital = ["social"]
format = "choice"
text = "Did you see the sky today?"
answers = ["yes", "no"]
ack = "Thank you."
original = true
"#;

fn codes(body: &str) -> Vec<(usize, &'static str)> {
    let text = format!("{HEAD}{body}");
    let Err(findings) = Pack::parse(&[("hope.toml", &text)]) else { return Vec::new() };
    findings.iter().map(|finding| (finding.line, finding.code)).collect()
}

#[test]
fn a_good_prompt_is_read_as_written() {
    let pack = Pack::parse(&[("hope.toml", &format!("{HEAD}{GOOD}"))]).unwrap();
    let sky = pack.get("sky").unwrap();
    assert_eq!(
        (sky.component, sky.subtheme, sky.format),
        (Component::Hope, SubTheme::Dreams, Format::Choice)
    );
    assert_eq!(sky.answers, ["yes", "no"]);
    assert_eq!((sky.origin.line, sky.origin.line_of("ack")), (8, 15));
}

#[test]
fn a_scale_has_five_answers_with_words_at_both_ends_and_counts_hard_from_one() {
    let body = GOOD.replace("choice", "scale").replace(
        "answers = [\"yes\", \"no\"]",
        "low = \"none\"\nhigh = \"lots\"\nhard = [1, 2]\nack_hard = \"I hear you.\"",
    );
    let pack = Pack::parse(&[("hope.toml", &format!("{HEAD}{body}"))]).unwrap();
    let prompt = &pack.prompts()[0];
    assert_eq!(prompt.answers, ["1 none", "2", "3", "4", "5 lots"]);
    let posted = prompt.posted();
    assert!(posted.is_hard(0) && posted.is_hard(1) && !posted.is_hard(2));
}

#[test]
fn a_fault_is_named_at_its_own_line() {
    for (from, to, expected) in [
        ("id = \"sky\"", "id = sky", (9, "syntax")),
        ("id = \"sky\"", "idd = \"sky\"", (9, "unknown-key")),
        ("format = \"choice\"", "format = \"choice\" x", (12, "syntax")),
        ("\"dreams\"", "\"peer_support\"", (10, "subtheme")),
        ("\"dreams\"", "\"dreems\"", (10, "unknown-value")),
        ("\"social\"", "\"socail\"", (11, "unknown-value")),
        ("id = \"sky\"", "id = \"The Sky\"", (9, "id")),
        ("id = \"sky\"", "id = \"a-name-that-is-too-long-x\"", (9, "id")),
        ("ack = \"Thank you.\"\n", "", (8, "missing-key")),
        ("ack = \"Thank you.\"", "ack = \" \"", (15, "empty")),
        ("original = true", "original = false", (16, "original")),
        ("original = true", "original = true\nstage = \"late\"", (17, "stage")),
        ("original = true", "original = true\nhard = [3]\nack_hard = \"a\"", (17, "hard")),
        ("original = true", "original = true\nhard = [2]", (17, "missing-key")),
        ("original = true", "original = true\nack_hard = \"a\"", (17, "hard")),
        ("original = true", "original = true\nacks = [\"a\"]", (17, "acks")),
        ("original = true", "original = true\nfollow_to = \"person\"", (17, "follow-to")),
        ("\"yes\", \"no\"", "\"yes\", \"yes\"", (14, "answers")),
        ("\"yes\", \"no\"", "\"yes\"", (14, "answers")),
        ("format = \"choice\"", "format = \"line\"", (8, "answers")),
    ] {
        let body = GOOD.replace(from, to);
        assert_ne!(body, GOOD);
        assert!(codes(&body).contains(&expected), "{to}: {:?}", codes(&body));
    }
}

#[test]
fn several_faults_are_told_in_one_reading() {
    let body = GOOD.replace("\"dreams\"", "\"dreems\"").replace("original = true", "original = false");
    assert_eq!(codes(&body), [(10, "unknown-value"), (16, "original")]);
}

#[test]
fn an_id_may_not_come_twice_in_a_pack() {
    assert_eq!(codes(&format!("{GOOD}\n{GOOD}")), [(19, "double-id")]);
}

#[test]
fn a_button_label_holds_80_characters_as_discord_counts_them() {
    let wide = "🌿".repeat(40);
    assert_eq!(codes(&GOOD.replace("\"no\"", &format!("\"{wide}\""))), []);
    assert_eq!(codes(&GOOD.replace("\"no\"", &format!("\"{wide}x\""))), [(14, "label")]);
}

#[test]
fn an_empty_pack_is_refused() {
    assert_eq!(codes(""), [(1, "no-prompts")]);
    assert!(Pack::parse(&[]).is_err());
}
