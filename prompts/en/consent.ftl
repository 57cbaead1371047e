# Keep something? Four separate choices, all off. The text below is what a person agrees to.
# A change of meaning here needs a higher consent version in the code.

keep-intro =
    { "" }**Would you like me to keep something?** Each one is off until you turn it on. You can say no to all of it and use everything else.
keep-row-count-days = { $ticked ->
    [yes] ☑ **Count my days**: a total of the days you showed up. Kept until you turn it off.
   *[no] ☐ **Count my days**: a total of the days you showed up. Kept until you turn it off.
  }
keep-row-keep-answers = { $ticked ->
    [yes] ☑ **Keep my answers for me**: each one for 90 days, for your eyes only.
   *[no] ☐ **Keep my answers for me**: each one for 90 days, for your eyes only.
  }
keep-row-group-counts = { $ticked ->
    [yes] ☑ **Add me to group counts**: count me in the group's numbers. Members and leaders see blurred totals, four weeks at a time. Never names, never one person's answers.
   *[no] ☐ **Add me to group counts**: count me in the group's numbers. Members and leaders see blurred totals, four weeks at a time. Never names, never one person's answers.
  }
keep-row-remind-me = { $ticked ->
    [yes] ☑ **Remind me**: a quiet direct message when you pick. I keep your Discord id until you turn it off.
   *[no] ☐ **Remind me**: a quiet direct message when you pick. I keep your Discord id until you turn it off.
  }
keep-row-on = ☑ { $choice } (on)
choice-count-days = Count my days
choice-keep-answers = Keep my answers for me
choice-group-counts = Add me to group counts
choice-remind-me = Remind me
button-keep-on = Turn these on
button-keep-read = Read it all
button-keep-back = Back
button-keep-not-now = Not now

keep-whole =
    { "" }**What you would say yes to**

    I am a bot, not a doctor or a crisis line. No one watches your answers. Help lines and links work without saying yes to anything.

    { "" }**Count my days.** I keep up to 400 dates on which you showed up, and the total. Also how often you came back, your breaks, and if you want to see your run. All of it is locked under a key of your own.

    { "" }**Keep my answers for me.** I keep each answer for 90 days, or 13 months if you choose in `/me`. Own words, where allowed, I keep for 30 days, or 7 or 90 if you choose. What you answer and write is locked under that key. The days, the questions and when they go are not. Nobody else here can see them.

    { "" }**Add me to group counts.** In `/engagement` or a channel, leaders and members see deliberately blurred totals of four weeks: how many took part, and in larger groups what they looked for and how high they answered. Somebody who knows what everyone else did can make a better guess about you, and over many months the guess gets better. Until the four weeks end I keep how you count, locked, and in which numbers, not locked.

    { "" }**Remind me.** I write to you on the days and at the time you pick. I keep those, your Discord id, and if you checked in since the last one. All of it is locked, but not when I next look if one is due.

    Your answers may tell about your health. They pass through Discord, and sit on a computer run by { $operator }. Whoever runs it could get at them.

    I also keep, not locked: what is on, since when, the month you last came, and what you set in `/me`: zone, country, start of day, how long to keep things.

    You can see it all, or take it all away, with `/my-data`. Turning one off deletes what it kept.

    A coded note of an erasure stays for 30 days, so that no backup brings you back.

    If I do not see you for 13 months, I delete everything. If I am taken out of here, it all goes after 7 days.

    Privacy page: <{ $privacy }>

# The text above has changed since somebody said yes.
renew-line = What I say about keeping has changed since you said yes.
button-renew = Read what I say now
renew-intro = You turned on: **{ $choices }**. This is what I say about it now.
renew-ask = If you say nothing, I go on as before. To turn something off, use `/my-data`.
button-renew-yes = Yes, I agree
renew-done = Thank you. I noted that you agree to it.
renew-nothing = There is nothing new to agree to.

keep-age =
    { "" }**One thing first.** To keep something, you need to be 18 or older.
    By pressing Yes you say: I am 18 or older, and I agree to you keeping what I ticked: { $choices }.
button-age-yes = Yes, I agree
button-age-no = I am under 18
keep-under-18 = Thank you for saying so. I keep nothing, not even that. You can still check in, use help lines and read along. You are welcome here.
keep-not-now = That is fine. I turned nothing on. You can change your mind any time.
keep-done = Done. I turned on: { $choices }. You can change it any time with `/my-data`.
keep-done-answer = I kept your answer: **{ $answer }**.
keep-done-day = Your check-in counts.
keep-already = That is on already. You can see it with `/my-data`.
keep-already-answer = That is on already. I did not keep the answer on this screen: a newer one of yours may be there. You can see it with `/my-data`, and tap the card again to change it.
