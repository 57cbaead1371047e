//! `/my-data`: what is kept, in plain words, and the two ways to end it.

mod places;
mod suggested;

pub use places::{nowhere, which};

use super::screen::{Button, Row, Screen};
use super::{LONGEST, button, copy, keep, paragraphs, reminder, when};
use crate::config::Operator;
use crate::discord::custom_id::{CustomId, MyDataStep};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::days::DaysBox;
use crate::domain::engagement::{Cell, Figure};
use crate::domain::ids::GuildId;
use crate::domain::keeping::{KeepAnswers, KeepWords};
use crate::domain::reminder::Reminder;
use crate::service::check_ins::KeptAnswer;
use crate::service::my_data::MyData;
use crate::store::{CountedHeld, Erased, HeldAnswer, Holdings, Member, RawRow};
use crate::words::Texts;

/// How many kept answers are shown at once.
const SHOWN: usize = 7;

/// Room that is left under the overview for the line that the consent text has changed.
const FOR_NEWS: usize = 100;

/// Whose eyes see the page, and of which community it is.
#[derive(Clone, Copy, Debug)]
pub struct MyDataPage<'a> {
    /// The words.
    pub texts: &'a Texts,
    /// The reader's locale.
    pub locale: &'a str,
    /// The community by id and name, when the page stands in a direct message; there the buttons say it.
    pub of: Option<(GuildId, Option<&'a str>)>,
}

