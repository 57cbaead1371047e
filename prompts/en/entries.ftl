# What is wrong with an entry of the list of resources, or with a file of them.

entry-field-id = id
entry-field-title = title
entry-field-sentence = sentence
entry-field-link = link
entry-field-phone = phone number
entry-field-kind = kind
entry-field-topics = topics
entry-field-supports = kinds of support
entry-field-components = CHIME parts
entry-field-country = country
entry-field-languages = languages
entry-field-cost = cost
entry-field-hours = hours
entry-field-audience = audience
entry-field-owner = owner
entry-field-tags = tags
entry-field-checked_on = date of the last check

# { $field } is one of the names above. A fault is told as one sentence.
entry-fault-missing = This is missing: { $field }.
entry-fault-nowhere = It has no link and no phone number. It needs one of them.
entry-fault-text-long = The { $field } has { $has } characters. { $most } fit.
entry-fault-text-mention = The { $field } would call people with an @. Please leave that out.
entry-fault-text-link = The { $field } has a web address in it. That belongs in the link.
entry-fault-link-unreadable = I cannot read the link as a web address.
entry-fault-link-scheme = The link must begin with https.
entry-fault-link-bare = The link has no `https://` in front.
entry-fault-link-long = The link is too long. 400 characters fit.
entry-fault-link-marks = The link has a space, a backslash or a hidden mark in it.
entry-fault-link-user = The link has an @ before its site, which hides where it leads.
entry-fault-link-port = The link has a colon and a number after its site.
entry-fault-link-address = The link has numbers where the name of a site should be.
entry-fault-link-host = The link leads to a site that not everyone can reach.
entry-fault-link-shortener = The link is a short one that passes people on. Use the full address.
entry-fault-link-invite = The link is an invite. Link to one of their own pages.
entry-fault-link-mention = The link would call people with an @.
entry-fault-phone = I cannot read the phone number. It can have 2 to 15 digits, spaces, and a + in front.
entry-fault-id = The id can have a to z, 0 to 9 and dashes, up to 32 in all.
entry-fault-unknown = I do not know “{ $given }” under { $field }. I know these: { $known }.
entry-fault-country = I do not know the country “{ $given }”. Write two letters, such as GB.
entry-fault-language = I do not know the language “{ $given }”. Write two letters, such as en.
entry-fault-many = There are too many { $field }. { $most } fit.
entry-fault-date = I cannot read the date of the last check. Write it as 2027-01-31.
entry-fault-ahead = The date of the last check is still to come.

row-fault-twice = Row { $other } has the same id.
row-fault-same-title = Row { $other } has the same title. Give each an id of its own.
row-fault-several = The list has more than one entry with this title. Give the id of the one you mean.
row-fault-shifted = It has more cells than there are columns. Put quotes around a text with commas in it.

file-fault-big = This file is larger than 1 MB. Split it and send the parts. Nothing was changed.
file-fault-kind = I read files that end in .csv or .toml. Nothing was changed.
file-fault-binary = This file is not plain text. In your spreadsheet, save it as CSV. Nothing was changed.
file-fault-empty = This file has no entries in it. Nothing was changed.
file-fault-columns = I find no column named title. The first row must name the columns. Nothing was changed.
file-fault-toml = I cannot read line { $line } of this file as TOML. Nothing was changed.
file-fault-twice = Two columns of this file both mean { $column }. Keep one of them. Nothing was changed.
file-fault-quote = In row { $row } a quotation mark opens a cell and none closes it at its end. Close it, or take it away. Nothing was changed.
file-fault-rows = A list can have 10,000 entries. This file would make it longer. Nothing was changed.
