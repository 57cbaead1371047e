//! How many letters lie between one typed word and each word of a sorted list.
//!
//! Words that stand side by side in a sorted list begin alike, so what was worked out for the beginning
//! of one holds for the next, and a beginning that is too far off is looked at once for all words that
//! begin so. That is why a keystroke over ten thousand entries takes a moment (`benches/search.rs`).
//!
//! Two letters in the wrong order are one, and no letter is touched twice: optimal string alignment.

/// As many letters of a word are compared.
pub(super) const MOST_LETTERS: usize = 32;

/// What is known after the letters of a beginning.
type Row = [u8; MOST_LETTERS + 1];

/// A walk over a sorted list with one typed word.
pub(super) struct Walk<'a> {
    typed: &'a [char],
    most: u8,
    /// For the beginning of so many letters as the place says: how far it is from each beginning of what
    /// was typed.
    rows: [Row; MOST_LETTERS + 1],
    /// The nearest that any beginning up to that one comes to the whole of what was typed.
    starts: Row,
    /// How many letters of the word before the rows hold for.
    known: usize,
}

/// How far a typed word is from a word of the list; anything above what may be off is only known to be
/// more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Distance {
    /// From the whole of it.
    pub whole: u8,
    /// From the nearest of its beginnings.
    pub start: u8,
}

impl<'a> Walk<'a> {
    /// A walk with `typed`, of which at most `most` letters may be off.
    ///
    /// # Panics
    /// If it has more than [`MOST_LETTERS`] letters.
    pub fn new(typed: &'a [char], most: u8) -> Self {
        assert!(typed.len() <= MOST_LETTERS, "a word is cut before it is compared");
        let mut rows = [[0; MOST_LETTERS + 1]; MOST_LETTERS + 1];
        for (cell, value) in rows[0].iter_mut().zip(0..) {
            *cell = value;
        }
        let mut starts = [0; MOST_LETTERS + 1];
        starts[0] = rows[0][typed.len()];
        Self { typed, most, rows, starts, known: 0 }
    }

    /// Goes past a word that has its first `shared` letters in common with the one before.
    pub fn pass(&mut self, shared: usize) {
        self.known = self.known.min(shared);
    }

    /// How far the next word is, which has its first `shared` letters in common with the one before.
    pub fn distance(&mut self, word: &[char], shared: usize) -> Distance {
        self.pass(shared);
        // Of a longer beginning more letters than may be are too many.
        let deepest = word.len().min(self.typed.len() + usize::from(self.most));
        while self.known < deepest && self.is_within_reach() {
            self.go_on(word);
        }
        let whole = self.rows[self.known][self.typed.len()];
        Distance {
            whole: if self.known == word.len() { whole } else { u8::MAX },
            start: self.starts[self.known],
        }
    }

    /// Whether anything that begins like this can be near: from one letter to the next the distance never
    /// shrinks, not even where two letters change places.
    fn is_within_reach(&self) -> bool {
        self.rows[self.known][..=self.typed.len()].iter().any(|cell| *cell <= self.most)
    }

    fn go_on(&mut self, word: &[char]) {
        let (at, letter) = (self.known, word[self.known]);
        let last = self.rows[at];
        let mut now = [0; MOST_LETTERS + 1];
        now[0] = last[0] + 1;
        for (column, typed) in self.typed.iter().enumerate() {
            let mut cost =
                (last[column] + u8::from(letter != *typed)).min(last[column + 1] + 1).min(now[column] + 1);
            let swapped = at > 0 && column > 0 && word[at - 1] == *typed && letter == self.typed[column - 1];
            if swapped {
                cost = cost.min(self.rows[at - 1][column - 1] + 1);
            }
            now[column + 1] = cost;
        }
        self.known += 1;
        self.rows[self.known] = now;
        self.starts[self.known] = self.starts[at].min(now[self.typed.len()]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_walk_finds_what_each_word_alone_comes_to(
            typed in "[abc]{1,9}",
            mut words in prop::collection::vec("[abc]{1,12}", 1..40),
            passed in prop::collection::vec(any::<bool>(), 40),
            most in 0u8..=2,
        ) {
            words.sort();
            let letters: Vec<char> = typed.chars().collect();
            let mut walk = Walk::new(&letters, most);
            let mut before = String::new();
            for (word, passed) in words.iter().zip(passed) {
                let shared = word.chars().zip(before.chars()).take_while(|(a, b)| a == b).count();
                before.clone_from(word);
                if passed {
                    walk.pass(shared);
                    continue;
                }
                let found = walk.distance(&word.chars().collect::<Vec<_>>(), shared);
                let whole = strsim::osa_distance(&typed, word);
                let start = (0..=word.len()).map(|end| strsim::osa_distance(&typed, &word[..end])).min();
                // Above what may be off, any number that is above it will do.
                let cut = |distance: usize| distance.min(usize::from(most) + 1);
                prop_assert_eq!(cut(usize::from(found.whole)), cut(whole), "{} from {}", typed, word);
                prop_assert_eq!(cut(usize::from(found.start)), cut(start.unwrap_or(0)), "{} in {}", typed, word);
            }
        }
    }
}
