INSERT INTO absence (guild, since) VALUES (2, 1795338000000);
