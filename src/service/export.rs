//! What is kept about somebody, to take along: as JSON for machines. The readable text is the renderer's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::check_ins::KeptAnswer;
use super::my_data::MyData;
use crate::domain::community::Days;
use crate::domain::days::Pause;
use crate::domain::engagement::Cell;
use crate::domain::ids::GuildId;
use crate::domain::keeping::KeepAnswers;
use crate::domain::reminder::{Reminder, Rest};
use crate::domain::suggestion::Suggestion;
use crate::store::{CountedHeld, HeldSuggestion, RawRow};

/// The version of the layout below; it grows when a reader would have to change.
const LAYOUT: u32 = 1;

#[derive(Serialize)]
struct Everything<'a> {
    layout: u32,
    exported_at: String,
    community: String,
    choices: Vec<ChoiceOut>,
    settings: Option<SettingsOut<'a>>,
    days: Option<DaysOut>,
    answers: Vec<AnswerOut>,
    group_counts: Option<CountedOut>,
    reminders: Option<RemindersOut>,
    suggestions: Vec<SuggestionOut>,
    changes_as_staff: Vec<BTreeMap<&'a str, &'a Option<String>>>,
    draft_of_an_entry: Option<BTreeMap<&'a str, &'a Option<String>>>,
}

#[derive(Serialize)]
struct ChoiceOut {
    choice: &'static str,
    text_version: u32,
    given_at: String,
}

#[derive(Serialize)]
struct SettingsOut<'a> {
    month_last_seen: &'a str,
    zone: &'a Option<String>,
    country: &'a Option<String>,
    day_start: Option<String>,
    locale: &'a Option<String>,
    answers_kept_for_13_months: bool,
    days_own_words_are_kept: u8,
}

#[derive(Serialize)]
struct DaysOut {
    total: u32,
    times_came_back: u32,
    dates: Vec<Date>,
    current_run_shown: bool,
    breaks: Vec<Pause>,
}

#[derive(Serialize)]
struct RemindersOut {
    /// Monday is 1.
    weekdays: Vec<i8>,
    /// Those that were picked, while it is once a week.
    weekdays_picked: Vec<i8>,
    hour: Option<i8>,
    resting: Option<Rest>,
    discord_id: Option<String>,
    direct_channel: Option<String>,
    unanswered_in_a_row: u8,
    last_sent_at: Option<String>,
    /// Whether it met a button or a check-in; none while its day is not over.
    last_was_met: Option<bool>,
    /// The last date that had one, or is to have none.
    last_date_done: Option<Date>,
    next_due_at: Option<String>,
}

#[derive(Serialize)]
struct CountedOut {
    period_began_at: String,
    period_ends_at: String,
    counted: Vec<CellOut>,
}

#[derive(Serialize)]
struct CellOut {
    figure: &'static str,
    cell: &'static str,
}

#[derive(Serialize)]
struct SuggestionOut {
    id: String,
    title: String,
    link_or_number: String,
    why: String,
    sent_at: String,
    kept_until: Date,
    decided: Option<String>,
    discord_id: Option<String>,
    tell_at: Option<String>,
}

#[derive(Serialize)]
struct AnswerOut {
    date: Date,
    question: String,
    answer: String,
    kept_until: Date,
    check_in: String,
    own_words: Option<String>,
    own_words_kept_until: Option<Date>,
}

