# The picture of a group's numbers. What is in it, and the same for those who do not see it.
# The picture's font writes Latin, Greek and Cyrillic letters. With others there is no picture, and the words
# say all.

picture-title = Of the people who chose to be counted
picture-span = { $first } to { $last }
picture-levels = Last answer on a scale
picture-low = Low
picture-middle = Middle
picture-high = High
picture-handful = a handful or none
picture-note = Each number is blurred on purpose. The dot is the number, and the bar shows how far off it may be.

# The same facts, as much as fits. The first form that is short enough is taken.
picture-alt = Blurred totals of the people who chose to be counted, { $span }. { $facts }
picture-alt-figure = { $figure }: { $numbers }.
picture-alt-one = { $figure }: { $number }.
picture-alt-number = { $name } { $number }
picture-alt-about = about { $value } (could be { $low } to { $high })
picture-alt-short = { $value } ({ $low }-{ $high })
picture-alt-alone = { $value }
picture-alt-levels = { $figure } (low, middle, high): { $parts }.
picture-alt-part = { $part } { $numbers }
picture-alt-next = { $first }; { $second }
picture-alt-few = few
picture-alt-few-means = Few: a handful or none.
picture-alt-brackets = In brackets: what it could be.
picture-alt-off = Each could be up to { $off } more or less.
picture-alt-off-levels = Each last answer could be up to { $off } more or less.