impl MyDataPage<'_> {
    /// The overview, or a plain "nothing".
    ///
    /// Answers stand in the middle, as many as there is room for: what is said about all of it is never cut.
    pub fn overview(&self, data: &MyData) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let say = |key| texts.say(locale, key, &[]);
        let Some(held) = &data.held else { return self.nothing(data) };
        let on = held.member.choices;
        let when =
            held.consents.iter().map(|consent| consent.given_at.strftime("%Y-%m-%d").to_string()).max();
        let seen = held.member.last_seen.clone();
        let mut lines = vec![
            self.title(),
            self.goes(data),
            texts.say(locale, "data-on", &[("choices", keep::names(texts, locale, on).into())]),
            texts.say(locale, "data-consent", &[("when", when.unwrap_or_default().into())]),
            texts.say(locale, "data-seen", &[("month", seen.into())]),
        ];
        if on.contains(Choice::CountDays) {
            lines.extend(days(texts, locale, held.days.as_ref()));
        }
        if on.contains(Choice::KeepAnswers) {
            lines.extend(answers_kept(texts, locale, held));
        }
        let answers: Vec<String> =
            held.answers.iter().rev().take(SHOWN).map(|held| self.line(held)).collect();
        let mut after = Vec::new();
        if on.contains(Choice::GroupCounts) {
            after.push(counted(texts, locale, held.counted.as_ref()));
        }
        after.extend(settings(texts, locale, &held.member));
        if on.contains(Choice::RemindMe) {
            after.push(reminders(texts, locale, held.reminder.as_ref()));
            let resting = held.days.as_ref().is_some_and(|days| days.resting_since().is_some());
            after.extend(resting.then(|| say("data-remind-break")));
        }
        after.extend(self.suggestion_lines(data));
        after.extend([locked(texts, locale, on), self.staff(data.changes), self.draft(data)]);
        let (content, shown) = fitted(&lines, &answers, &after);
        let off = on.iter().map(|choice| {
            let name = keep::choice(texts, locale, choice);
            let label = texts.say(locale, "button-data-off", &[("choice", name.into())]);
            Button::plain(label, self.id(MyDataStep::AskOff(ChoiceSet::NONE.with(choice))))
        });
        let mut last: Vec<Button> = self.way_to_drop(data).into_iter().collect();
        // In a direct message only the buttons of this page work.
        if on.contains(Choice::RemindMe) && self.of.is_none() {
            last.push(reminder::button(texts, locale));
        }
        if held.answers.len() > shown {
            // The first page of the list is what stands here, unless there was no room for it.
            let next = MyDataStep::Answers(u16::from(shown == SHOWN));
            last.push(Button::plain(say("button-data-older"), self.id(next)));
        }
        last.extend(self.way_to_suggestions(data));
        last.push(self.copy());
        last.push(Button::danger(say("button-data-erase"), self.id(MyDataStep::AskErase)));
        let screen = Screen::text(content).buttons(off.collect()).buttons(last);
        screen.buttons(self.others().into_iter().chain(button::ways_to_help(texts, locale)).collect())
    }

    /// Where no choice is on; staff see what is kept of them all the same, and take it along.
    fn nothing(&self, data: &MyData) -> Screen {
        if !data.suggestions.is_empty() {
            return self.suggestions_alone(data);
        }
        let (texts, locale) = (self.texts, self.locale);
        let staff = data.changes > 0 || data.draft.is_some();
        let key = if data.changes > 0 { "data-nothing-but-staff" } else { "data-nothing" };
        let said = texts.say(locale, key, &[]);
        let lines = [self.place(), said, self.staff(data.changes), self.draft(data), self.goes(data)];
        let mut buttons: Vec<Button> = self.way_to_drop(data).into_iter().collect();
        if staff {
            buttons.push(self.copy());
        }
        buttons.extend(self.others());
        buttons.extend(button::ways_to_help(texts, locale));
        Screen::text(paragraphs(lines)).buttons(buttons)
    }

    /// A page of kept answers, newest first; 0 is the page that the overview shows.
    pub fn answers(&self, data: &MyData, page: u16) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let answers = data.held.as_ref().map(|held| held.answers.as_slice()).unwrap_or_default();
        let pages = answers.len().div_ceil(SHOWN);
        let page = usize::from(page);
        if page >= pages {
            return self.overview(data);
        }
        let numbers = [("page", (page + 1).into()), ("pages", pages.into())];
        let shown = answers.iter().rev().skip(page * SHOWN).take(SHOWN);
        let title = texts.say(locale, "data-page", &numbers);
        let shown = shown.map(|answer| self.line(answer));
        let lines = [self.place(), title].into_iter().chain(shown);
        let turn = |key, to: usize| {
            let to = MyDataStep::Answers(u16::try_from(to).unwrap_or(0));
            Button::plain(texts.say(locale, key, &[]), self.id(to))
        };
        let mut buttons = Vec::new();
        if page > 0 {
            buttons.push(turn("button-data-newer", page - 1));
        }
        if page + 1 < pages {
            buttons.push(turn("button-data-older", page + 1));
        }
        buttons.extend([self.back(), button::help(texts, locale)]);
        Screen::text(paragraphs(lines)).buttons(buttons)
    }

    /// What is noted of somebody as staff; empty for everybody else.
    fn staff(&self, changes: usize) -> String {
        let (texts, locale) = (self.texts, self.locale);
        if changes == 0 {
            String::new()
        } else {
            texts.say(locale, "data-staff", &[("count", changes.into())])
        }
    }

    /// What a draft of an entry is; empty where there is none.
    fn draft(&self, data: &MyData) -> String {
        let column = |row: &RawRow| {
            let (_, until) = row.columns.iter().find(|(name, _)| name == "keep_until")?;
            jiff::Timestamp::from_millisecond(until.as_ref()?.parse().ok()?).ok()
        };
        let until = data.draft.as_ref().and_then(column);
        until.map_or_else(String::new, |until| {
            self.texts.say(self.locale, "data-draft", &[("until", when::stamp(until).into())])
        })
    }

    fn way_to_drop(&self, data: &MyData) -> Option<Button> {
        let label = self.texts.say(self.locale, "button-data-draft", &[]);
        data.draft.is_some().then(|| Button::plain(label, self.id(MyDataStep::DropDraft)))
    }

    /// One plain confirm before a choice goes off; with the `last` ones the settings go too.
    pub fn ask_off(&self, choices: ChoiceSet, last: bool) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let what =
            choices.iter().map(|choice| texts.say(locale, &format!("data-off-{}", keep::slug(choice)), &[]));
        let ask = texts.say(
            locale,
            "data-off-ask",
            &[
                ("choice", keep::names(texts, locale, choices).into()),
                ("what", texts.list(locale, what).into()),
            ],
        );
        let more = if last { texts.say(locale, "data-off-last", &[]) } else { String::new() };
        let yes = Button::danger(texts.say(locale, "button-off-yes", &[]), self.id(MyDataStep::Off(choices)));
        self.confirm(yes, [self.place(), ask, more])
    }

    /// After it went off.
    pub fn off_done(&self, choices: ChoiceSet) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let name = keep::names(texts, locale, choices);
        let done = texts.say(locale, "data-off-done", &[("choice", name.into())]);
        self.with_ways_on([self.place(), done])
    }

    /// One plain confirm before everything goes.
    pub fn ask_erase(&self) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let yes = Button::danger(texts.say(locale, "button-erase-yes", &[]), self.id(MyDataStep::Erase));
        self.confirm(yes, [self.place(), texts.say(locale, "data-erase-ask", &[])])
    }

    fn confirm(&self, yes: Button, lines: impl IntoIterator<Item = String>) -> Screen {
        let mut screen = self.with_ways_on(lines);
        if let Some(Row::Buttons(buttons)) = screen.rows.first_mut() {
            buttons.insert(0, yes);
        }
        screen
    }

    /// A text with the ways back and to help under it.
    fn with_ways_on(&self, lines: impl IntoIterator<Item = String>) -> Screen {
        let mut buttons = vec![self.back()];
        buttons.extend(self.others());
        buttons.push(button::help(self.texts, self.locale));
        Screen::text(paragraphs(lines)).buttons(buttons)
    }

    /// After everything went. What is noted of staff stays, and is said to stay.
    pub fn erased(&self, erased: Erased, changes: usize) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let key = match erased {
            Erased { anything: false, .. } => "data-erase-nothing",
            Erased { rows_gone: true, .. } => "data-erased",
            Erased { rows_gone: false, .. } => "data-erased-half",
        };
        let lines = [self.place(), texts.say(locale, key, &[]), self.staff(changes)];
        let ways = button::ways_to_help(texts, locale);
        Screen::text(paragraphs(lines)).buttons(self.others().into_iter().chain(ways).collect())
    }

    /// Before a file is sent: it goes through Discord.
    pub fn ask_export(&self, operator: &Operator) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let contact = [("contact", operator.contact.clone().into())];
        Screen::text(texts.say(locale, "data-export-ask", &contact)).buttons(vec![
            Button::main(texts.say(locale, "button-export-yes", &[]), self.id(MyDataStep::Export)),
            self.back(),
            button::help(texts, locale),
        ])
    }

    /// The files: one for machines, one for people.
    pub fn exported(&self, data: &MyData, changes: &[RawRow], json: String) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        Screen::text(paragraphs([self.place(), texts.say(locale, "data-exported", &[])]))
            .file("my-data.txt", copy::readable(texts, locale, &self.name(), data, changes))
            .file("my-data.json", json)
            .buttons(vec![self.back(), button::help(texts, locale)])
    }

    fn title(&self) -> String {
        paragraphs([self.place(), self.texts.say(self.locale, "data-title", &[])])
    }

    /// Which community it is; empty in that community itself.
    fn place(&self) -> String {
        match self.name() {
            name if name.is_empty() => name,
            name => self.texts.say(self.locale, "data-in", &[("name", name.into())]),
        }
    }

    /// Its name; empty in that community itself.
    fn name(&self) -> String {
        self.of.map_or_else(String::new, |(_, name)| places::named(self.texts, self.locale, name))
    }

    /// When everything goes, where the bot was taken out of the community.
    fn goes(&self, data: &MyData) -> String {
        data.goes.map_or_else(String::new, |date| {
            let last = when::full_date(self.texts, self.locale, date);
            self.texts.say(self.locale, "data-goes", &[("date", last.into())])
        })
    }

    fn line(&self, held: &HeldAnswer) -> String {
        answer_line(self.texts, self.locale, held, true)
    }

    fn copy(&self) -> Button {
        let label = self.texts.say(self.locale, "button-data-export", &[]);
        Button::plain(label, self.id(MyDataStep::AskExport))
    }

    /// The way back to the list of communities, in a direct message.
    fn others(&self) -> Option<Button> {
        let label = self.texts.say(self.locale, "button-data-others", &[]);
        self.of.map(|_| Button::plain(label, CustomId::MyDataOf(0)))
    }

    fn id(&self, step: MyDataStep) -> CustomId {
        CustomId::MyData(self.of.map(|(guild, _)| guild), step)
    }

    fn back(&self) -> Button {
        Button::plain(self.texts.say(self.locale, "button-cancel", &[]), self.id(MyDataStep::Show))
    }
}

