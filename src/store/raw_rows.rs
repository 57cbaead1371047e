//! Rows about one person as they lie on disk, for whoever wants to see them.
//!
//! The tables are asked from the files themselves: every one with a `member_ref` is looked into,
//! so that a new table cannot be forgotten here. Tallies name no member; they are found by their tags.

use std::fmt::Write as _;

use sqlx::sqlite::SqliteRow;
use sqlx::{Column as _, Row as _, SqlitePool, TypeInfo as _, ValueRef as _};

use super::members::{Caller, columns};
use super::{Store, StoreError};

/// One row as it lies on disk. Bytes are written in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// The table.
    pub table: String,
    /// Name and value of each column; none for NULL.
    pub columns: Vec<(String, Option<String>)>,
}

impl Store {
    /// Every row about the caller in both files, as it lies on disk.
    pub async fn raw_rows(&self, caller: Caller) -> Result<Vec<RawRow>, StoreError> {
        let mut rows = rows_in(&self.0.readers, caller).await?;
        rows.extend(self.raw_tallies(caller).await?);
        rows.extend(rows_in(&self.0.key_readers, caller).await?);
        Ok(rows)
    }
}

async fn rows_in(file: &SqlitePool, caller: Caller) -> Result<Vec<RawRow>, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_schema
         WHERE type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(sqlite_schema.name) WHERE name = 'member_ref')
         ORDER BY rowid",
    )
    .fetch_all(file)
    .await?;
    let (guild, reference) = columns(caller);
    let mut rows = Vec::new();
    for table in tables {
        let all = format!("SELECT * FROM \"{table}\" WHERE guild = ?1 AND member_ref = ?2");
        // No literal can name a table that is asked for; the name is the schema's own.
        let all = sqlx::AssertSqlSafe(all);
        for row in sqlx::query(all).bind(guild).bind(&reference).fetch_all(file).await? {
            rows.push(RawRow { table: table.clone(), columns: columns_of(&row)? });
        }
    }
    Ok(rows)
}

fn columns_of(row: &SqliteRow) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let shown = row.columns().iter().map(|column| {
        let at = column.ordinal();
        let value = row.try_get_raw(at)?;
        let kind = value.type_info();
        let text = match kind.name() {
            _ if value.is_null() => None,
            "INTEGER" => Some(row.try_get::<i64, _>(at)?.to_string()),
            "BLOB" => Some(hex(row.try_get(at)?)),
            _ => Some(row.try_get::<String, _>(at)?),
        };
        Ok((column.name().to_owned(), text))
    });
    shown.collect()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        write!(hex, "{byte:02X}").expect("writing to a String cannot fail");
        hex
    })
}
