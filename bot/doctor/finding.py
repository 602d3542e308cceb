"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` says what to do; only what is not well and `needed` stops the product."""

    part: str
    says: str
    mend: str = ""
    needed: bool = False

    def __str__(self) -> str:
        mark = "ok  " if not self.mend else "BAD " if self.needed else "note"
        return f"{mark}  {self.part}: {self.says}" + (f"; {self.mend}" if self.mend else "")
