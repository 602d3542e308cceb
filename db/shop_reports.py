"""What people say is wrong with shops, until an operator decides (domain.md 3: two independent reports)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.pool import Connection

WITNESSES = 2
"""How many independent people it takes to doubt a shop."""


@dataclass(frozen=True, slots=True)
class ShopReport:
    """What one person says is wrong with a shop: `kind` is closed, card_refused or price.

    `reporter_hash` is a keyed hash of account and shop, and all that is kept of the person. `note` is what the shop's
    `food_card_note` becomes once a second person finds the card refused.
    """

    shop_id: int
    kind: str
    reporter_hash: bytes
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class OpenReports:
    """Undecided reports of one kind about one shop."""

    shop_id: int
    shop_name: str
    kind: str
    reporters: int
    first_at: datetime


async def take(connection: Connection, told: ShopReport) -> None:
    """Write a report; as soon as two people find the card refused, the shop takes it partly (P) only.

    Hours and prices that two people doubt are labelled from the open reports themselves (`db.catalogue`).
    """
    reporters = await report(connection, told.shop_id, told.kind, told.reporter_hash, told.at)
    if told.kind == "card_refused" and reporters >= WITNESSES:
        await doubt_card(connection, told.shop_id, told.note)


async def report(connection: Connection, shop_id: int, kind: str, reporter_hash: bytes, at: datetime) -> int:
    """Write a report, once a reporter; returns how many different people reported it and are undecided.

    Reports of one shop wait for each other until the transaction ends, so that of two at once the second sees both.
    """
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('shop_reports'), $1)", shop_id)
    await connection.execute(
        """
        INSERT INTO chatbot.shop_reports (shop_id, kind, reporter_hash, reported_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (shop_id, kind, reporter_hash) WHERE state = 'open' DO NOTHING
        """,
        shop_id,
        kind,
        reporter_hash,
        at,
    )
    reporters: int = await connection.fetchval(
        "SELECT count(*) FROM chatbot.shop_reports WHERE shop_id = $1 AND kind = $2 AND state = 'open'", shop_id, kind
    )
    return reporters


async def doubt_card(connection: Connection, shop_id: int, note: str) -> bool:
    """Put a shop that takes the card, or of which nothing is known, to P with `note`; False where it is neither."""
    doubted: int | None = await connection.fetchval(
        """
        UPDATE chatbot.shops SET is_food_card_shop = 'P', food_card_note = $2
        WHERE id = $1 AND is_food_card_shop IN ('Y', 'U') RETURNING id
        """,
        shop_id,
        note,
    )
    return doubted is not None


async def open_reports(connection: Connection, least_reporters: int, limit: int) -> list[OpenReports]:
    """The operators' task list: most reported first, then oldest."""
    rows = await connection.fetch(
        """
        SELECT r.shop_id, s.shop_name, r.kind, count(*)::int AS reporters, min(r.reported_at) AS first_at
        FROM chatbot.shop_reports r JOIN chatbot.shops s ON s.id = r.shop_id
        WHERE r.state = 'open'
        GROUP BY r.shop_id, s.shop_name, r.kind HAVING count(*) >= $1
        ORDER BY reporters DESC, first_at LIMIT $2
        """,
        least_reporters,
        limit,
    )
    return [OpenReports(**row) for row in rows]


async def decide(connection: Connection, shop_id: int, kind: str, state: str, operator_id: int, at: datetime) -> int:
    """Decide a shop's open reports of a kind as 'confirmed' or 'rejected' and forget who made them."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.shop_reports SET state = $3, reporter_hash = NULL, decided_at = $5, decided_by = $4
        WHERE shop_id = $1 AND kind = $2 AND state = 'open' RETURNING id
        """,
        shop_id,
        kind,
        state,
        operator_id,
        at,
    )
    return len(rows)
