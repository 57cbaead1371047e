//! From TOML to a pack: everything without which a prompt cannot be used at all.
//!
//! Every fault is found in one reading, save that TOML itself stops a file at its first
//! syntax error or unknown key. There is no key for an age and `stage` takes one value,
//! `any`: a prompt must suit everybody at any time, and nobody's stage is asked or guessed.

mod reader;

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::taxonomy::Component;
use super::{Finding, FollowTo, Origin, Pack, Prompt, from_toml, line_at};
use reader::{Head, RawPrompt, Reader, slugs};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    schema: Spanned<u32>,
    pack: Spanned<String>,
    locale: Spanned<String>,
    licence: Spanned<String>,
    component: Spanned<String>,
    author: Option<Spanned<String>>,
    #[serde(default)]
    prompt: Vec<Spanned<RawPrompt>>,
}

impl Pack {
    /// Reads a pack from `(name, text)` of its files, which must share one locale.
    ///
    /// # Errors
    /// Every fault found, in the order of files and lines.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<Finding>> {
        let mut findings = Vec::new();
        let mut prompts: Vec<Prompt> = Vec::new();
        for (file, text) in files {
            match toml::from_str::<RawFile>(text) {
                Ok(raw) => read_file(file, text, raw, &mut prompts, &mut findings),
                Err(fault) => findings.push(from_toml(file, text, &fault)),
            }
        }
        refuse_doubles(&prompts, &mut findings);
        refuse_dangling_follow_ups(&prompts, &mut findings);
        let locale = prompts.first().map(|prompt| prompt.locale.clone()).unwrap_or_default();
        for prompt in prompts.iter().filter(|prompt| prompt.locale != locale) {
            let said = format!("this file is `{}`, the others are `{locale}`", prompt.locale);
            findings.push(Finding::error(&prompt.origin.file, 1, "locale", said));
        }
        if prompts.is_empty() && findings.is_empty() {
            let file = files.first().map_or("prompts", |(name, _)| *name);
            findings.push(Finding::error(
                file,
                1,
                "no-prompts",
                "there is no prompt in this pack. Add at least one",
            ));
        }
        findings.sort();
        findings.dedup();
        if findings.is_empty() { Ok(Self { locale, prompts }) } else { Err(findings) }
    }
}

fn refuse_doubles(prompts: &[Prompt], findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, &Prompt> = BTreeMap::new();
    for prompt in prompts {
        if let Some(other) = first.get(prompt.id.as_str()) {
            let Origin { file, line, .. } = &other.origin;
            let said = format!("the id `{}` is taken by {file}:{line}. Choose another", prompt.id);
            let Origin { file, .. } = &prompt.origin;
            findings.push(Finding::error(file, prompt.origin.line_of("id"), "double-id", said));
        } else {
            first.insert(&prompt.id, prompt);
        }
    }
}

fn refuse_dangling_follow_ups(prompts: &[Prompt], findings: &mut Vec<Finding>) {
    for prompt in prompts {
        let FollowTo::Prompt(target) = &prompt.follow_to else { continue };
        if !prompts.iter().any(|other| other.id == *target) {
            let said = format!("`follow_to` names the prompt `{target}`, which is not in this pack");
            let line = prompt.origin.line_of("follow_to");
            findings.push(Finding::error(&prompt.origin.file, line, "follow-to", said));
        }
    }
}

fn read_file(file: &str, text: &str, raw: RawFile, prompts: &mut Vec<Prompt>, findings: &mut Vec<Finding>) {
    let mut fault = |at: usize, code, said: String| {
        findings.push(Finding::error(file, line_at(text, at), code, said));
    };
    if *raw.schema.get_ref() != 1 {
        fault(raw.schema.span().start, "schema", "`schema` must be 1: this bot knows no other".into());
    }
    for (key, value) in [("pack", &raw.pack), ("locale", &raw.locale), ("licence", &raw.licence)] {
        if value.get_ref().trim().is_empty() {
            fault(value.span().start, "empty", format!("`{key}` is empty"));
        }
    }
    let Some(component) = Component::from_slug(raw.component.get_ref()) else {
        let said = format!(
            "`{}` is no component; use {}",
            raw.component.get_ref(),
            slugs(Component::ALL, Component::slug)
        );
        fault(raw.component.span().start, "component", said);
        return;
    };
    let head = Head {
        file,
        text,
        component,
        pack: raw.pack.into_inner(),
        locale: raw.locale.into_inner(),
        author: raw.author.map(Spanned::into_inner),
    };
    for entry in raw.prompt {
        let line = line_at(text, entry.span().start);
        let mut reader = Reader { head: &head, line, keys: Vec::new(), findings: Vec::new() };
        let prompt = reader.prompt(entry.into_inner());
        findings.append(&mut reader.findings);
        prompts.extend(prompt);
    }
}

#[cfg(test)]
mod tests;
