-- The main file: communities, their posts, and what members chose to keep.
--
-- Moments are unix milliseconds, local dates are ISO text, snowflakes are integers.
-- A member is only ever a keyed reference; what they answered lies sealed under
-- a key of their own, which is in the other file.

CREATE TABLE community (
    guild            INTEGER NOT NULL PRIMARY KEY CONSTRAINT community_guild CHECK (guild > 0),
    zone             TEXT    NOT NULL CONSTRAINT community_zone CHECK (length(zone) BETWEEN 1 AND 64),
    country          TEXT    CONSTRAINT community_country CHECK (country GLOB '[A-Z][A-Z]'),
    locale           TEXT    NOT NULL CONSTRAINT community_locale CHECK (length(locale) BETWEEN 2 AND 35),
    check_in_channel INTEGER,
    check_in_time    TEXT    NOT NULL
        CONSTRAINT community_time CHECK (check_in_time GLOB '[0-2][0-9]:[0-5][0-9]' AND check_in_time < '24:00'),
    days             INTEGER NOT NULL CONSTRAINT community_days CHECK (days BETWEEN 1 AND 127),
    moderator_role   INTEGER,
    leader_role      INTEGER,
    notice_channel   INTEGER,
    digest_channel   INTEGER,
    people           INTEGER CONSTRAINT community_people CHECK (people BETWEEN 0 AND 4294967295),
    words            INTEGER NOT NULL CONSTRAINT community_words CHECK (words IN (0, 1)),
    sound            INTEGER NOT NULL CONSTRAINT community_sound CHECK (sound IN (0, 1)),
    on_since         INTEGER,
    quiet_from       TEXT    CONSTRAINT community_quiet_from CHECK (length(quiet_from) = 10),
    quiet_until      TEXT    CONSTRAINT community_quiet_until CHECK (length(quiet_until) = 10),
    trouble          TEXT    CONSTRAINT community_trouble CHECK (trouble IN ('channel_gone', 'permission_lost')),
    CONSTRAINT community_quiet CHECK (quiet_until IS NULL OR quiet_from IS NOT NULL)
) STRICT;

-- What staff changed, and who of them. Kept for 180 days.
CREATE TABLE audit (
    id     INTEGER NOT NULL PRIMARY KEY,
    guild  INTEGER NOT NULL CONSTRAINT audit_guild CHECK (guild > 0),
    actor  INTEGER NOT NULL CONSTRAINT audit_actor CHECK (actor > 0),
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL CONSTRAINT audit_what CHECK (length(what) BETWEEN 1 AND 40),
    before TEXT    CONSTRAINT audit_before CHECK (json_valid(before)),
    after  TEXT    NOT NULL CONSTRAINT audit_after CHECK (json_valid(after))
) STRICT;
CREATE INDEX audit_by_guild ON audit (guild, id);
CREATE INDEX audit_by_age ON audit (at);

-- One due post of one community on one local date.
CREATE TABLE slot (
    token       TEXT    NOT NULL PRIMARY KEY CONSTRAINT slot_token CHECK (length(token) = 22),
    guild       INTEGER NOT NULL CONSTRAINT slot_guild CHECK (guild > 0),
    channel     INTEGER NOT NULL CONSTRAINT slot_channel CHECK (channel > 0),
    local_date  TEXT    NOT NULL CONSTRAINT slot_local_date CHECK (length(local_date) = 10),
    due         INTEGER NOT NULL,
    -- The last moment at which it is still posted; kept, because the zone may change meanwhile.
    deadline    INTEGER NOT NULL CONSTRAINT slot_deadline CHECK (deadline >= due),
    state       TEXT    NOT NULL CONSTRAINT slot_state CHECK (state IN (
        'planned', 'sending', 'retry', 'reconcile', 'posted', 'posted_removed',
        'missed', 'unsure', 'failed_perm', 'failed_bug', 'skipped')),
    attempts    INTEGER NOT NULL CONSTRAINT slot_attempts CHECK (attempts >= 0),
    first_send  INTEGER,
    last_send   INTEGER,
    next_try    INTEGER,
    message     INTEGER,
    posted_at   INTEGER,
    -- The prompt as it was posted: every button, change of mind and kept answer reads this copy.
    prompt      TEXT    CONSTRAINT slot_prompt CHECK (json_valid(prompt)),
    CONSTRAINT slot_once UNIQUE (guild, local_date),
    CONSTRAINT slot_posted CHECK (state <> 'posted' OR message IS NOT NULL)
) STRICT;
CREATE INDEX slot_unfinished ON slot (due) WHERE state IN ('planned', 'sending', 'retry', 'reconcile');

