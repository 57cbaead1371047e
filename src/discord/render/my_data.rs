//! `/my-data`: what is kept, in plain words, and the two ways to end it.

use super::screen::{Button, Offer, Offers, Screen, Select};
use super::{button, keep, paragraphs, reminder, suggestion, when};
use crate::config::Operator;
use crate::discord::custom_id::{CustomId, MyDataStep};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::domain::days::DaysBox;
use crate::domain::engagement::{Cell, Figure};
use crate::domain::ids::GuildId;
use crate::domain::keeping::KeepAnswers;
use crate::domain::plain::is_marked_up;
use crate::domain::reminder::Reminder;
use crate::service::check_ins::KeptAnswer;
use crate::service::my_data::MyData;
use crate::store::{CountedHeld, Erased, HeldAnswer, HeldSuggestion, Member, RawRow};
use crate::words::Texts;

/// How many kept answers are shown at once.
const SHOWN: usize = 7;

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
    pub fn overview(&self, data: &MyData) -> Screen {
        self.page(data, true)
    }

    /// The overview with the newest answers in short, or with all of them whole and what was written
    /// beside them.
    fn page(&self, data: &MyData, short: bool) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let say = |key| texts.say(locale, key, &[]);
        let staff = paragraphs([self.staff(data.changes), self.draft(data)]);
        let draft = data
            .draft
            .is_some()
            .then(|| Button::plain(say("button-data-draft"), self.id(MyDataStep::DropDraft)));
        let Some(held) = &data.held else {
            if !data.suggestions.is_empty() {
                return self.suggestions_alone(data, short, staff);
            }
            let copy = |_: &Button| Button::plain(say("button-data-export"), self.id(MyDataStep::AskExport));
            let copy = draft.as_ref().map(copy);
            let ways = button::ways_to_help(texts, locale);
            let buttons = draft.into_iter().chain(copy).chain(ways).collect();
            return Screen::text(paragraphs([self.place(), say("data-nothing"), staff])).buttons(buttons);
        };
        let on = held.member.choices;
        let when =
            held.consents.iter().map(|consent| consent.given_at.strftime("%Y-%m-%d").to_string()).max();
        let seen = held.member.last_seen.clone();
        let mut lines = vec![
            self.title(),
            texts.say(locale, "data-on", &[("choices", keep::names(texts, locale, on).into())]),
            texts.say(locale, "data-consent", &[("when", when.unwrap_or_default().into())]),
            texts.say(locale, "data-seen", &[("month", seen.into())]),
        ];
        if on.contains(Choice::CountDays) {
            let total = held.days.as_ref().map_or(0, DaysBox::total);
            lines.push(texts.say(locale, "data-days", &[("total", total.into())]));
        }
        if on.contains(Choice::KeepAnswers) {
            let long = if held.member.keep_answers == KeepAnswers::Months13 { "yes" } else { "no" };
            let args = [("count", held.answers.len().into()), ("long", long.into())];
            lines.push(texts.say(locale, "data-answers", &args));
            let words = held.answers.iter().filter(|answer| answer.words.is_some()).count();
            if words > 0 {
                let days = held.member.keep_words.days();
                lines.push(texts.say(
                    locale,
                    "data-words",
                    &[("count", words.into()), ("days", days.into())],
                ));
            }
            for answer in held.answers.iter().rev().take(if short { SHOWN } else { usize::MAX }) {
                lines.push(answer_line(texts, locale, answer, short));
                lines.extend(answer.words.as_ref().filter(|_| !short).map(|words| words.text.clone()));
            }
        }
        if on.contains(Choice::GroupCounts) {
            lines.push(counted(texts, locale, held.counted.as_ref()));
        }
        if let Some(settings) = settings(texts, locale, &held.member) {
            lines.push(settings);
        }
        if on.contains(Choice::RemindMe) {
            lines.push(reminders(texts, locale, held.reminder.as_ref()));
        }
        lines.extend(self.suggestion_lines(data, short));
        lines.extend([say("data-lock"), staff]);
        let off = on.iter().map(|choice| {
            let name = keep::choice(texts, locale, choice);
            let label = texts.say(locale, "button-data-off", &[("choice", name.into())]);
            Button::plain(label, self.id(MyDataStep::AskOff(ChoiceSet::NONE.with(choice))))
        });
        let mut last: Vec<Button> = draft.into_iter().collect();
        // In a direct message only the buttons of this page work.
        if on.contains(Choice::RemindMe) && self.of.is_none() {
            last.push(reminder::button(texts, locale));
        }
        if held.answers.len() > SHOWN {
            last.push(Button::plain(say("button-data-older"), self.id(MyDataStep::Answers(1))));
        }
        last.extend(self.way_to_suggestions(data));
        last.push(Button::plain(say("button-data-export"), self.id(MyDataStep::AskExport)));
        last.push(Button::danger(say("button-data-erase"), self.id(MyDataStep::AskErase)));
        last.push(button::help(texts, locale));
        Screen::text(paragraphs(lines)).buttons(off.collect()).buttons(last)
    }

    /// The page of somebody of whom nothing is kept but what they suggested.
    fn suggestions_alone(&self, data: &MyData, short: bool, staff: String) -> Screen {
        let say = |key| self.texts.say(self.locale, key, &[]);
        let lines = [self.title()].into_iter().chain(self.suggestion_lines(data, short));
        let lines = lines.chain([say("data-suggestions-lock"), staff]);
        let mut buttons: Vec<Button> = self.way_to_suggestions(data).into_iter().collect();
        buttons.push(Button::plain(say("button-data-export"), self.id(MyDataStep::AskExport)));
        buttons.push(Button::danger(say("button-data-erase"), self.id(MyDataStep::AskErase)));
        buttons.push(button::help(self.texts, self.locale));
        Screen::text(paragraphs(lines)).buttons(buttons)
    }

    /// How many suggestions are kept, or with all of them whole.
    fn suggestion_lines(&self, data: &MyData, short: bool) -> Vec<String> {
        if data.suggestions.is_empty() {
            return Vec::new();
        }
        let count = [("count", data.suggestions.len().into())];
        let whole = data.suggestions.iter().filter(|_| !short).map(|held| self.suggestion(held));
        [self.texts.say(self.locale, "data-suggestions", &count)].into_iter().chain(whole).collect()
    }

    fn way_to_suggestions(&self, data: &MyData) -> Option<Button> {
        let label = self.texts.say(self.locale, "button-data-suggestions", &[]);
        (!data.suggestions.is_empty()).then(|| Button::plain(label, self.id(MyDataStep::Suggested)))
    }

    /// One suggestion, why it is kept and until when.
    fn suggestion(&self, held: &HeldSuggestion) -> String {
        let (texts, locale) = (self.texts, self.locale);
        let until = [("until", suggestion::day(texts, locale, held.keep_until).into())];
        let text = held.suggestion.as_ref().map(|text| suggestion::quoted(texts, locale, text));
        let key = if text.is_some() { "data-suggestion" } else { "data-suggestion-decided" };
        let until = texts.say(locale, key, &until);
        let tell = held.tell.map(|_| texts.say(locale, "data-suggestion-tell", &[]));
        paragraphs(text.into_iter().chain([until]).chain(tell))
    }

    /// What the member suggested, each with the way to take it back; `gone` says what became of that.
    pub fn suggested(&self, data: &MyData, gone: Option<bool>) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let key = |gone| if gone { "data-taken-back" } else { "data-take-back-nothing" };
        let first = gone.map(|gone| texts.say(locale, key(gone), &[]));
        let count = [("count", data.suggestions.len().into())];
        let heading = texts.say(locale, "data-suggestions", &count);
        // As many as may wait at once, and those about which somebody is still to be told: the newest.
        let shown = || data.suggestions.iter().rev().take(5);
        let lines = first.into_iter().chain([heading]).chain(shown().map(|held| self.suggestion(held)));
        let back = shown().enumerate().map(|(at, held)| {
            let title = held.suggestion.as_ref().map(|text| text.title.clone());
            let title = title.unwrap_or_else(|| (at + 1).to_string());
            let label = texts.say(locale, "button-data-take-back", &[("title", title.into())]);
            Button::plain(label, self.id(MyDataStep::TakeBack(held.id)))
        });
        Screen::text(paragraphs(lines))
            .buttons(back.collect())
            .buttons(vec![self.back(), button::help(texts, locale)])
    }

    /// A page of kept answers, newest first; 0 is the page that the overview shows.
    pub fn answers(&self, data: &MyData, page: u16) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let answers = data.held.as_ref().map(|held| held.answers.as_slice()).unwrap_or_default();
        let pages = answers.len().div_ceil(SHOWN);
        let page = usize::from(page);
        if page == 0 || page >= pages {
            return self.overview(data);
        }
        let numbers = [("page", (page + 1).into()), ("pages", pages.into())];
        let shown = answers.iter().rev().skip(page * SHOWN).take(SHOWN);
        let title = texts.say(locale, "data-page", &numbers);
        let shown = shown.map(|answer| answer_line(texts, locale, answer, true));
        let lines = [title].into_iter().chain(shown);
        let turn = |key, to: usize| {
            let to = MyDataStep::Answers(u16::try_from(to).unwrap_or(0));
            Button::plain(texts.say(locale, key, &[]), self.id(to))
        };
        let mut buttons = vec![turn("button-data-newer", page - 1)];
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

    /// One plain confirm before a choice goes off.
    pub fn ask_off(&self, choices: ChoiceSet) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let what =
            choices.iter().map(|choice| texts.say(locale, &format!("data-off-{}", keep::slug(choice)), &[]));
        let content = texts.say(
            locale,
            "data-off-ask",
            &[
                ("choice", keep::names(texts, locale, choices).into()),
                ("what", texts.list(locale, what).into()),
            ],
        );
        Screen::text(content).buttons(vec![
            Button::danger(texts.say(locale, "button-off-yes", &[]), self.id(MyDataStep::Off(choices))),
            self.back(),
            button::help(texts, locale),
        ])
    }

    /// After it went off.
    pub fn off_done(&self, choices: ChoiceSet) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let name = keep::names(texts, locale, choices);
        Screen::text(texts.say(locale, "data-off-done", &[("choice", name.into())]))
            .buttons(vec![self.back(), button::help(texts, locale)])
    }

    /// One plain confirm before everything goes.
    pub fn ask_erase(&self) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        Screen::text(texts.say(locale, "data-erase-ask", &[])).buttons(vec![
            Button::danger(texts.say(locale, "button-erase-yes", &[]), self.id(MyDataStep::Erase)),
            self.back(),
            button::help(texts, locale),
        ])
    }

    /// After everything went. What is noted of staff stays, and is said to stay.
    pub fn erased(&self, erased: Erased, changes: usize) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let key = match erased {
            Erased { anything: false, .. } => "data-erase-nothing",
            Erased { rows_gone: true, .. } => "data-erased",
            Erased { rows_gone: false, .. } => "data-erased-half",
        };
        let lines = [texts.say(locale, key, &[]), self.staff(changes)];
        Screen::text(paragraphs(lines)).buttons(button::ways_to_help(texts, locale))
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
    pub fn exported(&self, data: &MyData, json: String) -> Screen {
        let (texts, locale) = (self.texts, self.locale);
        let plain = |line: String| line.replace("**", "").replace('*', "");
        let mut lines = vec![plain(self.page(data, false).content)];
        if let Some(days) = data.held.as_ref().and_then(|held| held.days.as_ref()) {
            let dates = texts.list(locale, days.dates().iter().map(ToString::to_string));
            lines.push(texts.say(locale, "data-dates", &[("dates", dates.into())]));
        }
        Screen::text(texts.say(locale, "data-exported", &[]))
            .file("my-data.txt", lines.join("\n"))
            .file("my-data.json", json)
            .buttons(vec![self.back(), button::help(texts, locale)])
    }

    fn title(&self) -> String {
        paragraphs([self.place(), self.texts.say(self.locale, "data-title", &[])])
    }

    /// Which community it is; empty in that community itself.
    fn place(&self) -> String {
        let (texts, locale) = (self.texts, self.locale);
        self.of.map_or_else(String::new, |(_, name)| {
            let name = name.map_or_else(|| texts.say(locale, "data-left", &[]), plain_name);
            texts.say(locale, "data-in", &[("name", name.into())])
        })
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

/// In a direct message: which of the communities that hold something.
pub fn which(texts: &Texts, locale: &str, held: &[(GuildId, Option<String>)]) -> Screen {
    let offers = held.iter().map(|(guild, name)| Offer {
        label: name.as_deref().map_or_else(|| texts.say(locale, "data-left", &[]), plain_name),
        value: guild.to_string(),
        chosen: false,
    });
    Screen::text(texts.say(locale, "data-which", &[("count", held.len().into())]))
        .select(Select {
            id: CustomId::MyDataOf,
            placeholder: texts.say(locale, "data-pick", &[]),
            offers: Offers::Words(offers.take(25).collect()),
            least: 1,
            most: 1,
        })
        .buttons(button::ways_to_help(texts, locale))
}

/// In a direct message, when no community holds anything.
pub fn nowhere(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "data-nowhere", &[])).buttons(button::ways_to_help(texts, locale))
}

/// A community's name as plain words: its people chose it, and it must not dress up as ours.
fn plain_name(name: &str) -> String {
    name.chars().filter(|mark| !is_marked_up(mark.encode_utf8(&mut [0; 4]))).collect()
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
    let rest = kept.rest.map(|rest| texts.say(locale, reminder::rest_key(rest), &[]));
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

fn counted_as(texts: &Texts, locale: &str, cell: Cell) -> String {
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
    let country = member.country.as_deref().and_then(|code| texts.help().country_name(code));
    let set = [
        member.zone.as_deref().map(|zone| ("data-zone", zone.to_owned())),
        country.map(|name| ("data-country", name.to_owned())),
        member.day_start.map(|time| ("data-day-start", when::clock(time))),
    ];
    let set: Vec<_> = set
        .into_iter()
        .flatten()
        .map(|(key, value)| texts.say(locale, key, &[("value", value.into())]))
        .collect();
    (!set.is_empty())
        .then(|| texts.say(locale, "data-settings", &[("settings", texts.list(locale, set).into())]))
}
