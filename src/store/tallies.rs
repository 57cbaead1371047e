//! Who counts in the open period of a community: one row a figure, under a tag that leads to nobody.
//!
//! The tag is keyed by the period, so a member has one row at most in each figure, however often they
//! come, and finds it again to look at or to take away. The box holds which cell, sealed under the
//! same key. No row carries a time, and the order on disk is that of the tags.

use std::collections::BTreeMap;

use hmac::{Hmac, Mac as _};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use sqlx::SqliteConnection;

use super::convert::{id, moment, ms};
use super::keys::{DataKey, Keyring, decrypt, encrypt};
use super::members::{Caller, columns};
use super::raw_rows::hex;
use super::writer::Tx;
use super::{RawRow, Store, StoreError};
use crate::domain::engagement::{Cell, Counted, Figure, Tier};
use crate::domain::ids::{GuildId, MemberRef};
use crate::domain::schedule;
use crate::rng::Chance;

/// For what a member counts in the open period of a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedHeld {
    /// When the period began.
    pub start: Timestamp,
    /// When it ends, and this goes.
    pub end: Timestamp,
    /// In which zone.
    pub zone: String,
    /// Where they are counted, at most one cell a figure.
    pub cells: Vec<Cell>,
}

impl CountedHeld {
    /// The last day of the period.
    pub fn last_day(&self) -> Date {
        let zone = schedule::zone(&self.zone).unwrap_or(TimeZone::UTC);
        let last = self.end.saturating_sub(SignedDuration::from_millis(1)).unwrap_or(Timestamp::MIN);
        zone.to_datetime(last).date()
    }
}

impl Store {
    /// Counts a member who chose that, in the period that holds this moment. For others, in a figure that
    /// the group is too small for, and while no period is open, nothing is written.
    pub async fn count(&self, caller: Caller, counted: Counted) -> Result<(), StoreError> {
        let (keyring, chance) = (self.0.keyring.clone(), self.0.chance.clone());
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    if !is_on(&mut tx.main, caller).await? {
                        return Ok(());
                    }
                    count(tx, caller, &[counted], now, &keyring, &chance).await
                })
            })
            .await
    }

    /// For what the caller counts in the open period; none while they count for nothing.
    pub async fn counted(&self, caller: Caller) -> Result<Option<CountedHeld>, StoreError> {
        let Some((period, key)) = self.read_period(caller.guild).await? else { return Ok(None) };
        let mut cells = Vec::new();
        for row in self.tallies_of(caller, period.start, &key).await? {
            cells.extend(row.cell);
        }
        let held =
            CountedHeld { start: moment(period.start)?, end: moment(period.end)?, zone: period.zone, cells };
        Ok((!held.cells.is_empty()).then_some(held))
    }

    /// The caller's rows as they lie on disk.
    pub(super) async fn raw_tallies(&self, caller: Caller) -> Result<Vec<RawRow>, StoreError> {
        let Some((period, key)) = self.read_period(caller.guild).await? else { return Ok(Vec::new()) };
        let rows = self.tallies_of(caller, period.start, &key).await?;
        let raw = rows.into_iter().map(|row| RawRow {
            table: "tally".to_owned(),
            columns: vec![
                ("guild".to_owned(), Some(id(caller.guild.0).to_string())),
                ("period".to_owned(), Some(period.start.to_string())),
                ("figure".to_owned(), Some(row.figure.slug().to_owned())),
                ("tag".to_owned(), Some(hex(&row.tag))),
                ("box".to_owned(), Some(hex(&row.sealed))),
            ],
        });
        Ok(raw.collect())
    }

    async fn read_period(&self, guild: GuildId) -> Result<Option<(Open, DataKey)>, StoreError> {
        let guild_id = id(guild.0);
        let period = sqlx::query!(
            "SELECT start_at, end_at, zone FROM period WHERE guild = ?1 AND state = 'open'",
            guild_id
        )
        .fetch_optional(&self.0.readers)
        .await?;
        let Some(period) = period else { return Ok(None) };
        let mut keys = self.0.key_readers.acquire().await?;
        let key = find_period_key(&mut keys, &self.0.keyring, guild, period.start_at).await?;
        Ok(key.map(|key| (Open { start: period.start_at, end: period.end_at, zone: period.zone }, key)))
    }

    async fn tallies_of(&self, caller: Caller, period: i64, key: &DataKey) -> Result<Vec<Found>, StoreError> {
        let (guild, mut found) = (id(caller.guild.0), Vec::new());
        for figure in Figure::ALL {
            let (name, tag) = (figure.slug(), tag(key, figure, caller.member).to_vec());
            let sealed = sqlx::query_scalar!(
                r#"SELECT box FROM tally WHERE guild = ?1 AND period = ?2 AND figure = ?3 AND tag = ?4"#,
                guild,
                period,
                name,
                tag,
            )
            .fetch_optional(&self.0.readers)
            .await?;
            if let Some(sealed) = sealed {
                let cell = open(key, caller.guild, period, figure, &tag, &sealed);
                found.push(Found { figure, cell, tag, sealed });
            }
        }
        Ok(found)
    }
}

