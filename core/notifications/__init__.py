"""Messages that nobody has asked for just now: what they say, and the one gate that every one of them passes."""
