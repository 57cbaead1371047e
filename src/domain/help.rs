//! Help lines: what to show a person who asks for help now, from memory.
//!
//! The built-in book and a community's own file have one layout. Lines are found by
//! country and by nothing else, since one number can mean two things. A line that was not
//! checked for a year is still shown: a number that may be out of date, said so, is better
//! than none, and `worldwide` and the emergency number then come first.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::prompt::{Finding, from_toml, line_at};

/// Days after which a check is out of date.
const FRESH_DAYS: i32 = 365;
/// Most countries: they fill one select.
const COUNTRIES_MAX: usize = 25;

/// All help lines, by country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpBook {
    worldwide: Line,
    countries: Vec<Country>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Country {
    code: String,
    name: String,
    emergency: Vec<String>,
    lines: Vec<Line>,
}

/// One line, in the order of the file; a line for young people stands after the one for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Stable name within the book.
    pub id: String,
    /// Who answers.
    pub name: String,
    /// Who it is for.
    pub audience: Audience,
    /// Number to call, as people of that country write it.
    pub call: Option<String>,
    /// Number to text.
    pub text: Option<String>,
    /// Word to send to it, if it wants one.
    pub keyword: Option<String>,
    /// Known to be open day and night. False says that it is not known, not that it closes.
    pub all_hours: bool,
    /// One plain sentence, if there is something to know.
    pub note: Option<String>,
    /// Its own site, https.
    pub url: String,
    /// Where these facts were read.
    pub source: String,
    /// When they were checked.
    pub checked_on: Date,
}

/// Who a line is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Anyone.
    #[default]
    All,
    /// Children or young people.
    Young,
}

/// What the help card shows for one country. The words around it are the renderer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpCard<'a> {
    /// ISO 3166 code, such as `GB`.
    pub country_code: &'a str,
    /// The country's name, always shown: a person may be somewhere else.
    pub country_name: &'a str,
    /// Emergency numbers, the first to be tried first. At least one.
    pub emergency: &'a [String],
    /// The country's lines. At least one.
    pub lines: &'a [Line],
    /// The line for the rest of the world.
    pub worldwide: &'a Line,
    /// Year and month of the oldest check, if one is out of date. Then the card says so, and puts
    /// the emergency sentence and the worldwide line first.
    pub stale: Option<(i16, i8)>,
}

