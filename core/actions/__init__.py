"""What the bot does: one file an intent, and a few for what is said about the talk itself."""
