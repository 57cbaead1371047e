//! What is said of a period, what stands out, and which ideas follow.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

const FIRST: Date = date(2026, 11, 30);

/// A period of `tier` that begins on `first`, with these numbers and 0 for all others.
fn period(tier: Tier, first: Date, numbers: &[(Counted, i64)]) -> ReleasedPeriod {
    let known: BTreeMap<Cell, i64> =
        numbers.iter().map(|(counted, noisy)| (counted.cell(), *noisy)).collect();
    let cells = tier.figures().flat_map(|(figure, epsilon)| figure.cells().map(move |cell| (cell, epsilon)));
    let numbers = cells.map(|(cell, epsilon)| {
        Released::from_the_store(tier, cell, epsilon, known.get(&cell).copied().unwrap_or(0))
    });
    ReleasedPeriod {
        first,
        last: first.saturating_add(jiff::Span::new().days(27)),
        tier,
        numbers: numbers.collect(),
    }
}

fn support(numbers: [i64; 4]) -> Vec<(Counted, i64)> {
    Support::ALL.iter().map(|way| Counted::Support(*way)).zip(numbers).collect()
}

fn most(numbers: [i64; 4]) -> Vec<&'static str> {
    let account = Account::of(&period(Tier::From25, FIRST, &support(numbers)), None);
    account.figures[1].most.iter().map(|cell| cell.slug()).collect()
}

#[test]
fn a_cell_stands_out_only_where_it_is_clearly_more_than_every_other() {
    // Information, practical, emotional, belonging; a gap of four is clear.
    assert_eq!(most([2, 12, 3, 8]), ["practical"]);
    assert_eq!(most([2, 12, 3, 9]), ["practical", "belonging"], "the two are clearly more than the rest");
    assert_eq!(most([9, 12, 3, 9]), [""; 0], "three of four are most of them, and stand out in nothing");
    assert_eq!(most([5, 8, 5, 7]), [""; 0]);
    assert_eq!(most([0, 0, 0, 0]), [""; 0]);
    assert_eq!(most([-9, 5, -3, 0]), ["practical"], "nobody is less than none");
    assert_eq!(most([-9, 4, -3, 0]), [""; 0], "all are printed as a handful or none");
}

proptest! {
    #[test]
    fn whatever_stands_out_is_clearly_more_than_each_of_the_rest(
        numbers in proptest::collection::vec(-20_i64..60, 12),
    ) {
        let counted: Vec<_> = Topic::ALL.iter().map(|topic| Counted::Topic(*topic)).zip(numbers).collect();
        let period = period(Tier::From100, FIRST, &counted);
        let account = Account::of(&period, None);
        let told = account.figures.iter().find(|told| told.figure == Figure::Topic).unwrap();
        let (out, rest): (Vec<&Released>, Vec<&Released>) = period
            .numbers
            .iter()
            .filter(|number| number.figure() == Figure::Topic)
            .partition(|number| told.most.contains(&number.cell()));
        prop_assert!(out.len() <= 6);
        for one in &out {
            for other in &rest {
                prop_assert_eq!(one.compared_with(other), Difference::More);
            }
        }
    }

    #[test]
    fn one_or_two_things_are_said_to_do_and_the_numbers_give_one_of_them(
        numbers in proptest::collection::vec(-5_i64..40, 17),
        (missed, overdue, entries) in (0_u32..6, 0_usize..3, 0_usize..9),
        empty in proptest::sample::subsequence(Topic::ALL.to_vec(), 0..12),
    ) {
        let cells = [Counted::TookPart].into_iter()
            .chain(Support::ALL.iter().map(|way| Counted::Support(*way)))
            .chain(Topic::ALL.iter().map(|topic| Counted::Topic(*topic)));
        let counted: Vec<_> = cells.zip(numbers).collect();
        let deeds = Deeds { missed, ..Deeds::default() };
        let shelves = Shelves { entries, overdue, empty };
        let account = Account::of(&period(Tier::From100, FIRST, &counted), None);
        let found = ideas(Some(&account), &deeds, &shelves);
        prop_assert!((1..=2).contains(&found.len()), "{:?}", found);
        let alone = ideas(None, &deeds, &shelves);
        let twice = matches!(found[0], Idea::Missing(_)) && matches!(alone.as_slice(), [Idea::Fill(_)]);
        prop_assert!(twice || found[1..] == alone, "{:?} and {:?}", found, alone);
    }
}