/// What was deleted, and, where `waits`, that an old copy of it goes a little later.
pub fn deleted(texts: &Texts, locale: &str, mut screen: Screen, waits: bool) -> Screen {
    if waits {
        screen.content = paragraphs([screen.content, texts.say(locale, "data-copy-waits", &[])]);
    }
    screen
}

/// The lines before and after whole, and between them as many of the answers as fit; how many those are.
fn fitted(before: &[String], answers: &[String], after: &[String]) -> (String, usize) {
    let all = |shown: usize| paragraphs(before.iter().chain(&answers[..shown]).chain(after).cloned());
    let fits = |shown: &usize| all(*shown).encode_utf16().count() + FOR_NEWS <= LONGEST;
    let shown = (0..=answers.len()).rev().find(fits).unwrap_or(0);
    (all(shown), shown)
}

/// What is kept for days.
fn days(texts: &Texts, locale: &str, days: Option<&DaysBox>) -> Vec<String> {
    let total = days.map_or(0, DaysBox::total);
    let mut lines = vec![texts.say(locale, "data-days", &[("total", total.into())])];
    if let Some(days) = days {
        let args = [
            ("times", days.came_back().into()),
            ("breaks", days.pauses.len().into()),
            ("run", if days.run { "yes" } else { "no" }.into()),
        ];
        lines.push(texts.say(locale, "data-days-more", &args));
    }
    lines
}

