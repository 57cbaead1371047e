# Resources as members find them: /resources, *Something that may help*, and suggesting one.

# What an entry is about.
topic-health = Health
topic-money = Money
topic-shelter = A safe place to live
topic-clothing = Clothing
topic-food = Food
topic-transport = Getting around
topic-skills = Skills and knowing yourself
topic-family = Family and friends
topic-community = People and places nearby
topic-culture = Culture and faith
topic-leisure = Things to enjoy
topic-learning = Learning and work

# What it gives.
support-information = Facts and tips
support-practical = A hand with something
support-emotional = Someone to listen
support-belonging = People to be with

# What it is.
kind-crisis = For right now
kind-helpline = A line to call or write to
kind-directory = A list of other places
kind-group = People who meet
kind-practical = Practical help
kind-learning = To read, watch or learn
kind-leisure = To enjoy

# Names of languages; any other is shown by its code.
lang-ar = Arabic
lang-cy = Welsh
lang-de = German
lang-en = English
lang-es = Spanish
lang-fr = French
lang-it = Italian
lang-nl = Dutch
lang-pl = Polish
lang-pt = Portuguese
lang-uk = Ukrainian

# True at any moment: this screen may still stand there when somebody chooses to be counted.
resources-start = **What would help?** Pick a kind of help, or a topic. Nobody sees what you look at. I save none of it, unless you choose *Add me to group counts*: then your first picks count.
# For those who chose to be in the group counts, while four weeks are counted.
resources-start-support = **What would help?** Pick a kind of help, or a topic. Nobody sees what you look at. You chose to be in the group counts. So I keep the first kind of help you pick in these four weeks, and in a larger group the first topic. They are locked. Others see only blurred totals. You can turn this off with `/my-data`.
resources-start-topic = **What would help?** Pick a kind of help, or a topic. Nobody sees what you look at. You chose to be in the group counts. So I keep the first kind of help and the first topic you pick in these four weeks. They are locked. Others see only blurred totals. You can turn this off with `/my-data`.
resources-pick-topic = Or pick a topic
resources-pick-entry = Look at one
resources-heading = **{ $name }**, { $first } to { $last } of { $count }
resources-heading-whole = **{ $name }**
resources-none = **{ $name }** There is nothing here yet. You can suggest one.
resources-near = Something that may help
# For those who chose to be in the group counts, while four weeks are counted.
resources-near-not-kept = I save none of this, unless you choose *Add me to group counts*: then the kind of help you open first counts.
resources-near-kept = You chose to be in the group counts. So the kind of help you open first in these four weeks counts. Others see only blurred totals.
resources-person = There is nothing on the list for this yet. A person may help more. Somebody may be around in <#{ $channel }>. Or talk to someone now: `/help-now` shows lines.
resources-person-nowhere = There is nothing on the list for this yet. A person may help more. Tell somebody here how it is, if you like. Or talk to someone now: `/help-now` shows lines.
resources-found = For “{ $typed }” I found:
resources-found-more = There are more. Pick one below, or write more of its name.
resources-found-none = I found nothing like “{ $typed }”. You can look by topic, or suggest one.
resources-join = { $first } · { $second }
resources-title = **{ $title }**
resources-phone = **{ $phone }**
resources-hidden = The number was hidden: nobody checked it for a year.
resources-languages = in { $languages }
resources-checked = checked in { $when }
resources-country = For: { $country }
resources-cost = Cost: { $cost }
resources-hours = Open: { $hours }
resources-audience = For whom: { $audience }
resources-owner = Run by: { $owner }
resources-spoken = Languages: { $languages }
resources-last-checked = Last checked in { $when }.
resources-crisis-note = If you are in danger now, press *Get help now*.
resources-gone = That one is gone already. Thank you for looking.
resources-flagged = Thank you. I told the moderators that this may not work any more. I did not note who said so.
button-resources-open = Open { $host }
button-resources-dead = This is dead
button-resources-back = Back to the list
button-resources-start = Start over
button-resources-earlier = Earlier ones
button-resources-more = More
button-resources-near = Something that may help
button-suggest = Suggest one

# Suggesting one.
suggest-form = Suggest one
suggest-title = What is it called?
suggest-way = Its web address, or its number
suggest-why = In one sentence: how does it help?
suggest-quoted = > { $line }
suggest-confirm = This is what the moderators will see, without your name:
suggest-kept = If you send it, I keep it and a coded mark of you, locked under a key of your own. It goes when the moderators decide, on { $until } at the latest. You can take it back with `/my-data`. To have it kept you must be **18 or older**.
suggest-tell = With *Tell me what becomes of it* I also keep your Discord id, locked, until I have told you.
suggest-sent = Thank you. The moderators will look at it. I keep it until they decide, until { $until } at the latest. `/my-data` shows it, and you can take it back there.
suggest-enough-yours = Three of yours are waiting already. That is a lot of care. Please wait until the moderators have looked at one.
suggest-enough-here = Many suggestions are waiting here, so I cannot take more just now. Please try again another day. Nothing was kept.
suggest-bad-way = I could not read “{ $given }”. I need a web address that begins with https://, or a phone number. Nothing was kept.
suggest-bad-link = I could not take “{ $given }”. { $why } Nothing was kept.
suggest-bad-words = Something was missing. I need a name and one sentence, in plain words. Nothing was kept.
suggest-lost = I could not read that any more. Please write it again. Nothing was kept.
button-suggest-send = I am 18 or older: send it
button-suggest-tell = Tell me what becomes of it
button-suggest-not = Not now
button-suggest-again = Write it again

# The direct message that tells what became of it. Others may see it: it names nothing.
outcome-listed = Hello. Something you sent in is on the list now. Thank you.
outcome-declined = Hello. Something you sent in was looked at. It is not on the list this time. Thank you for sending it.
button-outcome = What you keep about me

# Going through what was suggested: /library review.
review-nothing = Nothing waits for you: no suggestions, and no entry that is said to be dead.
review-suggested = **{ $number } of { $count }** Somebody suggested this. Look at it yourself before you put it on the list:
review-dead = **{ $number } of { $count }** Somebody said that this does not work any more:
review-declined = It was not taken, and what was written is deleted.
review-still = Noted as still right, checked today.
review-retired = It is off the list. You can put it back any time.
review-gone = Somebody else was faster, or it was taken back. Nothing was changed.
review-listed-meanwhile = Somebody else has put this on the list while you wrote. What you changed in **{ $title }** is kept as a draft of that entry. What was suggested is gone.
button-review-accept = Accept
button-review-edit = Edit
button-review-decline = Decline
button-review-next = Next
button-review-earlier = Earlier
button-review-still = Still right
button-review-retire = Retire
button-review-more = What else waits
