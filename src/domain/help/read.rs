//! From TOML to help lines, with every fault at its line.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::{Audience, COUNTRIES_MAX, Country, Line};
use crate::domain::plain::is_marked_up;
use crate::domain::prompt::{Finding, from_toml, line_at};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBook {
    schema: Spanned<u32>,
    worldwide: Option<Spanned<RawLine>>,
    #[serde(default)]
    country: Vec<Spanned<RawCountry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCountry {
    code: Spanned<String>,
    name: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    emergency: Vec<Spanned<String>>,
    #[serde(default)]
    line: Vec<Spanned<RawLine>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    id: String,
    name: String,
    #[serde(default)]
    audience: Audience,
    call: Option<Spanned<String>>,
    text: Option<Spanned<String>>,
    keyword: Option<String>,
    #[serde(default)]
    all_hours: bool,
    note: Option<String>,
    url: Spanned<String>,
    source: String,
    checked_on: Spanned<toml::value::Datetime>,
}

/// The worldwide line, if the file has one, and its countries by name.
pub(super) fn read(file: &str, text: &str) -> Result<(Option<Line>, Vec<Country>), Vec<Finding>> {
    let raw: RawBook = toml::from_str(text).map_err(|fault| vec![from_toml(file, text, &fault)])?;
    let mut reader = Reader { file, text, ids: Vec::new(), findings: Vec::new() };
    if *raw.schema.get_ref() != 1 {
        reader.fault(raw.schema.span().start, "schema", "`schema` must be 1: this bot knows no other");
    }
    let worldwide = raw.worldwide.and_then(|line| reader.line(line));
    let mut countries: Vec<Country> = Vec::new();
    for entry in raw.country {
        let at = entry.span().start;
        let country = reader.country(entry.into_inner());
        if countries.iter().any(|other| other.code == country.code) {
            reader.fault(at, "double-id", &format!("the country {} stands there twice", country.code));
        }
        countries.push(country);
    }
    if countries.len() > COUNTRIES_MAX {
        reader.fault(0, "too-many", &format!("there are {} countries; {COUNTRIES_MAX} fit", countries.len()));
    }
    countries.sort_by(|one, other| one.name.cmp(&other.name));
    reader.findings.sort();
    if reader.findings.is_empty() { Ok((worldwide, countries)) } else { Err(reader.findings) }
}

/// How long what is shown of a line may be, in characters: the numbers of a country must fit together.
const NAME: usize = 60;
const NOTE: usize = 120;
const KEYWORD: usize = 20;

/// Words that are shown as they stand: nothing in them links, mentions, hides or breaks a line.
fn is_plain(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.contains("://") && !text.contains('@') && !is_marked_up(text)
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    ids: Vec<String>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, code: &'static str, said: &str) {
        self.findings.push(Finding::error(self.file, line_at(self.text, at), code, said));
    }

    fn country(&mut self, raw: RawCountry) -> Country {
        let at = raw.code.span().start;
        let code = raw.code.into_inner();
        if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
            self.fault(at, "country", "`code` is the country's two capital letters, such as GB");
        }
        if raw.name.trim().is_empty() || !is_plain(&raw.name, NAME) {
            self.fault(at, "country", "`name` has 1 to 60 plain characters: it is shown above the lines");
        }
        let emergency = raw.emergency.into_iter().filter_map(|number| self.number(Some(number))).collect();
        let lines = raw.line.into_iter().filter_map(|line| self.line(line)).collect();
        Country { code, name: raw.name, also: raw.also, emergency, lines }
    }

    fn line(&mut self, entry: Spanned<RawLine>) -> Option<Line> {
        let at = entry.span().start;
        let raw = entry.into_inner();
        if raw.id.trim().is_empty() || raw.name.trim().is_empty() || raw.source.trim().is_empty() {
            self.fault(
                at,
                "empty",
                "a line needs an `id`, a `name` and a `source`: where its facts were read",
            );
        }
        if self.ids.contains(&raw.id) {
            self.fault(at, "double-id", &format!("the id `{}` stands there twice", raw.id));
        }
        self.ids.push(raw.id.clone());
        let shown = [
            ("name", Some(&raw.name), NAME),
            ("note", raw.note.as_ref(), NOTE),
            ("keyword", raw.keyword.as_ref(), KEYWORD),
        ];
        for (key, text, most) in shown {
            if text.is_some_and(|text| !is_plain(text, most)) {
                let said = format!(
                    "`{key}` is plain words in one line, at most {most} characters, without links or marks"
                );
                self.fault(at, "not-plain", &said);
            }
        }
        if raw.keyword.is_some() && raw.text.is_none() {
            self.fault(at, "keyword", "`keyword` needs `text`: the number to send it to");
        }
        let url_at = raw.url.span().start;
        let url = raw.url.into_inner();
        let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or("");
        if !host.contains('.') || host.contains(['@', ':', ' ']) || url.contains(char::is_whitespace) {
            self.fault(url_at, "url", "`url` must be https:// and a host: the line's own site");
        }
        let date_at = raw.checked_on.span().start;
        let date = raw.checked_on.into_inner().date.and_then(|date| {
            let (year, month, day) =
                (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
            Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
        });
        if date.is_none() {
            self.fault(date_at, "date", "`checked_on` is a date such as 2026-11-22");
        }
        Some(Line {
            id: raw.id,
            name: raw.name,
            audience: raw.audience,
            call: self.number(raw.call),
            text: self.number(raw.text),
            keyword: raw.keyword,
            all_hours: raw.all_hours,
            note: raw.note,
            url,
            source: raw.source,
            checked_on: date?,
        })
    }

    /// A number that a phone can dial: two to fifteen digits, with marks to read it by.
    fn number(&mut self, number: Option<Spanned<String>>) -> Option<String> {
        let number = number?;
        let at = number.span().start;
        let number = number.into_inner();
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        if !(2..=15).contains(&digits)
            || !number.chars().all(|mark| mark.is_ascii_digit() || " +-()".contains(mark))
        {
            self.fault(at, "number", &format!("{number:?} is no number a phone can dial"));
        }
        Some(number)
    }
}
