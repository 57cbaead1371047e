//! Lays a published list out in messages: in order, inside Discord's limits, and with few edits.
//!
//! A list is a row of pieces, one an entry, and each message shows a stretch of it in one or two embeds.
//! The first layout uses the fewest messages there can be, each about as full as the others, so that a
//! longer sentence finds room where it stands. Later ones keep the former boundaries where they still hold,
//! so that a change touches few messages: new messages come last, so what has no room moves on to the next
//! one that has. Once that costs more than one message too many, all is packed anew.
//!
//! Lengths are counted in UTF-16 units, as Discord counts them.

use std::collections::HashMap;
use std::ops::Range;

use super::{Entry, EntryId, Library, Topic};

/// The longest description of one embed (Discord's documentation, embed limits).
pub const DESCRIPTION: usize = 4_096;
/// All embeds of one message together.
pub const TOGETHER: usize = 6_000;
/// The most embeds of one message: two are enough for all that fits together.
pub const EMBEDS: usize = 2;

/// The longest text of one entry; with its heading it always fits into one embed.
const LONGEST: usize = 3_600;
/// The longest heading.
const HEADING: usize = 200;
/// Between two entries, and between a heading and the entry under it.
const GAP: &str = "\n\n";
const UNDER: &str = "\n";

/// One entry as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The entry.
    pub id: EntryId,
    heading: String,
    text: String,
    heading_size: usize,
    text_size: usize,
}

impl Piece {
    /// An entry's words, under a heading that stands there once for a row of entries; an empty one is none.
    pub fn new(id: EntryId, heading: &str, text: &str) -> Self {
        let (heading, text) = (fitted(heading, HEADING), fitted(text, LONGEST));
        let (heading_size, text_size) = (size(&heading), size(&text));
        Self { id, heading, text, heading_size, text_size }
    }
}

/// The live entries of a list in the order in which it shows them, each once, with the topic it stands under.
///
/// A list of everything goes through the topics; an entry with several stands under its first.
pub fn listed(library: &Library, topic: Option<Topic>) -> Vec<(Topic, &Entry)> {
    if let Some(topic) = topic {
        let of_topic = library.live().filter(|entry| entry.body.topics.contains(&topic));
        return of_topic.map(|entry| (topic, entry)).collect();
    }
    let first = |entry: &Entry| entry.body.topics.first().copied();
    let mut all: Vec<_> = library.live().filter_map(|entry| Some((first(entry)?, entry))).collect();
    // The library's own order stays within a topic.
    all.sort_by_key(|(topic, _)| *topic);
    all
}

/// The fewest messages, filled as evenly as that number allows.
pub fn pack(pieces: &[Piece]) -> Vec<Range<usize>> {
    // To fill each before the next begins needs the fewest, and less room never needs fewer.
    let fewest = packed(pieces, TOGETHER).len();
    let (mut too_little, mut enough) = (0, TOGETHER);
    while enough - too_little > 1 {
        let room = usize::midpoint(too_little, enough);
        if packed(pieces, room).len() <= fewest {
            enough = room;
        } else {
            too_little = room;
        }
    }
    packed(pieces, enough)
}

/// Messages of at most `room`, each filled before the next begins. A piece longer than that has its own.
fn packed(pieces: &[Piece], room: usize) -> Vec<Range<usize>> {
    let mut pages = Vec::new();
    let mut from = 0;
    while from < pieces.len() {
        let until = from + fitting(&pieces[from..], room).max(1);
        pages.push(from..until);
        from = until;
    }
    pages
}

/// Which stretch of `pieces` each message shows now, given what each showed before. A message whose
/// stretch is empty has become one too many; those beyond `former` are new, and come last.
pub fn arrange(former: &[Vec<EntryId>], pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut pages = kept(former, pieces);
    while let Some(over) = pages.iter().position(|page| !fits(&pieces[page.clone()])) {
        let (forward, backward) = (pushed_on(&pages, pieces, over), pushed_back(&pages, pieces, over));
        pages = match backward {
            Some(backward) if cost(&pages, &backward) < cost(&pages, &forward) => backward,
            _ => forward,
        };
    }
    let fewest = pack(pieces);
    let used = pages.iter().filter(|page| !page.is_empty()).count();
    if used <= fewest.len() + 1 {
        return pages;
    }
    let end = pieces.len();
    let spare = former.len().saturating_sub(fewest.len());
    fewest.into_iter().chain(std::iter::repeat_n(end..end, spare)).collect()
}

/// What the embeds of one message say.
pub fn descriptions(pieces: &[Piece]) -> Vec<String> {
    let mut filling = Filling::default();
    let mut said: Vec<String> = Vec::new();
    let mut heading = "";
    for piece in pieces {
        if !filling.add(piece, TOGETHER) {
            // No stretch is that long; what does not fit is left out rather than refused as a whole.
            break;
        }
        if said.len() < filling.embeds() {
            said.push(String::new());
        }
        let Some(text) = said.last_mut() else { break };
        if !text.is_empty() {
            text.push_str(GAP);
        }
        if piece.heading != heading && !piece.heading.is_empty() {
            text.push_str(&piece.heading);
            text.push_str(UNDER);
        }
        heading = &piece.heading;
        text.push_str(&piece.text);
    }
    said
}