/// Everything kept in one community about whoever `data` is of, as JSON for people to read too.
pub fn json(guild: GuildId, data: &MyData, changes: &[RawRow], now: Timestamp) -> String {
    let held = data.held.as_ref();
    let out = Everything {
        layout: LAYOUT,
        exported_at: now.to_string(),
        community: guild.to_string(),
        choices: held.map(|held| held.consents.as_slice()).unwrap_or_default().iter().map(choice).collect(),
        settings: held.map(|held| SettingsOut {
            month_last_seen: &held.member.last_seen,
            zone: &held.member.zone,
            country: &held.member.country,
            day_start: held.member.day_start.map(|time| time.to_string()),
            locale: &held.member.locale,
            answers_kept_for_13_months: held.member.keep_answers == KeepAnswers::Months13,
            days_own_words_are_kept: held.member.keep_words.days(),
        }),
        days: held.and_then(|held| held.days.as_ref()).map(|days| DaysOut {
            total: days.total(),
            times_came_back: days.came_back(),
            dates: days.dates().to_vec(),
            current_run_shown: days.run,
            breaks: days.pauses.clone(),
        }),
        answers: held.map(|held| held.answers.as_slice()).unwrap_or_default().iter().map(answer).collect(),
        group_counts: held.and_then(|held| held.counted.as_ref()).map(counted),
        reminders: held.and_then(|held| held.reminder.as_ref()).map(reminders),
        suggestions: data.suggestions.iter().map(suggestion).collect(),
        changes_as_staff: changes.iter().map(as_staff).collect(),
        draft_of_an_entry: data.draft.as_ref().map(as_staff),
    };
    serde_json::to_string_pretty(&out).expect("plain data always makes JSON")
}

fn choice(held: &crate::store::ConsentHeld) -> ChoiceOut {
    ChoiceOut { choice: held.choice.name(), text_version: held.version, given_at: held.given_at.to_string() }
}

fn answer(held: &crate::store::HeldAnswer) -> AnswerOut {
    // One that cannot be read goes along as it lies there.
    let (question, answer) = KeptAnswer::read(held).map_or_else(
        || (String::new(), held.answer.clone()),
        |kept| {
            let answer = match kept.given.as_str() {
                "h" => "(hard day)".to_owned(),
                "s" => "(skip)".to_owned(),
                _ => kept.answer,
            };
            (kept.question, answer)
        },
    );
    AnswerOut {
        date: held.date,
        question,
        answer,
        kept_until: held.keep_until,
        check_in: held.what.clone(),
        own_words: held.words.as_ref().map(|words| words.text.clone()),
        own_words_kept_until: held.words.as_ref().map(|words| words.keep_until),
    }
}

fn counted(held: &CountedHeld) -> CountedOut {
    let cell = |cell: &Cell| CellOut { figure: cell.figure().slug(), cell: cell.slug() };
    CountedOut {
        period_began_at: held.start.to_string(),
        period_ends_at: held.end.to_string(),
        counted: held.cells.iter().map(cell).collect(),
    }
}

fn reminders(kept: &Reminder) -> RemindersOut {
    let weekdays = |days: Option<Days>| {
        let bits = days.map_or(0, Days::bits);
        (1..=7).filter(|day| bits & (1 << (day - 1)) != 0).collect()
    };
    RemindersOut {
        weekdays: weekdays(kept.days),
        weekdays_picked: weekdays(kept.picked),
        hour: kept.hour,
        resting: kept.rest,
        discord_id: kept.user.map(|user| user.to_string()),
        direct_channel: kept.channel.map(|channel| channel.to_string()),
        unanswered_in_a_row: kept.unanswered,
        last_sent_at: kept.last.map(|last| last.at.to_string()),
        last_was_met: kept.last_was_met(),
        last_date_done: kept.done,
        next_due_at: kept.next.as_ref().map(|next| next.slot.due.to_string()),
    }
}

fn suggestion(held: &HeldSuggestion) -> SuggestionOut {
    let text = held.suggestion.as_ref();
    SuggestionOut {
        id: held.id.to_string(),
        title: text.map(|text| text.title.clone()).unwrap_or_default(),
        link_or_number: text.map(Suggestion::way).unwrap_or_default(),
        why: text.map(|text| text.why.clone()).unwrap_or_default(),
        sent_at: held.given_at.to_string(),
        kept_until: held.keep_until,
        decided: held.outcome.clone(),
        discord_id: held.tell.map(|user| user.to_string()),
        tell_at: held.due.map(|due| due.to_string()),
    }
}

fn as_staff(row: &RawRow) -> BTreeMap<&str, &Option<String>> {
    row.columns.iter().map(|(name, value)| (name.as_str(), value)).collect()
}