#[test]
fn a_period_is_held_against_the_one_before_number_by_number() {
    let before =
        period(Tier::From25, FIRST, &[(Counted::TookPart, 12), (Counted::Support(Support::Emotional), 9)]);
    let next = date(2026, 12, 28);
    let mut now = support([0, 6, 4, 0]);
    now.push((Counted::TookPart, 17));
    let account = Account::of(&period(Tier::From25, next, &now), Some(&before));
    let since = account.since.unwrap();
    assert!(since.directly && !since.resized);
    let told: Vec<_> = since.cells.iter().map(|(cell, difference)| (cell.slug(), *difference)).collect();
    assert_eq!(
        told,
        [
            ("people", Difference::More),
            ("information", Difference::NotClear),
            ("practical", Difference::More),
            ("emotional", Difference::Fewer),
            ("belonging", Difference::NotClear),
        ]
    );
    // The group grew, and four weeks in between were void: only what both have is compared, by the larger noise.
    let grown = period(Tier::From500, date(2027, 1, 25), &[(Counted::TookPart, 25)]);
    let since = Account::of(&grown, Some(&before)).since.unwrap();
    assert!(!since.directly && since.resized);
    assert_eq!((since.cells.len(), since.cells[0].1), (5, Difference::NotClear));
    assert_eq!(Account::of(&before, None).since, None);
}

#[test]
fn what_stands_out_leads_to_an_idea_and_a_want_with_nothing_for_it_comes_first() {
    let full = Shelves { entries: 30, ..Shelves::default() };
    let first = |tier, counted: &[(Counted, i64)], shelves: &Shelves| {
        let account = Account::of(&period(tier, FIRST, counted), None);
        ideas(Some(&account), &Deeds::default(), shelves).swap_remove(0)
    };
    let practical = [(Counted::Support(Support::Practical), 30)];
    assert_eq!(first(Tier::From25, &practical, &full), Idea::Help(Support::Practical));
    let money = [practical[0], (Counted::Topic(Topic::Money), 40)];
    assert_eq!(first(Tier::From100, &money, &full), Idea::Help(Support::Practical));
    assert_eq!(first(Tier::From100, &money[1..], &full), Idea::Theme(Topic::Money));
    let gap = Shelves { empty: vec![Topic::Money, Topic::Food], ..full.clone() };
    assert_eq!(first(Tier::From100, &money, &gap), Idea::Missing(Topic::Money));
    let hope = [(Counted::Scale(Part::Hope, Level::Low), 300)];
    assert_eq!(first(Tier::From500, &hope, &full), Idea::Talk(Part::Hope));
    let both = [hope[0], (Counted::Scale(Part::Hope, Level::High), 290)];
    assert_eq!(first(Tier::From500, &both, &full), Idea::Ask, "low and high together stand for nothing");
    assert_eq!(first(Tier::From10, &[(Counted::TookPart, 20)], &full), Idea::Ask);
}

#[test]
fn more_or_fewer_people_lead_to_an_idea_for_the_group_and_to_none_about_a_person() {
    let full = Shelves { entries: 30, ..Shelves::default() };
    let now_and_before = |now, before| {
        let [now, before] = [(now, date(2026, 12, 28)), (before, FIRST)]
            .map(|(noisy, first)| period(Tier::From10, first, &[(Counted::TookPart, noisy)]));
        ideas(Some(&Account::of(&now, Some(&before))), &Deeds::default(), &full)
    };
    assert_eq!(now_and_before(6, 16), [Idea::Quieter]);
    assert_eq!(now_and_before(16, 6), [Idea::Busier]);
    assert_eq!(now_and_before(9, 8), [Idea::Ask]);
    // More or fewer people than in a group of another size say nothing.
    let grown = period(Tier::From25, date(2026, 12, 28), &[(Counted::TookPart, 40)]);
    let before = period(Tier::From10, FIRST, &[(Counted::TookPart, 9)]);
    assert_eq!(ideas(Some(&Account::of(&grown, Some(&before))), &Deeds::default(), &full), [Idea::Ask]);
}

