//! Order, limits, few messages and few edits, whatever the entries are.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A piece of `length` letters, under one of a few headings.
fn piece(number: usize, heading: u8, length: usize) -> Piece {
    let heading = if heading == 0 { String::new() } else { format!("**Heading {heading}**") };
    Piece::new(id(number), &heading, &"é".repeat(length))
}

fn id(number: usize) -> EntryId {
    format!("e{number}").parse().unwrap()
}

fn ids(pieces: &[Piece], pages: &[Range<usize>]) -> Vec<Vec<EntryId>> {
    pages.iter().map(|page| pieces[page.clone()].iter().map(|piece| piece.id.clone()).collect()).collect()
}

/// Every piece once and in order, and every message inside the limits.
fn holds(pieces: &[Piece], pages: &[Range<usize>]) {
    let mut next = 0;
    for page in pages {
        assert_eq!(page.start, next, "in order, none twice, none left out");
        next = page.end;
        let said = descriptions(&pieces[page.clone()]);
        assert!(said.len() <= EMBEDS);
        assert!(said.iter().all(|text| (1..=DESCRIPTION).contains(&size(text))));
        assert!(said.iter().map(|text| size(text)).sum::<usize>() <= TOGETHER);
        let shown: usize = said.iter().map(|text| text.matches('é').count()).sum();
        let wanted: usize = pieces[page.clone()].iter().map(|piece| piece.text.matches('é').count()).sum();
        assert_eq!(shown, wanted, "nothing is left out");
    }
    assert_eq!(next, pieces.len());
}

/// The fewest contiguous messages there can be, by trying every boundary.
fn fewest(pieces: &[Piece]) -> usize {
    let mut best = vec![usize::MAX; pieces.len() + 1];
    best[0] = 0;
    for end in 1..=pieces.len() {
        for start in (0..end).rev() {
            if best[start] < usize::MAX && fits(&pieces[start..end]) {
                best[end] = best[end].min(best[start] + 1);
            }
        }
    }
    best[pieces.len()]
}

/// Pieces in an order with few headings, as a list has them.
fn some_pieces(most: usize) -> impl Strategy<Value = Vec<Piece>> {
    proptest::collection::vec(
        (1..4_u8, prop_oneof![1..80_usize, 200..600_usize, 1_500..3_600_usize]),
        0..most,
    )
    .prop_map(|mut made| {
        made.sort_by_key(|(heading, _)| *heading);
        made.into_iter().enumerate().map(|(at, (heading, length))| piece(at, heading, length)).collect()
    })
}

