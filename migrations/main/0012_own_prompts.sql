-- Prompts that a community wrote for itself. `body` is in use unless retired; `pending` is what a
-- moderator typed and has not put to use yet, and goes after a day. A number is never used again.
CREATE TABLE own_prompt (
    id         INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    guild      INTEGER NOT NULL CONSTRAINT own_prompt_guild CHECK (guild > 0),
    retired    INTEGER NOT NULL CONSTRAINT own_prompt_retired CHECK (retired IN (0, 1)),
    body       TEXT    CONSTRAINT own_prompt_body CHECK (json_valid(body)),
    pending    TEXT    CONSTRAINT own_prompt_pending CHECK (json_valid(pending)),
    pending_at INTEGER,
    CONSTRAINT own_prompt_something CHECK (body IS NOT NULL OR pending IS NOT NULL),
    CONSTRAINT own_prompt_since CHECK ((pending IS NULL) = (pending_at IS NULL))
) STRICT;
CREATE INDEX own_prompt_by_guild ON own_prompt (guild);

-- Who of the staff changed which of them. Kept for 180 days.
CREATE TABLE own_prompt_change (
    id     INTEGER NOT NULL PRIMARY KEY,
    guild  INTEGER NOT NULL CONSTRAINT own_prompt_change_guild CHECK (guild > 0),
    prompt INTEGER NOT NULL,
    actor  INTEGER NOT NULL CONSTRAINT own_prompt_change_actor CHECK (actor > 0),
    at     INTEGER NOT NULL,
    what   TEXT    NOT NULL CONSTRAINT own_prompt_change_what CHECK (what IN ('use', 'retire', 'restore')),
    before TEXT    CONSTRAINT own_prompt_change_before CHECK (json_valid(before)),
    after  TEXT    NOT NULL CONSTRAINT own_prompt_change_after CHECK (json_valid(after))
) STRICT;
CREATE INDEX own_prompt_change_by_age ON own_prompt_change (at);
