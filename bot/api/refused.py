"""Refusals of the core as problems: the rule's code, its kind sentence, and the status that callers act on."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path

import yaml

from bot.config import ROOT
from bot.problems import Kind, Problem
from core.coupons.refusals import Refusal

_PAGE = ROOT / "templates" / "text" / "friendly" / "refusals.yaml"
_HOUR = 3600

_STATUSES: Mapping[HTTPStatus, tuple[Refusal, ...]] = {
    HTTPStatus.FORBIDDEN: (Refusal.NOT_KEPT, Refusal.WRONG_PIN, Refusal.NO_TRIES, Refusal.NOT_FOR_THE_ASKING),
    HTTPStatus.NOT_FOUND: (Refusal.UNKNOWN_SHOP, Refusal.NOT_OFFERED),
    HTTPStatus.CONFLICT: (
        *(Refusal.HELD, Refusal.USED_UP, Refusal.SOLD_OUT, Refusal.NO_BUDGET, Refusal.RESERVED, Refusal.USED),
        *(Refusal.NOT_OPEN, Refusal.WRONG_CODE),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (Refusal.TOO_MANY_CLAIMS, Refusal.TOO_MANY_VOUCHERS, Refusal.SHOP_TOO_BUSY),
}
"""All others are 422: readable, and refused by a rule."""

_OF = {refusal: status for status, refusals in _STATUSES.items() for refusal in refusals}


class Refusals:
    """The sentences of `templates/text/friendly/refusals.yaml`."""

    def __init__(self, path: Path = _PAGE) -> None:
        self._sentences: Mapping[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))

    def problem(self, refusal: Refusal) -> Problem:
        """The refusal as it is told to a caller."""
        status = _OF.get(refusal, HTTPStatus.UNPROCESSABLE_ENTITY)
        return Problem(
            Kind.RULE,
            code=refusal.value,
            status=status,
            retry_after=_HOUR if status is HTTPStatus.TOO_MANY_REQUESTS else None,
            words={"sentence": self._sentences[refusal.value]},
        )
