-- Rows as the first version writes them.
INSERT INTO member_key (guild, member_ref, wrapped)
VALUES (1, x'00112233445566778899aabbccddeeff', zeroblob(73)), (1, x'ff112233445566778899aabbccddeeff', zeroblob(73));
INSERT INTO key_check (name, proof) VALUES ('master', zeroblob(49)), ('reference', zeroblob(16));
