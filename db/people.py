"""People whose data may be kept: accounts, consents, profiles, meal cards and wallets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from db.pool import Connection


@dataclass(frozen=True, slots=True)
class CardRow:
    """A linked meal card; `balance` in won as of `last_sync_at`, `held` of it for vouchers.

    `as_of` is when the card system was asked last, None where it never told a balance.
    """

    region_id: int
    balance: int
    status: str
    charge_day: int | None
    last_sync_at: datetime | None
    held: int
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person: account, what holds of their consents, profile and card."""

    id: int
    birth_year: int | None
    granted: frozenset[str]
    withdrawn: frozenset[str]
    conversation_style: str
    preferred_categories: tuple[str, ...]
    favorite_shops: tuple[int, ...]
    dietary_restrictions: tuple[str, ...]
    data_completeness: float
    average_budget: int | None
    spice_level: int | None
    is_guardian: bool
    card: CardRow | None


@dataclass(frozen=True, slots=True)
class WalletRow:
    """An ACTIVE coupon of a person with its definition; amounts in won."""

    wallet_id: int
    coupon_id: str
    coupon_name: str
    coupon_type: str
    discount_amount: int | None
    min_order_amount: int
    usage_type: str
    target_categories: tuple[str, ...]
    applicable_shop_ids: tuple[int, ...]
    valid_from: date
    valid_until: date
    expires_at: datetime
    priority_score: float
    is_reserved: bool
    percent: int | None
    max_discount_amount: int | None
    free_item: str | None
    is_stackable: bool
    target_user_types: tuple[str, ...]
    usage_probability: float


@dataclass(frozen=True, slots=True)
class Wallet:
    """The coupons of a person, soonest to expire first, and how many orders they completed, ever and lately."""

    coupons: tuple[WalletRow, ...]
    completed: int
    completed_lately: int


_PERSON = """
SELECT u.id, u.birth_year, p.conversation_style, p.preferred_categories, p.dietary_restrictions,
       p.data_completeness::float8 AS data_completeness, p.average_budget, p.spice_level, p.favorite_shops,
       EXISTS (SELECT FROM chatbot.guardian_links g
               WHERE g.guardian_user_id = u.id AND g.cut_at IS NULL) AS is_guardian,
       c.granted, c.withdrawn,
       f.region_id, f.balance, f.status, f.charge_day, f.last_sync_at, m.held, m.as_of
FROM chatbot.users account
JOIN chatbot.users u ON u.id = coalesce(account.main_user_id, account.id) AND u.status = 'ACTIVE'
LEFT JOIN chatbot.user_profiles p ON p.user_id = u.id
LEFT JOIN chatbot.foodcard_users f ON f.user_id = u.id
LEFT JOIN chatbot.card_money m ON m.user_id = u.id
LEFT JOIN LATERAL (
    SELECT array_agg(kind) FILTER (WHERE is_granted) AS granted,
           array_agg(kind) FILTER (WHERE NOT is_granted) AS withdrawn
    FROM (SELECT DISTINCT ON (kind) kind, is_granted FROM chatbot.consents
          WHERE user_id = u.id ORDER BY kind, id DESC) newest
) c ON TRUE
WHERE account.platform = $1 AND account.external_user_id = $2 AND account.status = 'ACTIVE'
"""

