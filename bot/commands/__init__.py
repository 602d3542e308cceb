"""One file a command: `HELP`, `add_arguments(parser)`, `run(args) -> exit code`.

stdout carries a command's data only; progress, logs and failures go to stderr.
"""
