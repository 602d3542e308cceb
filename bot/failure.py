"""What a person can mend is told in one sentence, never by a traceback."""


class Failure(Exception):  # noqa: N818 - not an error of the program
    """A command cannot do its work; the message is one sentence for whoever runs it."""
