//! Finding a name as somebody half remembers it: typo- and accent-tolerant, in memory.
//!
//! One search for zones, countries and resources, so that the same misspelling
//! is forgiven everywhere.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The best matches for `query`, best first, at most `limit`.
///
/// A name that holds the query's letters in order matches, as does one with a word
/// that is a letter or two away. An empty query gives the first names as they come.
pub fn best<N: AsRef<str>>(query: &str, names: impl IntoIterator<Item = N>, limit: usize) -> Vec<N> {
    let query = plain(query);
    if query.is_empty() {
        return names.into_iter().take(limit).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT.match_paths());
    let pattern = Pattern::parse(&query, CaseMatching::Ignore, Normalization::Smart);
    let mut found: Vec<(u32, N)> = names
        .into_iter()
        .filter_map(|name| Some((score(&mut matcher, &pattern, &query, name.as_ref())?, name)))
        .collect();
    // Equal scores keep the order in which the names came, so the same query shows the same list.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().take(limit).map(|(_, name)| name).collect()
}

/// Whether `query` is the whole of a name, or the whole of its last part or a word of it.
pub fn is_whole_word(query: &str, name: &str) -> bool {
    let (query, name) = (plain(query), plain(name));
    name == query || name.split([' ', '/']).any(|word| word == query) || name.ends_with(&format!("/{query}"))
}

/// Above every fuzzy score: a word of the name is the query, or begins with it.
const WHOLE_WORD: u32 = 1 << 20;
const WORD_START: u32 = 1 << 19;
/// Between a word's start and letters strewn over the name.
const CLOSE_WORD: u32 = 1 << 18;

fn score(matcher: &mut Matcher, pattern: &Pattern, query: &str, name: &str) -> Option<u32> {
    if is_whole_word(query, name) {
        return Some(WHOLE_WORD);
    }
    let name = plain(name);
    let words = || name.split([' ', '/']);
    let city = name.rsplit('/').next().unwrap_or(&name);
    if words().chain([city]).any(|word| word.starts_with(query)) {
        return Some(WORD_START);
    }
    let allowed = match query.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let away = words().chain([city]).map(|word| strsim::damerau_levenshtein(word, query)).min();
    if let Some(away) = away.filter(|away| (1..=allowed).contains(away)) {
        return Some(CLOSE_WORD - u32::try_from(away).unwrap_or(0));
    }
    let mut buffer = Vec::new();
    pattern.score(Utf32Str::new(&name, &mut buffer), matcher)
}

/// Lower case, without accents, `_` as a space: what is compared.
pub fn plain(text: &str) -> String {
    let text = text.trim().to_lowercase().replace('_', " ");
    text.chars().map(nucleo_matcher::chars::normalize).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONES: [&str; 7] = [
        "America/New_York",
        "America/Sao_Paulo",
        "America/Argentina/Buenos_Aires",
        "Europe/London",
        "Europe/Zurich",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
    ];

    #[test]
    fn a_city_is_found_by_its_name_its_start_and_its_misspelling() {
        for (query, zone) in [
            ("london", "Europe/London"),
            ("Lond", "Europe/London"),
            ("lodnon", "Europe/London"),
            ("Londen", "Europe/London"),
            ("new york", "America/New_York"),
            ("newyork", "America/New_York"),
            ("Zürich", "Europe/Zurich"),
            ("São Paulo", "America/Sao_Paulo"),
            ("bueno aires", "America/Argentina/Buenos_Aires"),
            ("europe/london", "Europe/London"),
        ] {
            assert_eq!(best(query, ZONES, 3).first(), Some(&zone), "{query}");
        }
    }

    #[test]
    fn what_is_no_place_finds_nothing() {
        assert!(best("qqqq", ZONES, 3).is_empty());
    }

    #[test]
    fn nothing_typed_shows_the_first_names() {
        assert_eq!(best("  ", ZONES, 2), ZONES[..2]);
    }
}
