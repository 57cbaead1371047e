-- The resources a community keeps, and what its moderators changed in them.

-- `body` is what members see, as JSON; `dead` says that somebody found it no longer works, and not who.
CREATE TABLE resource (
    guild   INTEGER NOT NULL CONSTRAINT resource_guild CHECK (guild > 0),
    entry   TEXT    NOT NULL CONSTRAINT resource_entry CHECK (length(entry) BETWEEN 1 AND 32),
    version INTEGER NOT NULL CONSTRAINT resource_version CHECK (version > 0),
    retired INTEGER NOT NULL CONSTRAINT resource_retired CHECK (retired IN (0, 1)),
    dead    INTEGER NOT NULL CONSTRAINT resource_dead CHECK (dead IN (0, 1)),
    body    TEXT    NOT NULL CONSTRAINT resource_body CHECK (json_valid(body)),
    PRIMARY KEY (guild, entry)
) STRICT, WITHOUT ROWID;

-- Who of the staff changed which entry, and how. Kept for 180 days.
CREATE TABLE resource_change (
    id     INTEGER NOT NULL PRIMARY KEY,
    guild  INTEGER NOT NULL CONSTRAINT resource_change_guild CHECK (guild > 0),
    entry  TEXT    NOT NULL CONSTRAINT resource_change_entry CHECK (length(entry) BETWEEN 1 AND 32),
    actor  INTEGER NOT NULL CONSTRAINT resource_change_actor CHECK (actor > 0),
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL CONSTRAINT resource_change_what CHECK (what IN (
        'add', 'edit', 'retire', 'restore', 'check', 'import', 'undo')),
    before TEXT    CONSTRAINT resource_change_before CHECK (json_valid(before)),
    after  TEXT    NOT NULL CONSTRAINT resource_change_after CHECK (json_valid(after))
) STRICT;
CREATE INDEX resource_change_by_entry ON resource_change (guild, entry, id);
CREATE INDEX resource_change_by_age ON resource_change (at);
