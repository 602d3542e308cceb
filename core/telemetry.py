"""Counters of the conversation, in Prometheus' terms. Labels never name a person."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

from core.messages import Answer
from core.stopwatch import Stopwatch

_SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3.5)


class Telemetry:
    """What the conversation counts: turns by intent, failures by kind, seconds by stage."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._turns = Counter("naviyam_turns", "Turns answered", ["platform", "intent"], registry=registry)
        self._failures = Counter("naviyam_turn_failures", "Turns that failed", ["platform", "error"], registry=registry)
        self._seconds = Histogram(
            "naviyam_turn_stage_seconds", "Seconds by stage", ["stage"], buckets=_SECONDS, registry=registry
        )

    def answered(self, platform: str, answer: Answer, watch: Stopwatch) -> None:
        """Count an answered turn."""
        self._turns.labels(platform, answer.trace.intent if answer.trace else "").inc()
        for stage in watch.stages:
            self._seconds.labels(stage.name).observe(stage.milliseconds / 1000)
        self._seconds.labels("turn").observe(watch.milliseconds / 1000)

    def failed(self, platform: str, error: str, watch: Stopwatch) -> None:
        """Count a turn that ended in an apology."""
        self._failures.labels(platform, error).inc()
        self._seconds.labels("turn").observe(watch.milliseconds / 1000)
