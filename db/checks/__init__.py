"""What `./naviyam check-data` asks: the guide's 7.2, extended to every rule that no constraint can hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db.checks.catalogue import CATALOGUE
from db.checks.check import Check, Finding, run_checks
from db.checks.coupons import COUPONS
from db.checks.learning import LEARNING
from db.checks.orders import ORDERS
from db.checks.people import PEOPLE
from db.checks.queues import QUEUES
from db.checks.sealed import sealed_under
from db.checks.texts import raw_personal_data
from db.checks.turns import TURNS, readable_contexts

__all__ = ["Check", "Finding", "every_check", "run_checks"]


def every_check(
    mask: Callable[[Any], Any], cannot_read_context: Callable[[Any], bool], key_id: bytes
) -> tuple[Check, ...]:
    """All checks.

    `mask` hides what is personal in a text or JSON value, `cannot_read_context` judges a stored talk, `key_id` is that
    of the configured `DATA_KEY`.
    """
    return (
        *CATALOGUE,
        *PEOPLE,
        *sealed_under(key_id),
        *COUPONS,
        *ORDERS,
        *TURNS,
        readable_contexts(cannot_read_context),
        *QUEUES,
        *LEARNING,
        *raw_personal_data(mask),
    )
