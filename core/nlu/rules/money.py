"""Money there is to spend. Pure."""

from __future__ import annotations

from core.nlu.evidence import Evidence
from core.nlu.need import PENNILESS


def has_money(evidence: Evidence) -> bool:
    """More is there to spend than buys no meal."""
    return max(evidence.entities.budget or 0, evidence.entities.budget_per_person or 0) > PENNILESS
