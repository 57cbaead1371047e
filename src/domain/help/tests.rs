//! The built-in book, and files laid over it.

use jiff::civil::date;

use super::*;

const BOOK: &str = include_str!("../../../prompts/help/lines.toml");

fn book() -> HelpBook {
    HelpBook::parse("help/lines.toml", BOOK).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

#[test]
fn the_built_in_book_has_a_number_to_call_or_text_for_every_country() {
    let book = book();
    let codes: Vec<&str> = book.countries().iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["AU", "CA", "IE", "NZ", "GB", "US"], "by name");
    for code in codes {
        let lines = book.lines(code);
        assert!(
            lines[0].audience == Audience::All && (lines[0].call.is_some() || lines[0].text.is_some()),
            "{code}"
        );
        assert!(!book.card(code, date(2026, 12, 1)).unwrap().emergency.is_empty());
    }
}

#[test]
fn a_country_with_a_pair_shows_both_one_after_the_other() {
    for code in ["GB", "IE", "AU", "CA", "NZ"] {
        let book = book();
        let audiences: Vec<Audience> = book.lines(code).iter().take(2).map(|line| line.audience).collect();
        assert_eq!(audiences, [Audience::All, Audience::Young], "{code}");
    }
}

#[test]
fn the_number_111_is_emergency_in_new_zealand_and_not_in_the_united_kingdom() {
    let book = book();
    let day = date(2026, 12, 1);
    assert_eq!(book.card("NZ", day).unwrap().emergency, ["111"]);
    let britain = book.card("gb", day).unwrap();
    assert!(!britain.emergency.contains(&"111".to_owned()));
    assert!(britain.lines.iter().all(|line| line.call.as_deref() != Some("111")));
}

#[test]
fn lines_stay_when_the_check_is_a_year_old_and_the_card_says_when_it_was() {
    let book = book();
    let fresh = book.card("GB", date(2027, 11, 22)).unwrap();
    assert_eq!(fresh.stale, None, "365 days are fresh");
    let old = book.card("GB", date(2027, 11, 23)).unwrap();
    assert_eq!((old.stale, old.lines), (Some((2026, 11)), fresh.lines));
    assert_eq!(old.worldwide.url, "https://findahelpline.com");
}

#[test]
fn a_country_that_is_not_in_the_book_has_no_card() {
    assert_eq!(book().card("XX", date(2026, 12, 1)), None);
    assert!(book().lines("XX").is_empty());
}

const LINE: &str = "[[country.line]]\nid = \"fr-1\"\nname = \"L\"\ncall = \"31 14\"\nurl = \"https://a.fr\"\nsource = \"s\"\nchecked_on = 2026-01-02\n";

#[test]
fn a_community_s_file_replaces_and_adds_and_takes_nothing_away() {
    let before = book();
    let ours = format!(
        "schema = 1\n[[country]]\ncode = \"FR\"\nname = \"France\"\nemergency = [\"112\"]\n{LINE}\
         [[country]]\ncode = \"GB\"\nname = \"United Kingdom\"\n{}{}",
        LINE.replace("fr-1", "gb-childline"),
        LINE.replace("fr-1", "gb-ours"),
    );
    let after = before.overlaid("ours.toml", &ours).unwrap();
    let ids = |book: &HelpBook| book.lines("GB").iter().map(|line| line.id.clone()).collect::<Vec<_>>();
    let mut expected = ids(&before);
    expected.push("gb-ours".into());
    assert_eq!(ids(&after), expected);
    assert_eq!(after.lines("GB")[1].call.as_deref(), Some("31 14"));
    assert_eq!(after.card("GB", date(2026, 12, 1)).unwrap().emergency, ["999", "112"]);
    assert_eq!(after.countries()[2], ("FR", "France"));
    assert_eq!(after.lines("US"), before.lines("US"));
}

#[test]
fn a_fault_is_named_at_its_line_and_the_book_stays() {
    let good =
        format!("schema = 1\n[[country]]\ncode = \"FR\"\nname = \"France\"\nemergency = [\"112\"]\n{LINE}");
    let before = book();
    assert!(before.overlaid("ours.toml", &good).is_ok());
    for (from, to, line, code) in [
        ("call = \"31 14\"", "call = \"31 14", 9, "syntax"),
        ("call", "cal", 9, "unknown-key"),
        ("31 14", "ask for Jo", 9, "number"),
        ("https://a.fr", "http://a.fr", 10, "url"),
        ("https://a.fr", "https://user@a.fr", 10, "url"),
        ("2026-01-02", "12:00:00", 12, "date"),
        ("FR", "France", 3, "country"),
        ("name = \"L\"", "name = \"[L](https://evil.example)\"", 6, "not-plain"),
        ("name = \"L\"", "name = \"@everyone\"", 6, "not-plain"),
        ("call =", "note = \"a\\nb\"\ncall =", 6, "not-plain"),
        ("source = \"s\"", "source = \"\"", 6, "empty"),
        ("schema = 1", "schema = 2", 1, "schema"),
        ("emergency = [\"112\"]\n", "", 1, "missing-key"),
    ] {
        let bad = good.replace(from, to);
        let findings = before.overlaid("ours.toml", &bad).unwrap_err();
        assert!(
            findings.iter().any(|finding| (finding.line, finding.code) == (line, code)),
            "{to}: {findings:#?}"
        );
    }
}
