"""The functions that most of the time goes to, each by itself: a regression shows here before it is felt."""
