# /about: what the bot is and is not.

about-who = **I am { $name }, a bot for this community.** I ask one short question on set days. It is built around CHIME: Connectedness, Hope, Identity, Meaning, Empowerment. Those are five things that people say help them in recovery.
about-not = I am not a doctor, a treatment or a crisis line. Nobody watches the answers. If you need someone now, press *Get help now*.
about-private = Your answers are private. Nobody in this community sees them but you. Nothing goes to the group, to moderators or to leaders by itself.
about-store = I keep nothing about you until you say yes. What you say yes to is stored locked, under a key of your own. See it, or take it all away, with `/my-data`.
about-read = I am never sent what people write in channels. After a broken connection I look for my own posts in the channels I post in. I keep nothing else I see there.
about-operator = Run by { $operator }. Contact: { $contact }. Privacy page: <{ $privacy }>
about-name = chimebot
