"""What every part of a process stands on."""

from __future__ import annotations

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from core.capacity import Capacity
from core.clock import Clock
from db.crypto import Cipher
from db.pool import Database


@dataclass(frozen=True, slots=True)
class Ground:
    """Its stores, the seal for what they keep, its clock, what counts, and the places for turns."""

    database: Database
    redis: Redis
    cipher: Cipher
    clock: Clock
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    capacity: Capacity = field(default_factory=Capacity)