struct Open {
    start: i64,
    end: i64,
    zone: String,
}

struct Found {
    figure: Figure,
    /// None for one that does not open.
    cell: Option<Cell>,
    tag: Vec<u8>,
    sealed: Vec<u8>,
}

/// Whether a member has *add me to group counts* on.
pub(super) async fn is_on(main: &mut SqliteConnection, caller: Caller) -> Result<bool, sqlx::Error> {
    let (guild, member) = columns(caller);
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT 1 FROM consent
           WHERE guild = ?1 AND member_ref = ?2 AND choice = 'group_counts') AS "on!: bool""#,
        guild,
        member,
    )
    .fetch_one(main)
    .await
}

/// Counts a member whose choice is on. Of F1 to F3 the first of the period stands, of F4 the last.
pub(super) async fn count(
    tx: &mut Tx,
    caller: Caller,
    counted: &[Counted],
    now: Timestamp,
    keyring: &Keyring,
    chance: &Chance,
) -> Result<(), StoreError> {
    let (guild, now) = (id(caller.guild.0), ms(now));
    let period = sqlx::query!(
        r#"SELECT start_at, tier AS "tier!: i64" FROM period
           WHERE guild = ?1 AND state = 'open' AND start_at <= ?2 AND end_at > ?2"#,
        guild,
        now,
    )
    .fetch_optional(&mut tx.main)
    .await?;
    let Some(period) = period else { return Ok(()) };
    let tier = tier_of(period.tier)?;
    let cells = counted.iter().map(|one| one.cell()).filter(|cell| tier.epsilon(cell.figure()).is_some());
    let cells: Vec<Cell> = cells.collect();
    if cells.is_empty() {
        return Ok(());
    }
    let Some(key) = find_period_key(&mut tx.keys, keyring, caller.guild, period.start_at).await? else {
        return Ok(());
    };
    for cell in cells {
        let figure = cell.figure();
        let tag = tag(&key, figure, caller.member).to_vec();
        let sealed = seal(&key, caller.guild, period.start_at, cell, &tag, chance);
        let name = figure.slug();
        let (insert, replace) = (
            sqlx::query!(
                "INSERT INTO tally (guild, period, figure, tag, box) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (guild, period, figure, tag) DO NOTHING",
                guild,
                period.start_at,
                name,
                tag,
                sealed,
            ),
            sqlx::query!(
                "INSERT INTO tally (guild, period, figure, tag, box) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (guild, period, figure, tag) DO UPDATE SET box = excluded.box",
                guild,
                period.start_at,
                name,
                tag,
                sealed,
            ),
        );
        let write = if figure.last_stands() { replace } else { insert };
        write.execute(&mut tx.main).await?;
    }
    Ok(())
}

/// Takes a member out of the open period of their community.
pub(super) async fn remove(
    main: &mut SqliteConnection,
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    caller: Caller,
) -> Result<(), sqlx::Error> {
    let guild = id(caller.guild.0);
    let period =
        sqlx::query_scalar!("SELECT start_at FROM period WHERE guild = ?1 AND state = 'open'", guild)
            .fetch_optional(&mut *main)
            .await?;
    let Some(period) = period else { return Ok(()) };
    let Some(key) = find_period_key(keys, keyring, caller.guild, period).await? else { return Ok(()) };
    for figure in Figure::ALL {
        let (name, tag) = (figure.slug(), tag(&key, figure, caller.member).to_vec());
        sqlx::query!(
            "DELETE FROM tally WHERE guild = ?1 AND period = ?2 AND figure = ?3 AND tag = ?4",
            guild,
            period,
            name,
            tag,
        )
        .execute(&mut *main)
        .await?;
    }
    Ok(())
}

