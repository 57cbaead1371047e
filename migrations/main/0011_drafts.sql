-- What a moderator has typed of an entry so far: one draft for each in a community, for 24 hours.
CREATE TABLE draft (
    guild        INTEGER NOT NULL CONSTRAINT draft_guild CHECK (guild > 0),
    actor        INTEGER NOT NULL CONSTRAINT draft_actor CHECK (actor > 0),
    entry        TEXT    CONSTRAINT draft_entry CHECK (length(entry) BETWEEN 1 AND 32),
    seen_version INTEGER CONSTRAINT draft_seen_version CHECK (seen_version > 0),
    raw          TEXT    NOT NULL CONSTRAINT draft_raw CHECK (json_valid(raw)),
    keep_until   INTEGER NOT NULL,
    PRIMARY KEY (guild, actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_by_age ON draft (keep_until);
