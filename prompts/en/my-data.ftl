# /my-data: what is kept, turning a choice off, erasing everything.

data-nothing = **I keep nothing about you here.** No row in any table.
data-title = **What I keep about you here**
data-on = Turned on: { $choices }.
data-days = Days you showed up: { $total }. Why: you turned on *Count my days*. Until: you turn it off.
data-answers = { $count ->
    [one] Answers kept: 1. Why: you turned on *Keep my answers for me*. Each goes after 90 days.
   *[other] Answers kept: { $count }. Why: you turned on *Keep my answers for me*. Each goes after 90 days.
  }
data-answer = - { $date }: { $question } **{ $answer }**
data-more = … and { $count } more.
data-consent = When you said yes: { $when }.
data-lock = It is locked under a key of your own. Nobody in this community can see it.
data-staff = For staff: what you change in my settings is noted with your Discord id for 180 days. That is apart from this.
button-data-off = Turn off: { $choice }
button-data-erase = Erase all of it now
data-off-ask = Turn off *{ $choice }*? This deletes what it kept: { $what }. It cannot be brought back.
data-off-count-days = your total and your dates
data-off-keep-answers = your kept answers
button-off-yes = Turn it off
button-cancel = Go back
data-off-done = Done. *{ $choice }* is off, and what it kept is deleted.
data-erase-ask = **Erase everything I keep about you here?** Your answers, your days and your choices go. It cannot be brought back. You can start again any time.
button-erase-yes = Erase it all
data-erased = Done. Everything I kept about you here is gone. Thank you for the time you spent here. You are welcome any time.
data-erase-nothing = There was nothing to erase.
