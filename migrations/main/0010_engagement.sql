-- The group's numbers: periods of four weeks, who counts in the open one, and what was released of
-- each that closed. No table here says when anybody did anything.

CREATE TABLE period (
    guild    INTEGER NOT NULL CONSTRAINT period_guild CHECK (guild > 0),
    start_at INTEGER NOT NULL,
    -- Frozen when it opens, like the zone and the tier; of a planned one it may still move.
    end_at   INTEGER NOT NULL CONSTRAINT period_end CHECK (end_at > start_at),
    zone     TEXT    NOT NULL CONSTRAINT period_zone CHECK (length(zone) BETWEEN 1 AND 64),
    state    TEXT    NOT NULL CONSTRAINT period_state CHECK (state IN ('planned', 'open', 'closed', 'void')),
    tier     INTEGER CONSTRAINT period_tier CHECK (tier IN (10, 25, 100, 500)),
    PRIMARY KEY (guild, start_at),
    CONSTRAINT period_tier_known CHECK ((state = 'planned') = (tier IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX period_live ON period (guild) WHERE state IN ('planned', 'open');
CREATE INDEX period_ending ON period (end_at) WHERE state = 'open';
CREATE INDEX period_starting ON period (start_at) WHERE state = 'planned';

-- One member in one figure of the open period. The tag is keyed by the period, so it leads to nobody
-- once that key is gone; the box holds the cell, sealed under the same key.
CREATE TABLE tally (
    guild  INTEGER NOT NULL,
    period INTEGER NOT NULL,
    figure TEXT    NOT NULL CONSTRAINT tally_figure CHECK (length(figure) BETWEEN 1 AND 32),
    tag    BLOB    NOT NULL CONSTRAINT tally_tag CHECK (length(tag) = 16),
    box    BLOB    NOT NULL CONSTRAINT tally_box CHECK (length(box) = 42),
    PRIMARY KEY (guild, period, figure, tag),
    CONSTRAINT tally_of_period FOREIGN KEY (guild, period) REFERENCES period ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- A number with its noise: written once, when its period closes.
CREATE TABLE release (
    guild         INTEGER NOT NULL,
    period        INTEGER NOT NULL,
    figure        TEXT    NOT NULL CONSTRAINT release_figure CHECK (length(figure) BETWEEN 1 AND 32),
    bin           TEXT    NOT NULL CONSTRAINT release_bin CHECK (length(bin) BETWEEN 1 AND 32),
    epsilon_micro INTEGER NOT NULL CONSTRAINT release_epsilon CHECK (epsilon_micro BETWEEN 1 AND 3000000),
    noisy         INTEGER NOT NULL,
    PRIMARY KEY (guild, period, figure, bin),
    CONSTRAINT release_of_period FOREIGN KEY (guild, period) REFERENCES period ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a period may spend of each member's privacy, and has spent.
CREATE TABLE budget (
    guild       INTEGER NOT NULL,
    period      INTEGER NOT NULL,
    spent_micro INTEGER NOT NULL,
    cap_micro   INTEGER NOT NULL CONSTRAINT budget_cap CHECK (cap_micro BETWEEN 1 AND 3000000),
    PRIMARY KEY (guild, period),
    CONSTRAINT budget_kept CHECK (spent_micro BETWEEN 0 AND cap_micro),
    CONSTRAINT budget_of_period FOREIGN KEY (guild, period) REFERENCES period ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