#[test]
fn where_far_fewer_cards_came_more_or_fewer_people_say_nothing() {
    let next = date(2026, 12, 28);
    let [now, before] = [(6, next), (16, FIRST)]
        .map(|(noisy, first)| period(Tier::From10, first, &[(Counted::TookPart, noisy)]));
    let full = Shelves { entries: 30, ..Shelves::default() };
    let with = |came_before: usize, come_now: usize, forgotten: Date| {
        let days = |first: Date, many: usize| first.series(jiff::Span::new().days(1)).take(many);
        let cards = Cards::new(days(FIRST, came_before).chain(days(next, come_now)).collect(), forgotten);
        let account = Account::of(&now, Some(&before)).with_cards(&cards);
        let idea = ideas(Some(&account), &Deeds::default(), &full).swap_remove(0);
        (account.cards, account.since.unwrap().cards, idea)
    };
    let long_ago = date(2026, 1, 1);
    assert_eq!(with(28, 0, long_ago), (Some(0), Some(28), Idea::Ask), "the bot was away");
    assert_eq!(with(28, 21, long_ago), (Some(21), Some(28), Idea::Ask), "for a week of four");
    assert_eq!(with(21, 28, long_ago), (Some(28), Some(21), Idea::Ask), "and when it is back");
    assert_eq!(with(4, 3, long_ago), (Some(3), Some(4), Idea::Ask), "for one of four cards");
    assert_eq!(with(28, 22, long_ago), (Some(22), None, Idea::Quieter), "for six days and less it is not");
    assert_eq!(with(0, 0, long_ago), (Some(0), None, Idea::Quieter));
    assert_eq!(with(28, 28, FIRST), (Some(28), None, Idea::Quieter), "what came then is forgotten");
    assert_eq!(with(28, 28, next), (None, None, Idea::Quieter));
}

#[test]
fn staff_are_told_of_one_thing_the_most_pressing_first_and_nothing_twice() {
    let mut deeds = Deeds { missed: 3, ..Deeds::default() };
    let mut shelves = Shelves { entries: 0, overdue: 0, empty: Topic::ALL.to_vec() };
    assert_eq!(ideas(None, &deeds, &shelves), [Idea::Cards(3)]);
    deeds.missed = 2;
    assert_eq!(ideas(None, &deeds, &shelves), [Idea::Starter]);
    shelves.entries = 9;
    assert_eq!(ideas(None, &deeds, &shelves), [Idea::Fill(Topic::ALL[..3].to_vec())]);
    shelves.overdue = 4;
    assert_eq!(ideas(None, &deeds, &shelves), [Idea::Check(4)]);
    shelves = Shelves { entries: 9, overdue: 0, empty: vec![Topic::Money] };
    let account = Account::of(&period(Tier::From100, FIRST, &[(Counted::Topic(Topic::Money), 40)]), None);
    assert_eq!(ideas(Some(&account), &deeds, &shelves), [Idea::Missing(Topic::Money)]);
    shelves.empty.clear();
    assert!(ideas(None, &deeds, &shelves).is_empty());
}

/// Who stands where by chance alone, in a group that picked nothing: the page must mostly say nothing.
#[test]
fn in_a_group_that_picked_nothing_chance_makes_little_stand_out() {
    const ROUNDS: usize = 4_000;
    let mut rng = seeded(11);
    let mut found = [0_usize; 2];
    for _ in 0..ROUNDS {
        let numbers = blur(Tier::From100, &BTreeMap::new(), &mut rng);
        let whole = ReleasedPeriod { first: FIRST, last: FIRST, tier: Tier::From100, numbers };
        for told in Account::of(&whole, None).figures {
            match told.figure {
                Figure::Support if !told.most.is_empty() => found[0] += 1,
                Figure::Topic if !told.most.is_empty() => found[1] += 1,
                _ => {}
            }
        }
    }
    let often = found.map(|count| count * 100 / ROUNDS);
    println!("by chance alone: a kind of help stands out in {} of 100, a topic in {}", often[0], often[1]);
    assert!(often.iter().all(|percent| *percent <= 10), "{often:?}");
}
