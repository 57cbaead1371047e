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
data-lock = Your answers and days are locked under a key of your own. Nobody in this community can see them. What is turned on, the dates above and your settings are not locked.
data-staff = { $count ->
    [one] As staff: 1 change you made to my settings is noted with your Discord id, for 180 days.
   *[other] As staff: { $count } changes you made to my settings are noted with your Discord id, for 180 days each.
  }
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
data-off-remind-me = the days and time you picked, and your Discord id
button-off-yes = Turn it off
button-cancel = Go back
data-off-done = Done. *{ $choice }* is off, and what it kept is deleted.
data-erase-ask = **Erase everything I keep about you here?** Your answers, your days and your choices go. It cannot be brought back. You can start again any time.
button-erase-yes = Erase it all
data-erased = Done. Your answers, days and choices are gone from here. Thank you for the time you spent here. You are welcome any time.
data-erased-half = Done. From now on nobody can read your answers or days. The disk is too full to clear the rest away yet. It goes by itself. You need not do anything more.
data-copy-waits = One old copy is in a file that another program has open. I delete it as soon as that program is done.
data-erase-nothing = Nothing of yours is kept here now: no answers, no days, no choices.
