//! A leader who knows what everybody else did, and wants to know one thing about one person.
//!
//! The advantage is how much more often they say yes when it is so than when it is not. Of one
//! period it is measured on the gate itself and compared with the value computed from the chances
//! of the noise; of more periods it is computed, and `docs/engagement.md` prints it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::released::blurred;
use super::noise::chance;
use super::*;

/// What the leader wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// Whether the person took part at all. They know what the person would have picked.
    TookPart,
    /// Which of two answers the person gave in this figure.
    Which(Figure),
}

/// The cells that tell, with their epsilon, and the person's share in each if the answer is no and if yes.
fn cells(tier: Tier, question: Question) -> Vec<(Cell, Epsilon, [u32; 2])> {
    match question {
        Question::TookPart => {
            tier.figures().map(|(figure, epsilon)| (figure.cell(0).unwrap(), epsilon, [0, 1])).collect()
        }
        Question::Which(figure) => {
            let epsilon = tier.epsilon(figure).unwrap();
            let cell = |bin| figure.cell(bin).unwrap();
            vec![(cell(0), epsilon, [1, 0]), (cell(1), epsilon, [0, 1])]
        }
    }
}

/// How much a number speaks for yes, in millionths, when the others make up `others` of it.
fn weight(epsilon: Epsilon, shares: [u32; 2], off: i64) -> i64 {
    let away = |share: u32| (off - i64::from(share)).abs();
    i64::from(epsilon.micro()) * (away(shares[0]) - away(shares[1]))
}

/// By how much the noise has to speak for yes: chances if the answer is no, and if it is yes.
type Chances = BTreeMap<i64, [f64; 2]>;

/// Of one cell, from the chances of its noise.
fn of_cell(epsilon: Epsilon, shares: [u32; 2]) -> Chances {
    let mut chances = Chances::new();
    for off in -800..=800 {
        let told = chances.entry(weight(epsilon, shares, off)).or_default();
        for (sum, share) in told.iter_mut().zip(shares) {
            *sum += chance(epsilon, off - i64::from(share));
        }
    }
    chances
}

/// Of two independent numbers together.
fn convolve(one: &Chances, other: &Chances) -> Chances {
    let mut both = Chances::new();
    for (a, chances) in one {
        for (b, more) in other {
            let told = both.entry(a + b).or_default();
            for (at, sum) in told.iter_mut().enumerate() {
                *sum += chances[at] * more[at];
            }
        }
    }
    both
}

/// The best advantage there can be, over so many periods in which the person always did the same.
fn exact(tier: Tier, question: Question, periods: u32) -> f64 {
    let none = Chances::from([(0, [1.0, 1.0])]);
    let one = cells(tier, question)
        .into_iter()
        .fold(none.clone(), |all, (_, epsilon, shares)| convolve(&all, &of_cell(epsilon, shares)));
    let all = (0..periods).fold(none, |all, _| convolve(&all, &one));
    all.values().map(|[no, yes]| (yes - no).max(0.0)).sum()
}

/// The same as a leader measures it who runs `trials` periods on the gate.
fn measured(tier: Tier, question: Question, trials: u32, seed: u64) -> f64 {
    let cells = cells(tier, question);
    let mut rng = seeded(seed);
    let mut yes = [0_u32; 2];
    for trial in 0..trials {
        let truth = (trial % 2) as usize;
        // What the others did, which the leader knows: also when ten of eleven accounts are theirs.
        let others = |cell: Cell| 10 + u32::from(cell.bin());
        let counts = cells.iter().map(|(cell, _, shares)| (*cell, others(*cell) + shares[truth])).collect();
        let wanted = cells.iter().map(|(cell, epsilon, _)| (*cell, *epsilon));
        let released = blurred(tier, wanted, &counts, &mut rng);
        let for_yes: i64 = released
            .iter()
            .zip(&cells)
            .map(|(number, (cell, epsilon, shares))| {
                weight(*epsilon, *shares, number.for_the_store() - i64::from(others(*cell)))
            })
            .sum();
        yes[truth] += u32::from(for_yes > 0);
    }
    (f64::from(yes[1]) - f64::from(yes[0])) / f64::from(trials / 2)
}

