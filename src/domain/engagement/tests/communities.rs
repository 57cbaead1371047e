//! Communities as they may be: how often each kind of statement is made, and how often it is right.
//!
//! What people do is assumed, and `docs/engagement.md` says what; the same communities are told of by
//! this gate and by two simpler designs. `CHIMEBOT_COMMUNITIES=50 cargo test --lib communities --
//! --nocapture` goes through fifty times as many and prints what it finds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::date;
use rand_chacha::ChaCha8Rng;

use super::super::noise::below;
use super::*;

type Counts = BTreeMap<Cell, u32>;

/// A size of community.
pub struct Size {
    /// How many people take part in it.
    pub people: u32,
    /// Its tier.
    pub tier: Tier,
    /// How many of a thousand chose to be counted.
    chose: u64,
    /// How many of them are looked at: more where each has few numbers.
    communities: u32,
}

/// The sizes of the page.
pub const SIZES: [Size; 4] = [
    Size { people: 12, tier: Tier::From10, chose: 600, communities: 10_000 },
    Size { people: 40, tier: Tier::From25, chose: 500, communities: 2_000 },
    Size { people: 200, tier: Tier::From100, chose: 400, communities: 500 },
    Size { people: 1_000, tier: Tier::From500, chose: 300, communities: 250 },
];

/// Of a thousand who chose to be counted, so many answer a check-in in four weeks.
const TAKE_PART: u64 = 700;
/// Of a thousand who did, so many do in the next four weeks; and of those who did not.
const AGAIN: [u64; 2] = [850, 350];
/// Of a thousand who took part, so many look for something among the resources.
const LOOK: u64 = 400;
/// Of a thousand who took part, so many answer a scale of one part of CHIME.
const SCALE: u64 = 800;
/// How often the kinds of support are picked, and the topics, in an order of the community's own.
const KINDS: [u64; 4] = [4, 3, 2, 1];
const TOPICS: [u64; 12] = [6, 5, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1];
/// How often an answer is low, middle and high.
const LEVELS: [u64; 3] = [25, 35, 40];

fn happens(of_thousand: u64, rng: &mut ChaCha8Rng) -> bool {
    below(1_000, rng) < of_thousand
}

fn pick(weights: &[u64], rng: &mut ChaCha8Rng) -> usize {
    let mut left = below(weights.iter().sum(), rng);
    weights
        .iter()
        .position(|weight| {
            left.checked_sub(*weight).is_none_or(|less| {
                left = less;
                false
            })
        })
        .unwrap()
}

fn order(of: usize, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut order: Vec<u8> = (0..).take(of).collect();
    for last in (1..of).rev() {
        order.swap(last, usize::try_from(below(last as u64 + 1, rng)).unwrap());
    }
    order
}

/// What a community's people look for, the first the most.
struct Tastes {
    kinds: Vec<u8>,
    topics: Vec<u8>,
}

impl Tastes {
    fn of(rng: &mut ChaCha8Rng) -> Self {
        Self { kinds: order(KINDS.len(), rng), topics: order(TOPICS.len(), rng) }
    }
}

/// What so many people who took part are counted for.
fn counts(tier: Tier, people: usize, tastes: &Tastes, rng: &mut ChaCha8Rng) -> Counts {
    let mut counts = Counts::new();
    let mut add = |figure: Figure, bin: u8| *counts.entry(figure.cell(bin).unwrap()).or_default() += 1;
    for _ in 0..people {
        add(Figure::TookPart, 0);
        if happens(LOOK, rng) {
            add(Figure::Support, tastes.kinds[pick(&KINDS, rng)]);
            add(Figure::Topic, tastes.topics[pick(&TOPICS, rng)]);
        }
        if tier == Tier::From500 {
            for part in Part::ALL {
                if happens(SCALE, rng) {
                    add(Figure::Scale(*part), u8::try_from(pick(&LEVELS, rng)).unwrap());
                }
            }
        }
    }
    counts
}

/// Of each who chose to be counted, whether they took part.
pub fn took_part(size: &Size, rng: &mut ChaCha8Rng) -> Vec<bool> {
    let chose = (0..size.people).filter(|_| happens(size.chose, rng)).count();
    (0..chose).map(|_| happens(TAKE_PART, rng)).collect()
}

/// Two periods of one community: as ever, or grown by a quarter, or quiet, each in one of three. In one of
/// three something happened, and other things are looked for.
fn two_periods(size: &Size, rng: &mut ChaCha8Rng) -> [Counts; 2] {
    let mut took = took_part(size, rng);
    let chose = took.len();
    let tastes = Tastes::of(rng);
    let people = |took: &[bool]| took.iter().filter(|one| **one).count();
    let before = counts(size.tier, people(&took), &tastes, rng);
    for one in &mut took {
        *one = happens(AGAIN[usize::from(!*one)], rng);
    }
    match below(3, rng) {
        1 => took.extend((0..chose / 4).map(|_| happens(TAKE_PART, rng)).collect::<Vec<_>>()),
        2 => took.retain(|_| happens(700, rng)),
        _ => {}
    }
    let tastes = if below(3, rng) == 0 { Tastes::of(rng) } else { tastes };
    [before, counts(size.tier, people(&took), &tastes, rng)]
}

