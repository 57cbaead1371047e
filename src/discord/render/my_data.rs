//! `/my-data`: what is kept, in plain words, and the two ways to end it.

use super::screen::{Button, Screen};
use super::{keep, paragraphs};
use crate::discord::custom_id::{CustomId, MyDataStep};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::service::check_ins::KeptAnswer;
use crate::store::{Erased, HeldAnswer, Holdings};
use crate::words::Texts;

/// How many kept answers are shown; the rest are counted.
const SHOWN: usize = 7;

/// The overview, or a plain "nothing".
pub fn overview(texts: &Texts, locale: &str, held: Option<&Holdings>) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let Some(held) = held else {
        return Screen::text(paragraphs([say("data-nothing"), say("data-staff")]));
    };
    let on = held.member.choices;
    let when = held.consents.iter().map(|consent| consent.given_at.strftime("%Y-%m-%d").to_string()).max();
    let mut lines = vec![
        say("data-title"),
        texts.say(locale, "data-on", &[("choices", keep::names(texts, locale, on).into())]),
        texts.say(locale, "data-consent", &[("when", when.unwrap_or_default().into())]),
    ];
    if let Some(days) = &held.days {
        lines.push(texts.say(locale, "data-days", &[("total", days.total().into())]));
    }
    if on.contains(Choice::KeepAnswers) {
        lines.push(texts.say(locale, "data-answers", &[("count", held.answers.len().into())]));
        lines.extend(held.answers.iter().rev().take(SHOWN).map(|answer| answer_line(texts, locale, answer)));
        let more = held.answers.len().saturating_sub(SHOWN);
        if more > 0 {
            lines.push(texts.say(locale, "data-more", &[("count", more.into())]));
        }
    }
    lines.extend([say("data-lock"), say("data-staff")]);
    let off = on.iter().map(|choice| {
        let name = keep::choice(texts, locale, choice);
        let label = texts.say(locale, "button-data-off", &[("choice", name.into())]);
        Button::plain(label, CustomId::MyData(MyDataStep::AskOff(ChoiceSet::NONE.with(choice))))
    });
    Screen::text(paragraphs(lines))
        .buttons(off.collect())
        .buttons(vec![Button::danger(say("button-data-erase"), CustomId::MyData(MyDataStep::AskErase))])
}

/// One plain confirm before a choice goes off.
pub fn ask_off(texts: &Texts, locale: &str, choices: ChoiceSet) -> Screen {
    let what =
        choices.iter().map(|choice| texts.say(locale, &format!("data-off-{}", keep::slug(choice)), &[]));
    let content = texts.say(
        locale,
        "data-off-ask",
        &[("choice", keep::names(texts, locale, choices).into()), ("what", texts.list(locale, what).into())],
    );
    Screen::text(content).buttons(vec![
        Button::danger(texts.say(locale, "button-off-yes", &[]), CustomId::MyData(MyDataStep::Off(choices))),
        back(texts, locale),
    ])
}

/// After it went off.
pub fn off_done(texts: &Texts, locale: &str, choices: ChoiceSet) -> Screen {
    let name = keep::names(texts, locale, choices);
    Screen::text(texts.say(locale, "data-off-done", &[("choice", name.into())]))
        .buttons(vec![back(texts, locale)])
}

/// One plain confirm before everything goes.
pub fn ask_erase(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "data-erase-ask", &[])).buttons(vec![
        Button::danger(texts.say(locale, "button-erase-yes", &[]), CustomId::MyData(MyDataStep::Erase)),
        back(texts, locale),
    ])
}

/// After everything went.
pub fn erased(texts: &Texts, locale: &str, erased: Erased) -> Screen {
    let key = if erased.anything { "data-erased" } else { "data-erase-nothing" };
    Screen::text(texts.say(locale, key, &[]))
}

/// A kept answer in plain words; one that cannot be read is shown by its date alone.
pub fn answer_line(texts: &Texts, locale: &str, held: &HeldAnswer) -> String {
    let kept: Option<KeptAnswer> = serde_json::from_str(&held.answer).ok();
    let (question, answer) = kept.map_or_else(Default::default, |kept| {
        let answer = match kept.given.as_str() {
            "h" => texts.say(locale, "button-hard", &[]),
            "s" => texts.say(locale, "button-skip", &[]),
            _ => kept.answer,
        };
        (kept.question, answer)
    });
    let date = held.date.to_string();
    texts.say(
        locale,
        "data-answer",
        &[("date", date.into()), ("question", question.into()), ("answer", answer.into())],
    )
}

fn back(texts: &Texts, locale: &str) -> Button {
    Button::plain(texts.say(locale, "button-cancel", &[]), CustomId::MyData(MyDataStep::Show))
}
