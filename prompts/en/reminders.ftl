# Reminders: the direct message, what its buttons answer, and the screen on which they are picked.
# A direct message may be seen by others: it names no community and nothing of what this is about.

nudge = Hello. A quiet nudge, as you asked.
nudge-goodbye = I have not heard from you, and that is okay. I will stop asking now. I'll be here if you want me.
button-nudge-check-in = Check in
button-nudge-later = Later
button-nudge-not-today = Not today
button-nudge-fewer = Fewer
button-nudge-stop = Stop
button-nudge-again = Start again
button-nudge-way = Take me there

nudge-way = Good to see you. This takes you there.
nudge-no-way = Good to see you. Go to the place you know me from, and type `/checkin`.
nudge-told-later = All right. I will write once more at { $time }.
nudge-told-not-today = All right, not today. See you another time.
nudge-told-fewer = All right. From now on I write on: { $days }.
nudge-told-fewest = Once a week is the fewest I know. Press *Stop* if you want none.
nudge-told-again = I am glad. The next one comes on { $when }.
nudge-told-rests = I am glad. They come again when the rest is over.
nudge-stopped = Done. I will not write to you any more. What I kept for this is deleted.
nudge-off = I do not write to you any more. Nothing was changed.

# The screen in the community.
remind-title = **Reminders.** A quiet direct message, on days and at an hour you pick. It names nothing.
remind-nothing = Nothing is picked yet, so nothing comes. First pick how often.
remind-days = Days: { $days }.
remind-weekly = For now I write once a week, as I had not heard from you. That is okay. You had picked: { $days }. These days come back when you check in or answer one. *As before* brings them back now.
remind-hour = Time: { $time }, by the clock of { $zone }.
remind-no-hour = Now pick a time, by the clock of { $zone }. Until then nothing comes.
remind-next = The next one comes on { $when }.
remind-paused = They are **paused**. Nothing comes until you say so.
remind-closed = They are **paused**: your direct messages are closed to me. Open them for this community in its privacy settings, then press *Start again*.
remind-break = You are taking a break, so nothing comes until you end it with `/me`.
remind-quiet = Cards and reminders rest in this community just now. Nothing comes until that is over.
remind-faded = I stopped, as I had not heard from you. That is okay. Press *Start again* if you want them.
remind-short-paused = They are paused.
remind-short-closed = They are paused, as your direct messages are closed to me.
remind-short-faded = I stopped, as I had not heard from you. That is okay.
remind-off = *Remind me* is off, so nothing comes. You can turn it on with *Keep something?* after a check-in.
remind-pick-days = Pick other days
remind-pick-hour = Pick a time
remind-hour-night = { $time } (at night)
button-remind-weekly = Once a week
button-remind-three = Three days a week
button-remind-daily = Every day
button-remind-before = As before
button-remind-pause = Pause
button-remind-resume = Start again
button-remind = Reminders
