# Names and descriptions of the slash commands. Descriptions have at most 100 characters.

command-checkin = checkin
    .description = A short check-in, just for you
command-help-now = help-now
    .description = Help lines, at once. Nothing is saved
command-about = about
    .description = What I am, what I am not, and what I store
command-my-data = my-data
    .description = See what I keep about you, turn it off, or erase it
command-setup = setup
    .description = Set me up for this community (Manage Server)
    .zone = zone
    .zone-description = Your time zone or a large city near you
    .country = country
    .country-description = Whose help lines to show first
    .time = time
    .time-description = When the card comes, such as 09:00
    .language = language
    .language-description = The language of the card
command-quiet = quiet
    .description = Let the cards rest for a while (moderators)
    .until = until
    .until-description = The last day of rest, such as 2027-01-31. Leave empty to end it yourself
command-why-not = why-not
    .description = What happened to the last card, and when the next one comes
command-me = me
    .description = Your own page: your days, your answers, your settings
