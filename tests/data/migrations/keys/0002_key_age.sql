-- Rows as the version with the age of keys writes them.
INSERT INTO member_key (guild, member_ref, wrapped, made_at)
VALUES (2, x'00112233445566778899aabbccddeeff', zeroblob(73), 1795338000000);
