-- Reminders of members who chose *remind me*. In the open lies only when the scheduler must look
-- at the row next; days, hour, the Discord id and all else are in the sealed box.
CREATE TABLE reminder (
    guild      INTEGER NOT NULL,
    member_ref BLOB    NOT NULL,
    due        INTEGER,
    sealed     BLOB    NOT NULL CONSTRAINT reminder_sealed CHECK (length(sealed) > 41),
    PRIMARY KEY (guild, member_ref),
    CONSTRAINT reminder_of_member FOREIGN KEY (guild, member_ref) REFERENCES member ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_due ON reminder (due) WHERE due IS NOT NULL;