fn questions(tier: Tier) -> Vec<Question> {
    let split = tier.figures().map(|(figure, _)| figure).filter(|figure| figure.cells().count() > 1);
    std::iter::once(Question::TookPart).chain(split.map(Question::Which)).collect()
}

/// The bound that pure differential privacy gives over so many periods.
fn bound(tier: Tier, question: Question, periods: u32) -> f64 {
    let micro = match question {
        Question::TookPart => tier.spends(),
        // Two cells of the figure move, each by one.
        Question::Which(figure) => 2 * tier.epsilon(figure).unwrap().micro(),
    };
    (f64::from(periods) * f64::from(micro) / 1e6 / 2.0).tanh()
}

#[test]
fn a_leader_who_knows_all_others_learns_no_more_than_was_promised() {
    for (seed, tier) in (1..).zip(Tier::ALL) {
        // The figures on a scale are alike: one of them is measured for all.
        let mut asked = questions(tier);
        asked.retain(|one| !matches!(one, Question::Which(Figure::Scale(part)) if *part != Part::Hope));
        for question in asked {
            let (exact, bound) = (exact(tier, question, 1), bound(tier, question, 1));
            let measured = measured(tier, question, 200_000, seed);
            let what = format!("{tier:?} {question:?}: measured {measured:.4}, exact {exact:.4}, {bound:.4}");
            assert!((measured - exact).abs() <= 0.01, "{what}");
            assert!(measured <= bound + 0.01 && exact <= bound + 1e-9, "{what}");
        }
    }
}

#[test]
fn the_exact_values_are_those_of_theory_where_theory_has_a_short_word_for_them() {
    // One number: tanh(epsilon / 2). Two cells that move against each other: the same, for a tie tells nothing.
    for tier in Tier::ALL {
        for question in questions(tier).into_iter().filter(|one| *one != Question::TookPart) {
            let Question::Which(figure) = question else { continue };
            let half = f64::from(tier.epsilon(figure).unwrap().micro()) / 2e6;
            assert!((exact(tier, question, 1) - half.tanh()).abs() < 1e-9, "{tier:?} {question:?}");
        }
    }
    // Computed apart from this code, as binomials: 1, 3 and 13 periods at epsilon 1.
    for (periods, known) in [(1, 0.462), (3, 0.644), (13, 0.928)] {
        let here = exact(Tier::From10, Question::TookPart, periods);
        assert!((here - known).abs() < 0.001, "{periods} periods: {here:.4}");
    }
}

/// The table of `docs/engagement.md`: advantage over 1, 2 and 13 periods, each beside its bound.
fn table() -> String {
    let mut page = String::new();
    for tier in Tier::ALL {
        for question in questions(tier) {
            let what = match question {
                Question::TookPart => "took part",
                Question::Which(Figure::Support) => "which kind of support",
                Question::Which(Figure::Topic) => "which topic",
                Question::Which(Figure::Scale(Part::Hope)) => "which level, one part",
                Question::Which(_) => continue,
            };
            write!(page, "| {} | {what} |", tier.number()).unwrap();
            for periods in [1, 2, 13] {
                let (exact, bound) = (exact(tier, question, periods), bound(tier, question, periods));
                assert!(exact <= bound + 1e-9);
                write!(page, " {exact:.3} (≤ {bound:.3}) |").unwrap();
            }
            page.push('\n');
        }
    }
    page
}

#[test]
fn the_page_prints_the_advantages_that_are_computed_here() {
    let table = table();
    let page = include_str!("../../../../docs/engagement.md");
    assert!(page.contains(&table), "docs/engagement.md should hold:\n{table}");
}
