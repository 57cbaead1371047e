-- What members suggest for the list of resources. The press that sends one is the consent for that row
-- alone, so it stands for itself: its sender may have none of the choices on, and then a key and no
-- `member` row. What was typed is sealed under the sender's key and goes when staff decide.

CREATE TABLE suggestion (
    guild          INTEGER NOT NULL CONSTRAINT suggestion_guild CHECK (guild > 0),
    id             TEXT    NOT NULL CONSTRAINT suggestion_id CHECK (length(id) = 22),
    member_ref     BLOB    NOT NULL CONSTRAINT suggestion_ref_length CHECK (length(member_ref) = 16),
    given_at       INTEGER NOT NULL,
    keep_until     TEXT    NOT NULL CONSTRAINT suggestion_keep_until CHECK (length(keep_until) = 10),
    sealed         BLOB    CONSTRAINT suggestion_sealed CHECK (length(sealed) > 41),
    -- What staff decided; kept only until the sender, who asked for it, is told.
    outcome        TEXT    CONSTRAINT suggestion_outcome CHECK (outcome IN ('listed', 'declined')),
    outcome_sealed BLOB    CONSTRAINT suggestion_outcome_sealed CHECK (length(outcome_sealed) > 41),
    due            INTEGER,
    PRIMARY KEY (guild, id),
    CONSTRAINT suggestion_waits CHECK ((outcome IS NULL) = (sealed IS NOT NULL)),
    CONSTRAINT suggestion_told CHECK (outcome IS NULL OR outcome_sealed IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX suggestion_by_member ON suggestion (guild, member_ref);
CREATE INDEX suggestion_due ON suggestion (due) WHERE due IS NOT NULL;
