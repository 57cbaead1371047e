# How moderators write entries of the list of resources, keep them right, and take them off.

library-date = { $day } { $year }

library-field-title = Title
library-field-sentence = Sentence
library-field-link = Link
library-field-phone = Phone
library-field-kind = Kind
library-field-topics = Topics
library-field-supports = What it gives
library-field-components = Goes with
library-field-country = Country
library-field-languages = Languages
library-field-cost = Cost
library-field-hours = Hours
library-field-audience = Who it is for
library-field-owner = Who runs it
library-field-tags = Search words
library-field-checked_on = Last checked
library-field = { $field }: { $value }
library-nothing = nothing
library-change = { $field }: { $before } → { $after }

library-form-words = What it is
library-form-place = Where, cost and hours
library-form-people = For whom, by whom
library-ask-title = Title (up to 80 characters)
library-ask-sentence = One plain sentence (up to 200)
library-ask-link = Link, beginning with https:// (or a phone)
library-ask-phone = Phone number, as people there write it
library-ask-country = Country, such as GB. Empty for anywhere
library-ask-languages = Languages, such as en, cy
library-ask-cost = Cost, such as free
library-ask-hours = Hours, such as Fridays 10 to 12
library-ask-audience = Who it is for. Empty for everybody
library-ask-owner = Who runs it
library-ask-tags = Search words, with commas between

library-blank = **A new entry**
    Three short forms and one page of lists. I save each step as a draft for 24 hours, with your Discord id. Nobody sees it before you put it on the list.
library-other = You have a draft already: **{ $title }**. You can go on with it, or throw it away and begin again.
library-other-typed = What you just typed is here to copy:
library-untitled = without a title yet
library-gone = That draft is not here any more. I keep a draft for 24 hours, or until it is on the list. Nothing on the list was changed.
library-dropped = Your draft is thrown away. Nothing on the list was changed.
library-dropped-suggested = Your draft is thrown away. The suggestion still waits.
library-dropped-nothing = There was no draft to throw away. Nothing on the list was changed.
library-no-entry = That entry is not there any more. Nothing was changed.
library-anew = Your draft was older than 24 hours, so it was gone. I began a new one with what you just typed.
library-draft-new = **Draft of a new entry**
library-draft-suggested = **Draft of a suggested entry**
library-draft-edit = **Draft of a change to { $title }**
library-draft-kept = Only you can see it. I keep it until { $until }.
library-draft-whole = It is all there. Look at it as members will see it, then put it on the list.
library-draft-wrong = **Still to do.** All you typed is kept.
library-draft-changed = Your draft changed since you saw it, so I did nothing yet. Here is how it stands now.
library-wrong = • { $why }
library-confirm = The link's true name is { $host }, and that can be mixed up with another. Look closely, then press *The link is right*.
button-library-words = What it is
button-library-picks = Lists
button-library-place = Where and when
button-library-people = For whom
button-library-preview = See it as members will
button-library-confirm = The link is right
button-library-drop = Throw the draft away
button-library-begin = Begin
button-library-continue = Continue my draft
button-library-anew = Throw it away, begin again
button-library-go-on = Go on
button-library-back = Change something
button-library-add = Put it on the list
button-library-save = Save the change

library-picks = Pick from each list. I save each pick at once.
library-pick-kind = What it is
library-pick-topics = What it is about (one or more)
library-pick-supports = What it gives (one or more)
library-pick-components = Parts of CHIME it goes with (if any)

library-preview = This is what members will see when they open it:
library-preview-retired = It is off the list now, and stays off. `/library restore` puts it back.
library-preview-changes = **What changes**
library-preview-same = This changes nothing.
library-added = It is on the list.
library-saved = The change is on the list.
library-saved-retired = The change is saved. It is off the list, and stays off.

library-newer = **Somebody changed { $title } while you wrote.** Nothing is overwritten, and your draft is kept. What differs:
library-newer-field = • { $field }. On the list now: { $now }. In your draft: { $yours }
library-newer-same = • Nothing that you typed.
library-newer-retired = • They took it off the list.
library-newer-restored = • They put it back on the list.
library-newer-how = *Put mine on top* keeps theirs where you changed nothing, and shows you the result first.
library-newer-gone = That entry is not there any more. Your draft is kept, and you can make a new entry of it.
button-library-ontop = Put mine on top
button-library-take-newer = Take theirs
button-library-as-new = Make it a new entry

library-changed-since = Somebody changed it since you saw it, so I did nothing yet. Here is how it stands now.
library-retire-ask = Take this off the list? Members stop seeing it. It can be put back any time.
library-retire-done = { $title } is off the list.
library-retire-already = { $title } is off the list already.
library-restore-ask = Put this back on the list?
library-restore-done = { $title } is back on the list.
library-restore-already = { $title } is on the list already.
button-library-retire-yes = Take it off the list
button-library-restore-yes = Put it back on the list

library-check = **To check again: { $place } of { $of }** Open the link or call the number. Is it all still right?
library-check-dead = A member found that it does not work any more.
library-check-old = Nobody has checked it for a long time.
library-hidden-number = The number to call is **{ $phone }**. Members see it again once it is noted as still right.
library-check-done = { $title } is noted as checked today.
library-check-elsewhere = Somebody else saw to { $title } meanwhile, so I did nothing.
library-check-none = Nothing waits to be checked. Thank you for looking.
button-library-right = Still right
button-library-edit = Edit
button-library-retire = Retire
button-library-next = Next
button-library-history = History
button-library-check-more = What else to check
button-library-waiting = Look at them
notice-rechecks = Some entries on the list of resources wait to be checked again. `/library check` shows them one by one.{ $suggested ->
    [yes] { " " }Suggestions wait too: `/library review`.
   *[no] { "" }
  }
notice-suggestions = Something that was suggested for the list of resources waits for you. `/library review` shows it, without a name.

library-moved-off = It went off the list.
library-moved-on = It came back on the list.
library-undone = The last change is taken back. Undo once more to bring it back.
library-undo-newer = Somebody changed it since, so I took nothing back. Here is how it stands now.
button-library-undo = Undo the last change
button-library-newer-changes = Newer changes
button-library-older-changes = Older changes
