INSERT INTO list (id, guild, channel, topic, state, due, rest, look, tries, updating, changes)
VALUES (1, 1, 10, 'food', 'live', NULL, NULL, 1764100000000, 0, 0, 3);
INSERT INTO list_message (token, list, place, entries, shown, surplus, due, state, attempts, first_send, last_send, next_try, message, posted_at)
VALUES ('QUFBQUFBQUFBQUFBQUFBQQ', 1, 0, '["food-bank"]', '0123456789abcdef', 0, 1764000000000, 'posted', 1, 1764000000000, 1764000000000, NULL, 77, 1764000000000);