impl HelpBook {
    /// Reads the built-in book, which needs `[worldwide]`.
    ///
    /// # Errors
    /// Every fault found, with its line.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let (worldwide, countries) = read(file, text)?;
        let Some(worldwide) = worldwide else {
            let said = "`[worldwide]` is missing: the line for everybody whose country is not listed";
            return Err(vec![Finding::error(file, 1, "missing-key", said)]);
        };
        if let Some(bare) =
            countries.iter().find(|country| country.emergency.is_empty() || country.lines.is_empty())
        {
            let said = format!("{} needs an `emergency` number and at least one line", bare.code);
            return Err(vec![Finding::error(file, 1, "missing-key", said)]);
        }
        Ok(Self { worldwide, countries })
    }

    /// This book with a community's or an operator's own file laid over it.
    ///
    /// A line with the id of a built-in one takes its place, so that pairs stay together; a new
    /// line is added below; nothing is taken away, so that a national line never disappears.
    ///
    /// # Errors
    /// Every fault found, with its line; the book itself stays as it was.
    pub fn overlaid(&self, file: &str, text: &str) -> Result<Self, Vec<Finding>> {
        let (worldwide, countries) = read(file, text)?;
        let mut book = self.clone();
        if let Some(worldwide) = worldwide {
            book.worldwide = worldwide;
        }
        for theirs in countries {
            let Some(ours) = book.countries.iter_mut().find(|country| country.code == theirs.code) else {
                if theirs.emergency.is_empty() || theirs.lines.is_empty() {
                    let said = format!(
                        "{} is not built in, so it needs an `emergency` number and at least one line",
                        theirs.code
                    );
                    return Err(vec![Finding::error(file, 1, "missing-key", said)]);
                }
                book.countries.push(theirs);
                continue;
            };
            if !theirs.emergency.is_empty() {
                ours.emergency = theirs.emergency;
            }
            ours.name = theirs.name;
            for line in theirs.lines {
                match ours.lines.iter_mut().find(|old| old.id == line.id) {
                    Some(old) => *old = line,
                    None => ours.lines.push(line),
                }
            }
        }
        book.countries.sort_by(|one, other| one.name.cmp(&other.name));
        if book.countries.len() > COUNTRIES_MAX {
            let said = format!(
                "there are {} countries with the built-in ones; {COUNTRIES_MAX} fit",
                book.countries.len()
            );
            return Err(vec![Finding::error(file, 1, "too-many", said)]);
        }
        Ok(book)
    }

    /// Code and shown name of every country, by name.
    pub fn countries(&self) -> Vec<(&str, &str)> {
        self.countries.iter().map(|country| (country.code.as_str(), country.name.as_str())).collect()
    }

    /// The shown name of a country, by its code.
    pub fn country_name(&self, code: &str) -> Option<&str> {
        self.find(code).map(|country| country.name.as_str())
    }

    /// The lines of a country, by its code; empty for one that is not in the book.
    pub fn lines(&self, code: &str) -> &[Line] {
        self.find(code).map_or(&[], |country| &country.lines)
    }

    /// The line for the rest of the world.
    pub fn worldwide(&self) -> &Line {
        &self.worldwide
    }

    /// What to show for a country on a day; none for a country that is not in the book, where the
    /// emergency sentence, the worldwide line and the choice of a country are all there is.
    pub fn card(&self, code: &str, today: Date) -> Option<HelpCard<'_>> {
        let country = self.find(code)?;
        let oldest = country.lines.iter().map(|line| line.checked_on).min();
        Some(HelpCard {
            country_code: &country.code,
            country_name: &country.name,
            emergency: &country.emergency,
            lines: &country.lines,
            worldwide: &self.worldwide,
            stale: oldest.and_then(|checked| staleness(checked, today)),
        })
    }

    fn find(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.code.eq_ignore_ascii_case(code))
    }
}

