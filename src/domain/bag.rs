//! Which prompt comes next: shuffled bags with a few kind rules.
//!
//! Each component has a bag. A round serves every component once, in random order, and
//! never the same component twice running, also across rounds. A prompt comes back only
//! when its component's bag is empty. On top of that, softest first:
//!
//! 1. in every three rounds at least one prompt tagged `wellbeing`,
//! 2. at least one contribution action,
//! 3. at least three actions,
//! 4. never two `deeper` prompts running.
//!
//! "Every three rounds" means consecutive blocks of three: rounds 1-3, 4-6 and so on. A
//! block is planned as a whole: of many random plans the one is taken that keeps the rules
//! and uses up what is scarce at an even rate, so that the end of a bag does not run dry.
//! Where no plan keeps them all, the softest is dropped, and the draw says which.
//!
//! The state is plain data and keeps the plan itself, so that a restart, a look at
//! tomorrow's card and an edited pack change nothing that need not change.

mod card_less;
mod plan;

use std::collections::{BTreeMap, VecDeque};

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use super::prompt::{Component, Format, Pack, Prompt, Tag, Weight};
use plan::broken;

pub use card_less::card_less;

/// Rounds in a block.
const ROUNDS: usize = 3;
/// What a block of three rounds holds at least.
const WANTED: Tally = Tally { wellbeing: 1, contribution: 1, actions: 3 };
/// Draws in one rehearsal of a pack.
pub(crate) const REHEARSED: usize = 900;

/// The bags of one community. Stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bags {
    by_component: BTreeMap<Component, Bag>,
    /// What is to come in this block, the next draw first.
    plan: VecDeque<String>,
    /// Rounds of this block that are over.
    round: usize,
    /// Components served in this round.
    served: Vec<Component>,
    /// What this block has had.
    had: Tally,
    last: Option<Last>,
    /// Prompts a moderator swapped away since the last draw.
    swapped: Vec<String>,
    /// Tells whether the pack is still the one the plan was made for.
    pack: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Bag {
    /// Not served since the bag was last full.
    left: Vec<String>,
    /// Served since then.
    out: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Tally {
    wellbeing: usize,
    contribution: usize,
    actions: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Last {
    prompt_id: String,
    component: Component,
    deeper: bool,
}

/// One prompt, drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Id of the prompt in the pack.
    pub prompt_id: String,
    /// Rules that could not be kept, softest first; for the log. Mostly empty.
    pub relaxed: Vec<Rule>,
}

/// A rule of the bags that a pack may be too poor to keep, softest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// One `wellbeing` prompt in three rounds.
    Wellbeing,
    /// One contribution action in three rounds.
    Contribution,
    /// Three actions in three rounds.
    Actions,
    /// Never two `deeper` running.
    Deeper,
    /// Never the same component twice running; broken only where there is but one.
    SameComponent,
}

impl Rule {
    /// Its name in the log.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Wellbeing => "wellbeing",
            Self::Contribution => "contribution",
            Self::Actions => "actions",
            Self::Deeper => "deeper",
            Self::SameComponent => "same_component",
        }
    }

    /// What `pack` is short of, where it cannot keep this rule.
    pub(crate) fn shortage(self, pack: &Pack) -> String {
        let all = pack.prompts().len();
        let count = |has: fn(&Prompt) -> bool| pack.prompts().iter().filter(|prompt| has(prompt)).count();
        match self {
            Self::Wellbeing => {
                format!("the tag `wellbeing` is short: {} of {all} prompts have it", count(is_wellbeing))
            }
            Self::Contribution => format!(
                "the tag `contribution` on actions is short: {} of {all} prompts have it",
                count(Prompt::is_contribution_action)
            ),
            Self::Actions => {
                format!("the format `action` is short: {} of {all} prompts have it", count(is_action))
            }
            Self::Deeper => {
                format!("too many prompts weigh `deeper`: {} of {all}", count(is_deeper))
            }
            Self::SameComponent => "prompts of a second component are missing".to_owned(),
        }
    }
}

fn is_wellbeing(prompt: &Prompt) -> bool {
    prompt.tags.contains(&Tag::Wellbeing)
}

fn is_action(prompt: &Prompt) -> bool {
    prompt.format == Format::Action
}

