//! The rules of the bags, on packs of every shape.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;

use super::*;

fn seeded(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// What the rules look at, for one prompt.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "they are independent, and any mix is tried")]
struct Sort {
    component: usize,
    action: bool,
    scale: bool,
    wellbeing: bool,
    contribution: bool,
    deeper: bool,
}

/// A pack with one prompt a sort, read from TOML as any other.
fn pack(sorts: &[Sort]) -> Pack {
    let themes = ["community", "dreams", "stigma", "goals", "control"];
    let files: Vec<(String, String)> = (0..5)
        .map(|place| {
            let component = Component::FIVE[place].slug();
            let mut text = format!(
                "schema = 1\npack = \"t\"\nlocale = \"en\"\nlicence = \"x\"\ncomponent = \"{component}\"\nauthor = \"t\"\n"
            );
            for (index, sort) in sorts.iter().enumerate().filter(|(_, sort)| sort.component == place) {
                let (format, answers) = match sort {
                    Sort { action: true, .. } => ("action", "answers = [\"yes\", \"no\"]"),
                    Sort { scale: true, .. } => ("scale", "low = \"a\"\nhigh = \"b\""),
                    _ => ("choice", "answers = [\"yes\", \"no\"]"),
                };
                let weight = if sort.deeper { "deeper" } else { "light" };
                let tags = match (sort.wellbeing, sort.contribution) {
                    (true, true) => "\"wellbeing\", \"contribution\"",
                    (true, false) => "\"wellbeing\"",
                    (false, true) => "\"contribution\"",
                    (false, false) => "",
                };
                write!(
                    text,
                    "[[prompt]]\nid = \"p{index}\"\nsubtheme = \"{}\"\ncapital = [\"social\"]\nformat = \"{format}\"\n\
                     weight = \"{weight}\"\ntags = [{tags}]\ntext = \"Q{index}?\"\n{answers}\n\
                     ack = \"Thank you.\"\noriginal = true\n",
                    themes[place]
                )
                .unwrap();
            }
            (format!("{component}.toml"), text)
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Pack::parse(&files).expect("a test pack is well formed")
}

/// Sixty prompts, evenly mixed.
fn rich() -> Vec<Sort> {
    (0..60)
        .map(|index| Sort {
            component: index % 5,
            action: index % 12 < 4,
            scale: index % 4 == 3,
            wellbeing: index % 7 == 0,
            contribution: index % 12 == 0 || index % 12 == 1,
            deeper: index % 9 == 0,
        })
        .collect()
}

fn through_json(bags: &Bags) -> Bags {
    serde_json::from_str(&serde_json::to_string(bags).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn whatever_the_pack_no_component_comes_twice_running_and_no_prompt_before_its_bag_is_empty(
        sizes in prop::collection::vec(0_usize..7, 5),
        traits in prop::collection::vec(any::<(bool, bool, bool, bool)>(), 35),
        seed in any::<u64>(),
    ) {
        let component_of = sizes.iter().enumerate().flat_map(|(place, size)| std::iter::repeat_n(place, *size));
        let sorts: Vec<Sort> = component_of
            .zip(traits)
            .map(|(component, (action, wellbeing, contribution, deeper))| Sort { component, action, wellbeing, contribution, deeper, ..Sort::default() })
            .collect();
        prop_assume!(!sorts.is_empty());
        let pack = pack(&sorts);
        let parts = components(&pack).len();
        let mut bags = Bags::new();
        let mut rng = seeded(seed);
        let mut out: BTreeMap<Component, BTreeSet<String>> = BTreeMap::new();
        let mut round = BTreeSet::new();
        let mut last = None;
        for _ in 0..60 {
            let draw = bags.draw(&pack, &mut rng);
            let component = pack.get(&draw.prompt_id).unwrap().component;
            prop_assert_eq!(parts == 1 && last.is_some(), draw.relaxed.contains(&Rule::SameComponent));
            prop_assert!(parts == 1 || last != Some(component));
            last = Some(component);
            prop_assert!(round.insert(component), "a round serves each component once");
            if round.len() == parts {
                round.clear();
            }
            let bag = out.entry(component).or_default();
            prop_assert!(bag.insert(draw.prompt_id), "a prompt came back before its bag was empty");
            if bag.len() == pack.of(component).count() {
                bag.clear();
            }
        }
    }

    #[test]
    fn a_rich_pack_keeps_every_rule_over_ten_thousand_draws_and_restarts(seed in any::<u64>()) {
        let pack = pack(&rich());
        let mut bags = Bags::new();
        let mut rng = seeded(seed);
        let mut deeper_before = false;
        for block in 0..=10_000 / 15 / 16 {
            let mut had = Tally::default();
            for _ in 0..15 {
                bags = through_json(&bags);
                let draw = bags.draw(&pack, &mut rng);
                prop_assert_eq!(draw.relaxed, vec![], "block {}", block);
                let prompt = pack.get(&draw.prompt_id).unwrap();
                prop_assert!(!(deeper_before && is_deeper(prompt)));
                deeper_before = is_deeper(prompt);
                had.add(prompt);
            }
            prop_assert!(had.missing().iter().all(|(_, missing)| *missing == 0), "{:?}", had);
        }
    }
}

#[test]
fn a_pack_without_actions_drops_the_softest_rules_and_says_so_at_the_block_s_end() {
    let sorts: Vec<Sort> =
        (0..20).map(|index| Sort { component: index % 5, wellbeing: index < 5, ..Sort::default() }).collect();
    let pack = pack(&sorts);
    let mut bags = Bags::new();
    let mut rng = seeded(1);
    let told: Vec<Vec<Rule>> = (0..30).map(|_| bags.draw(&pack, &mut rng).relaxed).collect();
    for (place, relaxed) in told.iter().enumerate() {
        let expected = if place % 15 == 14 { vec![Rule::Contribution, Rule::Actions] } else { vec![] };
        assert_eq!(*relaxed, expected, "draw {place}");
    }
}

#[test]
fn two_deeper_running_are_rather_avoided_than_a_wellbeing_prompt_served() {
    // The only wellbeing prompts are deeper, and all but one component is deeper throughout.
    let mut sorts: Vec<Sort> =
        (1..5).flat_map(|component| vec![Sort { component, ..Sort::default() }; 3]).collect();
    sorts.extend([Sort { deeper: true, wellbeing: true, ..Sort::default() }; 3]);
    let pack = pack(&sorts);
    let mut bags = Bags::new();
    let mut rng = seeded(2);
    let all: Vec<Rule> = (0..150).flat_map(|_| bags.draw(&pack, &mut rng).relaxed).collect();
    assert!(!all.contains(&Rule::Deeper), "{all:?}");
}

#[test]
fn a_look_at_the_next_prompt_is_what_comes_and_takes_nothing() {
    let pack = pack(&rich());
    let mut bags = Bags::new();
    let mut rng = seeded(3);
    for _ in 0..100 {
        let seen = bags.peek(&pack, &mut rng);
        assert_eq!(bags.peek(&pack, &mut rng), seen);
        bags = through_json(&bags);
        assert_eq!(bags.draw(&pack, &mut seeded(99)).prompt_id, seen);
    }
}

#[test]
fn a_swap_shows_each_other_prompt_of_the_component_before_one_comes_round() {
    let pack = pack(&rich());
    let mut bags = Bags::new();
    let mut rng = seeded(4);
    let first = bags.peek(&pack, &mut rng);
    let component = pack.get(&first).unwrap().component;
    let mut shown = BTreeSet::from([first]);
    for _ in 1..pack.of(component).count() {
        let next = bags.swap(&pack, &mut rng).unwrap();
        assert_eq!(pack.get(&next).unwrap().component, component);
        assert!(shown.insert(next.clone()), "{next} was shown before the others");
    }
    let last = bags.peek(&pack, &mut rng);
    let again = bags.swap(&pack, &mut rng).unwrap();
    assert_ne!(again, last);
    assert_eq!(bags.draw(&pack, &mut rng).prompt_id, again, "what was shown last is what comes");
}

#[test]
fn swapping_any_day_breaks_no_rule_while_the_bag_has_another_choice() {
    let pack = pack(&rich());
    let mut bags = Bags::new();
    let mut rng = seeded(5);
    let dropped: Vec<Rule> = (0..600)
        .flat_map(|day| {
            if day % 3 == 0 {
                bags.swap(&pack, &mut rng);
            }
            bags.draw(&pack, &mut rng).relaxed
        })
        .collect();
    assert!(dropped.len() < 20, "a swap may cost a block a rule now and then, not as a rule: {dropped:?}");
    assert!(!dropped.contains(&Rule::SameComponent));
}

#[test]
fn the_last_prompt_of_a_bag_can_be_swapped_too_and_one_alone_cannot() {
    let two = pack(&[Sort::default(), Sort::default()]);
    let mut bags = Bags::new();
    let mut rng = seeded(6);
    let first = bags.draw(&two, &mut rng).prompt_id;
    assert_eq!(bags.swap(&two, &mut rng), Some(first));
    let one = pack(&[Sort::default()]);
    assert_eq!(Bags::new().swap(&one, &mut rng), None);
}

#[test]
fn a_pack_that_changes_under_the_bags_loses_nothing_and_repeats_nothing() {
    let before = pack(&rich());
    let mut more = rich();
    more.truncate(50);
    let after = pack(&more);
    let mut bags = Bags::new();
    let mut rng = seeded(7);
    let mut seen: Vec<String> = (0..20).map(|_| bags.draw(&before, &mut rng).prompt_id).collect();
    let shown = bags.peek(&before, &mut rng);
    if after.get(&shown).is_some() {
        assert_eq!(bags.peek(&after, &mut rng), shown, "tomorrow's card stays what the moderator saw");
    }
    for _ in 0..10 {
        let draw = bags.draw(&after, &mut rng);
        assert!(after.get(&draw.prompt_id).is_some(), "a retired prompt was served");
        assert!(!seen.contains(&draw.prompt_id), "{} came back", draw.prompt_id);
        seen.push(draw.prompt_id);
    }
    // And back: the ten that return lie in their bags at once.
    let late: BTreeSet<String> = (0..40).map(|_| bags.draw(&before, &mut rng).prompt_id).collect();
    assert!((50..60).any(|index| late.contains(&format!("p{index}"))));
}

#[test]
fn a_state_that_says_nothing_is_a_fresh_one() {
    assert_eq!(serde_json::from_str::<Bags>("{}").unwrap(), Bags::new());
}

fn hash_of(number: u32) -> [u8; 16] {
    let mut hash = [0; 16];
    rand::Rng::fill_bytes(&mut seeded(u64::from(number)), &mut hash);
    hash
}

/// A pack of a single scale.
fn one_scale() -> Pack {
    let text = "schema = 1\npack = \"t\"\nlocale = \"en\"\nlicence = \"x\"\ncomponent = \"hope\"\nauthor = \"t\"\n\
        [[prompt]]\nid = \"s\"\nsubtheme = \"dreams\"\ncapital = [\"social\"]\nformat = \"scale\"\ntext = \"Q?\"\n\
        low = \"a\"\nhigh = \"b\"\nack = \"Thank you.\"\noriginal = true\n";
    Pack::parse(&[("hope.toml", text)]).unwrap()
}

#[test]
fn a_newcomer_without_a_card_meets_people_first_and_nothing_heavy() {
    let pack = pack(&rich());
    let part = |number, days| card_less(&pack, hash_of(number), days);
    let mut people = 0_u32;
    for number in 0..3000 {
        for days in [None, Some(0), Some(1), Some(2)] {
            let prompt = part(number, days);
            assert!(prompt.weight == Weight::Light && prompt.format != Format::Scale);
        }
        assert_eq!(part(number, Some(0)).component, Component::Connectedness);
        assert_eq!(part(number, Some(1)).component, Component::Connectedness);
        assert_ne!(part(number, Some(2)).component, Component::Connectedness);
        people += u32::from(part(number, None).component == Component::Connectedness);
    }
    assert!((1900..2100).contains(&people), "two of three: {people} of 3000");
}

#[test]
fn everybody_else_meets_any_prompt_and_the_same_one_all_day() {
    let pack = pack(&rich());
    let met: BTreeSet<&str> =
        (0..3000).map(|number| card_less(&pack, hash_of(number), Some(3)).id.as_str()).collect();
    assert_eq!(met.len(), 60);
    assert_eq!(card_less(&pack, hash_of(1), Some(9)), card_less(&pack, hash_of(1), Some(9)));
    assert_eq!(
        card_less(&one_scale(), hash_of(1), None).id,
        "s",
        "a pack with nothing gentle still gives something"
    );
}
