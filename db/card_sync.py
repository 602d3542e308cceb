"""Reading the card system page by page: where the run stands, what cards say, what was paid where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.pool import Connection

_ALERT_HOLDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a run stands: ask for what changed since `changed_since` (None: every card), from `next_cursor` on.

    `changed_since` is of the card system's clock, `run_started_at` real time.
    """

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
    refusal_reason: str | None = None


@dataclass(frozen=True, slots=True)
class PaidPlace:
    """A shop where cards were really taken lately."""

    shop_id: int
    cards: int
    last_at: datetime


async def begin(connection: Connection, provider: str, at: datetime) -> Position:
    """Take up the interrupted run of a provider, or start one at `at` (real time); a run older than a day starts anew.

    A first run reads every card, and so does one after a card was linked: its statement may be old.
    """
    (row,) = await connection.fetch(
        """
        INSERT INTO chatbot.card_syncs AS s (provider, run_started_at, is_whole) VALUES ($1, $2, TRUE)
        ON CONFLICT (provider) DO UPDATE SET (run_started_at, next_cursor, pages, newest_seen, is_whole) = (
            SELECT CASE WHEN goes_on THEN s.run_started_at ELSE $2 END,
                   CASE WHEN goes_on THEN s.next_cursor END,
                   CASE WHEN goes_on THEN s.pages ELSE 0 END,
                   CASE WHEN goes_on THEN s.newest_seen END,
                   CASE WHEN goes_on THEN s.is_whole ELSE s.changed_since IS NULL OR EXISTS (
                       SELECT FROM chatbot.foodcard_users
                       WHERE card_ref_hash IS NOT NULL AND ref_linked_at > coalesce(s.read_whole_at, '-infinity')) END
            FROM (SELECT coalesce(s.run_started_at > $2 - INTERVAL '1 day', FALSE) AS goes_on) run)
        RETURNING CASE WHEN NOT is_whole THEN changed_since END AS changed_since, run_started_at, next_cursor
        """,
        provider,
        at,
    )
    return Position(**row)


async def turn_page(
    connection: Connection,
    provider: str,
    position: Position,
    next_cursor: str | None,
    newest: datetime | None,
    at: datetime,
) -> bool:
    """The page at `position` is taken over (same transaction); without a next one the run ends.

    `newest` is the newest `updated_at` on it. False where another process has turned it already.
    """
    turned: int | None = await connection.fetchval(
        """
        UPDATE chatbot.card_syncs
        SET pages = pages + 1, next_cursor = $4, newest_seen = greatest(newest_seen, $5),
            changed_since = CASE WHEN $4::text IS NULL THEN greatest(changed_since, newest_seen, $5, '-infinity')
                            ELSE changed_since END,
            read_whole_at = CASE WHEN $4::text IS NULL AND is_whole THEN run_started_at ELSE read_whole_at END,
            run_started_at = CASE WHEN $4::text IS NULL THEN NULL ELSE run_started_at END,
            finished_at = CASE WHEN $4::text IS NULL THEN $6 ELSE finished_at END
        WHERE provider = $1 AND run_started_at = $2 AND next_cursor IS NOT DISTINCT FROM $3
        RETURNING pages
        """,
        provider,
        position.run_started_at,
        position.next_cursor,
        next_cursor,
        newest,
        at,
    )
    return turned is not None


async def give_up(connection: Connection, provider: str, position: Position) -> None:
    """Drop a run whose cursor the card system does not know any more; the next begins at the first page."""
    await connection.execute(
        """
        UPDATE chatbot.card_syncs SET run_started_at = NULL, next_cursor = NULL
        WHERE provider = $1 AND run_started_at = $2
        """,
        provider,
        position.run_started_at,
    )


_TAKE_OVER = """
WITH said AS (
    SELECT * FROM unnest($1::bytea[], $2::int[], $3::text[], $4::smallint[], $5::timestamptz[])
        AS card (ref_hash, balance, status, charge_day, updated_at)
), locked AS (  -- in one order, so that two runs at once wait for each other instead of ending each other
    SELECT c.id, said.* FROM chatbot.foodcard_users c JOIN said ON said.ref_hash = c.card_ref_hash
    WHERE coalesce(c.provider_updated_at, '-infinity') < said.updated_at
    ORDER BY c.id FOR UPDATE OF c
), newer AS (
    UPDATE chatbot.foodcard_users c
    SET charge_day = coalesce(locked.charge_day, c.charge_day), provider_updated_at = locked.updated_at
    FROM locked WHERE c.id = locked.id
    RETURNING c.id, locked.balance, locked.status
)
SELECT id, balance, status FROM newer ORDER BY id
"""


async def take_over(connection: Connection, cards: Sequence[CardState], at: datetime) -> list[int]:
    """Take over what is newer than what is known; returns the ids of the linked cards that changed.

    Of a card that is told of twice the newest statement counts. `at` is business time: as of when the balance is.
    """
    newest: dict[bytes, CardState] = {}
    for card in cards:
        if card.ref_hash not in newest or newest[card.ref_hash].updated_at < card.updated_at:
            newest[card.ref_hash] = card
    told = list(newest.values())
    rows = await connection.fetch(
        _TAKE_OVER,
        [card.ref_hash for card in told],
        [card.balance for card in told],
        [card.status for card in told],
        [card.charge_day for card in told],
        [card.updated_at for card in told],
    )
    await connection.executemany(
        "SELECT chatbot.sync_card_balance($1, $2, $3, $4)",
        [(row["id"], row["balance"], row["status"], at) for row in rows],
    )
    return [row["id"] for row in rows]


