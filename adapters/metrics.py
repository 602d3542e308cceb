"""What the doors and the calls to platforms count."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter


class AdapterMetrics:
    """Counters of all adapters of one process, in the registry that `/metrics` shows."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.received = Counter(
            "naviyam_webhook_requests",
            "Webhook requests by what became of them.",
            ["platform", "outcome"],
            registry=registry,
        )
        self.sent = Counter(
            "naviyam_platform_calls",
            "Calls to platforms by what they answered.",
            ["platform", "endpoint", "outcome"],
            registry=registry,
        )
