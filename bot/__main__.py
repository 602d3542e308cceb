"""`./naviyam COMMAND`: finds the command's module, reads its arguments, runs it."""

from __future__ import annotations

import argparse
import errno
import io
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from bot.failure import Failure

COMMANDS = {
    "up": "bot.commands.up",
    "web": "bot.commands.web",
    "scheduler": "bot.commands.scheduler",
    "encoder": "bot.commands.encoder",
    "test": "bot.commands.test",
    "migrate": "bot.commands.migrate",
    "import-shops": "bot.commands.import_shops",
    "undo-import": "bot.commands.undo_import",
    "import-places": "bot.commands.import_places",
    "import-balances": "bot.commands.import_balances",
    "check-data": "bot.commands.check_data",
    "doctor": "bot.commands.doctor",
    "line-menu": "bot.commands.line_menu",
    "job": "bot.commands.job",
    "campaign": "bot.commands.campaign",
    "shop-access": "bot.commands.shop_access",
    "grant": "bot.commands.grant",
    "settlements": "bot.commands.settlements",
    "token": "bot.commands.token",
    "enrol": "bot.commands.enrol",
    "nlu": "bot.commands.nlu",
    "dialogue": "bot.commands.dialogue",
    "evaluate": "bot.commands.evaluate",
    "train": "bot.commands.train",
    "similarity": "bot.commands.similarity",
    "recommender-eval": "bot.commands.recommender_eval",
    "bench": "bot.commands.bench",
    "rotate-key": "bot.commands.rotate_key",
}
"""Name → module. Only the module of the command in hand is imported."""

_FOLDERS = {
    errno.ENOSPC: "the disk is full ({}); free some space and start again",
    errno.EDQUOT: "this user's share of the disk is full ({}); free some space and start again",
    errno.EROFS: "{} is on a read-only disk; choose another folder",
    errno.EACCES: "{} may not be used by this user; allow it or choose another folder",
    errno.EPERM: "{} may not be used by this user; allow it or choose another folder",
    errno.EEXIST: "{} is a file where a folder is needed; choose another folder",
    errno.ENOTDIR: "{} is in a file where a folder is needed; choose another folder",
}
"""What can be wrong with a folder that a person chose. Any other error of the system is a defect of ours."""


class Command(Protocol):
    """What a module in `bot.commands` has."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the command takes; with `parser.set_defaults(rest=())` also what it does not know."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it and return the exit code."""


def main(words: Sequence[str]) -> int:
    """Run one command; a `Failure` becomes one sentence and exit code 1, SIGTERM unwinds as Ctrl-C does."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _speak_utf8()
    try:
        return _dispatch(words)
    except Failure as failure:
        return _tell(str(failure))
    except OSError as error:
        if error.filename is None or error.errno not in _FOLDERS:
            raise
        return _tell(_FOLDERS[error.errno].format(error.filename))
    except KeyboardInterrupt:
        return 130


def _dispatch(words: Sequence[str]) -> int:
    if not words or words[0] not in COMMANDS:
        return _usage(words)
    command = _command(words[0])
    parser = argparse.ArgumentParser(prog=f"naviyam {words[0]}", description=command.HELP, allow_abbrev=False)
    parser.add_argument("--data-dir", type=Path, help="default: NAVIYAM_DATA_DIR, else .naviyam beside the launcher")
    command.add_arguments(parser)
    args, rest = parser.parse_known_args(words[1:])
    if rest and "rest" not in args:
        parser.error(f"unknown argument: {rest[0]}")
    args.rest = rest
    return command.run(args)


def _command(name: str) -> Command:
    return cast("Command", import_module(COMMANDS[name]))


def _usage(words: Sequence[str]) -> int:
    if words and words[0] in {"-h", "--help", "help"}:
        width = max(map(len, COMMANDS)) + 2
        lines = (f"  {name:<{width}}{_command(name).HELP}\n" for name in COMMANDS)
        sys.stdout.write("usage: ./naviyam COMMAND …   (./naviyam COMMAND --help says more)\n\n" + "".join(lines))
        return 0
    asked = f"there is no command {words[0]}; " if words else ""
    _tell(f"{asked}the commands are {', '.join(COMMANDS)} (./naviyam --help says more)")
    return 2


def _tell(sentence: str) -> int:
    sys.stderr.write(f"naviyam: {sentence}\n")
    return 1


def _speak_utf8() -> None:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
