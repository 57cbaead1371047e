//! Published lists after a backup was put back: what stands in the channels may be newer than the file.

use jiff::Timestamp;

use super::{about, notices};
use crate::domain::ids::{ChannelId, GuildId, MessageId, SlotToken};
use crate::domain::resource::list::of_scope;
use crate::store::convert::{id, ms, parsed, snowflake};
use crate::store::notices::RESTORED;
use crate::store::{Store, StoreError};

impl Store {
    /// Every list is to be looked at and written anew: nobody knows what its messages show. The staff of
    /// each community that has a list of resources hear that it is as it was at `made`.
    pub async fn lists_put_back(&self, made: Timestamp) -> Result<(), StoreError> {
        let now = self.0.clock.now();
        self.0
            .writer
            .run(move |tx| {
                Box::pin(async move {
                    let at = ms(now);
                    sqlx::query!("UPDATE list_message SET shown = NULL").execute(&mut tx.main).await?;
                    sqlx::query!(
                        "UPDATE list SET look = ?1, due = ?1, rest = NULL, tries = 0 WHERE state <> 'stopped'",
                        at,
                    )
                    .execute(&mut tx.main)
                    .await?;
                    let rows = sqlx::query!(
                        r#"SELECT guild AS "guild!: i64", min(channel) AS "channel?: i64", topic AS "topic?: String"
                           FROM (SELECT guild, channel, topic FROM list
                                 UNION ALL SELECT DISTINCT guild, NULL, NULL FROM resource)
                           GROUP BY guild"#,
                    )
                    .fetch_all(&mut tx.main)
                    .await?;
                    for row in rows {
                        let guild = GuildId(snowflake(row.guild));
                        let mut args = match (row.channel, row.topic.as_deref()) {
                            (Some(channel), Some(topic)) => {
                                let topic = of_scope(topic).map_err(|_| StoreError::BadRow("list.topic"))?;
                                about((guild, ChannelId(snowflake(channel)), topic))
                            }
                            _ => serde_json::json!({}),
                        };
                        args["due_ms"] = ms(made).into();
                        notices::add(&mut tx.main, guild, RESTORED, &args.to_string(), at).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The messages of published lists in a channel of which the bot knows: each one's token, and its id
    /// where it has one.
    pub async fn list_messages_in(
        &self,
        guild: GuildId,
        channel: ChannelId,
    ) -> Result<Vec<(SlotToken, Option<MessageId>)>, StoreError> {
        let (guild, channel) = (id(guild.0), id(channel.0));
        let rows = sqlx::query!(
            "SELECT token, message FROM list_message JOIN list ON list.id = list_message.list
             WHERE guild = ?1 AND channel = ?2",
            guild,
            channel,
        )
        .fetch_all(&self.0.readers)
        .await?;
        let known = rows.into_iter().map(|row| {
            let message = row.message.map(|message| MessageId(snowflake(message)));
            Ok((parsed(&row.token, "list_message.token")?, message))
        });
        known.collect()
    }
}
