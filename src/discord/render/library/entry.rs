//! One entry: as members see it, and field by field.

use jiff::civil::Date;

use super::Page;
use crate::discord::render::screen::Button;
use crate::discord::render::{paragraphs, resources, when};
use crate::domain::plain::is_marked_up;
use crate::domain::resource::Body;
use crate::domain::resource::draft::{Field, Typed};

/// The most characters of one field where many stand below each other.
const SHORT: usize = 120;

impl Page<'_> {
    /// An entry as members see it, by their own renderer.
    pub fn card(&self, body: &Body) -> String {
        resources::whole(self.texts, self.locale, body, self.today)
    }

    /// The number that members do not see any more, for whoever is to call it.
    pub fn hidden_number(&self, body: &Body) -> String {
        let hidden = body.phone.as_ref().filter(|_| body.hides_number(self.today));
        hidden
            .map_or_else(String::new, |phone| self.with("library-hidden-number", "phone", phone.to_string()))
    }

    /// The button under it that members have.
    pub fn way_there(&self, body: &Body) -> Option<Button> {
        resources::way_there(self.texts, self.locale, body)
    }

    /// Where members find an entry: what it is, what it is about, what it gives.
    pub fn places(&self, body: &Body) -> String {
        let typed = Typed::of(body);
        let fields = [Field::Kind, Field::Topics, Field::Supports, Field::Components, Field::Tags];
        let filled = fields.into_iter().filter(|field| !is_empty(&typed, *field));
        paragraphs(filled.map(|field| self.field_line(&typed, field)))
    }

    /// "Title: Food bank".
    pub fn field_line(&self, typed: &Typed, field: Field) -> String {
        let args = [("field", self.field(field).into()), ("value", self.value(typed, field).into())];
        self.texts.say(self.locale, "library-field", &args)
    }

    /// The name of a field.
    pub fn field(&self, field: Field) -> String {
        self.say(&format!("library-field-{}", field.slug()))
    }

    /// What stands in a field, in words; "nothing" where that is so.
    pub fn value(&self, typed: &Typed, field: Field) -> String {
        let prefix = match field {
            Field::Kind => "kind",
            Field::Topics => "topic",
            Field::Supports => "support",
            _ => "component",
        };
        let text = match typed.words(field) {
            Some(words) if field == Field::Country => {
                let name = self.texts.help().country_name(words.trim());
                name.map_or_else(|| plain(words), str::to_owned)
            }
            Some(words) => shortened(&plain(words)),
            None => {
                let names = typed.picked(field).into_iter().map(|slug| self.say(&format!("{prefix}-{slug}")));
                self.texts.list(self.locale, names)
            }
        };
        if text.trim().is_empty() { self.say("library-nothing") } else { text }
    }

    /// What went from one form of an entry to another, a line for each field.
    pub fn changes(&self, before: &Typed, after: &Typed) -> Vec<String> {
        let line = |field: Field| {
            let args = [
                ("field", self.field(field).into()),
                ("before", self.value(before, field).into()),
                ("after", self.value(after, field).into()),
            ];
            self.texts.say(self.locale, "library-change", &args)
        };
        before.differing(after).into_iter().map(line).collect()
    }

    /// When it was last checked, where that went from one day to another.
    pub fn checked_anew(&self, before: &Body, after: &Body) -> Option<String> {
        let args = [
            ("field", self.field(Field::CheckedOn).into()),
            ("before", self.long_date(before.checked_on).into()),
            ("after", self.long_date(after.checked_on).into()),
        ];
        let line = || self.texts.say(self.locale, "library-change", &args);
        (before.checked_on != after.checked_on).then(line)
    }

    /// "23 November 2026".
    pub fn long_date(&self, date: Date) -> String {
        let day = when::date(self.texts, self.locale, date);
        let args = [("day", day.into()), ("year", date.year().to_string().into())];
        self.texts.say(self.locale, "library-date", &args)
    }
}

/// What somebody typed so that it shows as it is, and turns no other word around.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for mark in text.chars() {
        match mark {
            '\n' | '\r' | '\t' => shown.push(' '),
            '*' | '_' | '`' | '~' | '|' | '\\' | '#' | '[' | ']' | '<' | '>' => shown.extend(['\\', mark]),
            mark if is_marked_up(mark.encode_utf8(&mut [0; 4])) => {}
            mark => shown.push(mark),
        }
    }
    // A text that is written from right to left keeps to itself.
    let turns = shown.chars().any(|mark| matches!(mark, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}'));
    if turns { format!("\u{2068}{shown}\u{2069}") } else { shown }
}

fn is_empty(typed: &Typed, field: Field) -> bool {
    typed.words(field).map_or_else(|| typed.picked(field).is_empty(), |words| words.trim().is_empty())
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHORT {
        return text.to_owned();
    }
    let isolated = text.ends_with('\u{2069}');
    let cut = text.chars().take(SHORT - 1).chain(['…']);
    cut.chain(isolated.then_some('\u{2069}')).collect()
}
