"""A closed-loop client: so many connections, each asking again as soon as it is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from statistics import median

import aiohttp
import numpy as np

Body = Callable[[int], bytes]
"""The body of the n-th request."""

IsAnswer = Callable[[bytes], bool]
"""Whether a body with status 200 is what was asked for."""


AGAIN_SECONDS = 0.25
"""After which time whoever was asked to come again does so: asked at once, refusing took the time of all turns."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: answers a second, milliseconds to an answer, and requests without the answer that was asked for."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answers: int
    errors: int

    def to_dict(self) -> dict[str, float]:
        """For JSON, rounded."""
        return {name: round(value, 2) for name, value in asdict(self).items()}


def anything(_body: bytes) -> bool:
    """Any body with status 200 is an answer."""
    return True


async def measure(
    url: str,
    body: Body,
    headers: Mapping[str, str],
    numbers: Iterator[int],
    *,
    seconds: float,
    connections: int,
    is_answer: IsAnswer = anything,
) -> Measured:
    """Ask `url` for `seconds` over `connections` kept-alive connections; `numbers` says which request is next."""
    times: list[float] = []
    errors = 0
    ends = time.perf_counter() + seconds

    async def ask(session: aiohttp.ClientSession) -> None:
        nonlocal errors
        while (started := time.perf_counter()) < ends:
            async with session.post(url, data=body(next(numbers)), headers=headers) as response:
                answered = response.status == HTTPStatus.OK and is_answer(await response.read())
            if answered:
                times.append(time.perf_counter() - started)
            else:
                errors += 1
                await asyncio.sleep(AGAIN_SECONDS)

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
