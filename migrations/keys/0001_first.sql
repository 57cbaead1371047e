-- The key file: one data key a member, wrapped by the operator's master key.
-- It lies apart so that destroying one small row makes a member's answers unreadable
-- everywhere, in old backups of the main file too.

CREATE TABLE member_key (
    guild      INTEGER NOT NULL CONSTRAINT member_key_guild CHECK (guild > 0),
    member_ref BLOB    NOT NULL CONSTRAINT member_key_ref CHECK (length(member_ref) = 16),
    wrapped    BLOB    NOT NULL CONSTRAINT member_key_wrapped CHECK (length(wrapped) = 73),
    PRIMARY KEY (guild, member_ref)
) STRICT, WITHOUT ROWID;

-- Tells at start whether the operator's key files are the ones these rows were made with.
CREATE TABLE key_check (
    name  TEXT NOT NULL PRIMARY KEY CONSTRAINT key_check_name CHECK (name IN ('master', 'reference')),
    proof BLOB NOT NULL CONSTRAINT key_check_proof CHECK (length(proof) BETWEEN 16 AND 128)
) STRICT, WITHOUT ROWID;
