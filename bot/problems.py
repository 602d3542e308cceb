"""What goes wrong at the HTTP door, told as RFC 9457 problems with words from `templates/api/problems.yaml`.

A door raises a `Problem`; `bot.middlewares` is the one place that turns it into a response.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Self

import yaml

from bot.config import ROOT

CONTENT_TYPE = "application/problem+json"

_PAGES = ROOT / "templates" / "api" / "problems.yaml"


class Kind(Enum):
    """Every problem that a caller can meet: its name in `type` and its HTTP status."""

    MALFORMED = "malformed", 400
    INVALID_FIELD = "invalid_field", 400
    INVALID_HEADER = "invalid_header", 400
    TOKEN_MISSING = "token_missing", 401
    TOKEN_MALFORMED = "token_malformed", 401
    TOKEN_EXPIRED = "token_expired", 401
    TOKEN_AUDIENCE = "token_audience", 401
    TOKEN_PLATFORM = "token_platform", 401
    FORBIDDEN = "forbidden", 403
    NOT_FOUND = "not_found", 404
    METHOD_NOT_ALLOWED = "method_not_allowed", 405
    KEY_RUNNING = "key_running", 409
    TOO_LARGE = "too_large", 413
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415
    KEY_REUSED = "key_reused", 422
    RULE = "rule", 422
    RATE_LIMITED = "rate_limited", 429
    REFUSED = "refused", 400
    INTERNAL = "internal", 500
    UNAVAILABLE = "unavailable", 503

    def __init__(self, slug: str, status: int) -> None:
        self.slug = slug
        self.status = status


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a body that cannot be read. `field` is a dotted path; `reason` never holds its value."""

    field: str
    reason: str


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """A request is refused.

    `code` names the rule that refused; `retry_after` is in seconds; `status` replaces the kind's own where the
    framework refused with a rarer one; `words` fill the placeholders of the kind's detail.
    """

    def __init__(
        self,
        kind: Kind,
        *,
        code: str | None = None,
        retry_after: int | None = None,
        status: int | None = None,
        errors: tuple[FieldError, ...] = (),
        words: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind.slug)
        self.kind = kind
        self.code = code
        self.retry_after = retry_after
        self.status = status or kind.status
        self.errors = errors
        self.words = dict(words or {})
        if retry_after is not None:
            self.words["seconds"] = str(retry_after)

    @property
    def headers(self) -> dict[str, str]:
        """The headers that belong to the status (RFC 6750 3, RFC 9110 10.2.3)."""
        headers = {}
        if self.status == 401:
            error = "" if self.kind is Kind.TOKEN_MISSING else ', error="invalid_token"'
            headers["WWW-Authenticate"] = f'Bearer realm="naviyam"{error}'
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return headers


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    detail: str


class Problems:
    """The words of every kind of problem."""

    def __init__(self, pages: Mapping[Kind, _Page]) -> None:
        self._pages = pages

    @classmethod
    def load(cls, path: Path = _PAGES) -> Self:
        """Read the words.

        Raises:
            KeyError: a kind has none.
        """
        words = yaml.safe_load(path.read_text(encoding="utf-8"))
        return cls({kind: _Page(**words[kind.slug]) for kind in Kind})

    def document(self, problem: Problem, request_id: str) -> dict[str, Any]:
        """The problem as RFC 9457 JSON; `request_id` is what a caller quotes when asking about it."""
        page = self._pages[problem.kind]
        document: dict[str, Any] = {
            "type": f"urn:naviyam:problem:{problem.kind.slug}",
            "title": page.title,
            "status": problem.status,
            "detail": page.detail.format_map(problem.words),
            "request_id": request_id,
        }
        if problem.code is not None:
            document["code"] = problem.code
        if problem.errors:
            document["errors"] = [{"field": error.field, "reason": error.reason} for error in problem.errors]
        return document
