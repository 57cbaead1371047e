//! Help lines: what to show a person who asks for help now, from memory.
//!
//! The built-in book and a community's own file have one layout. Lines are found by
//! country and by nothing else, since one number can mean two things. A line that was not
//! checked for a year is still shown: a number that may be out of date, said so, is better
//! than none, and `worldwide` and the emergency number then come first.

mod read;

use jiff::civil::Date;
use serde::Deserialize;

use super::prompt::Finding;
use super::search;
use read::read;

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
    /// Other names that people type for it.
    also: Vec<String>,
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

impl Country {
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.name.as_str(), self.code.as_str()].into_iter().chain(self.also.iter().map(String::as_str))
    }
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
            ours.also.extend(theirs.also);
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

    /// Code and shown name of the countries that `typed` may mean, best first.
    pub fn countries_like(&self, typed: &str) -> Vec<(&str, &str)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        let names = self.countries.iter().flat_map(Country::names);
        for name in search::best(typed, names, usize::MAX) {
            let meant = self.countries.iter().find(|country| country.names().any(|known| known == name));
            if let Some(country) = meant.filter(|country| found.iter().all(|(code, _)| country.code != *code))
            {
                found.push((&country.code, &country.name));
            }
        }
        found
    }

    /// The code of the one country that was typed: by code, name or another name it goes by.
    pub fn country_meant(&self, typed: &str) -> Option<&str> {
        let typed = typed.trim();
        let meant = |country: &&Country| country.names().any(|name| name.eq_ignore_ascii_case(typed));
        self.countries.iter().find(meant).map(|country| country.code.as_str())
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

#[cfg(test)]
mod tests;
