-- Rows as the first version writes them.
INSERT INTO community (guild, zone, country, locale, check_in_channel, check_in_time, days, moderator_role,
                       leader_role, notice_channel, digest_channel, people, words, sound, on_since,
                       quiet_from, quiet_until, trouble)
VALUES (1, 'Europe/London', 'GB', 'en', 11, '09:00', 127, 12, 13, 14, 15, 40, 0, 1, 1795338000000, NULL, NULL, NULL),
       (2, 'Asia/Tokyo', NULL, 'en', NULL, '23:59', 1, NULL, NULL, NULL, NULL, NULL, 1, 0, NULL,
        '2026-11-22', NULL, 'channel_gone');
INSERT INTO audit (id, guild, actor, at, what, before, after)
VALUES (1, 1, 99, 1795338000000, 'setup', NULL, '{"guild":1}'), (2, 2, 99, 1795338000000, 'quiet', '{}', '{}');
INSERT INTO slot (token, guild, channel, local_date, due, deadline, state, attempts, first_send, last_send, next_try,
                  message, posted_at, prompt)
VALUES ('AAAAAAAAAAAAAAAAAAAAAA', 1, 11, '2026-11-20', 1795165200000, 1795172400000, 'posted', 1, 1795165200001, 1795165200002,
        NULL, 77, 1795165200100, '{"question":"What went well?"}'),
       ('AAAAAAAAAAAAAAAAAAAAAQ', 1, 11, '2026-11-21', 1795251600000, 1795258800000, 'sending', 1, 1795251600001, 1795251600002,
        NULL, NULL, NULL, NULL),
       ('AAAAAAAAAAAAAAAAAAAAAg', 1, 11, '2026-11-22', 1795338000000, 1795345200000, 'planned', 0, NULL, NULL, NULL, NULL, NULL, NULL),
       ('AAAAAAAAAAAAAAAAAAAAAw', 2, 11, '2026-11-22', 1795338000000, 1795345200000, 'retry', 2, 1795338000001, 1795338000001,
        1795338004000, NULL, NULL, NULL),
       ('AAAAAAAAAAAAAAAAAAAABA', 2, 11, '2026-11-21', 1795251600000, 1795258800000, 'reconcile', 3, 1795251600001, 1795251600001,
        NULL, NULL, NULL, NULL),
       ('AAAAAAAAAAAAAAAAAAAABQ', 2, 11, '2026-11-20', 1795165200000, 1795172400000, 'missed', 0, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO bag (guild, state) VALUES (1, '{"round":3}');
INSERT INTO member (guild, member_ref, zone, country, day_start, locale, last_seen)
VALUES (1, x'00112233445566778899aabbccddeeff', 'Europe/Paris', 'FR', '04:00', 'fr', '2026-11'),
       (1, x'ff112233445566778899aabbccddeeff', NULL, NULL, NULL, NULL, '2025-10');
INSERT INTO consent (guild, member_ref, choice, version, given_at)
VALUES (1, x'00112233445566778899aabbccddeeff', 'count_days', 1, 1795338000000),
       (1, x'00112233445566778899aabbccddeeff', 'keep_answers', 1, 1795338000000),
       (1, x'ff112233445566778899aabbccddeeff', 'group_counts', 1, 1795338000000),
       (1, x'ff112233445566778899aabbccddeeff', 'remind_me', 1, 1795338000000);
INSERT INTO answer (guild, member_ref, local_date, what, keep_until, sealed)
VALUES (1, x'00112233445566778899aabbccddeeff', '2026-11-20', 'AAAAAAAAAAAAAAAAAAAAAA', '2027-02-18', zeroblob(105)),
       (1, x'00112233445566778899aabbccddeeff', '2026-11-20', 'hope-03.1a2b3c4d', '2027-02-18', zeroblob(297));
INSERT INTO days (guild, member_ref, sealed) VALUES (1, x'00112233445566778899aabbccddeeff', zeroblob(105));
INSERT INTO notice (id, guild, key, args, made_at, delivered_at)
VALUES (1, 1, 'channel_gone', '{}', 1795338000000, NULL), (2, 1, 'channel_gone', '{}', 1795251600000, 1795251700000);
INSERT INTO neutral_span (guild, why, first_day, last_day)
VALUES (1, 'quiet', '2026-11-01', '2026-11-03'), (1, 'outage', '2026-11-05', '2026-11-05'), (1, 'no_card', '2026-11-07', NULL);
INSERT INTO meta (key, value) VALUES ('commands', 'abc');
INSERT INTO departure (guild, since) VALUES (2, 1795338000000);
