"""Signs of danger in a message: which label, and whether it is immediate (`domain.md` 10)."""

from core.safety.reader import SURE_OF_DANGER, Safety
from core.safety.signs import LABELS, SIGNS, Sign

__all__ = ["LABELS", "SIGNS", "SURE_OF_DANGER", "Safety", "Sign"]