_COUPONS = """
SELECT w.id AS wallet_id, c.id AS coupon_id, c.coupon_name, c.coupon_type, c.discount_amount, c.min_order_amount,
       c.usage_type, coalesce(c.target_categories, '{{}}') AS target_categories,
       coalesce(c.applicable_shop_ids, '{{}}') AS applicable_shop_ids, c.valid_from, c.valid_until, w.expires_at,
       c.priority_score::float8 AS priority_score, coalesce(w.reserved_until > {at}, FALSE) AS is_reserved,
       (c.discount_rate * 100)::int AS percent, c.max_discount_amount, c.free_item, c.is_stackable,
       coalesce(c.target_user_types, '{{}}') AS target_user_types, w.usage_probability::float8 AS usage_probability,
       (SELECT count(*)::int FROM chatbot.orders WHERE user_id = {user} AND status = 'COMPLETED') AS completed,
       (SELECT count(*)::int FROM chatbot.orders
        WHERE user_id = {user} AND status = 'COMPLETED' AND completed_at >= {lately}) AS completed_lately
FROM chatbot.user_coupon_wallet w
JOIN chatbot.coupons c ON c.id = w.coupon_id
WHERE w.user_id = {user} AND w.status = 'ACTIVE' AND w.expires_at > {at} AND c.is_active
ORDER BY w.expires_at, w.id
"""

_WALLET = _COUPONS.format(user="$1", at="$2", lately="$3")

_PERSON_AND_WALLET = f"""
WITH person AS MATERIALIZED ({_PERSON})
SELECT person.*, held.* FROM person
LEFT JOIN LATERAL ({_COUPONS.format(user="person.id", at="$3", lately="$4")}) held ON TRUE
ORDER BY held.expires_at, held.wallet_id
"""


async def find(connection: Connection, platform: str, external_id: str) -> PersonRow | None:
    """The person behind an account (the main one, where it hangs on one), None where nothing is kept of it."""
    row = await connection.fetchrow(_PERSON, platform, external_id)
    return _person(dict(row)) if row else None


async def find_with_wallet(
    connection: Connection, platform: str, external_id: str, at: datetime, lately: datetime
) -> tuple[PersonRow, Wallet] | None:
    """What `find` and `wallet` tell, in one way to the server and back."""
    rows = [dict(row) for row in await connection.fetch(_PERSON_AND_WALLET, platform, external_id, at, lately)]
    if not rows:
        return None
    held = [row for row in rows if row["wallet_id"] is not None]
    return _person(rows[0]), _wallet(held)


async def add(
    connection: Connection,
    platform: str,
    external_id: str,
    consents: Iterable[str],
    source: str,
    birth_year: int | None,
) -> int:
    """Make the person of an account with its consents and an empty profile, or add consents; returns the id."""
    user_id: int = await connection.fetchval(
        """
        INSERT INTO chatbot.users (
            platform, external_user_id, birth_year, terms_agreed_at, privacy_agreed_at, last_login_at)
        VALUES ($1, $2, $3, now(), now(), now())
        ON CONFLICT (platform, external_user_id)
        DO UPDATE SET last_login_at = now(), status = 'ACTIVE',
                      birth_year = coalesce(excluded.birth_year, users.birth_year)
        RETURNING id
        """,
        platform,
        external_id,
        birth_year,
    )
    await connection.execute(
        "INSERT INTO chatbot.user_profiles (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING", user_id
    )
    await connection.executemany(
        "INSERT INTO chatbot.consents (user_id, kind, is_granted, source) VALUES ($1, $2, TRUE, $3)",
        [(user_id, kind, source) for kind in consents],
    )
    return user_id


async def is_vouched(connection: Connection, user_id: int) -> bool:
    """Whether a signed token answered for a person's age and consent when they were made, and stands."""
    vouched: bool | None = await connection.fetchval(
        """
        SELECT is_granted AND source = 'token' FROM chatbot.consents
        WHERE user_id = $1 AND kind = 'service' ORDER BY id DESC LIMIT 1
        """,
        user_id,
    )
    return bool(vouched)


async def wallet(connection: Connection, user_id: int, at: datetime, lately: datetime) -> Wallet:
    """The ACTIVE coupons of a person, unexpired at `at`, with the orders that rules ask for; `lately` begins then.

    Who holds no coupon is not counted for: no rule asks.
    """
    return _wallet([dict(row) for row in await connection.fetch(_WALLET, user_id, at, lately)])


