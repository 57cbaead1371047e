//! The words of an entry: one plain line that can neither ping, nor hide, nor change how others look.
//!
//! What does no harm when it is taken away is taken away: markup, unseen marks, line breaks, heaps of
//! marks on one letter. What somebody wrote on purpose, a mention or an address, is refused and named.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use crate::domain::plain::is_unseen;

/// The most marks that pile up on a letter, and the most of all kinds on one.
const STACKED: usize = 2;
const MARKS: usize = 4;

/// Why a text cannot stand in an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// It is longer than what fits.
    #[error("longer than {most}")]
    Long {
        /// What fits, as Discord counts.
        most: usize,
        /// How long it is.
        has: usize,
    },
    /// It calls somebody: `@everyone`, `<@1>`, `<#1>`.
    #[error("a mention")]
    Mention,
    /// It holds an address, which belongs into the link.
    #[error("an address")]
    Link,
}

/// A text as one plain line of at most `most` UTF-16 units, the way Discord counts. It may be empty.
pub fn one_line(text: &str, most: usize) -> Result<String, TextFault> {
    let typed: String = text.nfc().filter(|mark| !is_hidden(*mark)).collect();
    let line = plain(&typed);
    // Markup may stand inside of what is looked for, and may be a part of it.
    if calls(&typed) || calls(&line) {
        return Err(TextFault::Mention);
    }
    if leads_away(&typed) || leads_away(&line) {
        return Err(TextFault::Link);
    }
    let has = line.encode_utf16().count();
    if has > most { Err(TextFault::Long { most, has }) } else { Ok(line) }
}

/// The beginning of what somebody wrote, to be told back to them: harmless, and cut where it is long.
pub fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let typed: String = text.nfc().filter(|mark| !is_hidden(*mark)).take(4 * MOST).collect();
    // A mention does not ping where it has no `@` and no brackets.
    let line = plain(&typed).replace(['@', ':', '/'], " ");
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

fn plain(typed: &str) -> String {
    let kept = typed.chars().filter(|mark| !"[]<>*_`|~#\\".contains(*mark));
    let kept = kept.map(|mark| if mark.is_whitespace() { ' ' } else { mark });
    // Two letters that markup kept apart may now be one.
    let kept = kept.collect::<String>().nfc().collect::<String>();
    let line = thinned(&kept).split_whitespace().collect::<Vec<_>>().join(" ");
    // At the start of a line a dash makes a list.
    line.trim_start_matches(['-', '–', '—', '•', ' ']).to_owned()
}

/// Without the marks that pile up over and under a letter.
pub fn thinned(text: &str) -> String {
    let (mut stacked, mut marks) = (0, 0);
    let fits = |mark: &char| {
        if !is_combining_mark(*mark) {
            (stacked, marks) = (0, 0);
            return true;
        }
        marks += 1;
        stacked += usize::from(canonical_combining_class(*mark) != 0);
        stacked <= STACKED && marks <= MARKS
    };
    text.chars().filter(fits).collect()
}

/// Whether a mark is not seen, or is seen differently by each reader. Line breaks and tabs become spaces.
fn is_hidden(mark: char) -> bool {
    let hidden = is_unseen(mark)
        || matches!(
            mark,
            // Fillers that look like nothing, marks that join or vary, notes between lines, the blank Braille sign.
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0e}' | '\u{fff0}'..='\u{fffd}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
                // Private letters look as each font likes.
                | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
        );
    // A line or paragraph separator breaks a line as a line break does.
    (hidden && !matches!(mark, '\u{2028}' | '\u{2029}')) || (mark.is_control() && !mark.is_whitespace())
}

fn calls(text: &str) -> bool {
    let text = text.to_lowercase();
    ["@everyone", "@here", "<@", "<#", "</", "<t:", "<id:", "<:", "<a:"]
        .iter()
        .any(|call| text.contains(call))
}

