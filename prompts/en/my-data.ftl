# /my-data: what is kept, turning a choice off, erasing everything.

data-nothing = **I keep no answers, days or choices of yours here.**
data-in = In **{ $name }**:
data-left = a community I am not in any more
data-which = { $count } communities hold something of yours. Pick one to see it, or to take it away.
data-pick = Pick a community
data-nowhere = **I keep no answers, days or choices of yours** in any community. To turn something on, use me in yours.
data-title = **What I keep about you here**
data-on = Turned on: { $choices }.
data-days = { $total ->
    [0] Days you showed up: none yet. Why: you turned on *Count my days*. Until: you turn it off.
   *[other] Days you showed up: { $total }. Why: you turned on *Count my days*. Until: you turn it off.
  }
data-answers = { $long ->
    [yes] Answers kept: { $count }. Why: you turned on *Keep my answers for me*. Each goes after 13 months, as you chose in `/me`.
   *[no] Answers kept: { $count }. Why: you turned on *Keep my answers for me*. Each goes after 90 days.
  }
data-words = With own words beside them: { $count }. They go after { $days } days. *Look back* in `/me` shows them.
data-settings = What you set in `/me`: { $settings }.
data-zone = time zone { $value }
data-country = country { $value }
data-day-start = your day begins at { $value }
data-answer = - { $date }: { $question } **{ $answer }**
data-page = **Your kept answers**, page { $page } of { $pages }
data-consent = When you said yes: { $when }.
data-seen = The month you last came: { $month }. Why: if I do not see you for 13 months, I delete everything of yours.
data-remind-nothing = Reminders: nothing is picked yet, so nothing is kept but your yes.
data-remind = Reminders: { $days }, at { $time }. Why: you turned on *Remind me*. Until: you turn it off.
data-remind-days = Reminders: { $days }. Why: you turned on *Remind me*. Until: you turn it off.
data-remind-picked = You had picked: { $days }.
data-remind-id = To write to you I keep your Discord id, locked.
data-remind-no-id = While nothing comes I do not keep your Discord id.
data-counted = Counted in the group's numbers for these four weeks: { $what }. Why: you turned on *Add me to group counts*. It goes after { $until }, when the four weeks end.
data-counted-nothing = In the group's numbers: you are not counted right now, so nothing is kept but your yes.
counted-took-part = took part
counted-support = kind of support ({ $cell })
counted-topic = topic ({ $cell })
counted-scale = { $part } ({ $cell })
cell-information = information
cell-practical = practical help
cell-emotional = being heard
cell-belonging = belonging
cell-health = health
cell-money = money
cell-shelter = a place to live
cell-clothing = clothing
cell-food = food
cell-transport = getting about
cell-skills = skills
cell-family = family and friends
cell-community = community
cell-culture = culture
cell-leisure = leisure
cell-learning = learning
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
data-suggestions-lock = It is locked under a key of your own. Nothing else of yours is kept here.
data-taken-back = Done. It is deleted, and nobody will see it.
data-take-back-nothing = That one is not here any more: it was decided, or taken back before.
button-data-suggestions = What I suggested
button-data-take-back = Take back: { $title }
data-lock = Your answers and days are locked under a key of your own. Nobody in this community can see them. What is turned on, the dates above and your settings are not locked.
data-staff = { $count ->
    [one] As staff: 1 change you made to my settings is noted with your Discord id, for 180 days.
   *[other] As staff: { $count } changes you made to my settings are noted with your Discord id, for 180 days each.
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
button-data-older = Older answers
button-data-newer = Newer answers
data-off-ask = Turn off *{ $choice }*? This deletes what it kept: { $what }. It cannot be brought back.
data-off-count-days = your total and your dates
data-off-keep-answers = your kept answers, and your own words beside them
data-off-group-counts = your part in the group's numbers for these four weeks
data-off-remind-me = the days and time you picked, and your Discord id
button-off-yes = Turn it off
button-cancel = Go back
data-off-done = Done. *{ $choice }* is off, and what it kept is deleted.
data-erase-ask = **Erase everything I keep about you here?** Your answers, your days, your choices and what you suggested go. It cannot be brought back. You can start again any time.
button-erase-yes = Erase it all
data-erased = Done. Your answers, days and choices are gone from here. Thank you for the time you spent here. You are welcome any time.
data-erased-half = Done. From now on nobody can read your answers or days. The disk is too full to clear the rest away yet. It goes by itself. You need not do anything more.
data-copy-waits = One old copy is in a file that another program has open. I delete it as soon as that program is done.
data-erase-nothing = Nothing of yours is kept here now: no answers, no days, no choices.
