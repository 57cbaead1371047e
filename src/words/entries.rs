//! What is wrong with an entry or a file of entries, in words: the same for forms, files and the command line.

use super::Texts;
use crate::domain::prompt::{Component, Finding, Severity};
use crate::domain::resource::file::{FileFault, Format, Sheet, rows};
use crate::domain::resource::import::{Plan, Refused, Why, plan};
use crate::domain::resource::{Field, FieldFault, Kind, Library, Support, TextFault, Topic};

/// Where the starter list lies.
pub(super) const STARTER: &str = "resources/starter.toml";

impl Texts {
    /// The name of a part of an entry, as it stands in a sentence.
    pub fn entry_field(&self, locale: &str, field: Field) -> String {
        self.say(locale, &format!("entry-field-{}", field.slug()), &[])
    }

    /// What is wrong with a part of an entry, in one sentence or two.
    pub fn entry_fault(&self, locale: &str, field: Field, fault: &FieldFault) -> String {
        let mut args = vec![("field", self.entry_field(locale, field).into())];
        let mut key = fault.key();
        match fault {
            FieldFault::Text(TextFault::Long { most, has }) => {
                args.extend([("most", (*most).into()), ("has", (*has).into())]);
            }
            FieldFault::Many(most) => args.push(("most", (*most).into())),
            FieldFault::Unknown(given) => {
                args.push(("given", given.clone().into()));
                match field {
                    Field::Country => key = "country",
                    Field::Languages => key = "language",
                    _ => args.push(("known", known(field).join(", ").into())),
                }
            }
            _ => {}
        }
        self.say(locale, &format!("entry-fault-{key}"), &args)
    }

    /// Why a row of a file is not taken.
    pub fn row_fault(&self, locale: &str, why: &Why) -> String {
        let say = |key: &str, other: usize| self.say(locale, key, &[("other", other.into())]);
        match why {
            Why::Field(field, fault) => self.entry_fault(locale, *field, fault),
            Why::Twice(other) => say("row-fault-twice", *other),
            Why::SameTitle(other) => say("row-fault-same-title", *other),
            Why::Several => say("row-fault-several", 0),
            Why::Shifted => say("row-fault-shifted", 0),
        }
    }

    /// A row that is not taken: its number, its title, and all that is wrong with it.
    pub fn refused_row(&self, locale: &str, refused: &Refused) -> String {
        let title = match refused.title.as_str() {
            "" => String::new(),
            title => self.say(locale, "library-plan-title", &[("title", title.to_owned().into())]),
        };
        let why = refused.why.iter().map(|why| self.row_fault(locale, why));
        let why = why.reduce(|first, second| self.sentences(locale, first, second)).unwrap_or_default();
        let args = [("row", refused.row.into()), ("title", title.into()), ("why", why.into())];
        self.say(locale, "library-plan-row", &args)
    }

    /// Why a file is not read at all.
    pub fn file_fault(&self, locale: &str, fault: FileFault) -> String {
        let args = match fault {
            FileFault::Toml { line } => vec![("line", line.into())],
            FileFault::Quote { row } => vec![("row", row.into())],
            FileFault::Twice(field) => vec![("column", field.slug().into())],
            _ => Vec::new(),
        };
        self.say(locale, &format!("file-fault-{}", fault.key()), &args)
    }

    /// The list that a new community is offered.
    pub fn starter(&self) -> &Sheet {
        &self.starter
    }
}

/// The words that are known in a part of an entry.
fn known(field: Field) -> Vec<&'static str> {
    match field {
        Field::Kind => Kind::ALL.iter().map(|kind| kind.slug()).collect(),
        Field::Topics => Topic::ALL.iter().map(|topic| topic.slug()).collect(),
        Field::Supports => Support::ALL.iter().map(|support| support.slug()).collect(),
        Field::Components => Component::ALL.iter().map(|component| component.slug()).collect(),
        _ => Vec::new(),
    }
}

