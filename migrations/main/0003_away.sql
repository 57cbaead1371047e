-- When each shard was last connected, overwritten each minute; and when it was not, for ten minutes or more.
-- It tells which days were an outage and must not count against anybody.

CREATE TABLE heartbeat (
    shard INTEGER NOT NULL PRIMARY KEY CONSTRAINT heartbeat_shard CHECK (shard >= 0),
    at    INTEGER NOT NULL
) STRICT;

CREATE TABLE away (
    shard    INTEGER NOT NULL CONSTRAINT away_shard CHECK (shard >= 0),
    from_at  INTEGER NOT NULL,
    until_at INTEGER NOT NULL CONSTRAINT away_until CHECK (until_at > from_at),
    PRIMARY KEY (shard, from_at)
) STRICT, WITHOUT ROWID;
