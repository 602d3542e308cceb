"""The people the bot talks with: who they are, what may be kept of them, what was just said."""
