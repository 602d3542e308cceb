"""Segments: rules saved under a name, and the people whom rules find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.pool import Connection

ORDERS_DAYS = 90
"""How far back orders are counted."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """Rules under a name; `region_id` None is every region."""

    id: int
    segment_name: str
    region_id: int | None
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to find, as of `at` (business time); None and empty ask for nothing.

    `is_advertising` leaves out whoever may not be advertised to at all, so that lists, counts and those held out are
    of one kind. Days are counted back from `at`, orders over `ORDERS_DAYS`.
    """

    at: datetime
    is_advertising: bool
    region_id: int | None = None
    platforms: tuple[str, ...] = ()
    born_from: int | None = None
    born_until: int | None = None
    likes: tuple[str, ...] = ()
    wrote_within_days: int | None = None
    silent_for_days: int | None = None
    orders_at_least: int | None = None
    orders_at_most: int | None = None
    holds_coupon: str | None = None
    lacks_coupon: str | None = None


@dataclass(frozen=True, slots=True)
class SampledPerson:
    """One of an audience; the account is the platform's own id."""

    platform: str
    external_user_id: str
    birth_year: int | None


_PEOPLE = """
FROM chatbot.users u LEFT JOIN chatbot.user_profiles p ON p.user_id = u.id
WHERE u.main_user_id IS NULL AND u.status = 'ACTIVE'
  AND EXISTS (SELECT FROM chatbot.users a
              WHERE (a.id = u.id OR a.main_user_id = u.id) AND a.status = 'ACTIVE' AND a.unreachable_since IS NULL
                AND a.platform IN ('kakao', 'line', 'web', 'test')
                AND (cardinality($4::text[]) = 0 OR a.platform = ANY ($4)))
  AND ($3::int IS NULL OR EXISTS (SELECT FROM chatbot.foodcard_users f WHERE f.user_id = u.id AND f.region_id = $3))
  AND ($5::int IS NULL OR u.birth_year >= $5) AND ($6::int IS NULL OR u.birth_year <= $6)
  AND (cardinality($7::text[]) = 0 OR p.preferred_categories && $7)
  AND ($8::int IS NULL OR EXISTS (
        SELECT FROM chatbot.conversations c
        WHERE c.user_id = u.id AND c.timestamp > $1::timestamptz - $8::int * INTERVAL '1 day'))
  AND ($9::int IS NULL OR NOT EXISTS (
        SELECT FROM chatbot.conversations c
        WHERE c.user_id = u.id AND c.timestamp > $1::timestamptz - $9::int * INTERVAL '1 day'))
  AND (($10::int IS NULL AND $11::int IS NULL) OR (
        SELECT count(*) FROM chatbot.orders o
        WHERE o.user_id = u.id AND o.status = 'COMPLETED'
          AND o.completed_at > $1::timestamptz - $14::int * INTERVAL '1 day')
       BETWEEN coalesce($10::int, 0) AND coalesce($11::int, 1000000))
  AND ($12::text IS NULL OR EXISTS (SELECT FROM chatbot.user_coupon_wallet w
                                    WHERE w.user_id = u.id AND w.coupon_id = $12 AND w.status = 'ACTIVE'))
  AND ($13::text IS NULL OR NOT EXISTS (SELECT FROM chatbot.user_coupon_wallet w
                                        WHERE w.user_id = u.id AND w.coupon_id = $13 AND w.status = 'ACTIVE'))
  AND (NOT $2::bool OR EXISTS (
        SELECT FROM (SELECT DISTINCT ON (kind) kind, is_granted, source FROM chatbot.consents
                     WHERE user_id = u.id AND kind IN ('service', 'marketing') ORDER BY kind, id DESC) newest
        WHERE is_granted
        HAVING count(*) = 2 AND (
            bool_or(kind = 'service' AND source = 'token')
            OR extract(year FROM $1::timestamptz AT TIME ZONE 'Asia/Seoul') - u.birth_year > 14)))
"""

