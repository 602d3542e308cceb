"""The HTTP API: doors onto core for apps, and for whoever watches the program."""
