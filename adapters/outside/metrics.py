"""What calls to outside systems count."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.01, 0.03, 0.1, 0.3, 0.7, 1.5, 3.0, 6.0, 15.0)


class OutsideMetrics:
    """Counts of every outside client of one process, in the registry that `/metrics` shows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.calls = Counter(
            "naviyam_outside_calls",
            "Tries at outside systems by what came back: a status, or why none did.",
            ["system", "call", "outcome"],
            registry=registry,
        )
        self.seconds = Histogram(
            "naviyam_outside_seconds",
            "How long a try at an outside system took.",
            ["system", "call"],
            buckets=_SECONDS,
            registry=registry,
        )
        self.resting = Gauge(
            "naviyam_outside_resting",
            "1 while the circuit breaker keeps calls from an outside system.",
            ["system"],
            registry=registry,
        )
