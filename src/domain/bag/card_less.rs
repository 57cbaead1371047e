//! The choice of a prompt on a day without a card.

use crate::domain::prompt::{Component, Format, Pack, Prompt, Weight};

/// The prompt of a `/checkin` on a day without a card. Nothing is stored to choose it.
///
/// `hash` is keyed and made of (member's reference, local date), so a person meets one prompt
/// the whole day. `counted_days` are the days counted before that date; none where days are not
/// counted. With fewer than three, or none, the person is new: a light prompt, not a scale, two
/// of three from Connectedness (people first: the first and the second day, then another part).
pub fn card_less(pack: &Pack, hash: [u8; 16], counted_days: Option<u32>) -> &Prompt {
    let (high, low) = hash.split_at(8);
    let lot = |bytes: &[u8]| bytes.iter().fold(0_u64, |lot, byte| (lot << 8) | u64::from(*byte));
    let newcomer = counted_days.is_none_or(|days| days < 3);
    let people = match counted_days {
        Some(days) => days < 2,
        None => lot(high) % 3 < 2,
    };
    let gentle = |prompt: &&Prompt| prompt.weight == Weight::Light && prompt.format != Format::Scale;
    let first = |prompt: &&Prompt| gentle(prompt) && (prompt.component == Component::Connectedness) == people;
    let mut choice: Vec<&Prompt> = Vec::new();
    if newcomer {
        choice = pack.prompts().iter().filter(first).collect();
        if choice.is_empty() {
            choice = pack.prompts().iter().filter(gentle).collect();
        }
    }
    if choice.is_empty() {
        choice = pack.prompts().iter().collect();
    }
    let place = lot(low) % u64::try_from(choice.len()).unwrap_or(1);
    choice[usize::try_from(place).unwrap_or(0)]
}
