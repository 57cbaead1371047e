//! How hard an English text is to read: grade, length of sentences, emoji.
//!
//! The grade is Flesch and Kincaid's (1975): `0.39 * words per sentence + 11.8 * syllables
//! per word - 15.59`. Syllables are counted as groups of vowels, less a silent ending. That
//! is rough, and rougher on short texts; it keeps long words and long sentences out, and
//! people are still to be asked.

/// The school grade at which `text` is read; below 0 for the easiest, 0 for no words at all.
pub fn grade(text: &str) -> f64 {
    let sentences = sentences(text);
    let words: Vec<&str> = sentences.iter().flatten().copied().collect();
    if words.is_empty() {
        return 0.0;
    }
    let syllables: usize = words.iter().map(|word| syllables(word)).sum();
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    0.39 * count(words.len()) / count(sentences.len()) + 11.8 * count(syllables) / count(words.len()) - 15.59
}

/// Words in the longest sentence.
pub fn longest_sentence(text: &str) -> usize {
    sentences(text).iter().map(Vec::len).max().unwrap_or(0)
}

/// Emoji as a screen reader speaks them: a joined or coloured one counts once, a flag once.
pub(super) fn emoji(text: &str) -> usize {
    let mut count = 0;
    let mut joined = false;
    let mut half_flag = false;
    for letter in text.chars() {
        let code = u32::from(letter);
        match code {
            0x1F1E6..=0x1F1FF => {
                count += usize::from(!half_flag);
                half_flag = !half_flag;
                continue;
            }
            // A skin tone or a variation sign belongs to the emoji before it.
            0x1F3FB..=0x1F3FF | 0xFE0F => continue,
            0x200D => {
                joined = true;
                continue;
            }
            0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x231A..=0x23FF | 0x20E3 => {
                count += usize::from(!joined);
            }
            _ => {}
        }
        joined = false;
        half_flag = false;
    }
    count
}

/// The words of each sentence. A sentence ends at `.`, `!`, `?`, `:` or a line's end.
fn sentences(text: &str) -> Vec<Vec<&str>> {
    text.split(['.', '!', '?', ':', '\n'])
        .map(|sentence| {
            sentence
                .split(|letter: char| !(letter.is_alphanumeric() || letter == '\'' || letter == '’'))
                .filter(|word| word.chars().any(char::is_alphanumeric))
                .collect::<Vec<_>>()
        })
        .filter(|words| !words.is_empty())
        .collect()
}

fn syllables(word: &str) -> usize {
    let word: Vec<char> = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let vowel = |letter: char| matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let mut groups = 0;
    let mut before = false;
    for letter in &word {
        groups += usize::from(vowel(*letter) && !before);
        before = vowel(*letter);
    }
    let silent = match word.as_slice() {
        // "little" ends in a syllable of its own, "while" and "make" do not.
        [.., before, 'l', 'e'] => vowel(*before),
        [.., before, 'e'] => !vowel(*before),
        // "asked" against "wanted".
        [.., before, 'e', 'd'] => !vowel(*before) && !matches!(before, 't' | 'd'),
        // "makes" against "places".
        [.., before, 'e', 's'] => !vowel(*before) && !matches!(before, 's' | 'x' | 'z' | 'h' | 'c' | 'g'),
        _ => false,
    };
    groups.saturating_sub(usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, expected) in [
            ("cat", 1),
            ("make", 1),
            ("makes", 1),
            ("asked", 1),
            ("wanted", 2),
            ("places", 2),
            ("little", 2),
            ("while", 1),
            ("the", 1),
            ("recovery", 4),
            ("connectedness", 4),
            ("you", 1),
            ("5", 1),
        ] {
            assert_eq!(syllables(word), expected, "{word}");
        }
    }

    #[test]
    fn plain_words_read_lower_than_office_words() {
        let plain = grade("How much hope do you have today?");
        let office = grade("Please evaluate your perceived availability of interpersonal support resources.");
        assert!(plain < 3.0, "{plain}");
        assert!(office > 12.0, "{office}");
        // Six words, seven syllables, one sentence, worked by hand.
        assert!((grade("The cat sat on the table") - (0.39 * 6.0 + 11.8 * 7.0 / 6.0 - 15.59)).abs() < 1e-9);
    }

    #[test]
    fn the_longest_sentence_counts_not_the_text() {
        assert_eq!(longest_sentence("One two. Three four five! Six?"), 3);
        assert_eq!(longest_sentence(""), 0);
    }

    #[test]
    fn an_emoji_counts_as_often_as_it_is_spoken() {
        for (text, expected) in [("none", 0), ("one 🌿", 1), ("👩🏽‍🌾", 1), ("🇬🇧", 1), ("🇬🇧🇮🇪", 2), ("❤️☀️", 2)]
        {
            assert_eq!(emoji(text), expected, "{text}");
        }
    }
}
