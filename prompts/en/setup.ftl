# /setup, /quiet, /why-not and the notices to staff.

staff-only-admin = Only people who can manage this server can do that. Nothing was changed.
staff-only-moderator = Only moderators can do that. Nothing was changed.

setup-title = **Setting me up** ({ $page } of 2)
setup-state-on = I am **on**. The next card: { $next }.
setup-state-off = I am **off**. I post nothing until you press *Turn on* on page 2.
setup-state-paused-channel = I **stopped**: the check-in channel is gone. Pick another one below.
setup-state-paused-permission = I **stopped**: I lack a right that I need in { $channel }. Give me the rights named on page 1. Then I go on by myself.
setup-state-quiet = Cards are **resting**{ $until }. `/quiet` ends it.
setup-state-quiet-until = { " " }until { $date }
setup-channel = Check-in channel: { $channel }
setup-days = Days: { $days }
setup-time = Time: { $time }, { $zone } (now { $clock } there)
setup-country = Country for help lines: { $country }. Language: { $language }.
setup-moderators = Moderators: { $role }, and all who may manage messages
setup-leaders = Group leaders: { $role }, and all who may manage the server
setup-notices = Notices to staff: { $channel }
setup-notices-same = Members read that channel, so I tell staff nothing there. Pick another one.
setup-digest = Digest channel: { $stopped ->
    [yes] { $channel }, stopped. Group leaders can let it go on with `/engagement`.
   *[no] { $channel }
  }
setup-people = About how many take part: { $people }
setup-words = Own words: { $on ->
    [yes] on
   *[no] off
  }
setup-sound = Sound with the card: { $on ->
    [yes] on
   *[no] off
  }
setup-none = none yet
setup-rights-good = I have every right I need there.
setup-rights-missing = In { $channel } I still need: { $rights }. You find them in the channel's settings, under Permissions.
setup-rights-gone = I cannot find that channel. Pick another one.
setup-rights-unknown = I could not ask Discord about my rights just now. Open `/setup` again in a minute.
setup-audit = I note which staff changed what, with their Discord id, for 180 days.
setup-where = To show moderators `/quiet` and `/library`: Server Settings > Integrations > my name. `/setup` needs Manage Server.
setup-options-hint = All at once: `/setup zone: country: time: language:`

setup-pick-channel = Check-in channel
setup-pick-days = Days of the card
setup-pick-moderators = Moderator role
setup-pick-leaders = Group leader role
setup-pick-notices = Notice channel for staff
setup-pick-digest = Digest channel
setup-pick-people = About how many people take part
setup-people-under10 = Under 10
setup-people-10 = 10 to 24
setup-people-25 = 25 to 99
setup-people-100 = 100 to 499
setup-people-500 = 500 or more
button-setup-time = Time and zone
button-setup-page2 = Page 2
button-setup-page1 = Page 1
button-setup-words-on = Turn own words on
button-setup-words-off = Turn own words off
button-setup-sound-on = Turn sound on
button-setup-sound-off = Turn sound off
button-setup-sample = Show me a sample
button-setup-starter = Bring in a starter list
button-setup-starter-yes = Bring these in
button-setup-on = Turn on
button-setup-off = Turn off
button-setup-undo = Undo last change

setup-done = Done: { $what }.
setup-same = That is how it was already.
setup-day-dropped = No card comes today any more: its new time has gone by, or today is no chosen day.
setup-undone = I took back the last change: { $what }. *Undo last change* brings it back.
setup-undo-newer = Somebody changed something since, so nothing was undone. Below is what *Undo last change* takes back now.
setup-undo-what = *Undo last change* would mean: { $what } (changed by { $who }).
setup-nothing-to-undo = There is nothing to take back.
setup-need-channel = I am not on yet. Pick a check-in channel on page 1 first.
setup-need-rights = I am not on yet. I still need these rights in { $channel }: { $rights }.
setup-turned-on = I am on. The first card: { $next }.
setup-no-country = With no country, *Get help now* shows no numbers at first: `/setup country:`
setup-turned-on-rest = I am on. Cards are still resting, and `/quiet` ends it.
setup-starter = **A starter list for /resources** These { $count } places would come onto your list. Nothing is there yet. You can change each one or take it off later with `/library`. Numbers change, so look at each.
setup-starter-line = • { $title } ({ $host })
setup-starter-nothing = All of the starter list is on your list already. Nothing was changed.
setup-starter-done = { $count } places are on your list of resources. `/library` changes them or takes them off.
setup-sample-intro = This is how a card looks. Only you can see it, and you cannot answer it here.
setup-words-warn = With own words on, members may write a few words beside an answer they keep. Only they can see them. Discord's rules for apps (Developer Policy 16) are strict about health details, so the form asks for none. Read them before you turn this on.
button-setup-words-yes = I have read them, turn it on

