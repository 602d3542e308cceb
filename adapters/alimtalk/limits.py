"""AlimTalk's numbers (platforms.md 2, "BizMessage"; NHN Cloud's API guide 2.3). Lengths in UTF-16 units."""

from __future__ import annotations

CODE = 20
BODY = 1000
"""Of a template, and of the message with its variables filled in."""

VARIABLES = 40
KEY_SECONDS = 600
"""How long a repeated idempotency key is refused."""
