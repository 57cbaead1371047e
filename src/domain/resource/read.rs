//! From what somebody wrote in a form or a file to what stands in an entry: one reader, so that the same
//! rules hold wherever an entry comes from. It tells all that is wrong at once.

use std::collections::BTreeSet;

use jiff::civil::Date;

pub use super::raw::{Field, FieldFault, RawEntry};
use super::text::{one_line, quoted};
use super::{Body, EntryId, Kind, Link, Phone, Support, Topic};
use crate::domain::prompt::Component;

/// Reads an entry. `known_country` is asked for a code in capitals; `today` is the day in the community.
///
/// # Errors
/// All that is wrong with it, part by part, in the order of the fields.
pub fn read(
    raw: &RawEntry,
    known_country: impl Fn(&str) -> bool,
    today: Date,
) -> Result<Body, Vec<(Field, FieldFault)>> {
    let mut reader = Reader { raw, faults: Vec::new() };
    let id = raw.id.trim();
    if !id.is_empty() && id.parse::<EntryId>().is_err() {
        reader.faults.push((Field::Id, FieldFault::Id));
    }
    let body = Body {
        title: reader.needed(Field::Title, Body::TITLE),
        sentence: reader.needed(Field::Sentence, Body::SENTENCE),
        link: reader.link(),
        phone: reader.phone(),
        kind: reader.kind(),
        topics: reader.words(Field::Topics, true, Topic::from_slug),
        supports: reader.words(Field::Supports, true, Support::from_slug),
        components: reader.words(Field::Components, false, Component::from_slug),
        country: reader.country(known_country),
        languages: reader.words(Field::Languages, false, language),
        cost: reader.line(Field::Cost, Body::NOTE),
        hours: reader.line(Field::Hours, Body::NOTE),
        audience: reader.line(Field::Audience, Body::NOTE),
        owner: reader.line(Field::Owner, Body::NOTE),
        tags: reader.tags(),
        checked_on: reader.checked_on(today),
    };
    if reader.faults.is_empty() { Ok(body) } else { Err(reader.faults) }
}

struct Reader<'a> {
    raw: &'a RawEntry,
    faults: Vec<(Field, FieldFault)>,
}

impl Reader<'_> {
    fn wrong(&mut self, field: Field, fault: FieldFault) {
        self.faults.push((field, fault));
    }

    fn line(&mut self, field: Field, most: usize) -> String {
        one_line(self.raw.get(field), most).unwrap_or_else(|fault| {
            self.wrong(field, FieldFault::Text(fault));
            String::new()
        })
    }

    /// A line with at least one letter or digit in it.
    fn needed(&mut self, field: Field, most: usize) -> String {
        let before = self.faults.len();
        let line = self.line(field, most);
        if self.faults.len() == before && !line.contains(char::is_alphanumeric) {
            self.wrong(field, FieldFault::Missing);
        }
        line
    }

    fn link(&mut self) -> Option<Link> {
        let text = self.raw.link.trim();
        if text.is_empty() {
            if self.raw.phone.trim().is_empty() {
                self.wrong(Field::Link, FieldFault::Nowhere);
            }
            return None;
        }
        text.parse().map_err(|fault| self.wrong(Field::Link, FieldFault::Link(fault))).ok()
    }

    fn phone(&mut self) -> Option<Phone> {
        let straight = |mark| match mark {
            '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
            '\u{2010}'..='\u{2015}' => '-',
            mark => mark,
        };
        let text: String = self.raw.phone.trim().chars().map(straight).collect();
        if text.is_empty() {
            return None;
        }
        text.parse().map_err(|_| self.wrong(Field::Phone, FieldFault::Phone)).ok()
    }

    fn kind(&mut self) -> Kind {
        let word = self.raw.kind.trim().to_lowercase();
        if let Some(kind) = Kind::from_slug(&word) {
            return kind;
        }
        let fault = if word.is_empty() { FieldFault::Missing } else { FieldFault::Unknown(quoted(&word)) };
        self.wrong(Field::Kind, fault);
        Kind::Practical
    }

    /// A set of known words.
    fn words<T: Ord>(
        &mut self,
        field: Field,
        needed: bool,
        known: impl Fn(&str) -> Option<T>,
    ) -> BTreeSet<T> {
        let mut found = BTreeSet::new();
        let before = self.faults.len();
        for word in parts(self.raw.get(field)) {
            match known(&word.to_lowercase()) {
                Some(value) => {
                    found.insert(value);
                }
                None => self.wrong(field, FieldFault::Unknown(quoted(word))),
            }
        }
        if needed && found.is_empty() && self.faults.len() == before {
            self.wrong(field, FieldFault::Missing);
        }
        found
    }

    fn country(&mut self, known: impl Fn(&str) -> bool) -> Option<String> {
        let written = self.raw.country.trim();
        // Everybody there writes UK; ISO 3166 keeps that code for them.
        let code = match written.to_uppercase() {
            code if code == "UK" => "GB".to_owned(),
            code => code,
        };
        if code.is_empty() {
            return None;
        }
        if code.len() == 2 && known(&code) {
            return Some(code);
        }
        self.wrong(Field::Country, FieldFault::Unknown(quoted(written)));
        None
    }

    fn tags(&mut self) -> BTreeSet<String> {
        let mut tags = BTreeSet::new();
        for word in parts(&self.raw.tags) {
            match one_line(word, Body::TAG) {
                Ok(tag) if tag.is_empty() => {}
                Ok(tag) => {
                    tags.insert(tag);
                }
                Err(fault) => self.wrong(Field::Tags, FieldFault::Text(fault)),
            }
        }
        if tags.len() > Body::TAGS {
            self.wrong(Field::Tags, FieldFault::Many(Body::TAGS));
        }
        tags
    }

    fn checked_on(&mut self, today: Date) -> Date {
        let text = self.raw.checked_on.trim();
        if text.is_empty() {
            return today;
        }
        match day(text) {
            // Somewhere on earth it is tomorrow already.
            Some(date) if date <= today.saturating_add(jiff::Span::new().days(1)) => date.min(today),
            Some(_) => {
                self.wrong(Field::CheckedOn, FieldFault::Ahead);
                today
            }
            None => {
                self.wrong(Field::CheckedOn, FieldFault::Date);
                today
            }
        }
    }
}

