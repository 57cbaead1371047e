//! The page for groups of each size, to be read aloud; and that every part of it fits into a message.

use std::sync::{Arc, LazyLock};

use insta::assert_snapshot;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::discord::render::screen::{Does, Row};
use crate::domain::engagement::{
    Cards, Cell, Counted, Epsilon, Figure, Level, Part, Printed, Released, Tier,
};
use crate::domain::resource::{Support, Topic};
use crate::words::Words;

const FIRST: Date = date(2026, 11, 30);

/// Read once: in a test build that takes a while.
fn texts() -> Arc<Texts> {
    static TEXTS: LazyLock<Arc<Texts>> = LazyLock::new(|| Words::load(None).unwrap().now());
    Arc::clone(&TEXTS)
}

/// The period of `tier` that is the `number`th since the first, with these numbers.
fn period(tier: Tier, number: i64, noisy: impl Fn(Cell) -> i64) -> ReleasedPeriod {
    let day = |days: i64| FIRST.saturating_add(jiff::Span::new().days(28 * number + days));
    let cells = tier.figures().flat_map(|(figure, epsilon)| figure.cells().map(move |cell| (cell, epsilon)));
    let release =
        |(cell, epsilon): (Cell, Epsilon)| Released::from_the_store(tier, cell, epsilon, noisy(cell));
    ReleasedPeriod { first: day(0), last: day(27), tier, numbers: cells.map(release).collect() }
}

/// These numbers, and `rest` for all others.
fn of(numbers: &[(Counted, i64)], rest: i64) -> impl Fn(Cell) -> i64 {
    move |cell| numbers.iter().find(|(counted, _)| counted.cell() == cell).map_or(rest, |(_, noisy)| *noisy)
}

/// A card on each workday, in every period of these tests.
fn on_workdays() -> Cards {
    let days = FIRST.saturating_sub(jiff::Span::new().days(28)).series(jiff::Span::new().days(1)).take(366);
    Cards::new(days.filter(|day| day.weekday().to_monday_one_offset() <= 5).collect(), date(2026, 1, 1))
}

fn looked_at(periods: Vec<ReleasedPeriod>, next: Next) -> GroupPage {
    GroupPage {
        deeds: Deeds { posted: 20, missed: 0, added: 3, checked: 2 },
        questions: (24, 77),
        shelves: Shelves { entries: 31, overdue: 0, empty: Vec::new() },
        periods,
        cards: on_workdays(),
        next,
        digest: (None, false),
        on: true,
        leader: false,
    }
}

/// Every part of a page, as a person turns it, with the buttons below.
fn read(group: &GroupPage, first: Option<Date>) -> String {
    let texts = texts();
    let mut parts = Vec::new();
    loop {
        let screen = page(&texts, "en", group, first, parts.len());
        assert!(screen.content.encode_utf16().count() <= 2_000, "Discord takes 2,000: {}", screen.content);
        let mut labels = Vec::new();
        let mut on = false;
        for row in &screen.rows {
            let Row::Buttons(buttons) = row else { panic!("{row:?}") };
            for button in buttons {
                on |= matches!(&button.does, Does::Press(CustomId::Group(GroupStep::Show(_, to))) if usize::from(*to) > parts.len());
                labels.push(format!("[{}]", button.label));
            }
        }
        assert!(labels.contains(&"[Get help now]".to_owned()), "{labels:?}");
        parts.push(format!("{}\n\n{}", screen.content, labels.join(" ")));
        if !on {
            return parts.join("\n--------\n");
        }
    }
}

fn runs() -> Next {
    Next::Coming(Coming::Runs(date(2027, 1, 25)))
}

