"""Reading the card system page by page: where the run stands, what cards say, what was paid where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.pool import Connection

_ALERT_HOLDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run stands: ask for what changed since `changed_since`, from page `next_cursor` on."""

    changed_since: datetime | None
    run_started_at: datetime
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class CardState:
    """What the card system says of one card; `ref_hash` keyed, `balance` in won."""

    ref_hash: bytes
    balance: int
    status: str
    charge_day: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """One transaction of a card as the card system reports it; `amount` in won."""

    card_id: int
    transaction_hash: bytes
    status: str
    amount: int
    merchant_name: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PaidPlace:
    """A shop where cards were really taken lately."""

    shop_id: int
    cards: int
    last_at: datetime


async def begin(connection: Connection, provider: str, at: datetime) -> Position:
    """Take up the interrupted run of a provider, or start one."""
    (row,) = await connection.fetch(
        """
        INSERT INTO chatbot.card_syncs AS s (provider, run_started_at) VALUES ($1, $2)
        ON CONFLICT (provider) DO UPDATE
        SET run_started_at = coalesce(s.run_started_at, $2),
            pages = CASE WHEN s.run_started_at IS NULL THEN 0 ELSE s.pages END
        RETURNING changed_since, run_started_at, next_cursor
        """,
        provider,
        at,
    )
    return Position(**row)


async def turn_page(connection: Connection, provider: str, next_cursor: str | None, at: datetime) -> None:
    """A page is taken over (same transaction); without a next one the run ends."""
    await connection.execute(
        """
        UPDATE chatbot.card_syncs
        SET pages = pages + 1, next_cursor = $2,
            changed_since = CASE WHEN $2::text IS NULL THEN run_started_at ELSE changed_since END,
            run_started_at = CASE WHEN $2::text IS NULL THEN NULL ELSE run_started_at END,
            finished_at = CASE WHEN $2::text IS NULL THEN $3 ELSE finished_at END
        WHERE provider = $1
        """,
        provider,
        next_cursor,
        at,
    )


async def take_over(connection: Connection, cards: Sequence[CardState], at: datetime) -> list[int]:
    """Take over what is newer than what is known; returns the ids of the linked cards that changed."""
    rows = await connection.fetch(
        """
        WITH said AS (
            SELECT * FROM unnest($1::bytea[], $2::int[], $3::text[], $4::smallint[], $5::timestamptz[])
                AS card (ref_hash, balance, status, charge_day, updated_at)
        ), newer AS (
            UPDATE chatbot.foodcard_users c
            SET charge_day = coalesce(said.charge_day, c.charge_day), provider_updated_at = said.updated_at
            FROM said
            WHERE c.card_ref_hash = said.ref_hash AND coalesce(c.provider_updated_at, '-infinity') < said.updated_at
            RETURNING c.id, said.balance, said.status
        )
        SELECT id, balance, status FROM newer ORDER BY id
        """,
        [card.ref_hash for card in cards],
        [card.balance for card in cards],
        [card.status for card in cards],
        [card.charge_day for card in cards],
        [card.updated_at for card in cards],
    )
    await connection.executemany(
        "SELECT chatbot.sync_card_balance($1, $2, $3, $4)",
        [(row["id"], row["balance"], row["status"], at) for row in rows],
    )
    return [row["id"] for row in rows]


async def mark_alert(connection: Connection, card_id: int, at: datetime) -> bool:
    """Take the right to tell of a low balance; False where it was told within the day."""
    marked: int | None = await connection.fetchval(
        """
        UPDATE chatbot.foodcard_users SET balance_alert_sent = TRUE, balance_alert_sent_at = $2
        WHERE id = $1 AND NOT balance_alert_sent RETURNING id
        """,
        card_id,
        at,
    )
    return marked is not None


async def reset_alerts(connection: Connection, at: datetime) -> int:
    """Let cards be told of again whose alert is 24 hours old (or of unknown age); returns how many."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.foodcard_users SET balance_alert_sent = FALSE, balance_alert_sent_at = NULL
        WHERE balance_alert_sent AND coalesce(balance_alert_sent_at, '-infinity') <= $1 RETURNING id
        """,
        at - _ALERT_HOLDS,
    )
    return len(rows)


async def add_payments(connection: Connection, payments: Sequence[Payment]) -> None:
    """Write transactions; one that is here already takes over a new status."""
    await connection.executemany(
        """
        INSERT INTO chatbot.card_transactions (card_id, transaction_hash, status, amount, merchant_name, occurred_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (transaction_hash) DO UPDATE SET status = excluded.status
        """,
        [(p.card_id, p.transaction_hash, p.status, p.amount, p.merchant_name, p.occurred_at) for p in payments],
    )


async def unmatched(connection: Connection, limit: int) -> list[tuple[int, str]]:
    """(transaction id, merchant name) of transactions whose shop was never looked for."""
    rows = await connection.fetch(
        "SELECT id, merchant_name FROM chatbot.card_transactions WHERE match_method IS NULL ORDER BY id LIMIT $1", limit
    )
    return [(row["id"], row["merchant_name"]) for row in rows]


async def match(connection: Connection, transaction_id: int, shop_id: int | None, method: str, score: float) -> None:
    """Write down which shop a transaction was at; None: looked for and not found."""
    await connection.execute(
        """
        UPDATE chatbot.card_transactions SET shop_id = $2, match_method = $3, match_score = $4::float8::numeric
        WHERE id = $1
        """,
        transaction_id,
        shop_id,
        method,
        score,
    )


async def paid_places(connection: Connection, since: datetime, least_cards: int = 3) -> list[PaidPlace]:
    """Shops with approved payments of at least `least_cards` different cards since `since` (domain.md 5)."""
    rows = await connection.fetch(
        """
        SELECT shop_id, count(DISTINCT card_id)::int AS cards, max(occurred_at) AS last_at
        FROM chatbot.card_transactions
        WHERE shop_id IS NOT NULL AND status = 'APPROVED' AND occurred_at >= $1
        GROUP BY shop_id HAVING count(DISTINCT card_id) >= $2 ORDER BY shop_id
        """,
        since,
        least_cards,
    )
    return [PaidPlace(**row) for row in rows]
