//! The words of the picture of a group's numbers, and the same facts for those who do not see it.

use std::collections::BTreeMap;

use super::when;
use crate::domain::engagement::{Cell, Figure, Part, Printed, Released, ReleasedPeriod};
use crate::picture::Labels;
use crate::words::Texts;

/// The longest description of a file that Discord takes, in its own way of counting.
pub const LONGEST_ALT: usize = 1_024;

/// How much is said of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// In a sentence.
    Whole,
    /// In digits.
    Short,
    /// The number alone; how far off they may be is said once for all.
    Alone,
}

/// Every word of the picture of a period.
pub fn labels(texts: &Texts, locale: &str, period: &ReleasedPeriod) -> Labels {
    let say = |key: &str| texts.say(locale, key, &[]);
    let figures = Figure::ALL.into_iter().map(|figure| (figure, figure_name(texts, locale, figure)));
    let cells = Figure::ALL.into_iter().flat_map(Figure::cells);
    Labels {
        title: say("picture-title"),
        span: span(texts, locale, period),
        figures: figures.collect(),
        levels: say("picture-levels"),
        cells: cells.map(|cell| (cell, cell_name(texts, locale, cell))).collect::<BTreeMap<_, _>>(),
        handful: say("picture-handful"),
        note: say("picture-note"),
        alt: alt(texts, locale, period),
    }
}

/// The facts of the picture in words: as whole as fits.
pub fn alt(texts: &Texts, locale: &str, period: &ReleasedPeriod) -> String {
    let forms = [Form::Whole, Form::Short, Form::Alone].map(|form| told(texts, locale, period, form));
    let fitting = forms.iter().find(|alt| alt.encode_utf16().count() <= LONGEST_ALT);
    fitting.cloned().unwrap_or_else(|| {
        let [_, _, shortest] = forms;
        let mut left = LONGEST_ALT - 1;
        let fits = |letter: &char| {
            left = left.saturating_sub(letter.len_utf16());
            left > 0
        };
        shortest.chars().take_while(fits).chain(['…']).collect()
    })
}

/// "5 October 2026 to 1 November 2026".
fn span(texts: &Texts, locale: &str, period: &ReleasedPeriod) -> String {
    let [first, last] = [period.first, period.last].map(|day| when::full_date(texts, locale, day));
    texts.say(locale, "picture-span", &[("first", first.into()), ("last", last.into())])
}

fn figure_name(texts: &Texts, locale: &str, figure: Figure) -> String {
    match figure {
        Figure::TookPart => texts.say(locale, "engagement-figure-took-part", &[]),
        Figure::Support => texts.say(locale, "engagement-figure-support", &[]),
        Figure::Topic => texts.say(locale, "engagement-figure-topic", &[]),
        Figure::Scale(part) => texts.say(locale, &format!("component-{}", part.slug()), &[]),
    }
}

fn cell_name(texts: &Texts, locale: &str, cell: Cell) -> String {
    let of = match cell.figure() {
        Figure::TookPart => return figure_name(texts, locale, Figure::TookPart),
        Figure::Support => "support",
        Figure::Topic => "topic",
        Figure::Scale(_) => "picture",
    };
    texts.say(locale, &format!("{of}-{}", cell.slug()), &[])
}

