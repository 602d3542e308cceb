"""The reservation system over HTTP: availability, booking, giving up."""

from adapters.reservation.client import ReservationClient, service

__all__ = ["ReservationClient", "service"]