proptest! {
    #[test]
    fn the_first_layout_is_in_order_inside_the_limits_and_the_shortest_there_is(pieces in some_pieces(40)) {
        let pages = pack(&pieces);
        holds(&pieces, &pages);
        prop_assert_eq!(pages.len(), fewest(&pieces));
        prop_assert_eq!(arrange(&[], &pieces), pages);
    }

    #[test]
    fn any_change_leaves_it_in_order_and_never_two_messages_too_long(
        before in some_pieces(40),
        after in some_pieces(40),
        chosen in proptest::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        let former = ids(&before, &pack(&before));
        // Some of the new ones are old ones, in any order.
        let mut taken = BTreeSet::new();
        let mut after = after;
        for (place, index) in chosen.iter().enumerate().take(after.len()) {
            let at = index.index(60);
            let name = if at < before.len() && taken.insert(at) { at } else { 1_000 + place };
            after[place].id = id(name);
        }
        let pages = arrange(&former, &after);
        holds(&after, &pages);
        prop_assert!(pages.len() >= former.len(), "each former message has its stretch");
        prop_assert!(pages[former.len().min(pages.len())..].iter().all(|page| !page.is_empty()), "no empty new one");
        let used = pages.iter().filter(|page| !page.is_empty()).count();
        prop_assert!(used <= pack(&after).len() + 1);
    }

    #[test]
    fn a_list_that_did_not_change_keeps_its_messages(pieces in some_pieces(60)) {
        let pages = pack(&pieces);
        prop_assert_eq!(arrange(&ids(&pieces, &pages), &pieces), pages);
    }

    #[test]
    fn a_change_that_still_fits_touches_one_message(
        pieces in some_pieces(60),
        which in any::<prop::sample::Index>(),
        length in 1..3_600_usize,
    ) {
        prop_assume!(!pieces.is_empty());
        let pages = pack(&pieces);
        let mut changed = pieces.clone();
        let at = which.index(pieces.len());
        changed[at].text = "é".repeat(length);
        changed[at].text_size = length;
        let page = pages.iter().position(|page| page.contains(&at)).unwrap();
        prop_assume!(fits(&changed[pages[page].clone()]) && pages.len() <= pack(&changed).len() + 1);
        prop_assert_eq!(arrange(&ids(&pieces, &pages), &changed), pages);
    }

    #[test]
    fn an_entry_that_goes_touches_one_message(pieces in some_pieces(60), which in any::<prop::sample::Index>()) {
        prop_assume!(!pieces.is_empty());
        let pages = pack(&pieces);
        let former = ids(&pieces, &pages);
        let mut changed = pieces;
        changed.remove(which.index(changed.len()));
        let now = ids(&changed, &arrange(&former, &changed));
        prop_assume!(pages.len() <= pack(&changed).len() + 1);
        let touched = former.iter().zip(&now).filter(|(before, now)| before != now).count();
        prop_assert_eq!((touched, now.len()), (1, former.len()));
    }
}

#[test]
fn a_thousand_entries_use_the_fewest_messages_and_one_more_touches_few() {
    let mut pieces: Vec<Piece> =
        (0..1_000).map(|at| piece(at, u8::try_from(at / 84).unwrap(), 120 + at * 37 % 260)).collect();
    let pages = pack(&pieces);
    holds(&pieces, &pages);
    assert_eq!(pages.len(), fewest(&pieces));
    let former = ids(&pieces, &pages);
    pieces.insert(10, piece(5_000, 0, 250));
    let now = ids(&pieces, &arrange(&former, &pieces));
    let touched =
        former.iter().zip(&now).filter(|(before, now)| before != now).count() + now.len() - former.len();
    assert!(touched <= 8, "{touched} of {}", former.len());
}

#[test]
fn limits_are_met_to_the_last_unit() {
    // Two units a letter, as Discord counts letters beyond the basic plane.
    let half = Piece::new(id(1), "", &"𝄞".repeat(1_500));
    let (gap, rest) = (GAP.len(), TOGETHER - 3_000);
    let fill = |size: usize| Piece::new(id(2), "", &"a".repeat(size));
    assert!(fits(&[half.clone(), fill(DESCRIPTION - 3_000 - gap)]));
    assert_eq!(descriptions(&[half.clone(), fill(DESCRIPTION - 3_000 - gap)]).len(), 1);
    assert_eq!(descriptions(&[half.clone(), fill(rest)]).len(), 2, "3,000 and 3,000 are 6,000");
    assert!(!fits(&[half, fill(rest + 1)]));
    let long = Piece::new(id(3), "", &"𝄞".repeat(5_000));
    assert!(size(&long.text) <= LONGEST && long.text.ends_with('…'));
}

#[test]
fn a_heading_stands_once_over_its_entries_and_again_where_a_message_begins() {
    let pieces: Vec<Piece> = (0..4).map(|at| piece(at, 1 + u8::from(at > 1), 2_000)).collect();
    let pages = pack(&pieces);
    let said: Vec<String> = pages
        .iter()
        .flat_map(|page| descriptions(&pieces[page.clone()]))
        .map(|text| text.replace('é', ""))
        .collect();
    assert_eq!(pages.len(), 2);
    let all = said.concat();
    assert_eq!(
        (all.matches("Heading 1").count(), all.matches("Heading 2").count()),
        (1, 1 + usize::from(pages[0].end > 2))
    );
}
