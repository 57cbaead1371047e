# What resources are about, what they give and what they are: shown to members and moderators.

topic-health = Health
topic-money = Money
topic-shelter = A place to live
topic-clothing = Clothing
topic-food = Food
topic-transport = Getting around
topic-skills = Skills and self
topic-family = Family and friends
topic-community = Community
topic-culture = Culture and faith
topic-leisure = Leisure
topic-learning = Learning and work

support-information = Information
support-practical = A hand with something
support-emotional = Being heard
support-belonging = Being part of something

kind-crisis = Crisis line
kind-helpline = Helpline
kind-directory = Directory
kind-group = Group
kind-practical = Practical help
kind-learning = Learning
kind-leisure = Leisure
