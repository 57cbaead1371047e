-- A few words of the member's own beside a kept answer, where their community allows words; and how long the
-- member wants answers and words kept.

ALTER TABLE member ADD COLUMN keep_long INTEGER NOT NULL DEFAULT 0
    CONSTRAINT member_keep_long CHECK (keep_long IN (0, 1));
ALTER TABLE member ADD COLUMN words_days INTEGER
    CONSTRAINT member_words_days CHECK (words_days IN (7, 30, 90));

CREATE TABLE own_words (
    guild      INTEGER NOT NULL,
    member_ref BLOB    NOT NULL,
    local_date TEXT    NOT NULL CONSTRAINT own_words_local_date CHECK (length(local_date) = 10),
    what       TEXT    NOT NULL CONSTRAINT own_words_what CHECK (length(what) BETWEEN 1 AND 64),
    keep_until TEXT    NOT NULL CONSTRAINT own_words_keep_until CHECK (length(keep_until) = 10),
    sealed     BLOB    NOT NULL CONSTRAINT own_words_sealed CHECK (length(sealed) > 41),
    PRIMARY KEY (guild, member_ref, local_date, what),
    CONSTRAINT own_words_of_answer FOREIGN KEY (guild, member_ref, local_date, what)
        REFERENCES answer ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
