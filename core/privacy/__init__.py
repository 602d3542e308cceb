"""Personal data in words: `mask` takes it out of a text before the first write, `redact` out of the log.

Nothing that the specification forbids to store passes here unmasked: names of persons, phones in any script, resident
and passport numbers, cards, bank accounts, e-mail, passwords, addresses finer than a dong, schools with class or
person, opaque personal ids (schema.md "Retention", guide 8.6). Pure.
"""

from core.privacy.logs import redact
from core.privacy.masking import TOKENS, mask, mask_value

__all__ = ["TOKENS", "mask", "mask_value", "redact"]
