# How moderators keep the list of resources: /library.

library-unknown = I do not know which entry “{ $given }” is. Begin to type its title and pick it from the list.
library-history = **{ $title }** Newest change first. I keep this for 180 days.
library-history-none = **{ $title }** No change is on record. I keep changes for 180 days.
library-history-line = { $when }: { $what } by { $who }
library-history-page = Page { $page } of { $pages }
library-act-add = put on the list
library-act-edit = changed
library-act-retire = taken off the list
library-act-restore = put back on the list
library-act-check = found still right
library-act-import = brought in from a file
library-act-undo = last change taken back
