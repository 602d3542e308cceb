"""Signs of danger in a message: which label, and whether it is immediate (`domain.md` 10)."""

from core.safety.reader import SURE, Safety
from core.safety.signs import LABELS, SIGNS, Sign

__all__ = ["LABELS", "SIGNS", "SURE", "Safety", "Sign"]
