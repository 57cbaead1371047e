# /my-data: what is kept, turning a choice off, erasing everything.

data-nothing = **I keep no answers, days or choices of yours here.**
data-nothing-but-staff = **I keep no answers, days or choices of yours here.** What you did as staff is noted.
data-in = In **{ $name }**:
data-left = a community I am not in any more
data-goes = I was taken out of this community. If I stay out, all of this goes after { $date }.
data-which = { $count } communities hold something of yours. Pick one to see it, or to take it away.
data-pick = Pick a community
data-nowhere = **I keep no answers, days or choices of yours** in any community. To turn something on, use me in yours.
data-title = **What I keep about you here**
data-on = Turned on: { $choices }.
data-days = { $total ->
    [0] Days you showed up: none yet. Why: you turned on *Count my days*. Until: you turn it off.
   *[other] Days you showed up: { $total }. Why: you turned on *Count my days*. Until: you turn it off.
  }
data-days-more = { $run ->
    [yes] I also keep their dates, times you came back ({ $times }), breaks and journeys ({ $breaks }), and that your run is shown.
   *[no] I also keep their dates, times you came back ({ $times }), breaks and journeys ({ $breaks }), and that your run is not shown.
  }
data-answers = { $long ->
    [yes] Answers kept: { $count }. Why: you turned on *Keep my answers for me*. Each goes after 13 months, as you chose in `/me`.
   *[no] Answers kept: { $count }. Why: you turned on *Keep my answers for me*. Each goes after 90 days.
  }
data-words = With own words beside them: { $count }. They go after { $days } days. *Look back* in `/me` shows them.
data-settings = What you set in `/me`: { $settings }. Why: you chose it. Until: you change it, or turn off the last of these.
data-zone = time zone { $value }
data-country = country { $value }
data-day-start = your day begins at { $value }
data-keep-long = answers for 13 months
data-keep-words = own words for { $value } days
data-answer = - { $date }: { $question } **{ $answer }**
data-page = **Your kept answers**, page { $page } of { $pages }
data-consent = When you said yes: { $when }. Why: I must know what you agreed to. Until: you turn it off.
data-seen = The month you last came: { $month }. Why: if I do not see you for 13 months, I delete everything of yours.
data-remind-nothing = Reminders: nothing is picked yet, so nothing is kept but your yes.
data-remind = Reminders: { $days }, at { $time }. Why: you turned on *Remind me*. Until: you turn it off.
data-remind-days = Reminders: { $days }. Why: you turned on *Remind me*. Until: you turn it off.
data-remind-picked = You had picked: { $days }.
data-remind-id = To write to you I keep your Discord id, locked.
data-remind-no-id = I do not keep your Discord id now.
data-remind-break = You are taking a break, so none comes.
data-counted = Counted in the group's numbers for these four weeks: { $what }. Why: you turned on *Add me to group counts*. It goes after { $until }, when the four weeks end. How you count is locked under a key of these four weeks, and the two are destroyed together.
data-counted-nothing = In the group's numbers: you are not counted right now, so nothing is kept but your yes.
counted-took-part = took part
counted-support = kind of support ({ $cell })
counted-topic = topic ({ $cell })
counted-scale = { $part } ({ $cell })
cell-information = facts and tips
cell-practical = a hand with something
cell-emotional = someone to listen
cell-belonging = people to be with
cell-health = health
cell-money = money
cell-shelter = a safe place to live
cell-clothing = clothing
cell-food = food
cell-transport = getting around
cell-skills = skills and knowing yourself
cell-family = family and friends
cell-community = people and places nearby
cell-culture = culture and faith
cell-leisure = things to enjoy
cell-learning = learning and work
cell-low = low
cell-middle = in the middle
cell-high = high
data-suggestions = { $count ->
    [0] Suggested for the list of resources: nothing is kept.
    [one] Suggested for the list of resources: 1. Why: you sent it.
   *[other] Suggested for the list of resources: { $count }. Why: you sent them.
  }
data-suggestion = It goes when the moderators decide, on { $until } at the latest. They see it without your name.
data-suggestion-decided = The moderators decided about one, and what you wrote is gone. A mark of it stays until I have told you, until { $until } at the latest.
data-suggestion-tell = To tell you what becomes of it I keep your Discord id, locked.
data-suggestions-lock = What you suggested is locked under a key of your own. When you sent it and what was decided are not.
data-suggestions-only = Nothing else of yours is kept here.
data-taken-back = Done. It is deleted, and nobody will see it.
data-take-back-nothing = That one is not here any more: it was decided, or taken back before.
button-data-suggestions = What I suggested
button-data-take-back = Take back: { $title }
data-locked = Locked under a key of your own: { $what }.
data-locked-count-days = your total, dates and breaks
data-locked-keep-answers = what you answered and wrote
data-locked-remind-me = what you picked for reminders, and your Discord id while I keep it
data-open = Not locked: { $what }. Nobody in this community can see any of it.
data-open-all = what is turned on, since when, the month you last came, what you set
data-open-keep-answers = the day and the question of each answer, and when it and your words go
data-open-group-counts = which of the group's numbers you count in
data-open-remind-me = when I next look if a reminder is due
data-staff = { $count ->
    [one] As staff: 1 change you made is noted with your Discord id, for 180 days. Why: others can see who did it, and undo it.
   *[other] As staff: { $count } changes you made are noted with your Discord id, for 180 days each. Why: others can see who did it, and undo it.
  }
