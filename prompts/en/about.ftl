# /about: what the bot is and is not.

about-who = **I am { $name }, a bot for this community.** I ask one short question on set days. It is built around CHIME: Connectedness, Hope, Identity, Meaning, Empowerment. Those are five things that people say help them in recovery.
about-not = I am not a doctor, a treatment or a crisis line. Nobody watches the answers. If you need someone now, press *Get help now*.
about-private = Your answers are private. Nobody in this community sees them but you. Nothing goes to the group, to moderators or to leaders by itself.
about-store = I keep nothing about you as a member until you say yes. What you answer or write, and the days you count, are stored locked, under a key of your own. How you count in the group's numbers is locked too, under one key for four weeks. Your choices, your settings, and the days of answers and reminders are not locked. See it, or take it all away, with `/my-data`. What staff change is noted with their Discord id for 180 days.
about-read = I am never sent what people write in channels. After a broken connection I look for my own posts in the channels I post in. I keep nothing else I see there.
about-operator = Run by { $operator }. Contact: { $contact }. Privacy page: <{ $privacy }>
about-name = chimebot
