//! The lines as they are written, torn, damaged, dated and dropped.

use super::*;
use crate::domain::consent::Choice;

const GUILD: GuildId = GuildId(1_000_000_000_000_000_001);
const MEMBER: MemberRef = MemberRef([7; 16]);

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap()
}

fn every_scope() -> [Scope; 4] {
    [
        Scope::All,
        Scope::Choice(Choice::KeepAnswers),
        Scope::Row { table: "answer".to_owned(), row: [0xf0; 16] },
        Scope::Community,
    ]
}

fn line(ms: i64, scope: Scope) -> Line {
    Line { at: at(ms), guild: GUILD, member: MEMBER, scope }
}

#[test]
fn every_scope_comes_back_from_its_text() {
    for scope in every_scope() {
        let line = line(1_795_338_000_000, scope);
        let text = line.render();
        assert_eq!(text.matches('\n').count(), 1);
        assert_eq!(Line::parse(text.trim_end()), Some(line), "{text}");
    }
}

#[test]
fn no_line_with_a_changed_or_missing_character_is_taken() {
    for scope in every_scope() {
        let text = line(5, scope).render();
        let text = text.trim_end();
        for at in 0..text.len() {
            let mut bent = text.as_bytes().to_vec();
            bent[at] ^= 1;
            assert_eq!(Line::parse(std::str::from_utf8(&bent).unwrap()), None, "byte {at} of {text}");
            assert_eq!(Line::parse(&text[..at]), None, "cut after {at} of {text}");
        }
    }
}

#[test]
fn a_torn_last_line_is_ignored_wherever_it_was_cut_and_the_next_one_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erasures.log");
    let (first, torn) = (line(1_000, Scope::All).render(), line(2_000, Scope::All).render());
    for cut in 0..torn.len() {
        std::fs::write(&path, format!("{first}{}", &torn[..cut])).unwrap();
        let ledger = Ledger::open(&path, at(0)).unwrap();
        assert_eq!(ledger.lines(), [line(1_000, Scope::All)], "cut after {cut}");
        let moment = ledger.append((GUILD, MEMBER), Scope::Community, at(3_000), at(0)).unwrap();
        assert_eq!(moment, at(3_000));
        let read = Entries::read(&path).unwrap().unwrap();
        assert_eq!(read.lines, [line(1_000, Scope::All), line(3_000, Scope::Community)]);
        assert_eq!(read.damaged, 0, "cut after {cut}");
    }
}

#[test]
fn a_damaged_line_in_the_middle_hides_no_other_and_is_counted() {
    let whole = [line(1, Scope::All), line(3, Scope::All)];
    let text = format!("{}1 2 spoilt\n{}", whole[0].render(), whole[1].render());
    let read = Entries::parse(text.as_bytes());
    assert_eq!((read.lines.as_slice(), read.damaged), (whole.as_slice(), 1));
    assert_eq!(Entries::parse(b"\xff\xfe\n\0\0\0").damaged, 1);
}

#[test]
fn moments_grow_whatever_the_clock_does() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("erasures.log"), at(0)).unwrap();
    let append = |now, newest| ledger.append((GUILD, MEMBER), Scope::All, at(now), at(newest)).unwrap();
    assert_eq!(append(1_000, 500), at(1_000));
    assert_eq!(append(1_000, 1_000), at(1_001), "later than what it takes");
    assert_eq!(append(200, 100), at(1_002), "the clock went back");
    assert_eq!(append(200, 5_000), at(5_001));
    let caller = Caller { guild: GUILD, member: MEMBER };
    assert_eq!(ledger.not_before_an_erasure(caller, at(300)), at(5_001));
    assert_eq!(ledger.not_before_an_erasure(caller, at(9_000)), at(9_000));
    let other = Caller { guild: GUILD, member: MemberRef([8; 16]) };
    assert_eq!(ledger.not_before_an_erasure(other, at(300)), at(300));
}

