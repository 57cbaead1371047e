INSERT INTO own_prompt (id, guild, retired, body, pending, pending_at)
VALUES (1, 1, 0, '{"format":"choice","subtheme":"dreams","question":"Did you see the sky today?","answers":["yes","no"],"hard":[],"ack":"Thank you.","ack_hard":""}', NULL, NULL);
INSERT INTO own_prompt_change (guild, prompt, actor, at, what, before, after)
VALUES (1, 1, 5, 1764000000000, 'use', NULL, '{"format":"choice","subtheme":"dreams","question":"Did you see the sky today?","answers":["yes","no"],"hard":[],"ack":"Thank you.","ack_hard":""}');
