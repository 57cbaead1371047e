-- Communities that Discord did not name when the bot connected, and since when. Not named twice, a day apart,
-- they have removed the bot while nobody was there to hear of it.

CREATE TABLE absence (
    guild INTEGER PRIMARY KEY CONSTRAINT absence_guild CHECK (guild > 0),
    since INTEGER NOT NULL
) STRICT;