/// How long a text is for Discord.
pub fn size(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A message that is being filled.
#[derive(Default)]
struct Filling<'a> {
    sizes: Vec<usize>,
    heading: Option<&'a str>,
}

impl<'a> Filling<'a> {
    fn embeds(&self) -> usize {
        self.sizes.len()
    }

    /// Takes one more piece, if it fits into so much room.
    fn add(&mut self, piece: &'a Piece, room: usize) -> bool {
        let under = piece.heading_size > 0 && self.heading.unwrap_or_default() != piece.heading;
        let head = if under { piece.heading_size + UNDER.len() } else { 0 };
        let own = head + piece.text_size;
        let all: usize = self.sizes.iter().sum();
        let embeds = self.embeds();
        let fitted = match self.sizes.last_mut() {
            Some(last) if *last + GAP.len() + own <= DESCRIPTION && all + GAP.len() + own <= room => {
                *last += GAP.len() + own;
                true
            }
            _ if embeds < EMBEDS && own <= DESCRIPTION && all + own <= room => {
                self.sizes.push(own);
                true
            }
            _ => false,
        };
        if fitted {
            self.heading = Some(&piece.heading);
        }
        fitted
    }
}

/// How many pieces from the first on fit into one message of so much room.
fn fitting(pieces: &[Piece], room: usize) -> usize {
    let mut filling = Filling::default();
    pieces.iter().take_while(|piece| filling.add(piece, room)).count()
}

fn fits(pieces: &[Piece]) -> bool {
    fitting(pieces, TOGETHER) == pieces.len()
}

/// The former boundaries, laid over the pieces of today.
fn kept(former: &[Vec<EntryId>], pieces: &[Piece]) -> Vec<Range<usize>> {
    if former.is_empty() {
        return pack(pieces);
    }
    let mut was = HashMap::new();
    for (page, ids) in former.iter().enumerate() {
        was.extend(ids.iter().map(|id| (id, page)));
    }
    let wanted: Vec<Option<usize>> = pieces.iter().map(|piece| was.get(&piece.id).copied()).collect();
    let anchored = in_order(&wanted);
    let mut pages = Vec::with_capacity(former.len());
    let mut from = 0;
    for page in 0..former.len() {
        // What is new stays with the entry before it; at the very front, with the one after it.
        let beyond = anchored.iter().enumerate().skip(from).find(|(_, at)| at.is_some_and(|at| at > page));
        let has_own = anchored.contains(&Some(page));
        let until = match beyond {
            Some(_) if !has_own => from,
            Some((next, _)) => next,
            None if has_own || page + 1 == former.len() => pieces.len(),
            // Nothing of its own, and nothing of a later page: the pages before it have all.
            None => from,
        };
        pages.push(from..until);
        from = until;
    }
    pages
}

/// The longest row of pieces that come in the order of their former pages; the others count as new.
fn in_order(wanted: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; wanted.len()];
    for (at, page) in wanted.iter().enumerate() {
        let Some(page) = page else { continue };
        let rank = ends.partition_point(|end| wanted[*end].is_some_and(|other| other <= *page));
        before[at] = rank.checked_sub(1).map(|last| ends[last]);
        if rank == ends.len() {
            ends.push(at);
        } else {
            ends[rank] = at;
        }
    }
    let mut anchored = vec![None; wanted.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        anchored[at] = wanted[at];
        next = before[at];
    }
    anchored
}

/// What is too much for a page goes to the next, and so on; at the end to new pages.
fn pushed_on(pages: &[Range<usize>], pieces: &[Piece], over: usize) -> Vec<Range<usize>> {
    let mut pages = pages.to_vec();
    let mut page = over;
    while page < pages.len() {
        let (from, until) = (pages[page].start, pages[page].end);
        let fit = from + fitting(&pieces[from..until], TOGETHER);
        if fit == until {
            break;
        }
        pages[page].end = fit;
        if page + 1 == pages.len() {
            pages.push(fit..until);
        } else {
            pages[page + 1].start = fit;
            pages[page + 1].end = pages[page + 1].end.max(until);
        }
        page += 1;
    }
    pages
}

/// What is too much for a page goes to the one before; none when the first has no room either.
fn pushed_back(pages: &[Range<usize>], pieces: &[Piece], over: usize) -> Option<Vec<Range<usize>>> {
    let mut pages = pages.to_vec();
    for page in (0..=over).rev() {
        let (mut from, until) = (pages[page].start, pages[page].end);
        if fits(&pieces[from..until]) {
            return Some(pages);
        }
        let earlier = page.checked_sub(1)?;
        while !fits(&pieces[from..until]) {
            from += 1;
        }
        pages[page].start = from;
        pages[earlier].end = from;
    }
    None
}

/// What a layout costs after another: a message that changes is one, a new one two.
fn cost(before: &[Range<usize>], after: &[Range<usize>]) -> usize {
    let new = after.len().saturating_sub(before.len());
    2 * new + before.iter().zip(after).filter(|(before, after)| before != after).count()
}

/// A text no longer than `most`, cut with a mark where it is.
fn fitted(text: &str, most: usize) -> String {
    if size(text) <= most {
        return text.to_owned();
    }
    let mut left = most - 1;
    let whole = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    whole.chain(['…']).collect()
}

#[cfg(test)]
mod tests;
