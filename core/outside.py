"""What can go wrong with an outside system (meal card, reservations, language model, notices), as the core sees it.

OutsideError
├── NoAnswerError   nothing usable came back: try later; `may_be_done` says whether it may have acted
└── RefusedError    it answered, and said no
"""

from __future__ import annotations


class OutsideError(Exception):
    """A call to `system` did not do what was asked. Holds nothing of a person: it may be logged as it is."""

    def __init__(self, system: str, reason: str) -> None:
        super().__init__(f"{system}: {reason}")
        self.system = system
        self.reason = reason


class NoAnswerError(OutsideError):
    """No usable answer in time. Without `may_be_done` the system was certainly never asked."""

    def __init__(self, system: str, reason: str, *, may_be_done: bool) -> None:
        super().__init__(system, reason)
        self.may_be_done = may_be_done


class RefusedError(OutsideError):
    """The system answered with a refusal: HTTP `status` 4xx, and `code`, its own word for why (may be empty)."""

    def __init__(self, system: str, status: int, code: str) -> None:
        super().__init__(system, f"refused with {status} {code}".rstrip())
        self.status = status
        self.code = code
