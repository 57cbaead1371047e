-- Rows as the version with the digest writes them: one that was posted, and one that waits for its day.
UPDATE community SET digest = 1 WHERE guild = 1;
INSERT INTO digest (token, guild, period, channel, local_date, due, deadline, state, attempts, first_send, last_send, next_try, message, posted_at)
VALUES ('REREREREREREREREREREQQ', 1, 1795132800000, 12, '2026-12-21', 1797588000000, 1797595200000, 'posted', 1, 1797588000000, 1797588000000, NULL, 78, 1797588000000),
       ('RUVFRUVFRUVFRUVFRUVFRQ', 1, 1797552000000, 12, '2027-01-18', 1800007200000, 1800014400000, 'planned', 0, NULL, NULL, NULL, NULL, NULL);
