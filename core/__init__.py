"""The bot itself: what it understands, decides, knows and answers. Knows no platform and no web framework."""
