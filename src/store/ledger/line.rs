//! One line of the ledger of erasures, and its text.

use std::fmt::Write as _;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::domain::consent::Choice;
use crate::domain::ids::{GuildId, MemberRef};

/// The layout of a line.
const LAYOUT: &str = "1";
/// Characters of the check at a line's end.
const CHECK: usize = 16;

/// The line that says since when a ledger knows of every erasure.
pub(super) fn render_since(since: Timestamp) -> String {
    let text = format!("{LAYOUT} {} since", since.as_millisecond());
    format!("{text} {}\n", check(&text))
}

/// Reads that line, without its end.
pub(super) fn parse_since(text: &str) -> Option<Timestamp> {
    let (text, given) = text.rsplit_once(' ')?;
    let since = text.strip_prefix(LAYOUT)?.strip_prefix(' ')?.strip_suffix(" since")?;
    let since = Timestamp::from_millisecond(since.parse().ok()?).ok()?;
    (given == check(text)).then_some(since)
}

/// One erasure: of what was made for somebody before its moment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// When, later than every line before it.
    pub at: Timestamp,
    /// The community.
    pub guild: GuildId,
    /// Whose, as a keyed reference; zeros where it is about everybody there.
    pub member: MemberRef,
    /// What went.
    pub scope: Scope,
}

/// What an erasure took.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// All of a member.
    All,
    /// One choice and what it kept.
    Choice(Choice),
    /// One row, named by a keyed hash of its place.
    Row {
        /// The table.
        table: String,
        /// The hash.
        row: [u8; 16],
    },
    /// Everybody in a community that removed the bot.
    Community,
}

impl Line {
    /// Whether it took something of `member`.
    pub(super) fn is_about(&self, guild: GuildId, member: MemberRef) -> bool {
        self.guild == guild && (self.member == member || self.scope == Scope::Community)
    }

    /// The line with its end.
    pub fn render(&self) -> String {
        let (at, guild) = (self.at.as_millisecond(), self.guild);
        let scope = match &self.scope {
            Scope::All => "all".to_owned(),
            Scope::Choice(choice) => format!("choice:{choice}"),
            Scope::Row { table, row } => format!("row:{table}:{}", hex(row)),
            Scope::Community => "community".to_owned(),
        };
        let text = format!("{LAYOUT} {at} {guild} {} {scope}", hex(&self.member.0));
        format!("{text} {}\n", check(&text))
    }

    /// Reads a line without its end; none when a character of it is not as it was written.
    pub fn parse(text: &str) -> Option<Self> {
        let (text, given) = text.rsplit_once(' ')?;
        if given != check(text) {
            return None;
        }
        let mut parts = text.split(' ');
        let mut next = || parts.next();
        if next()? != LAYOUT {
            return None;
        }
        let at = Timestamp::from_millisecond(next()?.parse().ok()?).ok()?;
        let guild = GuildId(next()?.parse().ok()?);
        let member = MemberRef(unhex(next()?)?);
        let scope = match next()?.split(':').collect::<Vec<_>>().as_slice() {
            ["all"] => Scope::All,
            ["community"] => Scope::Community,
            ["choice", choice] => Scope::Choice(choice.parse().ok()?),
            ["row", table, row] => Scope::Row { table: (*table).to_owned(), row: unhex(row)? },
            _ => return None,
        };
        parts.next().is_none().then_some(Self { at, guild, member, scope })
    }
}

/// Eight bytes over a line: enough for what a crash does. It is no seal: who may write the file may erase.
fn check(text: &str) -> String {
    let mut check = hex(&Sha256::digest(text.as_bytes()));
    check.truncate(CHECK);
    check
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<[u8; 16]> {
    let digits = text.len() == 32 && text.bytes().all(|c| c.is_ascii_hexdigit());
    u128::from_str_radix(text, 16).ok().filter(|_| digits).map(u128::to_be_bytes)
}
