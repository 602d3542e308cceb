"""Checks of the code, then the suite on embedded servers in a temporary folder."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.config import ROOT

_ALL_SLOW = (
    "tests/browser",
    *(f"tests/core/learning/test_{name}.py" for name in ("recommender", "train_nlu", "widedeep")),
)
"""What holds nothing for a fast run, and takes seconds to read: Selenium and PyTorch come with it."""

HELP = "check the code and run the suite; arguments that are not ours go to pytest"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much of it."""
    parser.add_argument("--fast", action="store_true", help="in two minutes or so: no types, no browser, nothing slow")
    parser.set_defaults(rest=())


def run(args: argparse.Namespace) -> int:
    """Run every check, also after one that failed; the exit code is that of the first failure."""
    types = [] if args.fast else [("mypy",)]
    checks = [("ruff", "check"), ("ruff", "format", "--check"), ("lint-imports", "--no-logo"), *types]
    codes = [_call(*check) for check in [*checks, ("pytest", *_selection(args.rest, fast=args.fast))]]
    return next((code for code in codes if code != 0), 0)


def _selection(words: Sequence[str], *, fast: bool) -> list[str]:
    """What pytest is told. `-m soak` adds the long runs to the rest, instead of selecting them alone.

    The suite is shared by a process a core; long runs measure, so they have the machine to themselves.
    """
    rest = list(words)
    left_out = ["slow", "browser"] if fast else []
    if is_long := rest[:2] == ["-m", "soak"]:
        del rest[:2]
    else:
        left_out.append("soak")
    shared = [] if is_long else ["-n", "logical", "--maxprocesses", "4", "--dist", "worksteal"]
    quick = [*(f"--ignore={path}" for path in _ALL_SLOW), "--hypothesis-profile=fast"] if fast else []
    return ["-m", " and ".join(f"not {marker}" for marker in left_out), "-rs", *quick, *shared, *rest]


def _call(tool: str, *words: str) -> int:
    sys.stderr.write(f"naviyam: {tool}\n")
    command = [str(Path(sys.executable).with_name(tool)), *words]
    environment = os.environ | {
        "PYTHONDONTWRITEBYTECODE": ""
    }  # compiling the tests anew takes longer than half of them
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 - our own tools
