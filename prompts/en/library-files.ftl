# Lists of resources that come in and go out as files: /library import and export.

library-plan = **Your file.** Nothing is changed yet.
library-plan-again = **Look again.** The list changed while you looked. Nothing of your file was brought in.
library-plan-added = New: { $count }
library-plan-changed = Changed: { $count }
library-plan-unchanged = As on the list already: { $count }
library-plan-refused = Not taken: { $count }
library-plan-row = - Row { $row }{ $title }: { $why }
# After the row's number, where it has a title.
library-plan-title = { " " }({ $title })
library-plan-more = The file not-taken.txt tells all that is wrong.
library-plan-mend = Mend these rows in your file and bring it in again. Rows that are on the list already do no harm.
library-plan-confirm = Look closely at these links. Their letters can pass for others. This is where they lead:
library-plan-host = - Row { $row }: { $host }
library-plan-hosts-more = And { $count } more. They are in the file hosts.txt.
library-plan-ignored = I did not read these columns: { $names }.
library-plan-nothing = There is nothing to bring in.
library-plan-actor = I note who brings it in for 180 days, with their Discord id.
button-bring-in = Bring in these { $count }
button-bring-in-cancel = Cancel
library-brought-in = Done. New: { $added }. Changed: { $changed }. `/library history` tells of each.
library-import-cancelled = Nothing was brought in.
library-file-gone = Discord does not have this file any more. Please send it again. Nothing was changed.
library-file-late = Discord did not give me the file. Please try again. Nothing was changed.
library-exported = Here is your list, with { $count } { $count ->
    [one] entry
   *[other] entries
 }. Change it and bring it back with `/library import`.
library-export-empty = There is nothing on the list yet.
