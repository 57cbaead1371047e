//! The picture of a group's numbers: the drawing of each size of group, and what it must stand.

use std::collections::BTreeMap;

use chimebot::discord::render::picture::{LONGEST_ALT, labels};
use chimebot::domain::engagement::{Cell, Figure, Printed, ReleasedPeriod, Tier, blur};
use chimebot::picture::{Fault, Labels, Picture, draw};
use chimebot::words::{Texts, Words};
use insta::assert_snapshot;
use jiff::civil::date;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

fn texts() -> std::sync::Arc<Texts> {
    Words::load(None).unwrap().now()
}

/// A period of a group of that size, with so many people in each cell.
fn period(tier: Tier, seed: u64, people: impl Fn(Cell) -> u32) -> ReleasedPeriod {
    let cells = Figure::ALL.into_iter().flat_map(Figure::cells);
    let counts: BTreeMap<Cell, u32> = cells.map(|cell| (cell, people(cell))).collect();
    let numbers = blur(tier, &counts, &mut ChaCha20Rng::seed_from_u64(seed));
    ReleasedPeriod { first: date(2026, 10, 5), last: date(2026, 11, 1), tier, numbers }
}

/// As a group of that size might be: a few cells full, some nearly empty.
fn plausible(tier: Tier) -> ReleasedPeriod {
    let size = tier.number() * 3 / 2;
    period(tier, 11, |cell| match cell.figure() {
        Figure::TookPart => size / 2,
        Figure::Support => size / [9, 6, 3, 5][usize::from(cell.bin())],
        Figure::Topic => size / [7, 9, 12, 60, 8, 40, 25, 9, 5, 90, 6, 14][usize::from(cell.bin())],
        Figure::Scale(part) => size / [9, 4, 3][usize::from(cell.bin())] / (part as u32 % 3 + 1),
    })
}

fn drawn(period: &ReleasedPeriod) -> Picture {
    draw(period, &labels(&texts(), "en", period)).unwrap()
}

/// Width and height as a PNG says them, after its signature.
fn size(png: &[u8]) -> (u32, u32) {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

/// Where somebody who wants to see the pictures finds them.
fn keep(name: &str, picture: &Picture) {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), &picture.png).unwrap();
}

#[test]
fn each_size_of_group_has_its_picture() {
    for tier in Tier::ALL {
        let period = plausible(tier);
        let picture = drawn(&period);
        let name = format!("picture_from_{}", tier.number());
        keep(&name, &picture);
        assert_snapshot!(name, format!("{}\n{}", picture.alt, picture.svg));
        let (wide, high) = size(&picture.png);
        assert_eq!(wide, 720);
        assert!(picture.svg.contains(&format!("width=\"720\" height=\"{high}\"")), "{high}");
        assert!(picture.png.len() < 200_000, "{} bytes", picture.png.len());
        assert!(picture.alt.encode_utf16().count() <= LONGEST_ALT);
    }
}

#[test]
fn the_same_numbers_are_the_same_picture_to_the_byte() {
    for tier in [Tier::From10, Tier::From500] {
        assert_eq!(drawn(&plausible(tier)), drawn(&plausible(tier)));
    }
}

#[test]
fn a_quiet_period_is_hatched_and_holds_no_number() {
    for tier in Tier::ALL {
        // The noise of empty cells; a seed that leaves the small tiers below five.
        let quiet = period(tier, 4, |_| 0);
        let picture = drawn(&quiet);
        keep(&format!("quiet_{}", tier.number()), &picture);
        assert!(picture.svg.contains("url(#hatch)"), "{tier:?}");
        assert!(picture.alt.contains("a handful or none"), "{}", picture.alt);
    }
    let quiet = drawn(&period(Tier::From25, 4, |_| 0));
    assert!(!quiet.svg.contains("<circle cx=\"1"), "no dot but the sample's");
    assert_snapshot!("picture_quiet", format!("{}\n{}", quiet.alt, quiet.svg));
}

#[test]
fn large_numbers_keep_inside_and_in_the_description() {
    for people in [432, 1_234, 98_765, 1_000_000] {
        let period = period(Tier::From500, 5, |_| people);
        let picture = drawn(&period);
        keep(&format!("large_{people}"), &picture);
        assert_eq!(size(&picture.png).0, 720);
        assert!(picture.alt.encode_utf16().count() <= LONGEST_ALT, "{}", picture.alt.len());
        assert!(!picture.alt.ends_with('…'), "{}", picture.alt);
        // Whatever form it takes, each number is in it.
        for number in &period.numbers {
            let Printed::About { value, .. } = number.printed() else { panic!("{number:?}") };
            assert!(picture.alt.contains(&format!(" {value}")), "{value} in {}", picture.alt);
        }
        let told = ["In brackets: what it could be.", "Each could be up to"];
        assert!(told.iter().any(|told| picture.alt.contains(told)), "{}", picture.alt);
    }
}

#[test]
fn long_and_hostile_words_are_fitted_and_stay_words() {
    let period = plausible(Tier::From500);
    let evil = "</text><script>alert(1)</script><image href=\"file:///etc/passwd\"/> &amp; \u{1f33f} ";
    let long = |text: &mut String| *text = evil.repeat(4) + text;
    let mut own = labels(&texts(), "en", &period);
    for text in [&mut own.title, &mut own.span, &mut own.levels, &mut own.handful, &mut own.note] {
        long(text);
    }
    own.figures.values_mut().for_each(long);
    own.cells.values_mut().for_each(long);
    let picture = draw(&period, &own).unwrap();
    keep("hostile", &picture);
    assert!(!picture.svg.contains("<script") && !picture.svg.contains("<image"));
    assert_eq!(size(&picture.png).0, 720);
}

#[test]
fn longer_words_of_another_language_are_read_in_two_lines() {
    let period = plausible(Tier::From100);
    let mut own = labels(&texts(), "en", &period);
    for name in own.cells.values_mut() {
        *name = format!("Menschen und Orte in der Nähe: {name}");
    }
    let picture = draw(&period, &own).unwrap();
    keep("longer", &picture);
    assert!(size(&picture.png).1 > size(&drawn(&period).png).1);
}

#[test]
fn without_numbers_or_letters_there_is_no_picture() {
    let nothing = ReleasedPeriod { numbers: Vec::new(), ..plausible(Tier::From10) };
    let words = labels(&texts(), "en", &nothing);
    assert!(matches!(draw(&nothing, &words), Err(Fault::Empty)));
    let other = Labels { title: "数えられることを選んだ人".to_owned(), ..words };
    assert!(matches!(draw(&plausible(Tier::From10), &other), Err(Fault::Letters)));
}

/// The picture, its description and a page hold the same printed numbers.
#[test]
fn the_picture_and_its_description_hold_what_is_printed_and_nothing_else() {
    let period = plausible(Tier::From500);
    let picture = drawn(&period);
    for number in &period.numbers {
        if let Printed::About { value, low, high } = number.printed() {
            assert!(picture.svg.contains(&format!(">{value}<")), "{value}");
            assert!(picture.svg.contains(&format!(">{low}–{high}<")), "{low} to {high}");
            assert!(picture.alt.contains(&format!("{value} ({low}-{high})")), "{}", picture.alt);
        }
    }
}