-- The shuffled prompt bags of a community.
CREATE TABLE bag (
    guild INTEGER NOT NULL PRIMARY KEY CONSTRAINT bag_guild CHECK (guild > 0),
    state TEXT    NOT NULL CONSTRAINT bag_state CHECK (json_valid(state))
) STRICT;

-- Someone who has one of the four choices on. The row goes with the last of them.
CREATE TABLE member (
    guild      INTEGER NOT NULL CONSTRAINT member_guild CHECK (guild > 0),
    member_ref BLOB    NOT NULL CONSTRAINT member_ref_length CHECK (length(member_ref) = 16),
    zone       TEXT,
    country    TEXT    CONSTRAINT member_country CHECK (country GLOB '[A-Z][A-Z]'),
    day_start  TEXT    CONSTRAINT member_day_start CHECK (day_start GLOB '[0-2][0-9]:[0-5][0-9]'),
    locale     TEXT,
    last_seen  TEXT    NOT NULL CONSTRAINT member_last_seen CHECK (last_seen GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]'),
    PRIMARY KEY (guild, member_ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
    guild      INTEGER NOT NULL,
    member_ref BLOB    NOT NULL,
    choice     TEXT    NOT NULL CONSTRAINT consent_choice
        CHECK (choice IN ('count_days', 'keep_answers', 'group_counts', 'remind_me')),
    version    INTEGER NOT NULL CONSTRAINT consent_version CHECK (version > 0),
    given_at   INTEGER NOT NULL,
    PRIMARY KEY (guild, member_ref, choice),
    CONSTRAINT consent_of_member FOREIGN KEY (guild, member_ref) REFERENCES member ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A kept answer. `what` is a slot's token, or the key of a card-less prompt.
CREATE TABLE answer (
    guild      INTEGER NOT NULL,
    member_ref BLOB    NOT NULL,
    local_date TEXT    NOT NULL CONSTRAINT answer_local_date CHECK (length(local_date) = 10),
    what       TEXT    NOT NULL CONSTRAINT answer_what CHECK (length(what) BETWEEN 1 AND 64),
    keep_until TEXT    NOT NULL CONSTRAINT answer_keep_until CHECK (length(keep_until) = 10),
    sealed     BLOB    NOT NULL CONSTRAINT answer_sealed CHECK (length(sealed) > 41),
    PRIMARY KEY (guild, member_ref, local_date, what),
    CONSTRAINT answer_of_member FOREIGN KEY (guild, member_ref) REFERENCES member ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A member's counted days, in one sealed box.
CREATE TABLE days (
    guild      INTEGER NOT NULL,
    member_ref BLOB    NOT NULL,
    sealed     BLOB    NOT NULL CONSTRAINT days_sealed CHECK (length(sealed) > 41),
    PRIMARY KEY (guild, member_ref),
    CONSTRAINT days_of_member FOREIGN KEY (guild, member_ref) REFERENCES member ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Something staff must hear; at most one of a kind waits at a time.
CREATE TABLE notice (
    id           INTEGER NOT NULL PRIMARY KEY,
    guild        INTEGER NOT NULL CONSTRAINT notice_guild CHECK (guild > 0),
    key          TEXT    NOT NULL CONSTRAINT notice_key CHECK (length(key) BETWEEN 1 AND 64),
    args         TEXT    NOT NULL CONSTRAINT notice_args CHECK (json_valid(args)),
    made_at      INTEGER NOT NULL,
    delivered_at INTEGER
) STRICT;
CREATE UNIQUE INDEX notice_waiting ON notice (guild, key) WHERE delivered_at IS NULL;

-- Local dates of a community that are neutral for every streak. `last_day` is null while it lasts.
CREATE TABLE neutral_span (
    guild     INTEGER NOT NULL CONSTRAINT neutral_span_guild CHECK (guild > 0),
    why       TEXT    NOT NULL CONSTRAINT neutral_span_why CHECK (why IN ('quiet', 'outage', 'no_card')),
    first_day TEXT    NOT NULL CONSTRAINT neutral_span_first CHECK (length(first_day) = 10),
    last_day  TEXT    CONSTRAINT neutral_span_last CHECK (length(last_day) = 10 AND last_day >= first_day),
    PRIMARY KEY (guild, why, first_day)
) STRICT, WITHOUT ROWID;

-- What the bot must remember about itself, such as the hash of its registered commands.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY CONSTRAINT meta_key CHECK (length(key) BETWEEN 1 AND 64),
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Communities that removed the bot, and since when. Seven days later everything of theirs goes.
CREATE TABLE departure (
    guild INTEGER PRIMARY KEY CONSTRAINT departure_guild CHECK (guild > 0),
    since INTEGER NOT NULL
) STRICT;
