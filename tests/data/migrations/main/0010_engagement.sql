-- Rows as the version with the group's numbers writes them: one period closed, one that ran when the
-- key file was lost, and one planned.
INSERT INTO period (guild, start_at, end_at, zone, state, tier)
VALUES (1, 1795132800000, 1797552000000, 'Europe/London', 'closed', 25),
       (1, 1797552000000, 1799971200000, 'Europe/London', 'open', 25),
       (2, 1797519600000, 1799938800000, 'Asia/Tokyo', 'planned', NULL);
INSERT INTO tally (guild, period, figure, tag, box)
VALUES (1, 1797552000000, 'took_part', x'0123456789abcdef0123456789abcdef', zeroblob(42));
INSERT INTO release (guild, period, figure, bin, epsilon_micro, noisy)
VALUES (1, 1795132800000, 'took_part', 'people', 1000000, 17), (1, 1795132800000, 'support', 'practical', 1000000, -1);
INSERT INTO budget (guild, period, spent_micro, cap_micro)
VALUES (1, 1795132800000, 2000000, 3000000), (1, 1797552000000, 0, 3000000);
