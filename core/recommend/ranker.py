"""What ranks: the wide part alone, or with the deep part once the release gate let it in. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from core.recommend import arrange, score
from core.recommend.arrange import Unknowns
from core.recommend.catalogue import Catalogue
from core.recommend.deep import Deep, features
from core.recommend.geometry import Floats
from core.recommend.request import Request
from core.recommend.score import Candidates, Terms
from core.recommend.together import NOTHING_TOGETHER, Together


@dataclass(frozen=True, slots=True)
class Scored:
    """Candidates with the terms of the wide part, what they are ordered by, and how much is unknown of each."""

    found: Candidates
    values: Terms
    merits: Floats
    unknown: Unknowns


@dataclass(frozen=True, slots=True)
class Ranker:
    """`deep` is in shadow (logged, never shown) unless `is_released`."""

    together: Together = NOTHING_TOGETHER
    deep: Deep | None = None
    is_released: bool = False

    @property
    def live(self) -> Deep | None:
        """The deep part that has a say."""
        return self.deep if self.is_released else None

    def scored(self, catalogue: Catalogue, request: Request, found: Candidates) -> Scored:
        """What speaks for each candidate; merits are in the wide score's own unit."""
        values = score.terms(catalogue, request, found, self.together)
        merits = score.total(values)
        if self.live is not None and len(found.rows):
            merits = merits + self.live.logits(features(catalogue, request, found, values)) / self.live.scale
        return Scored(found, values, merits, arrange.uncertainty(catalogue, found))


WIDE_ALONE = Ranker()
