//! Buttons and selects: one file a subject, found by the `custom_id`.

mod check_in;
mod engagement;
mod help;
mod keep;
mod library;
mod library_files;
mod lists;
mod me;
mod my_data;
mod own_prompts;
mod past;
mod reminder;
mod renew;
mod resources;
mod review;
mod setup;
mod staff;

use std::sync::Arc;

use serenity::all::{ComponentInteraction, ComponentInteractionDataKind};

use super::answer::{self, Place};
use super::custom_id::{CustomId, MyDataStep};
use super::download::Remote;
use super::incoming::Incoming;
use super::render::{self, thanks};
use super::{Bot, place_of};
use crate::service::caller::Caller;
use crate::words::Texts;

/// One press, with what every handler needs of it.
struct Press<'a> {
    bot: &'a Arc<Bot>,
    incoming: Incoming,
    texts: Arc<Texts>,
    /// Where the next step of a private message appears.
    place: Place,
    /// What was chosen in a select, as text.
    values: Vec<String>,
    /// The files beside what was pressed.
    files: Vec<Remote>,
    /// The id and the text of the message it stands on. Only a private one is trusted to be what was seen.
    message: u64,
    content: &'a str,
}

impl Press<'_> {
    fn locale(&self) -> &str {
        &self.incoming.locale
    }

    fn http(&self) -> &serenity::all::Http {
        &self.bot.http
    }
}

/// Answers one press, whatever its `custom_id` is.
pub async fn route(bot: &Arc<Bot>, press: &ComponentInteraction) {
    let id = press.data.custom_id.parse().ok();
    let press = Press {
        bot,
        incoming: Incoming::from(press),
        texts: bot.services.words.now(),
        place: place_of(press),
        values: values(&press.data.kind),
        files: press.message.attachments.iter().map(Remote::from).collect(),
        message: press.message.id.get(),
        content: &press.message.content,
    };
    // Help first: nothing at all stands before it.
    match id {
        Some(CustomId::Help) => help::now(&press).await,
        Some(CustomId::HelpCountry) => help::elsewhere(&press).await,
        Some(CustomId::About) => {
            let screen = render::about::screen(&press.texts, press.locale(), &bot.operator);
            answer::show_now(press.http(), &press.incoming, &screen).await;
        }
        Some(_) if !bot.recent.first_time(press.incoming.id) => {}
        Some(CustomId::MyData(of, step)) => my_data::step(&press, of, step).await,
        Some(CustomId::Nudge(nudge)) => reminder::pressed(&press, nudge).await,
        Some(CustomId::MyDataOf(page)) => my_data::of(&press, page).await,
        Some(CustomId::Outcome(outcome)) => {
            my_data::step(&press, Some(outcome.guild), MyDataStep::Show).await;
        }
        Some(id) => {
            if let Some(caller) = bot.caller(&press.incoming) {
                in_community(&press, &caller, id).await;
            } else {
                let screen = thanks::open_in_community(&press.texts, press.locale());
                answer::show_now(press.http(), &press.incoming, &screen).await;
            }
        }
        None => not_ours(&press).await,
    }
}

/// For a control that is not one of ours.
async fn not_ours(press: &Press<'_>) {
    let screen = thanks::lost(&press.texts, press.locale());
    answer::show_now(press.http(), &press.incoming, &screen).await;
}

async fn in_community(press: &Press<'_>, caller: &Caller, id: CustomId) {
    match id {
        CustomId::Answer(at, given) => check_in::answered(press, caller, &at, given).await,
        CustomId::Pick(at) => check_in::picked(press, caller, &at).await,
        CustomId::Keep(step, state) => keep::step(press, caller, step, state).await,
        CustomId::Renew(step) => renew::step(press, caller, step).await,
        CustomId::Me(step) => me::step(press, caller, step).await,
        CustomId::MeZone(zone) => me::use_zone(press, caller, &zone).await,
        CustomId::Yesterday(date, under) => me::yesterday(press, caller, date, under).await,
        CustomId::Past(page) => past::page(press, caller, page).await,
        CustomId::PastOne(step, date, what) => past::one(press, caller, step, date, &what).await,
        CustomId::Remind(step) => reminder::step(press, caller, step).await,
        // Boxed: their futures would make that of every press as large.
        CustomId::Find(step) => Box::pin(resources::find(press, caller, step)).await,
        CustomId::Suggest(step) => Box::pin(resources::suggest(press, caller, step)).await,
        CustomId::Review(step) => Box::pin(review::step(press, caller, step)).await,
        CustomId::Group(step) => Box::pin(engagement::step(press, caller, step)).await,
        CustomId::Setup(step) => setup::step(press, caller, step).await,
        CustomId::Undo(number) => setup::undo(press, caller, number).await,
        CustomId::OwnPrompts(page) => own_prompts::list(press, caller, page).await,
        CustomId::Own(control) => own_prompts::step(press, caller, control).await,
        CustomId::OwnForm(form) => own_prompts::form(press, caller, form).await,
        CustomId::Quiet(step) => staff::quiet(press, caller, step).await,
        CustomId::Swap { shown } => staff::swap(press, caller, &shown).await,
        CustomId::WhatHappened { slot, .. } => staff::what_happened(press, caller, slot).await,
        CustomId::BringIn { mark } => library_files::bring_in(press, caller, &mark).await,
        CustomId::BringInNot => library_files::cancel(press).await,
        CustomId::Library(step) => library::step(press, caller, step).await,
        CustomId::List(step, channel, topic) => lists::step(press, caller, step, channel, topic).await,
        CustomId::ListHappened(channel, topic, _) => lists::happened(press, caller, channel, topic).await,
        CustomId::Search { .. } => Box::pin(lists::search(press, caller)).await,
        CustomId::TimeForm { time, zone } => setup::time_form(press, caller, time, &zone).await,
        CustomId::UseZone { time, zone } => setup::use_zone(press, caller, time, &zone).await,
        CustomId::Help
        | CustomId::HelpCountry
        | CustomId::About
        | CustomId::Nudge(_)
        | CustomId::Outcome(_)
        | CustomId::MyData(..)
        | CustomId::MyDataOf(_) => {}
    }
}

fn values(kind: &ComponentInteractionDataKind) -> Vec<String> {
    match kind {
        ComponentInteractionDataKind::StringSelect { values } => values.clone(),
        ComponentInteractionDataKind::ChannelSelect { values } => {
            values.iter().map(ToString::to_string).collect()
        }
        ComponentInteractionDataKind::RoleSelect { values } => {
            values.iter().map(ToString::to_string).collect()
        }
        _ => Vec::new(),
    }
}
