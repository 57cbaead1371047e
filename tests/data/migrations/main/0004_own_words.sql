UPDATE member SET keep_long = 1, words_days = 7;
INSERT INTO own_words (guild, member_ref, local_date, what, keep_until, sealed)
VALUES (1, x'00112233445566778899aabbccddeeff', '2026-11-20', 'AAAAAAAAAAAAAAAAAAAAAA', '2026-12-20', zeroblob(105));
