//! An operator's own messages, held against the built-in ones they stand in for.
//!
//! A text that is taken up must not be able to break a screen: *Get help now* least of
//! all. So a message keeps its name, fills in what the built-in one fills in, says
//! something, and is short enough for its place.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{
    Attribute, CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};

use super::{BASE_LOCALE, Messages, add, new_bundle, of_locale, overlay};
use crate::domain::prompt::{Finding, Severity};

/// The longest words on a button that Discord takes.
const BUTTON: usize = 80;
/// The longest description of a command or an option that Discord takes.
const DESCRIPTION: usize = 100;
/// The longest text of ours: a screen holds 2,000 characters.
const TEXT: usize = 1_900;
/// A message may always be as long as this, however short the built-in one is.
const SHORT: usize = 60;
/// Stands for whatever is filled in.
const FILLED_IN: &str = "12";

/// The base locale's messages as they are compiled in.
static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| {
    let files = overlay::embedded();
    let mut messages = new_bundle(BASE_LOCALE);
    let mut names = Vec::new();
    for (path, text) in of_locale(&files, BASE_LOCALE, "ftl") {
        add(&mut messages, path, text, &mut Vec::new());
        names.extend(FluentResource::try_new(text.to_owned()));
    }
    let texts = names.iter().flat_map(texts_of).map(|text| (text.name(), text.variables())).collect();
    BuiltIn { messages, variables: texts }
});

struct BuiltIn {
    messages: Messages,
    variables: std::collections::BTreeMap<String, BTreeSet<String>>,
}

/// What is wrong with the messages of one file. `messages` are those of its locale, this file's among them.
pub(super) fn messages(path: &str, text: &str, messages: &Messages) -> Vec<Finding> {
    // One that cannot be read was told of already.
    let Ok(resource) = FluentResource::try_new(text.to_owned()) else { return Vec::new() };
    let faults = texts_of(&resource).into_iter().filter_map(|own| {
        let said = fault(&own, messages)?;
        Some(Finding::error(path, own.line(text), "text", format!("`{}` {said}", own.name())))
    });
    faults.collect()
}

/// The messages of one file that the bot never says. They do no harm, so that a bot which was set back to
/// an older version starts with the words of the newer one.
pub(super) fn unknown(path: &str, text: &str) -> Vec<Finding> {
    let Ok(resource) = FluentResource::try_new(text.to_owned()) else { return Vec::new() };
    let own = texts_of(&resource).into_iter().filter(|own| !BUILT_IN.variables.contains_key(&own.name()));
    let said = |own: Text<'_>| Finding {
        file: path.to_owned(),
        line: own.line(text),
        severity: Severity::Note,
        code: "unknown-text",
        message: format!(
            "`{}` is no text of the bot's, so it is never shown: is its name right?",
            own.name()
        ),
    };
    own.map(said).collect()
}

fn fault(own: &Text<'_>, messages: &Messages) -> Option<String> {
    let wanted = BUILT_IN.variables.get(&own.name())?;
    let used = own.variables();
    if let Some(lost) = wanted.difference(&used).next() {
        return Some(format!("must say {{ ${lost} }} as the built-in text does"));
    }
    if let Some(unknown) = used.difference(wanted).next() {
        return Some(format!("says {{ ${unknown} }}, which the bot does not fill in there"));
    }
    let built_in = own.said(&BUILT_IN.messages, wanted).unwrap_or_default();
    let Some(said) = own.said(messages, wanted) else {
        return Some("refers to a text or function that there is not".to_owned());
    };
    if said.trim().is_empty() && !built_in.trim().is_empty() {
        return Some("says nothing".to_owned());
    }
    if own.is_command_name() && said != built_in {
        return Some("is the name of a command, which stays as it is; its description may change".to_owned());
    }
    let (length, most) = (said.chars().count(), own.most(built_in.chars().count()));
    (length > most).then(|| format!("has {length} characters, and {most} fit"))
}

/// A message, or one attribute of one.
struct Text<'a> {
    key: &'a str,
    attribute: Option<&'a str>,
    pattern: &'a Pattern<&'a str>,
}

fn texts_of(resource: &FluentResource) -> Vec<Text<'_>> {
    let messages = resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    });
    messages
        .flat_map(|message| {
            let key = message.id.name;
            let value = message.value.iter().map(move |pattern| Text { key, attribute: None, pattern });
            let attributes = message.attributes.iter().map(move |Attribute { id, value }| Text {
                key,
                attribute: Some(id.name),
                pattern: value,
            });
            value.chain(attributes)
        })
        .collect()
}

impl Text<'_> {
    fn name(&self) -> String {
        self.attribute.map_or_else(|| self.key.to_owned(), |name| format!("{}.{name}", self.key))
    }

    fn is_command_name(&self) -> bool {
        self.key.starts_with("command-") && !self.is_description()
    }

    fn is_description(&self) -> bool {
        self.attribute.is_some_and(|name| name.ends_with("description"))
    }

    /// How long it may be: where Discord has no limit of its own, twice the built-in text.
    fn most(&self, built_in: usize) -> usize {
        let room = (2 * built_in).clamp(SHORT, TEXT);
        match self.key {
            _ if self.is_description() => DESCRIPTION,
            key if key.starts_with("button-") => BUTTON,
            // Titles and labels of forms.
            key if key.contains("-modal-") => 45,
            _ => room,
        }
    }

    /// The names that are filled in, in whatever branch.
    fn variables(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        in_pattern(self.pattern, &mut names);
        names
    }

    /// The text as it would be shown; none when a part of it cannot be.
    fn said(&self, messages: &Messages, variables: &BTreeSet<String>) -> Option<String> {
        let message = messages.get_message(self.key)?;
        let pattern = match self.attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let args: FluentArgs<'_> =
            variables.iter().map(|name| (name.as_str(), FluentValue::from(FILLED_IN))).collect();
        let mut errors = Vec::new();
        let text = messages.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// The line it begins on.
    fn line(&self, file: &str) -> usize {
        let starts =
            |line: &&str| line.strip_prefix(self.key).is_some_and(|rest| rest.trim_start().starts_with('='));
        // The last one of a name is in force.
        let lines: Vec<&str> = file.lines().collect();
        lines.iter().rposition(starts).map_or(1, |place| place + 1)
    }
}

fn in_pattern(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            in_expression(expression, names);
        }
    }
}

fn in_expression(expression: &Expression<&str>, names: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => in_inline(inline, names),
        Expression::Select { selector, variants } => {
            in_inline(selector, names);
            for variant in variants {
                in_pattern(&variant.value, names);
            }
        }
    }
}

fn in_inline(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            names.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => in_expression(expression, names),
        InlineExpression::FunctionReference { arguments, .. }
        | InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            in_arguments(arguments, names);
        }
        _ => {}
    }
}

fn in_arguments(arguments: &CallArguments<&str>, names: &mut BTreeSet<String>) {
    for argument in &arguments.positional {
        in_inline(argument, names);
    }
    for argument in &arguments.named {
        in_inline(&argument.value, names);
    }
}
