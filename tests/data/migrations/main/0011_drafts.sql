INSERT INTO draft (guild, actor, entry, seen_version, raw, keep_until)
VALUES (1, 5, 'food-bank', 2, '{"typed":{"title":"Food bank, Leeds","sentence":"A bag of food each Friday.","phone":"0113 496 0000","kind":"practical","topics":["food"],"supports":["practical"]}}', 1764086400000);