/// What the second design prints of a count: nothing below ten, else the nearest five.
pub fn rounded(count: u32) -> Printed {
    if count < 10 {
        return Printed::Handful;
    }
    let value = i64::from((count + 2) / 5 * 5);
    Printed::About { value, low: value - 2, high: value + 2 }
}

fn rounded_value(count: u32) -> i64 {
    if let Printed::About { value, .. } = rounded(count) { value } else { 0 }
}

fn rounded_difference(one: u32, other: u32) -> Difference {
    match rounded_value(one).cmp(&rounded_value(other)) {
        std::cmp::Ordering::Greater => Difference::More,
        std::cmp::Ordering::Less => Difference::Fewer,
        std::cmp::Ordering::Equal => Difference::NotClear,
    }
}

/// How one kind of statement fared in one design.
#[derive(Clone, Copy, Default)]
struct Fared {
    chances: u32,
    made: u32,
    right: u32,
    /// True gaps of five people or more, and those that were told.
    gaps: u32,
    told: u32,
    /// What was made and is not said again at the next look with fresh noise.
    gone: u32,
}

/// Number, handful, two periods, two cells, those that stand out in their figure.
type Page = [Fared; 5];

fn tell_number(page: &mut Page, count: u32, limit: u32, said: Printed, again: Printed) {
    let (at, right) = match said {
        Printed::Handful => (1, count < limit),
        Printed::About { low, high, .. } => (0, (low..=high).contains(&i64::from(count))),
    };
    page[0].chances += 1;
    page[1].chances += 1;
    page[at].made += 1;
    page[at].right += u32::from(right);
    page[at].gone += u32::from(said != again);
}

fn tell_gap(fared: &mut Fared, counts: [u32; 2], said: Difference, again: Difference) {
    let right = match said {
        Difference::More => counts[0] > counts[1],
        Difference::Fewer => counts[0] < counts[1],
        Difference::NotClear => false,
    };
    let made = said != Difference::NotClear;
    fared.chances += 1;
    fared.made += u32::from(made);
    fared.right += u32::from(right);
    fared.gone += u32::from(made && said != again);
    let gap = counts[0].abs_diff(counts[1]) >= 5;
    fared.gaps += u32::from(gap);
    fared.told += u32::from(gap && right);
}

fn tell_most(fared: &mut Fared, counts: &[(Cell, u32)], said: &[Cell], again: &[Cell]) {
    let (named, rest): (Vec<_>, Vec<_>) = counts.iter().partition(|(cell, _)| said.contains(cell));
    let least = named.iter().map(|(_, count)| *count).min();
    let right = least.is_some_and(|least| rest.iter().all(|(_, count)| *count < least));
    let mut sorted = counts.to_vec();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let gap = sorted[0].1 - sorted[1].1 >= 5;
    fared.chances += 1;
    fared.made += u32::from(!said.is_empty());
    fared.right += u32::from(right);
    fared.gone += u32::from(!said.is_empty() && said != again);
    fared.gaps += u32::from(gap);
    fared.told += u32::from(gap && right && said.contains(&sorted[0].0));
}

/// What stands out in each figure, by the rule of the page.
fn most(tier: Tier, numbers: &[Released]) -> BTreeMap<Figure, Vec<Cell>> {
    let (first, last) = (date(2026, 11, 30), date(2026, 12, 27));
    let period = ReleasedPeriod { first, last, tier, numbers: numbers.to_vec() };
    Account::of(&period, None).figures.into_iter().map(|told| (told.figure, told.most)).collect()
}

/// The same rule where every printed difference counts.
fn rounded_most(counts: &[(Cell, u32)]) -> Vec<Cell> {
    let mut sorted: Vec<_> = counts.iter().map(|(cell, count)| (rounded_value(*count), *cell)).collect();
    sorted.sort_by_key(|(value, _)| std::cmp::Reverse(*value));
    let few = (1..=sorted.len() / 2).find(|few| sorted[few - 1].0 > sorted[*few].0).unwrap_or(0);
    sorted[..few].iter().map(|(_, cell)| *cell).collect()
}

/// What was found of one size: as this gate tells of it, as the second design does, and how many people *a
/// handful or none* stood for, each time this gate said it.
type Found = (Page, Page, Vec<u32>);

