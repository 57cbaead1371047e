//! Finding an entry as somebody half remembers it: by words of its title, tags and sentence.
//!
//! Everything that does not depend on what is typed is made once, when the library is read: each
//! word of the list in its plain form, and where it stands. A keystroke then looks at words, of
//! which ten thousand entries have few thousand, and at entries only where a word fits.
//!
//! How far a word may be off: up to three letters not at all, four to six by one, from seven on by
//! two; two letters in the wrong order are one. The beginning of a word may be off as far, if its
//! first letter is right, so that a slip is forgiven while somebody still types.

use std::collections::BTreeMap;

use super::near::{Distance, MOST_LETTERS, Walk};
use crate::domain::search::plain;

/// The words of a list, and where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// In the order of their letters.
    words: Vec<Word>,
    /// The plain title of each entry.
    titles: Vec<String>,
}

/// One word, as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    letters: Vec<char>,
    /// How many of them the word before begins with as well.
    shared: usize,
    /// One bit a letter: two words that share few are not worth a closer look.
    mask: u64,
    /// In which entries it stands, and the best place in each.
    at: Vec<(u32, Place)>,
}

/// Where a word stands in an entry; a later one counts for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Sentence,
    Tag,
    Title,
}

/// How well a word fits what was typed; a later one fits better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The typed letters stand inside it.
    Inside,
    /// Its beginning is two letters away, or one.
    NearStart(u8),
    /// It is two letters away, or one.
    Near(u8),
    /// It begins with what was typed.
    Start,
    /// It is what was typed.
    Whole,
}

/// As many words of a query count.
const MOST_WORDS: usize = 8;
/// Above what all words together come to: the title is, or begins with, what was typed.
const TITLE_IS: u32 = 10_000;
const TITLE_STARTS: u32 = 5_000;

impl Index {
    /// An index over entries in their order, each as its title, sentence and tags.
    pub fn new<'a, T>(entries: impl Iterator<Item = (&'a str, &'a str, T)>) -> Self
    where
        T: Iterator<Item = &'a str>,
    {
        let mut words: BTreeMap<String, BTreeMap<u32, Place>> = BTreeMap::new();
        let mut titles = Vec::new();
        for (number, (title, sentence, tags)) in (0u32..).zip(entries) {
            let mut note = |word: String, place| {
                let best = words.entry(word).or_default().entry(number).or_insert(place);
                *best = (*best).max(place);
            };
            for word in split(&plain(sentence)) {
                note(word.to_owned(), Place::Sentence);
            }
            for tag in tags {
                for word in split(&plain(tag)) {
                    note(word.to_owned(), Place::Tag);
                }
            }
            let title = plain(title);
            let parts: Vec<&str> = split(&title).collect();
            for word in &parts {
                note((*word).to_owned(), Place::Title);
            }
            // "foodbank" finds "Food bank" as well.
            for pair in parts.windows(2) {
                note(pair.concat(), Place::Tag);
            }
            titles.push(parts.join(" "));
        }
        let mut sorted: Vec<Word> = Vec::with_capacity(words.len());
        for (text, at) in words {
            let letters = compared(&text);
            let before = sorted.last().map_or(&[][..], |word| &word.letters);
            let shared = letters.iter().zip(before).take_while(|(one, other)| one == other).count();
            let (mask, at) = (mask(&letters), at.into_iter().collect());
            sorted.push(Word { text, letters, shared, mask, at });
        }
        Self { words: sorted, titles }
    }

    /// The entries that fit `typed`, as their places in the list, the best first, at most `most`. Equal
    /// ones keep the order of `rank`, and then of the list. An empty text fits every entry alike.
    ///
    /// Only entries that are `shown` count.
    pub fn find(
        &self,
        typed: &str,
        most: usize,
        shown: impl Fn(usize) -> bool,
        rank: impl Fn(usize) -> u8,
    ) -> Vec<usize> {
        let plain = plain(typed);
        let parts: Vec<&str> = split(&plain).take(MOST_WORDS).collect();
        let whole = parts.join(" ");
        if parts.is_empty() {
            let mut all: Vec<usize> = (0..self.titles.len()).filter(|at| shown(*at)).collect();
            all.sort_by_key(|at| rank(*at));
            all.truncate(most);
            return all;
        }
        let mut scores = self.score(&parts);
        if parts.len() > 1 && scores.iter().all(|score| *score == 0) {
            // "food bank" finds "Foodbank" as well.
            scores = self.score(&[&parts.concat()]);
        }
        let found = scores.into_iter().enumerate().filter(|(at, score)| *score > 0 && shown(*at));
        let order = |at: usize, score: u32| (std::cmp::Reverse(score), rank(at), at);
        let mut found: Vec<_> = found
            .map(|(at, score)| {
                let title = &self.titles[at];
                let more = match title.strip_prefix(whole.as_str()) {
                    Some("") => TITLE_IS,
                    Some(_) => TITLE_STARTS,
                    None => 0,
                };
                order(at, score + more)
            })
            .collect();
        if most < found.len() {
            // A letter fits thousands, of which a handful is shown: only those are put in order.
            found.select_nth_unstable(most);
            found.truncate(most);
        }
        found.sort_unstable();
        found.into_iter().map(|(_, _, at)| at).collect()
    }

