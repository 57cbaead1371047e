-- The lists of resources that stand in channels, and each of their messages.

-- `due` is null while a list is as the entries are; `changes` grows with each change of them.
CREATE TABLE list (
    id       INTEGER NOT NULL PRIMARY KEY,
    guild    INTEGER NOT NULL CONSTRAINT list_guild CHECK (guild > 0),
    channel  INTEGER NOT NULL CONSTRAINT list_channel CHECK (channel > 0),
    topic    TEXT    NOT NULL CONSTRAINT list_topic CHECK (length(topic) BETWEEN 1 AND 20),
    state    TEXT    NOT NULL CONSTRAINT list_state CHECK (state IN ('live', 'stopped', 'leaving')),
    due      INTEGER,
    rest     INTEGER,
    look     INTEGER NOT NULL,
    tries    INTEGER NOT NULL CONSTRAINT list_tries CHECK (tries >= 0),
    updating INTEGER NOT NULL CONSTRAINT list_updating CHECK (updating IN (0, 1)),
    changes  INTEGER NOT NULL,
    CONSTRAINT list_once UNIQUE (guild, channel, topic)
) STRICT;
CREATE INDEX list_by_look ON list (look);

-- `entries` are the names of those it shows, as JSON; `shown` is a mark of the text that stands there,
-- null when it is not known. The other columns are those of a slot.
CREATE TABLE list_message (
    token      TEXT    NOT NULL PRIMARY KEY CONSTRAINT list_message_token CHECK (length(token) = 22),
    list       INTEGER NOT NULL CONSTRAINT list_message_of REFERENCES list (id) ON DELETE CASCADE,
    place      INTEGER NOT NULL CONSTRAINT list_message_place CHECK (place >= 0),
    entries    TEXT    NOT NULL CONSTRAINT list_message_entries CHECK (json_valid(entries)),
    shown      TEXT,
    surplus    INTEGER NOT NULL CONSTRAINT list_message_surplus CHECK (surplus IN (0, 1)),
    due        INTEGER NOT NULL,
    state      TEXT    NOT NULL CONSTRAINT list_message_state CHECK (state IN (
        'planned', 'sending', 'retry', 'reconcile', 'posted', 'posted_removed',
        'missed', 'unsure', 'failed_perm', 'failed_bug', 'skipped')),
    attempts   INTEGER NOT NULL CONSTRAINT list_message_attempts CHECK (attempts >= 0),
    first_send INTEGER,
    last_send  INTEGER,
    next_try   INTEGER,
    message    INTEGER,
    posted_at  INTEGER,
    CONSTRAINT list_message_once UNIQUE (list, place),
    CONSTRAINT list_message_posted CHECK (state <> 'posted' OR message IS NOT NULL)
) STRICT;
