"""Promotions: who is written to, what is said, how it goes out once to each, and what came of it."""
