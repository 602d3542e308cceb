"""The sentence embedding: distilled from a teacher into a table of n-grams, then taught what says the same."""
