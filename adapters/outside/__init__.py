"""The one way to call an outside system: time limit, safe retries, circuit breaker, counts, typed errors."""

from adapters.outside.breaker import Breaker
from adapters.outside.client import Json, OutsideClient, Service
from adapters.outside.metrics import OutsideMetrics

__all__ = ["Breaker", "Json", "OutsideClient", "OutsideMetrics", "Service"]
