//! The words that ship: the English prompts pass their own judge, and the bags keep every
//! rule with them.

use chimebot::domain::bag::Bags;
use chimebot::domain::prompt::{Component, Finding, Format, Pack, Tag, Weight};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const FILES: [(&str, &str); 5] = [
    ("en/connectedness.toml", include_str!("../../prompts/en/connectedness.toml")),
    ("en/empowerment.toml", include_str!("../../prompts/en/empowerment.toml")),
    ("en/hope.toml", include_str!("../../prompts/en/hope.toml")),
    ("en/identity.toml", include_str!("../../prompts/en/identity.toml")),
    ("en/meaning.toml", include_str!("../../prompts/en/meaning.toml")),
];

fn told(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n")
}

fn core() -> Pack {
    Pack::check(&FILES).unwrap_or_else(|findings| panic!("{}", told(&findings))).0
}

#[test]
fn the_english_pack_has_nothing_to_mend_and_sixty_prompts_or_more() {
    let (pack, notes) = Pack::check(&FILES).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert_eq!(notes, []);
    assert!(pack.prompts().len() >= 60);
    for component in Component::FIVE {
        assert!(pack.of(component).count() >= 12, "{}", component.slug());
    }
}

#[test]
fn every_hard_answer_is_met_with_words_of_its_own() {
    for prompt in core().prompts() {
        let posted = prompt.posted();
        for index in 0..posted.answers().len() {
            let thanks = posted.ack_for(index);
            assert!(!thanks.is_empty());
            assert!(!posted.is_hard(index) || thanks != posted.ack, "{} answer {index}", prompt.id);
        }
        assert!(
            prompt.format != Format::Scale || prompt.hard == [0, 1],
            "{}: low ends of a scale are hard",
            prompt.id
        );
    }
}

#[test]
fn ten_thousand_draws_from_the_english_pack_and_as_many_restarts_keep_every_rule() {
    let pack = core();
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_122);
    let mut bags = Bags::new();
    let mut before: Option<(Component, Weight)> = None;
    let mut block = Vec::new();
    let mut out: Vec<String> = Vec::new();
    for number in 0..10_000 {
        bags = serde_json::from_str(&serde_json::to_string(&bags).unwrap()).unwrap();
        let draw = bags.draw(&pack, &mut rng);
        assert_eq!(draw.relaxed, [], "draw {number}");
        let prompt = pack.get(&draw.prompt_id).unwrap();
        if let Some((component, weight)) = before {
            assert_ne!(component, prompt.component, "draw {number}");
            assert!(weight == Weight::Light || prompt.weight == Weight::Light, "draw {number}");
        }
        before = Some((prompt.component, prompt.weight));

        // No prompt comes back before its component's bag is empty.
        assert!(!out.contains(&prompt.id), "draw {number}: {}", prompt.id);
        out.push(prompt.id.clone());
        let same: Vec<&String> =
            out.iter().filter(|id| pack.get(id).unwrap().component == prompt.component).collect();
        if same.len() == pack.of(prompt.component).count() {
            out.retain(|id| pack.get(id).unwrap().component != prompt.component);
        }

        block.push(prompt);
        if block.len() % 5 == 0 {
            let mut round: Vec<Component> =
                block[block.len() - 5..].iter().map(|prompt| prompt.component).collect();
            round.sort_unstable();
            assert_eq!(round, Component::FIVE, "draw {number}: a round serves the five");
        }
        if block.len() == 15 {
            assert!(block.iter().any(|prompt| prompt.tags.contains(&Tag::Wellbeing)), "draw {number}");
            assert!(block.iter().any(|prompt| prompt.is_contribution_action()), "draw {number}");
            assert!(
                block.iter().filter(|prompt| prompt.format == Format::Action).count() >= 3,
                "draw {number}"
            );
            block.clear();
        }
    }
}

#[test]
fn a_pack_without_contribution_actions_is_refused_by_the_name_of_the_tag() {
    let poorer: Vec<(&str, String)> = FILES
        .iter()
        .map(|(name, text)| (*name, text.replace("tags = [\"contribution\"]", "tags = []")))
        .collect();
    let files: Vec<(&str, &str)> = poorer.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let findings = Pack::check(&files).unwrap_err();
    let bag = findings.iter().find(|finding| finding.code == "bag").unwrap();
    assert!(bag.message.contains("`contribution`") && bag.is_error(), "{bag}");
}

#[test]
fn the_example_in_the_writers_guide_passes() {
    let guide = include_str!("../../prompts/README.md");
    let example = guide.split("```").nth(1).and_then(|block| block.strip_prefix("toml\n")).unwrap();
    let mut files = FILES.to_vec();
    files.push(("en/our-group.toml", example));
    let (pack, notes) = Pack::check(&files).unwrap_or_else(|findings| panic!("{}", told(&findings)));
    assert_eq!(notes, []);
    assert_eq!(pack.get("our-sky").unwrap().posted().ack_for(1), "Thank you. A moment counts.");
}