/// Goes through communities of one size.
fn told_of(size: &Size, times: u32) -> Found {
    let mut handfuls = Vec::new();
    let mut rng = seeded(u64::from(size.people));
    let (mut ours, mut theirs) = (Page::default(), Page::default());
    for _ in 0..size.communities * times {
        let truth = two_periods(size, &mut rng);
        let count = |period: usize, cell: Cell| truth[period].get(&cell).copied().unwrap_or(0);
        let looks: Vec<_> =
            [0, 1, 0, 1].map(|period: usize| blur(size.tier, &truth[period], &mut rng)).into();
        let stands_out = [1, 3].map(|look: usize| most(size.tier, &looks[look]));
        for (figure, said) in &stands_out[0] {
            let counts: Vec<_> = figure.cells().map(|cell| (cell, count(1, cell))).collect();
            if counts.len() > 1 {
                tell_most(&mut ours[4], &counts, said, &stands_out[1][figure]);
                let said = rounded_most(&counts);
                tell_most(&mut theirs[4], &counts, &said, &said);
            }
        }
        for (at, number) in looks[1].iter().enumerate() {
            let (now, was) = (count(1, number.cell()), count(0, number.cell()));
            if number.printed() == Printed::Handful {
                handfuls.push(now);
            }
            tell_number(&mut ours, now, 5, number.printed(), looks[3][at].printed());
            tell_number(&mut theirs, now, 10, rounded(now), rounded(now));
            let (said, again) =
                (number.compared_with(&looks[0][at]), looks[3][at].compared_with(&looks[2][at]));
            tell_gap(&mut ours[2], [now, was], said, again);
            let said = rounded_difference(now, was);
            tell_gap(&mut theirs[2], [now, was], said, said);
            for (beside, other) in looks[1].iter().enumerate().skip(at + 1) {
                if other.figure() == number.figure() {
                    let both = [now, count(1, other.cell())];
                    let (said, again) =
                        (number.compared_with(other), looks[3][at].compared_with(&looks[3][beside]));
                    tell_gap(&mut ours[3], both, said, again);
                    let said = rounded_difference(both[0], both[1]);
                    tell_gap(&mut theirs[3], both, said, said);
                }
            }
        }
    }
    handfuls.sort_unstable();
    (ours, theirs, handfuls)
}

fn percent(part: u32, whole: u32) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.0}", f64::from(part) * 100.0 / f64::from(whole)) }
}

/// The table of the page, and its sentence on *a handful or none*.
fn table(times: u32) -> [String; 2] {
    let (mut page, mut most) = (String::new(), Vec::new());
    let kinds = [
        "a number in its range",
        "a handful or none",
        "more or fewer than before",
        "more or fewer, any two",
        "clearly more than the rest",
    ];
    for size in &SIZES {
        let (ours, theirs, handfuls) = told_of(size, times);
        most.push(handfuls[handfuls.len() * 95 / 100]);
        for (at, kind) in kinds.iter().enumerate().filter(|(at, _)| ours[*at].chances > 0) {
            write!(page, "| {} | {kind} |", size.people).unwrap();
            for fared in [ours[at], theirs[at]] {
                let [made, right] = [percent(fared.made, fared.chances), percent(fared.right, fared.made)];
                write!(page, " {made} | {right} | {} |", percent(fared.told, fared.gaps)).unwrap();
            }
            writeln!(page, " {} |", percent(ours[at].gone, ours[at].made)).unwrap();
        }
    }
    let [a, b, c, d] = most[..] else { panic!("one a size") };
    [page, format!("it stood for at most {a}, {b}, {c} and {d} people in 95 of 100 cases")]
}

#[test]
fn the_page_prints_how_often_each_statement_is_made_and_right() {
    if let Some(times) = option_env!("CHIMEBOT_COMMUNITIES") {
        println!("{}", table(times.parse().unwrap()).join("\n"));
        return;
    }
    let page = include_str!("../../../../docs/engagement.md");
    let mut missing = table(1).to_vec();
    missing.retain(|part| !page.contains(part));
    assert!(missing.is_empty(), "docs/engagement.md should hold:\n{}", missing.join("\n"));
}

/// Communities like these are what the sizes say: people choose, come, and look.
#[test]
fn the_communities_are_as_the_page_assumes_them() {
    let mean = |size: &Size, cell: Cell| {
        let mut rng = seeded(7);
        let sum: u32 =
            (0..400).map(|_| two_periods(size, &mut rng)[0].get(&cell).copied().unwrap_or(0)).sum();
        f64::from(sum) / 400.0
    };
    for (size, took, looked) in
        [(&SIZES[0], 5.0, 0.5), (&SIZES[1], 14.0, 1.4), (&SIZES[2], 56.0, 5.6), (&SIZES[3], 210.0, 21.0)]
    {
        let found = mean(size, Figure::TookPart.cell(0).unwrap());
        assert!((found - took).abs() < took * 0.06, "{} people: {found}", size.people);
        let kind = mean(size, Figure::Support.cell(2).unwrap());
        assert!((kind - looked).abs() < looked * 0.15, "{} people: {kind}", size.people);
    }
}
