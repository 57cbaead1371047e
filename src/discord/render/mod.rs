//! Outcome and language in, screen out. Pure: no request, no store, no clock.
//!
//! No sentence is written here: every word comes from `prompts/`.

pub mod about;
pub mod button;
pub mod card;
pub mod changes;
pub mod copy;
pub mod digest;
pub mod engagement;
pub mod help;
pub mod keep;
pub mod library;
pub mod list;
pub mod me;
pub mod my_data;
pub mod own_prompts;
pub mod past;
pub mod picture;
pub mod reminder;
pub mod renew;
pub mod resources;
pub mod screen;
pub mod setup;
pub mod staff;
pub mod suggestion;
pub mod thanks;
pub mod when;

/// The most characters of a message, as Discord counts them.
pub const LONGEST: usize = 2_000;

/// Joins paragraphs, leaving out the empty ones.
pub fn paragraphs(parts: impl IntoIterator<Item = String>) -> String {
    let full: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    full.join("\n")
}

/// Joins paragraphs with air between them, for a text that is long to read.
pub fn spaced(parts: impl IntoIterator<Item = String>) -> String {
    let full: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    full.join("\n\n")
}
