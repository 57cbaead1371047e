# /me: a member's own page, looking back, and the private button for a setback.
# No mean, no trend, no zero, no loss: days only grow, and a run that ended is not shown.

me-title = **Your own page.** Only you can see this.
me-nothing = I keep nothing about you here, and that is fine. You can check in any time with `/checkin`.
me-days = { $total ->
    [0] Days you showed up: they start with your next check-in.
    [one] Days you showed up: 1.
   *[other] Days you showed up: { $total }.
  }
me-came-back = { $times ->
    [one] You came back once. That counts for a lot.
   *[other] You came back { $times } times. That counts for a lot.
  }
me-run = Your current run: { $run } days. Up to two rest days in any seven are fine.
me-resting = You are taking a break since { $date }. Take all the time you need.
me-kept = Answers I kept for you: { $parts }.
me-kept-none = Answers I kept for you: none yet.
me-kept-part = { $component } { $count }
me-on = Turned on: { $choices }.
me-remind-nothing = Reminders: nothing is picked yet, so nothing comes.
me-remind-no-hour = Reminders: { $days }. No time is picked yet, so nothing comes.
me-remind = Reminders: { $days }, at { $time }.
me-remind-break = None comes until your break is over.
button-me-past = Look back
button-me-rest = Take a break
button-me-rest-end = End my break
button-me-run-on = Show my run
button-me-run-off = Hide my run
button-me-settings = My settings
button-me-data = What is kept
button-me-back = Back
button-me-leaders = What leaders can see
button-setback = I had a setback

me-leaders =
    { "" }**What leaders can see.** The same page as you: `/engagement`. It tells what staff and I did. In larger groups it shows deliberately blurred totals of four weeks. Staff can have those posted in a channel.

    They do not see your answers, your days, your words or your choices. No list tells them who came. Nothing tells them if you pressed *Get help now*.

    What you write in a channel yourself, everyone there can see.

    Somebody who knows what everyone else did can make a better guess about you, and over many months the guess gets better.
me-leaders-in = You chose *Add me to group counts*. You are in those totals if you take part while four weeks of numbers run. `/my-data` shows if you are counted now, and turns it off.
me-leaders-out = You did not choose *Add me to group counts*, so you are in none of those totals.

me-rest-done = Your break has begun. It counts against nothing, and no reminder comes. You can check in whenever you like.
me-rest-over = Welcome back. Your break is over, and all your days are here.
me-rest-over-plain = Welcome back. Your break is over.
me-run-on-done = I will show your current run. It shows from two days on. Up to two rest days in any seven do not end it. When a run ends, I stop showing it.
me-run-off-done = I will not show your run any more. Your days stay as they are.
me-no-days = I do not count days for you, so there is nothing to change. To start, turn on *Count my days*.

me-settings-title = **Your settings.** I keep them while something is turned on.
me-zone-own = Your time zone: { $zone }. It is { $clock } there now.
me-zone-community = Your time zone: this community's, { $zone }. It is { $clock } there now.
me-day-start = Your day begins at { $time }. A check-in before that counts for the day before.
me-country = Your country: { $country }. It only sorts the resources.
me-country-community = Your country: this community's. It only sorts the resources.
me-country-unset = The same as this community
me-country-help = *Get help now* never looks at it. You can pick a country there each time.
me-pick-day-start = When does your day begin?
me-pick-country = Which country are you in?
me-day-start-offer = { $time }
button-me-zone = Change my time zone
button-me-zone-back = Use the community's zone
me-zone-form = Your time zone
me-zone-field = A large city near you
me-zone-bad = I know no zone like “{ $given }”. Try a large city near you, such as London or Chicago. Nothing was changed.
me-set = Done. I changed that.
me-set-shorter = Done. I changed that. What is older than this goes soon, by tomorrow at the latest. What is left stays, also if you pick a longer time again.
me-set-longer = Done. I changed that. What is here now stays longer, too.
me-shorter-answers = Keep your answers for 90 days only? Those from before { $date } would go by tomorrow, with your words beside them. After that nobody can bring them back. Your days stay as they are.
me-shorter-words = Keep your own words for { $days } days only? Those you wrote before { $date } would go by tomorrow. After that nobody can bring them back. Your answers stay.
button-me-shorter = Yes, keep them shorter
me-set-nothing = I keep nothing about you here, so I have no place for settings. Turn something on first.

# After an answer.
milestone = { $total ->
    [one] You have shown up on 1 day. It is yours to keep.
   *[other] That makes { $total } days you showed up. They are yours to keep.
  }
days-run = Your current run: { $run } days.
yesterday-ask = Did you mean to check in yesterday, too?
button-yesterday = Yes, count yesterday
yesterday-done = { $total ->
    [one] Yesterday counts. You have shown up on 1 day.
   *[other] Yesterday counts. You have shown up on { $total } days.
  }
yesterday-over = That day is over now, and that is fine. All your days are still here.

# I had a setback. Nothing here is stored.
setback = Thank you for telling me. A setback does not wipe out what you have done.
setback-days = { $total ->
    [one] Your 1 day is still here.
   *[other] Your { $total } days are still here.
  }
setback-next = What would help now? I do not save that you pressed this.
button-setback-talk = Talk to someone now
button-setback-before = See what I said before
button-setback-nothing = Nothing, thanks
setback-nothing = That is fine. Go gently today. I am here any time.

# Looking back.
past-title = **Looking back**: the week of { $date }
past-page = Page { $page } of { $pages }
past-none = I keep no answers of yours here, so there is nothing to look back on yet. To start, turn on *Keep my answers for me*.
past-none-yet = No answers are kept yet. They show here after a check-in.
past-line = - { $day }, { $date }: { $question } **{ $answer }**
past-pick = Pick one to see or delete it
past-offer = { $day }, { $date }: { $answer }
past-one = { $day }, { $date }
past-one-question = { $question }
past-one-answer = You said: **{ $answer }**
past-one-until = I keep this until { $date }.
past-gone = That one is not here any more.
past-delete-ask = Delete this answer? It cannot be brought back. Your days stay as they are.
past-deleted = Done. That answer is deleted. Your days stay as they are.
button-past-delete = Delete it
button-past-delete-yes = Yes, delete it
button-past-back = Back
button-past-newer = Newer
button-past-older = Older
me-pick-keep-answers = How long shall I keep your answers?
me-keep-answers-90 = Keep my answers for 90 days
me-keep-answers-13 = Keep my answers for 13 months
me-pick-keep-words = How long shall I keep your own words?
me-keep-words = Keep my own words for { $days } days

# Own words beside a kept answer, where the community allows words.
button-words-add = Add a few words
button-words-change = Write my words anew
button-words-delete = Delete my words
words-form = Your own words
words-form-anew = New words. Empty: the old ones stay.
words-field = For your eyes only. No medical details.
past-one-words = In your words: { $words }
past-one-words-until = I keep your words until { $date }.
words-kept = I kept your words. Only you can see them. They go after { $date }.
words-delete-ask = Delete your own words beside this answer? They cannot be brought back. The answer stays.
words-removed = Done. Your words are deleted.
words-nothing = You wrote nothing, so nothing was changed.
words-no-answer = The answer these words were for is not kept any more, so I did not keep them.
words-off = Own words are turned off in this community. I did not keep what you wrote.