/// How many answers and own words are kept.
fn answers_kept(texts: &Texts, locale: &str, held: &Holdings) -> Vec<String> {
    let long = if held.member.keep_answers == KeepAnswers::Months13 { "yes" } else { "no" };
    let args = [("count", held.answers.len().into()), ("long", long.into())];
    let mut lines = vec![texts.say(locale, "data-answers", &args)];
    let words = held.answers.iter().filter(|answer| answer.words.is_some()).count();
    if words > 0 {
        let days = held.member.keep_words.days();
        lines.push(texts.say(locale, "data-words", &[("count", words.into()), ("days", days.into())]));
    }
    lines
}

/// What is locked and what is not, of what is on.
pub fn locked(texts: &Texts, locale: &str, on: ChoiceSet) -> String {
    let of = |lock: &str| {
        let keys = on.iter().map(|choice| format!("data-{lock}-{}", keep::slug(choice)));
        let known: Vec<_> = keys.filter(|key| texts.has(key)).collect();
        known.into_iter().map(|key| texts.say(locale, &key, &[])).collect::<Vec<_>>()
    };
    let open = [texts.say(locale, "data-open-all", &[])].into_iter().chain(of("open"));
    let open = texts.say(locale, "data-open", &[("what", texts.list(locale, open).into())]);
    let locked = of("locked");
    let locked = (!locked.is_empty())
        .then(|| texts.say(locale, "data-locked", &[("what", texts.list(locale, locked).into())]));
    paragraphs(locked.into_iter().chain([open]))
}

/// What is kept for reminders; some picked nothing yet.
pub fn reminders(texts: &Texts, locale: &str, kept: Option<&Reminder>) -> String {
    let picked = kept.and_then(|kept| Some((kept, kept.days?)));
    let Some((kept, days)) = picked else { return texts.say(locale, "data-remind-nothing", &[]) };
    let days = when::days(texts, locale, days);
    let time = kept.hour.map(reminder::clock).unwrap_or_default();
    let key = if kept.hour.is_some() { "data-remind" } else { "data-remind-days" };
    let mut said = texts.say(locale, key, &[("days", days.into()), ("time", time.into())]);
    if let Some(picked) = kept.picked {
        let days = when::days(texts, locale, picked);
        said =
            texts.sentences(locale, said, texts.say(locale, "data-remind-picked", &[("days", days.into())]));
    }
    let id = if kept.user.is_some() { "data-remind-id" } else { "data-remind-no-id" };
    let rest = kept.rest.map(|rest| texts.say(locale, reminder::short_rest_key(rest), &[]));
    let said = texts.sentences(locale, said, texts.say(locale, id, &[]));
    rest.map_or(said.clone(), |rest| texts.sentences(locale, said, rest))
}

