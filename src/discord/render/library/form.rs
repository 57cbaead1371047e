//! The three forms of a draft.

use crate::discord::custom_id::{CustomId, LibraryStep, Part};
use crate::discord::render::screen::{Field as Line, Modal};
use crate::domain::resource::DraftOf;
use crate::domain::resource::draft::{Field, Typed};
use crate::words::Texts;

/// Discord's limit on what fits into one field of a form.
const LONGEST: u16 = 4_000;

/// The fields of a form, each with the most characters it takes. That is more than an entry may have: what
/// is pasted and too long is told in words, and not cut off unseen.
pub fn fields(part: Part) -> &'static [(Field, u16)] {
    match part {
        Part::Words => &[(Field::Title, 200), (Field::Sentence, 400), (Field::Link, 500), (Field::Phone, 60)],
        Part::Place => {
            &[(Field::Country, 60), (Field::Languages, 400), (Field::Cost, 160), (Field::Hours, 160)]
        }
        Part::People => &[(Field::Audience, 160), (Field::Owner, 160), (Field::Tags, 300)],
    }
}

/// A form of the draft of `of`, with what is there already, where that is known.
pub fn form(texts: &Texts, locale: &str, part: Part, of: DraftOf, known: Option<&Typed>) -> Modal {
    let empty = Typed::default();
    let typed = known.unwrap_or(&empty);
    let line = |(field, most): &(Field, u16)| {
        let value = typed.words(*field).unwrap_or_default().to_owned();
        // What came in from a file may be longer; Discord opens no form with more in it than fits.
        let there = u16::try_from(value.encode_utf16().count()).unwrap_or(LONGEST).min(LONGEST);
        Line {
            name: field.slug(),
            label: texts.say(locale, &format!("library-ask-{}", field.slug()), &[]),
            value,
            most: there.max(*most),
            lines: *field == Field::Sentence,
            needed: false,
        }
    };
    Modal {
        id: CustomId::Library(LibraryStep::Form { part, of, filled: known.is_some() }),
        title: texts.say(locale, &format!("library-form-{}", part.name()), &[]),
        fields: fields(part).iter().map(line).collect(),
    }
}
