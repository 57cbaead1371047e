-- Rows as the version with reminders writes them: one that comes, and one that rests.
INSERT INTO reminder (guild, member_ref, due, sealed)
VALUES (1, x'ff112233445566778899aabbccddeeff', 1795424400000, zeroblob(1065)),
       (1, x'00112233445566778899aabbccddeeff', NULL, zeroblob(1065));