fn is_deeper(prompt: &Prompt) -> bool {
    prompt.weight == Weight::Deeper
}

/// What the rules look at. The rate at which each is used up is kept even.
const TRAITS: [fn(&Prompt) -> bool; 4] = [is_wellbeing, Prompt::is_contribution_action, is_action, is_deeper];

impl Tally {
    fn add(&mut self, prompt: &Prompt) {
        self.wellbeing += usize::from(is_wellbeing(prompt));
        self.contribution += usize::from(prompt.is_contribution_action());
        self.actions += usize::from(is_action(prompt));
    }

    /// How much is missing by rule.
    fn missing(self) -> [(Rule, usize); 3] {
        [
            (Rule::Wellbeing, WANTED.wellbeing.saturating_sub(self.wellbeing)),
            (Rule::Contribution, WANTED.contribution.saturating_sub(self.contribution)),
            (Rule::Actions, WANTED.actions.saturating_sub(self.actions)),
        ]
    }
}

impl Bags {
    /// Full bags: the first draw shuffles them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next prompt out of its bag.
    ///
    /// The pack may have changed since the last draw: what is gone is passed over, what is
    /// new lies in its bag at once.
    pub fn draw(&mut self, pack: &Pack, rng: &mut dyn Rng) -> Draw {
        self.prepare(pack, rng);
        let id = self.plan.pop_front();
        let prompt = id.as_deref().and_then(|id| pack.get(id)).unwrap_or(&pack.prompts()[0]);
        self.swapped.clear();
        let relaxed = self.take(pack, prompt);
        Draw { prompt_id: prompt.id.clone(), relaxed }
    }

    /// The id of the prompt the next draw will give, if the pack still holds it then.
    pub fn peek(&mut self, pack: &Pack, rng: &mut dyn Rng) -> String {
        self.prepare(pack, rng);
        self.plan.front().cloned().unwrap_or_else(|| pack.prompts()[0].id.clone())
    }

    /// How many prompts of `pack` had their turn since their bag was last full, and how many there are.
    pub fn asked(&self, pack: &Pack) -> (usize, usize) {
        let asked = |prompt: &&Prompt| {
            self.by_component.get(&prompt.component).is_some_and(|bag| bag.out.contains(&prompt.id))
        };
        (pack.prompts().iter().filter(asked).count(), pack.prompts().len())
    }

    /// Puts another prompt of the same component in the next place and gives its id; none
    /// where the component has no other. The one swapped away stays in its bag.
    ///
    /// Swapping again goes on to a third one before it comes round. Where the bag holds
    /// nothing else, one already served comes back early: a person asked for it.
    pub fn swap(&mut self, pack: &Pack, rng: &mut dyn Rng) -> Option<String> {
        self.prepare(pack, rng);
        let shown = self.plan.front()?.clone();
        let component = pack.get(&shown)?.component;
        self.swapped.push(shown.clone());
        let left = self.by_component.get(&component).map(|bag| bag.left.clone()).unwrap_or_default();
        let in_bag: Vec<&Prompt> = pack.of(component).filter(|prompt| left.contains(&prompt.id)).collect();
        let any: Vec<&Prompt> = pack.of(component).collect();
        let fresh = |prompt: &&Prompt| !self.swapped.contains(&prompt.id);
        let mut choice: Vec<&Prompt> = in_bag.iter().copied().filter(fresh).collect();
        if choice.is_empty() {
            // Every one of the bag was shown: begin again with all but the one on show.
            self.swapped = vec![shown.clone()];
            choice = if in_bag.len() > 1 { in_bag } else { any };
            choice.retain(|prompt| prompt.id != shown);
        }
        choice.shuffle(rng);
        let plans = choice.iter().map(|prompt| self.best_plan(pack, &[&prompt.id], rng));
        let (_, plan) = plans.min_by(|(one, _), (other, _)| broken(*one).total_cmp(&broken(*other)))?;
        self.plan = plan;
        self.plan.front().cloned()
    }

