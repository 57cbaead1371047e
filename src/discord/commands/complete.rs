//! What comes up while somebody types an option.

use serenity::all::{AutocompleteChoice, CreateAutocompleteResponse};

use super::Ctx;
use crate::domain::{schedule, search};

/// As many as Discord shows.
const MOST: usize = 25;

/// Zone names, by city, start or misspelling.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn zones(_ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let names = schedule::zone_names().iter().map(String::as_str);
    list(search::best(typed, names, MOST).into_iter().map(|name| (name, name)))
}

/// Countries that have help lines; the value is the code.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn countries(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let texts = ctx.data().services.words.now();
    let countries = texts.help().countries();
    let names = search::best(typed, countries.iter().map(|(_, name)| *name), MOST);
    let code_of = |name: &str| countries.iter().find(|(_, known)| *known == name).map(|(code, _)| *code);
    list(names.into_iter().filter_map(|name| Some((name, code_of(name)?))))
}

/// Languages the bot has texts in.
#[expect(clippy::unused_async, reason = "the framework awaits it")]
pub(super) async fn languages(ctx: Ctx<'_>, typed: &str) -> CreateAutocompleteResponse {
    let texts = ctx.data().services.words.now();
    let named: Vec<(String, &str)> =
        texts.locales().map(|code| (texts.say(code, "language-name", &[]), code)).collect();
    let names = search::best(typed, named.iter().map(|(name, _)| name.as_str()), MOST);
    let code_of = |shown: &str| named.iter().find(|(name, _)| name == shown).map(|(_, code)| *code);
    list(names.into_iter().filter_map(|name| Some((name, code_of(name)?))))
}

fn list<'a>(choices: impl Iterator<Item = (&'a str, &'a str)>) -> CreateAutocompleteResponse {
    let choices = choices.map(|(shown, value)| AutocompleteChoice::new(shown, value));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}
