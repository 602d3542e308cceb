"""What every installation must know: regions with their card rules, numbers that help, and which state is loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class CardRule:
    """What a region's card pays from `valid_from` on. Amounts in won, times in KST."""

    valid_from: date
    meal_amount: int
    daily_limit: int | None
    charge_day: int
    charge_amount: int | None
    usable_from: time
    usable_until: time
    goods_not_allowed: tuple[str, ...]
    rest_expires: bool
    source: str
    source_date: date


@dataclass(frozen=True, slots=True)
class NewHelpPlace:
    """A number or place that helps; `region_id` None is the whole country."""

    region_id: int | None
    help_name: str
    kind: str
    phone: str
    hours: str
    description: str
    source: str
    source_date: date


async def loaded_hash(connection: Connection, name: str) -> bytes | None:
    """SHA-256 of the reference files that this database holds, None before the first load."""
    found: bytes | None = await connection.fetchval(
        "SELECT content_hash FROM chatbot.reference_loads WHERE reference_name = $1", name
    )
    return found


async def mark_loaded(connection: Connection, name: str, content_hash: bytes) -> None:
    """Remember which state of the files was loaded. Call it first: it makes a second loader wait for the commit."""
    await connection.execute(
        """
        INSERT INTO chatbot.reference_loads (reference_name, content_hash) VALUES ($1, $2)
        ON CONFLICT (reference_name) DO UPDATE SET content_hash = excluded.content_hash, loaded_at = now()
        """,
        name,
        content_hash,
    )


async def add_region(connection: Connection, name: str, card_name: str, contact_name: str, contact_phone: str) -> int:
    """Write a region or bring it up to date; returns its id."""
    region_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.regions (region_name, card_name, contact_name, contact_phone) VALUES ($1, $2, $3, $4)
        ON CONFLICT (region_name) DO UPDATE
        SET card_name = excluded.card_name, contact_name = excluded.contact_name,
            contact_phone = excluded.contact_phone
        RETURNING id
        """,
        name,
        card_name,
        contact_name,
        contact_phone,
    )
    return region_id


async def add_card_rules(connection: Connection, region_id: int, rules: Iterable[CardRule]) -> None:
    """Write a region's rules; one of the same day is brought up to date."""
    await connection.executemany(
        """
        INSERT INTO chatbot.region_card_rules (
            region_id, valid_from, meal_amount, daily_limit, charge_day, charge_amount, usable_from, usable_until,
            goods_not_allowed, rest_expires, source, source_date)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (region_id, valid_from) DO UPDATE
        SET meal_amount = excluded.meal_amount, daily_limit = excluded.daily_limit, charge_day = excluded.charge_day,
            charge_amount = excluded.charge_amount, usable_from = excluded.usable_from,
            usable_until = excluded.usable_until, goods_not_allowed = excluded.goods_not_allowed,
            rest_expires = excluded.rest_expires, source = excluded.source, source_date = excluded.source_date
        """,
        [
            (
                *(region_id, r.valid_from, r.meal_amount, r.daily_limit, r.charge_day, r.charge_amount),
                *(r.usable_from, r.usable_until, r.goods_not_allowed, r.rest_expires, r.source, r.source_date),
            )
            for r in rules
        ],
    )


async def add_help_places(connection: Connection, places: Iterable[NewHelpPlace]) -> None:
    """Write numbers and places that help; one of the same region and name is brought up to date."""
    await connection.executemany(
        """
        INSERT INTO chatbot.help_places (
            region_id, help_name, kind, phone, hours, description, source, source_date)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (region_id, help_name) DO UPDATE
        SET kind = excluded.kind, phone = excluded.phone, hours = excluded.hours,
            description = excluded.description, source = excluded.source, source_date = excluded.source_date
        """,
        [(p.region_id, p.help_name, p.kind, p.phone, p.hours, p.description, p.source, p.source_date) for p in places],
    )
