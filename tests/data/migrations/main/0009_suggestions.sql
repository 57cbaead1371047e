INSERT INTO suggestion (guild, id, member_ref, given_at, keep_until, sealed, outcome, outcome_sealed, due)
VALUES (1, 'AAAAAAAAAAAAAAAAAAAAAA', x'000102030405060708090a0b0c0d0e0f', 1764000000000, '2026-02-22', zeroblob(105), NULL, NULL, NULL);
INSERT INTO suggestion (guild, id, member_ref, given_at, keep_until, sealed, outcome, outcome_sealed, due)
VALUES (1, 'BBBBBBBBBBBBBBBBBBBBBB', x'000102030405060708090a0b0c0d0e0f', 1764000000000, '2026-02-22', NULL, 'listed', zeroblob(105), 1764000100000);
