"""`./naviyam nlu`: what each message asks for and states, JSON lines in and out. Needs no database."""

from __future__ import annotations

import argparse

from bot import jsonlines
from bot.understanding import load_understanding, place_names

HELP = "understand messages: JSON lines {id, text} in, {id, intent, confidence, entities} out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing: the messages come from stdin."""


def run(args: argparse.Namespace) -> int:  # noqa: ARG001 - the form of every command
    """One line for each line, in order; a line that cannot be read is a message without words."""
    understanding = load_understanding(place_names())
    for row in jsonlines.read():
        meaning = understanding.understand(jsonlines.text_of(row, "text"))
        jsonlines.write(
            {
                "id": row.get("id"),
                "intent": meaning.intent.value,
                "confidence": round(meaning.confidence, 4),
                "entities": meaning.entities.to_dict(),
            }
        )
    return 0
