# Lists of resources that stand in a channel: what members read there, and /library publish.

list-title = **Resources**
list-title-topic = **Resources: { $topic }**
list-about = People of this community keep this list. I change it here when they do.
list-updating = *I am bringing this list up to date. That may take an hour.*
list-none = Nothing stands on this list yet. You can suggest something with `/resources`.

list-entry-heading = **{ $topic }**
list-entry-title = **{ $title }**
list-entry-phone = Phone: { $phone }
list-entry-number-old = Nobody checked the phone number for a year, so I do not show it.
list-entry-cost = Cost: { $cost }
list-entry-hours = Hours: { $hours }
list-entry-country = Country: { $country }
list-entry-languages = Languages: { $languages }{ $more ->
    [0] { "" }
   *[other] { " " }and { $more } more
  }
list-entry-audience = For: { $audience }
list-entry-checked = Checked on { $date } { $year }

button-search = Search

list-preview = This list is not in { $channel } yet.
list-preview-what = I would post **{ $what }**: { $entries ->
    [one] one entry
   *[other] { $entries } entries
  } in { $messages ->
    [one] one message
   *[other] { $messages } messages
  }.
list-preview-later = When entries change, I edit these messages about 10 minutes later.
list-preview-audit = I note who publishes a list or takes it down, with their Discord id, for 180 days.
list-preview-first = The first message would read:
list-everything = all topics
list-empty = There is no entry for **{ $what }** yet, so there is nothing to post. `/library add` makes one.
list-need-rights = I cannot post the list in { $channel } yet. I still need these rights there: { $rights }. You find them in the channel's settings, under Permissions.
list-rights-gone = I cannot find that channel. Pick a text channel of this server.
list-rights-unknown = I could not ask Discord about my rights just now. Try again in a minute.
list-started = I am posting **{ $what }** in { $channel }. That takes a moment. I keep it right from now on.
list-not-posted = Nothing was posted.
list-stands = **{ $what }** stands in { $channel }, in { $messages ->
    [one] one message
   *[other] { $messages } messages
  }. I keep it right by myself.
list-under-way = I am posting or changing it now.
list-waits = Some of its entries changed. I edit its messages soon.
list-slow = Discord lets me edit older messages only now and then. So this takes longer.
list-removed = { $messages ->
    [one] One of its messages was removed by hand. Its entries are not shown.
   *[other] { $messages } of its messages were removed by hand. Their entries are not shown.
  }
list-stopped = I stopped keeping **{ $what }** right in { $channel }: the channel was gone, or a right was missing, or Discord refused a message.
list-leaving = I am taking **{ $what }** out of { $channel }.
list-back = I am putting it right again. That takes a moment.
list-ask-down = Take **{ $what }** out of { $channel }? I delete my messages there. The entries stay in `/resources`.
list-gone = That list does not stand in { $channel } any more.
button-list-publish = Publish
button-list-down = Take it down
button-list-down-yes = Yes, take it down
button-list-back = Put back
button-list-on = Go on

notice-list-gone = A channel with a list of resources is gone, so I stopped keeping that list.
notice-list-permission = I lack a right that I need in { $channel }, so I stopped keeping the list of resources there. `/library publish` shows which right. With it, I go on within a day.
notice-list-bug = Discord refused a list of resources in { $channel }. That is a fault of mine. Please tell the people who run me: `/about` names them.
notice-list-leaving = I cannot take the list of resources out of { $channel }: I lack a right that I need there. `/library publish` shows which right. With it, I go on within a day.
notice-list-restored = I was put back from an older copy, made { $due }. What was changed on the list of resources after that is gone. Please look at the list, and at what I posted of it.
right-embed-links = Embed Links
list-unknown-topic = I know no topic “{ $given }”. Begin to type it and pick it from the list.
