INSERT INTO resource (guild, entry, version, retired, dead, body)
VALUES (1, 'food-bank', 2, 0, 1, '{"title":"Food bank","sentence":"A bag of food each Friday.","phone":"0113 496 0000","kind":"practical","topics":["food"],"supports":["practical"],"checked_on":"2026-11-01"}');
INSERT INTO resource_change (guild, entry, actor, at, what, before, after)
VALUES (1, 'food-bank', 5, 1764000000000, 'add', NULL, '{"retired":false,"body":{"title":"Food bank","sentence":"A bag of food each Friday.","phone":"0113 496 0000","kind":"practical","topics":["food"],"supports":["practical"],"checked_on":"2026-11-01"}}');
