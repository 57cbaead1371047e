//! *Keep something?*: the offer, the whole text, and the yes.

use super::screen::{Button, Does, Look, Screen};
use super::{button, card, paragraphs};
use crate::config::Operator;
use crate::discord::custom_id::{CustomId, KeepState, KeepStep};
use crate::domain::consent::{Choice, ChoiceSet};
use crate::service::check_ins::OFFERED;
use crate::service::keeping::{Agreed, Carried};
use crate::words::Texts;

/// The choices, with those ticked so far and those that are on already.
pub fn choices(texts: &Texts, locale: &str, on: ChoiceSet, state: &KeepState) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let mut lines = vec![say("keep-intro")];
    let mut ticks = Vec::new();
    for choice in OFFERED {
        if on.contains(choice) {
            let name = self::choice(texts, locale, choice);
            lines.push(texts.say(locale, "keep-row-on", &[("choice", name.into())]));
            continue;
        }
        let ticked = state.ticked.contains(choice);
        let key = format!("keep-row-{}", slug(choice));
        lines.push(texts.say(locale, &key, &[("ticked", if ticked { "yes" } else { "no" }.into())]));
        let after = if ticked { state.ticked.without(choice) } else { state.ticked.with(choice) };
        ticks.push(Button {
            label: self::choice(texts, locale, choice),
            does: Does::Press(CustomId::Keep(KeepStep::Choose, KeepState { ticked: after, ..state.clone() })),
            look: if ticked { Look::Yes } else { Look::Plain },
        });
    }
    let go_on = CustomId::Keep(KeepStep::Age, state.clone());
    let turn_on = Button {
        label: say("button-keep-on"),
        does: if state.ticked.is_empty() { Does::Wait(go_on) } else { Does::Press(go_on) },
        look: Look::Main,
    };
    Screen::text(paragraphs(lines)).buttons(ticks).buttons(vec![
        turn_on,
        Button::plain(say("button-keep-read"), CustomId::Keep(KeepStep::Read, state.clone())),
        Button::plain(say("button-keep-not-now"), CustomId::Keep(KeepStep::NotNow, state.clone())),
        button::help(texts, locale),
    ])
}

/// The whole text of what a yes means, and the way back to the choices.
pub fn whole_text(texts: &Texts, locale: &str, operator: &Operator, state: &KeepState) -> Screen {
    let content = texts.say(
        locale,
        "keep-whole",
        &[("operator", operator.name.clone().into()), ("privacy", operator.privacy_url.clone().into())],
    );
    let back = texts.say(locale, "button-keep-back", &[]);
    let back = Button::main(back, CustomId::Keep(KeepStep::Choose, state.clone()));
    Screen::text(content).buttons(vec![back, button::help(texts, locale)])
}

/// 18 and over, asked once, with what the yes turns on.
pub fn age(texts: &Texts, locale: &str, state: &KeepState) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let step = |step| CustomId::Keep(step, state.clone());
    let choices = names(texts, locale, state.ticked);
    Screen::text(texts.say(locale, "keep-age", &[("choices", choices.into())])).buttons(vec![
        Button { label: say("button-age-yes"), does: Does::Press(step(KeepStep::Agree)), look: Look::Yes },
        Button::plain(say("button-age-no"), step(KeepStep::Under18)),
        Button::plain(say("button-keep-not-now"), step(KeepStep::NotNow)),
        button::help(texts, locale),
    ])
}

/// After *I am under 18*.
pub fn under_18(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "keep-under-18", &[])).buttons(button::ways_to_help(texts, locale))
}

/// After *Not now*.
pub fn not_now(texts: &Texts, locale: &str) -> Screen {
    Screen::text(texts.say(locale, "keep-not-now", &[])).buttons(button::ways_to_help(texts, locale))
}

/// When there is nothing left to turn on. An answer that came along is not kept a second time.
pub fn all_on(texts: &Texts, locale: &str, state: &KeepState) -> Screen {
    let key = if state.answer.is_some() { "keep-already-answer" } else { "keep-already" };
    Screen::text(texts.say(locale, key, &[])).buttons(button::ways_to_help(texts, locale))
}

/// After the yes.
pub fn done(texts: &Texts, locale: &str, agreed: &Agreed) -> Screen {
    let say = |key| texts.say(locale, key, &[]);
    let choices = names(texts, locale, agreed.turned_on);
    let mut lines = vec![texts.say(locale, "keep-done", &[("choices", choices.into())])];
    match &agreed.answer {
        Carried::None => {}
        Carried::Closed => lines.push(say("keep-closed")),
        Carried::Taken { kept, counted } => {
            if let Some((prompt, given)) = kept.as_deref() {
                let answer = card::given(texts, locale, prompt, *given);
                lines.push(texts.say(locale, "keep-done-answer", &[("answer", answer.into())]));
            }
            if *counted {
                lines.push(say("keep-done-day"));
            }
        }
    }
    if let Some(total) = agreed.total {
        lines.push(texts.say(locale, "days-total", &[("total", total.into())]));
    }
    Screen::text(paragraphs(lines)).buttons(button::ways_to_help(texts, locale))
}

/// A choice's name.
pub fn choice(texts: &Texts, locale: &str, choice: Choice) -> String {
    texts.say(locale, &format!("choice-{}", slug(choice)), &[])
}

/// The names of some choices.
pub fn names(texts: &Texts, locale: &str, choices: ChoiceSet) -> String {
    texts.list(locale, choices.iter().map(|one| choice(texts, locale, one)))
}

/// A choice's name as text keys write it.
pub fn slug(choice: Choice) -> &'static str {
    match choice {
        Choice::CountDays => "count-days",
        Choice::KeepAnswers => "keep-answers",
        Choice::GroupCounts => "group-counts",
        Choice::RemindMe => "remind-me",
    }
}
