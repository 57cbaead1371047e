-- Rows as the version with the group's numbers writes them: the key of a period that closed, as a crash leaves it.
INSERT INTO period_key (guild, period, wrapped) VALUES (1, 1795132800000, zeroblob(73));
