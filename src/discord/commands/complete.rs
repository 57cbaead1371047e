//! What comes up while somebody types an option.

use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};

use super::Ctx;
use crate::discord::incoming::Incoming;
use crate::discord::render::list::topic_name;
use crate::discord::render::resources::short;
use crate::domain::ids::GuildId;
use crate::domain::prompt::{Format, SubTheme};
use crate::domain::resource::library::told_apart;
use crate::domain::resource::{Entry, Topic};
use crate::domain::{schedule, search};
use crate::words::Texts;

/// As many as Discord shows.
const MOST: usize = 25;

/// Zone names, by city, start or misspelling.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn zones(_ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    list(schedule::zones_like(typed, MOST).into_iter().map(|name| (name, name)))
}

/// Countries that have help lines; the value is the code.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn countries(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let texts = ctx.data().services.words.now();
    let found = texts.help().countries_like(typed);
    list(found.into_iter().take(MOST).map(|(code, name)| (name, code)))
}

/// Languages the bot has texts in.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn languages(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let texts = ctx.data().services.words.now();
    let languages: Vec<(String, &str)> =
        texts.locales().map(|code| (texts.say(code, "language-name", &[]), code)).collect();
    let found = search::best(typed, languages.iter().map(|(name, _)| name.as_str()), MOST);
    let code_of = |shown: &str| languages.iter().find(|(name, _)| name == shown).map(|(_, code)| *code);
    list(found.into_iter().filter_map(|name| Some((name, code_of(name)?))))
}

/// Entries of the community's list, by title, retired ones included; the value is the entry's name.
pub(super) async fn entries(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    entries_that(ctx, typed, |_| true).await
}

/// The same of those that can be taken off the list.
pub(super) async fn live_entries(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    entries_that(ctx, typed, |entry| !entry.retired).await
}

/// The same of those that can be put back on it.
pub(super) async fn retired_entries(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    entries_that(ctx, typed, |entry| entry.retired).await
}

async fn entries_that(ctx: Ctx<'_>, typed: &str, of: fn(&Entry) -> bool) -> CreateAutocompleteResponse {
    let Some(guild) = ctx.interaction.guild_id else { return CreateAutocompleteResponse::new() };
    // Nothing to offer is no fault: the command itself says what is wrong.
    let library = ctx.data().services.library(GuildId(guild.get())).await.unwrap_or_default();
    let found = library.like(typed, MOST, of);
    let names = told_apart(&found, |entry| entry.id.to_string());
    let names: Vec<String> = names.iter().map(|name| short(name)).collect();
    list(names.iter().zip(&found).map(|(name, entry)| (name.as_str(), entry.id.as_str())))
}

/// How a prompt may be answered, in words; the value is the slug.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn formats(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    named(ctx, typed, Format::ALL, "format", Format::slug)
}

/// What a prompt may be about, in words; the value is the slug.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn subthemes(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    named(ctx, typed, SubTheme::ALL, "subtheme", SubTheme::slug)
}

/// The values of a closed set by their names in words.
fn named<T: Copy>(
    ctx: Ctx<'_>,
    typed: &str,
    all: &[T],
    prefix: &str,
    slug: fn(T) -> &'static str,
) -> CreateAutocompleteResponse {
    let (texts, locale) = (ctx.data().services.words.now(), &ctx.interaction.locale);
    let name = |value: &T| texts.say(locale, &format!("{prefix}-{}", slug(*value)), &[]);
    let names: Vec<(String, &str)> = all.iter().map(|value| (name(value), slug(*value))).collect();
    let found = search::best(typed, names.iter().map(|(name, _)| name.as_str()), MOST);
    let slug_of = |shown: &str| names.iter().find(|(name, _)| name == shown).map(|(_, slug)| *slug);
    list(found.into_iter().filter_map(|name| Some((name, slug_of(name)?))))
}

/// Topics of resources; the value is the topic's word.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn topics(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let texts = ctx.data().services.words.now();
    let names = topic_names(&texts, &ctx.interaction.locale);
    let found = search::best(typed, names.iter().map(|(name, _)| name.as_str()), MOST);
    let of = |shown: &str| names.iter().find(|(name, _)| name == shown).map(|(_, topic)| topic.slug());
    list(found.into_iter().filter_map(|name| Some((name, of(name)?))))
}

/// The topic that is meant by its word or its whole name.
pub(super) fn topic_meant(texts: &Texts, locale: &str, typed: &str) -> Option<Topic> {
    let named = || {
        let names = topic_names(texts, locale);
        names
            .into_iter()
            .find(|(name, _)| search::plain(name) == search::plain(typed))
            .map(|(_, topic)| topic)
    };
    Topic::from_slug(typed).or_else(named)
}

fn topic_names(texts: &Texts, locale: &str) -> Vec<(String, Topic)> {
    Topic::ALL.iter().map(|topic| (topic_name(texts, locale, *topic), *topic)).collect()
}

/// Entries as members find them, by their list's name for them.
pub(super) async fn resources(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let Some(caller) = ctx.data().caller(&Incoming::from(ctx.interaction)) else {
        return CreateAutocompleteResponse::new();
    };
    let found = ctx.data().services.searched_for(&caller, typed, &ctx.interaction.locale).await;
    let found: Vec<_> = found.into_iter().map(|(title, value)| (short(&title), value)).collect();
    list(found.iter().map(|(title, value)| (title.as_str(), value.as_str())))
}

fn list<'a>(choices: impl Iterator<Item = (&'a str, &'a str)>) -> CreateAutocompleteResponse {
    let choices = choices.map(|(shown, value)| AutocompleteChoice::new(shown, value));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}