    /// What each entry comes to; nothing where a word of the query fits nowhere in it.
    fn score(&self, parts: &[&str]) -> Vec<u32> {
        let mut sums = vec![0; self.titles.len()];
        let mut best = vec![0; self.titles.len()];
        for (number, part) in parts.iter().enumerate() {
            best.fill(0);
            let letters = compared(part);
            let allowed = allowed(letters.len());
            let walk = Walk::new(&letters, allowed);
            let mut query = Query { text: part, letters: &letters, mask: mask(&letters), allowed, walk };
            for word in &self.words {
                let Some(fit) = query.fits(word) else { continue };
                for (entry, place) in &word.at {
                    let here = &mut best[*entry as usize];
                    *here = (*here).max(worth(fit, *place));
                }
            }
            for (sum, here) in sums.iter_mut().zip(&best) {
                *sum = if *here == 0 || (number > 0 && *sum == 0) { 0 } else { *sum + here };
            }
        }
        sums
    }
}

/// One word of a query.
struct Query<'a> {
    text: &'a str,
    letters: &'a [char],
    mask: u64,
    allowed: u8,
    walk: Walk<'a>,
}

impl Query<'_> {
    /// How the next word of the list fits; each has to be asked for, in their order.
    fn fits(&mut self, word: &Word) -> Option<Fit> {
        let missing = (self.mask & !word.mask).count_ones();
        let near = self.near(word, missing);
        if let Some(rest) = word.text.strip_prefix(self.text) {
            return Some(if rest.is_empty() { Fit::Whole } else { Fit::Start });
        }
        let long = self.letters.len() >= 3 || !self.text.is_ascii();
        let inside = || long && missing == 0 && word.text.contains(self.text);
        near.or_else(|| inside().then_some(Fit::Inside))
    }

    /// Whether the next word is near enough, of which so many of the typed letters are `missing`.
    fn near(&mut self, word: &Word, missing: u32) -> Option<Fit> {
        if self.allowed == 0 || missing > u32::from(self.allowed) {
            self.walk.pass(word.shared);
            return None;
        }
        let Distance { whole, start } = self.walk.distance(&word.letters, word.shared);
        let spare = |distance: u8| self.allowed.checked_sub(distance);
        let begins = || self.letters.first() == word.letters.first();
        spare(whole).map(Fit::Near).or_else(|| spare(start).filter(|_| begins()).map(Fit::NearStart))
    }
}

/// Letters that may be off in a word of so many.
fn allowed(letters: usize) -> u8 {
    match letters {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    }
}

fn worth(fit: Fit, place: Place) -> u32 {
    let fit = match fit {
        Fit::Inside => 1,
        Fit::NearStart(spare) => 2 + u32::from(spare),
        Fit::Near(spare) => 5 + u32::from(spare),
        Fit::Start => 20,
        Fit::Whole => 30,
    };
    let place = match place {
        Place::Sentence => 1,
        Place::Tag => 2,
        Place::Title => 3,
    };
    // A whole word in a sentence is worth more than a slip in a title.
    10 * fit + place * (1 + fit / 4)
}

/// The letters of a word that are compared.
fn compared(word: &str) -> Vec<char> {
    word.chars().take(MOST_LETTERS).collect()
}

/// One bit a letter; letters beyond the alphabet share the rest.
fn mask(letters: &[char]) -> u64 {
    letters.iter().fold(0, |mask, letter| mask | 1 << (u32::from(*letter) % 64))
}

