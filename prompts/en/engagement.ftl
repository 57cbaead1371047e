# /engagement: what staff and I did, the group's numbers, and what a group could do next.
# Never about a person. A quiet month is nothing to be ashamed of. No word promises more than blurred totals can keep.

engagement-title = **How this community is doing.** Every member here can see this page.
engagement-title-part = **How this community is doing** (part { $part } of { $parts })
button-engagement-older = Older weeks
button-engagement-newer = Newer weeks
button-engagement-on = Read on
button-engagement-back = Page back
button-engagement-file = Take the numbers as a file
button-engagement-page = See the page

# What staff and bot did. Nothing in here counts members.
engagement-deeds = **In the last four weeks, staff and I did this:**
engagement-cards = - Cards posted: { $posted }
engagement-cards-missed = - Cards posted: { $posted }. Cards that did not come: { $missed }
engagement-list = - Resources: { $added } added, { $checked } checked again, { $overdue } due for a check
engagement-list-empty = - Resources: nothing is on the list yet
engagement-questions = { $asked } of { $all } questions have had their turn in this round.

# The numbers of four weeks.
engagement-span = { $first } to { $last }
engagement-period = **{ $span }.** Deliberately blurred totals of four weeks:
engagement-cards-in = { $cards ->
    [0] No card was posted in these weeks.
    [one] One card was posted in these weeks.
   *[other] { $cards } cards were posted in these weeks.
  }
engagement-about = about { $value } (could be { $low } to { $high })
engagement-few = a handful or none
engagement-took-part = Of the people who chose to be counted, about { $value } took part (could be { $low } to { $high }).
engagement-took-part-few = Of the people who chose to be counted, a handful or none took part.
engagement-support = **Kind of help.** Of the people who chose to be counted, so many picked this first:
engagement-topic = **Topic.** Of the people who chose to be counted, so many picked this first:
engagement-scale = **The five parts of CHIME.** Of the people who chose to be counted, so many gave this as their last answer:
engagement-cell = - { $name }: { $number }
engagement-cells-few = - A handful or none each: { $names }
engagement-levels = - { $part }: { $numbers }
engagement-level = { $level } { $number }
engagement-level-low = low
engagement-level-middle = in the middle
engagement-level-high = high
engagement-most = Clearly more than any other: { $names }.
engagement-most-some = Clearly more than the others: { $names }.
engagement-most-levels = Clearly more than the rest: { $names }.
engagement-short = { $figure }: { $names } stood out clearly.
engagement-most-none = No clear difference at the top.
engagement-most-none-levels = No answer stands out clearly.

# What changed.
engagement-changed = **What changed** since the four weeks before:
engagement-changed-since = **What changed** since { $span }:
engagement-changed-first = These are the first numbers, so there is nothing to compare them with yet.
engagement-people-more = - More people took part.
engagement-people-fewer = - Fewer people took part.
engagement-people-same = - How many took part: no clear difference.
engagement-more = - Clearly more: { $names }
engagement-fewer = - Clearly fewer: { $names }
engagement-rest-same = - For all else there is no clear difference.
engagement-named = { $figure } ({ $name })
engagement-resized = - The group was another size then, so more or fewer may mean only that.
engagement-cards-apart = - { $before ->
    [0] No card came then
    [one] One card came then
   *[other] { $before } cards came then
  }, and { $now } now. So more or fewer may mean only that.

# What comes next, or why there are no numbers.
engagement-runs = The next numbers come on { $date }. Until then nobody sees any, staff included.
engagement-runs-first = **The first numbers come on { $date }.** Until then nobody sees any, staff included. They hold only people who choose *Add me to group counts*.
engagement-begins = **Four weeks of numbers can begin on { $date }.** For that, ten people or more must take part. I go by what `/setup` says, but never by more than this server has.
engagement-ended = Four weeks have just ended. Their numbers are on their way. Please look again a little later.
engagement-soon = There are no numbers yet. Please look again in a minute.
engagement-small = **No numbers for a group under ten.** In so small a group a total points at somebody. So I keep none.
engagement-small-now = No four weeks run now, for the group is under ten people. What was published stays.
engagement-unasked = **There are no numbers yet.** First an admin says about how many people take part: `/setup`, page 2.
engagement-off = **No numbers are being made,** for I am off. An admin can turn me on with `/setup`.

# The rules, printed on the page.
engagement-rules = **How to read the numbers.** They are deliberately blurred totals: chance moved each one a little, once and for good. Only people who chose *Add me to group counts* are in them, and each is in a list at most once. Crisis lines, helplines and *Get help now* are never counted. I call two numbers different only where the gap is clear. Even then, about one such gap in six is chance alone. Somebody who knows what everyone else did can make a better guess about you, and over many months the guess gets better. How people are, no number says: ask them.

# How to ask, for a group without numbers.
engagement-ask =
    { "" }**How to ask the group.** People know best what they need. Post this, or read it out:
    > Three questions for all of us. Answer one or none, here or just to me.
    > What helped you here lately?
    > What would you like more of, or less of?
    > What is missing on our list of resources?
    Give it a week. Then tell everyone what you heard, and one thing you will try. Keep no list of who answered. Ask nobody why not.

# Ideas, one or two at a time.
engagement-ideas = **What the group could do next**
engagement-idea-help-information = - *Facts and tips* stood out. Pick one subject for an evening, such as rent or benefits. Ask somebody who knows it well to come.
engagement-idea-help-practical = - *A hand with something* stood out. Try a hands-on evening: everyone brings a form, a letter or a phone call. Do them side by side.
engagement-idea-help-emotional = - *Someone to listen* stood out. Try a listening round: a few minutes each, nobody gives advice, and passing is fine.
engagement-idea-help-belonging = - *People to be with* stood out. Plan one easy thing together: a walk, a meal, a game. Nobody has to talk about recovery.
engagement-idea-theme = - *{ $topic }* stood out. Make it the theme of one evening. Begin with: what have we found that works?
engagement-idea-missing = - *{ $topic }* stood out, and nothing on the list is about it. Ask the group which place helped them. `/library add` puts it there.
engagement-idea-talk = - For *{ $part }*, low answers stood out. Make it the theme of one evening: what gives us a little of it? Passing is fine.
engagement-idea-quieter = - Fewer took part this time. That can be holidays, exams or better days. Keep the door open, and ask nobody why.
engagement-idea-busier = - More took part this time. Ask the group what they liked lately, and do more of it. Look out for people who are new.
engagement-idea-ask = - Ask the group one question, and tell everyone what you heard: what helped you here lately?
engagement-idea-starter = - The list of resources is empty. An admin finds a starter list on page 2 of `/setup`.
engagement-idea-cards = - { $count } cards did not come. `/why-not` tells of the last one. If it goes on, `/setup` shows what I need.
engagement-idea-check = { $count ->
    [one] - One resource is due for a check. `/library check` shows it to a moderator.
   *[other] - { $count } resources are due for a check. `/library check` shows moderators one at a time.
  }
engagement-idea-fill = - Nothing on the list is about: { $topics }. Ask the group what they know. `/library add` puts it there.

# The file, for group leaders and admins.
engagement-file = Here is every number that was published, as the page shows it. They are deliberately blurred totals. Please say so where you pass them on.
engagement-file-none = There is nothing to take along yet: no four weeks of numbers have ended.
engagement-only-leader = Only group leaders can take the file, and people who can manage this server. Nothing was changed.
engagement-figure-took-part = Took part
engagement-figure-support = Kind of help, first picked
engagement-figure-topic = Topic, first picked
engagement-figure-scale = { $part }, last answer
engagement-people = people who chose to be counted
