"""What the words of a message ask for beyond doubt, theme by theme, and how that corrects the classifier. Pure.

Each module holds the patterns of one theme beside the questions that they answer of the Evidence.
"""
