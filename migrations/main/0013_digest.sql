-- Whether the group's numbers are posted in the digest channel. Off until somebody turns it on.
ALTER TABLE community ADD COLUMN digest INTEGER NOT NULL DEFAULT 0 CONSTRAINT community_digest CHECK (digest IN (0, 1));

-- The one post about a period: planned while it runs, sent once. The other columns are those of a slot.
CREATE TABLE digest (
    token      TEXT    NOT NULL PRIMARY KEY CONSTRAINT digest_token CHECK (length(token) = 22),
    guild      INTEGER NOT NULL CONSTRAINT digest_guild CHECK (guild > 0),
    -- The moment at which the period began, which is its name.
    period     INTEGER NOT NULL,
    channel    INTEGER NOT NULL CONSTRAINT digest_channel CHECK (channel > 0),
    local_date TEXT    NOT NULL CONSTRAINT digest_local_date CHECK (length(local_date) = 10),
    due        INTEGER NOT NULL,
    deadline   INTEGER NOT NULL CONSTRAINT digest_deadline CHECK (deadline >= due),
    state      TEXT    NOT NULL CONSTRAINT digest_state CHECK (state IN (
        'planned', 'sending', 'retry', 'reconcile', 'posted', 'posted_removed',
        'missed', 'unsure', 'failed_perm', 'failed_bug', 'skipped')),
    attempts   INTEGER NOT NULL CONSTRAINT digest_attempts CHECK (attempts >= 0),
    first_send INTEGER,
    last_send  INTEGER,
    next_try   INTEGER,
    message    INTEGER,
    posted_at  INTEGER,
    CONSTRAINT digest_once UNIQUE (guild, period),
    CONSTRAINT digest_posted CHECK (state <> 'posted' OR message IS NOT NULL)
) STRICT;
CREATE INDEX digest_unfinished ON digest (due) WHERE state IN ('planned', 'sending', 'retry', 'reconcile');