/// For what somebody counts in the group's numbers; nothing while they count for nothing.
fn counted(texts: &Texts, locale: &str, held: Option<&CountedHeld>) -> String {
    let Some(held) = held else { return texts.say(locale, "data-counted-nothing", &[]) };
    let what = texts.list(locale, held.cells.iter().map(|cell| counted_as(texts, locale, *cell)));
    let until = when::date(texts, locale, held.last_day());
    texts.say(locale, "data-counted", &[("what", what.into()), ("until", until.into())])
}

/// What somebody counts for, in words.
pub fn counted_as(texts: &Texts, locale: &str, cell: Cell) -> String {
    let word = |of: &str, slug: &str| texts.say(locale, &format!("{of}-{slug}"), &[]);
    let in_cell = |key, part: String| {
        let own = word("cell", cell.slug());
        texts.say(locale, key, &[("part", part.into()), ("cell", own.into())])
    };
    match cell.figure() {
        Figure::TookPart => texts.say(locale, "counted-took-part", &[]),
        Figure::Support => in_cell("counted-support", String::new()),
        Figure::Topic => in_cell("counted-topic", String::new()),
        Figure::Scale(part) => in_cell("counted-scale", word("component", part.slug())),
    }
}

/// A kept answer in plain words; one that cannot be read is shown by its date alone.
/// With `short`, a long question is cut.
pub fn answer_line(texts: &Texts, locale: &str, held: &HeldAnswer, short: bool) -> String {
    let (question, answer) = kept_words(texts, locale, held);
    let question = if short { shortened(&question) } else { question };
    let date = held.date.to_string();
    texts.say(
        locale,
        "data-answer",
        &[("date", date.into()), ("question", question.into()), ("answer", answer.into())],
    )
}

/// The question of a kept answer, and the answer in words; both empty when it cannot be read.
pub fn kept_words(texts: &Texts, locale: &str, held: &HeldAnswer) -> (String, String) {
    let Some(kept) = KeptAnswer::read(held) else { return Default::default() };
    let answer = match kept.given.as_str() {
        "h" => texts.say(locale, "button-hard", &[]),
        "s" => texts.say(locale, "button-skip", &[]),
        _ => kept.answer,
    };
    (kept.question, answer)
}

/// The most characters of a question where several stand below each other.
const SHORT: usize = 90;

/// A question that leaves room for others.
pub fn shortened(question: &str) -> String {
    if question.chars().count() <= SHORT {
        return question.to_owned();
    }
    question.chars().take(SHORT - 1).chain(['…']).collect()
}

/// What the member set for themselves; none when nothing is.
fn settings(texts: &Texts, locale: &str, member: &Member) -> Option<String> {
    let set = settings_of(texts, locale, member);
    (!set.is_empty())
        .then(|| texts.say(locale, "data-settings", &[("settings", texts.list(locale, set).into())]))
}

/// Each thing that the member set for themselves.
pub fn settings_of(texts: &Texts, locale: &str, member: &Member) -> Vec<String> {
    let country = member.country.as_deref().and_then(|code| texts.help().country_name(code));
    let long = (member.keep_answers == KeepAnswers::Months13).then(String::new);
    let words = (member.keep_words != KeepWords::default()).then(|| member.keep_words.days().to_string());
    let set = [
        member.zone.as_deref().map(|zone| ("data-zone", zone.to_owned())),
        country.map(|name| ("data-country", name.to_owned())),
        member.day_start.map(|time| ("data-day-start", when::clock(time))),
        long.map(|value| ("data-keep-long", value)),
        words.map(|value| ("data-keep-words", value)),
    ];
    let set = set.into_iter().flatten();
    set.map(|(key, value)| texts.say(locale, key, &[("value", value.into())])).collect()
}