/// Year and month of a check that is more than 365 days old; none while it is fresh.
pub fn staleness(checked_on: Date, today: Date) -> Option<(i16, i8)> {
    let age = today.duration_since(checked_on).as_hours() / 24;
    (age > i64::from(FRESH_DAYS)).then(|| (checked_on.year(), checked_on.month()))
}

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
fn read(file: &str, text: &str) -> Result<(Option<Line>, Vec<Country>), Vec<Finding>> {
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
        if raw.name.trim().is_empty() || raw.name.encode_utf16().count() > 80 {
            self.fault(at, "country", "`name` has 1 to 80 characters: it is shown above the lines");
        }
        let emergency = raw.emergency.into_iter().filter_map(|number| self.number(Some(number))).collect();
        let lines = raw.line.into_iter().filter_map(|line| self.line(line)).collect();
        Country { code, name: raw.name, emergency, lines }
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const BOOK: &str = include_str!("../../prompts/help/lines.toml");

    fn book() -> HelpBook {
        HelpBook::parse("help/lines.toml", BOOK).unwrap_or_else(|findings| panic!("{findings:#?}"))
    }

    #[test]
    fn the_built_in_book_has_a_number_to_call_or_text_for_every_country() {
        let book = book();
        let codes: Vec<&str> = book.countries().iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, ["AU", "CA", "IE", "NZ", "GB", "US"], "by name");
        for code in codes {
            let lines = book.lines(code);
            assert!(
                lines[0].audience == Audience::All && (lines[0].call.is_some() || lines[0].text.is_some()),
                "{code}"
            );
            assert!(!book.card(code, date(2026, 12, 1)).unwrap().emergency.is_empty());
        }
    }

    #[test]
    fn a_country_with_a_pair_shows_both_one_after_the_other() {
        for code in ["GB", "IE", "AU", "CA", "NZ"] {
            let book = book();
            let audiences: Vec<Audience> =
                book.lines(code).iter().take(2).map(|line| line.audience).collect();
            assert_eq!(audiences, [Audience::All, Audience::Young], "{code}");
        }
    }

    #[test]
    fn the_number_111_is_emergency_in_new_zealand_and_not_in_the_united_kingdom() {
        let book = book();
        let day = date(2026, 12, 1);
        assert_eq!(book.card("NZ", day).unwrap().emergency, ["111"]);
        let britain = book.card("gb", day).unwrap();
        assert!(!britain.emergency.contains(&"111".to_owned()));
        assert!(britain.lines.iter().all(|line| line.call.as_deref() != Some("111")));
    }

    #[test]
    fn lines_stay_when_the_check_is_a_year_old_and_the_card_says_when_it_was() {
        let book = book();
        let fresh = book.card("GB", date(2027, 11, 22)).unwrap();
        assert_eq!(fresh.stale, None, "365 days are fresh");
        let old = book.card("GB", date(2027, 11, 23)).unwrap();
        assert_eq!((old.stale, old.lines), (Some((2026, 11)), fresh.lines));
        assert_eq!(old.worldwide.url, "https://findahelpline.com");
    }

    #[test]
    fn a_country_that_is_not_in_the_book_has_no_card() {
        assert_eq!(book().card("XX", date(2026, 12, 1)), None);
        assert!(book().lines("XX").is_empty());
    }

    const LINE: &str = "[[country.line]]\nid = \"fr-1\"\nname = \"L\"\ncall = \"31 14\"\nurl = \"https://a.fr\"\nsource = \"s\"\nchecked_on = 2026-01-02\n";

    #[test]
    fn a_community_s_file_replaces_and_adds_and_takes_nothing_away() {
        let before = book();
        let ours = format!(
            "schema = 1\n[[country]]\ncode = \"FR\"\nname = \"France\"\nemergency = [\"112\"]\n{LINE}\
             [[country]]\ncode = \"GB\"\nname = \"United Kingdom\"\n{}{}",
            LINE.replace("fr-1", "gb-childline"),
            LINE.replace("fr-1", "gb-ours"),
        );
        let after = before.overlaid("ours.toml", &ours).unwrap();
        let ids = |book: &HelpBook| book.lines("GB").iter().map(|line| line.id.clone()).collect::<Vec<_>>();
        let mut expected = ids(&before);
        expected.push("gb-ours".into());
        assert_eq!(ids(&after), expected);
        assert_eq!(after.lines("GB")[1].call.as_deref(), Some("31 14"));
        assert_eq!(after.card("GB", date(2026, 12, 1)).unwrap().emergency, ["999", "112"]);
        assert_eq!(after.countries()[2], ("FR", "France"));
        assert_eq!(after.lines("US"), before.lines("US"));
    }

    #[test]
    fn a_fault_is_named_at_its_line_and_the_book_stays() {
        let good = format!(
            "schema = 1\n[[country]]\ncode = \"FR\"\nname = \"France\"\nemergency = [\"112\"]\n{LINE}"
        );
        let before = book();
        assert!(before.overlaid("ours.toml", &good).is_ok());
        for (from, to, line, code) in [
            ("call = \"31 14\"", "call = \"31 14", 9, "syntax"),
            ("call", "cal", 9, "unknown-key"),
            ("31 14", "ask for Jo", 9, "number"),
            ("https://a.fr", "http://a.fr", 10, "url"),
            ("https://a.fr", "https://user@a.fr", 10, "url"),
            ("2026-01-02", "12:00:00", 12, "date"),
            ("FR", "France", 3, "country"),
            ("source = \"s\"", "source = \"\"", 6, "empty"),
            ("schema = 1", "schema = 2", 1, "schema"),
            ("emergency = [\"112\"]\n", "", 1, "missing-key"),
        ] {
            let bad = good.replace(from, to);
            let findings = before.overlaid("ours.toml", &bad).unwrap_err();
            assert!(
                findings.iter().any(|finding| (finding.line, finding.code) == (line, code)),
                "{to}: {findings:#?}"
            );
        }
    }
}
