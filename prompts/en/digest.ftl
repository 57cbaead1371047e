# The digest: the group's numbers in short, once every four weeks, where everybody reads them; and its switch.

digest-blurred = These are deliberately blurred totals. The page shows all of them, what changed, and how to read them: `/engagement`
button-digest-post = Post this every four weeks
button-digest-stop = Stop posting it
digest-shown = I post this in short in { $channel }, once every four weeks.
digest-on = From now on I post the numbers in short in { $channel }, once every four weeks. The next time is { $date }.
digest-on-later = From now on I post the numbers in short in { $channel }, each time that four weeks of numbers have ended. For that, ten people or more must take part.
digest-on-quiet = From now on I post the numbers in short in { $channel }, once every four weeks. On { $date } it is quiet here, so I leave that one out.
digest-on-off = It is noted. I am off now, so nothing is posted. Once an admin turns me on with `/setup`, I post the numbers in short in { $channel }, once every four weeks.
digest-off = I stopped. Nothing more is posted by itself. Everybody can still open the page.
digest-no-channel = No channel is chosen for it yet. An admin picks the digest channel on page 2 of `/setup`. Nothing was changed.
digest-only-leader = Only group leaders can do that, and people who can manage this server. Nothing was changed.
digest-channel-gone = I cannot find the digest channel. An admin picks another one on page 2 of `/setup`.
digest-rights-unknown = I could not ask Discord about my rights there just now. If I cannot post, staff hear of it.

notice-digest-missed = { $times ->
    [1] The group's numbers due { $due } were not posted in { $channel }: it would have been more than 2 hours late. `/engagement` shows them.
   *[other] { $times } times the group's numbers were not posted in { $channel }, the last time { $due }: it would have been more than 2 hours late. `/engagement` shows them.
  }
notice-digest-unsure = I cannot tell if the group's numbers were posted in { $channel }, because I may not read its history. Please look. `/engagement` shows them.
notice-digest-bug = Discord refused the group's numbers in { $channel }. That is a fault of mine. Please tell the people who run me: `/about` names them.
notice-digest-gone = The digest channel is gone, so I could not post the group's numbers. `/engagement` shows them. Pick another channel on page 2 of `/setup`.
notice-digest-permission = I lack a right that I need in { $channel }, so I could not post the group's numbers. `/engagement` shows them. `/setup`, page 2, shows which right. With it, the next ones come.
right-attach-files = Attach Files
