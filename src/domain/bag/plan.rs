//! Planning the rest of a block: many random sketches, of which the best is taken.

use std::collections::VecDeque;

use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, RngExt};

use super::{Bags, ROUNDS, Rule, TRAITS, Tally, components, is_deeper};
use crate::domain::prompt::{Component, Pack, Prompt};

/// Plans to choose among where one keeps all rules.
const PLANS: usize = 64;
/// Plans to try before a rule is dropped.
const PLANS_MAX: usize = 320;

impl Bags {
    /// The best of many random plans for the rest of this block, beginning with `head`, and its cost.
    pub(super) fn best_plan(&self, pack: &Pack, head: &[&str], rng: &mut dyn Rng) -> (f64, VecDeque<String>) {
        let mut start = Sketch::of(self, pack);
        for prompt in head.iter().filter_map(|id| pack.get(id)) {
            start.serve(prompt);
        }
        let mut best: Option<(f64, Vec<&str>)> = None;
        for tried in 0..PLANS_MAX {
            let mut sketch = start.clone();
            sketch.fill(rng);
            let cost = sketch.cost();
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, sketch.plan));
            }
            if tried >= PLANS && best.as_ref().is_some_and(|(least, _)| broken(*least) < 1.0) {
                break;
            }
        }
        let (cost, plan) = best.unwrap_or_default();
        (cost, plan.into_iter().map(str::to_owned).collect())
    }
}

/// The part of a cost that broken rules make; the rest says how unevenly scarce prompts are used.
pub(super) fn broken(cost: f64) -> f64 {
    (cost / 1e3).floor()
}

/// What breaking `rule` once costs: more than breaking every softer one as often as a block can.
fn price(rule: Rule) -> f64 {
    match rule {
        Rule::Wellbeing => 1e3,
        Rule::Contribution => 1e4,
        Rule::Actions => 1e5,
        Rule::Deeper => 1e6,
        Rule::SameComponent => 1e8,
    }
}

/// A block in the making.
#[derive(Clone)]
struct Sketch<'a> {
    piles: Vec<Pile<'a>>,
    order: Vec<Component>,
    round: usize,
    served: Vec<Component>,
    had: Tally,
    last: Option<(&'a str, Component, bool)>,
    plan: Vec<&'a str>,
    fines: f64,
    over: bool,
}

#[derive(Clone)]
struct Pile<'a> {
    component: Component,
    all: Vec<&'a Prompt>,
    left: Vec<&'a Prompt>,
}

impl<'a> Sketch<'a> {
    fn of(bags: &'a Bags, pack: &'a Pack) -> Self {
        let piles = components(pack)
            .into_iter()
            .map(|component| {
                let all: Vec<&Prompt> = pack.of(component).collect();
                let bag = bags.by_component.get(&component);
                let lies = |prompt: &&&Prompt| bag.is_none_or(|bag| bag.left.contains(&prompt.id));
                let left = all.iter().filter(lies).copied().collect();
                Pile { component, all, left }
            })
            .collect();
        Self {
            piles,
            order: Vec::new(),
            round: bags.round,
            served: bags.served.clone(),
            had: bags.had,
            last: bags.last.as_ref().map(|last| (last.prompt_id.as_str(), last.component, last.deeper)),
            plan: Vec::new(),
            fines: 0.0,
            over: false,
        }
    }

    /// Draws at random until the block is full.
    fn fill(&mut self, rng: &mut dyn Rng) {
        while !self.over {
            if self.order.is_empty() {
                self.new_order(rng);
            }
            let Some(component) = self.order.pop() else { break };
            let Some(pile) = self.piles.iter().find(|pile| pile.component == component) else { break };
            let source = if pile.left.is_empty() { &pile.all } else { &pile.left };
            // Where there is a choice: nothing deeper after something deeper, and a bag that was
            // just filled again does not begin with what it ended with.
            let (last, sore) = self.last.map_or(("", false), |(id, _, deeper)| (id, deeper));
            let fits = |prompt: &&&Prompt| prompt.id != last && !(sore && is_deeper(prompt));
            let good: Vec<&Prompt> = source.iter().filter(fits).copied().collect();
            let Some(prompt) = good.choose(rng).or_else(|| source.choose(rng)).copied() else { break };
            self.serve(prompt);
        }
    }

    /// A random order for the rest of the round, the next at the end.
    fn new_order(&mut self, rng: &mut dyn Rng) {
        let waiting = self.piles.iter().map(|pile| pile.component);
        self.order = waiting.filter(|component| !self.served.contains(component)).collect();
        self.order.shuffle(rng);
        let before = self.last.map(|(_, component, _)| component);
        if let [others @ .., next] = self.order.as_mut_slice()
            && Some(*next) == before
            && !others.is_empty()
        {
            let other = rng.random_range(0..others.len());
            std::mem::swap(next, &mut others[other]);
        }
    }

    fn serve(&mut self, prompt: &'a Prompt) {
        if let Some(pile) = self.piles.iter_mut().find(|pile| pile.component == prompt.component) {
            if pile.left.is_empty() {
                pile.left.clone_from(&pile.all);
            }
            pile.left.retain(|other| other.id != prompt.id);
        }
        self.order.retain(|component| *component != prompt.component);
        if let Some((_, component, deeper)) = self.last {
            self.fines += if deeper && is_deeper(prompt) { price(Rule::Deeper) } else { 0.0 };
            self.fines += if component == prompt.component { price(Rule::SameComponent) } else { 0.0 };
        }
        self.last = Some((&prompt.id, prompt.component, is_deeper(prompt)));
        self.had.add(prompt);
        self.plan.push(&prompt.id);
        self.served.push(prompt.component);
        if self.piles.iter().all(|pile| self.served.contains(&pile.component)) {
            self.served.clear();
            self.round += 1;
            self.over = self.round >= ROUNDS;
        }
    }

    fn cost(&self) -> f64 {
        let missing: f64 =
            self.had.missing().iter().map(|(rule, missing)| price(*rule) * number(*missing)).sum();
        // How far what is left in the bags is from the mix they had when full, in prompts.
        let uneven: f64 = TRAITS
            .iter()
            .map(|has| {
                let (mut fair, mut held) = (0.0, 0.0);
                for pile in &self.piles {
                    let count =
                        |prompts: &[&Prompt]| number(prompts.iter().filter(|prompt| has(prompt)).count());
                    fair += count(&pile.all) * number(pile.left.len()) / number(pile.all.len());
                    held += count(&pile.left);
                }
                (fair - held).abs()
            })
            .sum();
        self.fines + missing + uneven
    }
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