setup-modal-title = Time and zone
setup-modal-time = Time of the card, such as 09:00
setup-modal-zone = Zone or city, such as London
button-try-again = Try again
setup-bad-time = I could not read the time “{ $given }”. Write it as 09:00 or 18:30. Nothing was changed.
setup-bad-zone = I know no zone like “{ $given }”. Try a large city near you, such as London or Chicago. Nothing was changed.
setup-bad-country = I have no help lines for “{ $given }” yet. Without a country, *Get help now* points people to findahelpline.com. I know: { $known }. Nothing was changed.
setup-bad-language = I do not speak “{ $given }” yet. Pick a language from the list that comes up as you type. Nothing was changed.
setup-which-zone = Which zone is yours? The time on each button is the time there now. If yours is not here, press *Go back* and type a large city near you.
setup-zone-offer = { $zone } ({ $clock })

day-1 = Monday
day-2 = Tuesday
day-3 = Wednesday
day-4 = Thursday
day-5 = Friday
day-6 = Saturday
day-7 = Sunday
days-every = every day
right-view-channel = View Channel
right-send-messages = Send Messages
right-read-message-history = Read Message History

language-name = English

change-channel = check-in channel is { $to }
change-days = days are { $to }
change-time = time is { $to }
change-zone = zone is { $to }
change-country = country is { $to }
change-language = language is { $to }
change-moderators = moderator role is { $to }
change-leaders = group leader role is { $to }
change-notices = notice channel is { $to }
change-digest = digest channel is { $to }
change-people = number of people is { $to }
change-words = own words are { $to }
change-sound = sound is { $to }
change-on = posting is { $to }
change-quiet = rest is { $to }
change-trouble = posting goes on
change-none = none
rest-until = on until { $date }
on = on
off = off

quiet-on = Cards rest from today until { $until }. Nobody loses a day by it.
quiet-open = Cards rest from today until you end it. Nobody loses a day by it.
quiet-ended = The rest has ended. The next card: { $next }.
quiet-ended-off = The rest has ended. I am still off, so nothing is posted. `/setup` turns me on.
quiet-not = There is no rest to end.
quiet-bad-date = I could not read the date “{ $given }”. Write it as 2027-01-31. Nothing was changed.
quiet-past-date = { $given } has gone by already. Pick today or a later day. Nothing was changed.
button-resume = End the rest now

tomorrow-intro = The next card, { $next }. Only you can see this.
tomorrow-swapped = Swapped. The next card, { $next }, is now this one.
tomorrow-off = I am off, so there is no next card. This is the one that waits.
tomorrow-same = There was no other card to swap it with.
tomorrow-changed = The next card had changed already. This is it now.
button-swap = Swap it

why-title = **The last card, and the next**
why-never = No card was due here yet.
why-last = The last card was due { $due }. { $fate }
why-this = The card was due { $due }. { $fate }
why-failed = One before that was due { $due }. { $fate }
why-posted = It was posted{ $late }.
why-late = { "" }, { $minutes } minutes late
why-removed = It was posted, and then somebody removed it.
why-missed = I could not post it in time. I was not running, or Discord did not answer. After 2 hours it is too late.
why-lost = I cannot tell if it was posted. After it was due, I was put back from an older copy of my data. I did not post it twice.
why-unsure = I cannot tell if it was posted, because I may not read the channel's history. I did not post it twice.
why-perm = I could not post it: the channel was gone or closed to me.
why-bug = Discord refused it. That is a fault of mine. Please tell the people who run me: `/about` names them.
why-skipped = It was left out: cards were resting, I was off, or its time or days were changed that day.
why-underway = It is on its way.
why-held = I may not post it there. If that is mended by { $until }, it still comes.
why-next = The next card: { $next }.
why-next-rest = Cards rest until { $until }. The next card: { $next }.
why-next-none = No next card is planned. { $because }
why-off = I am off. The people who run this server can turn me on with `/setup`.
why-resting = Cards are resting until a moderator ends it with `/quiet`.
why-stopped = I cannot post in the check-in channel. `/setup` shows staff what to do.
why-no-channel = No check-in channel is chosen. `/setup` does that.

notice-channel-gone = The check-in channel is gone, so I stopped posting cards. Pick another one in `/setup`.
notice-permission-lost = I lack a right that I need in { $channel }, so I stopped posting cards. `/setup` shows which rights I need. With them, I go on by myself.
notice-missed = { $times ->
    [1] The card due { $due } was not posted: it would have been more than 2 hours late.
   *[other] { $times } cards were not posted, the last one due { $due }: each would have been more than 2 hours late.
  }
notice-unsure = I cannot tell if the card due { $due } was posted, because I may not read the channel's history. Please look.
notice-bug = Discord refused the card due { $due }. That is a fault of mine. Please tell the people who run me: `/about` names them.
notice-waits = This stays here until it is mended. Pick a notice channel on page 2 of `/setup` to hear it at once.
button-what-happened = What happened

day-month = { $day } { $month }
day-month-year = { $day } { $year }
when = { $day }, { $date } at { $time } ({ $zone })

quiet-now = Cards rest until { $until }. Nobody loses a day by it.
quiet-now-open = Cards rest until you end it. Nobody loses a day by it.
quiet-panel = Cards come on the chosen days.
quiet-hint = For a rest with an end, use `/quiet until:2027-01-31`. A rest counts against nobody. I note who starts or ends one for 180 days, with their Discord id.
button-quiet = Rest until I end it
button-tomorrow = See the next card
