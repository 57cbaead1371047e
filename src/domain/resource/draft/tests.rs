//! Forms and drafts: what is typed, laid over one another, and read.

use super::*;

fn typed(title: &str, cost: &str) -> Typed {
    Typed { title: title.to_owned(), cost: cost.to_owned(), ..Typed::default() }
}

fn entry(title: &str, version: u32) -> Entry {
    let json = serde_json::json!({
        "title": title, "sentence": "A bag of food.", "link": "https://food.example/", "kind": "practical",
        "topics": ["food"], "supports": ["practical"], "checked_on": "2026-11-01",
    });
    let body = serde_json::from_value(json).unwrap();
    Entry { id: "food".parse().unwrap(), version, retired: false, dead: false, body }
}

#[test]
fn each_keeps_the_fields_they_alone_changed() {
    let (base, theirs) = (typed("Food", "free"), typed("Food bank", "free"));
    let mine = typed("Food", "1 pound");
    assert_eq!(mine.on_top_of(&base, &theirs), typed("Food bank", "1 pound"));
    assert_eq!(mine.differing(&theirs), [Field::Title, Field::Cost]);
    let both = typed("Pantry", "free").on_top_of(&base, &theirs);
    assert_eq!(both, typed("Pantry", "free"), "where both changed one, mine is on top");
}

#[test]
fn a_draft_laid_over_a_newer_entry_knows_the_newer_version() {
    let mut draft = Draft::begun(Some(&entry("Food", 1)), Timestamp::UNIX_EPOCH);
    draft.raw.typed.cost = "free".to_owned();
    let over = draft.clone().over(Some(&entry("Food bank", 2)));
    assert_eq!(
        (over.seen, over.raw.typed.title.as_str(), over.raw.typed.cost.as_str()),
        (Some(2), "Food bank", "free")
    );
    let alone = draft.over(None);
    assert_eq!((alone.of, alone.seen, alone.raw.base), (DraftOf::New, None, None));
    assert_eq!(alone.raw.typed.cost, "free", "nothing typed is lost");
}

#[test]
fn what_a_draft_is_of_is_read_as_it_is_written() {
    let token = SlotToken([7; 16]);
    for of in [DraftOf::New, DraftOf::Entry("s".parse().unwrap()), DraftOf::Suggestion(token)] {
        assert_eq!(of.to_string().parse(), Ok(of));
    }
    for bad in ["s.", "s.food", "Food", "a b"] {
        assert_eq!(bad.parse::<DraftOf>(), Err(BadDraftOf), "{bad}");
    }
}

#[test]
fn every_field_is_typed_or_picked() {
    let mut all = Typed::default();
    for field in FORM {
        all.write(field, "x".to_owned());
        all.pick(field, &["practical".to_owned(), "food".to_owned(), "hope".to_owned()]);
    }
    assert_eq!(all.differing(&Typed::default()), FORM);
}