#[test]
fn a_group_without_numbers_reads_what_was_done_and_how_to_ask() {
    let mut small = looked_at(Vec::new(), Next::Small);
    small.deeds.missed = 3;
    assert_snapshot!("small", read(&small, None));
    let mut first = looked_at(Vec::new(), Next::Coming(Coming::Runs(date(2026, 12, 28))));
    first.shelves = Shelves { entries: 12, overdue: 0, empty: vec![Topic::Clothing, Topic::Culture] };
    assert_snapshot!("first_weeks", read(&first, None));
    for next in [
        Next::Off,
        Next::Unasked,
        Next::Soon,
        Next::Coming(Coming::Ended),
        Next::Coming(Coming::Begins(FIRST)),
    ] {
        let mut page = looked_at(Vec::new(), next);
        page.shelves = Shelves { entries: 0, overdue: 0, empty: Topic::ALL.to_vec() };
        let told = read(&page, None);
        assert!(
            told.contains("How to ask the group.") && told.contains("nothing is on the list yet"),
            "{told}"
        );
        assert!(!told.contains("How to read the numbers"), "there are none: {told}");
    }
}

#[test]
fn a_group_of_ten_reads_one_number_and_what_changed() {
    let now = period(Tier::From10, 1, of(&[], 8));
    let before = period(Tier::From10, 0, of(&[], 14));
    let group = looked_at(vec![now, before], runs());
    assert_snapshot!("from_10", read(&group, None));
    assert_snapshot!("from_10_older", read(&group, Some(FIRST)));
}

#[test]
fn a_group_of_forty_reads_which_help_was_wanted() {
    let now = [
        (Counted::TookPart, 23),
        (Counted::Support(Support::Information), 6),
        (Counted::Support(Support::Practical), 14),
        (Counted::Support(Support::Emotional), 3),
        (Counted::Support(Support::Belonging), -2),
    ];
    let before = [(Counted::TookPart, 22), (Counted::Support(Support::Practical), 6)];
    let periods = vec![period(Tier::From25, 1, of(&now, 0)), period(Tier::From25, 0, of(&before, 2))];
    let mut group = looked_at(periods, runs());
    group.leader = true;
    group.shelves.overdue = 4;
    assert_snapshot!("from_25", read(&group, None));
    let texts = texts();
    assert_snapshot!("in_short", in_short(&texts, "en", &group.periods[0], &group.cards));
}

#[test]
fn a_group_of_hundreds_reads_topics_and_what_is_missing() {
    let now = [
        (Counted::TookPart, 140),
        (Counted::Support(Support::Emotional), 44),
        (Counted::Support(Support::Belonging), 41),
        (Counted::Topic(Topic::Money), 38),
        (Counted::Topic(Topic::Family), 12),
        (Counted::Topic(Topic::Learning), 7),
    ];
    let periods = vec![period(Tier::From100, 1, of(&now, 2)), period(Tier::From100, 0, of(&[], 9))];
    let mut group = looked_at(periods, runs());
    group.shelves.empty = vec![Topic::Money];
    assert_snapshot!("from_100", read(&group, None));
}

#[test]
fn a_group_of_a_thousand_reads_in_tens_and_of_all_five_parts() {
    let now = [
        (Counted::TookPart, 612),
        (Counted::Topic(Topic::Shelter), 160),
        (Counted::Scale(Part::Hope, Level::Low), 310),
        (Counted::Scale(Part::Hope, Level::High), 120),
        (Counted::Scale(Part::Meaning, Level::High), 280),
    ];
    let periods = vec![period(Tier::From500, 1, of(&now, 60)), period(Tier::From100, 0, of(&[], 40))];
    assert_snapshot!("from_500", read(&looked_at(periods, runs()), None));
}