    /// Brings bags and plan in line with the pack.
    fn prepare(&mut self, pack: &Pack, rng: &mut dyn Rng) {
        let print = fingerprint(pack);
        if self.pack != print {
            self.pack = print;
            self.settle(pack);
            let head = self.plan.front().cloned();
            let keep = head.as_deref().filter(|id| self.may_come(pack, id));
            self.plan = match keep {
                Some(id) => self.best_plan(pack, &[id], rng).1,
                None => VecDeque::new(),
            };
        }
        if self.plan.is_empty() {
            self.plan = self.best_plan(pack, &[], rng).1;
        }
    }

    /// Whether a planned prompt is still there and its component's turn still to come.
    fn may_come(&self, pack: &Pack, id: &str) -> bool {
        pack.get(id).is_some_and(|prompt| {
            let alone = components(pack).len() == 1;
            let just_served = self.last.as_ref().is_some_and(|last| last.component == prompt.component);
            !self.served.contains(&prompt.component) && (alone || !just_served)
        })
    }

    /// Takes out of the bags what the pack no longer holds, and lays in what is new.
    fn settle(&mut self, pack: &Pack) {
        let home =
            |component: Component, id: &str| pack.get(id).is_some_and(|prompt| prompt.component == component);
        for (component, bag) in &mut self.by_component {
            bag.left.retain(|id| home(*component, id));
            bag.out.retain(|id| home(*component, id));
        }
        self.by_component.retain(|_, bag| !bag.left.is_empty() || !bag.out.is_empty());
        for prompt in pack.prompts() {
            let bag = self.by_component.entry(prompt.component).or_default();
            if !bag.left.contains(&prompt.id) && !bag.out.contains(&prompt.id) {
                bag.left.push(prompt.id.clone());
            }
        }
        self.end_round(pack);
    }

    /// Records that `prompt` was served, and says which rules that broke.
    fn take(&mut self, pack: &Pack, prompt: &Prompt) -> Vec<Rule> {
        let bag = self.by_component.entry(prompt.component).or_default();
        if bag.left.is_empty() {
            bag.left = pack.of(prompt.component).map(|prompt| prompt.id.clone()).collect();
            bag.out.clear();
        }
        bag.left.retain(|id| *id != prompt.id);
        bag.out.retain(|id| *id != prompt.id);
        bag.out.push(prompt.id.clone());
        self.had.add(prompt);
        self.served.push(prompt.component);
        let mut relaxed = Vec::new();
        if let Some(last) = &self.last {
            if last.deeper && is_deeper(prompt) {
                relaxed.push(Rule::Deeper);
            }
            if last.component == prompt.component {
                relaxed.push(Rule::SameComponent);
            }
        }
        self.last = Some(Last {
            prompt_id: prompt.id.clone(),
            component: prompt.component,
            deeper: is_deeper(prompt),
        });
        if let Some(had) = self.end_round(pack) {
            relaxed
                .extend(had.missing().into_iter().filter(|(_, missing)| *missing > 0).map(|(rule, _)| rule));
        }
        relaxed.sort();
        relaxed
    }

    /// Closes a round in which every component was served; gives the tally of a block that ends with it.
    fn end_round(&mut self, pack: &Pack) -> Option<Tally> {
        if !components(pack).iter().all(|component| self.served.contains(component)) {
            return None;
        }
        self.served.clear();
        self.round += 1;
        if self.round < ROUNDS {
            return None;
        }
        self.round = 0;
        Some(std::mem::take(&mut self.had))
    }
}

/// The components the pack has prompts for.
fn components(pack: &Pack) -> Vec<Component> {
    Component::ALL.iter().copied().filter(|component| pack.of(*component).next().is_some()).collect()
}

/// FNV-1a over what the rules look at: tells one pack from another, and no more.
fn fingerprint(pack: &Pack) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    for prompt in pack.prompts() {
        prompt.id.bytes().chain([0]).chain(prompt.component.slug().bytes()).for_each(&mut add);
        for has in TRAITS {
            add(u8::from(has(prompt)));
        }
    }
    hash
}

/// Draws from fresh bags and counts the rules that had to be dropped.
pub(crate) fn rehearse(pack: &Pack) -> BTreeMap<Rule, usize> {
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(5);
    let mut bags = Bags::new();
    let mut dropped = BTreeMap::new();
    for _ in 0..REHEARSED {
        for rule in bags.draw(pack, &mut rng).relaxed {
            *dropped.entry(rule).or_default() += 1;
        }
    }
    dropped
}

#[cfg(test)]
mod tests;