fn told(texts: &Texts, locale: &str, period: &ReleasedPeriod, form: Form) -> String {
    let numbers = |figure: Figure| period.numbers.iter().filter(move |number| number.figure() == figure);
    let mut facts = Vec::new();
    for figure in [Figure::TookPart, Figure::Support, Figure::Topic] {
        let name = figure_name(texts, locale, figure);
        let numbers: Vec<&Released> = numbers(figure).collect();
        match numbers.as_slice() {
            [] => {}
            [one] => {
                let args = [("figure", name.into()), ("number", said(texts, locale, one, form).into())];
                facts.push(texts.say(locale, "picture-alt-one", &args));
            }
            several => {
                let each = several.iter().map(|number| {
                    let (name, said) =
                        (cell_name(texts, locale, number.cell()), said(texts, locale, number, form));
                    let args = [("name", name.into()), ("number", said.into())];
                    texts.say(locale, "picture-alt-number", &args)
                });
                let args =
                    [("figure", name.into()), ("numbers", one_after_another(texts, locale, each).into())];
                facts.push(texts.say(locale, "picture-alt-figure", &args));
            }
        }
    }
    let parts = Part::ALL.iter().filter_map(|part| {
        let own = numbers(Figure::Scale(*part)).map(|number| said(texts, locale, number, form));
        let own: Vec<String> = own.collect();
        let name = figure_name(texts, locale, Figure::Scale(*part));
        let args = [("part", name.into()), ("numbers", texts.list(locale, own.iter().cloned()).into())];
        (!own.is_empty()).then(|| texts.say(locale, "picture-alt-part", &args))
    });
    let parts = one_after_another(texts, locale, parts);
    if !parts.is_empty() {
        let name = texts.say(locale, "picture-levels", &[]);
        let args = [("figure", name.into()), ("parts", parts.into())];
        facts.push(texts.say(locale, "picture-alt-levels", &args));
    }
    match form {
        Form::Whole => {}
        Form::Short => facts.push(texts.say(locale, "picture-alt-brackets", &[])),
        Form::Alone => facts.extend(off_by(texts, locale, period)),
    }
    let few = period.numbers.iter().any(|number| number.printed() == Printed::Handful);
    if form != Form::Whole && few {
        facts.push(texts.say(locale, "picture-alt-few-means", &[]));
    }
    let facts = facts.into_iter().reduce(|first, second| texts.sentences(locale, first, second));
    let args = [("span", span(texts, locale, period).into()), ("facts", facts.unwrap_or_default().into())];
    texts.say(locale, "picture-alt", &args)
}

/// Facts in a row, where a comma stands inside of them.
fn one_after_another(texts: &Texts, locale: &str, facts: impl Iterator<Item = String>) -> String {
    let joined = facts.reduce(|first, second| {
        texts.say(locale, "picture-alt-next", &[("first", first.into()), ("second", second.into())])
    });
    joined.unwrap_or_default()
}

/// How far off the numbers may be at most, each way; those of the scales are blurred more.
fn off_by(texts: &Texts, locale: &str, period: &ReleasedPeriod) -> Vec<String> {
    let most = |scales: bool| {
        let of = period.numbers.iter().filter(|number| matches!(number.figure(), Figure::Scale(_)) == scales);
        of.filter_map(|number| match number.printed() {
            Printed::About { value, low, high } => Some((high - value).max(value - low)),
            Printed::Handful => None,
        })
        .max()
    };
    let said = |off: Option<i64>, key| off.map(|off| texts.say(locale, key, &[("off", off.into())]));
    [said(most(false), "picture-alt-off"), said(most(true), "picture-alt-off-levels")]
        .into_iter()
        .flatten()
        .collect()
}

/// A number as it is printed.
fn said(texts: &Texts, locale: &str, number: &Released, form: Form) -> String {
    match (number.printed(), form) {
        (Printed::Handful, Form::Whole) => texts.say(locale, "picture-handful", &[]),
        (Printed::Handful, _) => texts.say(locale, "picture-alt-few", &[]),
        (Printed::About { value, low, high }, form) => {
            // As text: no language sets marks between the digits then, as the picture sets none.
            let args = [
                ("value", value.to_string().into()),
                ("low", low.to_string().into()),
                ("high", high.to_string().into()),
            ];
            match form {
                Form::Whole => texts.say(locale, "picture-alt-about", &args),
                Form::Short => texts.say(locale, "picture-alt-short", &args),
                Form::Alone => texts.say(locale, "picture-alt-alone", &args[..1]),
            }
        }
    }
}
