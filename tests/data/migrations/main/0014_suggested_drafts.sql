INSERT INTO draft (guild, actor, suggestion, sealed, keep_until)
VALUES (1, 6, 'AAAAAAAAAAAAAAAAAAAAAA', zeroblob(297), 1764086400000);