#[test]
fn a_period_is_found_by_its_day_and_an_unknown_one_shows_the_last() {
    let periods: Vec<_> = (0..3).rev().map(|number| period(Tier::From10, number, of(&[], 8))).collect();
    let group = looked_at(periods, runs());
    let texts = texts();
    let shown = |first, part| page(&texts, "en", &group, first, part);
    assert!(shown(None, 0).content.contains("25 January to 21 February 2027"));
    let older = shown(Some(date(2026, 12, 28)), 0);
    assert!(older.content.contains("28 December 2026 to 24 January 2027"), "{}", older.content);
    assert!(!older.content.contains("staff and I did"), "what was done lately is no part of it");
    assert_eq!(shown(Some(date(1999, 1, 4)), 0), shown(None, 0));
    assert_eq!(shown(None, 99).content, shown(None, 99).content);
    assert!(shown(None, 255).content.len() > 100, "beyond the last part is the last part");
}

#[test]
fn a_part_without_a_picture_takes_the_former_one_away_also_in_a_late_answer() {
    let group = looked_at(vec![period(Tier::From500, 0, of(&[], 90))], runs());
    let screen = page(&texts(), "en", &group, None, 1);
    let late = serde_json::to_value(screen.edit_reply()).unwrap();
    assert_eq!(late["attachments"], serde_json::json!([]));
}

#[test]
fn the_file_holds_what_the_page_prints_and_no_formula() {
    let texts = texts();
    let periods = [period(Tier::From25, 0, of(&[(Counted::TookPart, 8)], -4))];
    let screen = sheet::taken(&texts, "en", Some(&periods));
    let lines: Vec<&str> = screen.files[0].content.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "\u{feff}first_day,last_day,figure,of,printed,value,could_be_from,could_be_to",
            "2026-11-30,2026-12-27,Took part,people who chose to be counted,about 8 (could be 5 to 11),8,5,11",
            "2026-11-30,2026-12-27,\"Kind of help, first picked\",Facts and tips,a handful or none,,,",
        ]
    );
    assert_eq!(lines.len(), 6);
    assert!(!screen.files[0].content.contains("-4"), "what is below five is not printed");
    assert!(sheet::taken(&texts, "en", Some(&[])).files.is_empty());
    assert!(sheet::taken(&texts, "en", None).content.starts_with("Only group leaders"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Words, picture and file say the same: whatever the page prints of a number stands in the file.
    #[test]
    fn every_number_of_the_file_stands_on_the_page(
        tier in proptest::sample::select(Tier::ALL.to_vec()),
        numbers in proptest::collection::vec(-40_i64..4_000, 32),
    ) {
        let texts = texts();
        let all: Vec<Cell> = Figure::ALL.into_iter().flat_map(Figure::cells).collect();
        let known = |cell| numbers[all.iter().position(|known| *known == cell).unwrap()];
        let periods = vec![period(tier, 1, known), period(tier, 0, |cell| known(cell) / 2)];
        let told = read(&looked_at(periods.clone(), runs()), None);
        for number in &periods[0].numbers {
            let say = Say { texts: &texts, locale: "en" };
            let printed = match (number.figure(), number.printed()) {
                (Figure::TookPart, Printed::About { value, low, high }) => {
                    format!("about {value} took part (could be {low} to {high})")
                }
                (Figure::TookPart, Printed::Handful) => "a handful or none took part".to_owned(),
                (_, Printed::Handful) => say.cell(number.cell()),
                (_, printed) => say.printed(printed),
            };
            prop_assert!(told.contains(&printed), "{printed} is not in {told}");
        }
    }
}

#[test]
fn a_group_that_fell_under_ten_reads_how_to_ask_and_of_no_post_that_will_not_come() {
    let numbers = period(Tier::From25, 0, of(&[(Counted::Support(Support::Practical), 30)], 0));
    let mut group = looked_at(vec![numbers], Next::Small);
    group.digest = (Some(crate::domain::ids::ChannelId(7)), true);
    let small = read(&group, None);
    assert!(small.contains("How to ask the group") && small.contains("under ten people"), "{small}");
    assert!(!small.contains("I post this in short") && !small.contains("stood out"), "{small}");
    group.next = Next::Soon;
    let large = read(&group, None);
    assert!(large.contains("I post this in short") && large.contains("stood out"), "the control: {large}");
}
