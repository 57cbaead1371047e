//! What a group could do next, in words. Each idea is one the domain chose by rule.

use super::super::paragraphs;
use super::words::Say;
use crate::domain::engagement::Idea;
use crate::domain::resource::Topic;

/// The ideas under their title; nothing where there are none.
pub(super) fn ideas(say: Say<'_>, ideas: &[Idea]) -> String {
    if ideas.is_empty() {
        return String::new();
    }
    let title = say.plain("engagement-ideas");
    paragraphs([title].into_iter().chain(ideas.iter().map(|found| idea(say, found))))
}

fn idea(say: Say<'_>, idea: &Idea) -> String {
    let topic = |topic: &Topic| say.plain(&format!("topic-{}", topic.slug()));
    match idea {
        Idea::Help(way) => say.plain(&format!("engagement-idea-help-{}", way.slug())),
        Idea::Theme(about) => say.with("engagement-idea-theme", &[("topic", topic(about).into())]),
        Idea::Missing(about) => say.with("engagement-idea-missing", &[("topic", topic(about).into())]),
        Idea::Talk(part) => {
            let part = say.plain(&format!("component-{}", part.slug()));
            say.with("engagement-idea-talk", &[("part", part.into())])
        }
        Idea::Quieter => say.plain("engagement-idea-quieter"),
        Idea::Busier => say.plain("engagement-idea-busier"),
        Idea::Ask => say.plain("engagement-idea-ask"),
        Idea::Starter => say.plain("engagement-idea-starter"),
        Idea::Cards(count) => say.with("engagement-idea-cards", &[("count", (*count).into())]),
        Idea::Check(count) => say.with("engagement-idea-check", &[("count", (*count).into())]),
        Idea::Fill(topics) => {
            let topics = say.list(topics.iter().map(topic));
            say.with("engagement-idea-fill", &[("topics", topics.into())])
        }
    }
}