async def linked(connection: Connection, ref_hashes: Sequence[bytes], region_id: int | None) -> frozenset[bytes]:
    """Which of these cards are linked to somebody, in a region (None: anywhere)."""
    rows = await connection.fetch(
        """
        SELECT card_ref_hash FROM chatbot.foodcard_users
        WHERE card_ref_hash = ANY ($1) AND ($2::int IS NULL OR region_id = $2)
        """,
        list(ref_hashes),
        region_id,
    )
    return frozenset(row["card_ref_hash"] for row in rows)


async def mark_alert(connection: Connection, card_id: int, at: datetime) -> bool:
    """Take the right to tell of a low balance; False where it was told within the day."""
    marked: int | None = await connection.fetchval(
        """
        UPDATE chatbot.foodcard_users SET balance_alert_sent = TRUE, balance_alert_sent_at = $2
        WHERE id = $1 AND (NOT balance_alert_sent OR balance_alert_sent_at <= $3) RETURNING id
        """,
        card_id,
        at,
        at - _ALERT_HOLDS,
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


@dataclass(frozen=True, slots=True)
class Unread:
    """A linked card whose payments since `read_until` were not read; `changed_at` is when its balance changed."""

    card_id: int
    user_id: int
    card_ref_enc: bytes
    read_until: datetime | None
    changed_at: datetime


async def unread_payments(connection: Connection, after: int, limit: int) -> list[Unread]:
    """Cards with an id above `after` that changed after their payments were read, by id."""
    rows = await connection.fetch(
        """
        SELECT id AS card_id, user_id, card_ref_enc, transactions_read_until AS read_until,
               provider_updated_at AS changed_at
        FROM chatbot.foodcard_users
        WHERE id > $1 AND card_ref_enc IS NOT NULL
          AND provider_updated_at > coalesce(transactions_read_until, '-infinity')
        ORDER BY id LIMIT $2
        """,
        after,
        limit,
    )
    return [Unread(**row) for row in rows]


async def payments_read(connection: Connection, card_id: int, until: datetime) -> None:
    """The payments of a card up to `until` (the card system's clock) are here; in one transaction with them."""
    await connection.execute(
        "UPDATE chatbot.foodcard_users SET transactions_read_until = $2 WHERE id = $1", card_id, until
    )


async def add_payments(connection: Connection, payments: Sequence[Payment]) -> None:
    """Write transactions; one that is here already takes over a new status."""
    await connection.executemany(
        """
        INSERT INTO chatbot.card_transactions (
            card_id, transaction_hash, status, amount, merchant_name, occurred_at, refusal_reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (transaction_hash) DO UPDATE
        SET status = excluded.status, refusal_reason = excluded.refusal_reason
        """,
        [
            (p.card_id, p.transaction_hash, p.status, p.amount, p.merchant_name, p.occurred_at, p.refusal_reason)
            for p in payments
        ],
    )


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A transaction whose shop was never looked for, and the card's region."""

    id: int
    merchant_name: str
    region_id: int


async def unmatched(connection: Connection, limit: int) -> list[Unmatched]:
    """Transactions whose shop was never looked for, oldest first."""
    rows = await connection.fetch(
        """
        SELECT t.id, t.merchant_name, f.region_id
        FROM chatbot.card_transactions t JOIN chatbot.foodcard_users f ON f.id = t.card_id
        WHERE t.match_method IS NULL ORDER BY t.id LIMIT $1
        """,
        limit,
    )
    return [Unmatched(**row) for row in rows]


async def shop_names(connection: Connection, region_id: int) -> list[tuple[int, str]]:
    """(id, name) of every listed shop of a region, and of those whose region nobody knows."""
    rows = await connection.fetch(
        """
        SELECT id, shop_name FROM chatbot.shops
        WHERE is_listed AND (region_id = $1 OR region_id IS NULL) ORDER BY id
        """,
        region_id,
    )
    return [(row["id"], row["shop_name"]) for row in rows]


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


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A shop that turned cards away because it does not take them, and the cards."""

    shop_id: int
    card_ids: tuple[int, ...]


async def turned_away(connection: Connection, since: datetime, least_cards: int = 2) -> list[TurnedAway]:
    """Shops taken for accepting that refused (MERCHANT) so many cards since, with no payment after the first of it."""
    rows = await connection.fetch(
        """
        SELECT r.shop_id, array_agg(DISTINCT r.card_id ORDER BY r.card_id) AS card_ids
        FROM chatbot.card_transactions r JOIN chatbot.shops s ON s.id = r.shop_id
        WHERE r.refusal_reason = 'MERCHANT' AND r.occurred_at >= $1 AND s.is_food_card_shop IN ('Y', 'U')
          AND NOT EXISTS (
              SELECT FROM chatbot.card_transactions paid
              WHERE paid.shop_id = r.shop_id AND paid.status = 'APPROVED' AND paid.occurred_at >= r.occurred_at)
        GROUP BY r.shop_id HAVING count(DISTINCT r.card_id) >= $2 ORDER BY r.shop_id
        """,
        since,
        least_cards,
    )
    return [TurnedAway(row["shop_id"], tuple(row["card_ids"])) for row in rows]


async def accept_paid(connection: Connection, shop_ids: Sequence[int]) -> int:
    """Shops of which nobody knew whether they take the card, and where it was taken, take it; how many did not."""
    rows = await connection.fetch(
        """
        UPDATE chatbot.shops SET is_food_card_shop = 'Y'
        WHERE id = ANY ($1) AND is_food_card_shop = 'U' RETURNING id
        """,
        list(shop_ids),
    )
    return len(rows)


async def announce_payments(connection: Connection) -> None:
    """Tell every process that the paid places changed, when the transaction ends."""
    await connection.execute("SELECT pg_notify('catalogue', 'payments')")


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
