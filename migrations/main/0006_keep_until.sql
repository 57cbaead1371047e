-- Each day what has had its time is looked for among all answers and words. Without these it is found by reading
-- every row.

CREATE INDEX answer_by_keep_until ON answer (keep_until);
CREATE INDEX own_words_by_keep_until ON own_words (keep_until);
