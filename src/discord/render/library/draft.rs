//! A draft: what is there, what is still wrong, the lists to pick from, and what members will see.

use super::Page;
use super::entry::plain;
use crate::discord::custom_id::{CustomId, DraftStep, LibraryStep, Part, SureStep};
use crate::discord::render::screen::{Button, Offer, Offers, Screen, Select};
use crate::discord::render::{button, paragraphs, spaced, when};
use crate::domain::prompt::Component;
use crate::domain::resource::draft::{FORM, Field, Typed, Wrong};
use crate::domain::resource::{Draft, DraftOf, Entry, Kind, Support, Topic};

impl Page<'_> {
    /// The draft as it stands: first what is still to do, then what is there.
    pub fn overview(&self, draft: &Draft, first: Option<String>) -> Screen {
        let wrong = draft.read(self.today).err().unwrap_or_default();
        let until = when::stamp(draft.keep_until);
        let mut lines = vec![
            first.unwrap_or_default(),
            self.draft_title(draft),
            self.with("library-draft-kept", "until", until),
        ];
        if wrong.is_empty() {
            lines.push(self.say("library-draft-whole"));
        } else {
            lines.push(self.say("library-draft-wrong"));
            lines.extend(wrong.iter().map(|one| self.wrong(one)));
        }
        let typed = &draft.raw.typed;
        let there = FORM.into_iter().map(|field| self.field_line(typed, field));
        let content = spaced([paragraphs(lines), paragraphs(there)]);
        let next = wrong.first().map(|wrong| place_of(wrong.field()));
        let form = |part: Part, number: &str| {
            let label = self.say(number);
            let id = form_id(draft, part);
            if next == Some(Place::Form(part)) { Button::main(label, id) } else { Button::plain(label, id) }
        };
        let picks = self.say("button-library-picks");
        let to_picks = step(draft, DraftStep::Picks);
        let picks = if next == Some(Place::Picks) {
            Button::main(picks, to_picks)
        } else {
            Button::plain(picks, to_picks)
        };
        let mut last = Vec::new();
        if wrong.is_empty() {
            let label = self.say("button-library-preview");
            last.push(Button::main(label, step(draft, DraftStep::Preview)));
        } else if wrong.iter().any(|one| matches!(one, Wrong::Confirm(_))) {
            let label = self.say("button-library-confirm");
            last.push(Button::plain(label, sure(draft, SureStep::Confirm)));
        }
        last.push(Button::plain(self.say("button-library-drop"), step(draft, DraftStep::Drop)));
        last.push(button::help(self.texts, self.locale));
        Screen::text(content)
            .buttons(vec![
                form(Part::Words, "button-library-words"),
                picks,
                form(Part::Place, "button-library-place"),
                form(Part::People, "button-library-people"),
            ])
            .buttons(last)
    }

    /// The page of lists: kind, topics, supports, components. Each is saved as it is picked.
    pub fn picks(&self, draft: &Draft) -> Screen {
        let typed = &draft.raw.typed;
        let lists = [
            (DraftStep::Kind, Field::Kind, "kind", slugs(Kind::ALL, Kind::slug), 1, 1),
            (DraftStep::Topics, Field::Topics, "topic", slugs(Topic::ALL, Topic::slug), 1, 12),
            (DraftStep::Supports, Field::Supports, "support", slugs(Support::ALL, Support::slug), 1, 4),
            (
                DraftStep::Components,
                Field::Components,
                "component",
                slugs(&Component::FIVE, Component::slug),
                0,
                5,
            ),
        ];
        let lines = lists.iter().map(|(_, field, ..)| self.field_line(typed, *field));
        let lines: Vec<_> =
            [self.draft_title(draft), self.say("library-picks")].into_iter().chain(lines).collect();
        let mut screen = Screen::text(paragraphs(lines));
        for (does, field, prefix, slugs, least, most) in lists {
            let picked = typed.picked(field);
            let offers = slugs.into_iter().map(|slug| Offer {
                label: self.say(&format!("{prefix}-{slug}")),
                value: slug.to_owned(),
                chosen: picked.contains(&slug),
            });
            screen = screen.select(Select {
                id: step(draft, does),
                placeholder: self.say(&format!("library-pick-{}", field.slug())),
                offers: Offers::Words(offers.collect()),
                least,
                most,
            });
        }
        screen.buttons(vec![
            Button::main(self.say("button-library-go-on"), step(draft, DraftStep::Show)),
            button::help(self.texts, self.locale),
        ])
    }

    /// Exactly what members will see, and what that changes; with the way onto the list.
    pub fn preview(&self, draft: &Draft, first: Option<String>) -> Screen {
        let Ok(body) = draft.read(self.today) else { return self.overview(draft, first) };
        let changes = match &draft.raw.base {
            Some(base) => {
                let mut changes = self.changes(&Typed::of(base), &Typed::of(&body));
                changes.extend(self.checked_anew(base, &body));
                if changes.is_empty() {
                    self.say("library-preview-same")
                } else {
                    paragraphs(std::iter::once(self.say("library-preview-changes")).chain(changes))
                }
            }
            None => String::new(),
        };
        let retired = if draft.raw.retired { self.say("library-preview-retired") } else { String::new() };
        let top = paragraphs([first.unwrap_or_default(), self.say("library-preview"), retired]);
        let save = if draft.of.entry().is_some() { "button-library-save" } else { "button-library-add" };
        let screen = Screen::text(spaced([top, self.card(&body), self.places(&body), changes]));
        screen.buttons(self.way_there(&body).into_iter().collect()).buttons(vec![
            Button::main(self.say(save), sure(draft, SureStep::Save)),
            Button::plain(self.say("button-library-back"), step(draft, DraftStep::Show)),
            button::help(self.texts, self.locale),
        ])
    }

    /// Somebody changed the entry meanwhile: what differs, and what can be done about it.
    pub fn newer(&self, draft: &Draft, stands: Option<&Entry>) -> Screen {
        let Some(stands) = stands else {
            return Screen::text(self.say("library-newer-gone")).buttons(vec![
                Button::main(self.say("button-library-as-new"), sure(draft, SureStep::OnTop)),
                Button::plain(self.say("button-library-drop"), step(draft, DraftStep::Drop)),
                button::help(self.texts, self.locale),
            ]);
        };
        let theirs = Typed::of(&stands.body);
        let line = |field: Field| {
            let args = [
                ("field", self.field(field).into()),
                ("now", self.value(&theirs, field).into()),
                ("yours", self.value(&draft.raw.typed, field).into()),
            ];
            self.texts.say(self.locale, "library-newer-field", &args)
        };
        let lines: Vec<_> = theirs.differing(&draft.raw.typed).into_iter().map(line).collect();
        let retired = stands.retired != draft.raw.retired;
        let key = if stands.retired { "library-newer-retired" } else { "library-newer-restored" };
        let retired = if retired { self.say(key) } else { String::new() };
        let title = self.with("library-newer", "title", plain(&stands.body.title));
        let same = if lines.is_empty() { self.say("library-newer-same") } else { String::new() };
        let lines = [title, retired, same].into_iter().chain(lines).chain([self.say("library-newer-how")]);
        Screen::text(paragraphs(lines)).buttons(vec![
            Button::main(self.say("button-library-ontop"), sure(draft, SureStep::OnTop)),
            Button::plain(self.say("button-library-take-newer"), step(draft, DraftStep::Drop)),
            button::help(self.texts, self.locale),
        ])
    }

    fn draft_title(&self, draft: &Draft) -> String {
        match (&draft.of, draft.raw.base.as_ref()) {
            (DraftOf::Suggestion(_), _) => self.say("library-draft-suggested"),
            (DraftOf::Entry(_), Some(base)) => self.with("library-draft-edit", "title", plain(&base.title)),
            _ => self.say("library-draft-new"),
        }
    }

    fn wrong(&self, wrong: &Wrong) -> String {
        let why = match wrong {
            Wrong::Field(field, fault) => self.texts.entry_fault(self.locale, *field, fault),
            Wrong::Confirm(host) => self.with("library-confirm", "host", host.clone()),
        };
        self.with("library-wrong", "why", why)
    }
}

/// Where a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Form(Part),
    Picks,
}

fn place_of(field: Field) -> Place {
    let has = |part: &Part| super::form::fields(*part).iter().any(|(known, _)| *known == field);
    let parts = [Part::Words, Part::Place, Part::People];
    parts.into_iter().find(has).map_or(Place::Picks, Place::Form)
}

/// The control of a step with this draft.
pub fn step(draft: &Draft, step: DraftStep) -> CustomId {
    CustomId::Library(LibraryStep::Draft(step, draft.of.clone()))
}

/// The control that opens a form of the draft of `of`.
pub fn form_of(part: Part, of: DraftOf) -> CustomId {
    CustomId::Library(LibraryStep::Form { part, of, filled: false })
}

fn form_id(draft: &Draft, part: Part) -> CustomId {
    form_of(part, draft.of.clone())
}

fn sure(draft: &Draft, step: SureStep) -> CustomId {
    CustomId::Library(LibraryStep::Sure(step, draft.of.clone(), draft.stamp()))
}

fn slugs<T: Copy>(all: &[T], slug: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|one| slug(*one)).collect()
}
