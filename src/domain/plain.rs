//! Plain text: what may stand in a message without changing how the rest of it looks.

/// Whether a mark has no width of its own or turns the direction of what follows.
pub fn is_unseen(mark: char) -> bool {
    matches!(
        mark,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
    )
}

/// Whether a text holds something that Discord would not show as it stands: a mark of its markdown, a
/// line break, a control, an unseen mark.
pub fn is_marked_up(text: &str) -> bool {
    let strange = |mark: char| mark.is_control() || "[]<>*_`|~#\\".contains(mark) || is_unseen(mark);
    text.chars().any(strange)
}

/// What somebody typed, without unseen marks and controls, each run of blank lines being one line break.
pub fn readable(text: &str) -> String {
    let seen = |mark: &char| *mark == '\n' || !(mark.is_control() || is_unseen(*mark));
    let text: String = text.chars().filter(seen).collect();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_words_stay_as_they_are_but_for_what_nobody_sees() {
        assert_eq!(
            readable("  I went out.\r\n\n\u{200b}\nIt **helped**. \u{202e}مرحبا\u{0}  "),
            "I went out.\nIt **helped**. مرحبا"
        );
        assert_eq!(readable(" \u{200b}\n\t"), "");
    }

    #[test]
    fn plain_words_pass_and_marks_that_do_something_do_not() {
        for text in ["Samaritans", "Élan, day and night (free)", "Don't stop. 50 % – „gut“", "مرحبا"]
        {
            assert!(!is_marked_up(text), "{text}");
        }
        for text in
            ["**loud**", "a\nb", "[x](y)", "<@1>", "# big", "||hidden||", "a\u{202e}b", "a\u{200b}b", "`c`"]
        {
            assert!(is_marked_up(text), "{text}");
        }
    }
}