/// Reads the starter list by the reader that reads everybody's.
pub(super) fn read_starter(text: &str) -> Result<Sheet, Vec<Finding>> {
    let finding = |line: usize, message: String| Finding {
        file: STARTER.to_owned(),
        line,
        severity: Severity::Error,
        code: "starter",
        message,
    };
    let sheet = rows(Format::Toml, text).map_err(|fault| {
        let line = if let FileFault::Toml { line } = fault { line } else { 1 };
        vec![finding(line, format!("the list cannot be read: {fault}"))]
    })?;
    // Any later day would do: a day of a check that is still to come is the operator's own business.
    let planned = plan(&sheet, &Library::default(), jiff::civil::Date::MAX);
    let Plan { refused, ignored, .. } = planned.map_err(|fault| vec![finding(1, fault.to_string())])?;
    let mut findings: Vec<Finding> =
        ignored.into_iter().map(|name| finding(1, format!("nothing here is called `{name}`"))).collect();
    for Refused { row, why, .. } in refused {
        let starts = text.lines().enumerate().filter(|(_, line)| line.trim() == "[[entry]]");
        let line = starts.map(|(at, _)| at + 1).nth(row - 1).unwrap_or(1);
        for why in why {
            findings.push(finding(line, format!("entry {row}: {}", told(&why))));
        }
    }
    if findings.is_empty() { Ok(sheet) } else { Err(findings) }
}

/// For an operator at a terminal, where no text may be loaded yet.
fn told(why: &Why) -> String {
    match why {
        Why::Field(field, fault) => format!("{}: {fault}", field.slug()),
        Why::Twice(other) | Why::SameTitle(other) => format!("entry {other} has the same id or title"),
        Why::Several | Why::Shifted => "it cannot be told from another".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::resource::link::LinkFault;
    use crate::words::Words;

    #[test]
    fn every_fault_has_its_sentence_and_every_field_its_name() {
        let texts = Words::load(None).unwrap().now();
        for field in Field::ALL {
            assert!(!texts.entry_field("en", *field).is_empty());
        }
        let links = LinkFault::ALL.into_iter().map(FieldFault::Link);
        let others = [
            FieldFault::Missing,
            FieldFault::Nowhere,
            FieldFault::Text(TextFault::Long { most: 1, has: 2 }),
            FieldFault::Text(TextFault::Mention),
            FieldFault::Text(TextFault::Link),
            FieldFault::Phone,
            FieldFault::Id,
            FieldFault::Many(8),
            FieldFault::Date,
            FieldFault::Ahead,
        ];
        for fault in links.chain(others) {
            let said = texts.entry_fault("en", Field::Title, &fault);
            assert!(said.ends_with('.') && !said.contains('{'), "{fault:?}: {said}");
        }
        assert_eq!(
            texts.entry_fault("en", Field::Kind, &FieldFault::Unknown("shop".to_owned())),
            "I do not know “shop” under kind. I know these: crisis, helpline, directory, group, practical, \
             learning, leisure."
        );
        let faults = [
            FileFault::Big,
            FileFault::Kind,
            FileFault::Binary,
            FileFault::Empty,
            FileFault::Columns,
            FileFault::Toml { line: 3 },
            FileFault::Rows,
        ];
        for fault in faults {
            assert!(texts.file_fault("en", fault).ends_with("Nothing was changed."), "{fault:?}");
        }
    }

    #[test]
    fn a_starter_list_with_a_fault_names_its_line() {
        let found = read_starter("[[entry]]\ntitle = \"A\"\nwhat?").unwrap_err();
        assert_eq!(found[0].line, 3);
        let found = read_starter("# ours\n[[entry]]\ntitle = \"A\"").unwrap_err();
        assert!(found.iter().all(|finding| finding.line == 2) && found.len() > 1, "{found:?}");
    }
}