/// How many people each cell of a period holds. A row that does not open counts for nothing.
pub(super) async fn sums(
    main: &mut SqliteConnection,
    key: &DataKey,
    guild: GuildId,
    period: i64,
) -> Result<BTreeMap<Cell, u32>, sqlx::Error> {
    let guild_id = id(guild.0);
    let rows =
        sqlx::query!("SELECT figure, tag, box FROM tally WHERE guild = ?1 AND period = ?2", guild_id, period)
            .fetch_all(main)
            .await?;
    let mut sums = BTreeMap::new();
    for row in rows {
        let figure = Figure::from_slug(&row.figure);
        if let Some(cell) = figure.and_then(|figure| open(key, guild, period, figure, &row.tag, &row.r#box)) {
            *sums.entry(cell).or_default() += 1;
        }
    }
    Ok(sums)
}

/// The key of a period; none when it is gone, or was wrapped with another master key.
pub(super) async fn find_period_key(
    keys: &mut SqliteConnection,
    keyring: &Keyring,
    guild: GuildId,
    period: i64,
) -> Result<Option<DataKey>, sqlx::Error> {
    let guild_id = id(guild.0);
    let wrapped = sqlx::query_scalar!(
        "SELECT wrapped FROM period_key WHERE guild = ?1 AND period = ?2",
        guild_id,
        period
    )
    .fetch_optional(keys)
    .await?;
    Ok(wrapped.and_then(|wrapped| keyring.unwrap_period(&wrapped, guild, period)))
}

/// The tier of a period's column.
pub(super) fn tier_of(number: i64) -> Result<Tier, StoreError> {
    u32::try_from(number).ok().and_then(Tier::from_number).ok_or(StoreError::BadRow("period.tier"))
}

/// What stands for a member in one figure of one period: HMAC-SHA256 under the period's key, cut to 16 bytes.
fn tag(key: &DataKey, figure: Figure, member: MemberRef) -> [u8; 16] {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key.0[..]).expect("HMAC takes a key of any length");
    // The reference has one length, so no two inputs run together.
    mac.update(&member.0);
    mac.update(figure.slug().as_bytes());
    let full = mac.finalize().into_bytes();
    std::array::from_fn(|at| full[at])
}

fn seal(key: &DataKey, guild: GuildId, period: i64, cell: Cell, tag: &[u8], chance: &Chance) -> Vec<u8> {
    encrypt(&key.0, &[cell.bin()], &place(guild, period, cell.figure(), tag), chance)
}

fn open(
    key: &DataKey,
    guild: GuildId,
    period: i64,
    figure: Figure,
    tag: &[u8],
    sealed: &[u8],
) -> Option<Cell> {
    let text = decrypt(&key.0, sealed, &place(guild, period, figure, tag))?;
    figure.cell(*text.first()?)
}

/// The associated data: a box opens in its own row alone.
fn place(guild: GuildId, period: i64, figure: Figure, tag: &[u8]) -> Vec<u8> {
    [b"t1".as_slice(), &guild.0.to_be_bytes(), &period.to_be_bytes(), tag, figure.slug().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUILD: GuildId = GuildId(7);

    #[test]
    fn a_box_has_one_length_and_opens_in_its_own_row_alone() {
        let chance = Chance::seeded(5);
        let key = DataKey::generate(&chance);
        for cell in Figure::ALL.into_iter().flat_map(Figure::cells) {
            let tag = tag(&key, cell.figure(), MemberRef([3; 16]));
            let sealed = seal(&key, GUILD, 9, cell, &tag, &chance);
            assert_eq!(sealed.len(), 42, "{}", cell.slug());
            assert_eq!(open(&key, GUILD, 9, cell.figure(), &tag, &sealed), Some(cell));
            let other = if cell.figure() == Figure::Topic { Figure::Support } else { Figure::Topic };
            assert_eq!(open(&key, GuildId(8), 9, cell.figure(), &tag, &sealed), None);
            assert_eq!(open(&key, GUILD, 10, cell.figure(), &tag, &sealed), None);
            assert_eq!(open(&key, GUILD, 9, other, &tag, &sealed), None);
            assert_eq!(open(&key, GUILD, 9, cell.figure(), &[0; 16], &sealed), None);
        }
    }

    #[test]
    fn a_member_has_an_unlike_tag_in_each_figure_and_period() {
        let chance = Chance::seeded(6);
        let keys = [DataKey::generate(&chance), DataKey::generate(&chance)];
        let mut tags = Vec::new();
        for (key, figure, member) in
            keys.iter().flat_map(|key| Figure::ALL.map(|figure| [1, 2].map(|m| (key, figure, m)))).flatten()
        {
            tags.push(tag(key, figure, MemberRef([member; 16])));
        }
        tags.sort_unstable();
        tags.dedup();
        assert_eq!(tags.len(), 32);
    }
}
