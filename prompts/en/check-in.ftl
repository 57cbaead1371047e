# The card in the channel and what comes back for a tap.
# Reading age about 9 to 11. No shame, no exclamation storms, one emoji at most.

card =
    { "" }**{ $component }**
    { $question }
component-connectedness = Connectedness
component-hope = Hope
component-identity = Identity
component-meaning = Meaning
component-empowerment = Empowerment
component-extra = Today

button-hard = Hard day
button-skip = Skip
button-help = Get help now
button-about = About
button-lines = Help lines
pick-answer = Pick what fits

# The private card of /checkin.
today-intro = Here is a question for you. Only you can see this.

thanks-hard = Thank you for telling me. That is enough for today.
thanks-skip = No problem. See you another time.
help-sentence = If today feels too much, you can get help now.

kept-new = I kept this for you.
kept-changed = I changed your answer for this day.
kept-same = You gave this answer before, so nothing changed.
days-total = { $total ->
    [one] You have shown up on 1 day.
   *[other] You have shown up on { $total } days.
  }
days-welcome-back = Good to see you. Your days are all still here.
button-keep = Keep something?

closed-today = That one has closed. Here is today's.
closed-nothing = That one has closed. You can use `/checkin` any time.
keep-closed = That card has closed, so I did not keep that answer. What you turned on counts from now.

sentence-join = { $first } { $second }
list-join = { $first }, { $second }

# When something does not work.
unknown-button = I do not know that button any more. Nothing was changed. You can use `/checkin` to see today's question.
open-in-community = Please open me in your community. Here I can only do `/help-now`, `/my-data` and `/about`.
not-saved = Something went wrong on my side, and this was **not saved**. Please try again in a minute. Get help now still works. (Code { $incident })
maybe-saved = That took too long, so I cannot tell if it was saved. You can press again: it counts once. Get help now still works. (Code { $incident })
went-wrong = Something went wrong on my side, and nothing was changed. Please try again in a minute. Get help now still works. (Code { $incident })
busy = Many people are here right now, and this was **not saved**. Please press again in a minute. Get help now still works.