data-draft = As staff: a draft of an entry for the list of resources is kept with your Discord id, until { $until }.
button-data-draft = Throw my draft away
button-data-off = Turn off: { $choice }
button-data-erase = Erase all of it now
button-data-export = Take a copy
button-export-yes = Send it here
data-export-ask = I can send you two files with all of this: one to read, one for machines. They go through Discord to reach you, and stay in this private message until you close it. If you would rather not, ask the people who run me: { $contact }
data-dates = The days you showed up: { $dates }
data-exported = Here is everything I keep about you here. Save the files now: this message goes away when you close it.
button-data-others = My communities
button-data-more-places = More
button-data-fewer-places = Back
button-data-older = Older answers
button-data-newer = Newer answers
data-off-ask = Turn off *{ $choice }*? This deletes what it kept: { $what }. It cannot be brought back.
data-off-last = It is the last one that is on. So what you set in `/me` goes too.
data-off-count-days = your total, your dates and your breaks
data-off-keep-answers = your kept answers, and your own words beside them
data-off-group-counts = your part in the group's numbers for these four weeks
data-off-remind-me = the days and time you picked, and your Discord id
button-off-yes = Turn it off
button-cancel = Go back
data-off-done = Done. *{ $choice }* is off, and what it kept is deleted.
data-erase-ask = **Erase everything I keep about you here?** Your answers and own words, days, reminders, settings, choices, what you suggested and your part in the group's numbers for these four weeks go. It cannot be brought back. You can start again any time.
button-erase-yes = Erase it all
data-erased = Done. Your answers and own words, days, reminders, settings, choices, what you suggested and your part in the group's numbers for these four weeks are gone from here. Thank you for the time you spent here. You are welcome any time.
data-erased-half = Done. From now on nobody can read your answers or days. The disk is too full to clear the rest away yet. It goes by itself. You need not do anything more.
data-copy-waits = One old copy is in a file that another program has open. I delete it as soon as that program is done.
data-erase-nothing = Nothing of yours is kept here now: no answers, no days, no choices.

# The copy to read: plain text, without any marks, so that a member's own words stay as they are.
copy-title = Everything I keep about you in this community
copy-title-in = Everything I keep about you in { $name }
copy-choice = You turned on: { $choice }, at { $when }, under version { $version } of the text.
copy-seen = The month you last came: { $month }
copy-settings = What you set: { $settings }
copy-days = Days you showed up: { $total }
copy-came-back = Times you came back: { $times }
copy-run = { $run ->
    [yes] Your current run: you asked to see it.
   *[no] Your current run: you did not ask to see it.
  }
copy-no-breaks = Breaks and journeys: none
copy-breaks = Breaks and journeys: { $breaks }
copy-break = { $from } to { $until }
copy-break-open = { $from } until now
copy-remind-days = Reminders, days: { $value }
copy-remind-hour = Reminders, time: { $value }
copy-remind-id = Your Discord id, to write to you: { $value }
copy-remind-channel = The channel to write to you: { $value }
copy-remind-last = When the last reminder went out: { $value }
copy-remind-met = It met a button or a check-in.
copy-remind-unmet = It met no button and no check-in.
copy-remind-unanswered = How many in a row met neither: { $value }
copy-remind-next = When the next one is due: { $value }
copy-answer =
    { $date }: { $question }
    Your answer: { $answer }
    Kept until: { $until }
copy-words =
    Your own words: { $words }
    Your own words are kept until: { $until }
copy-staff = What you changed as staff, with your Discord id, each kept for 180 days:
copy-change = { $when }, by { $actor }: { $what }. Before: { $before } After: { $after }
copy-change-entry = { $when }, by { $actor }: { $what }, entry { $entry }. Before: { $before } After: { $after }
copy-counted = Counted in the group's numbers, from { $from } to { $until }: { $what }
copy-suggestion =
    You suggested for the list of resources, at { $when }, under the name { $id }:
    Kept until: { $until }
copy-suggestion-title = Title: { $value }
copy-suggestion-way = Link or number: { $value }
copy-suggestion-why = Why: { $value }
copy-suggestion-decided = What was decided: { $value }
copy-suggestion-tell = Your Discord id, to tell you: { $value }
copy-suggestion-due = When I next try to tell you: { $value }
copy-remind-picked = Reminders, days you had picked: { $value }
copy-draft = As staff, a draft of an entry for the list of resources, with your Discord id:
copy-draft-line = { $name }: { $value }
