//! What a file would do to a list, told before anything is done: added, changed, unchanged, refused.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use super::country::is_country;
use super::file::{FileFault, MOST, Row, Sheet};
use super::read::read;
use super::text::quoted;
use super::{Body, Entry, EntryId, Field, FieldFault, Library, RawEntry, stem};
use crate::domain::search;

/// What a file would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Entries that are new.
    pub added: Vec<(EntryId, Body)>,
    /// Entries that would be different, with the version they have now. One that was taken off the list
    /// comes back.
    pub changed: Vec<(EntryId, u32, Body)>,
    /// How many rows say what the list says already.
    pub unchanged: usize,
    /// Rows that are not taken.
    pub refused: Vec<Refused>,
    /// Rows whose new link has a host in other letters than a to z, with that host as it is opened.
    pub to_confirm: Vec<(usize, String)>,
    /// Columns that mean nothing here.
    pub ignored: BTreeSet<String>,
}

/// A row that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its number.
    pub row: usize,
    /// Its title, harmless to be told back; empty where it has none.
    pub title: String,
    /// All that is wrong with it; at least one thing.
    pub why: Vec<Why>,
}

/// Why a row is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A part of it is wrong.
    Field(Field, FieldFault),
    /// This earlier row has the same id.
    Twice(usize),
    /// It has no id, and this earlier row has the same title.
    SameTitle(usize),
    /// It has no id, and several entries of the list have its title.
    Several,
    /// It has more cells than there are columns.
    Shifted,
}

impl Plan {
    /// How many entries would be new or different.
    pub fn moves(&self) -> usize {
        self.added.len() + self.changed.len()
    }
}

/// Plans what the rows of `sheet` would do to `library`. `today` is the day in the community.
///
/// A row is known by its id, and one without an id by its title.
///
/// # Errors
/// When the list would be too long.
pub fn plan(sheet: &Sheet, library: &Library, today: Date) -> Result<Plan, FileFault> {
    let mut planner = Planner::new(sheet, library, today);
    for row in &sheet.rows {
        if let Err(why) = planner.take(row) {
            planner.plan.refused.push(Refused { row: row.number, title: quoted(&row.raw.title), why });
        }
    }
    let plan = planner.plan;
    if library.all().len() + plan.added.len() > MOST { Err(FileFault::Rows) } else { Ok(plan) }
}

struct Planner<'a> {
    today: Date,
    by_id: HashMap<&'a str, &'a Entry>,
    by_title: HashMap<String, Vec<&'a Entry>>,
    /// Names that no new entry may get.
    taken: HashSet<String>,
    /// The first number that may be free, by what names begin with.
    numbers: HashMap<String, usize>,
    /// The rows that were seen, by id and by title.
    seen_ids: HashMap<String, usize>,
    seen_titles: HashMap<String, usize>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn new(sheet: &'a Sheet, library: &'a Library, today: Date) -> Self {
        let mut by_title: HashMap<String, Vec<&Entry>> = HashMap::new();
        for entry in library.all() {
            by_title.entry(search::plain(&entry.body.title)).or_default().push(entry);
        }
        let given = sheet.rows.iter().map(|row| row.raw.id.trim().to_owned());
        let taken = library.all().iter().map(|entry| entry.id.to_string()).chain(given).collect();
        Self {
            today,
            by_id: library.all().iter().map(|entry| (entry.id.as_str(), entry)).collect(),
            by_title,
            taken,
            numbers: HashMap::new(),
            seen_ids: HashMap::new(),
            seen_titles: HashMap::new(),
            plan: Plan { ignored: sheet.ignored.clone(), ..Plan::default() },
        }
    }

    fn take(&mut self, row: &Row) -> Result<(), Vec<Why>> {
        if row.shifted {
            return Err(vec![Why::Shifted]);
        }
        let found = self.find(row)?;
        let raw = match found {
            Some(entry) => over(entry, row),
            None => row.raw.clone(),
        };
        let body = read(&raw, is_country, self.today).map_err(|faults| {
            faults.into_iter().map(|(field, fault)| Why::Field(field, fault)).collect::<Vec<_>>()
        })?;
        let before = found.and_then(|entry| entry.body.link.as_ref());
        if let Some(link) = body.link.as_ref().filter(|link| Some(*link) != before)
            && let Some(host) = link.needs_confirm()
        {
            self.plan.to_confirm.push((row.number, host.to_owned()));
        }
        match found {
            Some(entry) if entry.body == body && !entry.retired => self.plan.unchanged += 1,
            Some(entry) => self.plan.changed.push((entry.id.clone(), entry.version, body)),
            None => {
                let id = match raw.id.trim() {
                    "" => self.name_for(&body.title),
                    id => id.parse().map_err(|_| vec![Why::Field(Field::Id, FieldFault::Id)])?,
                };
                self.taken.insert(id.to_string());
                self.plan.added.push((id, body));
            }
        }
        Ok(())
    }

    /// A name that no other entry has. A list may hold thousands of titles that begin alike, so each search
    /// goes on where the one before ended.
    fn name_for(&mut self, title: &str) -> EntryId {
        let stem = stem(title);
        let next = self.numbers.entry(stem.clone()).or_insert(1);
        loop {
            let name = EntryId::numbered(&stem, *next);
            *next += 1;
            if !self.taken.contains(name.as_str()) {
                return name;
            }
        }
    }

    /// The entry that a row is about, if the list has it.
    fn find(&mut self, row: &Row) -> Result<Option<&'a Entry>, Vec<Why>> {
        let id = row.raw.id.trim();
        let found = if id.is_empty() {
            let title =
                search::plain(&super::text::one_line(&row.raw.title, Body::TITLE).unwrap_or_default());
            if title.is_empty() {
                return Ok(None);
            }
            let known = self.by_title.get(&title).map(Vec::as_slice).unwrap_or_default();
            let found = match known {
                [] => None,
                [one] => Some(*one),
                _ => return Err(vec![Why::Several]),
            };
            if let Some(first) = self.seen_titles.insert(title, row.number) {
                return Err(vec![Why::SameTitle(first)]);
            }
            found
        } else {
            self.by_id.get(id).copied()
        };
        let name = found.map_or(id, |entry| entry.id.as_str());
        if !name.is_empty()
            && let Some(first) = self.seen_ids.insert(name.to_owned(), row.number)
        {
            return Err(vec![Why::Twice(first)]);
        }
        Ok(found)
    }
}

