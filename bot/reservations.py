"""The reservation system that the settings name."""

from __future__ import annotations

from aiohttp import ClientSession

from adapters import reservation
from adapters.outside import OutsideClient, OutsideMetrics
from bot.config import Settings
from core.reservations.booking import NoTables
from core.reservations.provider import Tables


def tables(settings: Settings, session: ClientSession, counted: OutsideMetrics) -> Tables:
    """The reservation system, where there is one."""
    if not settings.reservation_url:
        return NoTables()
    system = reservation.service(settings.reservation_url, settings.reservation_key.get_secret_value())
    return reservation.ReservationClient(OutsideClient(session, system, counted))
