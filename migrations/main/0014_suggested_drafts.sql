-- A draft may be of what a member suggested. Then it holds words of theirs: it lies sealed under that
-- member's key, and goes when the suggestion goes.
ALTER TABLE draft RENAME TO draft_before;
CREATE TABLE draft (
    guild        INTEGER NOT NULL CONSTRAINT draft_guild CHECK (guild > 0),
    actor        INTEGER NOT NULL CONSTRAINT draft_actor CHECK (actor > 0),
    entry        TEXT    CONSTRAINT draft_entry CHECK (length(entry) BETWEEN 1 AND 32),
    suggestion   TEXT    CONSTRAINT draft_suggestion CHECK (length(suggestion) = 22),
    seen_version INTEGER CONSTRAINT draft_seen_version CHECK (seen_version > 0),
    raw          TEXT    CONSTRAINT draft_raw CHECK (json_valid(raw)),
    sealed       BLOB    CONSTRAINT draft_sealed CHECK (length(sealed) > 41),
    keep_until   INTEGER NOT NULL,
    PRIMARY KEY (guild, actor),
    CONSTRAINT draft_of_one CHECK (entry IS NULL OR suggestion IS NULL),
    CONSTRAINT draft_locked CHECK ((suggestion IS NULL) = (sealed IS NULL)),
    CONSTRAINT draft_words CHECK ((raw IS NULL) <> (sealed IS NULL)),
    CONSTRAINT draft_goes_with FOREIGN KEY (guild, suggestion) REFERENCES suggestion (guild, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO draft (guild, actor, entry, seen_version, raw, keep_until)
SELECT guild, actor, entry, seen_version, raw, keep_until FROM draft_before;
DROP TABLE draft_before;
CREATE INDEX draft_by_age ON draft (keep_until);
CREATE INDEX draft_by_suggestion ON draft (guild, suggestion) WHERE suggestion IS NOT NULL;
