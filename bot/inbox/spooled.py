"""Arrivals as records on disk, and back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from db.inbox import Arrival
from db.spool import Spool


def written(platform: str, arrivals: Sequence[Arrival]) -> bytes:
    """One record."""
    return json.dumps({"platform": platform, "arrivals": [asdict(one) for one in arrivals]}, default=_plain).encode()


def read(spool: Spool, paths: Sequence[Path]) -> Iterable[tuple[str, list[Arrival]]]:
    """What records hold by platform, in their order; blocks on the disk.

    Raises:
        Exception: one of them is no such record.
    """
    together: defaultdict[str, list[Arrival]] = defaultdict(list)
    for record in map(spool.read, paths):
        if record is not None:
            kept = json.loads(record)
            together[kept["platform"]] += [_arrival(one) for one in kept["arrivals"]]
    return together.items()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return str(value)


def _arrival(one: dict[str, Any]) -> Arrival:
    times = {name: datetime.fromisoformat(one[name]) for name in ("occurred_at", "received_at")}
    return Arrival(**one | times | {"turn_id": UUID(one["turn_id"]), "burst": timedelta(seconds=one["burst"])})