async def completed_since(connection: Connection, user_id: int, since: datetime) -> int:
    """How many orders of a person shops have confirmed since then."""
    count: int = await connection.fetchval(
        """
        SELECT count(*) FROM chatbot.orders WHERE user_id = $1 AND status = 'COMPLETED' AND completed_at >= $2
        """,
        user_id,
        since,
    )
    return count


async def last_visit(connection: Connection, user_id: int, since: datetime) -> tuple[UUID, int] | None:
    """(recommendation id, shop id) of the newest choice since `since`, if it was never rated or asked about."""
    row = await connection.fetchrow(
        """
        SELECT recommendation_id, user_final_selection, feedback_rating,
               EXISTS (SELECT FROM chatbot.conversation_contexts
                       WHERE user_id = $1 AND context_data->'asked' ? ('rating:' || recommendation_id)) AS asked
        FROM chatbot.recommendations_log
        WHERE user_id = $1 AND timestamp > $2 AND user_final_selection IS NOT NULL
        ORDER BY timestamp DESC LIMIT 1
        """,
        user_id,
        since,
    )
    if row is None or row["feedback_rating"] is not None or row["asked"]:
        return None
    return row["recommendation_id"], row["user_final_selection"]


def _person(row: dict[str, Any]) -> PersonRow:
    card = None
    if row["region_id"] is not None:
        card = CardRow(**{column.name: row[column.name] for column in fields(CardRow)})
    return PersonRow(
        id=row["id"],
        birth_year=row["birth_year"],
        granted=frozenset(row["granted"] or ()),
        withdrawn=frozenset(row["withdrawn"] or ()),
        conversation_style=row["conversation_style"] or "friendly",
        preferred_categories=tuple(row["preferred_categories"] or ()),
        favorite_shops=tuple(row["favorite_shops"] or ()),
        dietary_restrictions=tuple(row["dietary_restrictions"] or ()),
        data_completeness=row["data_completeness"] or 0.0,
        average_budget=row["average_budget"],
        spice_level=row["spice_level"],
        is_guardian=row["is_guardian"],
        card=card,
    )


def _wallet(rows: Sequence[Mapping[str, Any]]) -> Wallet:
    """Of rows of `_COUPONS`, which may hold more than a coupon's columns."""
    if not rows:
        return Wallet((), 0, 0)
    return Wallet(tuple(map(_held, rows)), rows[0]["completed"], rows[0]["completed_lately"])


def _held(row: Mapping[str, Any]) -> WalletRow:
    lists = {name: tuple(row[name]) for name in ("target_categories", "applicable_shop_ids", "target_user_types")}
    return WalletRow(**{column.name: row[column.name] for column in fields(WalletRow)} | lists)


async def leave(connection: Connection, platform: str, external_id: str, at: datetime) -> None:
    """Note that an account has blocked the bot; what waits to be sent to it goes by its next channel or not at all."""
    user_id = await connection.fetchval(
        """
        UPDATE chatbot.users SET unreachable_since = coalesce(unreachable_since, $3)
        WHERE platform = $1 AND external_user_id = $2
        RETURNING id
        """,
        platform,
        external_id,
        at,
    )
    await connection.execute(_TURN_AWAY, user_id, platform)
    await connection.execute(_CALL_BACK, user_id, platform, at)


async def come_back(connection: Connection, platform: str, external_id: str) -> None:
    """Note that an account can be reached again."""
    await connection.execute(
        """
        UPDATE chatbot.users SET unreachable_since = NULL
        WHERE platform = $1 AND external_user_id = $2 AND unreachable_since IS NOT NULL
        """,
        platform,
        external_id,
    )


_TURN_AWAY = """
UPDATE chatbot.outbox SET channel = fallback_channels[1], fallback_channels = fallback_channels[2:]
WHERE user_id = $1 AND channel = $2 AND state = 'new' AND fallback_channels <> '{}'
"""

_CALL_BACK = """
UPDATE chatbot.outbox SET state = 'cancelled', payload = NULL, finished_at = $3, last_error = 'unreachable'
WHERE user_id = $1 AND channel = $2 AND state = 'new'
"""
