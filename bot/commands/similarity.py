"""`./naviyam similarity`: how alike two sentences are, for each line of stdin, from the shipped embedding."""

from __future__ import annotations

import argparse
import io
import sys

from bot.failure import Failure
from core.recommend.embed import shipped

HELP = "read two sentences a line from stdin, tab between, and print their cosine, one a line"


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """Nothing of its own."""


def run(_args: argparse.Namespace) -> int:
    """Prints as many lines as were read. A line without exactly one tab ends it with a sentence that names the line."""
    embedding = shipped()
    lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", newline="\n")
    for number, line in enumerate(lines, start=1):
        sentences = line.rstrip("\r\n").split("\t")
        if len(sentences) != 2:
            raise Failure(f"line {number}: needs two sentences with one tab between, has {len(sentences)}")
        one, other = embedding.encode(sentences)
        print(f"{float(one @ other):.6f}")
    return 0