/// A row over what stands: a part that it does not name stays, and so does the day of the last look where
/// it names none.
fn over(entry: &Entry, row: &Row) -> RawEntry {
    let mut raw = RawEntry::from(entry);
    for field in &row.parts {
        let text = row.raw.get(*field);
        if !(*field == Field::CheckedOn && text.trim().is_empty()) && *field != Field::Id {
            text.clone_into(raw.get_mut(*field));
        }
    }
    raw
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::file;
    use super::*;

    const TODAY: Date = date(2026, 11, 23);
    const HEAD: &str = "id,title,sentence,link,phone,kind,topics,supports,country\n";

    fn planned(text: &str, library: &Library) -> Plan {
        plan(&file::read("a.csv", text.as_bytes()).unwrap(), library, TODAY).unwrap()
    }

    fn library(plan: Plan) -> Library {
        let entries = plan.added.into_iter().map(|(id, body)| Entry {
            id,
            version: 3,
            retired: false,
            dead: false,
            body,
        });
        Library::new(entries.collect())
    }

    #[test]
    fn a_second_import_of_the_same_file_changes_nothing_and_a_corrected_one_that_alone() {
        let text = format!(
            "{HEAD},Food bank,Food.,https://food.example,,practical,food,practical,GB\n\
             walks,Walks,We walk.,,0113 496 0000,group,health,belonging,\n"
        );
        let first = planned(&text, &Library::default());
        assert_eq!(first.added.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["food-bank", "walks"]);
        let library = library(first);
        let again = planned(&text, &library);
        assert_eq!((again.moves(), again.unchanged), (0, 2));
        let corrected = planned(&text.replace("We walk.", "We walk far."), &library);
        assert_eq!(corrected.changed.len(), 1);
        assert_eq!((corrected.changed[0].1, corrected.changed[0].2.sentence.as_str()), (3, "We walk far."));
        let short = planned("id,sentence\nwalks,We sit.\n", &library);
        assert_eq!(short.changed[0].2.phone, library.all()[1].body.phone, "what has no column stays");
    }

    #[test]
    fn each_refused_row_says_why_and_the_others_are_taken() {
        let text = format!(
            "{HEAD}a,A,One.,https://a.example,,group,food,practical,GB\n\
             a,B,Two.,https://b.example,,group,food,practical,GB\n\
             c,C,Three.,c.example,,group,food,practical,Narnia\n\
             d,D,Four.,,call us,group,food,practical,GB\n\
             ,E,Five.,https://аррӏе.com,,group,food,practical,GB\n\
             ,e,Six.,https://f.example,,group,food,practical,GB\n\
             ,G,Seven, or so.,https://f.example,,group,food,practical,GB\n"
        );
        let plan = planned(&text, &Library::default());
        let why: Vec<_> = plan.refused.iter().map(|refused| (refused.row, refused.why.clone())).collect();
        let link = |fault| FieldFault::Link(fault);
        assert_eq!(
            why,
            [
                (3, vec![Why::Twice(2)]),
                (
                    4,
                    vec![
                        Why::Field(Field::Link, link(super::super::link::LinkFault::Bare)),
                        Why::Field(Field::Country, FieldFault::Unknown("Narnia".to_owned())),
                    ]
                ),
                (5, vec![Why::Field(Field::Phone, FieldFault::Phone)]),
                (7, vec![Why::SameTitle(6)]),
                (8, vec![Why::Shifted]),
            ]
        );
        assert_eq!(plan.added.len(), 2);
        assert_eq!(plan.to_confirm, [(6, "xn--80ak6aa92e.com".to_owned())]);
    }

    #[test]
    fn titles_that_begin_alike_get_names_of_their_own() {
        let mut text = String::from(HEAD);
        for row in 0..1_200 {
            let line = format!(
                ",A meeting of friends in the hall {row},We meet.,https://a.example,,group,food,belonging,"
            );
            text.extend([line.as_str(), "\n"]);
        }
        let plan = planned(&text, &Library::default());
        let names: HashSet<_> = plan.added.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(names.len(), 1_200);
        assert!(names.iter().all(|name| name.parse::<EntryId>().is_ok()));
        assert!(
            names.contains("a-meeting-of-friends-in-the")
                && names.contains("a-meeting-of-friends-in-the-1200")
        );
    }

    #[test]
    fn an_entry_that_was_taken_off_comes_back() {
        let text = format!("{HEAD}a,A,One.,https://a.example,,group,food,practical,GB\n");
        let mut entry = library(planned(&text, &Library::default())).all()[0].clone();
        entry.retired = true;
        assert_eq!(planned(&text, &Library::new(vec![entry])).changed.len(), 1);
    }
}
