"""What operators read in the morning: figures of a day, a week, a month, in words and charts."""