fn split(plain: &str) -> impl Iterator<Item = &str> {
    plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: [(&str, &str, &[&str]); 7] = [
        ("Food bank, Leeds", "A bag of food each Friday.", &["groceries"]),
        ("Café Élan", "Company and a warm drink.", &["belonging"]),
        ("Foodcycle", "A shared meal.", &[]),
        ("Harm reduction drop-in", "Clean supplies, no questions.", &["pathway"]),
        ("SMART meeting", "A weekly meeting.", &["pathway"]),
        ("Twelve-step meeting", "A weekly meeting.", &["pathway"]),
        ("مرحبا", "Arabic speakers meet.", &[]),
    ];

    fn index() -> Index {
        Index::new(LIST.iter().map(|(title, sentence, tags)| (*title, *sentence, tags.iter().copied())))
    }

    fn found(typed: &str) -> Vec<&'static str> {
        index().find(typed, 9, |_| true, |_| 0).into_iter().map(|at| LIST[at].0).collect()
    }

    #[test]
    fn titles_sentences_and_tags_are_found_by_word_beginning_accent_and_slip() {
        for (typed, title) in [
            ("food bank", "Food bank, Leeds"),
            ("foodbank", "Food bank, Leeds"),
            ("fod bank leeds", ""),
            ("fodo bank", "Food bank, Leeds"),
            ("leads food", "Food bank, Leeds"),
            ("cafe elan", "Café Élan"),
            ("CAFÉ", "Café Élan"),
            ("food cycle", "Foodcycle"),
            ("groceris", "Food bank, Leeds"),
            ("reducton", "Harm reduction drop-in"),
            ("reduct", "Harm reduction drop-in"),
            ("reudct", "Harm reduction drop-in"),
            ("supplies", "Harm reduction drop-in"),
            ("cycle", "Foodcycle"),
            ("مرح", "مرحبا"),
        ] {
            assert_eq!(found(typed).first().copied().unwrap_or(""), title, "{typed}");
        }
    }

    #[test]
    fn three_letters_must_be_right_four_may_be_off_by_one_and_seven_by_two() {
        let off = |typed: &str, word: &str| {
            let list = [(word, "", [].iter().copied())];
            !Index::new(list.into_iter()).find(typed, 1, |_| true, |_| 0).is_empty()
        };
        assert!(off("bus", "bus") && !off("bos", "bus") && !off("bsu", "bus"));
        assert!(off("hose", "house") && off("huose", "house") && off("houze", "house"));
        assert!(!off("hoze", "house"), "four letters, two off");
        assert!(off("shelltre", "shelter") && off("sheter", "shelter"));
        assert!(!off("shalltre", "shelter"), "three off");
    }

    #[test]
    fn a_title_comes_before_a_tag_and_a_tag_before_a_sentence() {
        let list: [(&str, &str, &[&str]); 4] = [
            ("A", "Help with rent.", &[]),
            ("B", "Money advice.", &["rent"]),
            ("Rent advice", "Letters read with you.", &[]),
            ("Rant room", "Say it out loud.", &[]),
        ];
        let index = Index::new(list.iter().map(|(title, text, tags)| (*title, *text, tags.iter().copied())));
        assert_eq!(index.find("rent", 9, |_| true, |_| 0), [2, 1, 0, 3]);
    }

    #[test]
    fn equal_ones_keep_the_order_of_nearness_and_then_of_the_list() {
        assert_eq!(found("meeting"), ["SMART meeting", "Twelve-step meeting"]);
        assert_eq!(found("pathway"), ["Harm reduction drop-in", "SMART meeting", "Twelve-step meeting"]);
        let near = |at: usize| u8::from(at != 5);
        let ranked = index().find("pathway", 9, |_| true, near);
        assert_eq!(ranked, [5, 3, 4]);
        assert_eq!(index().find("", 3, |at| at != 0, near), [5, 1, 2]);
        assert_eq!(index().find("pathway", 9, |at| at != 4, |_| 0), [3, 5], "only what is shown");
    }

    #[test]
    fn whatever_is_typed_comes_to_an_end_and_names_entries_of_the_list() {
        let long = "wide ".repeat(200);
        for typed in ["", " ", "!?", "a", "qqqqqq", "\u{202e}\u{0}", long.as_str(), "🦀🦀🦀", "ßßßßßßßß"]
        {
            assert!(index().find(typed, 3, |_| true, |_| 0).len() <= 3, "{typed}");
        }
        assert!(found("qqqqqq").is_empty());
        assert!(found(&"x".repeat(5_000)).is_empty());
    }
}