/// The parts of a list.
fn parts(list: &str) -> impl Iterator<Item = &str> {
    list.split([';', ',', '\n', '\r', '\t']).map(str::trim).filter(|part| !part.is_empty())
}

/// A language by its ISO 639 code; what it is like in one country does not matter here.
fn language(word: &str) -> Option<String> {
    let code = word.split(['-', '_']).next().unwrap_or_default();
    let fits = (2..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_lowercase());
    fits.then(|| code.to_owned())
}

/// A date as files and spreadsheets write it. One that could be read in two ways is not read.
fn day(text: &str) -> Option<Date> {
    let marks: BTreeSet<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let numbers: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = numbers[..] else { return None };
    let number = |text: &str| text.parse::<i16>().ok();
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    let date = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    if marks.len() != 1 {
        return None;
    }
    match (first.len(), third.len()) {
        (4, 1..=2) => date(a, b, c),
        (1..=2, 4) if marks.contains(&'.') || a > 12 || a == b => date(c, b, a),
        (1..=2, 4) if b > 12 => date(c, a, b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::TextFault;
    use super::super::link::LinkFault;
    use super::*;

    fn good() -> RawEntry {
        let text = |text: &str| text.to_owned();
        RawEntry {
            title: text("Food **bank**"),
            sentence: text("A bag of food\neach Friday."),
            link: text("https://food.example/leeds"),
            phone: text("0113\u{a0}496\u{2011}0000"),
            kind: text("Practical"),
            topics: text("food; Money"),
            supports: text("practical,information"),
            country: text("uk"),
            languages: text("en-GB; pl"),
            tags: text("food; parcels,"),
            checked_on: text("31/01/2026"),
            ..RawEntry::default()
        }
    }

    fn read(raw: &RawEntry) -> Result<Body, Vec<(Field, FieldFault)>> {
        super::read(raw, super::super::country::is_country, date(2026, 2, 1))
    }

    #[test]
    fn an_entry_is_read_as_people_write_and_writes_itself_the_same_again() {
        let body = read(&good()).unwrap();
        assert_eq!(body.title, "Food bank");
        assert_eq!(body.sentence, "A bag of food each Friday.");
        assert_eq!(body.phone.as_ref().map(Phone::as_str), Some("0113 496-0000"));
        assert_eq!(body.country.as_deref(), Some("GB"));
        assert_eq!(body.languages, ["en", "pl"].map(str::to_owned).into());
        assert_eq!(body.checked_on, date(2026, 1, 31));
        assert_eq!(read(&RawEntry::of(&body)), Ok(body));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_in_the_order_of_the_fields() {
        let raw = RawEntry {
            id: "Not an id".into(),
            title: "…".into(),
            sentence: "x".repeat(201),
            link: "www.food.example".into(),
            phone: "call us".into(),
            kind: "shop".into(),
            topics: String::new(),
            supports: "practical; hugs".into(),
            country: "Narnia".into(),
            languages: "English".into(),
            tags: "a;b;c;d;e;f;g;h;i".into(),
            checked_on: "soon".into(),
            ..RawEntry::default()
        };
        let unknown = |word: &str| FieldFault::Unknown(word.to_owned());
        assert_eq!(
            read(&raw).unwrap_err(),
            [
                (Field::Id, FieldFault::Id),
                (Field::Title, FieldFault::Missing),
                (Field::Sentence, FieldFault::Text(TextFault::Long { most: 200, has: 201 })),
                (Field::Link, FieldFault::Link(LinkFault::Bare)),
                (Field::Phone, FieldFault::Phone),
                (Field::Kind, unknown("shop")),
                (Field::Topics, FieldFault::Missing),
                (Field::Supports, unknown("hugs")),
                (Field::Country, unknown("Narnia")),
                (Field::Languages, unknown("English")),
                (Field::Tags, FieldFault::Many(8)),
                (Field::CheckedOn, FieldFault::Date),
            ]
        );
        let nowhere = RawEntry { link: String::new(), phone: " ".into(), ..good() };
        assert_eq!(read(&nowhere).unwrap_err(), [(Field::Link, FieldFault::Nowhere)]);
    }

    #[test]
    fn a_date_is_read_in_one_way_or_not_at_all() {
        for (text, read) in [
            ("2026-01-31", Some(date(2026, 1, 31))),
            ("2026/1/3", Some(date(2026, 1, 3))),
            ("3.1.2026", Some(date(2026, 1, 3))),
            ("31/01/2026", Some(date(2026, 1, 31))),
            ("1/31/2026", Some(date(2026, 1, 31))),
            ("2/2/2026", Some(date(2026, 2, 2))),
            ("3/4/2026", None),
            ("31-01/2026", None),
            ("2026-02-30", None),
            ("46053", None),
        ] {
            assert_eq!(day(text), read, "{text}");
        }
        let ahead = RawEntry { checked_on: "2026-02-03".into(), ..good() };
        assert_eq!(
            super::read(&ahead, |_| true, date(2026, 2, 1)).unwrap_err(),
            [(Field::CheckedOn, FieldFault::Ahead)]
        );
    }
}
