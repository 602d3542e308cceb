"""Training of the deep part, with torch; nothing that serves may import it."""
