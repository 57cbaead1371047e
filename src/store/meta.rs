//! What the bot remembers about itself, such as the hash of its registered commands.

use super::{Store, StoreError};

impl Store {
    /// The value kept under `key`.
    pub async fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar!("SELECT value FROM meta WHERE key = ?1", key)
            .fetch_optional(&self.0.readers)
            .await?)
    }

    /// Keeps `value` under `key`, at most 64 characters long.
    pub async fn set_meta(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    sqlx::query!(
                        "INSERT INTO meta (key, value) VALUES (?1, ?2)
                         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                        key,
                        value,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    Ok(())
                })
            })
            .await
    }
}