#[test]
fn lines_go_when_their_time_is_over_and_the_file_stays_private() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erasures.log");
    let ledger = Ledger::open(&path, at(0)).unwrap();
    assert_eq!(Entries::read(&path).unwrap().unwrap().lines, [], "nothing was erased");
    for now in [1_000, 2_000, 3_000] {
        ledger.append((GUILD, MEMBER), Scope::All, at(now), at(0)).unwrap();
    }
    let before = std::fs::read(&path).unwrap();
    ledger.prune(at(1_000)).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), before, "nothing is that old");
    ledger.prune(at(2_001)).unwrap();
    assert_eq!(Entries::read(&path).unwrap().unwrap().lines, [line(3_000, Scope::All)]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    ledger.append((GUILD, MEMBER), Scope::All, at(4_000), at(0)).unwrap();
    assert_eq!(ledger.lines().len(), 2);
}

#[test]
fn two_ledgers_come_together_with_each_line_once() {
    let [one, two, three] = [1, 2, 3].map(|ms| line(ms, Scope::All));
    let entries = |lines: &[&Line]| Entries {
        lines: lines.iter().map(|line| (*line).clone()).collect(),
        ..Entries::default()
    };
    let both = entries(&[&one, &three]).union(entries(&[&one, &two]));
    assert_eq!(both.lines, [one, two, three]);
    assert_eq!(Entries::parse(both.render().as_bytes()).lines, both.lines);
}

#[test]
fn a_ledger_that_was_lost_or_emptied_does_not_pass_for_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erasures.log");
    drop(Ledger::open(&path, at(500)).unwrap());
    let ledger = Ledger::open(&path, at(700)).unwrap();
    ledger.append((GUILD, MEMBER), Scope::All, at(1_000), at(0)).unwrap();
    let read = || Entries::read(&path).unwrap().unwrap();
    assert!(read().reaches(at(500)) && !read().reaches(at(499)), "it knows since when it was begun");
    ledger.prune(at(2_000)).unwrap();
    assert!(read().reaches(at(500)), "what had its time is known to be gone");
    for left in [None, Some(&[][..]), Some(&[0; 200][..]), Some(b"spoilt\n")] {
        std::fs::remove_file(&path).unwrap();
        if let Some(bytes) = left {
            std::fs::write(&path, bytes).unwrap();
        }
        let ledger = Ledger::open(&path, at(3_000)).unwrap();
        ledger.append((GUILD, MEMBER), Scope::All, at(4_000), at(0)).unwrap();
        assert!(!read().reaches(at(2_999)) && read().reaches(at(3_000)), "{left:?}");
        assert_eq!(read().lines, [line(4_000, Scope::All)]);
    }
    // Taken away under a running bot it comes back whole.
    let ledger = Ledger::open(&path, at(5_000)).unwrap();
    std::fs::remove_file(&path).unwrap();
    ledger.append((GUILD, MEMBER), Scope::All, at(5_000), at(0)).unwrap();
    assert_eq!((read().lines.len(), read().reaches(at(3_000))), (2, true));
}

#[test]
fn together_two_ledgers_reach_as_far_back_as_the_older() {
    let entries = |since| Entries { since: Some(at(since)), ..Entries::default() };
    let both = entries(7).union(entries(3)).union(Entries::default());
    assert_eq!(both.knows_since(), Some(at(3)));
    assert_eq!(Entries::parse(both.render().as_bytes()).since, Some(at(3)));
}

#[test]
fn a_line_is_taken_back_where_no_other_file_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("erasures.log");
    let ledger = Ledger::open(&path, at(0)).unwrap();
    let first = ledger.append((GUILD, MEMBER), Scope::All, at(1_000), at(0)).unwrap();
    let second = ledger.append((GUILD, MEMBER), Scope::All, at(2_000), at(0)).unwrap();
    // Nothing can be laid beside it, as on a full disk.
    std::fs::create_dir(folder.path().join("erasures.log.new")).unwrap();
    ledger.take_back(second).unwrap();
    assert!(ledger.take_back(first).is_ok());
    assert!(ledger.lines().is_empty());
    assert_eq!(Entries::read(&path).unwrap().unwrap(), Ledger::open(&path, at(9)).unwrap().entries());
    assert!(Entries::read(&path).unwrap().unwrap().lines.is_empty(), "on the disk, too");
    let third = ledger.append((GUILD, MEMBER), Scope::All, at(3_000), at(0)).unwrap();
    ledger.append((GUILD, MEMBER), Scope::All, at(4_000), at(0)).unwrap();
    assert!(ledger.take_back(third).is_err(), "the control: one in the middle needs another file");
}
