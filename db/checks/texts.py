"""Raw personal data: every text that is said to be masked must be as masking leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.checks.check import Check

SAMPLE = 10_000
"""Newest rows of a column that are looked at."""

MASKED = (
    ("chatbot.conversations", "input_text"),
    ("chatbot.conversations", "response_text"),
    ("chatbot.conversations", "extracted_entities"),
    ("chatbot.recommendations_log", "request_entities"),
    ("chatbot.reviews", "review_text"),
    ("chatbot.safety_cases", "masked_text"),
    ("ml_training.nlu_training_data", "input_text"),
    ("ml_training.nlu_training_data", "normalized_text"),
)
"""Columns whose words come from people, text or JSON. (data_queue copies the first three, with names of shops.)"""


def raw_personal_data(mask: Callable[[Any], Any]) -> tuple[Check, ...]:
    """A check for each masked column; `mask` takes a text or a JSON value and hides what is personal."""
    return tuple(_check(table, column, mask) for table, column in MASKED)


def _check(table: str, column: str, mask: Callable[[Any], Any]) -> Check:
    return Check(
        f"raw_{table.partition('.')[2]}_{column}",
        f"{table}.{column} holds no personal data (the newest {SAMPLE:,} rows).",
        f"SELECT id, {column} AS value FROM {table} WHERE {column} IS NOT NULL ORDER BY id DESC LIMIT {SAMPLE}",
        lambda value: bool(mask(value) != value),
    )
