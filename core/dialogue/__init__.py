"""The talk itself: what is held between turns, how a message changes it, what to do next. Pure."""
