//! Words the bot does not say, and what to say instead.
//!
//! The first list follows the person-first guidance of NIDA ("Words Matter") and Shatterproof:
//! labels, blame, and talk of winning and losing. The second keeps prompts off subjects that a
//! bot without training must not open. Members may use any word they like about themselves;
//! only the bot's own words are judged.

/// A rule's short name, what to do instead, and the words or phrases it looks for.
type Rule = (&'static str, &'static str, &'static [&'static str]);

const RULES: &[Rule] = &[
    (
        "label",
        "name the person, not a label: \"person who ...\", \"person in recovery\", \"you\"",
        &[
            "addict",
            "addicts",
            "addicted",
            "alcoholic",
            "alcoholics",
            "junkie",
            "junkies",
            "user",
            "users",
            "abuser",
            "abusers",
            "drunk",
            "drunks",
            "ex-addict",
            "anorexic",
            "bulimic",
            "schizophrenic",
            "borderline",
            "mentally ill",
            "crazy",
            "insane",
            "psycho",
            "lunatic",
            "suffers from",
            "sufferer",
            "victim",
            "victims",
            "normal people",
            "drop-outs",
            "dropouts",
            "at-risk",
            "inactive members",
        ],
    ),
    (
        "clean",
        "leave it out: how somebody lives is not sorted into clean and dirty",
        &["clean", "dirty", "got clean", "sober", "sobriety", "abstinent", "abstinence"],
    ),
    (
        "blame",
        "say \"a setback\", \"a hard patch\", \"starting again\", \"welcome back\"",
        &[
            "relapse",
            "relapsed",
            "fell off the wagon",
            "slipped up",
            "fail",
            "failed",
            "failure",
            "back to day one",
            "streak",
            "reset",
            "habit",
            "habits",
            "drug of choice",
            "abuse",
            "substitution therapy",
            "replacement therapy",
            "compliant",
            "refused",
            "resistant",
            "cry for help",
            "attention-seeking",
        ],
    ),
    (
        "battle",
        "say \"get through\", \"keep going if you can\"",
        &[
            "battle",
            "battles",
            "fight",
            "fights",
            "fighting",
            "war",
            "beat it",
            "stay strong",
            "tough love",
            "warrior",
        ],
    ),
    (
        "pressure",
        "leave the choice with the person: \"could\", \"if you like\", \"that sounds hard\"",
        &[
            "you should",
            "you must",
            "you have to try",
            "just do it",
            "at least you",
            "everyone can",
            "anyone can",
            "cheer up",
            "no excuses",
            "look on the bright side",
            "others have it worse",
            "don't give up",
        ],
    ),
    (
        "slogan",
        "no programme's slogans: people come by many roads",
        &["one day at a time", "higher power", "work the steps", "let go and let god", "keep coming back"],
    ),
    (
        "family",
        "family is not safe for everybody: \"people close to you\", \"family, by birth or by choice\"",
        &["your family", "your parents", "your mother", "your father"],
    ),
    ("score", "one answer is not a measure", &["score", "scores", "your level", "test result", "assessment"]),
    (
        "subject",
        "no prompt opens substances, symptoms, the body, self-harm or the law; ask about people and strengths",
        &[
            "alcohol",
            "beer",
            "wine",
            "booze",
            "drinking",
            "drug",
            "drugs",
            "cocaine",
            "heroin",
            "cannabis",
            "pills",
            "medication",
            "dose",
            "diagnosis",
            "disorder",
            "symptom",
            "symptoms",
            "depression",
            "depressed",
            "anxiety",
            "bipolar",
            "psychosis",
            "trauma",
            "weight",
            "calories",
            "diet",
            "suicide",
            "suicidal",
            "self-harm",
            "overdose",
            "detox",
            "craving",
            "cravings",
            "withdrawal",
            "police",
            "prison",
            "arrest",
            "crime",
            "offence",
        ],
    ),
];

/// Every word or phrase of `text` that is better avoided, with its rule and the advice.
pub(super) fn found_in(text: &str) -> Vec<(&'static str, &'static str, &'static str)> {
    let said = padded(text);
    RULES
        .iter()
        .flat_map(|(rule, advice, words)| words.iter().map(move |word| (*rule, *word, *advice)))
        .filter(|(_, word, _)| said.contains(&padded(word)))
        .collect()
}

/// Lower case, words parted by single spaces and a space at both ends, so that `contains` finds whole words.
fn padded(text: &str) -> String {
    let mut plain = String::from(" ");
    for letter in text.chars().flat_map(char::to_lowercase) {
        let letter = if letter == '’' { '\'' } else { letter };
        if letter.is_alphanumeric() || letter == '\'' {
            plain.push(letter);
        } else if !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    if !plain.ends_with(' ') {
        plain.push(' ');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<&str> {
        found_in(text).into_iter().map(|(_, word, _)| word).collect()
    }

    #[test]
    fn whole_words_are_found_whatever_their_case_and_marks() {
        assert_eq!(rules("Stay   strong, \"Addict\"!"), ["addict", "stay strong"]);
        assert_eq!(rules("Don’t give up"), ["don't give up"]);
        assert_eq!(rules("a cry-for-help"), ["cry for help"]);
    }

    #[test]
    fn a_word_within_a_word_is_left_alone() {
        assert!(rules("The cleaner was warm and rewarding, said the users' neighbour Warren").is_empty());
        assert!(rules("What would you like to do?").is_empty());
    }
}
