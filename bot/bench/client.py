"""A closed-loop client: so many connections, each asking again as soon as it is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median

import aiohttp
import numpy as np

Body = Callable[[int], bytes]
"""The body of the n-th request."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: answers a second, milliseconds to an answer, and what was not answered with 200."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answers: int
    errors: int

    def to_dict(self) -> dict[str, float]:
        """For JSON, rounded."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


async def measure(url: str, body: Body, headers: Mapping[str, str], *, seconds: float, connections: int) -> Measured:
    """Ask `url` for `seconds` over `connections` kept-alive connections."""
    times: list[float] = []
    errors = 0
    asked = iter(range(2**31))
    ends = time.perf_counter() + seconds

    async def ask(session: aiohttp.ClientSession) -> None:
        nonlocal errors
        while (started := time.perf_counter()) < ends:
            async with session.post(url, data=body(next(asked)), headers=headers) as response:
                await response.read()
                if response.status != 200:
                    errors += 1
            times.append(time.perf_counter() - started)

    connector = aiohttp.TCPConnector(limit=connections)
    started = time.perf_counter()
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(ask(session) for _ in range(connections)))
    spent = time.perf_counter() - started
    milliseconds = np.array(times) * 1000
    return Measured(
        len(times) / spent,
        float(np.percentile(milliseconds, 50)),
        float(np.percentile(milliseconds, 99)),
        len(times),
        errors,
    )


def middle(runs: list[Measured]) -> Measured:
    """The run whose rate is the median; errors of all runs."""
    rate = median(run.per_second for run in runs)
    best = min(runs, key=lambda run: abs(run.per_second - rate))
    return Measured(best.per_second, best.p50_ms, best.p99_ms, best.answers, sum(run.errors for run in runs))
