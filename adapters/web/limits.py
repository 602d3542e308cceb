"""The web chat's own numbers. What it can show is what Kakao and LINE can show."""

from __future__ import annotations

from datetime import timedelta

BODY_LIMIT = 64 * 1024
"""Bytes of a posted message."""

TEXT_LIMIT = 5000
"""Characters of a message. More are refused in words, not cut: the person sees what was not sent."""

RETRY_AFTER_SECONDS = 10

CLOCK_DRIFT = timedelta(minutes=2)
"""How far a person's clock may be off ours and still be believed as the time of their message."""

PREPARED = 10_000
"""How many members a process remembers to have prepared; the oldest are prepared again."""
