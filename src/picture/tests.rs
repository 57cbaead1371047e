//! How words are fitted and made safe. The pictures themselves are looked at in `tests/it/picture.rs`.

use super::fonts::{Type, fit, width, wrap, writable};
use super::svg::escaped;
use super::{Fault, Labels, style};

#[test]
fn a_text_is_never_wider_than_its_place() {
    let long = "Somewhere to live that is safe and warm and near to people who are kind";
    for wide in [40, 90, 200, 333] {
        for face in [style::LABEL, style::HEADING, style::SMALL] {
            assert!(width(&fit(long, face, wide), face) <= wide, "{wide}");
            let lines = wrap(long, face, wide, 2);
            assert!(lines.len() <= 2);
            assert!(lines.iter().all(|line| width(line, face) <= wide), "{lines:?}");
        }
    }
    assert_eq!(fit("Food", style::LABEL, 290), "Food");
    assert_eq!(wrap("Food", style::LABEL, 290, 2), ["Food"]);
    assert!(wrap("", style::LABEL, 290, 2).is_empty());
}

#[test]
fn words_that_do_not_fit_are_cut_where_one_sees_it() {
    let lines = wrap("one two three four five six seven", style::LABEL, 90, 2);
    assert_eq!(lines.len(), 2);
    assert!(lines[1].ends_with('…'), "{lines:?}");
    let unbroken = wrap(&"w".repeat(400), style::LABEL, 290, 2);
    assert_eq!(unbroken.len(), 1);
    assert!(unbroken[0].ends_with('…'));
}

#[test]
fn a_width_is_that_of_the_font_and_bold_is_wider() {
    let bold = Type { bold: true, ..style::LABEL };
    assert!(width("Someone to listen", bold) > width("Someone to listen", style::LABEL));
    assert_eq!(width("", style::LABEL), 0);
    assert!(width("iiii", style::LABEL) < width("mmmm", style::LABEL));
}

#[test]
fn the_font_writes_the_languages_around_and_says_what_it_cannot() {
    for text in [
        "Someone to listen",
        "Zuhören, größer, Straße",
        "Quelqu’un à écouter – « ça »",
        "Ktoś, kto wysłucha",
        "Rhywun i wrando, tŷ, dŵr",
        "¿Quién escucha?",
        "Хтось, хто вислухає",
        "Κάποιος να ακούσει",
        "“Só” 5–11 …",
    ] {
        assert_eq!(writable(text).as_deref(), Some(text));
    }
    assert_eq!(writable("من يستمع"), None, "no picture is better than one with gaps");
    assert_eq!(writable("a \u{1f33f} leaf\u{7}\n now").as_deref(), Some("a leaf now"));
    assert_eq!(writable("\u{1f33f}"), None);
    let labels = Labels { title: "聞く人".to_owned(), ..Labels::default() };
    assert!(matches!(labels.writable(), Err(Fault::Letters)));
}

#[test]
fn no_word_can_become_a_mark() {
    assert_eq!(escaped("<b a='\"'>&\u{0}"), "&lt;b a=&apos;&quot;&apos;&gt;&amp; ");
}
