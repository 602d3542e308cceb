"""Raw personal data: every text that is said to be masked must be as masking leaves it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db.checks.check import Check

SAMPLE = 10_000
"""Newest rows of a column that are looked at."""


@dataclass(frozen=True, slots=True)
class MaskedColumn:
    """A column (or a part of one) whose words come from people; `key` orders the rows and names them."""

    table: str
    column: str
    key: str = "id"
    rows: int = SAMPLE


MASKED = (
    MaskedColumn("chatbot.conversations", "input_text"),
    MaskedColumn("chatbot.conversations", "response_text"),
    MaskedColumn("chatbot.conversations", "extracted_entities"),
    MaskedColumn("chatbot.conversations_archive", "turns", key="month || ' ' || chunk", rows=10),
    MaskedColumn("chatbot.conversation_contexts", "context_data -> 'slots'", key="session_id"),
    MaskedColumn("chatbot.recommendations_log", "request_entities"),
    MaskedColumn("chatbot.reviews", "review_text"),
    MaskedColumn("chatbot.safety_cases", "masked_text"),
    MaskedColumn("chatbot.audit_log", "reason"),
    MaskedColumn("ml_training.nlu_training_data", "input_text"),
    MaskedColumn("ml_training.nlu_training_data", "normalized_text"),
    MaskedColumn("ml_training.nlu_training_data", "true_entities"),
    MaskedColumn("ml_training.nlu_training_data", "predicted_entities"),
)
"""data_queue is left out: it copies turns and entities from here, together with names of shops."""


def raw_personal_data(mask: Callable[[Any], Any]) -> tuple[Check, ...]:
    """A check for each masked column; `mask` takes a text or a JSON value and hides what is personal."""
    return tuple(_check(masked, mask) for masked in MASKED)


def _check(masked: MaskedColumn, mask: Callable[[Any], Any]) -> Check:
    table, column = masked.table, masked.column
    return Check(
        re.sub(r"\W+", "_", f"raw_{table.partition('.')[2]}_{column}").strip("_"),
        f"{table}.{column} holds no personal data (the newest {masked.rows:,} rows).",
        f"""
        SELECT {masked.key} AS id, {column} AS value FROM {table} WHERE {column} IS NOT NULL
        ORDER BY {masked.key} DESC LIMIT {masked.rows}
        """,
        lambda value: bool(mask(value) != value),
    )
