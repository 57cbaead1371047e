-- When a key was made: an erasure that is carried out again, after a crash or on an old
-- copy, spares the key of whoever came back after it. Keys from before this migration
-- are older than every line of the ledger of erasures.
ALTER TABLE member_key ADD COLUMN made_at INTEGER NOT NULL DEFAULT 0
    CONSTRAINT member_key_made_at CHECK (made_at >= 0);