_EVENTS = {
    "agreed": """EXISTS (SELECT FROM chatbot.consents e WHERE e.user_id = u.id AND e.kind = 'marketing'
                         AND e.is_granted AND e.created_at >= $15::timestamptz)""",
    "ordered": "EXISTS (SELECT FROM chatbot.orders e WHERE e.user_id = u.id AND e.completed_at >= $15::timestamptz)",
    "claimed": """EXISTS (SELECT FROM chatbot.user_coupon_wallet e WHERE e.user_id = u.id AND e.issued_by = 'person'
                          AND e.issued_at >= $15::timestamptz)""",
}
"""What may have happened to a person since $15, by the name of the event."""


async def add_segment(
    connection: Connection, name: str, region_id: int | None, rules: Mapping[str, Any], operator_id: int | None
) -> int:
    """Write a segment; returns its id. Raises asyncpg.UniqueViolationError where the region has one of that name."""
    segment_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.segments (segment_name, region_id, rules, created_by) VALUES ($1, $2, $3, $4) RETURNING id
        """,
        name,
        region_id,
        dict(rules),
        operator_id,
    )
    return segment_id


async def segment(connection: Connection, segment_id: int) -> SegmentRow | None:
    """A segment, if whoever asks may see it."""
    row = await connection.fetchrow(
        "SELECT id, segment_name, region_id, rules FROM chatbot.segments WHERE id = $1", segment_id
    )
    return SegmentRow(**row) if row else None


async def segments(connection: Connection) -> list[SegmentRow]:
    """Those that whoever asks may see, by name."""
    rows = await connection.fetch("SELECT id, segment_name, region_id, rules FROM chatbot.segments ORDER BY 2, 1")
    return [SegmentRow(**row) for row in rows]


async def region_id(connection: Connection, name: str) -> int | None:
    """A region by its name."""
    found: int | None = await connection.fetchval("SELECT id FROM chatbot.regions WHERE region_name = $1", name)
    return found


async def count(connection: Connection, audience: Audience) -> int:
    """How many people the rules find now."""
    found: int = await connection.fetchval(f"SELECT count(*)::int {_PEOPLE}", *_values(audience))
    return found


async def sample(connection: Connection, audience: Audience, size: int) -> list[SampledPerson]:
    """Some of them, the same as long as nobody comes or goes; to be masked before anybody sees it."""
    rows = await connection.fetch(
        f"""
        SELECT u.platform, u.external_user_id, u.birth_year {_PEOPLE} ORDER BY hashint8extended(u.id, 7) LIMIT $15::int
        """,
        *_values(audience),
        size,
    )
    return [SampledPerson(**row) for row in rows]


async def people(connection: Connection, audience: Audience, campaign_id: int) -> list[int]:
    """All of them, in an order of the campaign's own: whoever is left when it is cancelled is left by chance."""
    rows = await connection.fetch(
        f"SELECT u.id {_PEOPLE} ORDER BY hashint8extended(u.id, $15::bigint), u.id", *_values(audience), campaign_id
    )
    return [row["id"] for row in rows]


async def newcomers(
    connection: Connection, audience: Audience, campaign_id: int, event: str, since: datetime
) -> list[int]:
    """Those of them to whom `event` (agreed, ordered, claimed) happened since `since` and who are not on the list."""
    rows = await connection.fetch(
        f"""
        SELECT u.id {_PEOPLE} AND {_EVENTS[event]} AND NOT EXISTS (
            SELECT FROM chatbot.campaign_recipients r WHERE r.campaign_id = $16::int AND r.user_id = u.id)
        ORDER BY u.id
        """,
        *_values(audience),
        since,
        campaign_id,
    )
    return [row["id"] for row in rows]


async def favourites(connection: Connection, user_ids: list[int]) -> dict[int, str]:
    """What each of these people likes best, where that is known."""
    rows = await connection.fetch(
        """
        SELECT user_id, preferred_categories[1] AS food FROM chatbot.user_profiles
        WHERE user_id = ANY ($1) AND cardinality(preferred_categories) > 0
        """,
        user_ids,
    )
    return {row["user_id"]: row["food"] for row in rows}


def _values(a: Audience) -> tuple[object, ...]:
    return (
        *(a.at, a.is_advertising, a.region_id, list(a.platforms), a.born_from, a.born_until, list(a.likes)),
        *(a.wrote_within_days, a.silent_for_days, a.orders_at_least, a.orders_at_most),
        *(a.holds_coupon, a.lacks_coupon, ORDERS_DAYS),
    )