fn leads_away(text: &str) -> bool {
    let text = text.to_lowercase();
    let open =
        ["://", "www.", "mailto:", "discord.gg", "discord.com/"].iter().any(|start| text.contains(start));
    open || text.split_whitespace().any(has_path)
}

/// Whether a word is a host with a path, such as `example.org/free`. A host alone may be a name.
fn has_path(word: &str) -> bool {
    word.match_indices('/').any(|(at, _)| {
        let host = word[..at].rsplit(|mark: char| !(mark.is_alphanumeric() || ".-".contains(mark))).next();
        host.and_then(|host| host.rsplit_once('.')).is_some_and(|(name, ending)| {
            name.ends_with(char::is_alphanumeric)
                && ending.chars().count() >= 2
                && ending.chars().all(char::is_alphabetic)
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_words_of_any_script_stay_as_they_are() {
        for text in [
            "Food bank (Leeds)",
            "Café – every day, 9 a.m./p.m.",
            "مرحبا",
            "ज़ींदगी",
            "สวัสดีครับ",
            "C’est gratuit!",
            "and/or",
            "findahelpline.com",
        ] {
            assert_eq!(one_line(text, 80).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_does_something_is_taken_away_and_what_is_left_is_one_line() {
        for (typed, line) in [
            ("**Free** [food](here)", "Free food(here)"),
            ("a\r\nb\u{2028}c\td", "a b c d"),
            ("# Big", "Big"),
            ("- in a list", "in a list"),
            ("pass\u{202e}drow\u{202c}", "passdrow"),
            ("fo\u{200b}od", "food"),
            ("z\u{300}\u{301}\u{302}\u{303}a", "z\u{300}\u{301}a"),
            ("\u{1fef}code\u{1fef}", "code"),
            ("tag\u{e0041}\u{e0042}", "tag"),
            ("e*\u{301}*", "é"),
        ] {
            assert_eq!(one_line(typed, 80).as_deref(), Ok(line), "{typed:?}");
        }
    }

    #[test]
    fn mentions_and_addresses_are_refused_however_they_are_hidden() {
        for text in
            ["@everyone", "hi @Here", "@\u{200b}everyone", "@every**one", "<@1>", "<@&2>", "<#3>", "</me:1>"]
        {
            assert_eq!(one_line(text, 80), Err(TextFault::Mention), "{text}");
        }
        for text in
            ["see https://a.example", "www.a.example", "a.example/x", "discord.gg", "h*t*tp:/\u{200b}/a"]
        {
            assert_eq!(one_line(text, 80), Err(TextFault::Link), "{text}");
        }
    }

    #[test]
    fn length_is_counted_as_discord_counts() {
        assert!(one_line(&"😀".repeat(40), 80).is_ok());
        assert_eq!(one_line(&"😀".repeat(41), 80), Err(TextFault::Long { most: 80, has: 82 }));
    }

    #[test]
    fn what_is_told_back_is_short_and_calls_nobody() {
        assert_eq!(quoted("**@everyone** https://x.example"), "everyone https x.example");
        assert_eq!(quoted(&"long ".repeat(20)).chars().count(), 40);
    }

    proptest! {
        #[test]
        fn a_line_is_plain_and_stays_so(text in "\\PC{0,60}|[-@#*_a-z./:<>\\u{300}-\\u{305}\\u{200b}\\u{1fef}\\s]{0,30}") {
            if let Ok(line) = one_line(&text, 100) {
                prop_assert!(!crate::domain::plain::is_marked_up(&line), "{line:?}");
                prop_assert!(!line.contains("@everyone") && !line.contains("://"));
                prop_assert!(line.encode_utf16().count() <= 100 && line.trim() == line);
                prop_assert_eq!(one_line(&line, 100), Ok(line.clone()));
            }
        }

        #[test]
        fn whatever_is_told_back_is_plain(text in ".{0,200}") {
            let told = quoted(&text);
            prop_assert!(!crate::domain::plain::is_marked_up(&told) && !told.contains('@'));
        }
    }
}
