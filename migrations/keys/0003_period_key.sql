-- The key of a community's open period, wrapped by the master key. It goes when the period closes,
-- and with it all that could still be read of who counted.
CREATE TABLE period_key (
    guild   INTEGER NOT NULL CONSTRAINT period_key_guild CHECK (guild > 0),
    period  INTEGER NOT NULL,
    wrapped BLOB    NOT NULL CONSTRAINT period_key_wrapped CHECK (length(wrapped) = 73),
    PRIMARY KEY (guild, period)
) STRICT, WITHOUT ROWID;
